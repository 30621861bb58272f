/** Single hops: what passes from one interface, or from addresses of the internet, to another interface. */
import { ALL_IPV4, ALL_IPV6, FAMILIES, INTERNET } from "./addresses";
import { IntervalSet } from "./interval-set";
import type { Interface, Worn } from "./interfaces";
import { type Box, type NetworkAcl, sift, trafficIn } from "./network-acls";
import type { Direction, Rule, SecurityGroups } from "./security-groups";
import type { Subnet } from "./subnets";
import { ALL_TRAFFIC, answersTo, NO_TRAFFIC, type Traffic, withAnswers } from "./traffic";

/** The traffic that certainly passes, and all that may. */
export interface Flow {
  sure: Traffic;
  maybe: Traffic;
}

export const NO_FLOW: Flow = { sure: NO_TRAFFIC, maybe: NO_TRAFFIC };
export const FULL_FLOW: Flow = { sure: ALL_TRAFFIC, maybe: ALL_TRAFFIC };

/** Whom a rule sees at the other end of a connection. */
export interface Party {
  groups: readonly Worn[];
  mayWearAny: boolean;
  /** Where its addresses may lie, and those it certainly has. */
  addresses: IntervalSet;
  known: IntervalSet;
  /** Sets of which it certainly has an address: the blocks of its subnets. */
  certain: readonly IntervalSet[];
}

/** More known addresses than this are taken together. */
const MOST_APART = 16n;

/** Each address that an interface certainly has, by itself, and wherever the others may lie. */
export function partiesOf(own: Interface): Party[] {
  const { groups, addresses, known, placement, subnets } = own;
  const common = { groups, mayWearAny: own.undescribedGroups !== undefined };
  const apart = known.size <= MOST_APART ? known.singles() : [known];
  const certain = placement === "everywhere" ? subnets.map(({ ipv4 }) => ipv4) : [addresses];
  const others = addresses.isWithin(known) ? [] : [{ ...common, addresses, known: IntervalSet.EMPTY, certain }];
  return [...apart.map((single) => ({ ...common, addresses: single, known: single, certain: [] })), ...others];
}

/** Hosts outside, known by nothing but their addresses. */
export function outsiders(addresses: IntervalSet): Party {
  return { groups: [], mayWearAny: false, addresses, known: addresses, certain: [] };
}

/** How well a rule fits a party. */
export function fits(rule: Rule, party: Party, family: IntervalSet): "sure" | "maybe" | "no" {
  const worn = matches(rule, party, family);
  return worn === "sure" && rule.doubt !== undefined ? "maybe" : worn;
}

function matches({ peer }: Rule, party: Party, family: IntervalSet): "sure" | "maybe" | "no" {
  if (peer.kind === "anyone") return "maybe";
  if (peer.kind === "group") {
    const worn = party.groups.filter(({ group }) => group === peer.group);
    if (worn.some(({ doubt }) => doubt === undefined)) return "sure";
    return worn.length > 0 || party.mayWearAny ? "maybe" : "no";
  }
  const own = party.addresses.intersect(family);
  if (!own.meets(peer.addresses)) return "no";
  if (party.known.intersect(family).meets(peer.addresses) || own.isWithin(peer.addresses)) return "sure";
  const certain = party.certain.map((set) => set.intersect(family)).filter((set) => !set.isEmpty);
  return certain.some((set) => set.isWithin(peer.addresses)) ? "sure" : "maybe";
}

/** The traffic that the groups of an interface let through, to or from a party. */
export function groupFlow(
  securityGroups: SecurityGroups,
  own: Interface,
  direction: Direction,
  party: Party,
  family: IntervalSet,
): Flow {
  if (own.isUnfiltered) return FULL_FLOW;
  let { sure, maybe } = NO_FLOW;
  for (const { group, doubt } of own.groups) {
    for (const rule of securityGroups.rulesOf(group, direction)) {
      const fit = fits(rule, party, family);
      if (fit === "no") continue;
      maybe = maybe.union(rule.traffic);
      if (fit === "sure" && doubt === undefined) sure = sure.union(rule.traffic);
    }
  }
  const isOpen = own.undescribedGroups !== undefined || (own.openTo !== undefined && direction === "ingress");
  return isOpen ? { sure, maybe: ALL_TRAFFIC } : { sure, maybe };
}

