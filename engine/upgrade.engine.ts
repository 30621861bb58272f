/** What the engine makes of a state that an earlier version left behind. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { namedChanges } from "./changes";
import { TestStack } from "./test-stack";

const RELEASES = join(__dirname, "../testdata/releases");

/** The file system of the logs, as someone might rename it. */
const RENAME = (aliases: string) => (text: string) =>
  text
    .replace(
      "{ parent: this, protect: args.protect ?? false }",
      `{ parent: this, protect: args.protect ?? false${aliases} }`,
    )
    .replace(/new aws\.efs\.FileSystem\(\s*name,/, "new aws.efs.FileSystem(`${name}-files`,");

for (const version of readdirSync(RELEASES)) {
  for (const name of ["dev", "prod"]) {
    describe(`${name} as ${version} has deployed it`, function () {
      this.timeout(600_000);
      let stack: TestStack;
      before(() => {
        stack = TestStack.create(name);
        stack.mustRun("stack", "import", "--stack", name, "--file", join(RELEASES, version, `${name}.json`));
      });
      after(() => {
        stack.remove();
      });

      it("keeps everything", () => {
        const { create, replace, delete: deleted } = namedChanges(stack.mustDo("preview"));
        assert.deepEqual({ create, replace, deleted }, { create: undefined, replace: undefined, deleted: undefined });
      });

      it("keeps what is renamed with an alias", () => {
        const renamed = stack.copy();
        try {
          renamed.edit("components/log-pipeline.ts", RENAME(", aliases: [{ name }]"));
          const { create, replace, delete: deleted } = namedChanges(renamed.mustDo("preview"));
          assert.deepEqual({ create, replace, deleted }, { create: undefined, replace: undefined, deleted: undefined });
        } finally {
          renamed.remove();
        }
      });

      it("loses what is renamed without one, or refuses to", () => {
        const renamed = stack.copy();
        try {
          renamed.edit("components/log-pipeline.ts", RENAME(""));
          const run = renamed.run("preview");
          if (name === "prod") {
            assert.notEqual(run.status, 0);
            assert.match(run.output, /unable to delete|protect/);
          } else {
            const changes = namedChanges(run);
            assert.ok(changes.create?.includes("aws:efs/fileSystem:FileSystem logs-files"));
            assert.ok(changes.delete?.includes("aws:efs/fileSystem:FileSystem logs"));
          }
        } finally {
          renamed.remove();
        }
      });
    });
  }
}
