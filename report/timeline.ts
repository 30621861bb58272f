/** How long a first deployment takes and what tiers lose, beside another stack where there is one. */
import type { Plan } from "../offline/plan";
import { shortType } from "../offline/urn";
import { capacityOf, type TierCapacity } from "../timeline/capacity";
import { TIMES_FILE } from "../timeline/creation-times";
import { lengthening, type Timeline, timelineOf } from "../timeline/timeline";
import {
  capacityRows,
  criticalPathRows,
  slackRows,
  sourcesText,
  takesText,
  tierText,
  timelineSummary,
  totalText,
} from "../timeline/timeline-report";
import type { Language, TierData, TimelineData } from "./report-data";

/** What of a plan is read. */
export type TimedPlan = Pick<Plan, "stack" | "resources">;

export function timelineData(plan: TimedPlan, language: Language, other?: TimedPlan): TimelineData {
  const timeline = timelineOf(plan.resources);
  const theirs = other && timelineOf(other.resources);
  const longer = lengthening(timeline);
  const others = new Map(theirs && takesOf(theirs, language));
  return {
    total: totalText(timeline, language),
    summary: timelineSummary(timeline, language),
    ...(longer !== undefined && { lengthening: longer }),
    path: criticalPathRows(timeline, language).map((row) => {
      const takes = others.get(`${row.type} ${row.name}`);
      return { ...row, ...(takes !== undefined && { other: takes }) };
    }),
    slack: slackRows(timeline, language),
    timesFile: TIMES_FILE,
    sources: sourcesText(timeline, language),
    ...(other &&
      theirs && {
        other: { stack: other.stack, total: totalText(theirs, language), summary: timelineSummary(theirs, language) },
      }),
  };
}

/** What each resource takes, by its type and name. */
function takesOf({ schedule }: Timeline, language: Language): [string, string][] {
  return schedule.resources.map((one) => [`${shortType(one.type)} ${one.name}`, takesText(one, language)]);
}

export function capacityData(plan: TimedPlan, language: Language, other?: TimedPlan): TierData[] {
  const others = other ? capacityOf(other.resources) : [];
  return capacityOf(plan.resources).map((tier) => {
    const same = others.find(({ name }) => name === tier.name);
    return tierData(tier, language, other && same && { stack: other.stack, tier: same });
  });
}

function tierData(tier: TierCapacity, language: Language, other?: { stack: string; tier: TierCapacity }): TierData {
  const theirs = other && capacityRows(other.tier, language);
  return {
    name: tier.name,
    servers: tierText(tier, language),
    events: capacityRows(tier, language).map((row, index) => ({
      ...row,
      ...(theirs && { other: theirs[index].lost }),
    })),
    ...(other && { other: { stack: other.stack, servers: tierText(other.tier, language) } }),
  };
}
