import assert from "node:assert/strict";
import * as proxy from "@pulumi/policy/proxy";
import {
  booleanOf,
  containsUnknown,
  entriesOf,
  isGiven,
  listOf,
  member,
  numberOf,
  read,
  readFound,
  readInput,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";

/** What the SDK has in place of a text that is not known yet. */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function resource(inputs: Resource["inputs"], outputs: Resource["outputs"]): Resource {
  return {
    urn: "urn",
    type: "aws:ec2/instance:Instance",
    name: "server",
    custom: true,
    inputs,
    outputs,
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
  };
}

const PARTLY = { given: ["a", { b: UNKNOWN_TEXT }], is: ["a", { b: UNKNOWN }] as Value };

describe("a property", () => {
  /** What it is to each reader: input, output → value, what the program says, what is found in AWS. */
  const table: [phrase: string, input: unknown, output: unknown, read: Value, said: Value, found: Value][] = [
    ["that nobody speaks of", undefined, undefined, undefined, undefined, undefined],
    ["that the program says", "a", undefined, "a", "a", undefined],
    ["that the provider confirms", "a", "a", "a", "a", "a"],
    ["that stands differently in AWS", "a", "b", "b", "a", "b"],
    ["that the program says, and the provider does not know yet", "a", UNKNOWN_TEXT, "a", "a", undefined],
    ["that the program does not know yet, and the provider does", UNKNOWN_TEXT, "b", "b", UNKNOWN, "b"],
    ["that nobody knows yet", UNKNOWN_TEXT, UNKNOWN_TEXT, UNKNOWN, UNKNOWN, undefined],
    ["that is not known yet, without outputs", UNKNOWN_TEXT, undefined, UNKNOWN, UNKNOWN, undefined],
    ["that the program leaves out, and the provider found", undefined, "b", "b", undefined, "b"],
    ["that the program leaves out, and nobody knows yet", undefined, UNKNOWN_TEXT, undefined, undefined, undefined],
    ["that is left out as null", null, "b", "b", null, "b"],
    ["that is left out as null, and nobody knows yet", null, UNKNOWN_TEXT, undefined, null, undefined],
    ["that is known in part", PARTLY.given, undefined, PARTLY.is, PARTLY.is, undefined],
    ["whose part the provider knows", PARTLY.given, ["a", { b: "c" }], ["a", { b: "c" }], PARTLY.is, ["a", { b: "c" }]],
    ["whose part the provider does not know yet", ["x"], PARTLY.given, ["x"], ["x"], undefined],
    ["that the program leaves out and is found in part", undefined, PARTLY.given, undefined, undefined, undefined],
    ["that is false", false, undefined, false, false, undefined],
    ["that is empty", "", [], [], "", []],
  ];
  for (const [phrase, input, output, value, said, found] of table) {
    it(phrase, () => {
      const one = resource({ p: input }, { p: output });
      assert.deepEqual([read(one, "p"), readInput(one, "p"), readFound(one, "p")], [value, said, found]);
    });
  }

  it("is as the provider says where the engine has shown no inputs", () => {
    const known = resource(undefined, { p: "b" });
    assert.deepEqual([read(known, "p"), readInput(known, "p"), readFound(known, "p")], ["b", "b", undefined]);
    const unknown = resource(undefined, { p: UNKNOWN_TEXT });
    assert.deepEqual([read(unknown, "p"), readInput(unknown, "p")], [UNKNOWN, UNKNOWN]);
  });

  it("is unknown behind every sentinel of the SDK", () => {
    const sentinels = Object.entries(proxy).filter(([name]) => /^unknown.*Value$/.test(name));
    assert.equal(sentinels.length, 7);
    for (const [name, sentinel] of sentinels) assert.equal(read(resource({ p: sentinel }, {}), "p"), UNKNOWN, name);
  });
});

const shown = (value: Value) =>
  value === UNKNOWN ? "unknown" : value === undefined ? "left out" : JSON.stringify(value);

describe("a value", () => {
  const numbers: [Value, number | undefined][] = [
    [22, 22],
    [0, 0],
    ["22", 22],
    ["-1", -1],
    ["", undefined],
    ["22a", undefined],
    ["2.5", undefined],
    [UNKNOWN, undefined],
    [undefined, undefined],
    [true, undefined],
  ];
  for (const [value, expected] of numbers) {
    it(`${expected === undefined ? "is no number" : "is a number"}: ${shown(value)}`, () => {
      assert.equal(numberOf(value), expected);
    });
  }

  const booleans: [Value, boolean | typeof UNKNOWN | undefined][] = [
    [true, true],
    [false, false],
    ["true", true],
    ["false", false],
    ["yes", undefined],
    ["", undefined],
    [1, undefined],
    [UNKNOWN, UNKNOWN],
    [undefined, undefined],
    [null, undefined],
  ];
  for (const [value, expected] of booleans) {
    it(`is ${shown(expected)}, as a flag: ${shown(value)}`, () => {
      assert.equal(booleanOf(value), expected);
    });
  }

  it("is a list, or has no members", () => {
    assert.deepEqual(listOf(["a"]), ["a"]);
    for (const value of [UNKNOWN, undefined, null, "a", { a: 1 }] as Value[]) assert.deepEqual(listOf(value), []);
    assert.deepEqual(entriesOf(UNKNOWN), [UNKNOWN]);
    assert.deepEqual(entriesOf("a"), []);
  });

  it("has members that are unknown with it", () => {
    assert.equal(member({ a: 1 }, "a"), 1);
    assert.equal(member({ a: 1 }, "b"), undefined);
    assert.equal(member(UNKNOWN, "a"), UNKNOWN);
    for (const value of [["a"], "a", null, undefined] as Value[]) assert.equal(member(value, "0"), undefined);
  });

  it("is given, unknown or not, unless it is left out or empty", () => {
    for (const value of ["a", 0, false, UNKNOWN, [], {}] as Value[]) assert.ok(isGiven(value));
    for (const value of ["", null, undefined] as Value[]) assert.ok(!isGiven(value));
  });

  it("contains what is not known at any depth", () => {
    assert.ok(containsUnknown({ a: [{ b: UNKNOWN }] }));
    assert.ok(!containsUnknown({ a: [{ b: null }] }));
  });

  it("is a text that says something", () => {
    assert.equal(textOf("a"), "a");
    for (const value of ["", 1, UNKNOWN, null] as Value[]) assert.equal(textOf(value), undefined);
  });
});
