/**
 * How long a first `pulumi up` of a plan takes, why, and how short it could be.
 *
 *     const timeline = timelineOf(plan.resources);
 *     console.log(timeline.schedule.total, timeline.bound.total);
 */
import { boundOf } from "./bound";
import { type CreationTimes, loadCreationTimes } from "./creation-times";
import type { TimedResource } from "./resource";
import { type Schedule, scheduleOf } from "./schedule";

/** How much longer than the bound an update may take. */
export const ALLOWED_RATIO = 1.05;

export interface Timeline {
  schedule: Schedule;
  /** What AWS and awsx themselves impose. */
  bound: Schedule;
  /** Total by bound; 1 where there is no bound. */
  ratio: number;
  /** Types of which nothing is known: taken for quick. */
  unknownTypes: string[];
  sources: CreationTimes["sources"];
}

/** @throws UserError if the table of creation times is wrong */
export function timelineOf(resources: readonly TimedResource[], times = loadCreationTimes()): Timeline {
  const schedule = scheduleOf(resources, times);
  const bound = boundOf(resources, times);
  const unknown = schedule.resources.filter((resource) => resource.unknown).map(({ type }) => type);
  return {
    schedule,
    bound,
    ratio: bound.total === 0 ? 1 : schedule.total / bound.total,
    unknownTypes: [...new Set(unknown)].sort(),
    sources: times.sources,
  };
}

/** What makes an update longer than it may be, step by step; nothing where it is short enough. */
export function lengthening({ schedule, bound, ratio }: Timeline): string | undefined {
  if (ratio <= ALLOWED_RATIO) return undefined;
  const imposedEnds = new Map(bound.resources.map(({ urn, end }) => [urn, end]));
  // Up to the last step that is there as early as it can be, nothing is lost.
  const lost = schedule.criticalPath.findLastIndex(({ urn, end }) => imposedEnds.get(urn) === end) + 1;
  const nameOf = (urn: string) => {
    const { name, type } = schedule.criticalPath.find((step) => step.urn === urn) ?? { name: urn, type: "" };
    return `"${name}" (${type})`;
  };
  const steps = schedule.criticalPath
    .slice(lost)
    .filter(({ urn, waitsFor }) => waitsFor !== undefined && !(imposedEnds.has(urn) && imposedEnds.has(waitsFor)))
    .map(
      ({ urn, waitsFor = "", through = "", seconds }) =>
        `  ${nameOf(urn)} takes ${seconds} s and waits for ${nameOf(waitsFor)} through ${through}`,
    );
  return [
    `pulumi up takes ${schedule.total} s, ${ratio.toFixed(2)} times the ${bound.total} s that AWS and awsx impose, ` +
      `because of what is not imposed; take away one of these waits:`,
    ...steps,
  ].join("\n");
}
