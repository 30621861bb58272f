/** The question of a detour: is there a way from here to there that avoids something? */
import { acceptances, type Acceptance } from "./acceptance";
import { describeAddresses, FAMILIES, INTERNET, PRIVATE_ADDRESSES } from "./addresses";
import { ARROW, at, describeEndpoint, describeOutside, describeRule } from "./describe";
import type { Endpoint } from "./endpoints";
import { borderFlow, both, either, type Flow, internetFlow, outsiders, partiesOf, vpcFlow, within } from "./flow";
import { IntervalSet } from "./interval-set";
import { handedOn } from "./forwarding";
import type { Interface } from "./interfaces";
import { addTo } from "./lists";
import type { Forward } from "./load-balancers";
import type { Network } from "./network";
import type { Group, Rule } from "./security-groups";
import type { Subnet } from "./subnets";
import { NO_TRAFFIC, type Traffic } from "./traffic";
import { opensConnections } from "./verdict";

export interface FloodOptions {
  /** Where it begins: outside (the internet, other networks and whoever is not known), or at some endpoints. */
  from: "outside" | readonly Endpoint[];
  /** Never entered nor passed. */
  avoid: ReadonlySet<Endpoint>;
  /** Entered, and not passed: where the paths end. */
  to: ReadonlySet<Endpoint>;
  /** What of a connection is declared, and therefore no path. */
  declared?: (from: Endpoint, to: Endpoint) => Traffic;
}

/** A way that exists, or that cannot be excluded. */
export interface Path {
  to: Endpoint;
  /** The last rule on the way. */
  rule?: Rule;
  /** The ports it arrives at. */
  traffic: Traffic;
  certainty: "path" | "cannot be proven";
  reason?: string;
  /** Hop by hop, in words. */
  text: string;
}

/** How something is entered. */
interface Arrival {
  to: Endpoint;
  from?: Arrival;
  /** The hop in words, from where it begins; few are told. */
  step: () => string;
  rule?: Rule;
  traffic: Traffic;
  doubt?: string;
  /** What a load balancer that keeps addresses shows its targets. */
  client: Client;
}

type Vpc = Subnet["vpc"];

/** Where an interface may be; undefined for a VPC that is not known. */
function vpcsOf({ subnets }: Interface): Set<Vpc> {
  return new Set(subnets.map(({ vpc }) => vpc));
}

type Client = { endpoint: Endpoint } | { addresses: IntervalSet } | "anyone";

/**
 * Every way in, spread from where it begins over everything that can be entered: whoever gets into a server at any port
 * can open connections from it. The sender's egress rules are not counted on.
 */
export function pathsAround(network: Network, options: FloodOptions): Path[] {
  return new Flood(network, options).run();
}

class Flood {
  private readonly arrivals = new Map<Endpoint, Arrival[]>();
  private readonly queue: Arrival[] = [];
  private readonly acceptances = new Map<Endpoint, readonly Acceptance[]>();
  /** Whoever has not been entered by a rule yet: by the group that the rule names, and by the rule for addresses. */
  private readonly byPeer = new Map<Group, Acceptance[]>();
  private readonly byAddress = new Map<Vpc, Map<Rule, Acceptance[]>>();
  private readonly forwardsFrom = new Map<Endpoint, Forward[]>();
  private readonly entered = new Set<string>();

  constructor(
    private readonly network: Network,
    private readonly options: FloodOptions,
  ) {
    for (const endpoint of network.endpoints) {
      if (options.avoid.has(endpoint)) continue;
      const own = acceptances(network, endpoint);
      this.acceptances.set(endpoint, own);
      for (const acceptance of own) {
        const { peer } = acceptance.rule;
        if (peer.kind === "group") addTo(this.byPeer, peer.group, acceptance);
        if (peer.kind !== "addresses") continue;
        for (const vpc of vpcsOf(acceptance.interface)) {
          const rules = this.byAddress.get(vpc) ?? new Map<Rule, Acceptance[]>();
          addTo(rules, acceptance.rule, acceptance);
          this.byAddress.set(vpc, rules);
        }
      }
    }
    for (const forward of network.forwards) addTo(this.forwardsFrom, forward.balancer, forward);
  }

  run(): Path[] {
    const { from } = this.options;
    if (from === "outside") this.startOutside();
    else for (const endpoint of from) this.startAt(endpoint);
    for (let arrival = this.queue.shift(); arrival; arrival = this.queue.shift()) this.spread(arrival);
    return [...this.options.to].flatMap((endpoint) =>
      (this.arrivals.get(endpoint) ?? []).map((one) => this.pathOf(one)),
    );
  }

