/** What every workflow of this repository has to keep. */
import { isMap, isScalar, parseDocument, visit } from "yaml";

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  if?: string;
  permissions?: unknown;
  environment?: unknown;
  concurrency?: { "cancel-in-progress"?: unknown };
  "timeout-minutes"?: unknown;
  steps?: Step[];
}

export interface Workflow {
  name?: string;
  on?: unknown;
  permissions?: unknown;
  jobs?: Record<string, Job>;
}

export interface Surroundings {
  /** What package.json has under `scripts`. */
  npmScripts: string[];
  /** Files under `scripts/`, from the repository on. */
  files: string[];
  /** Names of all workflows. */
  workflowNames: string[];
}

/** What is wrong with a workflow, each with its place; nothing for a good one. */
export function workflowProblems(text: string, surroundings: Surroundings): string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) {
    return [`is no YAML map: ${document.errors.map(({ message }) => message).join("; ")}`];
  }
  const workflow = document.toJS() as Workflow;
  const jobs = Object.entries(workflow.jobs ?? {});
  return [
    ...triggerProblems(workflow, surroundings),
    ...topPermissionProblems(workflow),
    ...pinProblems(text),
    ...jobs.flatMap(([id, job]) => jobProblems(id, job, workflow, surroundings)),
  ];
}

function triggersOf({ on }: Workflow): string[] {
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {});
}

function triggerProblems(workflow: Workflow, { workflowNames }: Surroundings): string[] {
  const triggers = triggersOf(workflow);
  const { workflow_run: after } = (workflow.on ?? {}) as { workflow_run?: { workflows?: string[] } };
  const awaited = after?.workflows ?? [];
  return [
    ...(triggers.includes("pull_request_target")
      ? ["on: pull_request_target gives the code of strangers a token that may write; use pull_request"]
      : []),
    ...awaited
      .filter((name) => !workflowNames.includes(name))
      .map((name) => `on.workflow_run: there is no workflow named "${name}"`),
  ];
}

/** Whatever a job needs beyond reading the repository, it asks for itself. */
function topPermissionProblems({ permissions }: Workflow): string[] {
  const granted = typeof permissions === "object" && permissions !== null ? Object.entries(permissions) : undefined;
  if (granted === undefined) {
    return ["permissions: say what the token may, at the top: contents: read, or {}"];
  }
  return granted
    .filter(([scope, level]) => scope !== "contents" || level !== "read")
    .map(([scope, level]) => `permissions: ${scope}: ${level} is for the job that needs it, not for all`);
}

/** A tag can be moved to other code, a commit cannot; the comment says to people and to Dependabot which it is. */
function pinProblems(text: string): string[] {
  const problems: string[] = [];
  visit(parseDocument(text), {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value)) return;
      const action = String(value.value);
      if (action.startsWith("./")) return;
      if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action)) {
        problems.push(`uses: ${action} is not pinned by a whole commit`);
      } else if (!/^ v\d+\.\d+\.\d+$/.test(value.comment ?? "")) {
        problems.push(`uses: ${action} has no comment that says the version, such as "# v1.2.3"`);
      }
    },
  });
  return problems;
}

function jobProblems(id: string, job: Job, workflow: Workflow, surroundings: Surroundings): string[] {
  const rules = [timeoutProblems, tokenProblems, deploymentProblems, strangersCodeProblems];
  return [
    ...rules.flatMap((rule) => rule(job, workflow)),
    ...(job.steps ?? []).flatMap((step) => stepProblems(step, surroundings)),
  ].map((problem) => `jobs.${id}: ${problem}`);
}

function timeoutProblems(job: Job): string[] {
  return typeof job["timeout-minutes"] === "number"
    ? []
    : ["timeout-minutes: say when to give up; the default is 6 hours"];
}

/** What a job's token may beyond reading: see docs/ci.md. */
const WRITES: Partial<Record<string, (job: Job, workflow: Workflow) => boolean>> = {
  "id-token": (job) => speaksToAws(job),
  "pull-requests": (_, workflow) => triggersOf(workflow).join() === "workflow_run",
  issues: (_, workflow) => !triggersOf(workflow).includes("pull_request"),
};

