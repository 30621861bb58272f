import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";

const GUARDED = join(__dirname, "testdata/guarded-project");
const NODE_MODULES = join(__dirname, "../node_modules");

const MINIMAL = {
  ...{ formatVersion: 1, project: "shop", stack: "dev", mode: "preview" },
  ...{ resources: [], outputs: {}, policies: [], violations: [], access: [] },
};

describe("npm run compare", function () {
  this.slow(5000);
  let directory: string;

  before(() => {
    directory = mkdtempSync(join(tmpdir(), "compare-"));
    cpSync(GUARDED, directory, { recursive: true });
    symlinkSync(NODE_MODULES, join(directory, "node_modules"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const write = (name: string, content: unknown) => {
    writeFileSync(join(directory, name), typeof content === "string" ? content : JSON.stringify(content));
  };
  const compare = (args: string[], input?: string) =>
    runFile(join(__dirname, "compare.ts"), args, { cwd: directory, input });

  describe("of two real previews", () => {
    const program = (password: string, size: string, setting: string, boxes: string) => `
      const aws = require("@pulumi/aws");
      const pulumi = require("@pulumi/pulumi");
      const shop = new pulumi.ComponentResource("guarded:index:Shop", "shop");
      for (const name of ${boxes}) new pulumi.ComponentResource("guarded:index:Box", name, {}, { parent: shop });
      new aws.ec2.Instance("server", {
        instanceType: "${size}",
        tags: { Owner: "a", Password: pulumi.secret("${password}") },
        userDataBase64: Buffer.from("#cloud-config\\n${setting}\\nend: true\\n").toString("base64"),
      }, { parent: shop });
    `;

    before(() => {
      for (const [name, text] of [
        ["before", program("first-secret", "t3.micro", "a: 1", '["fine"]')],
        ["after", program("other-secret", "t3.small", "a: 2", '["fine", "evil"]')],
      ]) {
        write("index.js", text);
        const { stdout, stderr } = runFile(join(__dirname, "cli.ts"), ["--json"], { cwd: directory });
        assert.equal(stderr, "");
        write(`${name}.json`, stdout);
      }
    });

    it("says what differs, as a reviewer reads it, and no secret", () => {
      const { status, stdout, stderr } = compare(["before.json", "after.json"]);
      assert.equal(stderr, "");
      assert.equal(
        stdout,
        `Comparing guarded (dev) as at a first preview, offline:

guarded:index:Shop shop:
  + guarded:index:Box  evil
  ~ aws:ec2:Instance  server
  ~     instanceType: "t3.micro" → "t3.small"
  ~     userDataBase64 (decoded):
            @@ -1,3 +1,3 @@
            #cloud-config
  -         a: 1
  +         a: 2
            end: true

Policies:
  ~ no-bad-box: passed (mandatory) → violated (mandatory)

Policy Violations:
  + new: [mandatory] [severity: critical]  no-bad-box  (guarded:index:Box: evil)
  +     No box is bad.
  +     evil is bad:
  +       its password is undefined

Differences:
    1 resource added
    1 resource changed
    1 new violation
    1 other verdict
`,
      );
      assert.equal(status, 0);
    });

    it("says it in Markdown", () => {
      const { status, stdout } = compare(["--markdown", "before.json", "after.json"]);
      assert.match(stdout, /^### <code>dev<\/code> as at a first preview: 1 resource added, 1 resource changed, /);
      assert.match(
        stdout,
        /<details><summary><code>~<\/code> <code>aws:ec2:Instance<\/code> server<\/summary>\n\n```diff\n!/,
      );
      assert.doesNotMatch(stdout, /-secret/);
      assert.equal(status, 0);
    });

    it("tells by the exit code, on demand, whether anything differs", () => {
      assert.equal(compare(["--exit-code", "before.json", "after.json"]).status, 1);
      const same = compare(["--exit-code", "before.json", "before.json"]);
      assert.equal(same.status, 0);
      assert.match(same.stdout, /Differences:\n {4}none\n$/);
    });
  });

  it("takes previews made before there was a cost in them", () => {
    write("without.json", MINIMAL);
    write("with.json", { ...MINIMAL, cost: { region: "eu-west-1", reason: "no price table" } });
    for (const files of [
      ["without.json", "with.json"],
      ["with.json", "without.json"],
    ]) {
      const { status, stderr } = compare(["--exit-code", ...files]);
      assert.deepEqual([status, stderr], [0, ""]);
    }
  });

  it("reads one of the two from stdin", () => {
    write("minimal.json", MINIMAL);
    const input = JSON.stringify({ ...MINIMAL, outputs: { a: 1 } });
    assert.match(compare(["minimal.json", "-"], input).stdout, /Outputs:\n {2}\+ a: 1\n/);
    assert.match(compare(["-", "minimal.json"], input).stdout, /Outputs:\n {2}- a: 1\n/);
  });

  const failures: [string, unknown, RegExp][] = [
    ["nothing", "", /^error: other\.json is empty; make it with: npm run --silent preview -- --json\n$/],
    [
      "half a file",
      '{"formatVersion": 1, "resources": [',
      /^error: other\.json is not JSON: .*\n {2}make it with: .*\n$/,
    ],
    [
      "npm's own lines",
      "\n> three-tier@0.1.0 preview\n> node\n\n{}",
      /^error: other\.json is not JSON: .*\n {2}npm has written its own lines into it; call npm with --silent\n$/,
    ],
    ["a list", [], /^error: other\.json is not a preview: .*expected object.*; make it with: /],
    ["an audit", { project: "shop", stack: "dev", policies: [] }, /^error: other\.json is not a preview: mode: /],
    [
      "a resource without a URN",
      { ...MINIMAL, resources: [{ type: "a:b:C" }] },
      /^error: other\.json is not a preview: resources\[0\]\.urn: .*expected string/,
    ],
    [
      "a preview without a format version",
      { ...MINIMAL, formatVersion: undefined },
      /^error: other\.json is not a preview: it has no formatVersion; /,
    ],
    [
      "another format version, whatever else is in it",
      { formatVersion: 2 },
      /^error: other\.json is in format version 2, and this command reads version 1; make both previews with the same/,
    ],
    [
      "another project",
      { ...MINIMAL, project: "other" },
      /^error: the previews are of different projects: minimal\.json is of "shop", other\.json of "other"; make both/,
    ],
    ["another stack", { ...MINIMAL, stack: "prod" }, /^error: the previews are of different stacks: .*"dev".*"prod"/],
    [
      "another mode",
      { ...MINIMAL, mode: "update" },
      /^error: the previews are of different modes: .*"preview".*"update"/,
    ],
  ];
  for (const [name, content, message] of failures) {
    it(`ends with 2, one message and nothing on stdout: ${name}`, () => {
      write("minimal.json", MINIMAL);
      write("other.json", content);
      const { status, stdout, stderr } = compare(["--exit-code", "minimal.json", "other.json"]);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.equal(status, 2);
    });
  }

  const misuses: [string[], RegExp][] = [
    [[], /^error: missing required argument 'before'\n$/],
    [["minimal.json"], /^error: missing required argument 'after'\n$/],
    [["minimal.json", "nope.json"], /^error: There is no preview nope\.json\n$/],
    [["minimal.json", "policy-pack"], /^error: policy-pack cannot be read \(EISDIR\)\n$/],
    [["-", "-"], /^error: only one of the two previews can be read from stdin\n$/],
    [["minimal.json", "minimal.json", "third.json"], /^error: too many arguments/],
    [["--nope", "minimal.json", "minimal.json"], /^error: unknown option '--nope'\n$/],
    [["--max-length", "7", "minimal.json", "minimal.json"], /^error: .*'7' is invalid\. It must be a whole number of/],
  ];
  for (const [args, message] of misuses) {
    it(`ends with 2 if misused: ${args.join(" ") || "nothing"}`, () => {
      write("minimal.json", MINIMAL);
      const { status, stdout, stderr } = compare(args);
      assert.match(stderr, message);
      assert.deepEqual([status, stdout], [2, ""]);
    });
  }

  it("shows its options and exit codes", () => {
    const { status, stdout } = compare(["--help"]);
    assert.equal(status, 0);
    for (const word of ["--markdown", "--max-length", "--exit-code", "Ends with 0"])
      assert.ok(stdout.includes(word), word);
  });
});
