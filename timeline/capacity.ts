/**
 * What a tier keeps of its servers while some are replaced or lost, computed from its settings: base EC2s and an Auto
 * Scaling group behind one target group, at the group's minimum.
 *
 *     const [web, was] = capacityOf(plan.resources);
 *     assert.equal(web.refresh.lost, 0);
 *
 * Nothing here needs what is unknown at a first preview.
 */
import { type HealthCheck, healthCheckOf } from "./duration";
import { behind, mapOf, numberOf, type TimedResource } from "./resource";

/** Servers of a tier that are out of service, and what that means for requests. */
export interface Loss {
  /** Servers that are out of service at most. */
  lost: number;
  /** Part of the tier's servers that they are, 0 to 1: its capacity, and the part of the requests they would get. */
  share: number;
}

export interface TierCapacity {
  /** The Auto Scaling group's name in the program. */
  name: string;
  urn: string;
  /** EC2 instances beside the group, in the same target group. */
  bases: number;
  minSize: number;
  maxSize: number;
  /** `bases` and the group's minimum. */
  servers: number;
  /** Zones that the group spreads over. */
  zones: number;
  /**
   * An instance refresh. `lost` is how many are out of service at once, `extra` how many are started before an old one goes.
   */
  refresh: Loss & {
    minHealthyPercentage: number;
    maxHealthyPercentage: number;
    extra: number;
    /** Whether the old ones and the `extra` are no more than the group's maximum. */
    withinMaximum: boolean;
  };
  /** The base EC2s are replaced, new ones first: the old ones go before the new ones have booted. */
  baseReplacement: Loss;
  /** One zone is gone, the one with most servers. */
  zoneLoss: Loss;
  /** One server dies. */
  serverLoss: Loss;
  /** Seconds that a dead server goes on getting requests, at most: until enough checks in a row have failed. */
  detectionSeconds: number;
  /** Seconds that a server which is taken out of service has to finish the requests it has. */
  drainSeconds: number;
}

const GROUP = "aws:autoscaling/group:Group";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

/** Defaults of an instance refresh (EC2 Auto Scaling User Guide, "Understand the default values for an instance refresh"). */
const REFRESH = { minHealthyPercentage: 90, maxHealthyPercentage: 100 };

/** Every tier of a plan that a load balancer serves, by name. */
export function capacityOf(resources: readonly TimedResource[]): TierCapacity[] {
  return resources
    .filter(({ type }) => type === GROUP)
    .flatMap((group) => {
      const [target] = behind(group, "targetGroupArns", TARGET_GROUP, resources);
      const check = healthCheckOf(group, resources);
      return check === undefined ? [] : [tierCapacity(group, target, check, resources)];
    })
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}

function tierCapacity(
  group: TimedResource,
  target: TimedResource,
  check: HealthCheck,
  resources: readonly TimedResource[],
): TierCapacity {
  const minSize = numberOf(group.inputs.minSize, 0);
  const maxSize = numberOf(group.inputs.maxSize, minSize);
  const zoneCount = zonesOf(group);
  const bases = resources.filter(
    (resource) =>
      resource.type === "aws:lb/targetGroupAttachment:TargetGroupAttachment" &&
      behind(resource, "targetGroupArn", TARGET_GROUP, resources).includes(target),
  ).length;
  const servers = bases + minSize;
  const loss = (lost: number): Loss => ({ lost, share: servers === 0 ? 0 : lost / servers });
  const { lost, extra, ...percentages } = refreshOf(group, minSize);
  return {
    ...{ name: group.name, urn: group.urn, bases, minSize, maxSize, servers, zones: zoneCount },
    refresh: { ...percentages, ...loss(lost), extra, withinMaximum: minSize + extra <= maxSize },
    baseReplacement: loss(bases),
    // All base EC2s may be in the zone that has most of the group.
    zoneLoss: loss(Math.min(servers, bases + Math.ceil(minSize / zoneCount))),
    serverLoss: loss(Math.min(1, servers)),
    detectionSeconds: check.interval * check.unhealthyThreshold + check.timeout,
    drainSeconds: numberOf(target.inputs.deregistrationDelay, 300),
  };
}

function zonesOf({ inputs }: TimedResource): number {
  return Array.isArray(inputs.vpcZoneIdentifiers) ? Math.max(1, inputs.vpcZoneIdentifiers.length) : 1;
}

/**
 * At 100 percent healthy, new instances are launched before old ones are terminated; below, at least one is terminated
 * first (EC2 Auto Scaling User Guide, "How an instance refresh works in an Auto Scaling group").
 */
function refreshOf(group: TimedResource, desired: number) {
  const preferences = mapOf(mapOf(group.inputs.instanceRefresh).preferences);
  const minHealthyPercentage = numberOf(preferences.minHealthyPercentage, REFRESH.minHealthyPercentage);
  const maxHealthyPercentage = numberOf(preferences.maxHealthyPercentage, REFRESH.maxHealthyPercentage);
  const first = minHealthyPercentage >= 100;
  const keeps = Math.ceil((desired * minHealthyPercentage) / 100);
  const grows = Math.floor((desired * maxHealthyPercentage) / 100) - desired;
  return {
    minHealthyPercentage,
    maxHealthyPercentage,
    lost: first ? 0 : Math.min(desired, Math.max(1, desired - keeps)),
    extra: desired === 0 ? 0 : Math.max(grows, first ? 1 : 0),
  };
}
