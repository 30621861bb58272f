import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../command-line/package-version";
import { nodeArguments } from "../command-line/node-arguments";
import { PolicyPack } from "./policy-pack";
import { PackProcess } from "./policy-pack-process";
import { PolicyPackError } from "./policy-pack-project";
import { programWith, TEST_PACK, TEST_STACK, writePack } from "./test-pack";

const open = async (directory: string, startSeconds?: number) =>
  PolicyPack.open(new PackProcess(directory, TEST_STACK, startSeconds));

describe("a policy pack that does not start", function () {
  this.slow(5000);

  const packs: [string, () => string, RegExp, number?][] = [
    ["is not there", () => "nope", /^The policy pack directory nope does not exist$/],
    ["is a file", () => "package.json", /^The policy pack directory package\.json does not exist$/],
    [
      "has no PulumiPolicy.yaml",
      () => writePack({ "PulumiPolicy.yaml": undefined }),
      /^The policy pack directory .* has no PulumiPolicy\.yaml$/,
    ],
    [
      "has a broken PulumiPolicy.yaml",
      () => writePack({ "PulumiPolicy.yaml": "runtime: [nodejs" }),
      /^.*PulumiPolicy\.yaml:1:17: Flow sequence/,
    ],
    [
      "is written in another language",
      () => writePack({ "PulumiPolicy.yaml": "runtime:\n  name: python\n" }),
      /has the runtime "python"; offline only packs with "runtime: nodejs" run$/,
    ],
    [
      "names no runtime",
      () => writePack({ "PulumiPolicy.yaml": "version: 1.0.0\n" }),
      /has no runtime; offline only packs with "runtime: nodejs" run$/,
    ],
    [
      "throws, naming its line and no stack",
      () => writePack({ "index.js": 'console.error("hm");\nthrow new Error("no rules");' }),
      /^The policy pack .* does not start \(exit code 32\)\n {2}hm\n.*\n {6}Error: no rules\n {6}at index\.js:2:7$/,
    ],
    [
      "lacks a module",
      () => writePack({ "index.js": 'require("./gone");' }),
      /^The policy pack .* does not start \(exit code 32\)\n.*\n {6}Error: Cannot find module '\.\/gone'\n {6}at index\.js:1:1$/,
    ],
    [
      "is no JavaScript",
      () => writePack({ "index.js": "const answer = ;" }),
      /^The policy pack .* does not start \(exit code 32\)\n(?! {2}\/)[^]*\n {2}index\.js:1\n[^]*SyntaxError: Unexpected token ';'$/,
    ],
    [
      "does not type-check",
      () => writePack({ "package.json": '{ "main": "index.ts" }', "index.ts": "const port: number = 'a';" }),
      /\n {2}index\.ts\(1,7\): error TS2322: Type 'string' is not assignable to type 'number'\.$/,
    ],
    [
      "serves nothing",
      () => writePack({ "index.js": "" }),
      /^The policy pack .* does not start \(it serves no policies; its program has to create a PolicyPack\)$/,
    ],
    [
      "never serves",
      () => writePack({ "index.js": 'console.error("waiting"); setInterval(() => {}, 1000);' }),
      /^The policy pack .* has not started within 3 seconds(\n {2}waiting)?$/,
      3,
    ],
    [
      "prints before its port",
      () => writePack({ "index.js": `console.log("hello");${programWith("[]")}` }),
      /prints "hello" where its port is expected: while it loads it may print to stderr only$/,
    ],
    [
      "has a name the SDK refuses",
      () => writePack({ "index.js": programWith("[]").replace('"pack"', '"no spaces"') }),
      /does not start \(exit code 1\)\n {2}Invalid policy pack name "no spaces"/,
    ],
    [
      "has a policy that validates nothing",
      () =>
        writePack({ "index.js": programWith('[{ name: "idle", description: "", enforcementLevel: "mandatory" }]') }),
      /has a policy "idle" that validates neither resources nor stacks: it never runs$/,
    ],
  ];
  for (const [name, directory, message, startSeconds] of packs) {
    it(`is named with the reason if it ${name}`, async () => {
      await assert.rejects(open(directory(), startSeconds), (error) => {
        assert.ok(error instanceof PolicyPackError);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /node:internal|node_modules|\[\d+m/);
        return true;
      });
    });
  }

  it("names the dependencies that are not installed", () => {
    const directory = writePack({});
    rmSync(join(directory, "node_modules"));
    assert.throws(() => new PackProcess(directory, TEST_STACK), /lacks its dependencies; run npm install there$/);
  });
});

describe("a policy pack that starts", function () {
  this.slow(5000);

  it("has the version of PulumiPolicy.yaml, before its own", async () => {
    const pack = await open(TEST_PACK);
    assert.deepEqual([pack.name, pack.version], ["test-policies", "1.2.3"]);
    await pack.stop();
    const other = await open(writePack({}));
    assert.deepEqual([other.name, other.version, other.policies], ["pack", "1.0.0", []]);
    await other.stop();
  });

  it("knows its stack, its settings and its directory", async () => {
    const show = `console.error(JSON.stringify([pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(),
      pulumi.runtime.isDryRun(), new pulumi.Config("aws").get("region"), process.cwd()]));`;
    const directory = writePack({ "index.js": `const pulumi = require("@pulumi/pulumi");${show}${programWith("[]")}` });
    const pack = await open(directory);
    assert.deepEqual(JSON.parse(pack.output), ["organization", "three-tier", "dev", true, "eu-west-1", directory]);
    await pack.stop();
  });

  it("may be written in TypeScript, without a loader of its own", async () => {
    const pack = await open(
      writePack({
        "package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.ts" }',
        "index.ts": `import { PolicyPack } from "@pulumi/policy";
          import { version } from "typescript";
          const name: string = "typed";
          new PolicyPack(name, { policies: [] });
          console.error(version);`,
      }),
    );
    assert.equal(pack.name, "typed");
    await until(() => pack.output !== "");
    assert.equal(pack.output, `${packageVersion("typescript")}\n`);
    await pack.stop();
  });

  it("shares what it prints, but for its port", async () => {
    const pack = await open(
      writePack({ "index.js": `${programWith("[]")} setTimeout(() => console.log("later"), 20);` }),
    );
    await until(() => pack.output !== "");
    assert.equal(pack.output, "later\n");
    await pack.stop();
  });

  it("ends with the preview, even if that is killed", async () => {
    const noteProcess = `require("fs").writeFileSync("pid", String(process.pid));`;
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      const directory = writePack({ "index.js": noteProcess + programWith("[]") });
      const program = `const { PackProcess } = require(${JSON.stringify(join(__dirname, "policy-pack-process.ts"))});
        const pack = new PackProcess(${JSON.stringify(directory)}, ${JSON.stringify(TEST_STACK)});
        pack.served().then(() => { console.log("served"); setInterval(() => {}, 1000); });`;
      const preview = spawn(process.execPath, nodeArguments("-e", program), {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await once(preview.stdout, "data");
      const pid = Number(readFileSync(join(directory, "pid"), "utf8"));
      assert.ok(isRunning(pid));
      preview.kill(signal);
      await once(preview, "exit");
      await until(() => !isRunning(pid));
    }
  });
});

/** Waits for what happens by itself; the test's time limit is the limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
