import type { GroupSpec, Peer, PrefixListSpec, RuleSpec, ServerSpec, SubnetSpec, VpcSpec } from "../spec";
import { insideBlocks, IPV4, IPV6, pick, PORTS, uniqueBy } from "./blocks";
import type { Raw } from "./raw";

export function groupsOf(raw: Raw, vpcs: VpcSpec[]): GroupSpec[] {
  return [
    ...raw.vpcs.flatMap(({ defaultGroup: kind, namedBy }, at): GroupSpec[] => {
      const vpc = vpcs[at].name;
      return kind ? [{ name: `${vpc}-default`, vpc, kind, namedBy, rules: [] }] : [];
    }),
    ...raw.groups.map(({ vpc, egress }, at): GroupSpec => {
      const name = `group-${at + 1}`;
      return { name, vpc: pick(vpcs, vpc).name, kind: "own", rules: egressRules(name, egress) };
    }),
  ];
}

function egressRules(group: string, egress: string): RuleSpec[] {
  const blocks = egress === "none" ? [] : ["0.0.0.0/0", ...(egress === "all" ? ["::/0"] : [])];
  return blocks.map((cidr, at) => ({
    name: `${group}-out-${at + 1}`,
    direction: "egress",
    protocol: "-1",
    from: 0,
    to: 0,
    peers: [{ cidr }],
    style: "standalone",
  }));
}

/** One list of IPv4 blocks, one of IPv6 blocks. */
export function prefixListsOf(raw: Raw): PrefixListSpec[] {
  return raw.lists.map((entries, at) => ({
    name: `list-${at + 1}`,
    family: at === 0 ? 4 : 6,
    entries: uniqueBy(
      entries.map(([cidr, separate]) => ({ cidr: pick(at === 0 ? IPV4 : IPV6, cidr), separate })),
      ({ cidr }) => cidr,
    ),
  }));
}

interface Context {
  vpcs: VpcSpec[];
  subnets: SubnetSpec[];
  groups: GroupSpec[];
  prefixLists: PrefixListSpec[];
  servers: ServerSpec[];
}

/** Gives the groups their rules. */
export function addRules(raw: Raw, context: Context): void {
  raw.rules.forEach((one, at) => {
    const group = pick(context.groups, one.group);
    const style = styleFor(group, one.style);
    const candidates = one.peers.flatMap((peer) => peersOf(peer, group, style, context));
    const peers = uniqueBy(candidates, (peer) => JSON.stringify(peer)).filter(
      (peer, place, all) => fits(peer, all[0], style) && (place === 0 || style !== "standalone"),
    );
    const [from, to] = one.protocol === "tcp" || one.protocol === "udp" ? pick(PORTS, one.ports) : [0, 0];
    if (peers.length > 0) {
      const { direction, protocol } = one;
      group.rules.push({ name: `rule-${at + 1}`, direction, protocol, from, to, peers, style });
    }
  });
}

/** AWS's own default group is no resource to write rules in; an adopted one is not for SecurityGroupRules. */
function styleFor({ kind }: GroupSpec, style: RuleSpec["style"]): RuleSpec["style"] {
  if (kind === "default" && style === "inline") {
    return "rule";
  }
  return kind === "default-adopted" && style === "rule" ? "inline" : style;
}

/** aws.ec2.SecurityGroupRule takes blocks and lists together, or one group, or itself. */
function fits(peer: Peer, first: Peer, style: RuleSpec["style"]): boolean {
  const alone = (one: Peer) => "group" in one || "self" in one;
  return style !== "rule" || peer === first || (!alone(peer) && !alone(first));
}

function peersOf(
  { kind, at }: Raw["rules"][0]["peers"][0],
  group: GroupSpec,
  style: RuleSpec["style"],
  { vpcs, subnets, groups, prefixLists, servers }: Context,
): Peer[] {
  const siblings = groups.filter(({ vpc }) => vpc === group.vpc);
  // A rule inside a group can only name what exists before the group does.
  const nameable = style === "inline" ? siblings.slice(0, siblings.indexOf(group) + 1) : siblings;
  const homes = subnets.filter(({ vpc }) => vpc === group.vpc);
  switch (kind) {
    case "any":
      return [{ cidr: "0.0.0.0/0" }];
    case "ipv6":
      return [{ cidr: pick([...IPV6, ...subnets.flatMap(({ ipv6Cidr }) => ipv6Cidr ?? [])], at) }];
    case "self":
      return [{ self: true }];
    case "group":
      return [{ group: pick(nameable, at).name }];
    case "list":
      return prefixLists.length > 0 ? [{ prefixList: pick(prefixLists, at).name }] : [];
    case "inside":
      return [{ cidr: pick(insideBlocks(homes.length > 0 ? homes : subnets, vpcs, servers), at) }];
    case "half": {
      const { cidr } = pick(homes.length > 0 ? homes : subnets, at >> 1);
      return [{ cidr: cidr.replace("0/24", at % 2 === 0 ? "0/25" : "128/25") }];
    }
    case "private":
      return style === "inline" ? [] : [{ privateAddressOf: pick(servers, at).name }];
    case "public": {
      const elastic = servers.filter(({ eip }) => eip !== undefined);
      const holders = [...elastic, ...vpcs.flatMap(({ natGateways }) => natGateways)];
      return style === "inline" || holders.length === 0 ? [] : [{ publicAddressOf: pick(holders, at).name }];
    }
    default:
      return [{ cidr: pick(IPV4, at) }];
  }
}
