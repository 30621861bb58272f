import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Run, startFile } from "../command-line/test-command";
import { patchStackFile, stackFileText } from "../stacks/stack-file";
import { fakeAws, type FakeAccount } from "./test-aws";

const ROOT = resolve(__dirname, "..");
const CERTIFICATE = "arn:aws:acm:ap-northeast-2:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef";
const COMPLETE: FakeAccount = { keyPairs: ["three-tier"], certificates: { [CERTIFICATE]: "ISSUED" } };

interface Outcome extends Run {
  /** Arguments that pulumi was called with; undefined if it was not. */
  pulumi?: string[];
  nodeOptions?: string;
  asked: string[];
}

describe("npm run up and preview:aws", function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "operate-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  /** Runs the command with a `pulumi` that notes its arguments and ends with an exit code of its own. */
  async function operate(
    args: string[],
    account: FakeAccount = COMPLETE,
    env: NodeJS.ProcessEnv = {},
    cwd = ROOT,
  ): Promise<Outcome> {
    const noted = join(directory, "called.json");
    const script = `#!${process.execPath}\nrequire("fs").writeFileSync(${JSON.stringify(noted)}, JSON.stringify({ arguments: process.argv.slice(2), nodeOptions: process.env.NODE_OPTIONS }));\nprocess.exit(7);\n`;
    writeFileSync(join(directory, "pulumi"), script);
    chmodSync(join(directory, "pulumi"), 0o755);
    const aws = await fakeAws(account);
    try {
      const run = await startFile(join(__dirname, "operate.ts"), args, {
        cwd,
        env: {
          PATH: [directory, dirname(process.execPath)].join(":"),
          AWS_ENDPOINT_URL: aws.url,
          AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
          AWS_SECRET_ACCESS_KEY: "example",
          ...env,
        },
      });
      const called = callIn(noted);
      return { ...run, asked: aws.asked, pulumi: called?.arguments, nodeOptions: called?.nodeOptions };
    } finally {
      aws.stop();
    }
  }

  for (const [operation, stack] of [
    ["up", "dev"],
    ["up", "prod"],
    ["preview", "dev"],
  ] as const) {
    it(`passes the policy pack and the settings of ${stack} to pulumi ${operation}, and its exit code back`, async () => {
      const { pulumi, status, stderr } = await operate([operation, stack, "--yes", "--target", "urn"]);
      const pack = join(ROOT, "policy-pack");
      assert.deepEqual(pulumi, [
        ...[operation, "--stack", stack, "--policy-pack", pack],
        ...["--policy-pack-config", join(pack, `config/${stack}.json`), "--yes", "--target", "urn"],
      ]);
      assert.equal(status, 7);
      assert.equal(
        stderr,
        `${stack}: account 123456789012, region ap-northeast-2, as arn:aws:iam::123456789012:user/ana\n`,
      );
    });
  }

  it("has policy packs start quickly, beside what the environment has for Node.js", async () => {
    const { nodeOptions } = await operate(["up", "dev"], COMPLETE, { NODE_OPTIONS: "--stack-trace-limit=20" });
    const file = join(__dirname, "quick-policy-pack.cjs");
    assert.equal(nodeOptions, `--stack-trace-limit=20 --require ${JSON.stringify(file)}`);
  });

  it("takes other settings of the policies", async () => {
    const file = join(directory, "policies.json");
    writeFileSync(file, "{}");
    const { pulumi } = await operate(["up", "dev", "--policy-config", file]);
    assert.deepEqual(pulumi?.slice(-1), [file]);
  });

  it("asks for the certificate where the settings name one, and only there", async () => {
    assert.deepEqual((await operate(["up", "dev"])).asked, ["GetCallerIdentity", "DescribeKeyPairs"]);
    const { asked } = await operate(["up", "prod"]);
    assert.deepEqual(asked.sort(), ["DescribeCertificate", "DescribeKeyPairs", "GetCallerIdentity"]);
  });

  it("asks nothing where it is told not to", async () => {
    const { asked, pulumi } = await operate(["up", "dev", "--no-account-checks"]);
    assert.deepEqual(asked, []);
    assert.equal(pulumi?.[0], "up");
  });

  const KEY_PAIR =
    'bastion.keyName: there is no key pair "three-tier" in ap-northeast-2; create it (docs/deploying.md, "Key pair"), ' +
    "name one that exists, or give bastion.publicKey instead";

  const refused: [
    what: string,
    args: string[],
    account: FakeAccount,
    env: NodeJS.ProcessEnv,
    message: RegExp,
    code: number,
  ][] = [
    ["no stack", ["up"], {}, {}, /^error: missing required argument 'stack'\n/, 2],
    [
      "an option before the stack",
      ["up", "--yes", "dev"],
      {},
      {},
      /^error: the stack comes first, without an option: npm run up -- dev\n$/,
      2,
    ],
    [
      "the stack as an option",
      ["up", "--stack", "prod", "--yes"],
      {},
      {},
      /^error: the stack comes first, without an option: npm run up -- prod\n$/,
      2,
    ],
    [
      "an unknown stack",
      ["up", "test"],
      {},
      {},
      /^error: There is no stack "test" .*the stacks here are: dev, prod\n$/,
      1,
    ],
    [
      "a missing policy configuration",
      ["up", "dev", "-c", "none.json"],
      {},
      {},
      /^error: There is no policy configuration none.json\n$/,
      1,
    ],
    [
      "missing credentials",
      ["up", "dev"],
      {},
      noCredentials(),
      /^error: There are no AWS credentials: log in .*\n$/,
      1,
    ],
    [
      "an unknown profile",
      ["up", "dev"],
      {},
      { ...noCredentials(), AWS_PROFILE: "nobody" },
      /^error: There are no AWS credentials: log in .*\n$/,
      1,
    ],
    [
      "expired credentials",
      ["up", "dev"],
      { credentials: "ExpiredToken" },
      {},
      /^error: The AWS credentials have expired: log in .*\n$/,
      1,
    ],
    [
      "wrong credentials",
      ["up", "dev"],
      { credentials: "InvalidClientTokenId" },
      {},
      /^error: AWS refuses the credentials \(InvalidClientTokenId\): log in .*\n$/,
      1,
    ],
    [
      "an AWS that cannot be reached",
      ["up", "dev"],
      {},
      { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
      /^error: AWS does not answer in ap-northeast-2 \(.*\): check aws:region, the network and the proxy\n$/,
      1,
    ],
    [
      "a missing key pair",
      ["up", "dev"],
      {},
      {},
      new RegExp(`\nerror: dev cannot be deployed yet\n  ${escaped(KEY_PAIR)}\n$`),
      1,
    ],
    [
      "a missing key pair and certificate, both at once",
      ["up", "prod"],
      {},
      {},
      new RegExp(
        `\n  ${escaped(KEY_PAIR)}\n  web.certificateArn: ${CERTIFICATE} does not exist in ap-northeast-2, or .*\n$`,
      ),
      1,
    ],
    [
      "a certificate that is not valid yet",
      ["up", "prod"],
      { ...COMPLETE, certificates: { [CERTIFICATE]: "PENDING_VALIDATION" } },
      {},
      /\n {2}web.certificateArn: \S+ is PENDING_VALIDATION, not ISSUED; wait for its validation, or renew it\n$/,
      1,
    ],
    [
      "questions that are not allowed",
      ["up", "dev"],
      { denied: "UnauthorizedOperation" },
      {},
      /\nerror: AWS does not answer ec2:DescribeKeyPairs \(UnauthorizedOperation: no\); allow it, or .*--no-account-checks\n$/,
      1,
    ],
  ];
  for (const [what, args, account, env, message, code] of refused) {
    it(`does not run pulumi with ${what}`, async () => {
      const { status, stdout, stderr, pulumi } = await operate(args, account, env);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.equal(status, code);
      assert.equal(pulumi, undefined);
    });
  }

  it("does not run pulumi with settings that are wrong, such as a missing region", async () => {
    for (const file of ["Pulumi.yaml", "policy-pack"]) symlinkSync(join(ROOT, file), join(directory, file));
    const settings = patchStackFile(stackFileText("dev"), { "aws:region": undefined });
    writeFileSync(join(directory, "Pulumi.dev.yaml"), settings);
    const { status, stderr, asked, pulumi } = await operate(["up", "dev"], COMPLETE, {}, directory);
    assert.equal(
      stderr,
      "error: Pulumi.dev.yaml: 1 setting is wrong\n" +
        '  aws:region: is missing; write the region to deploy to such as "ap-northeast-2"\n',
    );
    assert.equal(status, 1);
    assert.deepEqual(asked, []);
    assert.equal(pulumi, undefined);
  });

  it("says how to come by the CLI where there is none and none can be downloaded", async () => {
    const { status, stderr } = await operate(
      ["up", "dev", "--no-account-checks"],
      {},
      {
        PATH: dirname(process.execPath),
        PULUMI_HOME: join(directory, "home"),
        // A version that does not exist: the download fails with a network and without.
        PULUMI_VERSION: "0.0.0-none",
      },
    );
    assert.equal(status, 1);
    assert.match(stderr, /error: There is no pulumi command, and it could not be downloaded .*Other ways:\n/);
  });
});

/** Nothing that the SDK would find credentials in. */
function noCredentials(): NodeJS.ProcessEnv {
  return {
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function callIn(file: string): { arguments: string[]; nodeOptions?: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { arguments: string[]; nodeOptions?: string };
  } catch {
    return undefined;
  }
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
