/** Security groups with their rules in every style, and prefix lists. */
import type { GroupSpec, Peer, RuleSpec } from "../spec";
import { digits, INSTANCE, listed, type Properties, Ref, type Registry, urn } from "./registry";

export function renderPrefixLists(registry: Registry): void {
  for (const { name, family, entries } of registry.spec.prefixLists) {
    const id = `pl-${digits(name)}`;
    const described = ({ cidr }: { cidr: string }) => ({ cidr, description: "One block" });
    const own = entries.filter(({ separate }) => !separate).map(described);
    registry.add(
      "aws:ec2/managedPrefixList:ManagedPrefixList",
      name,
      { addressFamily: `IPv${family}`, maxEntries: 10, name, ...listed("entries", own) },
      { id, entries: registry.options.refreshed ? entries.map(described) : own, version: 1 },
    );
    entries.forEach(({ cidr, separate }, at) => {
      if (separate) {
        const inputs = { prefixListId: registry.ref(name), cidr };
        const entry = `${name}-entry-${at + 1}`;
        registry.add("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry", entry, inputs, { id: `${id},${cidr}` });
      }
    });
  }
}

export function renderGroups(registry: Registry): void {
  const { ids, refreshed } = registry.options;
  for (const group of registry.spec.groups.filter(({ kind }) => kind !== "default")) {
    const own = group.rules.filter((rule) => rule.style === "inline");
    const side = (rules: RuleSpec[], direction: RuleSpec["direction"]) =>
      rules.filter((rule) => rule.direction === direction).map((rule) => inlineRule(registry, group, rule));
    const shown = refreshed ? group.rules : own;
    const id = `sg-${digits(group.kind === "own" ? group.name : group.vpc)}`;
    const inputs = {
      ...listed("ingress", side(own, "ingress")),
      ...listed("egress", side(own, "egress")),
      vpcId: registry.outside(group.vpc),
    };
    const computed = {
      id,
      arn: `arn:aws:ec2:eu-west-1:123456789012:security-group/${id}`,
      // A first preview leaves the one that is not given out.
      ...(ids !== "unknown" ? { ingress: side(shown, "ingress"), egress: side(shown, "egress") } : {}),
    };
    if (group.kind === "own") {
      const named = { name: `${group.name}-1a2b3c4`, description: "A group" };
      registry.add("aws:ec2/securityGroup:SecurityGroup", group.name, { ...inputs, ...named }, computed);
    } else {
      const type = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
      registry.add(type, group.name, inputs, { ...computed, name: "default" });
    }
  }
}

export function renderRules(registry: Registry): void {
  for (const group of registry.spec.groups) {
    for (const rule of group.rules.filter(({ style }) => style !== "inline")) {
      const { blocks, self, groups, lists } = peersOf(registry, rule);
      const securityGroupId = registry.groupId(group.name);
      const referenced = groups.map((name) => registry.groupId(name));
      const id = `sgr-${digits(rule.name)}`;
      if (rule.style === "standalone") {
        const side = rule.direction === "ingress" ? "Ingress" : "Egress";
        registry.add(
          `aws:vpc/securityGroup${side}Rule:SecurityGroup${side}Rule`,
          rule.name,
          {
            securityGroupId,
            description: rule.name,
            ipProtocol: protocol(rule),
            ...(rule.protocol === "-1" ? {} : ports(rule)),
            cidrIpv4: blocks.ipv4[0],
            cidrIpv6: blocks.ipv6[0],
            prefixListId: lists[0],
            referencedSecurityGroupId: [...(self ? [securityGroupId] : []), ...referenced][0],
          },
          { id, securityGroupRuleId: id },
        );
      } else {
        registry.add(
          "aws:ec2/securityGroupRule:SecurityGroupRule",
          rule.name,
          {
            securityGroupId,
            type: rule.direction,
            ...alwaysPorts(rule),
            ...listed("cidrBlocks", blocks.ipv4),
            ...listed("ipv6CidrBlocks", blocks.ipv6),
            ...listed("prefixListIds", lists),
            ...(self ? { self: true } : {}),
            sourceSecurityGroupId: referenced[0],
          },
          { id: `sgrule-${digits(rule.name)}`, securityGroupRuleId: id },
        );
      }
    }
  }
}

function inlineRule(registry: Registry, group: GroupSpec, rule: RuleSpec): Properties {
  const { blocks, self, groups, lists } = peersOf(registry, rule);
  const others = groups.filter((name) => name !== group.name).map((name) => registry.groupId(name));
  return {
    ...alwaysPorts(rule),
    description: rule.name,
    ...listed("cidrBlocks", blocks.ipv4),
    ...listed("ipv6CidrBlocks", blocks.ipv6),
    ...listed("prefixListIds", lists),
    ...listed("securityGroups", others),
    // The provider knows a group's own id inside that group as `self`.
    ...(self || others.length < groups.length ? { self: true } : {}),
  };
}

function peersOf(registry: Registry, { peers }: RuleSpec) {
  const blocks = peers.flatMap((peer) => block(registry, peer));
  return {
    blocks: {
      ipv4: blocks.filter(({ family }) => family === 4).map(({ value }) => value),
      ipv6: blocks.filter(({ family }) => family === 6).map(({ value }) => value),
    },
    self: peers.some((peer) => "self" in peer),
    groups: peers.flatMap((peer) => ("group" in peer ? [peer.group] : [])),
    lists: peers.flatMap((peer) => ("prefixList" in peer ? [registry.ref(peer.prefixList)] : [])),
  };
}

function block(registry: Registry, peer: Peer): { family: 4 | 6; value: string | Ref }[] {
  if ("cidr" in peer) {
    return [{ family: peer.cidr.includes(":") ? 6 : 4, value: peer.cidr }];
  }
  if ("privateAddressOf" in peer) {
    const server = registry.server(peer.privateAddressOf);
    const known = server.addressGiven && server.ownInterface === undefined;
    return [{ family: 4, value: new Ref(`${server.addresses[0]}/32`, [urn(INSTANCE, server.name)], known) }];
  }
  if ("publicAddressOf" in peer) {
    const name = peer.publicAddressOf;
    const gateways = registry.spec.vpcs.flatMap(({ natGateways }) => natGateways);
    const address = gateways.find((one) => one.name === name)?.address ?? registry.server(name).eip?.address;
    return [{ family: 4, value: new Ref(`${address ?? ""}/32`, [urn("aws:ec2/eip:Eip", `${name}-address`)]) }];
  }
  return [];
}

/** By name, or now and then by number. */
function protocol({ protocol: one, name, style }: RuleSpec): string {
  const numbers = { tcp: "6", udp: "17", icmp: "1", icmpv6: "58", "-1": style === "standalone" ? "-1" : "all" };
  return digits(name) > "0c" ? numbers[one] : one;
}

function ports({ protocol: one, from, to }: RuleSpec) {
  return one.startsWith("icmp") ? { fromPort: -1, toPort: -1 } : { fromPort: from, toPort: to };
}

/** Of the older styles, which say ports even where there are none. */
function alwaysPorts(rule: RuleSpec): Properties {
  return { protocol: protocol(rule), ...(rule.protocol === "-1" ? { fromPort: 0, toPort: 0 } : ports(rule)) };
}
