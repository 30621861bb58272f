/**
 * An existing stack after `pulumi refresh`: its resources with what the AWS provider reads back. What stands alone in the
 * program then shows in the resource it belongs to as well: rules in their security group, routes in their table, an
 * address on its instance.
 */
import { computedOutputs } from "./class-outputs";
import type { Plan } from "./plan";
import { type PolicyResource, policyResources } from "./policy-resource";
import { isProviderType } from "./urn";
import type { Wire, WireMap } from "./wire";

/** The resources of a plan that was made in mode `update`. */
export function refreshedResources(plan: Plan): PolicyResource[] {
  if (plan.mode !== "update") {
    throw new Error("Only what an update has made can be read back");
  }
  const resources = policyResources(plan);
  const state = new State(resources);
  return resources.map((resource) => {
    const { type, outputs, provider } = resource;
    if (!provider || isProviderType(type)) {
      return resource;
    }
    const read = { ...emptyOutputs(type), ...outputs };
    return { ...resource, outputs: { ...read, ...READERS[type]?.(read, state) } };
  });
}

/** What there is nothing of is read as false, zero or empty. */
function emptyOutputs(type: string): WireMap {
  const outputs: WireMap = {};
  for (const [property, kind] of computedOutputs(type)) {
    const value = emptyValue(kind);
    if (value !== undefined) {
      outputs[property] = value;
    }
  }
  return outputs;
}

function emptyValue(kind: string): Wire | undefined {
  if (kind.endsWith("[]")) {
    return [];
  }
  const values: Partial<Record<string, Wire>> = { string: "", number: 0, boolean: false };
  return kind.startsWith("{") ? {} : values[kind];
}

/** The outputs of a stack's resources. */
class State {
  constructor(private readonly resources: PolicyResource[]) {}

  /** Of the resources of a type, those whose property has a value. */
  where(type: string, property: string, value: Wire | undefined): WireMap[] {
    return this.resources
      .filter((resource) => resource.type === type && resource.outputs[property] === value)
      .map(({ outputs }) => outputs);
  }

  /** As {@link where}, the only one. */
  one(type: string, property: string, value: Wire | undefined): WireMap | undefined {
    return this.where(type, property, value).at(0);
  }

  subnet(id: Wire | undefined): WireMap | undefined {
    return this.one("aws:ec2/subnet:Subnet", "id", id);
  }

  /** Security groups that are given, or else the default group of the VPC. */
  securityGroups(given: Wire | undefined, subnetId: Wire | undefined): Wire[] {
    const vpc = this.one("aws:ec2/vpc:Vpc", "id", this.subnet(subnetId)?.vpcId);
    return list(given).length > 0 ? list(given) : list(vpc?.defaultSecurityGroupId);
  }

  /** The Elastic IP address of an instance. */
  addressOf(instanceId: Wire | undefined): WireMap | undefined {
    const association = this.one(EIP_ASSOCIATION, "instanceId", instanceId);
    return this.one(EIP, "instance", instanceId) ?? (association && this.one(EIP, "id", association.allocationId));
  }
}

const EIP = "aws:ec2/eip:Eip";
const EIP_ASSOCIATION = "aws:ec2/eipAssociation:EipAssociation";

type Reader = (outputs: WireMap, state: State) => WireMap;

