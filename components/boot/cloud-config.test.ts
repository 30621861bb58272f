import assert from "node:assert/strict";
import fc from "fast-check";
import { cloudConfig } from "./cloud-config";
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
      { examples: [[["  ", "\n"]], [["a\n", "\t", "\n", "b"]]] },
    );
  });
});