/** What network ACLs let pass between two parties in two subnets, answers included; nothing is checked inside a subnet. */
export function aclFlow(from: Subnet, fromParty: IntervalSet, to: Subnet, toParty: IntervalSet): Flow {
  if (from === to || (from.acls.length === 0 && to.acls.length === 0)) return FULL_FLOW;
  return alternatives([from.acls, to.acls], ([fromAcl, toAcl]) => {
    const sent = filtered(fromAcl, "egress", toParty, ALL_TRAFFIC);
    const received = filtered(toAcl, "ingress", fromParty, ALL_TRAFFIC);
    const request = both(sent, received);
    const answers = both(
      filtered(toAcl, "egress", fromParty, answersTo(request.maybe)),
      filtered(fromAcl, "ingress", toParty, answersTo(request.maybe)),
    );
    return {
      sure: withAnswers(request.sure, answers.sure),
      maybe: withAnswers(request.maybe, answers.maybe),
    };
  });
}

/** What an ACL lets pass for some addresses of a party, and for all of them. */
function filtered(acl: NetworkAcl | undefined, direction: Direction, party: IntervalSet, traffic: Traffic): Flow {
  if (acl === undefined) return { sure: traffic, maybe: traffic };
  if (acl.doubt !== undefined) return { sure: NO_TRAFFIC, maybe: traffic };
  const { allowed, denied } = sift(acl, direction, [{ addresses: party, traffic }]);
  const maybe = trafficIn(allowed);
  return { sure: maybe.subtract(trafficIn(denied)), maybe };
}

/** The flow where one of several lists' members decides, and it cannot be told which. */
function alternatives(
  lists: [NetworkAcl[], NetworkAcl[]],
  flow: (chosen: [NetworkAcl | undefined, NetworkAcl | undefined]) => Flow,
): Flow {
  const [ones, others] = lists.map((list) => (list.length === 0 ? [undefined] : list));
  const flows = ones.flatMap((one) => others.map((other) => flow([one, other])));
  return flows.reduce((sum, one) => ({ sure: sum.sure.intersect(one.sure), maybe: sum.maybe.union(one.maybe) }));
}

export function both(one: Flow, other: Flow): Flow {
  return { sure: one.sure.intersect(other.sure), maybe: one.maybe.intersect(other.maybe) };
}

export function either(flows: Flow[]): Flow {
  return flows.reduce((sum, one) => ({ sure: sum.sure.union(one.sure), maybe: sum.maybe.union(one.maybe) }), NO_FLOW);
}

export function within(flow: Flow, traffic: Traffic): Flow {
  return { sure: flow.sure.intersect(traffic), maybe: flow.maybe.intersect(traffic) };
}

export function doubted(flow: Flow): Flow {
  return { sure: NO_TRAFFIC, maybe: flow.maybe };
}

export interface FlowOptions {
  /** Whether the sender's own groups have to let it out; judged by who is let in alone, they do not matter. */
  egress: "obeyed" | "ignored";
  /** @default both */
  families?: readonly IntervalSet[];
}

