import assert from "node:assert/strict";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Shell } from "./test-shell";

/** Stands in for `npm run preview`: tells what it was asked, and fails for the stacks whose names say so. */
const PREVIEW = `
  const { argv } = process;
  const stack = argv[argv.indexOf("--stack") + 1];
  if (stack === "broken") { console.error("error: wrong settings"); process.exit(1); }
  console.log(argv.includes("--json") ? JSON.stringify(argv.slice(2)) : "Planned " + argv.slice(2).join(" ") + "\\n");
  if (stack === "bad") { console.log("Policy Violations:\\n    open door\\n\\nViolations:\\n    1"); process.exit(1); }
`;

/** Stands in for `npm run report` likewise. */
const REPORT = `
  const { argv } = process;
  const value = (option) => argv[argv.indexOf(option) + 1];
  const stack = value("--stack");
  if (stack === "broken" || stack === "unreported") { console.error("error: no picture"); process.exit(1); }
  require("node:fs").writeFileSync(value("--out"), "<title>" + stack + "</title>");
  if (stack === "bad") { console.error("error: an open door"); process.exit(1); }
`;

const SCRIPTS = { preview: "node preview.js", report: "node report.js" };

function writeProject(
  shell: Shell,
  directory: string,
  stacks: string[],
  scripts: Partial<typeof SCRIPTS> = SCRIPTS,
): void {
  shell.write(`${directory}/package.json`, JSON.stringify({ name: "x", scripts }));
  shell.write(
    `${directory}/package-lock.json`,
    JSON.stringify({ name: "x", lockfileVersion: 3, requires: true, packages: { "": { name: "x" } } }),
  );
  shell.write(`${directory}/preview.js`, PREVIEW);
  shell.write(`${directory}/report.js`, REPORT);
  for (const stack of stacks) shell.write(`${directory}/Pulumi.${stack}.yaml`, "");
}

describe("scripts/stacks.sh", () => {
  const script = join(__dirname, "stacks.sh");
  let shell: Shell;
  beforeEach(() => {
    shell = new Shell();
  });
  afterEach(() => {
    shell.remove();
  });

  it("lists every stack that has a file", () => {
    for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml", "Pulumi.dev.yaml", "Pulumi.eu-west.2.yaml"])
      shell.write(name, "");
    assert.deepEqual(shell.run(script, [shell.directory]).stdout, "dev\neu-west.2\nprod\n");
    assert.deepEqual(shell.run(script, ["--json", shell.directory]).stdout, '["dev","eu-west.2","prod"]\n');
  });

  for (const [name, file] of [
    ["no stack", "Pulumi.yaml"],
    ["a name that is none", "Pulumi.a b$(touch x).yaml"],
  ]) {
    it(`fails on ${name}`, () => {
      shell.write(file, "");
      const { status, stdout, stderr } = shell.run(script, [shell.directory]);
      assert.deepEqual([status, stdout], [1, ""]);
      assert.match(stderr, /^stacks\.sh: .* has no stack: /);
      assert.deepEqual(readdirSync(shell.directory), [file]);
    });
  }
});

