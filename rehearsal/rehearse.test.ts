import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";

const project = join(__dirname, "..");
const run = (args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) =>
  runFile(join(__dirname, "rehearse.ts"), args, { cwd: project, ...options });

describe("npm run rehearse", function () {
  this.slow(5000);

  let empty: string;
  beforeEach(() => {
    empty = mkdtempSync(join(tmpdir(), "empty-"));
  });
  afterEach(() => {
    rmSync(empty, { recursive: true });
  });

  it("says of every program that is missing how to install it, a line each, and starts nothing", () => {
    const { status, stdout, stderr } = run([], { env: { PATH: empty, TMPDIR: empty } });
    assert.equal(status, 1);
    assert.equal(stdout, "");
    const [first, ...lines] = stderr.trimEnd().split("\n");
    assert.equal(first, "error: This machine lacks what a rehearsal needs:");
    assert.ok(lines.includes("  mvn is missing: apt-get install --no-install-recommends maven"), stderr);
    for (const line of lines) {
      assert.match(line, /^ {2}\S.* is missing: apt-get install --no-install-recommends [a-z0-9-]+$/);
    }
    assert.deepEqual(
      readdirSync(empty).filter((name) => name.startsWith("rehearsal-")),
      [],
    );
  });

  it("says what it does", () => {
    const { status, stdout } = run(["--help"]);
    assert.equal(status, 0);
    assert.match(stdout, /Everything listens on\s+loopback[^]*Ends with 0/);
  });

  for (const args of [["extra"], ["--nope"]]) {
    it(`ends with 2 if misused: ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, /^error: /);
    });
  }
});