function tokenProblems(job: Job, workflow: Workflow): string[] {
  if (job.permissions !== undefined && (typeof job.permissions !== "object" || job.permissions === null)) {
    return [`permissions: ${JSON.stringify(job.permissions)} is more than is needed; name the scopes`];
  }
  const granted = Object.entries((job.permissions ?? {}) as Record<string, unknown>);
  const writes = granted.filter(([, level]) => level !== "read" && level !== "none").map(([scope]) => scope);
  const isForPullRequests = triggersOf(workflow).some((trigger) => trigger.startsWith("pull_request"));
  return [
    ...writes
      .filter((scope) => !WRITES[scope]?.(job, workflow))
      .map((scope) => `permissions: ${scope}: write is not needed here`),
    ...(speaksToAws(job) && !writes.includes("id-token")
      ? ["permissions: without id-token: write there is no OIDC token to show to AWS"]
      : []),
    ...(isForPullRequests && (speaksToAws(job) || usesSecrets(job)) && !job.if?.includes(IS_OWN)
      ? [`if: credentials are for the repository's own branches; ask for ${IS_OWN}`]
      : []),
  ];
}

const IS_OWN = "github.event.pull_request.head.repo.full_name == github.repository";

function speaksToAws({ steps = [] }: Job): boolean {
  return steps.some(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"));
}

function usesSecrets(job: Job): boolean {
  return /\bsecrets\b/.test(JSON.stringify(job));
}

/** A second deployment waits for the first, and none is stopped half-way: that leaves pending operations behind. */
function deploymentProblems(job: Job): string[] {
  const isDeployment = (job.steps ?? []).some(({ run = "" }) =>
    /npm run (up|destroy)\b|pulumi (up|update|destroy|import|refresh(?!.*--preview-only))\b/.test(run),
  );
  if (!isDeployment) {
    return [];
  }
  return [
    ...(job.environment === undefined ? ["environment: a deployment needs one, for who may approve it"] : []),
    ...(job.concurrency?.["cancel-in-progress"] === false
      ? []
      : ["concurrency: a deployment needs a group of its stack, with cancel-in-progress: false"]),
  ];
}

/** What follows another workflow may write, and that other one has run whatever a stranger has proposed. */
function strangersCodeProblems({ steps = [] }: Job, workflow: Workflow): string[] {
  const chosen = ["ref", "repository", "allow-unsafe-pr-checkout"];
  const isStrange = ({ uses, with: inputs = {} }: Step) =>
    uses?.startsWith("actions/checkout@") && chosen.some((input) => input in inputs);
  return triggersOf(workflow).includes("workflow_run") && steps.some(isStrange)
    ? ["actions/checkout: after another workflow only the default branch may be run"]
    : [];
}

function stepProblems({ uses = "", run = "", with: inputs = {} }: Step, { npmScripts, files }: Surroundings): string[] {
  const script = typeof inputs.script === "string" ? inputs.script : "";
  const missing = (names: string[], known: string[]) => names.filter((name) => !known.includes(name));
  return [
    ...(/\$\{\{/.test(run + script)
      ? ["run: an expression becomes part of the script, whoever wrote its value; hand it over by env"]
      : []),
    ...(uses.startsWith("actions/checkout@") && inputs["persist-credentials"] !== false
      ? ["actions/checkout: persist-credentials: false keeps the token from whatever runs next"]
      : []),
    ...missing(npmScriptsIn(run), npmScripts).map((name) => `run: package.json has no script "${name}"`),
    ...missing(scriptFilesIn(run), files).map((name) => `run: there is no file ${name}`),
    ...(run.trimEnd().split("\n").length > 5
      ? ["run: more than five lines belong into a script, where they can be run"]
      : []),
  ];
}

/** `preview:aws` of `npm run --silent preview:aws -- dev`; `npm test` is one, too. */
export function npmScriptsIn(shell: string): string[] {
  return [...shell.matchAll(/\bnpm (?:run (?:--\S+ )*|(?=test\b))([\w:-]+)/g)].map(([, name]) => name);
}

/** Files of `scripts/` that a shell text names. */
export function scriptFilesIn(shell: string): string[] {
  return [...shell.matchAll(/(?<![\w/.])scripts\/[\w./-]+\.sh\b/g)].map(([name]) => name);
}