describe("scripts/preview-all.sh", function () {
  this.slow(5000);
  const script = join(__dirname, "preview-all.sh");
  let shell: Shell;
  beforeEach(() => {
    shell = new Shell();
  });
  afterEach(() => {
    shell.remove();
  });
  const previewAll = (...args: string[]) => shell.run(script, ["--project", join(shell.directory, "project"), ...args]);
  const result = (name: string) => readFileSync(join(shell.directory, "out", name), "utf8");

  it("plans every stack in both modes, as text and as JSON", () => {
    writeProject(shell, "project", ["dev", "prod"]);
    const { status, stdout } = previewAll("out");
    assert.equal(
      stdout,
      "ok      dev, mode preview\nok      dev, mode update\nok      prod, mode preview\nok      prod, mode update\n",
    );
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(join(shell.directory, "out")), ["dev", "prod"]);
    assert.deepEqual(readdirSync(join(shell.directory, "out/prod")), [
      "preview.json",
      "preview.txt",
      "report.html",
      "update.json",
      "update.txt",
    ]);
    assert.equal(result("prod/report.html"), "<title>prod</title>");
    assert.equal(result("prod/update.txt"), "Planned --stack prod --mode update\n\n");
    assert.deepEqual(JSON.parse(result("dev/preview.json")), ["--stack", "dev", "--mode", "preview", "--json"]);
  });

  it("goes on after a failure, keeps what there is, and says why", () => {
    writeProject(shell, "project", ["bad", "broken", "dev"]);
    shell.write("out/broken/update.json", "of an earlier run");
    const { status, stdout, stderr } = previewAll("out");
    assert.equal(status, 1);
    assert.match(
      stdout,
      /FAILED {2}bad, mode preview\n.*FAILED {2}broken, mode update\n {8}error: wrong settings\nok /s,
    );
    assert.match(stdout, /ok {6}dev, mode update\nPolicy Violations:\n {4}open door\n/);
    assert.match(stderr, /^preview-all\.sh: 4 of 9 previews and reports failed; see out\n$/m);
    assert.match(result("bad/update.txt"), /open door/);
    assert.equal(result("broken/update.log"), "error: wrong settings\n");
    assert.deepEqual(readdirSync(join(shell.directory, "out/broken")), ["preview.log", "report.log", "update.log"]);
    assert.equal(result("bad/report.html"), "<title>bad</title>");
  });

  it("fails where there is no report, and says why", () => {
    writeProject(shell, "project", ["dev", "unreported"]);
    const { status, stdout, stderr } = previewAll("out");
    assert.equal(status, 1);
    assert.match(stdout, /mode update\nFAILED {2}unreported, report\n {8}error: no picture\n$/);
    assert.match(stderr, /^preview-all\.sh: 1 of 6 previews and reports failed; see out\n$/m);
  });

  it("does without reports where a project writes none, as in a revision before there were any", () => {
    writeProject(shell, "project", ["dev"], { preview: SCRIPTS.preview });
    const { status } = previewAll("out");
    assert.equal(status, 0);
    assert.ok(!readdirSync(join(shell.directory, "out/dev")).some((name) => name.startsWith("report")));
  });

  for (const args of [[], ["--nope"], ["a", "b"]]) {
    it(`ends with 2 if misused: ${args.join(" ") || "nothing"}`, () => {
      writeProject(shell, "project", ["dev"]);
      const { status, stderr } = previewAll(...args);
      assert.equal(status, 2);
      assert.match(stderr, /^usage: /);
    });
  }
});

describe("scripts/ci/preview-base.sh", function () {
  this.slow(10_000);
  let shell: Shell;
  beforeEach(() => {
    shell = new Shell();
    writeProject(shell, ".", ["old"]);
    for (const name of ["stacks.sh", "preview-all.sh", "ci/preview-base.sh"]) {
      cpSync(join(__dirname, name), join(shell.directory, "scripts", name));
    }
    commit();
    shell.write("Pulumi.new.yaml", "");
    commit();
  });
  afterEach(() => {
    shell.remove();
  });
  const commit = () => {
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    for (const args of [
      ["init", "-q"],
      ["add", "-A"],
      [...identity, "commit", "-q", "-m", "x"],
    ]) {
      const { status, stderr } = shell.run("git", args);
      assert.equal(status, 0, stderr);
    }
  };
  const previewBase = (...args: string[]) => shell.run(join(shell.directory, "scripts/ci/preview-base.sh"), args);

  it("plans the stacks of another revision", () => {
    const { status, stdout } = previewBase("HEAD^1", "out");
    assert.match(stdout, /ok {6}old, mode preview\nok {6}old, mode update\n$/);
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(join(shell.directory, "out")), ["old"]);
  });

  it("does not blame the change for what cannot be planned there", () => {
    shell.write("Pulumi.broken.yaml", "");
    commit();
    const { status, stderr } = previewBase("HEAD", "out");
    assert.match(stderr, /Not everything could be planned in HEAD\.\n$/);
    assert.equal(status, 0);
    assert.ok(existsSync(join(shell.directory, "out/new/update.json")));
  });

  it("fails where the revision is not there", () => {
    const { status, stderr } = previewBase("HEAD^7", "out");
    assert.match(stderr, /^preview-base\.sh: there is no revision HEAD\^7; is the clone deep enough/);
    assert.equal(status, 1);
  });
});
