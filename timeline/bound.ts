/**
 * The shortest a first `pulumi up` can take, whatever the program does: the longest chain that AWS and awsx themselves
 * impose, which is the network, the primary and its replica.
 *
 * - awsx gives out nothing of its VPC before all of it is there, NAT gateway included.
 * - RDS wants subnets for a subnet group, a subnet group for an instance, and an instance for a replica.
 */
import type { CreationTimes } from "./creation-times";
import type { TimedResource } from "./resource";
import { isRemote, type Schedule, scheduleOf } from "./schedule";

/** Property by which AWS makes a resource of a type wait, whoever creates it. */
const IMPOSED: Record<string, string[]> = {
  "aws:ec2/eip:Eip": [],
  "aws:rds/instance:Instance": ["dbSubnetGroupName", "replicateSourceDb"],
  "aws:rds/subnetGroup:SubnetGroup": ["subnetIds"],
};

/** The schedule of what is imposed, alone: its total is the bound, its critical path what the bound is made of. */
export function boundOf(resources: readonly TimedResource[], times: CreationTimes): Schedule {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const isInRemote = (resource: TimedResource): boolean => {
    const parent = byUrn.get(resource.parent ?? "");
    return parent !== undefined && (isRemote(parent) || isInRemote(parent));
  };
  const network = resources.filter((resource) => isRemote(resource) || isInRemote(resource));
  const others = resources
    .filter((resource) => !network.includes(resource) && Object.hasOwn(IMPOSED, resource.type))
    .map((resource): TimedResource => {
      const kept = IMPOSED[resource.type].map((property) => [property, resource.propertyDependencies[property] ?? []]);
      return {
        ...resource,
        dependencies: [],
        propertyDependencies: Object.fromEntries(kept) as Record<string, string[]>,
      };
    });
  return scheduleOf([...network, ...others], times);
}
