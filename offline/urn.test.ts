import assert from "node:assert/strict";
import { isUrn, makeUrn, nameOf, packageOf, typeOf } from "./urn";

const here = { project: "three-tier", stack: "dev" };
const stack = makeUrn(here, undefined, "pulumi:pulumi:Stack", "three-tier-dev");

describe("URNs", () => {
  it("leave the stack's own type out of its children's", () => {
    assert.equal(stack, "urn:pulumi:dev::three-tier::pulumi:pulumi:Stack::three-tier-dev");
    assert.equal(makeUrn(here, stack, "a:b:C", "n"), "urn:pulumi:dev::three-tier::a:b:C::n");
  });

  it("hold the types of all other parents", () => {
    const parent = makeUrn(here, makeUrn(here, stack, "a:b:C", "n"), "d:e:F", "m");
    assert.equal(makeUrn(here, parent, "g:h:I", "k"), "urn:pulumi:dev::three-tier::a:b:C$d:e:F$g:h:I::k");
  });

  it("give back type, name and package, whatever the name holds", () => {
    const urn = makeUrn(here, makeUrn(here, stack, "a:b:C", "n"), "aws:ec2/vpc:Vpc", "x::y");
    assert.equal(typeOf(urn), "aws:ec2/vpc:Vpc");
    assert.equal(nameOf(urn), "x::y");
    assert.equal(packageOf(typeOf(urn)), "aws");
  });

  for (const text of ["", "urn:pulumi:dev::three-tier::a:b:C", "arn:pulumi:dev::three-tier::a:b:C::n"]) {
    it(`are not such texts as "${text}"`, () => {
      assert.equal(isUrn(text), false);
    });
  }
});
