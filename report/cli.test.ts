import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";
import type { Report } from "./report-data";

const FIXTURES = join(__dirname, "../offline/testdata");
const PROJECT = join(FIXTURES, "project");
const GUARDED = join(FIXTURES, "guarded-project");

const MINIMAL = {
  ...{ formatVersion: 1, project: "guarded", stack: "dev", mode: "preview" },
  ...{ resources: [], outputs: {}, policies: [], violations: [], access: [] },
};

describe("npm run report", function () {
  this.slow(8000);
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "report-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const inside = (name: string) => join(directory, name);
  const write = (name: string, content: unknown) => {
    writeFileSync(inside(name), typeof content === "string" ? content : JSON.stringify(content));
    return inside(name);
  };
  const report = (args: string[], cwd = GUARDED) => runFile(join(__dirname, "cli.ts"), args, { cwd });
  const dataIn = (name: string) => {
    const html = readFileSync(inside(name), "utf8");
    return JSON.parse(/<script type="application\/json" id="report">(.*)<\/script>/.exec(html)?.[1] ?? "") as Report;
  };

  for (const [name, args, status, message] of [
    ["an unknown stack", ["--stack", "nope"], 1, /^error: There is no stack "nope" .*the stacks here are: bad, /],
    ["an unknown language", ["--lang", "fr"], 2, /^error: option '.*--lang <language>' argument 'fr' is invalid/],
    ["an unknown mode", ["--mode", "destroy"], 2, /^error: option '.*--mode <mode>' argument 'destroy' is invalid/],
    ["an option that it does not have", ["--nope"], 2, /^error: unknown option '--nope'/],
    ["more than it can take", ["dev", "prod"], 2, /^error: too many arguments/],
    ["the stack itself to compare with", ["--compare", "dev"], 2, /^error: --compare names the stack dev itself/],
    [
      "a stack to compare with that is not there",
      ["--compare", "nope"],
      2,
      /^error: There is no stack "nope" to compare with; name one of bad, .*, or a file that ends in \.json\n$/,
    ],
    ["a file that is not there", ["--compare", "nope.json"], 2, /^error: There is no preview nope\.json\n$/],
  ] as const) {
    it(`refuses ${name}, and writes nothing`, () => {
      const run = report([...args, "--out", inside("out.html")]);
      assert.match(run.stderr, message);
      assert.deepEqual([run.status, run.stdout], [status, ""]);
      assert.deepEqual(readdirSync(directory), []);
    });
  }

  for (const [name, content, message] of [
    ["that is empty", "", /former\.json is empty; make it with: npm run --silent preview -- --json\n$/],
    ["that is no JSON", "Previewing", /former\.json is not JSON: /],
    ["of another project", { ...MINIMAL, project: "shop" }, /is of the project "shop", and the report of "guarded"; /],
    ["of another stack", { ...MINIMAL, stack: "bad" }, /is of the stack "bad", and the report of "dev"; /],
  ] as const) {
    it(`refuses a file to compare with ${name}`, () => {
      const { status, stderr } = report(["--compare", write("former.json", content), "--out", inside("out.html")]);
      assert.match(stderr, message);
      assert.equal(status, 2);
      assert.deepEqual(readdirSync(directory), ["former.json"]);
    });
  }

  it("refuses a file of another mode, if one is asked for", () => {
    const { status, stderr } = report(["--compare", write("former.json", MINIMAL), "--mode", "update"]);
    assert.match(stderr, /is of the mode "preview", and the report of "update"; make both of the same\n$/);
    assert.equal(status, 2);
  });

  it("refuses to write where it cannot, before anything is planned", () => {
    mkdirSync(inside("folder"));
    const missing = report(["--out", inside("nope/out.html")]);
    assert.match(
      missing.stderr,
      /^error: There is no directory .*nope to write to; make it, or choose another --out\n$/,
    );
    assert.equal(missing.status, 2);
    const folder = report(["--out", inside("folder")]);
    assert.match(folder.stderr, /folder is a directory; name a file in it for --out\n$/);
    assert.equal(folder.status, 2);
  });

  it("says how the program fails, and leaves the former report as it was", () => {
    write("out.html", "of yesterday");
    const { status, stdout, stderr } = report(["--stack", "wrong", "--out", inside("out.html")], PROJECT);
    assert.match(stderr, /^error: Stack 'wrong' with configuration key 'size' must be of type 'integer'\n$/);
    assert.deepEqual([status, stdout], [1, ""]);
    assert.equal(readFileSync(inside("out.html"), "utf8"), "of yesterday");
    assert.deepEqual(readdirSync(directory), ["out.html"]);
  });

  it("ends with 1 on a mandatory violation, with the report all the same, and no secret", () => {
    const { status, stdout, stderr } = report(["--stack", "bad", "--out", inside("out.html")]);
    assert.match(stdout, /out\.html written\n$/);
    assert.match(stderr, /^warning: .*\nerror: bad breaks mandatory policies, 1 time; .*out\.html says where\n$/);
    assert.equal(status, 1);
    const [{ policies }] = dataIn("out.html").packs;
    assert.equal(policies[0].status, "violated");
    assert.match(policies[0].violations[0].message, /its password is \[secret\]/);
    assert.deepEqual(readdirSync(directory), ["out.html"]);
  });

  it("compares with another stack", () => {
    const { status, stderr } = report(["--compare", "lenient", "--lang", "ko", "--out", inside("out.html")]);
    assert.deepEqual([status, stderr], [0, ""]);
    const { language, mode, differences } = dataIn("out.html");
    assert.deepEqual([language, mode], ["ko", "update"]);
    assert.equal(differences?.name, "lenient");
    assert.deepEqual(
      differences.sections.map(({ about, blocks }) => [about, blocks.map(([{ sign, text }]) => `${sign} ${text}`)]),
      [
        ["component", ["- guarded:index:Box  bad"]],
        ["policies", ["~ no-bad-box: violated (advisory) → passed (mandatory)"]],
        ["violations", ["- gone: [advisory] [severity: critical]  no-bad-box  (guarded:index:Box: bad)"]],
      ],
    );
  });

  it("compares with what a preview has written, in its mode", () => {
    const { stdout } = runFile(join(__dirname, "../offline/cli.ts"), ["--json"], { cwd: GUARDED });
    const { status, stderr } = report(["--compare", write("former.json", stdout), "--out", inside("out.html")]);
    assert.deepEqual([status, stderr], [0, ""]);
    const { mode, differences } = dataIn("out.html");
    assert.equal(mode, "preview");
    assert.deepEqual(differences?.sections, []);
  });

  it("writes a report of any program, beside what this one prints", () => {
    const { status, stdout, stderr } = report(["--out", inside("out.html")], PROJECT);
    assert.match(stdout, /out\.html written\n$/);
    assert.deepEqual([status, stderr], [0, "size is 2\n"]);
    const { packs, cost, settings, outputs } = dataIn("out.html");
    assert.deepEqual(packs, []);
    assert.match(cost && "reason" in cost ? cost.reason : "", /^no price table for eu-central-1/);
    assert.deepEqual(
      settings.map(({ key, value, source }) => [key, value, source]),
      [
        ["size", "2", "stack"],
        ["network.cidr", "10.0.0.0/16", "stack"],
        ["aws:region", "eu-central-1", "project"],
      ],
    );
    assert.ok(outputs.some(({ name, text }) => name === "region" && text === "eu-central-1"));
    assert.doesNotMatch(readFileSync(inside("out.html"), "utf8"), /hush-hush/);
    assert.ok(!existsSync(join(PROJECT, "report-dev.html")));
  });

  it("shows its options and exit codes", () => {
    const { status, stdout } = report(["--help"]);
    assert.equal(status, 0);
    for (const word of ["--stack", "--compare", "--lang", "--out", "--mode", "Ends with 0"]) {
      assert.ok(stdout.includes(word), word);
    }
  });
});
