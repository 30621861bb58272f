/** Load balancers of all four kinds: which listener passes connections on to which target, at which port. */
import { addressesOf, ALL_IPV4, ALL_IPV6, FAMILIES } from "./addresses";
import { type Endpoint, type Endpoints, valuesOf } from "./endpoints";
import type { IntervalSet } from "./interval-set";
import type { Interface } from "./interfaces";
import { addTo } from "./lists";
import {
  booleanOf,
  entriesOf,
  listOf,
  member,
  numberOf,
  read,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";
import { type References, type StackIndex, together } from "./stack-index";
import { ALL_TRAFFIC, tcp, type Traffic, trafficOf } from "./traffic";

/** A connection to `listens` of the balancer becomes one to `arrives` of the target. */
export interface Forward {
  balancer: Endpoint;
  listener: string;
  listens: Traffic;
  target: Endpoint;
  /** The interface of the target that is registered. */
  to: Interface;
  arrives: Traffic;
  /** The kind of addresses that the target has for the balancer. */
  family: IntervalSet;
  /** Each node passes on to every enabled zone, not to its own alone. */
  isCrossZone: boolean;
  /** The target sees the client's address, not the balancer's. */
  keepsClientAddress: boolean;
  doubt?: string;
}

interface Target {
  endpoint: Endpoint;
  /** Left out: the first one. */
  interface?: Interface;
  port?: number;
  doubt?: string;
}

const BALANCER = "lb/loadBalancer";
const CLASSIC = "elb/loadBalancer";
const TARGET_GROUP = "lb/targetGroup";
const LISTENER = "lb/listener";
const SCALING_GROUP = "autoscaling/group";
const INSTANCE = "ec2/instance";
const ENDPOINT_KINDS = [INSTANCE, "ec2/networkInterface", BALANCER];

export class LoadBalancers {
  readonly forwards: Forward[] = [];
  private readonly targets = new Map<Resource, Target[]>();
  private readonly classicTargets = new Map<Resource, Target[]>();

  constructor(
    private readonly index: StackIndex,
    private readonly endpoints: Endpoints,
  ) {
    for (const resource of index.of("lb/targetGroupAttachment")) this.addAttachment(resource);
    for (const resource of index.of(SCALING_GROUP)) this.addScalingGroup(resource);
    for (const resource of index.of("autoscaling/attachment"))
      this.addScalingAttachment(resource, "lbTargetGroupArn", "elb");
    for (const resource of index.of("autoscaling/trafficSourceAttachment")) {
      this.addScalingAttachment(resource, "trafficSource", "trafficSource");
    }
    for (const resource of index.of("ec2/spotFleetRequest")) this.addSpotFleet(resource);
    for (const resource of index.of(LISTENER)) this.addListener(resource);
    for (const resource of index.of(CLASSIC)) this.addClassic(resource);
  }

  /** What is in a target group. */
  targetsOf(group: Resource): Endpoint[] {
    return (this.targets.get(group) ?? []).map(({ endpoint }) => endpoint);
  }

  private addAttachment(resource: Resource): void {
    const id = read(resource, "targetId");
    const port = read(resource, "port");
    const doubt = port === UNKNOWN ? `"port" of ${resource.name} is not known yet` : undefined;
    const groups = this.index.refer(resource, "targetGroupArn", TARGET_GROUP);
    for (const target of typeof id === "string" ? this.targetsAt(id) : []) {
      this.enter(groups, { ...target, port: numberOf(port), doubt: target.doubt ?? doubt });
    }
    const named = this.index.references(resource, "targetId", id, ENDPOINT_KINDS);
    const endpoints = named.open
      ? this.endpoints.all.filter(({ kind }) => kind === "server")
      : named.resources.flatMap((one) => this.endpoints.get(one) ?? []);
    for (const endpoint of endpoints) {
      this.enter(groups, { endpoint, port: numberOf(port), doubt: named.doubt ?? doubt });
    }
  }

  /** The interfaces that have an address, or may have it. */
  private targetsAt(text: string): Target[] {
    const address = addressesOf(text);
    if (address === undefined) return [];
    const all = this.endpoints.all.flatMap((endpoint) =>
      endpoint.interfaces.map((own) => ({ endpoint, interface: own })),
    );
    const owners = all.filter((one) => address.isWithin(one.interface.known));
    if (owners.length > 0) return owners;
    return all
      .filter((one) => address.isWithin(one.interface.addresses))
      .map((one) => ({ ...one, doubt: `whether ${one.endpoint.name} has the address ${text} is not known yet` }));
  }

  private addScalingGroup(resource: Resource): void {
    const sources = listOf(read(resource, "trafficSources")).map((one) => member(one, "identifier"));
    this.addServers(resource, [
      this.index.refer(resource, "targetGroupArns", TARGET_GROUP, CLASSIC),
      this.index.refer(resource, "loadBalancers", CLASSIC),
      this.index.references(resource, "trafficSources", sources, [TARGET_GROUP, CLASSIC]),
    ]);
  }

  private addScalingAttachment(resource: Resource, ...properties: string[]): void {
    const places = properties.map((property) => {
      const value = read(resource, property);
      const identifier = property === "trafficSource" ? member(value, "identifier") : value;
      return this.index.references(resource, property, identifier, [TARGET_GROUP, CLASSIC]);
    });
    const groups = this.index.refer(resource, "autoscalingGroupName", SCALING_GROUP);
    for (const group of groups.open ? this.index.of(SCALING_GROUP) : groups.resources) {
      this.addServers(group, places, groups.doubt);
    }
  }

  private addSpotFleet(resource: Resource): void {
    const groups = this.index.refer(resource, "targetGroupArns", TARGET_GROUP);
    const classics = this.index.refer(resource, "loadBalancers", CLASSIC);
    const endpoint = this.endpoints.get(resource);
    const servers = endpoint ? [endpoint] : this.endpoints.launchedBy(resource);
    for (const server of servers) this.enter(together([groups, classics]), { endpoint: server });
  }

  private addServers(group: Resource, places: References[], doubt?: string): void {
    for (const endpoint of this.endpoints.launchedBy(group)) this.enter(together(places), { endpoint, doubt });
  }

  private enter(places: References, target: Target): void {
    const doubted = { ...target, doubt: target.doubt ?? places.doubt };
    for (const place of places.open ? this.index.of(TARGET_GROUP) : places.resources) {
      const map = place.type.endsWith(":TargetGroup") ? this.targets : this.classicTargets;
      addTo(map, place, doubted);
    }
  }

  private addListener(resource: Resource): void {
    const rules = this.index.perhapsReferring(resource, "listenerArn", "lb/listenerRule").map((rule) => {
      const groups = this.targetGroups(rule, "actions");
      return { ...groups, doubt: groups.doubt ?? this.index.refer(rule, "listenerArn", LISTENER).doubt };
    });
    const groups = together([this.targetGroups(resource, "defaultActions"), ...rules]);
    const balancers = this.index.refer(resource, "loadBalancerArn", BALANCER);
    for (const one of balancers.open ? this.index.of(BALANCER) : balancers.resources) {
      const balancer = this.endpoints.get(one);
      if (balancer === undefined) continue;
      for (const group of groups.open ? this.index.of(TARGET_GROUP) : groups.resources) {
        this.forward(resource, balancer, group, balancers.doubt ?? groups.doubt);
      }
    }
  }

  /** Every target group that the actions of a listener, or of a rule, forward to. */
  private targetGroups(resource: Resource, property: string): References {
    const names = [...valuesOf(read(resource, property), ["targetGroupArn", "arn"])];
    return this.index.references(resource, property, names, [TARGET_GROUP]);
  }

  private forward(listener: Resource, balancer: Endpoint, group: Resource, doubt: string | undefined): void {
    const type = read(balancer.resource, "loadBalancerType");
    for (const target of this.targets.get(group) ?? []) {
      for (const way of type === "gateway" ? [GENEVE] : waysThrough(listener, group, target.port)) {
        const keeps = type === UNKNOWN ? UNKNOWN : type === "network" && keepsClientAddress(group);
        const unsure =
          keeps === UNKNOWN ? `whether "${group.name}" keeps client addresses is not known yet` : undefined;
        for (const [to, keepsClientAddress, family] of registered(target, keeps, familiesOf(group))) {
          this.forwards.push({
            balancer,
            listener: listener.name,
            listens: way.listens,
            target: target.endpoint,
            to,
            arrives: way.arrives,
            family,
            isCrossZone: isCrossZone(balancer.resource, group),
            keepsClientAddress,
            doubt: [doubt, way.doubt, target.doubt, unsure].find((one) => one !== undefined),
          });
        }
      }
    }
  }

  private addClassic(resource: Resource): void {
    const balancer = this.endpoints.get(resource);
    if (balancer === undefined) return;
    const attachments = this.index.perhapsReferring(resource, "elb", "elb/attachment").map((one) => {
      const instances = this.index.refer(one, "instance", INSTANCE);
      return { ...instances, doubt: instances.doubt ?? this.index.refer(one, "elb", CLASSIC).doubt };
    });
    const named = together([this.index.refer(resource, "instances", INSTANCE), ...attachments]);
    const servers = named.open ? this.index.of(INSTANCE) : named.resources;
    const targets = servers.flatMap((one) => this.endpoints.get(one) ?? []);
    const own = targets.map((endpoint): Target => ({ endpoint, doubt: named.doubt }));
    const all = [...own, ...(this.classicTargets.get(resource) ?? [])];
    for (const listener of entriesOf(read(resource, "listeners"))) {
      const [outer, inner] = [numberOf(member(listener, "lbPort")), numberOf(member(listener, "instancePort"))];
      const doubt =
        outer === undefined || inner === undefined ? `the listeners of ${resource.name} are not known yet` : undefined;
      for (const target of all) {
        for (const [to] of registered(target, false, [ALL_IPV4]))
          this.forwards.push({
            balancer,
            listener: `${resource.name}:${outer ?? "?"}`,
            listens: outer === undefined ? tcp(0, 65535) : tcp(outer),
            target: target.endpoint,
            to,
            arrives: inner === undefined ? tcp(0, 65535) : tcp(inner),
            family: ALL_IPV4,
            // Over-approximated: whether the balancer crosses zones is its own setting.
            isCrossZone: true,
            keepsClientAddress: false,
            doubt: doubt ?? target.doubt,
          });
      }
    }
  }
}

type Registration = [to: Interface, keepsClientAddress: boolean, family: IntervalSet];

/** The interfaces that a target is registered with: the given one, or the first one of each of its servers. */
function registered(
  { endpoint, interface: own }: Target,
  keeps: boolean | typeof UNKNOWN,
  families: readonly IntervalSet[],
): Registration[] {
  const interfaces = own ? [own] : endpoint.interfaces.filter(({ isPrimary }) => isPrimary);
  return interfaces.flatMap((one) =>
    (keeps === UNKNOWN ? [true, false] : [keeps]).flatMap((each) =>
      families.map((family): Registration => [one, each, family]),
    ),
  );
}

/** The kind of addresses that a target group knows its targets by; either while it is not known. */
function familiesOf(group: Resource): readonly IntervalSet[] {
  const type = read(group, "ipAddressType");
  if (type === UNKNOWN) return FAMILIES;
  return type === "ipv6" ? [ALL_IPV6] : [ALL_IPV4];
}

/** A port of a listener and the port of the target that it leads to, of one protocol. */
interface Way {
  listens: Traffic;
  arrives: Traffic;
  doubt?: string;
}

/** Everything goes to the appliances in GENEVE (RFC 8926). */
const GENEVE: Way = { listens: ALL_TRAFFIC, arrives: trafficOf("udp", 6081) };

/** The protocol stays what it is: a listener for both has two ways. */
function waysThrough(listener: Resource, group: Resource, targetPort: number | undefined): Way[] {
  const protocol = read(listener, "protocol");
  const port = numberOf(read(listener, "port"));
  const arrival = targetPort ?? numberOf(read(group, "port"));
  if (protocol === UNKNOWN || read(group, "protocol") === UNKNOWN || port === undefined || arrival === undefined) {
    const doubt = `the ports of listener "${listener.name}" and target group "${group.name}" are not known yet`;
    return [{ listens: ALL_TRAFFIC, arrives: ALL_TRAFFIC, doubt }];
  }
  return transportsOf(protocol).map((one) => ({ listens: trafficOf(one, port), arrives: trafficOf(one, arrival) }));
}

function transportsOf(protocol: Value): ("tcp" | "udp")[] {
  const text = textOf(protocol)?.toUpperCase() ?? "";
  if (text === "UDP" || text === "QUIC") return ["udp"];
  return text === "TCP_UDP" || text === "TCP_QUIC" ? ["tcp", "udp"] : ["tcp"];
}

/** Network Load Balancer user guide, "Client IP preservation": on for instances, off for addresses with TCP and TLS. */
function keepsClientAddress(group: Resource): boolean | typeof UNKNOWN {
  const said = booleanOf(read(group, "preserveClientIp"));
  if (said !== undefined) return said;
  const targetType = read(group, "targetType");
  if (targetType === UNKNOWN) return UNKNOWN;
  const isByAddress = targetType === "ip";
  return !isByAddress || /UDP/i.test(textOf(read(group, "protocol")) ?? "");
}

/**
 * Application load balancers cross zones, the others do where told so; a target group may say otherwise (Elastic Load
 * Balancing user guide, "Cross-zone load balancing").
 */
function isCrossZone(balancer: Resource, group: Resource): boolean {
  const said = read(group, "loadBalancingCrossZoneEnabled");
  if (said === UNKNOWN || said === "true") return true;
  if (said === "false") return false;
  const type = read(balancer, "loadBalancerType");
  const isApplication = type === undefined || type === "application";
  return isApplication || (booleanOf(read(balancer, "enableCrossZoneLoadBalancing")) ?? false) !== false;
}
