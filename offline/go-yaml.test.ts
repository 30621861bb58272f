import assert from "node:assert/strict";
import { parseGoYaml, plainScalar, YamlError, type YamlValue } from "./go-yaml";

/** Read by the engine itself (3.259) from a stack's file. */
const scalars: [string, YamlValue][] = [
  ["", null],
  ["~", null],
  ["null", null],
  ["true", true],
  ["True", true],
  ["yes", "yes"],
  ["on", "on"],
  ["42", 42],
  ["+42", 42],
  ["-0x1F", -31],
  ["0x1F", 31],
  ["0o17", 15],
  ["017", 15],
  ["089", 89],
  ["0b101", 5],
  ["1_000", 1000],
  ["1.50", 1.5],
  [".5", 0.5],
  ["1e3", 1000],
  ["12345678901234567890", 12345678901234567890n],
  ["12:30", "12:30"],
  ["10.0.0.0/16", "10.0.0.0/16"],
  ["1.2.3", "1.2.3"],
  ["2024-01-02", "2024-01-02 00:00:00 +0000 UTC"],
  ["2024-01-02T03:04:05Z", "2024-01-02 03:04:05 +0000 UTC"],
  ["2024-01-02 03:04:05.500", "2024-01-02 03:04:05.5 +0000 UTC"],
  ["2024-13-02", "2024-13-02"],
  ["t3.micro", "t3.micro"],
];

describe("YAML as Go reads it", () => {
  for (const [text, value] of scalars) {
    it(`takes ${text === "" ? "nothing" : text} for ${typeof value === "bigint" ? value.toString() : JSON.stringify(value)}`, () => {
      assert.equal(plainScalar(text), value);
    });
  }

  it("takes whatever is in quotes, or in a block, for a text", () => {
    assert.deepEqual(parseGoYaml("a: \"42\"\nb: 'true'\nc: |\n  017\nd: !!str 5\n", "f"), {
      a: "42",
      b: "true",
      c: "017\n",
      d: "5",
    });
  });

  it("follows anchors, and merges maps under the keys they already have", () => {
    assert.deepEqual(parseGoYaml("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nsame: *b\n", "f"), {
      base: { x: 1, y: 2 },
      own: { x: 1, y: 3 },
      same: { x: 1, y: 2 },
    });
  });

  it("skips a byte order mark, and finds nothing in an empty file", () => {
    assert.deepEqual(parseGoYaml("\uFEFFa: 1", "f"), { a: 1 });
    assert.equal(parseGoYaml("# only words\n", "f"), null);
  });

  for (const [name, text, place] of [
    ["a bad indentation", "a: 1\n  b: 2\n", /^f:1:4: Nested mappings/],
    ["a bracket left open", "a: [1, 2\nb: 3\n", /^f:\d:\d+: /],
    ["a key given twice", "a: 1\nb: 2\na: 3\n", /^f:3:1: .*unique/],
    ["a quote left open", 'a: "text\n', /^f:\d:\d+: /],
  ] as const) {
    it(`names file and line of ${name}`, () => {
      assert.throws(
        () => parseGoYaml(text, "f"),
        (error: Error) => error instanceof YamlError && place.test(error.message),
      );
    });
  }
});
