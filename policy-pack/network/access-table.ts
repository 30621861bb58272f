/** Who reaches what, as a table for people: a row for each pair of places and port. */
import { acceptances } from "./acceptance";
import { describeAddresses, FAMILIES, INTERNET } from "./addresses";
import { enumerate } from "./describe";
import type { Endpoint } from "./endpoints";
import { fits, type Flow, insideFlow, internetFlow, outsiders, partiesOf, within } from "./flow";
import { handedOn } from "./forwarding";
import type { IntervalSet } from "./interval-set";
import type { Interface } from "./interfaces";
import type { Network } from "./network";
import type { Box } from "./network-acls";
import type { Rule } from "./security-groups";
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

/**
 * What can be reached, in the order of the components: by the internet, by servers and load balancers, and the internet
 * by them. Alike endpoints share a row.
 */
export function accessTable(network: Network): AccessRow[] {
  const table = new Table(network);
  const places = table.places();
  return [
    ...places.flatMap((to) => table.fromInternet(to)),
    ...places.flatMap((from) => places.flatMap((to) => table.inside(from, to))),
    ...places.flatMap((to) => table.forwarded(to)),
    ...places.flatMap((from) => table.toInternet(from)),
  ].filter(isFirstOfItsKind());
}

/** Endpoints that are alike: the same component, kind, groups and subnets. */
interface Place {
  name: string;
  example: Endpoint;
}

class Table {
  constructor(private readonly network: Network) {}

  places(): Place[] {
    const places = new Map<string, Place>();
    for (const endpoint of this.network.endpoints) {
      const name = this.nameOf(endpoint);
      const looks = endpoint.interfaces.map(({ groups, subnets, ipv4, ipv6 }) =>
        [groups.map(({ group }) => group.name), subnets.map((subnet) => subnet.name), ipv4.state, ipv6.state].join("|"),
      );
      const key = [name, ...looks].join("\n");
      if (!places.has(key)) places.set(key, { name, example: endpoint });
    }
    return [...places.values()];
  }

  fromInternet({ name, example }: Place): AccessRow[] {
    return example.interfaces.flatMap((own) => {
      const { sure, maybe } = internetFlow(this.network.securityGroups, own);
      const isSure = (box: Box) => sure.some(({ rule, traffic }) => rule === box.rule && box.traffic.isWithin(traffic));
      return [...sure, ...maybe.filter((box) => !isSure(box))].map((box) => ({
        from: sourceName(box.addresses),
        to: name,
        port: portText(box.traffic, sure.includes(box)),
        through: box.rule?.name ?? "no security group",
      }));
    });
  }

  inside(from: Place, to: Place): AccessRow[] {
    if (!opensConnections(from.example) || from.name === to.name) return [];
    return pairs(from.example.interfaces, to.example.interfaces).flatMap(([sender, receiver]) => {
      const flow = insideFlow(this.network.securityGroups, sender, receiver, { egress: "obeyed" });
      if (flow.maybe.isEmpty) return [];
      const rules = this.rulesFor(sender, to.example, flow.maybe);
      return [{ from: from.name, to: to.name, port: portOf(flow), through: enumerate(rules.map((rule) => rule.name)) }];
    });
  }

  forwarded({ name, example }: Place): AccessRow[] {
    return (this.network.forwardsTo.get(example) ?? []).flatMap((forward) => {
      const { balancer, listener, arrives } = forward;
      const clients = [outsiders(INTERNET)];
      const flows = balancer.interfaces.map((node) =>
        within(handedOn(this.network.securityGroups, forward, node, clients, { egress: "obeyed" }), arrives),
      );
      const flow = flows.find(({ sure }) => !sure.isEmpty) ?? flows.find(({ maybe }) => !maybe.isEmpty);
      if (flow === undefined) return [];
      return [{ from: this.nameOf(balancer), to: name, port: portOf(flow), through: `listener "${listener}"` }];
    });
  }

  toInternet({ name, example }: Place): AccessRow[] {
    if (!opensConnections(example)) return [];
    return example.interfaces.flatMap((own) => {
      const rules = own.groups.flatMap(({ group }) => [...this.network.securityGroups.rulesOf(group, "egress")]);
      return rules
        .filter(({ peer }) => peer.kind === "addresses" && peer.addresses.meets(INTERNET))
        .map(({ traffic }) => ({
          from: name,
          to: "internet",
          port: describeTraffic(traffic),
          through: this.exitOf(own),
        }));
    });
  }

  /** Without a public address, the internet gateway is no way out. */
  private exitOf({ ipv4 }: Interface): string {
    if (ipv4.state === "open") return "its own address";
    const gateways = [...this.network.subnets.routeTables.all()]
      .filter(({ target }) => target === "nat gateway")
      .map(({ gateway }) => `NAT gateway${gateway === undefined ? "" : ` "${gateway.name}"`}`);
    return gateways.length === 0 ? "no way out" : enumerate(gateways);
  }

  private rulesFor(sender: Interface, to: Endpoint, traffic: Traffic): Rule[] {
    const parties = partiesOf(sender);
    return acceptances(this.network, to)
      .map(({ rule }) => rule)
      .filter((rule) => rule.traffic.meets(traffic))
      .filter((rule) => parties.some((party) => FAMILIES.some((family) => fits(rule, party, family) !== "no")));
  }

  /** A server is called what its component is called; one without a component has its own name. */
  private nameOf({ kind, name, resource }: Endpoint): string {
    for (const above of this.network.index.ancestors(resource)) {
      if (above.custom || above.type.startsWith("pulumi:")) continue;
      return kind === "load balancer" ? `${above.name} load balancer` : above.name;
    }
    return name;
  }
}

function sourceName(addresses: IntervalSet): string {
  return FAMILIES.some((family) => INTERNET.intersect(family).isWithin(addresses))
    ? "internet"
    : describeAddresses(addresses);
}

function portOf({ sure, maybe }: Flow): string {
  return portText(maybe, maybe.isWithin(sure));
}

function portText(traffic: Traffic, isSure: boolean): string {
  return `${describeTraffic(traffic)}${isSure ? "" : " ?"}`;
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