const securityGroup: Reader = (outputs, state) => {
  const { id } = outputs;
  const rules = (direction: "ingress" | "egress", type: string) => {
    const combined = state
      .where("aws:ec2/securityGroupRule:SecurityGroupRule", "securityGroupId", id)
      .filter((rule) => rule.type === direction)
      .map(combinedRule);
    const single = state.where(type, "securityGroupId", id).map(singleRule);
    const inline = list(outputs[direction]).map((rule) => combinedRule(rule as WireMap));
    return merged([...inline, ...combined, ...single].map((rule) => withSelf(rule, id)));
  };
  return {
    ingress: rules("ingress", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
    egress: rules("egress", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"),
  };
};

/** A rule as `SecurityGroup.ingress` and `egress` have it. */
interface ReadRule {
  [property: string]: Wire;
  protocol: Wire;
  fromPort: Wire;
  toPort: Wire;
  description: Wire;
  cidrBlocks: Wire[];
  ipv6CidrBlocks: Wire[];
  prefixListIds: Wire[];
  securityGroups: Wire[];
  self: boolean;
}

/** Of a rule with one peer. */
function singleRule(rule: WireMap): ReadRule {
  return {
    protocol: rule.ipProtocol,
    fromPort: rule.fromPort ?? 0,
    toPort: rule.toPort ?? 0,
    description: rule.description ?? "",
    cidrBlocks: list(rule.cidrIpv4),
    ipv6CidrBlocks: list(rule.cidrIpv6),
    prefixListIds: list(rule.prefixListId),
    securityGroups: list(rule.referencedSecurityGroupId),
    self: false,
  };
}

/** Of an inline rule, or a `SecurityGroupRule`, which have several peers. */
function combinedRule(rule: WireMap): ReadRule {
  return {
    protocol: rule.protocol === "all" ? "-1" : rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    description: rule.description ?? "",
    cidrBlocks: list(rule.cidrBlocks),
    ipv6CidrBlocks: list(rule.ipv6CidrBlocks),
    prefixListIds: list(rule.prefixListIds),
    securityGroups: [...list(rule.securityGroups), ...list(rule.sourceSecurityGroupId)],
    self: rule.self === true,
  };
}

/** A group that admits itself is not among the groups. */
function withSelf(rule: ReadRule, groupId: Wire): ReadRule {
  const others = rule.securityGroups.filter((group) => group !== groupId);
  return { ...rule, securityGroups: others, self: rule.self || others.length < rule.securityGroups.length };
}

/** The provider reads rules with the same ports and description as one. */
function merged(rules: ReadRule[]): ReadRule[] {
  const byKey = new Map<string, ReadRule>();
  for (const rule of inOrder(rules)) {
    const key = JSON.stringify([rule.protocol, rule.fromPort, rule.toPort, rule.description]);
    const other = byKey.get(key);
    byKey.set(key, other ? mergedRule(other, rule) : rule);
  }
  return [...byKey.values()];
}

/** Sets have no order of their own, and programs register in any: always the same one. */
function inOrder<T>(members: T[]): T[] {
  const texts = new Map(members.map((member) => [member, JSON.stringify(member)]));
  return members.sort((a, b) => ((texts.get(a) ?? "") < (texts.get(b) ?? "") ? -1 : 1));
}

function mergedRule(a: ReadRule, b: ReadRule): ReadRule {
  return {
    ...a,
    cidrBlocks: [...a.cidrBlocks, ...b.cidrBlocks],
    ipv6CidrBlocks: [...a.ipv6CidrBlocks, ...b.ipv6CidrBlocks],
    prefixListIds: [...a.prefixListIds, ...b.prefixListIds],
    securityGroups: [...a.securityGroups, ...b.securityGroups],
    self: a.self || b.self,
  };
}

const ROUTE_TARGETS = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "gatewayId",
  "localGatewayId",
  "natGatewayId",
  "networkInterfaceId",
  "transitGatewayId",
  "vpcEndpointId",
  "vpcPeeringConnectionId",
];

/** Neither the local route nor those of gateway endpoints are read. */
const routeTable: Reader = (outputs, state) => {
  const standing = state.where("aws:ec2/route:Route", "routeTableId", outputs.id).map((route) => ({
    ...route,
    cidrBlock: route.destinationCidrBlock,
    ipv6CidrBlock: route.destinationIpv6CidrBlock,
  }));
  const routes = [...(list(outputs.routes) as WireMap[]), ...standing].map((route: WireMap) => {
    const properties = ["cidrBlock", "ipv6CidrBlock", "destinationPrefixListId", ...ROUTE_TARGETS];
    return Object.fromEntries(properties.map((property) => [property, route[property] ?? ""]));
  });
  return { routes: inOrder(routes) };
};

const instance: Reader = (outputs, state) => {
  const { id, subnetId } = outputs;
  const address = state.addressOf(id);
  return {
    vpcSecurityGroupIds: state.securityGroups(outputs.vpcSecurityGroupIds, subnetId),
    availabilityZone: state.subnet(subnetId)?.availabilityZone ?? outputs.availabilityZone,
    // An Elastic IP address makes both of them look as if the instance had been started with one.
    ...(address && {
      associatePublicIpAddress: true,
      publicIp: address.publicIp,
      publicDns: address.publicDns,
    }),
  };
};

const eip: Reader = ({ id, instance: given }, state) => {
  const instanceId = given || (state.one(EIP_ASSOCIATION, "allocationId", id)?.instanceId ?? "");
  const holder =
    state.one("aws:ec2/instance:Instance", "id", instanceId)?.primaryNetworkInterfaceId ??
    state.one("aws:ec2/natGateway:NatGateway", "allocationId", id)?.networkInterfaceId;
  return { instance: instanceId, networkInterface: holder ?? "" };
};

const loadBalancer: Reader = (outputs, state) => {
  const subnets = list(outputs.subnets);
  return {
    loadBalancerType: outputs.loadBalancerType ?? "application",
    ipAddressType: outputs.ipAddressType || "ipv4",
    vpcId: state.subnet(subnets[0])?.vpcId ?? "",
    subnetMappings: subnets.map((subnetId) => ({
      ...{ subnetId, allocationId: "", ipv6Address: "", outpostId: "", privateIpv4Address: "" },
    })),
    securityGroups:
      outputs.loadBalancerType === "network"
        ? list(outputs.securityGroups)
        : state.securityGroups(outputs.securityGroups, subnets[0]),
  };
};

const autoScalingGroup: Reader = (outputs, state) => ({
  availabilityZones: list(outputs.vpcZoneIdentifiers).flatMap((id) => list(state.subnet(id)?.availabilityZone)),
  trafficSources: list(outputs.targetGroupArns).map((identifier) => ({ identifier, type: "elbv2" })),
});

const inSubnet: Reader = (outputs, state) => ({
  securityGroups: state.securityGroups(outputs.securityGroups, outputs.subnetId),
});

const READERS: Partial<Record<string, Reader>> = {
  "aws:autoscaling/group:Group": autoScalingGroup,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": securityGroup,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/instance:Instance": instance,
  "aws:ec2/networkInterface:NetworkInterface": inSubnet,
  "aws:ec2/routeTable:RouteTable": routeTable,
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:efs/mountTarget:MountTarget": inSubnet,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
};

/** A value that may be missing, empty, single or several, as a list. */
function list(value: Wire | undefined): Wire[] {
  if (Array.isArray(value)) {
    return value;
  }
  return value === undefined || value === null || value === "" ? [] : [value];
}
