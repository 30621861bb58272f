/**
 * Judges resources by the policies of a pack in the engine's order (`pkg/resource/deploy/step_generator.go`): each
 * resource by the resource policies in turn, then all of them by the stack policies.
 *
 *     const pack = await PolicyPack.open(new PackProcess("policy-pack", stack));
 *     const { policies, violations } = await checkPlan(pack, plan);
 *     await pack.stop();
 *
 * In two things the verdict is not the engine's. A mandatory policy that cannot be run, because it met an unknown value,
 * counts as violated; the engine passes it with a note. And what a policy at the level `remediate` would change is
 * reported and not changed, as under `pulumi policy analyze`: the policies judge the resource as it is.
 */
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Plan } from "./plan";
import type { EnforcementLevel } from "./policy-config";
import type { Analysis, Diagnostic, NotApplicable, PolicyInfo, Remediation, Severity } from "./policy-messages";
import type { PolicyPack } from "./policy-pack";
import type { Counts } from "./policy-pack-process";
import { type PolicyResource, policyResources } from "./policy-resource";
import { STACK_TYPE } from "./urn";
import { mapProperties, withoutReferences } from "./wire";

/** So many resources a pack is asked about at a time: it judges some while others are on their way. */
const ASKED_AT_ONCE = 64;
/** Questions take a few turns to get onto their way, in which nothing else may be done. */
const MILLISECONDS_TO_LEAVE = 20;

/** Work of a caller's own, of which a piece is done, and taken away, each time that a pack is at its. */
export type Meanwhile = (() => unknown)[];

/**
 * - `violated`: there is a violation that stops a deployment.
 * - `advisory`: there are only violations that do not.
 * - `not applicable`: there was nothing for the policy to judge.
 */
export type PolicyStatus = "passed" | "violated" | "advisory" | "not applicable" | "disabled";

export interface PolicyResult {
  pack: string;
  name: string;
  description: string;
  /** The level in force. */
  enforcementLevel: EnforcementLevel;
  severity?: Severity;
  type: "resource" | "stack";
  status: PolicyStatus;
  /** Why the policy was not applicable. */
  reason?: string;
  /** What the policy says it has examined. */
  counts?: Counts;
}

export interface Violation {
  policy: string;
  pack: string;
  enforcementLevel: "mandatory" | "advisory";
  severity?: Severity;
  /** May have many lines. */
  message: string;
  /** The resource; the stack itself for what concerns no single one. */
  urn: string;
  description: string;
}

export interface CheckResult {
  pack: { name: string; version: string };
  /** In the order of the pack. */
  policies: PolicyResult[];
  /** The worst first. */
  violations: Violation[];
}

/** As {@link checkResources}, for the resources of a plan. */
export function checkPlan(pack: PolicyPack, plan: Plan): Promise<CheckResult> {
  return checkResources(pack, policyResources(plan));
}

/**
 * Rejects with `PolicyPackError` if a policy fails. A pack may be asked any number of times. What it leaves no time
 * for is left in `meanwhile`.
 */
export function checkResources(
  pack: PolicyPack,
  resources: PolicyResource[],
  meanwhile: Meanwhile = [],
): Promise<CheckResult> {
  return pack.alone(async () => {
    const answers = await askResourcePolicies(pack, resources, meanwhile);
    answers.push(...(await askStackPolicies(pack, resources, meanwhile)));
    const violations = answers.flatMap(({ diagnostics }) =>
      diagnostics.map((diagnostic) => violationOf(pack, diagnostic)),
    );
    return {
      pack: { name: pack.name, version: pack.version },
      policies: pack.policies.map((policy) => resultOf(pack, policy, answers, violations)),
      violations: violations.sort(byGravity),
    };
  });
}

/** What the policies of a type say about one resource, or about all together. */
interface Answer extends Analysis {
  type: PolicyInfo["type"];
  diagnostics: (Diagnostic & { urn: string })[];
  counts?: Map<string, Counts>;
}

async function askResourcePolicies(
  pack: PolicyPack,
  resources: PolicyResource[],
  meanwhile: Meanwhile,
): Promise<Answer[]> {
  const policies = policiesInForce(pack, "resource");
  const remedies = new Set(policies.filter((policy) => pack.levelOf(policy) === "remediate").map(({ name }) => name));
  const analyzed = policies.length > 0 ? resources.filter(({ analyzed }) => analyzed) : [];
  const answers: Answer[] = [];
  for (let asked = 0; asked < analyzed.length; asked += ASKED_AT_ONCE) {
    const some = analyzed.slice(asked, asked + ASKED_AT_ONCE);
    const answered = allOf(some.map((resource) => askAbout(pack, resource, remedies)));
    answers.push(...(await doing(meanwhile, answered)));
  }
  return answers;
}

async function askAbout(pack: PolicyPack, resource: PolicyResource, remedies: Set<string>): Promise<Answer> {
  const { urn } = resource;
  const remedied = remedies.size > 0 ? await pack.remediate(resource) : { remediations: [], notApplicable: [] };
  const analysis = await pack.analyze(resource);
  const notes = remedied.remediations.map((remediation) => noteOf(remediation, resource));
  // What can remediate and validate applies if it does either.
  const isInert = ({ policy }: NotApplicable) =>
    !remedies.has(policy) || remedied.notApplicable.some((note) => note.policy === policy);
  return {
    type: "resource",
    diagnostics: [...notes, ...analysis.diagnostics].map((diagnostic) => ({ ...diagnostic, urn })),
    notApplicable: analysis.notApplicable.filter(isInert),
  };
}

