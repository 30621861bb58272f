import assert from "node:assert/strict";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { npmScriptsIn, scriptFilesIn, type Surroundings, type Workflow, workflowProblems } from "./workflow-rules";

const REPOSITORY = join(__dirname, "..");
const WORKFLOWS = join(REPOSITORY, ".github/workflows");

const read = (file: string) => readFileSync(join(REPOSITORY, file), "utf8");
const workflowFiles = readdirSync(WORKFLOWS).filter((name) => /\.ya?ml$/.test(name));
const scriptFiles = ["scripts", "scripts/ci"].flatMap((directory) =>
  readdirSync(join(REPOSITORY, directory)).map((name) => `${directory}/${name}`),
);
const shellFiles = scriptFiles.filter((name) => name.endsWith(".sh"));

const SURROUNDINGS: Surroundings = {
  npmScripts: Object.keys((JSON.parse(read("package.json")) as { scripts: object }).scripts),
  files: scriptFiles,
  workflowNames: workflowFiles.map((name) => (parse(read(`.github/workflows/${name}`)) as Workflow).name ?? ""),
};

describe("the workflows", () => {
  for (const name of workflowFiles) {
    it(`keep the rules: ${name}`, () => {
      assert.deepEqual(workflowProblems(read(`.github/workflows/${name}`), SURROUNDINGS), []);
    });
  }

  for (const name of shellFiles) {
    it(`call scripts that can be run, which call what is there: ${name}`, () => {
      accessSync(join(REPOSITORY, name), constants.X_OK);
      const text = read(name).replace(/^ *#.*$/gm, "");
      assert.deepEqual(
        npmScriptsIn(text).filter((script) => !SURROUNDINGS.npmScripts.includes(script)),
        [],
      );
      assert.match(read(name), /^#!\/.*bash\n/);
    });
  }

  it("have every stack planned, without naming one", () => {
    const text = read(".github/workflows/pull-request.yml");
    const stacks = readdirSync(REPOSITORY).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    assert.ok(stacks.length >= 2);
    assert.deepEqual(
      stacks.filter((stack) => new RegExp(`\\b${stack}\\b`).test(text)),
      [],
    );
  });

  it("deploy to dev first, and then to prod", () => {
    const { jobs } = parse(read(".github/workflows/deploy.yml")) as {
      jobs: Record<string, { needs?: string | string[] }>;
    };
    assert.deepEqual([jobs.dev.needs, jobs.prod.needs], ["checks", ["checks", "dev"]]);
  });
});

const SHA = "0123456789abcdef0123456789abcdef01234567";
const CHECKOUT = `actions/checkout@${SHA} # v1.2.3`;

/** A workflow without fault, which the cases break in one place each. */
const GOOD = `name: Good
on:
  push:
permissions:
  contents: read
jobs:
  deploy:
    timeout-minutes: 9
    environment: dev
    concurrency:
      group: dev
      cancel-in-progress: false
    permissions:
      contents: read
      id-token: write
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - uses: aws-actions/configure-aws-credentials@${SHA} # v1.2.3
      - run: npm run up -- dev
      - run: scripts/known.sh
`;

describe("workflowProblems", () => {
  const surroundings: Surroundings = {
    npmScripts: ["up", "test"],
    files: ["scripts/known.sh"],
    workflowNames: ["Good"],
  };
  const problems = (text: string) => workflowProblems(text, surroundings);

  it("finds none in a good workflow", () => {
    assert.deepEqual(problems(GOOD), []);
  });

  const broken: [string, string, string, RegExp][] = [
    ["what is no YAML", "name: Good", "name: [", /^is no YAML map: /],
    ["a tag instead of a commit", CHECKOUT, "actions/checkout@v4", /^uses: actions\/checkout@v4 is not pinned/],
    ["a branch", CHECKOUT, "actions/checkout@main", /^uses: .* is not pinned/],
    ["half a commit", CHECKOUT, "actions/checkout@0123456 # v1.2.3", /^uses: .* is not pinned/],
    ["a commit without its version", CHECKOUT, `actions/checkout@${SHA}`, /has no comment that says the version/],
    ["a commit with half a version", CHECKOUT, `actions/checkout@${SHA} # v4`, /has no comment that says the version/],
    ["a container as an action", CHECKOUT, "docker://alpine:3", /^uses: docker:\/\/alpine:3 is not pinned/],
    ["no permissions", "permissions:\n  contents: read\njobs", "jobs", /^permissions: say what the token may/],
    [
      "all permissions",
      "permissions:\n  contents: read\njobs",
      "permissions: write-all\njobs",
      /^permissions: say what/,
    ],
    [
      "a writing permission for all",
      "contents: read\njobs",
      "contents: write\njobs",
      /^permissions: contents: write is for/,
    ],
    [
      "id-token for all",
      "contents: read\njobs",
      "id-token: write\njobs",
      /^permissions: id-token: write is for the job/,
    ],
    ["pull_request_target", "push:", "pull_request_target:", /^on: pull_request_target gives/],
    ["pull_request_target as a word", "on:\n  push:", "on: pull_request_target", /^on: pull_request_target gives/],
    ["pull_request_target in a list", "on:\n  push:", "on: [pull_request_target]", /^on: pull_request_target gives/],
    [
      "a workflow to wait for that is not there",
      "push:",
      "workflow_run: {workflows: [Gone]}",
      /no workflow named "Gone"/,
    ],
    [
      "an event in a script",
      "npm run up -- dev",
      "npm run up -- ${{ github.event.issue.title }}",
      /deploy: run: an expr/,
    ],
    ["any expression in a script", "npm run up -- dev", "npm run up -- ${{github.ref}}", /deploy: run: an expression/],
    [
      "an expression in JavaScript",
      "with:\n          persist-credentials: false",
      "with: {persist-credentials: false, script: 'f(${{ github.head_ref }})'}",
      /deploy: run: an expression/,
    ],
    ["an npm script that is not there", "run: npm run up", "run: npm run down", /package\.json has no script "down"/],
    ["a quiet npm script that is not there", "run: npm run up", "run: npm run --silent down", /no script "down"/],
    ["a shell script that is not there", "scripts/known.sh", "scripts/gone.sh", /there is no file scripts\/gone\.sh/],
    [
      "a checkout that leaves its token",
      "persist-credentials: false",
      "fetch-depth: 1",
      /persist-credentials: false keeps/,
    ],
    [
      "a checkout without settings",
      "        with:\n          persist-credentials: false\n",
      "",
      /persist-credentials: fa/,
    ],
    [
      "a deployment that may be stopped",
      "cancel-in-progress: false",
      "cancel-in-progress: true",
      /concurrency: a deploym/,
    ],
    [
      "a deployment beside another",
      "    concurrency:\n      group: dev\n      cancel-in-progress: false\n",
      "",
      /concurrency: a deployment needs/,
    ],
    ["a deployment that nobody could hold back", "environment: dev", "name: x", /environment: a deployment needs one/],
    [
      "a token for AWS without AWS",
      "aws-actions/configure-aws-credentials",
      "other/action",
      /id-token: write is not needed/,
    ],
    ["AWS without a token", "      id-token: write\n", "", /without id-token: write there is no OIDC token/],
    [
      "another writing token",
      "id-token: write",
      "id-token: write\n      packages: write",
      /packages: write is not needed/,
    ],
    [
      "a token that may comment beside code",
      "id-token: write",
      "pull-requests: write",
      /pull-requests: write is not nee/,
    ],
    [
      "a job that may everything",
      "permissions:\n      contents: read\n      id-token: write",
      "permissions: write-all",
      /"write-all" is more/,
    ],
    [
      "credentials for forks",
      "on:\n  push:",
      "on:\n  pull_request:",
      /credentials are for the repository's own branches/,
    ],
    ["no end", "    timeout-minutes: 9\n", "", /timeout-minutes: say when to give up/],
    ["a long script", "run: scripts/known.sh", `run: |\n${"          true\n".repeat(6)}`, /belong into a script/],
  ];
  for (const [name, good, bad, problem] of broken) {
    it(`finds ${name}`, () => {
      assert.ok(GOOD.includes(good));
      const text = GOOD.replace(good, bad);
      assert.ok(
        problems(text).some((found) => problem.test(found)),
        problems(text).join("\n") || "no problem found",
      );
    });
  }

  it("finds secrets for forks, and takes them for the repository's own branches", () => {
    const job = (condition: string) => `name: x
on: pull_request
permissions: {}
jobs:
  a:
    timeout-minutes: 9
    if: ${condition}
    steps:
      - env: {TOKEN: "\${{ secrets.TOKEN }}"}
        run: npm test
`;
    assert.match(problems(job("always()")).join(), /^jobs\.a: if: credentials are for/);
    assert.deepEqual(problems(job("github.event.pull_request.head.repo.full_name == github.repository")), []);
  });
});

describe("workflowProblems of what follows another workflow", () => {
  const text = (inputs: string) => `name: x
on: {workflow_run: {workflows: [Good]}}
permissions: {}
jobs:
  a:
    timeout-minutes: 9
    steps:
      - uses: ${CHECKOUT}
        with: {persist-credentials: false${inputs}}
`;
  const surroundings: Surroundings = { npmScripts: [], files: [], workflowNames: ["Good"] };

  it("lets it have the code of the default branch", () => {
    assert.deepEqual(workflowProblems(text(""), surroundings), []);
  });

  for (const inputs of ["ref: main", "repository: a/b", "allow-unsafe-pr-checkout: true"]) {
    it(`finds code that is chosen otherwise: ${inputs}`, () => {
      assert.match(workflowProblems(text(`, ${inputs}`), surroundings).join(), /only the default branch may be run/);
    });
  }
});

describe("npmScriptsIn and scriptFilesIn", () => {
  it("find what a shell text calls", () => {
    assert.deepEqual(npmScriptsIn('npm test && npm run up -- dev; x=$(npm run --silent a:b -- "$c"); npm ci'), [
      "test",
      "up",
      "a:b",
    ]);
    assert.deepEqual(scriptFilesIn("scripts/a.sh; ./x/scripts/b.sh; scripts/ci/c.sh --x >scripts/d.txt"), [
      "scripts/a.sh",
      "scripts/ci/c.sh",
    ]);
  });
});
