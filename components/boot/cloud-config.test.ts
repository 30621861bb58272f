import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { cloudConfig, MAX_USER_DATA_BYTES, staticFile } from "./cloud-config";
import { parsed } from "./test-support";

describe("a cloud-config document", () => {
  it("sets UTC, refuses passwords and root, writes files and runs commands", () => {
    const userData = cloudConfig({
      files: [{ path: "/etc/a", content: "one\ntwo\n" }],
      commands: [["/bin/true", "a b"]],
    });
    assert.equal(
      userData,
      `#cloud-config
timezone: Etc/UTC
ssh_pwauth: false
disable_root: true
write_files:
- path: /etc/a
  content: |
   one
   two
runcmd:
- - /bin/true
  - a b
`,
    );
  });

  it("gives back any content unchanged", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("\n", "\t", "  ", "---", "#", ": ", "\r\n", "%"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const content = pieces.join("");
        assert.equal(
          parsed(cloudConfig({ files: [{ path: "/a", content }], commands: [] })).write_files[0]?.content,
          content,
        );
      }),
      // Once lost: a line of nothing but spaces.
      { examples: [[["  ", "\n"]], [["a\n", "\t", "\n", "b"]], [["    a\n  content: |2\n    b\n"]]] },
    );
  });

  it("is refused when EC2 would refuse it", () => {
    const files = [{ path: "/a", content: "x".repeat(MAX_USER_DATA_BYTES) }];
    assert.throws(() => cloudConfig({ files, commands: [] }), /EC2 allows 16384: shorten "environment"/);
  });
});

describe("a static file", () => {
  for (const name of readdirSync(join(__dirname, "files"))) {
    it(`travels without the comments of ${name}, but for the interpreter's line`, () => {
      const text = staticFile(name);
      const comments = text.split("\n").filter((line) => /^\s*(#|\/\/)/.test(line));
      assert.deepEqual(comments, name.endsWith(".cjs") ? [] : [text.split("\n")[0]]);
      assert.ok(!/\n\n/.test(text) && text.endsWith("\n"));
    });
  }
});
