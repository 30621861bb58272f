import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Shell } from "../test-shell";

describe("scripts/ci/differences.sh", function () {
  this.slow(5000);
  let shell: Shell;
  beforeEach(() => {
    shell = new Shell();
    for (const name of ["before", "after"]) mkdirSync(join(shell.directory, name));
  });
  afterEach(() => {
    shell.remove();
  });

  const planned = (where: "before" | "after", stack: string, outputs: Record<string, unknown> = {}) => {
    const preview = {
      ...{ formatVersion: 1, project: "shop", stack, mode: "update", outputs },
      ...{ resources: [], policies: [], violations: [], access: [] },
    };
    shell.write(`${where}/${stack}/update.json`, JSON.stringify(preview));
  };
  const differences = (...args: string[]) => shell.run(join(__dirname, "differences.sh"), args);

  it("compares every stack that is in either", () => {
    for (const stack of ["dev", "gone", "prod"]) planned("before", stack);
    planned("after", "dev");
    planned("after", "prod", { a: 1 });
    planned("after", "new");
    const { status, stdout, stderr } = differences("before", "after");
    assert.equal(stderr, "");
    assert.equal(status, 0);
    assert.match(stdout, /^### <code>dev<\/code> as after a first update: none$/m);
    assert.match(stdout, /^### <code>gone<\/code>: there is no such stack any more$/m);
    assert.match(stdout, /^### <code>new<\/code>: a new stack; /m);
    assert.match(stdout, /^### <code>prod<\/code> as after a first update: 1 output changed\n\n\*\*Outputs\*\*\n/m);
  });

  it("keeps many stacks within one comment", () => {
    for (const stack of ["a", "b", "c", "d", "e"]) {
      planned("before", stack);
      planned(
        "after",
        stack,
        Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`o${index}`, "x".repeat(99)])),
      );
    }
    const { stdout } = differences("before", "after");
    assert.ok(stdout.length <= 62_000, `${stdout.length}`);
    assert.equal(stdout.match(/left out here/g)?.length, 5);
  });

  it("says what could not be planned, before or now", () => {
    shell.write("before/a/update.log", "error");
    planned("after", "a");
    planned("before", "b");
    shell.write("after/b/update.log", "error");
    const { status, stdout } = differences("before", "after");
    assert.match(stdout, /^### <code>a<\/code>: could not be planned before/m);
    assert.match(stdout, /^### <code>b<\/code>: cannot be planned; /m);
    assert.equal(status, 0);
  });

  it("takes no stack for a new one if the previews before are missing altogether", () => {
    planned("after", "dev");
    assert.match(differences("nowhere", "after").stdout, /^### <code>dev<\/code>: could not be planned before/m);
  });

  it("says why two previews cannot be compared", () => {
    planned("before", "dev");
    shell.write("after/dev/update.json", "{");
    const { status, stdout, stderr } = differences("before", "after");
    assert.match(stdout, /^### <code>dev<\/code>: cannot be compared; /m);
    assert.match(stderr, /update\.json is not JSON/);
    assert.equal(status, 0);
  });

  it("says that nothing was planned", () => {
    assert.equal(differences("before", "after").stdout, "No stack has been planned.\n");
  });

  for (const args of [[], ["before"], ["before", "nowhere"]]) {
    it(`ends with 2 if misused: ${args.join(" ") || "nothing"}`, () => {
      const { status, stderr } = differences(...args);
      assert.deepEqual([status, stderr], [2, "usage: differences.sh BEFORE AFTER\n"]);
    });
  }
});
