/** The ways of the network model, gathered into as few as can be drawn without saying more, or less, than it says. */
import {
  accessWays,
  breaches,
  ALL_IPV4,
  ALL_IPV6,
  ALL_TRAFFIC,
  type Breach,
  describeAddresses,
  INTERNET,
  type IntervalSet,
  type Endpoint,
  type Network,
  NO_TRAFFIC,
  type Resource,
  type Traffic,
  type Way,
} from "../policy-pack/network";
import { expectedTraffic, flowOf, type Side } from "./expected";
import type { Flow } from "./model";
import type { Part, Parts } from "./parts";

type Rule = Breach["rule"];

/** A way between parts, or from and to the outside. */
export interface Passage {
  from: Side;
  to: Side;
  /** The endpoints of the parts that it is about. */
  sources: ReadonlySet<Endpoint>;
  targets: ReadonlySet<Endpoint>;
  /** Addresses outside that it comes from: `internet`, or blocks. */
  origins: string[];
  gateways: Resource[];
  traffic: Traffic;
  flow: Flow;
  kind: "way" | "opened";
  isExpected: boolean;
  isSure: boolean;
  why: string[];
}

export function passagesOf(network: Network, parts: Parts): Passage[] {
  const ways = accessWays(network).filter(isNoHairpin);
  const pieces = ways.flatMap((way) => piecesOf(network, parts, way));
  return merged(merged([...pieces, ...openedOnly(network, parts, ways)], sameTraffic), sameEnds);
}

/** A way that leaves for the internet and comes back by a door that the internet has anyway. */
function isNoHairpin(way: Way, _: number, ways: readonly Way[]): boolean {
  const [source] = way.sources;
  const [target] = way.targets;
  if (way.sources.length === 0 || way.targets.length === 0) return true;
  const out = trafficOf(ways.filter(({ sources, targets }) => targets.length === 0 && sources.includes(source)));
  const back = trafficOf(ways.filter(({ row, targets }) => row.from === "internet" && targets.includes(target)));
  return !way.traffic.isWithin(out.intersect(back));
}

function trafficOf(ways: readonly Way[]): Traffic {
  return ways.reduce((sum, { traffic }) => sum.union(traffic), NO_TRAFFIC);
}

/** A way's part that is expected, and the rest of it. */
function piecesOf(network: Network, parts: Parts, way: Way): Passage[] {
  const from = sideOf(parts, way.sources);
  const to = sideOf(parts, way.targets);
  if (to === undefined && way.gateways.length === 0 && way.row.through === "no way out") return [];
  const expected = expectedTraffic(network, way, from, to);
  return [
    { isExpected: true, traffic: way.traffic.intersect(expected) },
    { isExpected: false, traffic: way.traffic.subtract(expected) },
  ]
    .filter(({ traffic }) => !traffic.isEmpty)
    .map((piece) => ({
      ...{ from, to, ...piece },
      sources: new Set(way.sources),
      targets: new Set(way.targets),
      origins: from === undefined ? [way.row.from] : [],
      gateways: [...way.gateways],
      flow: flowOf(from, to),
      kind: "way",
      isSure: way.isSure,
      why: [way.row.through],
    }));
}

/** Rules that let in someone outside whom nothing leads there: one route, or one address, and they are open. */
function openedOnly(network: Network, parts: Parts, ways: readonly Way[]): Passage[] {
  const isUsed = (rule: Rule, traffic: Traffic, endpoint: Endpoint) => {
    const arriving = ways.filter(({ sources, targets }) => sources.length === 0 && targets.includes(endpoint));
    const fromInternet = trafficOf(arriving.filter(({ row }) => row.from === "internet"));
    return arriving.some(({ row }) => row.through === rule.name) || traffic.isWithin(fromInternet);
  };
  return breaches(network, network.endpoints, ALL_TRAFFIC, () => true).breaches.flatMap((breach) => {
    const { rule, traffic, endpoints } = breach;
    const open = endpoints.filter((endpoint) => !isUsed(rule, traffic, endpoint) && !isInside(rule.peer, endpoint));
    const sides = new Set(open.flatMap((endpoint) => parts.of(endpoint) ?? []));
    return [...sides].map((to): Passage => ({
      ...{ from: undefined, to, traffic, kind: "opened", flow: flowOf(undefined, to) },
      sources: new Set(),
      targets: new Set(open.filter((endpoint) => parts.of(endpoint) === to)),
      origins: [rule.peer.kind === "addresses" ? nameOf(rule.peer.addresses) : breach.from],
      gateways: [],
      isExpected: false,
      isSure: true,
      why: [rule.name],
    }));
  });
}

function nameOf(addresses: IntervalSet): string {
  const isWhole = [ALL_IPV4, ALL_IPV6].some((family) => INTERNET.intersect(family).isWithin(addresses));
  return isWhole ? "internet" : describeAddresses(addresses);
}

/** Whether a rule is about addresses of the network itself: who has them is among the ways. */
function isInside(peer: Rule["peer"], { interfaces }: Endpoint): boolean {
  if (peer.kind !== "addresses") return false;
  const subnets = interfaces.flatMap((one) => one.subnets);
  return subnets.length > 0 && subnets.every(({ vpcBlocks }) => peer.addresses.isWithin(vpcBlocks));
}

function sideOf(parts: Parts, endpoints: readonly Endpoint[]): Part | undefined {
  return endpoints.length === 0 ? undefined : parts.of(endpoints[0]);
}

type Key = (passage: Passage) => unknown[];

const common: Key = ({ from, to, origins, gateways, kind, isExpected }) => [
  from,
  to,
  kind,
  isExpected,
  ...(isExpected ? [] : origins),
  // Each zone may have a gateway of its own.
  gateways.length > 0,
];

/** The same traffic of other endpoints of a part. */
const sameTraffic: Key = (passage) => [
  ...common(passage),
  passage.isSure,
  ...passage.traffic.intervals.flatMap(({ first, last }) => [first, last]),
];

/** Other traffic between the same endpoints. */
const sameEnds: Key = (passage) => [...common(passage), ...passage.sources, 0, ...passage.targets];

function merged(passages: readonly Passage[], keyOf: Key): Passage[] {
  const groups: { key: unknown[]; passage: Passage }[] = [];
  for (const passage of passages) {
    const key = keyOf(passage);
    const known = groups.find(
      (group) => group.key.length === key.length && group.key.every((one, at) => one === key[at]),
    );
    if (known) known.passage = union(known.passage, passage);
    else groups.push({ key, passage });
  }
  return groups.map(({ passage }) => passage);
}

function union(one: Passage, other: Passage): Passage {
  return {
    ...one,
    sources: new Set([...one.sources, ...other.sources]),
    targets: new Set([...one.targets, ...other.targets]),
    origins: [...new Set([...one.origins, ...other.origins])],
    gateways: [...new Set([...one.gateways, ...other.gateways])],
    traffic: one.traffic.union(other.traffic),
    isSure: one.isSure && other.isSure,
    why: [...new Set([...one.why, ...other.why])],
  };
}
