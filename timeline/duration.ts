/** How long the creation of a resource takes, by the table of creation times. */
import { type CreationTime, type CreationTimes, isVerified } from "./creation-times";
import { isQuick } from "./quick-types";
import { behind, mapOf, numberOf, type TimedResource } from "./resource";

/** What the time of an Auto Scaling group is made of. */
export type DurationPart = "launch" | "first boot" | "health checks";

export interface Duration {
  seconds: number;
  /** Some of it was read nowhere. */
  estimated: boolean;
  /** What it is made of, where it is more than one time of the table. */
  parts?: { what: DurationPart; seconds: number }[];
  /** Nothing is known of the type: it is taken for quick. */
  unknown?: true;
}

/** Where the provider has no health check of the target group: its defaults. */
const CHECK = { interval: 30, healthyThreshold: 3 };

export function durationOf(
  resource: TimedResource,
  times: CreationTimes,
  resources: readonly TimedResource[],
): Duration {
  const { type, custom, external } = resource;
  const by = (time: CreationTime) => ({ seconds: time.seconds, estimated: !isVerified(times, time) });
  if (!custom) return { seconds: 0, estimated: false };
  if (external) return by(times.quick);
  if (type === "aws:rds/instance:Instance") return by(times.databases[databaseKind(resource)]);
  if (type === "aws:autoscaling/group:Group") return groupDuration(resource, times, resources);
  if (Object.hasOwn(times.types, type)) return by(times.types[type]);
  return isQuick(type) ? by(times.quick) : { ...by(times.quick), unknown: true };
}

function databaseKind({ inputs }: TimedResource): keyof CreationTimes["databases"] {
  if (inputs.replicateSourceDb !== undefined) return "replica";
  return inputs.multiAz === true ? "multiAz" : "single";
}

/** Until its servers run; where it waits for the load balancer, until they have booted and passed their checks. */
function groupDuration(group: TimedResource, times: CreationTimes, resources: readonly TimedResource[]): Duration {
  const { launch, boot } = times.groups;
  const { minElbCapacity, waitForElbCapacity, waitForCapacityTimeout } = group.inputs;
  const awaited = Math.max(numberOf(minElbCapacity, 0), numberOf(waitForElbCapacity, 0));
  const check = healthCheckOf(group, resources);
  const waits = awaited > 0 && check !== undefined && waitForCapacityTimeout !== "0";
  const timed = waits ? [launch, boot] : [launch];
  const checks = check === undefined ? 0 : check.interval * check.healthyThreshold;
  const parts: Duration["parts"] = [
    { what: "launch", seconds: launch.seconds },
    { what: "first boot", seconds: boot.seconds },
    { what: "health checks", seconds: checks },
  ];
  return {
    seconds: waits ? parts.reduce((total, { seconds }) => total + seconds, 0) : launch.seconds,
    estimated: timed.some((time) => !isVerified(times, time)),
    ...(waits && { parts }),
  };
}

export interface HealthCheck {
  /** Seconds between two checks. */
  interval: number;
  timeout: number;
  healthyThreshold: number;
  unhealthyThreshold: number;
}

/** The checks of the target group that a group's servers are in. Defaults: Elastic Load Balancing API, "CreateTargetGroup". */
export function healthCheckOf(group: TimedResource, resources: readonly TimedResource[]): HealthCheck | undefined {
  const [targetGroup] = behind(group, "targetGroupArns", "aws:lb/targetGroup:TargetGroup", resources);
  if ((targetGroup as TimedResource | undefined) === undefined) return undefined;
  const check = mapOf(targetGroup.inputs.healthCheck);
  return {
    interval: numberOf(check.interval, CHECK.interval),
    timeout: numberOf(check.timeout, 6),
    healthyThreshold: numberOf(check.healthyThreshold, CHECK.healthyThreshold),
    unhealthyThreshold: numberOf(check.unhealthyThreshold, 3),
  };
}
