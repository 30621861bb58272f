/** Who reaches what, as a table for people: a row for each pair of places and port. */
import { acceptances } from "./acceptance";
import { describeAddresses, FAMILIES, INTERNET } from "./addresses";
import { enumerate } from "./describe";
import type { Endpoint } from "./endpoints";
import { fits, type Flow, insideFlow, internetFlow, outsiders, partiesOf, type Party, within } from "./flow";
import { handedOn } from "./forwarding";
import type { IntervalSet } from "./interval-set";
import type { Interface } from "./interfaces";
import type { Forward } from "./load-balancers";
import type { Network } from "./network";
import type { Box } from "./network-acls";
import type { Resource } from "./resource";
import type { Route } from "./routes";
import type { Rule } from "./security-groups";
import type { Subnet } from "./subnets";
import { describeTraffic, type Traffic } from "./traffic";
import { opensConnections } from "./verdict";

export interface AccessRow {
  from: string;
  to: string;
  /** Of TCP, unless it says otherwise; with a question mark where it cannot be told before the deployment. */
  port: string;
  /** The rules, listeners or gateways that it takes. */
  through: string;
}

/** A row with what it is about, for those who draw it. */
export interface Way {
  row: AccessRow;
  traffic: Traffic;
  /** Whether it can be told before the deployment. */
  isSure: boolean;
  /** Endpoints that are alike; none where it begins, or ends, outside. */
  sources: readonly Endpoint[];
  targets: readonly Endpoint[];
  /** The NAT gateways that a way out takes. */
  gateways: readonly Resource[];
  /** What it leaves and arrives at; none outside. */
  sender?: Interface;
  receiver?: Interface;
  /** The rules that let it out of the sender, and into the receiver. */
  letOut: readonly Rule[];
  letIn: readonly Rule[];
  /** The load balancer's part, where one passes it on. */
  forward?: Forward;
}

/**
 * What can be reached, in the order of the components: by the internet, by servers and load balancers, and the internet
 * by them. Alike endpoints share a row.
 */
export function accessTable(network: Network): AccessRow[] {
  return accessWays(network)
    .map(({ row }) => row)
    .filter(isFirstOfItsKind());
}

/** The rows of {@link accessTable} with their endpoints; rows that read alike are about different ones. */
export function accessWays(network: Network): Way[] {
  const table = new Table(network);
  const places = table.places();
  return [
    ...places.flatMap((to) => table.fromInternet(to)),
    ...places.flatMap((from) => places.flatMap((to) => table.inside(from, to))),
    ...places.flatMap((to) => table.forwarded(to)),
    ...places.flatMap((from) => table.toInternet(from)),
  ];
}

/** Endpoints that are alike: the same component, kind, groups and subnets. */
interface Place {
  name: string;
  example: Endpoint;
  all: Endpoint[];
}

const NO_GATEWAYS: readonly Resource[] = [];

class Table {
  constructor(private readonly network: Network) {}

  places(): Place[] {
    const places = new Map<string, Place>();
    for (const endpoint of this.network.endpoints) {
      const name = this.nameOf(endpoint);
      const looks = endpoint.interfaces.map(({ groups, subnets, ipv4, ipv6 }) =>
        [groups.map(({ group }) => group.name), subnets.map((subnet) => subnet.name), ipv4.state, ipv6.state].join("|"),
      );
      const key = [this.ownerOf(endpoint).urn, name, ...looks].join("\n");
      const place = places.get(key);
      if (place) place.all.push(endpoint);
      else places.set(key, { name, example: endpoint, all: [endpoint] });
    }
    return [...places.values()];
  }

  fromInternet({ name, example, all }: Place): Way[] {
    return example.interfaces.flatMap((own) => {
      const { sure, maybe } = internetFlow(this.network.securityGroups, own);
      const isSure = (box: Box) => sure.some(({ rule, traffic }) => rule === box.rule && box.traffic.isWithin(traffic));
      return [...sure, ...maybe.filter((box) => !isSure(box))].map((box) => {
        const from = sourceName(box.addresses);
        const through = box.rule?.name ?? "no security group";
        const ends = { targets: all, receiver: own, letIn: box.rule ? [box.rule] : [] };
        return wayOf({ from, to: name, through }, box.traffic, sure.includes(box), ends);
      });
    });
  }

  inside(from: Place, to: Place): Way[] {
    if (!opensConnections(from.example) || from.name === to.name) return [];
    return pairs(from.example.interfaces, to.example.interfaces).flatMap(([sender, receiver]) => {
      const flow = insideFlow(this.network.securityGroups, sender, receiver, { egress: "obeyed" });
      if (flow.maybe.isEmpty) return [];
      const letIn = this.rulesIn(to.example, partiesOf(sender), flow.maybe);
      const letOut = this.rulesOut(sender, partiesOf(receiver), flow.maybe);
      const row = { from: from.name, to: to.name, through: enumerate(letIn.map((rule) => rule.name)) };
      const ends = { sources: from.all, targets: to.all, sender, receiver, letIn, letOut };
      return [wayOf(row, flow.maybe, isSureOf(flow), ends)];
    });
  }

