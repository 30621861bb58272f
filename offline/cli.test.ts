import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plan } from "./plan";

const CLI = join(__dirname, "cli.ts");
const TSX = pathToFileURL(require.resolve("tsx")).href;
const PROJECT = join(__dirname, "testdata/project");

function run(args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", TSX, CLI, ...args], {
    cwd: options.cwd ?? PROJECT,
    env: { ...process.env, NODE_OPTIONS: "", ...options.env },
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe("npm run preview", function () {
  this.slow(5000);

  it("prints tree, outputs and totals", () => {
    const { status, stdout, stderr } = run([]);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /^Previewing update \(dev\), offline:\n\n {5}Type +Name +Plan\n \+ {3}pulumi:pulumi:Stack +fixture-dev +create\n/,
    );
    assert.match(
      stdout,
      / \+ {3}└─ fixture:index:Shop +shop +create\n \+ {6}├─ random:index:RandomPassword +shop +create\n/,
    );
    assert.match(stdout, / {4}region +: "eu-central-1"\n {4}size +: 2\n/);
    assert.match(stdout, /Resources:\n {4}\+ 4 to create\n$/);
    assert.equal(stderr, "size is 2\n", "what the program prints goes to stderr, and there are no warnings");
  });

  for (const mode of ["preview", "update"] as const) {
    it(`prints one JSON object and no secret, mode ${mode}`, () => {
      const { status, stdout } = run(["--mode", mode, "--json"]);
      assert.equal(status, 0);
      const plan = JSON.parse(stdout) as Plan;
      assert.equal(plan.mode, mode);
      assert.deepEqual(plan.outputs.list, [1, { deep: "[secret]" }]);
      const database = plan.resources.find(({ type }) => type === "aws:rds/instance:Instance");
      assert.equal(database?.protect, true);
      assert.deepEqual(database.ignoreChanges, ["engineVersion"]);
      assert.equal(database.id?.startsWith("db-"), mode === "update");
      assert.doesNotMatch(stdout, /hush-hush/);
    });
  }

  it("plans another stack, whose encrypted values stay unread", () => {
    const { status, stdout } = run(["--stack", "prod", "--json"]);
    assert.equal(status, 0);
    assert.equal((JSON.parse(stdout) as Plan).outputs.size, 3);
  });

  it("plans another program, also one that exports a function, and passes its warnings on", () => {
    const { status, stdout, stderr } = run(["--program", "function.ts", "--json"]);
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(stdout) as Plan).outputs, { answer: 42 });
    assert.match(stderr, /warning: .*take care/);
  });

  it("never colours a pipe, whatever the environment asks", () => {
    for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1", TERM: "xterm-256color" }]) {
      assert.ok(!run([], { env }).stdout.includes("\u001b"));
    }
  });

  it("shows its options and exit codes", () => {
    const { status, stdout } = run(["--help"]);
    assert.equal(status, 0);
    for (const word of ["--stack", "--mode", "--program", "--json", "Ends with 0"]) {
      assert.ok(stdout.includes(word), word);
    }
  });

  const failures: [string, string[], RegExp][] = [
    [
      "an unknown stack",
      ["--stack", "nope"],
      /^error: There is no stack "nope" .*the stacks here are: dev, prod, wrong\n$/,
    ],
    [
      "a setting of another type",
      ["--stack", "wrong"],
      /^error: Stack 'wrong' with configuration key 'size' must be of type 'integer'\n$/,
    ],
    ["a program that is not there", ["--program", "nope.ts"], /^error: There is no program nope\.ts\n$/],
    ["a RunError, without a stack trace", ["--program", "run-error.ts"], /^error: the settings are wrong\n$/],
    [
      "a crash, with the user's line",
      ["--program", "crash.ts"],
      /^error: TypeError: .*'er'.*\n {4}at crash\.ts:3:\d+\n$/,
    ],
    [
      "an input that never resolves",
      ["--program", "hang.ts"],
      /^error: The program does not end: .*\n {2}aws:ec2\/vpc:Vpc stuck\n$/,
    ],
    [
      "an output that never resolves",
      ["--program", "hanging-output.ts"],
      /^error: The program does not end: an output or a promise/,
    ],
    [
      "a program that leaves",
      ["--program", "exits.ts"],
      /^error: Error: The program called process\.exit\(0\)\.\n {4}at exits\.ts:1:\d+\n$/,
    ],
    ["a program that is none", ["--program", "broken.js"], /^error: SyntaxError: .*\n {4}at broken\.js:1\n$/],
    [
      "a module that is missing",
      ["--program", "missing.js"],
      /^error: Error: Cannot find module '\.\/missing-module\.js'\n$/,
    ],
    ["a secret in an error", ["--program", "secret-in-input.ts"], /^error: Error: bad token \[secret\]\n/],
    [
      "a secret in output and error",
      ["--program", "secret-in-error.ts", "-m", "update"],
      /^the password is \[secret\]\nerror: Error: cannot use \[secret\]\n/,
    ],
  ];
  for (const [name, args, message] of failures) {
    it(`ends with 1, one message and nothing on stdout: ${name}`, () => {
      for (const extra of [[], ["--json"]]) {
        const { status, stdout, stderr } = run([...args, ...extra]);
        assert.match(stderr, message);
        assert.equal(stdout, "");
        assert.equal(status, 1);
      }
    });
  }

  it("ends with 1 outside a project", () => {
    const { status, stderr } = run([], { cwd: tmpdir() });
    assert.equal(status, 1);
    assert.match(stderr, /^error: There is no Pulumi\.yaml in this directory or above it\n$/);
  });

  for (const args of [["--mode", "destroy"], ["--nope"], ["extra"], ["--stack"]]) {
    it(`ends with 2 if misused: ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(args);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: /);
    });
  }
});
