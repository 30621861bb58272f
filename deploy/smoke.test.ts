import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { makeCertificates, type TestCertificates } from "./smoke/test-certificates";
import { answers, LocalServers, type Map, redirectToHttps } from "./smoke/test-network";
import { sshdPath, TestSsh } from "./smoke/test-sshd";
import { nodeArguments } from "../command-line/node-arguments";
import type { Run } from "../command-line/test-command";

const SITE = "web-1.elb.example";
const BASTION = "198.51.100.20";
const FIXED = "198.51.100.7";
const [ONE, TWO] = ["203.0.113.1", "203.0.113.2"];

/** What `pulumi stack output --json` prints of a stack, as far as it goes without sshd. */
const OUTPUTS = {
  siteUrl: `https://${SITE}`,
  bastionAddress: BASTION,
  sshConfig:
    "Host bastion\n  HostName 198.51.100.20\n\nHost web\n  HostName 10.20.1.1\n\nHost was\n  HostName 10.20.1.2",
  sftpCommand: "sftp ec2-user@198.51.100.20",
  outboundAddresses: [FIXED],
  databaseWriter: "writer.example",
  databaseReaders: ["writer-replica-1.example"],
  logFileSystemId: "fs-1",
};

describe("npm run smoke", function () {
  this.slow(5000);
  let project: string;
  let certificates: TestCertificates;
  let servers: LocalServers;
  let network: Map;

  before(() => {
    certificates = makeCertificates(SITE);
    project = mkdtempSync(join(tmpdir(), "smoke-"));
    const file = (name: string, text: string) => {
      writeFileSync(join(project, name), text);
    };
    file("Pulumi.yaml", "name: three-tier\nruntime: nodejs\n");
    file("Pulumi.prod.yaml", "config:\n  web:\n    certificateArn: arn\n");
    file("Pulumi.dev.yaml", "config:\n  web:\n    selfSignedCertificate: true\n");
    const tier = (path: string) => `{ healthCheck: { path: ${path}, successCodes: "200,204" } }`;
    file("Pulumi.other.yaml", `config:\n  web: ${tier("/up")}\n  was: ${tier("/app/up")}\n`);
    file("outputs.json", JSON.stringify(OUTPUTS));
  });
  after(() => {
    certificates.remove();
    rmSync(project, { recursive: true });
  });
  beforeEach(async () => {
    servers = new LocalServers();
    const http = await servers.http(redirectToHttps);
    const https = await servers.https({ ...certificates.good, minVersion: "TLSv1.2" }, answers());
    network = {
      names: { [SITE]: [ONE, TWO], "writer.example": ["10.20.2.1"], "writer-replica-1.example": ["10.20.2.2"] },
      doors: { [`${ONE}:80`]: http, [`${TWO}:80`]: http, [`${ONE}:443`]: https, [`${TWO}:443`]: https },
    };
  });
  afterEach(() => {
    servers.close();
  });

  /** The command in another process, whose internet is the test's. */
  const smoke = (args: string[], { env = {}, input = "" }: { env?: NodeJS.ProcessEnv; input?: string } = {}) =>
    new Promise<Run>((done) => {
      const child = execFile(
        process.execPath,
        nodeArguments(join(__dirname, "smoke.ts"), ...args),
        {
          cwd: project,
          env: {
            ...process.env,
            NODE_OPTIONS: `--require ${JSON.stringify(join(__dirname, "testdata/local-network.cjs"))}`,
            NODE_EXTRA_CA_CERTS: certificates.authorityFile,
            LOCAL_NETWORK: JSON.stringify(network),
            ...env,
          },
        },
        (error, stdout, stderr) => {
          done({ status: error === null ? 0 : Number(error.code), stdout, stderr });
        },
      );
      child.stdin?.end(input);
    });
  const withoutSsh = (stack: string, ...args: string[]) =>
    smoke([stack, "--outputs", "outputs.json", "--skip-ssh", ...args]);
  /** A program for the PATH. */
  const program = (name: string, script: string) => {
    const directory = mkdtempSync(join(project, "bin-"));
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${directory}${delimiter}${process.env.PATH ?? ""}` };
  };

  it("says of a healthy stack what was seen, and of what was left out why", async () => {
    const { status, stdout, stderr } = await withoutSsh("prod", "--ports", "22,80,443,3306");
    assert.equal(stderr, "");
    assert.equal(
      stdout.replace(/(299|300) days/, "N days"),
      `Checking prod from outside, https://${SITE}:

    passed       site has addresses               ${SITE} is at ${ONE}, ${TWO}
    passed       80 redirects to 443              301 to https://${SITE}:443/smoke-test/page?kept=yes, at 2 addresses
    passed       443 has a good certificate       trusted, for ${SITE}, N days left, at 2 addresses
    passed       443 refuses old TLS              TLS 1.0 and 1.1 are refused, at 2 addresses
    passed       443 serves                       200 for /, at 2 addresses
    passed       WEB is healthy                   200 for /healthz, at 2 addresses
    passed       WAS is healthy                   200 for /actuator/health/liveness, at 2 addresses
    passed       site: nothing else answers       2 ports are shut at ${ONE}, ${TWO}
    not checked  bastion takes keys only          left out by --skip-ssh
    passed       bastion: nothing else answers    3 ports are shut at ${BASTION}
    not checked  WEB leaves by the fixed address  left out by --skip-ssh
    not checked  WAS leaves by the fixed address  left out by --skip-ssh
    passed       fixed address: nothing answers   4 ports are shut at ${FIXED}
    passed       WEB and WAS stay inside          4 ports are shut at 10.20.1.1, 10.20.1.2
    passed       WAS knows the replicas           told of writer-replica-1.example
    passed       database stays inside            4 ports are shut at 10.20.2.1, 10.20.2.2

13 passed, 0 failed, 3 not checked
`,
    );
    assert.equal(status, 0);
  });

  it("logs in by the stack's own ssh configuration", async function () {
    if (sshdPath() === undefined) this.skip();
    const keys = new TestSsh(servers);
    try {
      const curl = (address: string) => keys.start([keys.curl(`echo ${address}`)]);
      const ports = { bastion: await keys.start(), web: await curl(FIXED), was: await curl("192.0.2.9") };
      const named = join(keys.directory, "user");
      const outputs = { ...OUTPUTS, sshConfig: keys.config(ports, "/nonexistent/key") };
      writeFileSync(join(project, "ssh.json"), JSON.stringify(outputs));
      const { status, stdout, stderr } = await smoke(["prod", "-o", "ssh.json", "-i", named, "-p", "1"]);
      assert.equal(stderr, "");
      assert.match(stdout, / passed {7}bastion takes keys only {10}it offers publickey and nothing else\n/);
      assert.match(stdout, / passed {7}WEB leaves by the fixed address {2}198\.51\.100\.7\n/);
      assert.match(
        stdout,
        / failed {7}WAS leaves by the fixed address {2}it leaves by 192\.0\.2\.9, not by 198\.51\.100\.7\n {17}Mend: .*NAT.*\.\n/,
      );
      assert.match(stdout, /\n15 passed, 1 failed, 0 not checked\n$/);
      assert.equal(status, 1);
    } finally {
      keys.remove();
    }
  });

  it("fails without ssh on the PATH, unless it is left out", async () => {
    const { status, stdout } = await smoke(["prod", "-o", "outputs.json", "-p", "1"], { env: { PATH: project } });
    assert.equal(
      stdout.match(/ failed .* ssh cannot be run: spawn ssh ENOENT\n {17}Mend: .* --skip-ssh\.\n/g)?.length,
      3,
    );
    assert.equal(status, 1);
  });

  it("ends with 1 if anything has failed, and goes on to the end", async () => {
    network.doors[`${ONE}:80`] = await servers.http(answers());
    network.doors[`${BASTION}:3306`] = network.doors[`${ONE}:80`];
    const { status, stdout } = await withoutSsh("prod");
    assert.match(
      stdout,
      / failed {7}80 redirects to 443 {14}203\.0\.113\.1: 404, not 301\n {17}Mend: the listener .*\.\n/,
    );
    assert.match(stdout, / failed {7}bastion: nothing else answers {4}open: 198\.51\.100\.20 port 3306\n/);
    assert.match(stdout, /\n11 passed, 2 failed, 3 not checked\n$/);
    assert.equal(status, 1);
  });

  it("takes nothing for shut where the whole site is silent", async () => {
    network.doors = {};
    const { status, stdout } = await withoutSsh("prod", "-p", "22");
    assert.match(
      stdout,
      / not checked {2}bastion: nothing else answers {4}443 of the site does not answer either, so /,
    );
    assert.match(stdout, /\n2 passed, 5 failed, 9 not checked\n$/);
    assert.equal(status, 1);
  });

  it("fails once where the site has no address, and checks nothing of it", async () => {
    network.names = {};
    const { status, stdout } = await withoutSsh("prod", "-p", "22");
    assert.match(stdout, / failed {7}site has addresses {15}web-1\.elb\.example: there is no such name\n/);
    assert.match(stdout, /\n1 passed, 1 failed, 14 not checked\n$/);
    assert.equal(status, 1);
  });

  it("goes by the stack's settings: a self-signed certificate", async () => {
    const https = await servers.https({ ...certificates.selfSigned, minVersion: "TLSv1.2" }, answers());
    Object.assign(network.doors, { [`${ONE}:443`]: https, [`${TWO}:443`]: https });
    assert.match(
      (await withoutSsh("dev", "-p", "22")).stdout,
      / passed .* self-signed, as web\.selfSignedCertificate says/,
    );
    const { status, stdout } = await withoutSsh("prod", "-p", "22");
    assert.match(stdout, / failed .*: it is for three-tier\.example, not for web-1\.elb\.example/);
    assert.equal(status, 1);
  });

  it("goes by the stack's settings: health checks of its own", async () => {
    const https = await servers.https(certificates.good, answers({ "/healthz": 503, "/up": 200, "/app/up": 204 }));
    Object.assign(network.doors, { [`${ONE}:443`]: https, [`${TWO}:443`]: https });
    const { stdout } = await withoutSsh("acme/three-tier/other", "-p", "22");
    assert.match(stdout, / passed {7}WEB is healthy +200 for \/up, at 2 addresses\n/);
    assert.match(stdout, / passed {7}WAS is healthy +204 for \/app\/up, at 2 addresses\n/);
  });

  it("asks for the name that users type, at the load balancer's addresses", async () => {
    const { stdout } = await withoutSsh("prod", "--host", "www.site.example", "-p", "22");
    assert.match(stdout, / passed .* 301 to https:\/\/www\.site\.example:443\//);
    assert.match(stdout, / failed .*: it is for web-1\.elb\.example, not for www\.site\.example/);
  });

  it("fails where a replica is not where the servers look for it", async () => {
    const outputs = { ...OUTPUTS, databaseReaders: ["database-replica-1-0123456.example"] };
    writeFileSync(join(project, "renamed.json"), JSON.stringify(outputs));
    const { status, stdout } = await smoke(["prod", "-o", "renamed.json", "--skip-ssh", "-p", "1"]);
    assert.match(
      stdout,
      / failed {7}WAS knows the replicas {11}a replica is at database-replica-1-0123456\.example, not writer-replica-1\.example\n {17}Mend: run `up` again: .*\.\n/,
    );
    assert.equal(status, 1);
  });

  it("prints one JSON object", async () => {
    const { status, stdout } = await withoutSsh("prod", "--json", "-p", "22");
    const { checks, ...rest } = JSON.parse(stdout) as { checks: Record<string, string>[] };
    assert.deepEqual(rest, { stack: "prod", siteUrl: `https://${SITE}` });
    assert.equal(checks.length, 16);
    assert.deepEqual(checks[0], {
      name: "site has addresses",
      status: "passed",
      seen: `${SITE} is at ${ONE}, ${TWO}`,
    });
    assert.equal(status, 0);
  });

  describe("the outputs", () => {
    it("come from the Pulumi CLI", async () => {
      const args = "stack output --json --stack acme/three-tier/prod";
      const env = program("pulumi", `[ "$*" = "${args}" ] && cat outputs.json`);
      const { status, stdout } = await smoke(["acme/three-tier/prod", "--skip-ssh", "-p", "22"], { env });
      assert.match(stdout, /^Checking acme\/three-tier\/prod from outside, https:/);
      assert.equal(status, 0);
    });

    it("come from what is piped in", async () => {
      const run = await smoke(["prod", "-o", "-", "--skip-ssh", "-p", "22"], { input: JSON.stringify(OUTPUTS) });
      assert.equal(run.status, 0);
    });

    it("fail with what the CLI says", async () => {
      const env = program("pulumi", "echo \"error: no stack named 'prod' found\" >&2; exit 255");
      const { status, stdout, stderr } = await smoke(["prod"], { env });
      assert.equal(stderr, "error: pulumi stack output fails: no stack named 'prod' found\n");
      assert.deepEqual([status, stdout], [1, ""]);
    });

    it("fail without the CLI", async () => {
      const { status, stderr } = await smoke(["prod"], { env: { PATH: project, PULUMI_HOME: project } });
      assert.match(
        stderr,
        /^error: There is no pulumi command to ask .*: `npx pulumi version` downloads one; or name a file .* by --outputs\n$/,
      );
      assert.equal(status, 1);
    });

    it("fail where the stack is not deployed", async () => {
      const { status, stdout, stderr } = await smoke(["prod", "-o", "-"], { input: "{}" });
      assert.match(
        stderr,
        /^error: what is piped in: .*; deploy it with: npm run up -- prod\n {2}siteUrl is missing\n/,
      );
      assert.deepEqual([status, stdout], [1, ""]);
    });

    for (const [name, file, message] of [
      ["is not there", "nope.json", /^error: There is no file nope\.json\n$/],
      ["is a directory", ".", /^error: \. cannot be read\n$/],
      [
        "is no JSON",
        "Pulumi.yaml",
        /^error: Pulumi\.yaml: not JSON; write it with: pulumi stack output --json --stack prod\n$/,
      ],
    ] as const) {
      it(`fail where the file ${name}`, async () => {
        const { status, stdout, stderr } = await smoke(["prod", "-o", file]);
        assert.match(stderr, message);
        assert.deepEqual([status, stdout], [1, ""]);
      });
    }
  });

  it("fails for a stack without settings, and for a key that is not there", async () => {
    const unknown = await smoke(["nope", "-o", "outputs.json"]);
    assert.match(unknown.stderr, /^error: There is no stack "nope" .*; the stacks here are: dev, other, prod\n$/);
    assert.deepEqual([unknown.status, unknown.stdout], [1, ""]);
    const keyless = await smoke(["prod", "-o", "outputs.json", "-i", "nope.pem"]);
    assert.equal(keyless.stderr, "error: There is no key nope.pem that can be read\n");
    assert.deepEqual([keyless.status, keyless.stdout], [1, ""]);
  });

  for (const args of [
    [],
    ["prod", "more"],
    ["prod", "--nope"],
    ["prod", "--ports", "0"],
    ["prod", "--ports", "ssh"],
    ["prod", "--timeout", "0"],
    ["prod", "--timeout", "soon"],
    ["prod", "--host", "https://www.site.example"],
    ["prod", "--host", "192.0.2.1"],
    ["prod", "--outputs"],
  ]) {
    it(`ends with 2 if misused: ${args.join(" ") || "no stack"}`, async () => {
      const { status, stdout, stderr } = await smoke(args);
      assert.match(stderr, /^error: /);
      assert.deepEqual([status, stdout], [2, ""]);
    });
  }

  it("shows its options and exit codes", async () => {
    const { status, stdout } = await smoke(["--help"]);
    const options = ["--outputs", "--host", "--identity", "--skip-ssh", "--ports", "--timeout", "--json"];
    for (const word of ["<stack>", ...options, "Ends with 0"]) assert.ok(stdout.includes(word), word);
    assert.equal(status, 0);
  });
});