  private startAt(endpoint: Endpoint): void {
    this.enter({ to: endpoint, step: () => describeEndpoint(endpoint), traffic: NO_TRAFFIC, client: { endpoint } });
  }

  private startOutside(): void {
    const inside = IntervalSet.union(this.network.subnets.all().flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]));
    for (const endpoint of this.network.endpoints) {
      for (const own of endpoint.interfaces) {
        const { sure, maybe } = internetFlow(this.network.securityGroups, own);
        const reason = [own.ipv4, own.ipv6].find(({ state }) => state === "undecided")?.because;
        const unrouted = own.subnets.flatMap(({ internet }) => internet.reasons).at(0);
        const doubt = own.sideDoor ?? reason ?? unrouted ?? "which subnet it is in is not known yet";
        for (const box of sure) this.fromOutside(endpoint, box.rule, box.addresses, box.traffic, undefined);
        for (const box of maybe)
          this.fromOutside(endpoint, box.rule, box.addresses, box.traffic, box.rule?.doubt ?? doubt);
      }
      for (const { rule, doubt } of this.acceptances.get(endpoint) ?? []) {
        this.fromStrangers(endpoint, rule, inside, doubt);
      }
    }
  }

  private fromOutside(
    to: Endpoint,
    rule: Rule | undefined,
    addresses: IntervalSet,
    traffic: Traffic,
    doubt: string | undefined,
  ): void {
    const step = () => `${describeOutside(addresses)}${this.through(rule, to, traffic)}`;
    this.enter({ to, step, rule, traffic, doubt, client: { addresses } });
  }

  /** Rules for addresses of networks, for groups and for sources that the stack does not describe. */
  private fromStrangers(to: Endpoint, rule: Rule, inside: IntervalSet, doubt: string | undefined): void {
    const { peer, traffic } = rule;
    if (peer.kind === "anyone") {
      const step = () => `anyone${this.through(rule, to, traffic)}`;
      this.enter({ to, step, rule, traffic, doubt: doubt ?? peer.reason, client: "anyone" });
    } else if (peer.kind === "group") {
      if (peer.group.outsiders === undefined) return;
      const step = () => `whoever is in group ${peer.group.name}${this.through(rule, to, traffic)}`;
      this.enter({ to, step, rule, traffic, doubt: peer.group.outsiders, client: "anyone" });
    } else {
      const addresses = peer.addresses.intersect(PRIVATE_ADDRESSES).subtract(inside);
      const connector = this.network.otherNetworks.at(0);
      // What is open to the internet is entered from there already.
      if (addresses.isEmpty || (connector === undefined && peer.addresses.meets(INTERNET))) return;
      const reason = connector ?? `who has addresses of ${describeAddresses(addresses)} is not described in this stack`;
      this.fromOutside(to, rule, addresses, traffic, reason);
    }
  }

  /** From something entered to everything that lets it in. */
  private spread(arrival: Arrival): void {
    const { to: from } = arrival;
    if (this.options.to.has(from)) return;
    if (from.kind === "load balancer") {
      for (const forward of this.forwardsFrom.get(from) ?? []) this.pass(arrival, forward);
      return;
    }
    if (!opensConnections(from)) return;
    const groups = new Set(from.interfaces.flatMap((own) => own.groups.map(({ group }) => group)));
    const isAnyones = from.interfaces.some(({ undescribedGroups }) => undescribedGroups !== undefined);
    for (const group of isAnyones ? this.byPeer.keys() : groups) this.hops(arrival, this.byPeer, group);
    const addresses = IntervalSet.union(from.interfaces.map((own) => own.addresses));
    const own = new Set(from.interfaces.flatMap((one) => [...vpcsOf(one)]));
    // Nothing crosses from one VPC to another; which one it is may not be known.
    const reached = own.has(undefined) ? this.byAddress.keys() : [...own, undefined];
    for (const vpc of reached) {
      const rules = this.byAddress.get(vpc) ?? new Map<Rule, Acceptance[]>();
      for (const rule of rules.keys()) {
        if (rule.peer.kind === "addresses" && rule.peer.addresses.meets(addresses)) this.hops(arrival, rules, rule);
      }
    }
  }

  /** Enters whoever is let in and has not been entered by that rule; keeps the others for whoever comes later. */
  private hops<K>(arrival: Arrival, waiting: Map<K, Acceptance[]>, key: K): void {
    const list = waiting.get(key);
    if (list === undefined) return;
    const rest = list.filter((acceptance) => !this.hop(arrival, acceptance));
    if (rest.length === 0) waiting.delete(key);
    else if (rest.length < list.length) waiting.set(key, rest);
  }

  private hop(arrival: Arrival, { endpoint: to, interface: own, rule, doubt }: Acceptance): boolean {
    const { to: from } = arrival;
    if (to === from) return false;
    const open = rule.traffic.subtract(this.options.declared?.(from, to) ?? NO_TRAFFIC);
    const flows = from.interfaces.map((one) => crossing(one, own));
    const traffic = open.intersect(flows.reduce((sum, { maybe }) => sum.union(maybe), NO_TRAFFIC));
    if (traffic.isEmpty) return false;
    const worn = from.interfaces.flatMap(({ groups }) => groups).find(({ group }) => isPeer(rule, group));
    const isSure = flows.some(({ sure }) => sure.meets(traffic));
    const reason = doubt ?? worn?.doubt ?? (isSure ? undefined : "which subnet it is in is not known yet");
    this.enter({
      to,
      from: arrival,
      step: () => this.through(rule, to, traffic),
      rule,
      traffic,
      doubt: reason,
      client: { endpoint: from },
    });
    return !this.tellsClientsApart(to);
  }

  /** Through a load balancer, if what reaches it reaches the listener, and the target lets it in. */
  private pass(arrival: Arrival, forward: Forward): void {
    const { balancer, target, listens, arrives, listener, doubt } = forward;
    if (this.options.avoid.has(target) || !arrival.traffic.meets(listens)) return;
    const { securityGroups } = this.network;
    const clients = clientsOf(arrival.client);
    const perNode = balancer.interfaces.map((node) =>
      handedOn(securityGroups, forward, node, clients, { egress: "ignored" }),
    );
    const flow = within(either(perNode), arrives);
    if (flow.maybe.isEmpty) return;
    const reason =
      doubt ?? (flow.sure.isEmpty ? `whether "${target.name}" lets "${balancer.name}" in cannot be told` : undefined);
    const step = () => `${ARROW}listener "${listener}"${ARROW}${at(target, flow.maybe)}`;
    this.enter({ to: target, from: arrival, step, traffic: flow.maybe, doubt: reason, client: arrival.client });
  }

  private enter(arrival: Arrival): void {
    const { to, from, rule, step } = arrival;
    if (this.options.avoid.has(to)) return;
    const client = this.tellsClientsApart(to) ? (from?.to.resource.urn ?? step()) : "";
    const key = [to.resource.urn, rule?.resource?.urn, rule?.name ?? step(), client].join("\n");
    if (this.entered.has(key)) return;
    this.entered.add(key);
    const known = this.arrivals.get(to);
    addTo(this.arrivals, to, arrival);
    // A load balancer passes on what arrives at each listener; anything else is entered once and for all.
    if (known === undefined || to.kind === "load balancer") this.queue.push(arrival);
  }

  /** Its targets see who is behind it: what one client may, another may not. */
  private tellsClientsApart(endpoint: Endpoint): boolean {
    return this.forwardsFrom.get(endpoint)?.some(({ keepsClientAddress }) => keepsClientAddress) ?? false;
  }

  private through(rule: Rule | undefined, to: Endpoint, traffic: Traffic): string {
    const hops = rule === undefined ? [] : [describeRule(this.network, rule), `group "${rule.group.name}"`];
    return ["", ...hops, at(to, traffic)].join(ARROW);
  }

  private pathOf(arrival: Arrival): Path {
    const steps: string[] = [];
    let reason: string | undefined;
    for (let one: Arrival | undefined = arrival; one; one = one.from) {
      steps.unshift(one.step());
      reason = one.doubt ?? reason;
    }
    const { to, rule, traffic } = arrival;
    return {
      to,
      rule,
      traffic,
      reason,
      certainty: reason === undefined ? "path" : "cannot be proven",
      text: steps.join(""),
    };
  }
}

/** What the VPC and network ACLs let pass between two interfaces. */
function crossing(from: Interface, to: Interface): Flow {
  const routed = vpcFlow(from, to);
  if (routed.maybe.isEmpty) return routed;
  const shared = FAMILIES.filter((family) => from.addresses.meets(family) && to.addresses.meets(family));
  return both(routed, either(shared.map((family) => borderFlow(from, from.addresses, to, to.addresses, family))));
}

function isPeer({ peer }: Rule, group: Group): boolean {
  return peer.kind === "group" && peer.group === group;
}

function clientsOf(client: Client) {
  if (client === "anyone") return [outsiders(INTERNET)];
  return "addresses" in client ? [outsiders(client.addresses)] : client.endpoint.interfaces.flatMap(partiesOf);
}
