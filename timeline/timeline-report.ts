/** How long a deployment takes and what tiers keep of their capacity, in words: for pages and the report. */
import type { Loss, TierCapacity } from "./capacity";
import type { Duration } from "./duration";
import type { Step } from "./schedule";
import { shortType } from "../offline/urn";
import type { Timeline } from "./timeline";
import { type Language, wordsOf } from "./words";

/** Fewest seconds a resource takes to be worth a row of slack. */
const WORTH_A_ROW = 60;

/** `972 s` as `16 min 12 s`. */
export function durationText(seconds: number, language: Language = "en"): string {
  const words = wordsOf(language);
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), whole % 60];
  return [minutes > 0 ? words.minutes(minutes) : "", rest > 0 || minutes === 0 ? words.seconds(rest) : ""]
    .filter(Boolean)
    .join(" ");
}

/** `about 16 min 12 s` */
export function totalText({ schedule }: Timeline, language: Language = "en"): string {
  return wordsOf(language).total(durationText(schedule.total, language));
}

/** `about 16 min 12 s; AWS and awsx themselves impose 16 min 12 s (1.00 times)`. */
export function timelineSummary(timeline: Timeline, language: Language = "en"): string {
  const { bound, ratio, unknownTypes } = timeline;
  const words = wordsOf(language);
  return [
    totalText(timeline, language),
    bound.total === 0 ? words.nothingImposed : words.imposed(durationText(bound.total, language), ratio.toFixed(2)),
    ...(unknownTypes.length === 0 ? [] : [words.unknownTypes(unknownTypes.join(", "))]),
  ].join("; ");
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

export function criticalPathRows({ schedule }: Timeline, language: Language = "en"): StepRow[] {
  return schedule.criticalPath.map((step: Step) => ({
    start: clock(step.start),
    name: step.name,
    type: shortType(step.type),
    takes: takesText(step, language),
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
export function slackRows({ schedule }: Timeline, language: Language = "en"): SlackRow[] {
  const onPath = new Set(schedule.criticalPath.map(({ urn }) => urn));
  return schedule.resources
    .filter(({ urn, seconds }) => seconds >= WORTH_A_ROW && !onPath.has(urn))
    .sort((one, other) => one.slack - other.slack || other.seconds - one.seconds || (one.urn < other.urn ? -1 : 1))
    .map((resource) => ({
      name: resource.name,
      type: shortType(resource.type),
      takes: takesText(resource, language),
      end: clock(resource.end),
      slack: durationText(resource.slack, language),
    }));
}

/** `public logs of applies (2026-11-26), estimates (read nowhere)`. */
export function sourcesText({ sources }: Timeline, language: Language = "en"): string {
  return Object.values(sources)
    .map(({ name, date, verified }) => `${name} (${verified ? date : wordsOf(language).readNowhere})`)
    .join(", ");
}

/** What is lost of a tier, and for how long: one row an event. */
export interface CapacityRow {
  event: string;
  /** `0 of 3 (0%)` */
  lost: string;
  meaning: string;
}

export function capacityRows(tier: TierCapacity, language: Language = "en"): CapacityRow[] {
  const { refresh, zoneLoss, baseReplacement, serverLoss, bases, servers, detectionSeconds } = tier;
  const words = wordsOf(language);
  const lost = ({ lost, share }: Loss) => words.share(lost, servers, percent(share));
  const mayFail = ({ share }: Loss) => words.mayFail(percent(share), durationText(detectionSeconds, language));
  return [
    { event: words.events.refresh, lost: lost(refresh), meaning: refreshText(tier, language) },
    {
      event: words.events.baseReplacement,
      lost: lost(baseReplacement),
      meaning: bases === 0 ? words.noBase : [words.untilBooted, drainedText(tier, language)].join("; "),
    },
    { event: words.events.serverLoss, lost: lost(serverLoss), meaning: mayFail(serverLoss) },
    {
      event: words.events.zoneLoss,
      lost: words.shareAtMost(zoneLoss.lost, servers, percent(zoneLoss.share)),
      meaning: zoneLoss.lost === servers ? words.noServerLeft : mayFail(zoneLoss),
    },
  ];
}

/** `3 servers: 1 base EC2 and 2 in the group (4 at most), over 2 zones`. */
export function tierText(tier: TierCapacity, language: Language = "en"): string {
  const { bases, minSize, maxSize, servers, zones } = tier;
  return wordsOf(language).tier(servers, bases, minSize, maxSize, zones);
}

function refreshText(tier: TierCapacity, language: Language): string {
  const { extra, lost, minHealthyPercentage, maxHealthyPercentage, withinMaximum } = tier.refresh;
  const { newFirst, oldFirst, kept, more } = wordsOf(language);
  const order = lost === 0 ? newFirst : oldFirst;
  return [
    `${order}: ${kept(minHealthyPercentage, maxHealthyPercentage, tier.minSize)}`,
    ...(extra > 0 ? [more(extra, withinMaximum)] : []),
    drainedText(tier, language),
  ].join("; ");
}

function drainedText({ drainSeconds }: TierCapacity, language: Language): string {
  return wordsOf(language).drained(durationText(drainSeconds, language));
}

/** `5 min 20 s (launch 50 s, first boot 4 min, health checks 30 s), estimated`. */
export function takesText({ seconds, estimated, parts }: Duration, language: Language = "en"): string {
  const words = wordsOf(language);
  const made = parts?.map((part) => `${words.parts[part.what]} ${durationText(part.seconds, language)}`).join(", ");
  return [
    `${durationText(seconds, language)}${made === undefined ? "" : ` (${made})`}`,
    ...(estimated ? [words.estimated] : []),
  ].join(", ");
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** Minutes and seconds from the start: `06:12`. */
function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return [Math.floor(whole / 60), whole % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
