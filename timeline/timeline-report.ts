/** How long a deployment takes and what tiers keep of their capacity, in words: for pages. */
import type { TierCapacity } from "./capacity";
import type { Scheduled, Step } from "./schedule";
import { shortType } from "../offline/urn";
import type { Timeline } from "./timeline";

/** Fewest seconds a resource takes to be worth a row of slack. */
const WORTH_A_ROW = 60;

/** `972 s` as `16 min 12 s`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return [minutes > 0 ? `${minutes} min` : "", rest > 0 || minutes === 0 ? `${rest} s` : ""].filter(Boolean).join(" ");
}

/** `about 16 min 12 s; AWS and awsx themselves impose 16 min 12 s (1.00 times)`. */
export function timelineSummary({ schedule, bound, ratio, unknownTypes }: Timeline): string {
  const unknown = unknownTypes.length === 0 ? "" : `; taken for quick, as nothing is known: ${unknownTypes.join(", ")}`;
  const imposed =
    bound.total === 0
      ? "nothing is imposed"
      : `AWS and awsx themselves impose ${durationText(bound.total)} (${ratio.toFixed(2)} times)`;
  return `about ${durationText(schedule.total)}; ${imposed}${unknown}`;
}

/** A row of a table of the critical path: when, what, how long, and by what it is held back. */
export interface StepRow {
  start: string;
  name: string;
  type: string;
  takes: string;
  /** Empty for the first. */
  waitsBy: string;
}

export function criticalPathRows({ schedule }: Timeline): StepRow[] {
  return schedule.criticalPath.map((step: Step) => ({
    start: clock(step.start),
    name: step.name,
    type: shortType(step.type),
    takes: takes(step),
    waitsBy: step.through ?? "",
  }));
}

/** A row of a table of what takes long beside the critical path. */
export interface SlackRow {
  name: string;
  type: string;
  takes: string;
  end: string;
  /** How much later it could end without lengthening the whole. */
  slack: string;
}

/** What takes a minute or more and is not on the critical path, the scarcest slack first. */
export function slackRows({ schedule }: Timeline): SlackRow[] {
  const onPath = new Set(schedule.criticalPath.map(({ urn }) => urn));
  return schedule.resources
    .filter(({ urn, seconds }) => seconds >= WORTH_A_ROW && !onPath.has(urn))
    .sort((one, other) => one.slack - other.slack || other.seconds - one.seconds || (one.urn < other.urn ? -1 : 1))
    .map((resource) => ({
      name: resource.name,
      type: shortType(resource.type),
      takes: takes(resource),
      end: clock(resource.end),
      slack: durationText(resource.slack),
    }));
}

/** `public logs of applies (2026-11-26), estimates (read nowhere)`. */
export function sourcesText({ sources }: Timeline): string {
  return Object.values(sources)
    .map(({ name, date, verified }) => `${name} (${verified ? date : "read nowhere"})`)
    .join(", ");
}

/** What is lost of a tier, and for how long: one row an event. */
export interface CapacityRow {
  event: string;
  /** `0 of 3 (0%)` */
  lost: string;
  meaning: string;
}

export function capacityRows(tier: TierCapacity): CapacityRow[] {
  const { refresh, zoneLoss, baseReplacement, serverLoss, servers, detectionSeconds, drainSeconds } = tier;
  const lost = ({ lost, share }: { lost: number; share: number }) => `${lost} of ${servers} (${percent(share)})`;
  const until = `up to ${percent(serverLoss.share)} of requests may fail for up to ${durationText(detectionSeconds)}`;
  return [
    { event: "instance refresh", lost: lost(refresh), meaning: refreshText(tier) },
    {
      event: "replacement of the base EC2",
      lost: lost(baseReplacement),
      meaning:
        tier.bases === 0
          ? "there is none"
          : `until the new one has booted; no request fails that ends within ${durationText(drainSeconds)}`,
    },
    { event: "a server dies", lost: lost(serverLoss), meaning: until },
    {
      event: "a zone is lost",
      lost: `at most ${lost(zoneLoss)}`,
      meaning:
        zoneLoss.lost === servers
          ? "no server is left until the group has started one in another zone"
          : `up to ${percent(zoneLoss.share)} of requests may fail for up to ${durationText(detectionSeconds)}`,
    },
  ];
}

/** `3 servers: 1 base EC2 and 2 in the group, 4 at most, over 2 zones`. */
export function tierText({ bases, minSize, maxSize, servers, zones }: TierCapacity): string {
  return `${servers} servers: ${bases} base EC2 and ${minSize} in the group (${maxSize} at most), over ${zones} zones`;
}

function refreshText({ refresh, drainSeconds, minSize }: TierCapacity): string {
  const { extra, lost, minHealthyPercentage, maxHealthyPercentage, withinMaximum } = refresh;
  const percentages = `${minHealthyPercentage} to ${maxHealthyPercentage} percent of ${minSize} are kept`;
  const grows =
    extra > 0 ? `${extra} more for the time being${withinMaximum ? "" : ", beyond the group's maximum"}` : "";
  const order = lost === 0 ? "new ones are in service before old ones go" : "old ones go first";
  const drained = `no request fails that ends within ${durationText(drainSeconds)}`;
  return [`${order}: ${percentages}`, grows, drained].filter(Boolean).join("; ");
}

function takes({ seconds, estimated, parts }: Scheduled): string {
  const made = parts?.map((part) => `${part.what} ${durationText(part.seconds)}`).join(", ");
  return `${durationText(seconds)}${made === undefined ? "" : ` (${made})`}${estimated ? ", estimated" : ""}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Minutes and seconds from the start: `06:12`. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return [Math.floor(whole / 60), whole % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
