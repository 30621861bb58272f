/** What the engine makes of a state that an earlier version left behind. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { namedChanges } from "./changes";
import { type EngineRun, TestStack } from "./test-stack";

const RELEASES = join(__dirname, "../testdata/releases");

/** The file system of the logs, as someone might rename it. */
const RENAME = (aliases: string) => (text: string) =>
  text
    .replace(
      "{ parent: this, protect: args.protect ?? false }",
      `{ parent: this, protect: args.protect ?? false${aliases} }`,
    )
    .replace(/new aws\.efs\.FileSystem\(\s*name,/, "new aws.efs.FileSystem(`${name}-files`,");

/** Boot files change from version to version, and base EC2s hold nothing but logs that are shipped. */
const BOOTED_ANEW = /^aws:(ec2\/instance:Instance|lb\/targetGroupAttachment:TargetGroupAttachment) (was|web)-base$/;

function assertKept(run: EngineRun): void {
  const { create, replace = [], delete: deleted } = namedChanges(run);
  assert.deepEqual({ create, deleted }, { create: undefined, deleted: undefined });
  assert.deepEqual(
    replace.filter((name) => !BOOTED_ANEW.test(name)),
    [],
  );
}

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

      it("keeps everything but the servers that boot anew", () => {
        assertKept(stack.mustDo("preview"));
      });

      it("keeps what is renamed with an alias", () => {
        const renamed = stack.copy();
        try {
          renamed.edit("components/log-pipeline.ts", RENAME(", aliases: [{ name }]"));
          assertKept(renamed.mustDo("preview"));
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
