/** The question of a single packet: does it get from here to there? */
import { addressesOf, INTERNET } from "./addresses";
import type { Endpoint } from "./endpoints";
import {
  doubted,
  either,
  type Flow,
  insideFlow,
  internetFlowFrom,
  NO_FLOW,
  outsiders,
  partiesOf,
  within,
} from "./flow";
import { handedOn } from "./forwarding";
import type { IntervalSet } from "./interval-set";
import type { Interface } from "./interfaces";
import type { Forward } from "./load-balancers";
import { trafficIn } from "./network-acls";
import type { Network } from "./network";
import { type Traffic, trafficOf } from "./traffic";

export type Answer = "no path" | "path" | "cannot be proven";

export interface Packet {
  /** URN of a server, or an address of the internet. */
  from: string;
  /** URN of what it is sent to. */
  to: string;
  protocol: string;
  port: number;
}

type Origin = { endpoint: Endpoint } | { addresses: IntervalSet };

/** Whether a connection comes about, directly or through load balancers; the sender's egress rules count. */
export function verdict(network: Network, { from, to, protocol, port }: Packet): { answer: Answer } {
  const target = endpointOf(network, to);
  const addresses = addressesOf(from)?.intersect(INTERNET);
  const origin = addresses === undefined ? { endpoint: endpointOf(network, from) } : { addresses };
  const traffic = trafficOf(protocol, port);
  const flow = within(flowTo(network, origin, target, target.interfaces, traffic, []), traffic);
  return { answer: flow.maybe.isEmpty ? "no path" : flow.sure.isEmpty ? "cannot be proven" : "path" };
}

function endpointOf(network: Network, urn: string): Endpoint {
  const endpoint = network.endpoints.find(({ resource }) => resource.urn === urn);
  if (endpoint === undefined) throw new Error(`${urn} has no addresses in this network`);
  return endpoint;
}

/** What gets to some interfaces of an endpoint: directly, and through load balancers that these are registered with. */
function flowTo(
  network: Network,
  origin: Origin,
  target: Endpoint,
  interfaces: readonly Interface[],
  traffic: Traffic,
  passed: Endpoint[],
): Flow {
  const forwards = (network.forwardsTo.get(target) ?? []).filter(
    ({ balancer, arrives, to }) => arrives.meets(traffic) && interfaces.includes(to) && !passed.includes(balancer),
  );
  return either([
    directFlow(network, origin, interfaces),
    ...forwards.map((forward) => forwardFlow(network, origin, forward, [...passed, target])),
  ]);
}

function directFlow({ securityGroups }: Network, origin: Origin, interfaces: readonly Interface[]): Flow {
  if ("addresses" in origin) {
    const flows = interfaces.map((one) => internetFlowFrom(securityGroups, one, origin.addresses));
    return either(flows.map(({ sure, maybe }) => ({ sure: trafficIn(sure), maybe: trafficIn([...sure, ...maybe]) })));
  }
  if (!opensConnections(origin.endpoint)) return NO_FLOW;
  const flows = origin.endpoint.interfaces.flatMap((from) =>
    interfaces.map((to) => insideFlow(securityGroups, from, to, { egress: "obeyed" })),
  );
  return either(flows);
}

/** Load balancers pass on; databases and mount targets answer. */
export function opensConnections({ kind }: Endpoint): boolean {
  return kind === "server" || kind === "interface" || kind === "not modelled";
}

/** Through a node of a balancer: what reaches its listener arrives at the target, if the target lets that in. */
function forwardFlow(network: Network, origin: Origin, forward: Forward, passed: Endpoint[]): Flow {
  const { balancer, listens, arrives, doubt } = forward;
  const clients = "addresses" in origin ? [outsiders(origin.addresses)] : origin.endpoint.interfaces.flatMap(partiesOf);
  const perNode = balancer.interfaces.map((node) => {
    const reached = within(flowTo(network, origin, balancer, [node], listens, passed), listens);
    const zone = servesZone(forward, node);
    if (reached.maybe.isEmpty || zone === "no") return NO_FLOW;
    const handed = handedOn(network.securityGroups, forward, node, clients, { egress: "obeyed" });
    const flow = within(handed, arrives);
    return reached.sure.isEmpty || doubt !== undefined || zone === "maybe" ? doubted(flow) : flow;
  });
  return either(perNode);
}

/** A target in a zone that the balancer has no node in, or not this one, gets nothing. */
function servesZone({ balancer, to, isCrossZone }: Forward, node: Interface): "sure" | "maybe" | "no" {
  const nodes = isCrossZone ? balancer.interfaces : [node];
  const served = nodes.flatMap(({ subnets }) => subnets.map(({ zone }) => zone));
  const own = to.subnets.map(({ zone }) => zone);
  if ([...served, ...own].includes(undefined)) return "maybe";
  if (!own.some((zone) => served.includes(zone))) return "no";
  const isOneZone = new Set([...served, ...own]).size === 1;
  return isOneZone || [...nodes, to].every(({ placement }) => placement === "everywhere") ? "sure" : "maybe";
}
