import {
  booleanOf,
  entriesOf,
  enumerate,
  isGiven,
  listOf,
  member,
  type Network,
  numberOf,
  read,
  type Resource,
  textOf,
  UNKNOWN,
} from "../network";
import { fsbp } from "../frameworks";
import { MEND, stackPolicy } from "../policy";
import { type Role, roleOf, ROLE_NAMES, serversOf } from "../roles";

/** Losing a zone takes nobody out of service; the outbound address is the exception, as there is to be one. */
export const survivesOneZone = stackPolicy<object>(
  {
    name: "survives-one-zone",
    displayName: "Survives the loss of a zone",
    description:
      "Whichever zone is lost, WEB, WAS, a database and the logs are left; the outbound address is excepted.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp(
      "AutoScaling.2, ELB.13, RDS.5",
      "Groups, load balancers and databases should cover multiple Availability Zones",
    ),
    remediationSteps:
      "Spread load balancers, groups, mount targets and databases over two zones, with two servers in each group.",
  },
  {},
  ({ network, report }) => {
    const counts = { tiers: 0, databases: 0, "file systems": 0 };
    for (const role of ["web", "was"] as const) {
      const groups = network.index.of("autoscaling/group").filter((group) => roleOf(network, group) === role);
      const balancers = network.index.of("lb/loadBalancer").filter((one) => roleOf(network, one) === role);
      if (groups.length + balancers.length + serversOf(network, role).length === 0) continue;
      counts.tiers++;
      for (const balancer of balancers) {
        const zones = zonesOf(network, balancer, "subnets") || zonesOfMappings(network, balancer);
        if (zones < 2)
          report(faultOf(`load balancer "${balancer.name}"`, zones, "give it subnets in two zones."), balancer.urn);
      }
      if (!groups.some((group) => isLeft(network, group)) && !isSpread(network, role)) {
        report(
          `${ROLE_NAMES[role]} may lose every server with one zone: ${groups.map((group) => sizeOf(network, group)).join("; ") || "there is no group"}\n` +
            `${MEND}set minSize to at least 2, in subnets of two zones.`,
          groups[0]?.urn,
        );
      }
    }
    const databases = network.index.of("rds/instance");
    counts.databases = databases.length;
    for (const primary of databases.filter((one) => !isGiven(read(one, "replicateSourceDb")))) {
      const followers = network.index.referring(primary, "replicateSourceDb", "rds/instance");
      const all = [primary, ...followers];
      if (all.some((one) => booleanOf(read(one, "multiAz")) === true) || databaseZones(all) >= 2) continue;
      report(
        `"${primary.name}" and its replicas may all be in the same zone: ${enumerate(all.map(zoneText))}\n` +
          `${MEND}set multiAz, or put a replica into another zone.`,
        primary.urn,
      );
    }
    for (const system of network.index.of("efs/fileSystem")) {
      counts["file systems"]++;
      const targets = network.index.referring(system, "fileSystemId", "efs/mountTarget");
      // AWS takes one mount target for each zone (EFS user guide, "Managing mount targets").
      const zone = read(system, "availabilityZoneName");
      const isOneZone = isGiven(zone);
      if (targets.length < 2 || isOneZone) {
        const kept = zone === UNKNOWN ? "cannot be proven to be kept in more than one zone" : "is kept in one zone";
        const where = isOneZone ? kept : `has ${targets.length} mount target${targets.length === 1 ? "" : "s"}`;
        report(
          `log file system "${system.name}" ${where}\n${MEND}make it regional, with a mount target in every zone.`,
          system.urn,
        );
      }
    }
    return counts;
  },
);

function faultOf(what: string, zones: number, mend: string): string {
  return `${what} stands in ${zones === 0 ? "zones that are not known yet" : "one zone"}\n${MEND}${mend}`;
}

/**
 * How many zones the subnets of a property are in. While ids are unknown, a list's length tells how many subnets there
 * are, and AWS takes one for each zone; of a list that is unknown as a whole, nothing can be told: 0.
 */
function zonesOf(network: Network, resource: Resource, property: string): number {
  const value = read(resource, property);
  if (value === UNKNOWN) return 0;
  const ids = listOf(value);
  const places = network.subnets.refer(resource, property);
  if (places.open) return 0;
  const known = network.subnets.of(places);
  const zones = new Set(known.map(({ zone }) => zone).filter((zone) => zone !== undefined));
  return ids.includes(UNKNOWN) ? Math.min(ids.length, Math.max(zones.size, 1)) : zones.size;
}

function zonesOfMappings(network: Network, balancer: Resource): number {
  const ids = entriesOf(read(balancer, "subnetMappings")).map((one) => member(one, "subnetId"));
  const places = network.subnets.refer(balancer, "subnetMappings", ids);
  if (places.open) return 0;
  const zones = new Set(network.subnets.of(places).map(({ zone }) => zone));
  return ids.includes(UNKNOWN) ? Math.min(ids.length, zones.size) : zones.size;
}

/** Whether a group has a server left when it loses the zone with the most of them. */
function isLeft(network: Network, group: Resource): boolean {
  const zones = zonesOf(network, group, "vpcZoneIdentifiers");
  const least = numberOf(read(group, "minSize")) ?? 0;
  return zones >= 2 && least - Math.ceil(least / zones) >= 1;
}

function sizeOf(network: Network, group: Resource): string {
  const zones = zonesOf(network, group, "vpcZoneIdentifiers");
  const where = zones === 0 ? "zones that are not known yet" : `${zones} zone${zones === 1 ? "" : "s"}`;
  return `group "${group.name}" has at least ${numberOf(read(group, "minSize")) ?? "an unknown number of"} server(s) in ${where}`;
}

/** Whether servers that stand alone are in two zones, for certain. */
function isSpread(network: Network, role: Role): boolean {
  const zones = network.endpoints
    .filter(
      ({ kind, resource }) =>
        kind === "server" && resource.type.endsWith(":Instance") && roleOf(network, resource) === role,
    )
    .flatMap(({ interfaces }) =>
      interfaces.filter(({ subnets }) => subnets.length === 1).map(({ subnets: [subnet] }) => subnet.zone),
    );
  return new Set(zones.filter((zone) => zone !== undefined)).size >= 2;
}

function databaseZones(databases: Resource[]): number {
  const zones = databases.map((one) => textOf(read(one, "availabilityZone")));
  return new Set(zones.filter((zone) => zone !== undefined)).size;
}

function zoneText(database: Resource): string {
  return `"${database.name}" in ${textOf(read(database, "availabilityZone")) ?? "a zone not known yet"}`;
}
