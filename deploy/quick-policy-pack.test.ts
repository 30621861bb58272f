import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { writePack } from "../offline/test-pack";

const PRELOAD = `--require ${JSON.stringify(join(__dirname, "quick-policy-pack.cjs"))}`;
const RUNNER = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");

/** What a program of a pack prints that is run as the engine runs it. */
function runPack(files: Record<string, string>, nodeOptions: string): string {
  const pack = writePack(files);
  try {
    const env = { ...process.env, NODE_OPTIONS: nodeOptions, PULUMI_NODEJS_PROJECT: "p", PULUMI_NODEJS_STACK: "s" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUNNER, "127.0.0.1:0", pack], {
      cwd: pack,
      env,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout;
  } finally {
    rmSync(pack, { recursive: true });
  }
}

describe("a policy pack under npm run up", function () {
  this.slow(5000);

  it("is not kept waiting by a compiler that it does not need", () => {
    const loaded = `console.log(Object.keys(require.cache).some((file) => file.includes("/typescript/lib/")));`;
    assert.equal(runPack({ "index.js": loaded }, ""), "true\n", "the SDK's runner does not load it any more");
    assert.equal(runPack({ "index.js": loaded }, PRELOAD), "false\n");
  });

  it("may be written in TypeScript", () => {
    const files = {
      "package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.ts" }',
      "index.ts": "const text: string = 'typed'; console.log(text);",
    };
    assert.equal(runPack(files, PRELOAD), "typed\n");
  });

  it("leaves programs that are no policy packs alone", () => {
    const program = `console.log(Object.keys(require.cache).filter((file) => file.includes("node_modules")))`;
    const env = { ...process.env, NODE_OPTIONS: PRELOAD };
    const { stdout } = spawnSync(process.execPath, ["--eval", program], { env, encoding: "utf8" });
    assert.equal(stdout, "[]\n");
  });
});
