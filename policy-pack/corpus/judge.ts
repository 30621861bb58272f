/** Judges edits of the composition by the real pack: one process, asked over gRPC as the engine asks it. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../../offline/config";
import type { Mode, Plan } from "../../offline/plan";
import { checkPlan, type Violation } from "../../offline/policy-check";
import { readPolicyConfig } from "../../offline/policy-config-file";
import { PolicyPack } from "../../offline/policy-pack";
import { PackProcess } from "../../offline/policy-pack-process";
import { type Edit, planEdited } from "./composition";

export const MODES = ["preview", "update"] as const satisfies Mode[];

/** What the pack says of an edit. */
export type Verdict = Record<Mode, Violation[]>;

/** What mandatory violations say, of one policy or of all: without the policy's description, which comes first. */
export function mandatory(violations: readonly Violation[], policy?: string): string[] {
  return violations
    .filter((one) => one.enforcementLevel === "mandatory" && (policy === undefined || one.policy === policy))
    .map(({ description, message }) => message.replace(`${description}\n`, ""));
}

/**
 * Judges edits in turn, each at preview and at update: while the pack judges one, the next is planned already.
 *
 *     const verdictOn = judged(edits);
 *     const { preview, update } = await verdictOn(edits[0]);
 */
export function judged<E extends Edit>(edits: readonly E[]): (edit: E) => Promise<Verdict> {
  const verdicts = new Map<E, Promise<Verdict>>();
  const verdictOn = (edit: E): Promise<Verdict> => {
    const verdict = verdicts.get(edit) ?? bothModes(edit);
    verdicts.set(edit, verdict);
    verdict.catch(() => undefined);
    return verdict;
  };
  return (edit) => {
    const verdict = verdictOn(edit);
    const next = edits.at(edits.indexOf(edit) + 1);
    if (next !== undefined) void verdictOn(next);
    return verdict;
  };
}

async function bothModes(edit: Edit): Promise<Verdict> {
  const [preview, update] = await Promise.all([violationsOf(edit, "preview"), violationsOf(edit, "update")]);
  return { preview, update };
}

const planOneByOne = oneByOne();
const judgeOneByOne = oneByOne();

async function violationsOf(edit: Edit, mode: Mode): Promise<Violation[]> {
  const plan = await planOneByOne(() => planEdited(edit, mode));
  return judgeOneByOne(() => violationsIn(plan));
}

/** Rejects if a policy fails, and if one does not judge at all because it has met an unknown value. */
async function violationsIn(plan: Plan): Promise<Violation[]> {
  const pack = await (opened ??= openPack());
  if (configuredFor !== plan.stack) await pack.configure(readPolicyConfig(join(PACK, "config", `${plan.stack}.json`)));
  configuredFor = plan.stack;
  const { violations } = await checkPlan(pack, plan);
  const notRun = violations.filter(({ message }) => message.startsWith("can't run policy"));
  assert.deepEqual(notRun, [], "a policy has not judged the stack");
  return violations;
}

const PACK = join(__dirname, "..");
let opened: Promise<PolicyPack> | undefined;
let configuredFor: string | undefined;

/** The pack ends with this process. */
function openPack(): Promise<PolicyPack> {
  const { project, stack, config, secretConfigKeys } = loadConfig(join(PACK, ".."), "dev");
  return PolicyPack.open(new PackProcess(PACK, { project, stack, mode: "preview", config, secretConfigKeys }));
}

/** Runs what it is given when everything given before has ended. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let previous: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = previous.then(work);
    previous = result.catch(() => undefined);
    return result;
  };
}