/** Waits for all, whatever becomes of them: rejects with the first error when none is under way any more. */
async function allOf<T extends unknown[]>(promises: { [Index in keyof T]: Promise<T[Index]> }): Promise<T> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** Waits for an answer, and does a piece of other work. */
async function doing<T>(meanwhile: Meanwhile, answered: Promise<T>): Promise<T> {
  const piece = meanwhile.shift();
  if (piece !== undefined) await allOf([answered, setTimeout(MILLISECONDS_TO_LEAVE).then(piece)]);
  return answered;
}

async function askStackPolicies(
  pack: PolicyPack,
  resources: PolicyResource[],
  meanwhile: Meanwhile,
): Promise<Answer[]> {
  if (policiesInForce(pack, "stack").length === 0) {
    return [];
  }
  const analysis = await doing(meanwhile, pack.analyzeStack(resources));
  const urns = new Set(resources.map(({ urn }) => urn));
  const stackUrn = resources.find(({ type }) => type === STACK_TYPE)?.urn ?? "";
  // What concerns no resource of the stack concerns the stack itself.
  const diagnostics = analysis.diagnostics.map((diagnostic) => ({
    ...diagnostic,
    urn: diagnostic.urn !== undefined && urns.has(diagnostic.urn) ? diagnostic.urn : stackUrn,
  }));
  return [{ ...analysis, type: "stack", diagnostics }];
}

function policiesInForce(pack: PolicyPack, type: PolicyInfo["type"]): PolicyInfo[] {
  return pack.policies.filter((policy) => policy.type === type && pack.levelOf(policy) !== "disabled");
}

/** Says what the engine would change. */
function noteOf({ policy, description, properties, diagnostic }: Remediation, { inputs }: PolicyResource): Diagnostic {
  const before = mapProperties(inputs, withoutReferences);
  const changed = Object.keys({ ...before, ...properties }).filter(
    (key) => !isDeepStrictEqual(before[key], properties[key]),
  );
  const note = `The engine would change: ${changed.join(", ")}. The offline preview changes nothing.`;
  const message = diagnostic === "" ? `${description}\n${note}` : diagnostic;
  return { policy, description, message, enforcementLevel: "advisory" };
}

function violationOf(pack: PolicyPack, { policy, urn, ...diagnostic }: Diagnostic & { urn: string }): Violation {
  const info = pack.policies.find(({ name }) => name === policy);
  const severity = diagnostic.severity ?? info?.severity;
  const violation = { policy, pack: pack.name, severity, urn, description: diagnostic.description };
  if (info && isMandatory(pack.levelOf(info)) && isNotRun(diagnostic.message)) {
    const message = `${diagnostic.message}\n${NOT_RUN}`;
    return { ...violation, enforcementLevel: "mandatory", message };
  }
  const enforcementLevel = isMandatory(diagnostic.enforcementLevel) ? "mandatory" : "advisory";
  return { ...violation, enforcementLevel, message: diagnostic.message };
}

/** What `remediate` does not mend is mandatory. */
function isMandatory(level: EnforcementLevel): boolean {
  return level === "mandatory" || level === "remediate";
}

/** The note that the SDK makes of a policy which reads a value that is not known yet. */
function isNotRun(message: string): boolean {
  return /^can't run policy '.*' from policy pack '.*' during preview: /.test(message);
}

const NOT_RUN = "The policy is mandatory and has not judged the stack: that counts as a violation.";

function resultOf(pack: PolicyPack, policy: PolicyInfo, answers: Answer[], violations: Violation[]): PolicyResult {
  const { name, description, type, severity } = policy;
  const enforcementLevel = pack.levelOf(policy);
  const result = { pack: pack.name, name, description, enforcementLevel, severity, type };
  if (enforcementLevel === "disabled") {
    return { ...result, status: "disabled" };
  }
  const own = answers.filter((answer) => answer.type === type);
  // Taken once, after the stack policies; those of resources have reported by then.
  const counts = answers.find((answer) => answer.counts)?.counts?.get(name);
  const levels = violations
    .filter((violation) => violation.policy === name)
    .map((violation) => violation.enforcementLevel);
  if (levels.length > 0) {
    return { ...result, status: levels.includes("mandatory") ? "violated" : "advisory", counts };
  }
  const reasons = own.map((answer) => answer.notApplicable.find((note) => note.policy === name)?.reason);
  return reasons.every((reason) => reason !== undefined)
    ? { ...result, status: "not applicable", reason: reasons[0], counts }
    : { ...result, status: "passed", counts };
}

const SEVERITIES: (Severity | undefined)[] = ["critical", "high", "medium", "low", undefined];

/** As the engine prints them: by level, severity, policy and resource. */
function byGravity(a: Violation, b: Violation): number {
  const rank = ({ enforcementLevel, severity }: Violation) =>
    (enforcementLevel === "mandatory" ? 0 : 10) + SEVERITIES.indexOf(severity);
  return rank(a) - rank(b) || compare(a.policy, b.policy) || compare(a.urn, b.urn);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