  forwarded({ name, example, all }: Place): Way[] {
    return (this.network.forwardsTo.get(example) ?? []).flatMap((forward) => {
      const { balancer, listener, arrives } = forward;
      const clients = [outsiders(INTERNET)];
      const flows = balancer.interfaces.map((node) => ({
        node,
        flow: within(handedOn(this.network.securityGroups, forward, node, clients, { egress: "obeyed" }), arrives),
      }));
      const passed = flows.find(({ flow }) => !flow.sure.isEmpty) ?? flows.find(({ flow }) => !flow.maybe.isEmpty);
      if (passed === undefined) return [];
      const { node: sender, flow } = passed;
      const seen = forward.keepsClientAddress ? [...clients, ...partiesOf(sender)] : partiesOf(sender);
      const row = { from: this.nameOf(balancer), to: name, through: `listener "${listener}"` };
      const ends = {
        ...{ sources: [balancer], targets: all, sender, receiver: forward.to, forward },
        letOut: this.rulesOut(sender, partiesOf(forward.to), flow.maybe),
        letIn: this.rulesIn(example, seen, flow.maybe),
      };
      return [wayOf(row, flow.maybe, isSureOf(flow), ends)];
    });
  }

  toInternet({ name, example, all }: Place): Way[] {
    if (!opensConnections(example)) return [];
    return example.interfaces.flatMap((own) => {
      const rules = own.groups.flatMap(({ group }) => [...this.network.securityGroups.rulesOf(group, "egress")]);
      const exit = this.exitOf(own);
      return rules
        .filter(({ peer }) => peer.kind === "addresses" && peer.addresses.meets(INTERNET))
        .map((rule) =>
          wayOf({ from: name, to: "internet", through: exit.through }, rule.traffic, true, {
            sources: all,
            gateways: exit.gateways,
            sender: own,
            letOut: [rule],
          }),
        );
    });
  }

  /** Without a public address, the internet gateway is no way out. */
  private exitOf({ ipv4, subnets }: Interface): { through: string; gateways: readonly Resource[] } {
    if (ipv4.state === "open") return { through: "its own address", gateways: NO_GATEWAYS };
    const routes = [...this.routesOf(subnets)].filter(({ target }) => target === "nat gateway");
    const names = routes.map(({ gateway }) => `NAT gateway${gateway === undefined ? "" : ` "${gateway.name}"`}`);
    return {
      through: names.length === 0 ? "no way out" : enumerate(names),
      gateways: [...new Set(routes.flatMap(({ gateway }) => gateway ?? []))],
    };
  }

  /** Those of the subnets; every route there is where one of the subnets is not described. */
  private *routesOf(subnets: readonly Subnet[]): Generator<Route> {
    const { routeTables } = this.network.subnets;
    if (subnets.some(({ resource }) => resource === undefined)) {
      yield* routeTables.all();
      return;
    }
    const tables = subnets.flatMap(({ resource, vpc }) => (resource ? routeTables.of(resource, vpc) : []));
    for (const { routes } of new Set(tables.map(({ table }) => table))) yield* routes;
  }

  private rulesIn(to: Endpoint, senders: readonly Party[], traffic: Traffic): Rule[] {
    const rules = acceptances(this.network, to).map(({ rule }) => rule);
    return rules.filter((rule) => rule.traffic.meets(traffic) && fitsAny(rule, senders));
  }

  private rulesOut(sender: Interface, receivers: readonly Party[], traffic: Traffic): Rule[] {
    const rules = sender.groups.flatMap(({ group }) => [...this.network.securityGroups.rulesOf(group, "egress")]);
    return rules.filter((rule) => rule.traffic.meets(traffic) && fitsAny(rule, receivers));
  }

  /** A server is called what its component is called; one without a component has its own name. */
  private nameOf(endpoint: Endpoint): string {
    const owner = this.ownerOf(endpoint);
    if (owner === endpoint.resource) return endpoint.name;
    return endpoint.kind === "load balancer" ? `${owner.name} load balancer` : owner.name;
  }

  /** The component of an endpoint; of one without a component, itself. */
  private ownerOf({ resource }: Endpoint): Resource {
    for (const above of this.network.index.ancestors(resource)) {
      if (!above.custom && !above.type.startsWith("pulumi:")) return above;
    }
    return resource;
  }
}

function sourceName(addresses: IntervalSet): string {
  return FAMILIES.some((family) => INTERNET.intersect(family).isWithin(addresses))
    ? "internet"
    : describeAddresses(addresses);
}

function wayOf(
  { from, to, through }: Omit<AccessRow, "port">,
  traffic: Traffic,
  isSure: boolean,
  ends: Partial<Omit<Way, "row" | "traffic" | "isSure">>,
): Way {
  const port = `${describeTraffic(traffic)}${isSure ? "" : " ?"}`;
  const none = { sources: [], targets: [], gateways: [], letOut: [], letIn: [] };
  return { row: { from, to, port, through }, traffic, isSure, ...none, ...ends };
}

function fitsAny(rule: Rule, parties: readonly Party[]): boolean {
  return parties.some((party) => FAMILIES.some((family) => fits(rule, party, family) !== "no"));
}

function isSureOf({ sure, maybe }: Flow): boolean {
  return maybe.isWithin(sure);
}

function pairs<A, B>(ones: readonly A[], others: readonly B[]): [A, B][] {
  return ones.flatMap((one) => others.map((other): [A, B] => [one, other]));
}

function isFirstOfItsKind(): (row: AccessRow) => boolean {
  const seen = new Set<string>();
  return ({ from, to, port, through }) => {
    const key = [from, to, port, through].join("\n");
    return !seen.has(key) && seen.add(key).size > 0;
  };
}