/** A connection inside the VPC, by private address or IPv6. */
export function insideFlow(securityGroups: SecurityGroups, from: Interface, to: Interface, options: FlowOptions): Flow {
  const { egress, families = FAMILIES } = options;
  const routed = vpcFlow(from, to);
  if (routed.maybe.isEmpty) return NO_FLOW;
  const flows = partiesOf(from).flatMap((sender) =>
    partiesOf(to).flatMap((receiver) =>
      families
        .filter((family) => sender.addresses.meets(family) && receiver.addresses.meets(family))
        .map((family) => {
          const inward = groupFlow(securityGroups, to, "ingress", sender, family);
          const outward =
            egress === "ignored" ? FULL_FLOW : groupFlow(securityGroups, from, "egress", receiver, family);
          const border = borderFlow(from, sender.addresses, to, receiver.addresses, family);
          const isSure = family === ALL_IPV4 || (from.ipv6.state === "open" && to.ipv6.state === "open");
          const flow = both(both(inward, outward), border);
          return isSure ? flow : doubted(flow);
        }),
    ),
  );
  return both(either(flows), routed);
}

/** Nothing crosses from one VPC to another. */
export function vpcFlow(from: Interface, to: Interface): Flow {
  const [ones, others] = [from, to].map(({ subnets }) => subnets.map(({ vpc }) => vpc));
  if ([...ones, ...others].includes(undefined)) return doubted(FULL_FLOW);
  const shared = ones.filter((vpc) => others.includes(vpc));
  if (shared.length === 0) return NO_FLOW;
  const isCertain = new Set([...ones, ...others]).size === 1;
  return isCertain || (from.placement === "everywhere" && to.placement === "everywhere")
    ? FULL_FLOW
    : doubted(FULL_FLOW);
}

/** Network ACLs between some addresses of two interfaces, wherever they are. */
export function borderFlow(
  from: Interface,
  sender: IntervalSet,
  to: Interface,
  receiver: IntervalSet,
  family: IntervalSet,
): Flow {
  if ([...from.subnets, ...to.subnets].every(({ acls }) => acls.length === 0)) return FULL_FLOW;
  const flows = from.subnets.flatMap((one) =>
    to.subnets.map((other) =>
      aclFlow(one, lying(sender, one).intersect(family), other, lying(receiver, other).intersect(family)),
    ),
  );
  return placed(flows, from.placement === "everywhere" && to.placement === "everywhere");
}

/** The addresses that lie in a subnet. */
function lying(addresses: IntervalSet, { ipv4, ipv6 }: Subnet): IntervalSet {
  return addresses.intersect(ipv4.union(ipv6));
}

function placed(flows: Flow[], isEverywhere: boolean): Flow {
  if (flows.length === 0) return NO_FLOW;
  const any = either(flows);
  if (isEverywhere) return any;
  return { sure: flows.map(({ sure }) => sure).reduce((sum, one) => sum.intersect(one)), maybe: any.maybe };
}

/** The largest IPv6 block of a VPC, a /44 (VPC user guide, "IP addressing"). */
const LARGEST_IPV6 = 1n << 84n;

/** What reaches an interface from the internet directly, by its own public address. */
export interface InternetFlow {
  sure: Box[];
  maybe: Box[];
}

const fromAnywhere = new WeakMap<Interface, InternetFlow>();

/** What reaches an interface from anywhere on the internet. */
export function internetFlow(securityGroups: SecurityGroups, to: Interface): InternetFlow {
  let flow = fromAnywhere.get(to);
  if (!flow) fromAnywhere.set(to, (flow = internetFlowFrom(securityGroups, to, INTERNET)));
  return flow;
}

/**
 * Three locks: the address, the rules and the route. Each has to be open; where none is shut and one cannot be told,
 * neither can the answer.
 */
