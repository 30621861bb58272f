import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isInstalled, Shell } from "../test-shell";
import { GitHub } from "./test-github";

describe("the scripts about drift and settings", () => {
  let shell: Shell;
  beforeEach(() => {
    shell = new Shell();
  });
  afterEach(() => {
    shell.remove();
  });

  describe("scripts/ci/drift.sh", () => {
    const drift = (exitCode: number, ...args: string[]) => {
      shell.command("npx", `#!/bin/sh\nprintf '%s ' "$@" >asked\necho "a report"\nexit ${exitCode}\n`);
      return shell.run(join(__dirname, "drift.sh"), args);
    };

    for (const [name, status, said] of [
      ["nothing differs", 0, "prod is as it was deployed."],
      ["something differs", 7, "prod has drifted."],
      ["it is not known", 6, "whether prod has drifted is not known: pulumi ended with 6"],
    ] as const) {
      it(`ends as pulumi does if ${name}, and keeps its report`, () => {
        const run = drift(status, "prod", "report.txt");
        assert.ok(`${run.stdout}${run.stderr}`.includes(said), run.stdout + run.stderr);
        assert.equal(run.status, status);
        assert.equal(readFileSync(join(shell.directory, "report.txt"), "utf8"), "a report\n");
      });
    }

    it("changes nothing, and asks nobody", () => {
      drift(0, "prod", "report.txt");
      const asked = readFileSync(join(shell.directory, "asked"), "utf8");
      assert.match(
        asked,
        /^--no-install pulumi refresh --stack prod --preview-only --expect-no-changes --non-interactive /,
      );
    });

    it("ends with 2 if misused", () => {
      const { status, stderr } = drift(0, "prod");
      assert.deepEqual([status, stderr], [2, "usage: drift.sh STACK REPORT\n"]);
    });
  });

  describe("scripts/ci/drift-issue.sh", () => {
    const TITLE = "Drift: prod is not as it was deployed";
    let github: GitHub;

    before(function () {
      if (!isInstalled("jq")) this.skip();
    });
    beforeEach(() => {
      github = new GitHub(shell);
      github.answer("issues", []);
      shell.write("report.txt", "~ aws:ec2:SecurityGroup web\n```\n@team\n");
    });
    const issue = (...args: string[]) =>
      shell.run(join(__dirname, "drift-issue.sh"), args, { ...github.env, RUN_URL: "https://example.com/runs/7" });
    const open = (login: string, title: string, number: number) => ({ number, title, user: { login } });

    it("opens an issue, whose report is text and nothing else", () => {
      const { status, stdout } = issue("prod", "7", "report.txt");
      assert.match(stdout, /^Opened an issue\.\n::warning title=prod has drifted::/);
      assert.equal(status, 0);
      const [{ method, path, fields }, ...more] = github.written();
      assert.deepEqual([method, path, fields.title, more], ["POST", "issues", TITLE, []]);
      assert.match(fields.body, /\n\n {4}~ aws:ec2:SecurityGroup web\n {4}```\n {4}@team\n\nSeen last in \[this run\]/);
    });

    it("brings the issue up to date that is its own", () => {
      const own = "github-actions[bot]";
      github.answer("issues", [
        open("mallory", TITLE, 1),
        open(own, "Drift: dev is not as it was deployed", 2),
        open(own, TITLE, 3),
      ]);
      assert.equal(issue("prod", "7", "report.txt").status, 0);
      assert.deepEqual(
        github.written().map(({ method, path }) => [method, path]),
        [["PATCH", "issues/3"]],
      );
    });

    it("closes the issue when the drift is gone", () => {
      github.answer("issues", [open("github-actions[bot]", TITLE, 3)]);
      assert.equal(issue("prod", "0", "report.txt").status, 0);
      assert.deepEqual(github.written(), [
        {
          method: "POST",
          path: "issues/3/comments",
          fields: { body: "The drift is gone: [run](https://example.com/runs/7)." },
        },
        { method: "PATCH", path: "issues/3", fields: { state: "closed" } },
      ]);
    });

    it("does nothing where nothing is and was", () => {
      assert.deepEqual([issue("prod", "0", "report.txt").status, github.written()], [0, []]);
    });

    for (const status of ["1", "6", "255", ""]) {
      it(`fails, and leaves the issue as it is, if it is not known: ${status || "nothing"}`, () => {
        github.answer("issues", [open("github-actions[bot]", TITLE, 3)]);
        const run = issue("prod", status, "report.txt");
        assert.match(run.stdout, /^::error title=Drift of prod is not known::pulumi ended with (\d+|nothing);/);
        assert.deepEqual([run.status, github.written()], [1, []]);
      });
    }
  });

  describe("scripts/ci/settings.sh", () => {
    const settings = (args: string[], env: NodeJS.ProcessEnv) => {
      const output = shell.write("output", "");
      const run = shell.run(join(__dirname, "settings.sh"), args, { GITHUB_OUTPUT: output, A: "", B: "", ...env });
      return { ...run, output: readFileSync(output, "utf8") };
    };

    it("says that everything is there", () => {
      const { status, stdout, output } = settings(["A", "B"], { A: "1", B: "2" });
      assert.deepEqual([status, stdout, output], [0, "", "configured=true\n"]);
    });

    it("says what is missing, and fails on demand only", () => {
      const mild = settings(["A", "B"], { A: "1" });
      assert.match(mild.stdout, /^::notice title=AWS is left out::Set B to have/);
      assert.deepEqual([mild.status, mild.output], [0, "configured=false\n"]);
      const strict = settings(["--must", "A", "B"], {});
      assert.match(strict.stdout, /^::error title=A setting is missing::Set A B \(/);
      assert.deepEqual([strict.status, strict.output], [1, ""]);
    });
  });
});
