import type {
  ActionSpec,
  BalancerSpec,
  FleetSpec,
  FleetTargetSpec,
  GroupSpec,
  ListenerSpec,
  ServerSpec,
  SubnetSpec,
  TargetGroupSpec,
  TargetSpec,
} from "../spec";
import { named, pick, uniqueBy } from "./blocks";
import type { Raw } from "./raw";
import { namesOf } from "./servers";

interface Context {
  subnets: SubnetSpec[];
  groups: GroupSpec[];
  servers: ServerSpec[];
  fleets: FleetSpec[];
}

type RawBalancer = Raw["balancers"][0];
type RawListener = RawBalancer["listeners"][0];

const PROTOCOLS: Record<BalancerSpec["kind"], ListenerSpec["protocol"][]> = {
  application: ["HTTP", "HTTPS"],
  network: ["TCP", "TLS", "UDP", "TCP_UDP"],
  classic: ["TCP", "HTTP"],
};

export function balancersOf(
  raw: Raw,
  context: Context,
): { balancers: BalancerSpec[]; targetGroups: TargetGroupSpec[] } {
  const balancers: BalancerSpec[] = [];
  const targetGroups: TargetGroupSpec[] = [];
  raw.balancers.forEach((one, at) => {
    const balancer = balancerOf(one, `balancer-${at + 1}`, context);
    const behind = balancers.find(({ kind }) => kind === "application");
    if (balancer.kind === "network" && one.front && behind) {
      const target = inFrontOf(balancer, behind, named(context.subnets, behind.subnets[0]).vpc);
      targetGroups.push(target);
    } else {
      uniqueBy(one.listeners, ({ port }) => port).forEach((listener, place) => {
        addListener(balancer, listener, place, { ...context, targetGroups });
      });
    }
    balancers.push(balancer);
  });
  return { balancers, targetGroups };
}

/** Without listeners. */
function balancerOf(one: RawBalancer, name: string, { subnets, groups }: Context): BalancerSpec {
  const first = pick(subnets, one.subnets[0]);
  // One subnet in each zone at most.
  const others = subnets.filter(({ vpc, zone }) => vpc === first.vpc && zone !== first.zone);
  const homes = [first, ...(one.subnets.length > 1 && others.length > 0 ? [pick(others, one.subnets[1])] : [])];
  const dualStack =
    one.kind !== "classic" &&
    homes.every(({ ipv6Cidr }) => ipv6Cidr !== undefined) &&
    // UDP over IPv6 needs more than this, and what is without public IPv4 is an application load balancer.
    (one.kind === "application" ||
      (one.addressType === "dualstack" && one.listeners.every((l) => !protocolOf(one, l).includes("UDP"))));
  const fixed = one.fixed && one.internal && one.kind === "network";
  return {
    name,
    kind: one.kind,
    subnets: homes.map((home) => home.name),
    internal: one.internal,
    groups: namesOf(groups, first.vpc, one.groups),
    ...(one.addressType !== undefined && dualStack ? { addressType: one.addressType } : {}),
    ...(one.crossZone === undefined || one.kind === "application" ? {} : { crossZone: one.crossZone }),
    ...(fixed
      ? { nodeAddresses: Object.fromEntries(homes.map((home) => [home.name, home.cidr.replace("0/24", "200")])) }
      : {}),
    listeners: [],
    instances: [],
  };
}

function protocolOf({ kind }: { kind: BalancerSpec["kind"] }, { protocol }: RawListener): ListenerSpec["protocol"] {
  return pick(PROTOCOLS[kind], protocol);
}

/** A network load balancer's one listener, to the application load balancer in the same subnets. */
function inFrontOf(balancer: BalancerSpec, behind: BalancerSpec, vpc: string): TargetGroupSpec {
  const name = `${balancer.name}-targets-1`;
  const [{ port }] = behind.listeners;
  balancer.subnets = behind.subnets;
  balancer.crossZone = true;
  balancer.groups = balancer.groups.length > 0 ? behind.groups : [];
  delete balancer.addressType;
  delete balancer.nodeAddresses;
  const action: ActionSpec = { type: "forward", targetGroups: [name], weighted: false };
  balancer.listeners.push({ port: 22, protocol: "TCP", action, rules: [], instancePort: port });
  return { name, vpc, protocol: "TCP", port, targetType: "alb", targets: [{ balancer: behind.name }] };
}

function addListener(
  balancer: BalancerSpec,
  one: RawListener,
  at: number,
  { subnets, servers, fleets, targetGroups }: Context & { targetGroups: TargetGroupSpec[] },
): void {
  const { vpc } = named(subnets, balancer.subnets[0]);
  const protocol = protocolOf(balancer, one);
  const members = [...servers, ...fleets].filter(
    (member) => named(subnets, "subnets" in member ? member.subnets[0] : member.subnet).vpc === vpc,
  );
  const chosen =
    members.length > 0 ? one.targets.map((target) => ({ ...target, member: pick(members, target.at) })) : [];
  const targets = uniqueBy(chosen, ({ member }) => member);
  const name = `${balancer.name}-targets-${at + 1}`;
  const application = balancer.kind === "application";
  const both = application && one.action === "both" && at > 0 ? [`${balancer.name}-targets-1`] : [];
  const forward: ActionSpec = { type: "forward", targetGroups: [name, ...both], weighted: one.action === "weighted" };
  const elsewhere = application && (one.action === "redirect" || one.action === "rule");
  balancer.listeners.push({
    port: one.port,
    protocol,
    action: elsewhere ? { type: "redirect" } : forward,
    rules: application && one.action === "rule" ? [forward] : [],
    instancePort: one.targetPort,
  });
  if (balancer.kind === "classic") {
    // All its listeners share its instances.
    balancer.instances = at === 0 ? targets.map(({ member, by }) => instance(member, by)) : balancer.instances;
    return;
  }
  const settable = protocol === "TCP" || protocol === "TLS";
  targetGroups.push({
    name,
    vpc,
    protocol,
    port: one.targetPort,
    targetType: one.targetType,
    ...(one.preserveClientIp === undefined || !settable ? {} : { preserveClientIp: one.preserveClientIp }),
    targets: targets.flatMap((target) => targetOf(target, target.member, one.targetType)),
  });
}

function instance(member: ServerSpec | FleetSpec, by: number): BalancerSpec["instances"][0] {
  return "subnets" in member
    ? { fleet: member.name, by: pick(["group", "attachment"] as const, by) }
    : { server: member.name, by: pick(["instances", "attachment"] as const, by) };
}

function targetOf(
  { port, literal, which, by }: RawListener["targets"][0],
  member: ServerSpec | FleetSpec,
  type: "instance" | "ip",
): TargetSpec[] {
  if ("subnets" in member) {
    const ways: FleetTargetSpec["by"][] = [
      "targetGroupArns",
      "attachment",
      "trafficSources",
      "trafficSourceAttachment",
    ];
    return type === "instance" ? [{ fleet: member.name, by: pick(ways, by) }] : [];
  }
  const addresses = [member, ...member.interfaces].flatMap((one) => one.addresses);
  return [
    {
      server: member.name,
      ...(type === "ip" ? { address: pick(addresses, which), literal } : {}),
      ...(port === undefined ? {} : { port }),
    },
  ];
}
