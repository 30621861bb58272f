/** `npm run docs` and `npm run docs:check`, run as a user does on a copy of the project. */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";
import { patchStackFile, stackFileText } from "../stacks/stack-file";

const PROJECT = join(__dirname, "..");
const COMMAND = join(__dirname, "write.ts");
const DEV = "docs/architecture/dev.md";

describe("npm run docs", function () {
  // Four runs of the command, which plan every stack.
  this.timeout(120_000);
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "docs-"));
    for (const name of ["Pulumi.dev.yaml", "Pulumi.prod.yaml", "README.md", "README.ko.md", "docs/architecture"]) {
      cpSync(join(PROJECT, name), join(copy, name), { recursive: true });
    }
    const project = readFileSync(join(PROJECT, "Pulumi.yaml"), "utf8");
    write("Pulumi.yaml", project.replace("main: index.ts", `main: ${join(PROJECT, "index.ts")}`));
  });
  afterEach(() => {
    rmSync(copy, { recursive: true });
  });

  const run = (...args: string[]) => runFile(COMMAND, args, { cwd: copy });
  const read = (path: string) => readFileSync(join(copy, path), "utf8");
  const write = (path: string, text: string) => {
    writeFileSync(join(copy, path), text);
  };
  const MEND = "Run `npm run docs`, and commit what it writes\n";

  it("refuses an option it does not have", () => {
    const { status, stderr } = run("--chekc");
    assert.equal(status, 2);
    assert.match(stderr, /unknown option '--chekc'/);
  });

  it("says which settings are wrong, and writes nothing", () => {
    const before = read(DEV);
    write("Pulumi.dev.yaml", patchStackFile(stackFileText("dev"), { "network.cidrBlock": "10.20.0.0/33" }));
    const { status, stdout, stderr } = run();
    assert.equal(status, 1);
    assert.match(stderr, /^error: Pulumi\.dev\.yaml: 1 setting is wrong\n {2}network\.cidrBlock: "10\.20\.0\.0\/33"/);
    assert.equal(stdout, "");
    assert.equal(read(DEV), before);
  });

  it("names what --check finds, and then mends it", () => {
    const settings = { "database.bastionAccess": true };
    write("Pulumi.dev.yaml", patchStackFile(stackFileText("dev"), settings));
    write("Pulumi.staging.yaml", stackFileText("prod"));
    write("docs/architecture/old.md", "# Architecture of the stack old\n");
    write("README.md", read("README.md").replace("| `bastion.keyName` |", "| `bastion.key` |"));
    write("README.ko.md", read("README.ko.md").replace("| `bastion.keyName` |", "| `bastion.key` |"));
    const before = read(DEV);
    const checked = run("--check");
    assert.deepEqual(checked, {
      status: 1,
      stdout: "",
      stderr:
        "error: README.ko.md differs from the code\n" +
        "README.md differs from the code\n" +
        "docs/architecture/dev.md differs from the code\n" +
        "docs/architecture/old.md is of a stack that is gone\n" +
        `docs/architecture/staging.md is missing\n${MEND}`,
    });
    assert.equal(read(DEV), before);

    const mended = run();
    assert.equal(mended.status, 0, mended.stderr);
    assert.equal(
      mended.stdout,
      "README.ko.md written\nREADME.md written\ndocs/architecture/dev.md written\ndocs/architecture/old.md deleted\ndocs/architecture/staging.md written\n",
    );
    assert.match(read(DEV), /bastion ==>\|"MariaDB\(3306\)"\| rds/);
    assert.match(read(DEV), /\| bastion \| database \| 3306 \|/);
    assert.ok(!existsSync(join(copy, "docs/architecture/old.md")));
    assert.deepEqual(run("--check"), { status: 0, stdout: "", stderr: "" });
  });

  it("names what the Korean README does not say", () => {
    write("README.ko.md", read("README.ko.md").replace("| 테스트를 실행한다 | `npm ci && npm test` |\n", ""));
    const { status, stderr } = run("--check");
    assert.equal(status, 1);
    const [, had, has] = /^error: README\.ko\.md: "보이는 것" has (\d+), "What you see" (\d+) of table rows\n/.exec(
      stderr,
    )!;
    assert.equal(Number(had), Number(has) - 1);
    assert.ok(
      stderr.endsWith(
        '\nREADME.ko.md: "보이는 것" has 0, "What you see" 1 of `npm ci && npm test`\nTranslate what has changed\n',
      ),
      stderr,
    );
  });

  it("finds nothing to mend in the project itself", () => {
    assert.deepEqual(run("--check"), { status: 0, stdout: "", stderr: "" });
    assert.deepEqual(readdirSync(join(copy, "docs/architecture")), ["dev.md", "prod.md"]);
  });

  it("asks for the parts of the README that it fills", () => {
    write("README.md", read("README.md").replace("<!-- end access -->", ""));
    const { status, stderr } = run("--check");
    assert.equal(status, 1);
    assert.equal(
      stderr,
      'error: README.md has no part "access"; put its comments, begin and end, where it is to stand\n',
    );
  });
});
