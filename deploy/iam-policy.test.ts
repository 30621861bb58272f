import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { runFile } from "../command-line/test-command";
import { type Patch, patchStackFile, stackFileText } from "../stacks/stack-file";

const REPOSITORY = resolve(__dirname, "..");
const run = (args: string[], cwd = REPOSITORY) => runFile(join(__dirname, "iam-policy.ts"), args, { cwd });
const ACCOUNT = ["--account", "111122223333"];

interface Document {
  Version: string;
  Statement: { Sid: string; Action: string | string[] }[];
}

describe("npm run iam-policy", function () {
  this.slow(8000);
  this.timeout(120_000);

  const misuses: [string, string[], RegExp][] = [
    ["no stack", ACCOUNT, /^error: missing required argument 'stack'\n$/],
    ["no account", ["dev"], /^error: required option '-a, --account <id>' not specified\n$/],
    ["an account that is none", ["dev", "-a", "acme"], /'acme' is invalid\. Write its 12 digits: aws sts get-caller-/],
    ["a bucket's URL", ["dev", ...ACCOUNT, "--state-bucket", "s3://acme"], /Write the name of a bucket, without s3/],
    [
      "a key's alias",
      ["dev", ...ACCOUNT, "--state-bucket", "acme", "--state-key", "alias/pulumi"],
      /Write the ARN of a key; aliases do not work in policies\n$/,
    ],
    [
      "a key without a bucket",
      ["dev", ...ACCOUNT, "--state-key", "arn:aws:kms:ap-northeast-2:111122223333:key/1234"],
      /^error: --state-key goes with --state-bucket/,
    ],
    ["another host", ["dev", ...ACCOUNT, "--trust", "sourceforge"], /Allowed choices are github, gitlab\.\n$/],
    ["trust in nobody", ["dev", ...ACCOUNT, "--trust", "github"], /^error: --trust and --repository go together/],
    ["a repository without a host", ["dev", ...ACCOUNT, "--repository", "a/b"], /^error: --trust and --repository go/],
    [
      "trust in everybody",
      ["dev", ...ACCOUNT, "--trust", "github", "--repository", "acme/*"],
      /'acme\/\*' is invalid\. Write owner\/name\n$/,
    ],
    [
      "trust in every pipeline",
      ["dev", ...ACCOUNT, "--trust", "github", "--repository", "acme/three-tier", "--subject", "*"],
      /'\*' is invalid\. Write such as ref:refs\/heads\/main\n$/,
    ],
    ["a subject of nobody", ["dev", ...ACCOUNT, "--subject", "pull_request"], /^error: --subject goes with --trust/],
    ["no such part", ["dev", ...ACCOUNT, "--part", "policies"], /Write trust, policy-1, policy-2 …\n$/],
    [
      "a part that is not there",
      ["dev", ...ACCOUNT, "--preview", "--part", "policy-9"],
      /^error: There is no policy-9; there are: policy-1\n$/,
    ],
    [
      "a trust policy of nobody",
      ["dev", ...ACCOUNT, "--part", "trust"],
      /^error: --part trust goes with --trust and --repository\n$/,
    ],
  ];
  for (const [name, args, message] of misuses) {
    it(`ends with 2, one message and nothing on stdout: ${name}`, () => {
      const { status, stdout, stderr } = run(args);
      assert.match(stderr, message);
      assert.equal(stderr.split("\n").length, 2, stderr);
      assert.deepEqual([status, stdout], [2, ""]);
    });
  }

  describe("in a project of its own", () => {
    let directory: string;
    before(() => {
      directory = mkdtempSync(join(tmpdir(), "three-tier-"));
      for (const file of ["Pulumi.yaml", "index.ts"]) symlinkSync(join(REPOSITORY, file), join(directory, file));
      const write = (stack: string, patch: Patch) => {
        writeFileSync(join(directory, `Pulumi.${stack}.yaml`), patchStackFile(stackFileText("dev"), patch));
      };
      write("untagged", { "aws:defaultTags": undefined });
      write("half", { "aws:defaultTags": { tags: { Project: "three-tier" } } });
      write("wrong", { "network.cidrBlock": "10.0.0.0/33" });
    });
    after(() => {
      rmSync(directory, { recursive: true });
    });

    const failures: [string, string, RegExp][] = [
      [
        "a stack that is not there",
        "nope",
        /^error: There is no stack "nope" .*the stacks here are: half, untagged, wrong\n$/,
      ],
      [
        "a stack whose resources cannot be told from others",
        "untagged",
        /^error: Pulumi\.untagged\.yaml: aws:defaultTags has no Project; write tags Project and Environment there, which tell this stack's resources from all others\n$/,
      ],
      [
        "a stack that lacks one of the tags",
        "half",
        /^error: Pulumi\.half\.yaml: aws:defaultTags has no Environment; /,
      ],
      [
        "wrong settings",
        "wrong",
        /^error: Pulumi\.wrong\.yaml: 1 setting is wrong\n {2}network\.cidrBlock: "10\.0\.0\.0\/33" /,
      ],
    ];
    for (const [name, stack, message] of failures) {
      it(`ends with 1, one message and nothing on stdout: ${name}`, () => {
        const { status, stdout, stderr } = run([stack, ...ACCOUNT], directory);
        assert.match(stderr, message);
        assert.deepEqual([status, stdout], [1, ""]);
      });
    }
  });

  it("prints all documents by their names, the state's and the trust policy among them", () => {
    const { status, stdout, stderr } = run([
      ...["prod", ...ACCOUNT, "--trust", "github", "--repository", "acme/three-tier"],
      ...["--state-bucket", "acme-pulumi-state"],
      ...["--state-key", "arn:aws:kms:ap-northeast-2:111122223333:key/12345678-90ab-cdef-1234-567890abcdef"],
    ]);
    assert.deepEqual([status, stderr], [0, ""]);
    const documents = JSON.parse(stdout) as Record<string, Document>;
    assert.deepEqual(Object.keys(documents), ["trust", ...[1, 2, 3, 4, 5].map((number) => `policy-${number}`)]);
    for (const { Version, Statement } of Object.values(documents)) {
      assert.equal(Version, "2012-10-17");
      assert.ok(Statement.length > 0);
    }
    assert.match(stdout, /"repo:acme\/three-tier:environment:prod"/);
    assert.match(stdout, /"arn:aws:s3:::acme-pulumi-state\/\.pulumi\/stacks\/three-tier\/prod\.\*"/);
    assert.match(stdout, /"kms:Decrypt"/);
  });

  it("prints one document, as the aws command takes it", () => {
    const args = ["dev", ...ACCOUNT, "--preview", "--trust", "gitlab", "--repository", "acme/infra/three-tier"];
    const trust = JSON.parse(run([...args, "--part", "trust"]).stdout) as Document;
    assert.equal(trust.Statement[0].Action, "sts:AssumeRoleWithWebIdentity");
    const policy = JSON.parse(run([...args, "--part", "policy-1"]).stdout) as Document;
    assert.ok(policy.Statement.every(({ Action }) => Array.isArray(Action)));
    assert.doesNotMatch(JSON.stringify(policy), /:(Create|Delete|Modify|Put)/);
  });

  it("shows its options and exit codes", () => {
    const { status, stdout } = run(["--help"]);
    assert.equal(status, 0);
    for (const word of [
      "--account",
      "--preview",
      "--state-bucket",
      "--trust",
      "--repository",
      "--part",
      "Ends with 0",
    ]) {
      assert.ok(stdout.includes(word), word);
    }
  });
});
