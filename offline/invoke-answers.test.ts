import assert from "node:assert/strict";
import { invokeAnswer } from "./invoke-answers";
import type { WireMap } from "./wire";

const HERE = { region: "eu-central-1" };

const answers: [string, WireMap, WireMap][] = [
  ["aws:index/getRegion:getRegion", {}, { id: "eu-central-1", region: "eu-central-1" }],
  ["aws:index/getCallerIdentity:getCallerIdentity", {}, { accountId: "123456789012" }],
  ["aws:index/getPartition:getPartition", {}, { partition: "aws" }],
  [
    "aws:index/getAvailabilityZones:getAvailabilityZones",
    {},
    { names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"] },
  ],
  ["aws:ssm/getParameter:getParameter", { name: "/own" }, { name: "/own", insecureValue: "value of /own" }],
  ["aws:ec2/getElasticIp:getElasticIp", { id: "eipalloc-1" }, { id: "eipalloc-1" }],
  ["aws:ec2/getElasticIp:getElasticIp", { publicIp: "198.18.0.1" }, { publicIp: "198.18.0.1" }],
  ["aws:route53/getZone:getZone", { name: "a.example." }, { name: "a.example" }],
];

describe("what providers' functions answer", () => {
  for (const [token, args, part] of answers) {
    it(`${token} ${JSON.stringify(args)}`, () => {
      const answer = invokeAnswer(token, args, HERE);
      assert.deepEqual({ ...answer, ...part }, answer);
      assert.deepEqual(invokeAnswer(token, args, HERE), answer);
    });
  }

  it("names an image per public parameter and region", () => {
    const image = (name: string, region: string) =>
      invokeAnswer("aws:ssm/getParameter:getParameter", { name: `/aws/service/${name}` }, { region }).value as string;
    const images = [image("ami-a", "x"), image("ami-b", "x"), image("ami-a", "y"), image("canonical/u", "x")];
    assert.equal(new Set(images).size, 4);
    assert.ok(images.every((id) => /^ami-0[\da-f]{16}$/.test(id)));
  });

  it("is an error that names the function where there is none", () => {
    assert.throws(
      () => invokeAnswer("aws:x/getY:getY", {}, HERE),
      /aws:x\/getY:getY has no offline answer; there is one for: aws:/,
    );
  });
});