export function internetFlowFrom(securityGroups: SecurityGroups, to: Interface, from: IntervalSet): InternetFlow {
  const result: InternetFlow = { sure: [], maybe: [] };
  for (const [family, address] of [
    [ALL_IPV4, to.ipv4],
    [ALL_IPV6, to.ipv6],
  ] as const) {
    const addresses = from.intersect(family).subtract(IntervalSet.union(to.subnets.map(({ vpcBlocks }) => vpcBlocks)));
    const isShut = address.state === "shut" || (family === ALL_IPV6 && to.isInternal);
    if (addresses.isEmpty || (isShut && to.sideDoor === undefined)) continue;
    const allowed = letIn(securityGroups, to, addresses);
    const perSubnet = to.subnets.map((subnet) => routedFlow(subnet, allowed, to.sideDoor !== undefined));
    const isSure = address.state === "open" && to.sideDoor === undefined;
    const isPlaced = to.placement === "everywhere" || perSubnet.every(({ sure }) => sure.length > 0);
    perSubnet.forEach(({ sure, maybe }, index) => {
      for (const box of sure) {
        // So few addresses may all be the VPC's own, while those are not known.
        const isOutside =
          family === ALL_IPV4 || !to.subnets[index].hasUnknownIpv6Block || box.addresses.size > LARGEST_IPV6;
        (isSure && isPlaced && isOutside ? result.sure : result.maybe).push(box);
      }
      result.maybe.push(...maybe);
    });
  }
  return result;
}

/** The packets from some addresses that the groups of an interface let in. */
export function letIn(securityGroups: SecurityGroups, own: Interface, addresses: IntervalSet): InternetFlow {
  if (own.isUnfiltered) return { sure: [{ addresses, traffic: ALL_TRAFFIC }], maybe: [] };
  const result: InternetFlow = { sure: [], maybe: [] };
  for (const { group, doubt } of own.groups) {
    for (const rule of securityGroups.rulesOf(group, "ingress")) {
      if (rule.peer.kind === "group") continue;
      const met = rule.peer.kind === "anyone" ? addresses : rule.peer.addresses.intersect(addresses);
      const isSure = rule.peer.kind === "addresses" && rule.doubt === undefined && doubt === undefined;
      if (!met.isEmpty) (isSure ? result.sure : result.maybe).push({ addresses: met, traffic: rule.traffic, rule });
    }
  }
  if (own.undescribedGroups !== undefined || own.openTo !== undefined)
    result.maybe.push({ addresses, traffic: ALL_TRAFFIC });
  return result;
}

/** What of it passes the border of a subnet: its ACL, both ways, and a route back to where it came from. */
function routedFlow(subnet: Subnet, { sure, maybe }: InternetFlow, hasSideDoor: boolean): InternetFlow {
  const { internet } = subnet;
  const mayBeRouted = hasSideDoor ? INTERNET : internet.maybe;
  return {
    sure: throughAcl(subnet, cut(sure, internet.sure), "sure"),
    maybe: [
      ...throughAcl(subnet, cut(sure, mayBeRouted), "maybe"),
      ...throughAcl(subnet, cut(maybe, mayBeRouted), "maybe"),
    ],
  };
}

function cut(boxes: Box[], addresses: IntervalSet): Box[] {
  return boxes
    .map((box) => ({ ...box, addresses: box.addresses.intersect(addresses) }))
    .filter((box) => !box.addresses.isEmpty);
}

/** The packets from outside that pass the ACL of a subnet and whose answers do. */
export function throughAcl({ acls }: Subnet, boxes: Box[], certainty: "sure" | "maybe"): Box[] {
  if (acls.length === 0) return boxes;
  const results = acls.map((acl) => {
    if (acl.doubt !== undefined) return certainty === "sure" ? [] : boxes;
    return sift(acl, "ingress", boxes).allowed.flatMap((box) => {
      const answers = [{ addresses: box.addresses, traffic: answersTo(box.traffic) }];
      const answered = sift(acl, "egress", answers).allowed;
      const addresses = box.addresses.intersect(IntervalSet.union(answered.map((one) => one.addresses)));
      const traffic = withAnswers(box.traffic, trafficIn(answered));
      return addresses.isEmpty || traffic.isEmpty ? [] : [{ ...box, addresses, traffic }];
    });
  });
  // Of several that may be the subnet's, all have to let a packet pass to be sure of it.
  return certainty === "maybe" || results.length === 1 ? results.flat() : [];
}
