/** Every bad setting, as a user meets it: in a stack file, through the command line. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { nodeArguments } from "../command-line/node-arguments";
import { badSettings, badStackFileText, expectedMessage } from "./bad-settings";

const REPOSITORY = resolve(__dirname, "..");

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npm run preview -- --stack STACK` in another directory. */
function preview(directory: string, stack: string): Promise<Run> {
  const command = nodeArguments(join(REPOSITORY, "offline/cli.ts"), "--stack", stack);
  return new Promise((done) => {
    execFile(process.execPath, command, { cwd: directory }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe("a wrong setting on the command line", function () {
  this.timeout(600_000);
  const runs = new Map<string, Run>();
  let directory: string;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "three-tier-"));
    for (const file of ["Pulumi.yaml", "index.ts"]) symlinkSync(join(REPOSITORY, file), join(directory, file));
    const waiting = badSettings.map((bad, index) => ({ bad, stack: `bad-${index + 1}` }));
    for (const { bad, stack } of waiting) {
      writeFileSync(join(directory, `Pulumi.${stack}.yaml`), badStackFileText(bad));
    }
    const worker = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        runs.set(next.bad.name, await preview(directory, next.stack));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  for (const [index, bad] of badSettings.entries()) {
    it(`stops at ${bad.name}`, () => {
      assert.deepEqual(runs.get(bad.name), {
        code: 1,
        stdout: "",
        stderr: `error: ${expectedMessage(bad, `Pulumi.bad-${index + 1}.yaml`)}\n`,
      });
    });
  }
});
