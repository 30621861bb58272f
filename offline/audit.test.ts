import assert from "node:assert/strict";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { planProgram } from "./plan";
import { policyResources } from "./policy-resource";
import { stackExportOf } from "./stack-export";
import { runFile } from "../command-line/test-command";
import { testFiles } from "../command-line/test-files";

const GUARDED = join(__dirname, "testdata/guarded-project");

/** A deployed stack of boxes with a secret each, exported. */
async function exported(stack: string, names: string[], options: { showSecrets?: boolean } = {}): Promise<string> {
  const program = () => {
    for (const name of names) {
      new (class extends pulumi.ComponentResource {
        constructor() {
          super("guarded:index:Box", name);
          this.registerOutputs({ password: pulumi.secret("hush-hush") });
        }
      })();
    }
  };
  const plan = await planProgram(program, { project: "guarded", stack, mode: "update" });
  return written(stackExportOf(policyResources(plan), options));
}

const written = testFiles("state.json");

const audit = (...args: string[]) => runFile(join(__dirname, "audit.ts"), args, { cwd: GUARDED });

describe("npm run audit", function () {
  this.slow(5000);

  it("says what the project's pack says, by its settings for the stack that the file names", async () => {
    const { status, stdout, stderr } = audit(await exported("dev", ["fine"]));
    assert.equal(stderr, "");
    assert.equal(
      stdout,
      [
        "Auditing guarded (dev), 2 resources:",
        "",
        "Policies:",
        "    ✅ guards@v0.1.0",
        "        passed  no-bad-box  mandatory  1 box examined",
        "",
        "Violations:",
        "    none",
        "",
      ].join("\n"),
    );
    assert.equal(status, 0);
  });

  it("ends with 1 on a mandatory violation, and never prints a secret", async () => {
    const { status, stdout } = audit(await exported("bad", ["bad"], { showSecrets: true }));
    assert.match(stdout, /\[mandatory\] \[severity: critical\] {2}no-bad-box {2}\(guarded:index:Box: bad\)\n/);
    assert.match(stdout, /its password is \[secret\]\n/);
    assert.equal(status, 1);
  });

  it("fails closed where a policy needs a secret that is encrypted", async () => {
    const { status, stdout } = audit(await exported("bad", ["bad"]));
    assert.match(
      stdout,
      /can't run policy 'no-bad-box' .*: string value at \.password can't be known during preview\n/,
    );
    assert.match(stdout, /The policy is mandatory and has not judged the stack: that counts as a violation\.\n/);
    assert.doesNotMatch(stdout, /v1:/);
    assert.equal(status, 1);
  });

  it("takes other packs and settings, and prints JSON", async () => {
    const file = await exported("dev", ["bad"], { showSecrets: true });
    const { status, stdout } = audit(
      file,
      ...["--policy-pack", "policy-pack", "-c", "policy-pack/config/lenient.json", "--json"],
    );
    const json = JSON.parse(stdout) as Record<string, { enforcementLevel: string }[]>;
    assert.deepEqual(Object.keys(json), ["project", "stack", "policies", "violations", "access"]);
    assert.deepEqual([json.project, json.stack], ["guarded", "dev"]);
    assert.deepEqual(
      json.violations.map(({ enforcementLevel }) => enforcementLevel),
      ["advisory"],
    );
    assert.equal(status, 0);
  });

  const failures: [string, () => string[], RegExp][] = [
    ["no such file", () => ["nope.json"], /^error: There is no file nope\.json\n$/],
    ["a directory", () => ["policy-pack"], /^error: policy-pack cannot be read\n$/],
    [
      "an encrypted file, without quoting it",
      () => [written("age-encryption.org/v1 hush-hush")],
      /^error: .*state\.json is not JSON; write it with: pulumi stack export --file FILE\n$/,
    ],
    [
      "a pack that is not there",
      () => [written(EMPTY.replace("[]", JSON.stringify([STACK]))), "--policy-pack", "nope"],
      /^error: The policy pack directory nope does not exist\n$/,
    ],
  ];
  for (const [name, args, message] of failures) {
    it(`ends with 1, one message and nothing on stdout: ${name}`, () => {
      const { status, stdout, stderr } = audit(...args());
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /hush/);
      assert.equal(stdout, "");
      assert.equal(status, 1);
    });
  }

  it("ends with 1 where there is no policy pack", async () => {
    const file = await exported("dev", ["fine"]);
    const { status, stderr } = runFile(join(__dirname, "audit.ts"), [file], {
      cwd: join(__dirname, "testdata/project"),
    });
    assert.equal(stderr, "error: There is no policy pack to judge by: name one with --policy-pack\n");
    assert.equal(status, 1);
  });

  for (const args of [[], ["a.json", "b.json"], ["a.json", "--nope"]]) {
    it(`ends with 2 if misused: ${args.join(" ") || "no file"}`, () => {
      const { status, stdout, stderr } = audit(...args);
      assert.match(stderr, /^error: /);
      assert.deepEqual([status, stdout], [2, ""]);
    });
  }

  it("shows its options and exit codes", () => {
    const { status, stdout } = audit("--help");
    for (const word of ["<file>", "--policy-pack", "--policy-config", "--json", "Ends with 0"]) {
      assert.ok(stdout.includes(word), word);
    }
    assert.equal(status, 0);
  });
});

const STACK = { urn: "urn:pulumi:dev::guarded::pulumi:pulumi:Stack::guarded-dev", type: "pulumi:pulumi:Stack" };
const EMPTY = '{ "version": 3, "deployment": { "manifest": {}, "resources": [] } }';
