import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { npmScriptsIn, scriptFilesIn } from "./workflow-rules";

const REPOSITORY = join(__dirname, "..");

interface Job {
  stage?: string;
  needs?: string[];
  script?: string[];
  before_script?: string[];
  rules?: { if?: string; when?: string }[];
  id_tokens?: Record<string, { aud?: string }>;
  environment?: string;
  resource_group?: string;
  interruptible?: boolean;
}

describe("examples/gitlab-ci.yml", () => {
  const text = readFileSync(join(REPOSITORY, "examples/gitlab-ci.yml"), "utf8");
  const document = parseDocument(text, { merge: true });
  const { stages, ...rest } = document.toJS() as Record<string, Job> & { stages: string[] };
  const keywords = ["workflow", "default", "variables"];
  const jobs = Object.entries(rest).filter(([name]) => !name.startsWith(".") && !keywords.includes(name));
  const shellOf = ({ before_script = [], script = [] }: Job) => [...before_script, ...script].join("\n");

  it("is YAML without errors or warnings", () => {
    assert.deepEqual([document.errors, document.warnings], [[], []]);
    assert.deepEqual(
      jobs.map(([name]) => name),
      ["test", "plan", "preview", "dev", "prod", "drift"],
    );
  });

  it("has a stage, a script and rules for every job, and needs what there is", () => {
    for (const [name, { stage, script, rules, needs = [] }] of jobs) {
      assert.ok(stages.includes(stage ?? ""), name);
      assert.ok(
        script?.every((line) => typeof line === "string"),
        name,
      );
      assert.ok(rules?.length, name);
      assert.ok(
        needs.every((need) => jobs.some(([other]) => other === need)),
        name,
      );
    }
  });

  it("calls scripts that are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, "package.json"), "utf8")) as { scripts: object };
    const shell = jobs.map(([, job]) => shellOf(job)).join("\n");
    assert.ok(scriptFilesIn(shell).length >= 5);
    assert.deepEqual(
      scriptFilesIn(shell).filter((file) => !existsSync(join(REPOSITORY, file))),
      [],
    );
    assert.deepEqual(
      npmScriptsIn(shell).filter((name) => !(name in scripts)),
      [],
    );
  });

  it("gives a token for AWS to the jobs that ask it, and only where there is an account", () => {
    for (const [name, job] of jobs) {
      const asksAws = /npm run (preview:aws|up|smoke)\b|drift\.sh/.test(shellOf(job));
      assert.equal(job.id_tokens?.AWS_ID_TOKEN.aud !== undefined, asksAws, name);
      if (asksAws)
        assert.ok(
          job.rules?.every((rule) => rule.if?.includes("$PULUMI_BACKEND_URL")),
          name,
        );
    }
  });

  it("deploys one after the other, to prod by hand", () => {
    for (const [name, job] of jobs.filter(([, each]) => /npm run up\b/.test(shellOf(each)))) {
      assert.deepEqual([job.environment, job.resource_group, job.interruptible], [name, name, false]);
      assert.deepEqual(
        job.rules?.map(({ when }) => when),
        [name === "prod" ? "manual" : undefined],
      );
    }
  });
});
