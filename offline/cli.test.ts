import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "./plan";
import type { PolicyResult, Violation } from "./policy-check";
import { nodeArguments } from "../command-line/node-arguments";
import { runFile } from "../command-line/test-command";

const PROJECT = join(__dirname, "testdata/project");
const GUARDED = join(__dirname, "testdata/guarded-project");

const run = (args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}) =>
  runFile(join(__dirname, "cli.ts"), args, { cwd: PROJECT, ...options });

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
    assert.match(stdout, /Resources:\n {4}\+ 4 to create\n\nMonthly cost, USD:\n {4}not priced: .*\n$/);
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
    for (const args of [["--stack", "prod"], ["prod"], ["prod", "-s", "prod"]]) {
      const { status, stdout } = run([...args, "--json"]);
      assert.equal(status, 0);
      assert.equal((JSON.parse(stdout) as Plan).outputs.size, 3);
    }
  });

  it("plans another program, also one that exports a function, and passes its warnings on", () => {
    const { status, stdout, stderr } = run(["--program", "function.ts", "--json"]);
    assert.equal(status, 0);
    assert.deepEqual((JSON.parse(stdout) as Plan).outputs, { answer: 42 });
    assert.match(stderr, /warning: .*take care/);
  });

  it("says which price table is missing, and plans all the same", () => {
    const reason = "no price table for eu-central-1 (make cost/prices/eu-central-1.yaml)";
    assert.ok(run([]).stdout.endsWith(`\n\nMonthly cost, USD:\n    not priced: ${reason}\n`));
    const { status, stdout } = run(["--json"]);
    assert.deepEqual((JSON.parse(stdout) as { cost?: unknown }).cost, { region: "eu-central-1", reason });
    assert.equal(status, 0);
  });

  it("does not speak of cost where there is nothing to pay for", () => {
    assert.doesNotMatch(run(["--program", "function.ts"]).stdout, /Monthly cost/);
    assert.ok(!("cost" in (JSON.parse(run(["--program", "function.ts", "--json"]).stdout) as object)));
  });

  it("says so, and ends with 1, where its output cannot be written", function () {
    if (!existsSync("/dev/full")) this.skip();
    const full = openSync("/dev/full", "w");
    try {
      const { status, stderr } = spawnSync(process.execPath, nodeArguments(join(__dirname, "cli.ts")), {
        ...{ cwd: PROJECT, stdio: ["ignore", full, "pipe"], encoding: "utf8" },
      });
      assert.match(stderr, /^error: The output cannot be written: ENOSPC.*\n$/m);
      assert.equal(status, 1);
    } finally {
      closeSync(full);
    }
  });

  it("never colours a pipe, whatever the environment asks", () => {
    for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "1", TERM: "xterm-256color" }]) {
      assert.ok(!run([], { env }).stdout.includes("\u001b"));
    }
  });

  it("shows its options and exit codes", () => {
    const { status, stdout } = run(["--help"]);
    assert.equal(status, 0);
    for (const word of [
      "--stack",
      "--mode",
      "--program",
      "--policy-pack",
      "--policy-config",
      "--json",
      "Ends with 0",
    ]) {
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
      ["--program", "missing.ts"],
      /^error: Error: Cannot find module '\.\/missing-module'\n {4}at missing\.ts:1:1\n$/,
    ],
    [
      "a module that an ECMAScript module misses",
      ["--program", "missing-modern.js"],
      /^error: Error: Cannot find module 'missing-module\.js' imported from missing-modern\.js\n$/,
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

  for (const args of [["--mode", "destroy"], ["--nope"], ["dev", "extra"], ["dev", "--stack", "prod"], ["--stack"]]) {
    it(`ends with 2 if misused: ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(args);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /^error: /);
    });
  }
});

describe("npm run preview with a policy pack", function () {
  this.slow(5000);

  const guarded = (...args: string[]) => runFile(join(__dirname, "cli.ts"), args, { cwd: GUARDED });

  it("shows what the project's own pack says, by its settings for the stack", () => {
    const { status, stdout, stderr } = guarded();
    assert.equal(stderr, "");
    assert.match(
      stdout,
      /Policies:\n {4}✅ guards@v0\.1\.0\n {8}passed {2}no-bad-box {2}mandatory {2}1 box examined\n\nResources:/,
    );
    assert.match(stdout, /Resources:\n {4}\+ 2 to create\n\nViolations:\n {4}none\n$/);
    assert.equal(status, 0);
  });

  it("ends with 1 on a mandatory violation, with the plan and the whole message", () => {
    const { status, stdout, stderr } = guarded("--stack", "bad");
    assert.match(stdout, /guarded:index:Box +bad +create\n/);
    assert.match(
      stdout,
      /Policy Violations:\n {4}\[mandatory\] \[severity: critical\] {2}no-bad-box {2}\(guarded:index:Box: bad\)\n {8}No box is bad\.\n {8}bad is bad:\n {10}its password is \[secret\]\n/,
    );
    assert.match(stdout, /Violations:\n {4}1 mandatory\n$/);
    assert.equal(
      stderr,
      "warning: policy-pack/config/bad.json does not exist: the pack's own settings apply, which are the strictest; " +
        "that file may relax them\n",
    );
    assert.equal(status, 1);
  });

  it("ends with 0 on advisory violations alone", () => {
    const { status, stdout } = guarded("--stack", "lenient");
    assert.match(stdout, /⚠️ guards@v0\.1\.0\n {8}violated {2}no-bad-box {2}advisory {2}2 boxes examined\n/);
    assert.match(stdout, /Violations:\n {4}1 advisory\n$/);
    assert.equal(status, 0);
  });

  it("takes other settings", () => {
    const { status, stderr } = guarded("--stack", "bad", "-c", "policy-pack/config/lenient.json");
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("holds policies and violations as JSON", () => {
    const { status, stdout } = guarded("--stack", "bad", "--json");
    const { policies, violations, access } = JSON.parse(stdout) as {
      policies: PolicyResult[];
      violations: Violation[];
      access: unknown[];
    };
    assert.deepEqual(policies, [
      {
        pack: "guards",
        name: "no-bad-box",
        description: "No box is bad.",
        enforcementLevel: "mandatory",
        severity: "critical",
        type: "stack",
        status: "violated",
        counts: { boxes: 2 },
      },
    ]);
    assert.deepEqual(violations, [
      {
        policy: "no-bad-box",
        pack: "guards",
        severity: "critical",
        urn: "urn:pulumi:bad::guarded::guarded:index:Box::bad",
        description: "No box is bad.",
        enforcementLevel: "mandatory",
        message: "No box is bad.\nbad is bad:\n  its password is [secret]",
      },
    ]);
    assert.deepEqual(access, []);
    assert.equal(status, 1);
  });

  it("asks several packs", () => {
    const { status, stdout } = guarded("--policy-pack", "policy-pack", "--policy-pack", "../policies");
    assert.match(stdout, /✅ guards@v0\.1\.0\n(.*\n)* {4}✅ test-policies@v1\.2\.3\n/);
    assert.equal(status, 0);
  });

  it("passes on what a pack prints, without secrets", () => {
    assert.match(guarded("--stack", "chatty").stderr, /\nsaw \[secret\]\n$/);
  });

  const failures: [string, string[], RegExp][] = [
    ["a pack that is not there", ["--policy-pack", "nope"], /^error: The policy pack directory nope does not exist\n$/],
    [
      "a directory that is no pack",
      ["--policy-pack", "."],
      /^error: The policy pack directory \. has no PulumiPolicy\.yaml\n$/,
    ],
    ["settings that are not there", ["-c", "nope.json"], /^error: There is no policy configuration nope\.json\n$/],
    [
      "settings for another pack",
      ["--policy-pack", "../policies", "-c", "policy-pack/config/dev.json"],
      /^error: policy-pack\/config\/dev\.json: a policy setting is wrong\n {2}no-bad-box: there is no such policy; .*\n$/,
    ],
    [
      "a policy that throws",
      ["--stack", "crash", "-c", "policy-pack/config/dev.json"],
      /^error: The policy pack policy-pack fails:\n {2}Error validating resource with policy 'no-bad-box' .*\n {2}Error: cannot judge \[secret\]\n {6}at index\.js:\d+:\d+\n$/,
    ],
  ];
  for (const [name, args, message] of failures) {
    it(`ends with 1, one message and nothing on stdout: ${name}`, () => {
      const { status, stdout, stderr } = guarded(...args);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.equal(status, 1);
    });
  }

  it("ends with 2 if packs and settings do not pair up", () => {
    const { status, stderr } = guarded("-c", "a.json", "-c", "b.json");
    assert.equal(
      stderr,
      "error: there must be one --policy-config for each policy pack: the packs are 1, the files 2\n",
    );
    assert.equal(status, 2);
  });
});
