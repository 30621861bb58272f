/** The model of a stack's network: everything in it that can open or accept a connection, and everything that decides. */
import { type Endpoint, Endpoints } from "./endpoints";
import type { Interface } from "./interfaces";
import { addTo } from "./lists";
import { type Forward, LoadBalancers } from "./load-balancers";
import { natureOf } from "./neutral-types";
import type { Resource } from "./resource";
import { type Group, SecurityGroups } from "./security-groups";
import { StackIndex } from "./stack-index";
import { Subnets } from "./subnets";
import { kindOf } from "./types";

/** An interface that wears a group. */
export interface Wearer {
  endpoint: Endpoint;
  interface: Interface;
  doubt?: string;
}

export interface Network {
  index: StackIndex;
  endpoints: Endpoint[];
  securityGroups: SecurityGroups;
  subnets: Subnets;
  forwards: Forward[];
  /** What passes connections on to an endpoint. */
  forwardsTo: Map<Endpoint, Forward[]>;
  wearers: Map<Group, Wearer[]>;
  /** Interfaces that may wear any group. */
  doubtfulWearers: Wearer[];
  /** Why there may be hosts of other networks that reach this one. */
  otherNetworks: string[];
  /** Why there may be resources that the stack does not describe. */
  undescribed: string[];
}

/** Builds the model. `exempt` names types, names or URNs of resources that are trusted not to open a way. */
export function buildNetwork(resources: readonly Resource[], exempt: ReadonlySet<string> = new Set()): Network {
  const index = new StackIndex(resources);
  const securityGroups = new SecurityGroups(index);
  const subnets = new Subnets(index);
  const endpoints = new Endpoints(index, securityGroups, subnets);
  const balancers = new LoadBalancers(index, endpoints);
  const otherNetworks: string[] = [];
  const undescribed: string[] = [];
  for (const resource of resources) {
    const { type, name, urn } = resource;
    if (!resource.custom || type.startsWith("pulumi:")) continue;
    if (exempt.size > 0 && [type, name, urn].some((text) => exempt.has(text))) continue;
    const nature = natureOf(type);
    if (nature === "neutral") continue;
    const label = `"${name}" (${type})`;
    if (nature === "connector") {
      otherNetworks.push(`${label} connects networks that this stack does not describe`);
      for (const one of touched(index, resource).groups) {
        securityGroups.groupOf(one).outsiders ??= `${label} shares security group "${one.name}" with others`;
      }
    }
    if (nature === "creator") undescribed.push(`${label} makes resources that this stack does not describe`);
    if (nature === "not modelled") addOther(resource, `${label} is not modelled`);
    // What other packages make of a part of this network, nobody knows.
    if (nature === "foreign" && Object.values(touched(index, resource)).some((parts) => parts.length > 0)) {
      undescribed.push(`${label} makes resources that this stack does not describe`);
    }
  }
  for (const service of index.of("ec2/vpcEndpointService")) {
    openToConsumers(service, "networkLoadBalancerArns");
    openToConsumers(service, "gatewayLoadBalancerArns");
  }

  /** What is not modelled stands wherever it touches the network, and may lead to whatever it names. */
  function addOther(resource: Resource, reason: string): void {
    const { groups, places, led } = touched(index, resource);
    for (const endpoint of led.flatMap((one) => endpoints.get(one) ?? balancers.targetsOf(one))) {
      for (const one of endpoint.interfaces) one.sideDoor ??= reason;
    }
    if (groups.length === 0 && places.length === 0) return;
    endpoints.addOther(
      resource,
      groups.map((one) => securityGroups.groupOf(one)),
      places,
      reason,
    );
  }

  /** Consumers of an endpoint service reach its load balancers from networks of their own, past its groups. */
  function openToConsumers(service: Resource, property: string): void {
    const reason = `"${service.name}" opens it to other accounts by PrivateLink`;
    const { resources: named, open } = index.refer(service, property, BALANCER);
    for (const balancer of open ? index.of(BALANCER) : named) {
      for (const one of endpoints.get(balancer)?.interfaces ?? []) one.openTo ??= reason;
    }
  }

  const wearers = new Map<Group, Wearer[]>();
  const doubtfulWearers: Wearer[] = [];
  for (const endpoint of endpoints.all) {
    for (const own of endpoint.interfaces) {
      for (const { group, doubt } of own.groups) {
        addTo(wearers, group, { endpoint, interface: own, doubt });
      }
      if (own.undescribedGroups !== undefined) {
        doubtfulWearers.push({ endpoint, interface: own, doubt: own.undescribedGroups });
      }
    }
  }
  const forwardsTo = new Map<Endpoint, Forward[]>();
  for (const forward of balancers.forwards) {
    addTo(forwardsTo, forward.target, forward);
  }
  return {
    index,
    endpoints: endpoints.all,
    securityGroups,
    subnets,
    forwards: balancers.forwards,
    forwardsTo,
    wearers,
    doubtfulWearers,
    otherNetworks,
    undescribed,
  };
}

const BALANCER = "lb/loadBalancer";
const PLACES = new Set(["ec2/subnet", "ec2/defaultSubnet"]);
const GROUPS = new Set(["ec2/securityGroup", "ec2/defaultSecurityGroup"]);
const LED = new Set([
  "ec2/instance",
  "ec2/networkInterface",
  "ec2/launchTemplate",
  "lb/loadBalancer",
  "lb/listener",
  "lb/targetGroup",
  "elb/loadBalancer",
  "rds/instance",
  "rds/cluster",
  "ec2/eip",
]);

/** The parts of the network that a resource names anywhere among its properties. */
function touched(index: StackIndex, resource: Resource): { groups: Resource[]; places: Resource[]; led: Resource[] } {
  const named = new Set<Resource>();
  for (const urns of Object.values(resource.propertyDependencies)) {
    for (const urn of urns) {
      const dependency = index.get(urn);
      if (dependency?.custom) named.add(dependency);
    }
  }
  for (const text of texts(resource.inputs ?? resource.outputs)) {
    for (const one of index.named(text, [...PLACES, ...GROUPS, ...LED])) named.add(one);
  }
  const of = (kinds: Set<string>) => [...named].filter(({ type }) => kinds.has(kindOf(type)));
  const led = of(LED).flatMap((one) =>
    kindOf(one.type) === "lb/listener" ? index.refer(one, "loadBalancerArn", "lb/loadBalancer").resources : [one],
  );
  return { groups: of(GROUPS), places: of(PLACES), led };
}

function* texts(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* texts(inner);
}
