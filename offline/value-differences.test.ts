import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { type ValueChange, valueDifferences } from "./value-differences";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const gzip = (text: string) => gzipSync(text).toString("base64");

describe("valueDifferences", () => {
  const cases: [string, unknown, unknown, ValueChange[]][] = [
    ["nothing", { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
    ["a plain value", { a: 1 }, { a: 2 }, [{ path: "p.a", before: 1, after: 2 }]],
    ["another type", { a: "1" }, { a: 1 }, [{ path: "p.a", before: "1", after: 1 }]],
    ["a map in place of a list", { a: [] }, { a: {} }, [{ path: "p.a", before: [], after: {} }]],
    ["what comes", {}, { a: { b: 1 } }, [{ path: "p.a", after: { b: 1 } }]],
    ["what goes", { a: false }, {}, [{ path: "p.a", before: false }]],
    ["null, which is not nothing", { a: null }, { a: 0 }, [{ path: "p.a", before: null, after: 0 }]],
    [
      "keys that are no words",
      { "a.b": { "c d": 1 } },
      { "a.b": { "c d": 2 } },
      [{ path: 'p["a.b"]["c d"]', before: 1, after: 2 }],
    ],
    ["a member put in at the front", [1, 2], [0, 1, 2], [{ path: "p[0]", after: 0 }]],
    ["a member taken out", [1, 2, 3], [1, 3], [{ path: "p[1]", before: 2 }]],
    [
      "a member that changed between others",
      [1, { a: { b: 1 } }, 3],
      [1, { a: { b: 2 } }, 3],
      [{ path: "p[1].a.b", before: 1, after: 2 }],
    ],
    [
      "fewer in place of more",
      ["a", "x", "y", "z"],
      ["a", "b"],
      [
        { path: "p[1]", before: "x", after: "b" },
        { path: "p[2]", before: "y" },
        { path: "p[3]", before: "z" },
      ],
    ],
    [
      "more in place of fewer",
      ["x", "end"],
      ["a", "b", "end"],
      [
        { path: "p[0]", before: "x", after: "a" },
        { path: "p[1]", after: "b" },
      ],
    ],
    ["a document as JSON", '{"a":[{"b":1}]}', '{ "a": [{ "b": 2 }] }', [{ path: "p → a[0].b", before: 1, after: 2 }]],
    ["a document that is written in another way only", "[1]", "[ 1 ]", [{ path: "p", before: "[1]", after: "[ 1 ]" }]],
    ["what only begins as JSON does", "{a", "{b", [{ path: "p", before: "{a", after: "{b" }]],
    [
      "a text of several lines",
      "a\nb\n",
      "a\nc\n",
      [
        {
          path: "p",
          before: "a\nb\n",
          after: "a\nc\n",
          text: { decoded: false, lineCount: 2, lines: ["@@ -1,2 +1,2 @@", " a", "-b", "+c"] },
        },
      ],
    ],
    [
      "a text in base64",
      base64("#cloud-config\na: 1\n"),
      base64("#cloud-config\na: 2\n"),
      [
        {
          path: "p",
          before: base64("#cloud-config\na: 1\n"),
          after: base64("#cloud-config\na: 2\n"),
          text: { decoded: true, lineCount: 2, lines: ["@@ -1,2 +1,2 @@", " #cloud-config", "-a: 1", "+a: 2"] },
        },
      ],
    ],
    [
      "a text in gzip in base64",
      gzip("#cloud-config\na: 1\n"),
      gzip("#cloud-config\na: 2\n"),
      [
        {
          path: "p",
          before: gzip("#cloud-config\na: 1\n"),
          after: gzip("#cloud-config\na: 2\n"),
          text: { decoded: true, lineCount: 2, lines: ["@@ -1,2 +1,2 @@", " #cloud-config", "-a: 1", "+a: 2"] },
        },
      ],
    ],
    [
      "what begins as gzip and is none",
      "H4sIAAAAAAAA",
      "H4sIAAAAAAAB",
      [{ path: "p", before: "H4sIAAAAAAAA", after: "H4sIAAAAAAAB" }],
    ],
    [
      "base64 of one line, which may as well be a name",
      base64("abcdef"),
      base64("ghijkl"),
      [{ path: "p", before: base64("abcdef"), after: base64("ghijkl") }],
    ],
    [
      "a text in place of none",
      undefined,
      "a\nb",
      [{ path: "p", after: "a\nb", text: { decoded: false, lineCount: 2 } }],
    ],
    [
      "a text that would move the cursor",
      "a\nb\u001b[2J",
      "a\nc\u001b[2J",
      [{ path: "p", before: "a\nb\u001b[2J", after: "a\nc\u001b[2J" }],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    it(`finds ${name}`, () => {
      assert.deepEqual(valueDifferences("p", before, after), expected);
    });
  }

  it("gives up on texts that have nothing in common", () => {
    const lines = (word: string) => Array.from({ length: 1500 }, (_, index) => `${word} ${index}`).join("\n");
    const [{ text }] = valueDifferences("p", lines("old"), lines("new"));
    assert.deepEqual(text, { decoded: false, lineCount: 1500, lines: undefined });
  });

  it("finds something if and only if the values differ", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        // -0 is 0 in JSON.
        const [before, after] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
        assert.deepEqual(valueDifferences("p", before, before), []);
        const isSame = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
        assert.equal(valueDifferences("p", before, after).length === 0, isSame);
      }),
    );
  });
});

/** The same with the keys of maps in order, and maps told from lists. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return { list: value.map(sorted) };
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return { map: members.map(([key, member]) => [key, sorted(member)]) };
}
