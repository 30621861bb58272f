/** Security groups with their rules in every style: separate resources of both kinds, inline, and AWS's own default. */
import { ALL_IPV4, ALL_IPV6, addressesOf } from "./addresses";
import { IntervalSet } from "./interval-set";
import {
  booleanOf,
  containsUnknown,
  listOf,
  member,
  numberOf,
  read,
  readFound,
  readInput,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";
import type { References, StackIndex } from "./stack-index";
import { ALL_TRAFFIC, ruleTraffic, type Traffic } from "./traffic";
import { kindOf } from "./types";

export type Direction = "ingress" | "egress";

export interface Group {
  /** Name of its resource, or its id. */
  name: string;
  /** Undefined for groups that are not resources of the stack. */
  resource?: Resource;
  /** Its VPC. */
  vpc?: References;
  ingress: Rule[];
  egress: Rule[];
  /** Why there may be rules that the stack does not describe. */
  undescribed?: string;
  /** Why others than the stack's own servers may wear it. */
  outsiders?: string;
}

/** The other end of a rule. */
export type Peer =
  | { kind: "addresses"; addresses: IntervalSet }
  | { kind: "group"; group: Group }
  /** It cannot be told who. */
  | { kind: "anyone"; reason: string };

/** What one rule lets one peer do. */
export interface Rule {
  /** As the reader finds it: `rule "debug"`. */
  name: string;
  /** The resource it is written in. */
  resource?: Resource;
  group: Group;
  traffic: Traffic;
  peer: Peer;
  /** Why it is not certain that the rule is as described. */
  doubt?: string;
  /** It stands in AWS, and not in the program. */
  isFound?: boolean;
}

const RULE = { ingress: "vpc/securityGroupIngressRule", egress: "vpc/securityGroupEgressRule" } as const;
const LEGACY_RULE = "ec2/securityGroupRule";
const GROUP = "ec2/securityGroup";
const DEFAULT_GROUP = "ec2/defaultSecurityGroup";
const VPC = "ec2/vpc";
const PREFIX_LIST = "ec2/managedPrefixList";
const GROUP_KINDS = [GROUP, DEFAULT_GROUP, VPC];

export class SecurityGroups {
  private readonly groups = new Map<string, Group>();
  private readonly prefixLists = new Map<Resource, { addresses: IntervalSet; doubt?: string }>();
  /** Rules of a group that is not known: they may be any group's. */
  readonly stray: Record<Direction, Rule[]> = { ingress: [], egress: [] };

  constructor(private readonly index: StackIndex) {
    this.readPrefixLists();
    for (const resource of index.of(GROUP)) this.groupOf(resource);
    for (const resource of index.of(DEFAULT_GROUP)) this.groupOf(resource);
    for (const direction of ["ingress", "egress"] as const) {
      for (const resource of index.of(RULE[direction])) this.addRule(resource, direction);
    }
    for (const resource of index.of(LEGACY_RULE)) this.addLegacyRule(resource);
    for (const resource of index.of(GROUP, DEFAULT_GROUP)) {
      for (const direction of ["ingress", "egress"] as const) this.addInlineRules(resource, direction);
    }
  }

  all(): Iterable<Group> {
    return this.groups.values();
  }

  /** The group of a resource; that of a VPC is its default group. */
  groupOf(resource: Resource): Group {
    const made = isRead(resource) ? this.madeAs(resource) : undefined;
    if (made !== undefined) return this.groupOf(made);
    const vpc = kindOf(resource.type) === GROUP ? undefined : this.vpcOfDefault(resource);
    const key = vpc?.urn ?? resource.urn;
    let group = this.groups.get(key);
    if (!group) {
      const refs = this.vpcOf(resource);
      group = { name: resource.name, resource, vpc: refs, ingress: [], egress: [] };
      if (vpc === undefined && isRead(resource)) {
        group.outsiders = `security group "${resource.name}" is only read: others may wear it`;
        const isDescribed = Array.isArray(readFound(resource, "ingress") ?? read(resource, "ingress"));
        if (!isDescribed)
          group.undescribed = `the rules of security group "${resource.name}" are not part of this stack`;
      }
      if (vpc) {
        group.name = `default group of ${vpc.name}`;
        const adopted = this.index
          .of(DEFAULT_GROUP)
          .some((one) => this.index.refer(one, "vpcId", VPC).resources.includes(vpc));
        if (!adopted) addAwsDefaultRules(group);
      }
      this.groups.set(key, group);
    }
    return group;
  }

  /** The groups that a property names, each with the doubt whether it does. */
  refer(resource: Resource, property: string, value: Value): { groups: Group[]; doubt?: string; open: boolean } {
    const bare = withoutOwner(value);
    const { resources, foreign, doubt, open } = this.index.references(resource, property, bare, GROUP_KINDS);
    const groups = [...resources.map((one) => this.groupOf(one)), ...foreign.map((id) => this.foreignGroup(id))];
    const alias = resources.find((one) => isRead(one) && !isGroupKnown(one));
    const reason = alias && `which group "${alias.name}" reads is not known yet`;
    return { groups: [...new Set(groups)], doubt: doubt ?? reason, open: open || alias !== undefined };
  }

  /** The group that AWS gives to what names none: the default one of its VPC. */
  defaultGroups(vpc: References): { groups: Group[]; doubt?: string; open: boolean } {
    const groups = [
      ...vpc.resources.map((resource) => this.groupOf(resource)),
      ...vpc.foreign.map((id) => this.foreignGroup(`default group of ${id}`)),
    ];
    return { groups, doubt: vpc.doubt, open: vpc.open || groups.length === 0 };
  }

  /** A group's rules, those that may be its own among them. */
  *rulesOf(group: Group, direction: Direction): Generator<Rule> {
    yield* group[direction];
    yield* this.stray[direction];
    if (group.undescribed !== undefined) {
      const peer: Peer = { kind: "anyone", reason: group.undescribed };
      yield { name: "rules not described here", group, traffic: ALL_TRAFFIC, peer, doubt: group.undescribed };
    }
  }

  /** The resource of the stack that makes the group which another one reads. */
  private madeAs(resource: Resource): Resource | undefined {
    const id = textOf(read(resource, "id"));
    return id === undefined ? undefined : this.index.named(id, GROUP_KINDS).find((one) => !isRead(one));
  }

  private vpcOf(resource: Resource): References {
    if (kindOf(resource.type) === VPC) return { resources: [resource], foreign: [], open: false };
    return this.index.refer(resource, "vpcId", VPC, "ec2/defaultVpc");
  }

  private vpcOfDefault(resource: Resource): Resource | undefined {
    return kindOf(resource.type) === VPC ? resource : this.index.refer(resource, "vpcId", VPC).resources[0];
  }

  private foreignGroup(id: string): Group {
    let group = this.groups.get(id);
    if (!group) {
      const reason = `security group ${id} is not part of this stack`;
      group = { name: id, ingress: [], egress: [], undescribed: reason, outsiders: reason };
      this.groups.set(id, group);
    }
    return group;
  }

  private addRule(resource: Resource, direction: Direction): void {
    const ports: Ports = {
      protocol: read(resource, "ipProtocol"),
      from: read(resource, "fromPort"),
      to: read(resource, "toPort"),
    };
    const peers = [
      ...this.blockPeers(resource, ["cidrIpv4", ALL_IPV4], ["cidrIpv6", ALL_IPV6]),
      ...this.listPeers(resource, "prefixListId", read(resource, "prefixListId")),
      ...this.groupPeers(resource, "referencedSecurityGroupId", read(resource, "referencedSecurityGroupId")),
    ];
    this.enter(resource, direction, ports, peers);
  }

  private addLegacyRule(resource: Resource): void {
    const ports: Ports = {
      protocol: read(resource, "protocol"),
      from: read(resource, "fromPort"),
      to: read(resource, "toPort"),
    };
    const peers = [
      ...this.blockPeers(resource, ["cidrBlocks", ALL_IPV4], ["ipv6CidrBlocks", ALL_IPV6]),
      ...this.listPeers(resource, "prefixListIds", read(resource, "prefixListIds")),
      ...this.groupPeers(resource, "sourceSecurityGroupId", read(resource, "sourceSecurityGroupId")),
    ];
    const self = booleanOf(read(resource, "self"));
    if (self === true || self === UNKNOWN) {
      const own = this.groupPeers(resource, "securityGroupId", read(resource, "securityGroupId"));
      peers.push(...own.map((peer) => (self === UNKNOWN ? { ...peer, doubt: unknownPart(resource, "self") } : peer)));
    }
    const type = read(resource, "type");
    for (const direction of ["ingress", "egress"] as const) {
      if (type === UNKNOWN || type === direction) this.enter(resource, direction, ports, peers, type === UNKNOWN);
    }
  }

  /** Enters a rule that is a resource of its own, with each of its peers, into its group. */
  private enter(resource: Resource, direction: Direction, ports: Ports, peers: DoubtfulPeer[], inDoubt = false): void {
    const { traffic, doubt } = trafficOfPorts(resource.name, ports);
    const home = this.refer(resource, "securityGroupId", read(resource, "securityGroupId"));
    const common = home.doubt ?? doubt ?? (inDoubt ? unknownPart(resource, "type") : undefined);
    const name = `rule "${resource.name}"`;
    for (const { peer, doubt: peerDoubt } of peers) {
      const ruleOf = (group: Group): Rule => ({ name, resource, group, traffic, peer, doubt: common ?? peerDoubt });
      for (const group of home.groups) group[direction].push(ruleOf(group));
      if (home.open) this.stray[direction].push(ruleOf(UNKNOWN_GROUP));
    }
  }

  private addInlineRules(resource: Resource, direction: Direction): void {
    const group = this.groupOf(resource);
    const written = readInput(resource, direction);
    if (written === UNKNOWN) {
      const reason = unknownPart(resource, direction);
      const peer: Peer = { kind: "anyone", reason };
      group[direction].push({
        name: `inline ${direction}`,
        resource,
        group,
        traffic: ALL_TRAFFIC,
        peer,
        doubt: reason,
      });
    }
    listOf(written).forEach((entry, position) => {
      for (const rule of this.inlineRules(resource, group, direction, entry)) {
        group[direction].push({ ...rule, name: `inline ${direction} rule ${position + 1}` });
      }
    });
    const own = group[direction].slice();
    for (const entry of listOf(readFound(resource, direction))) {
      for (const rule of this.inlineRules(resource, group, direction, entry)) {
        const description = textOf(member(entry, "description"));
        if (own.some((known) => isForm(known, rule, description))) continue;
        const label = description === undefined ? "" : ` "${description}"`;
        group[direction].push({ ...rule, name: `${direction} rule${label} found in AWS`, isFound: true });
      }
    }
  }

  private *inlineRules(resource: Resource, group: Group, direction: Direction, entry: Value): Generator<Rule> {
    const ports: Ports = {
      protocol: member(entry, "protocol"),
      from: member(entry, "fromPort"),
      to: member(entry, "toPort"),
    };
    const { traffic, doubt } = trafficOfPorts(resource.name, ports);
    const peers = [
      ...blocks(resource, direction, member(entry, "cidrBlocks"), ALL_IPV4),
      ...blocks(resource, direction, member(entry, "ipv6CidrBlocks"), ALL_IPV6),
      ...this.listPeers(resource, direction, member(entry, "prefixListIds")),
      ...this.groupPeers(resource, direction, member(entry, "securityGroups")),
    ];
    const self = booleanOf(member(entry, "self"));
    if (self === true || self === UNKNOWN) {
      peers.push({
        peer: { kind: "group", group },
        doubt: self === true ? undefined : unknownPart(resource, direction),
      });
    }
    for (const { peer, doubt: peerDoubt } of peers) {
      yield { name: "", resource, group, traffic, peer, doubt: doubt ?? peerDoubt };
    }
  }

  private blockPeers(resource: Resource, ...properties: [string, IntervalSet][]): DoubtfulPeer[] {
    return properties.flatMap(([property, family]) => blocks(resource, property, read(resource, property), family));
  }

  private groupPeers(resource: Resource, property: string, value: Value): DoubtfulPeer[] {
    const { groups, doubt, open } = this.refer(resource, property, value);
    const peers: DoubtfulPeer[] = groups.map((group) => ({ peer: { kind: "group", group }, doubt }));
    if (open) peers.push(anyone(doubt ?? unknownPart(resource, property)));
    return peers;
  }

  private listPeers(resource: Resource, property: string, value: Value): DoubtfulPeer[] {
    const { resources, foreign, doubt, open } = this.index.references(resource, property, value, [PREFIX_LIST]);
    const peers = resources.map((list): DoubtfulPeer => {
      const { addresses, doubt: listDoubt } = this.prefixLists.get(list) ?? { addresses: IntervalSet.EMPTY };
      if (listDoubt !== undefined) return anyone(listDoubt);
      return { peer: { kind: "addresses", addresses }, doubt };
    });
    for (const id of foreign) peers.push(anyone(`the addresses of prefix list ${id} are not part of this stack`));
    if (open) peers.push(anyone(doubt ?? unknownPart(resource, property)));
    return peers;
  }

  private readPrefixLists(): void {
    const entries = new Map<Resource, Value[]>();
    for (const list of this.index.of(PREFIX_LIST)) {
      const written = read(list, "entries");
      entries.set(list, written === UNKNOWN ? [UNKNOWN] : listOf(written).map((entry) => member(entry, "cidr")));
    }
    for (const entry of this.index.of("ec2/managedPrefixListEntry")) {
      const { resources, open } = this.index.refer(entry, "prefixListId", PREFIX_LIST);
      for (const list of open ? entries.keys() : resources)
        entries.get(list)?.push(open ? UNKNOWN : read(entry, "cidr"));
    }
    for (const [list, cidrs] of entries) {
      const sets = cidrs.map((cidr) => (typeof cidr === "string" ? addressesOf(cidr) : undefined));
      const isKnown = sets.every((set) => set !== undefined);
      const doubt = isKnown ? undefined : `the addresses of prefix list "${list.name}" are not known yet`;
      this.prefixLists.set(list, { addresses: IntervalSet.union(sets.filter((set) => set !== undefined)), doubt });
    }
  }
}

/** The engine shows policies what a program makes before it is made, and never what it only reads. */
function isRead({ inputs }: Resource): boolean {
  return inputs === undefined;
}

function isGroupKnown(resource: Resource): boolean {
  return textOf(read(resource, "id")) !== undefined;
}

const UNKNOWN_GROUP: Group = { name: "a group not known yet", ingress: [], egress: [] };

interface DoubtfulPeer {
  peer: Peer;
  doubt?: string;
}

interface Ports {
  protocol: Value;
  from: Value;
  to: Value;
}

function trafficOfPorts(name: string, { protocol, from, to }: Ports): { traffic: Traffic; doubt?: string } {
  if (protocol === UNKNOWN) return { traffic: ALL_TRAFFIC, doubt: `the protocol of "${name}" is not known yet` };
  const text = typeof protocol === "number" ? String(protocol) : (textOf(protocol) ?? "");
  const [first, last] = [numberOf(from), numberOf(to)];
  const traffic = ruleTraffic(text, first, last);
  if (traffic === undefined)
    return { traffic: ALL_TRAFFIC, doubt: `"${name}" has a protocol that is not known: ${text}` };
  if (from !== UNKNOWN && to !== UNKNOWN) return { traffic };
  const every = ruleTraffic(text, undefined, undefined) ?? ALL_TRAFFIC;
  return { traffic: every, doubt: every.equals(ALL_TRAFFIC) ? undefined : `the ports of "${name}" are not known yet` };
}

/** One CIDR block or a list of them. */
function blocks(resource: Resource, property: string, value: Value, family: IntervalSet): DoubtfulPeer[] {
  if (value === undefined || value === null || value === "") return [];
  return (Array.isArray(value) ? value : [value]).map((block): DoubtfulPeer => {
    const addresses = typeof block === "string" ? addressesOf(block)?.intersect(family) : undefined;
    return addresses === undefined
      ? anyone(unknownPart(resource, property))
      : { peer: { kind: "addresses", addresses } };
  });
}

function anyone(reason: string): DoubtfulPeer {
  return { peer: { kind: "anyone", reason }, doubt: reason };
}

function unknownPart(resource: Resource, property: string): string {
  return `"${property}" of ${resource.name} is not known yet`;
}

/** Amazon VPC user guide, "Default security groups for your VPCs". */
function addAwsDefaultRules(group: Group): void {
  const rule = { name: "AWS's default rule", resource: group.resource, group, traffic: ALL_TRAFFIC };
  group.ingress.push({ ...rule, peer: { kind: "group", group } });
  for (const addresses of [ALL_IPV4, ALL_IPV6]) group.egress.push({ ...rule, peer: { kind: "addresses", addresses } });
}

/** Ids across accounts and peerings are written `123456789012/sg-…`. */
function withoutOwner(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutOwner);
  return typeof value === "string" && value.includes("/") ? value.replace(/^\d{12}\//, "") : value;
}

/**
 * Whether a rule found in AWS is one the program has: the same, or as it was before its peer, which is being replaced
 * and therefore not known, changed.
 */
function isForm(own: Rule, found: Rule, description: string | undefined): boolean {
  if (own.isFound || !own.traffic.equals(found.traffic)) return false;
  if (own.peer.kind === "addresses" && found.peer.kind === "addresses") {
    return found.peer.addresses.isWithin(own.peer.addresses);
  }
  if (own.peer.kind === "group" && found.peer.kind === "group") {
    if (own.peer.group === found.peer.group) return true;
    const isReplaced = found.peer.group.resource === undefined && isIdUnknown(own.peer.group);
    return isReplaced && own.resource !== undefined && textOf(read(own.resource, "description")) === description;
  }
  return own.peer.kind === "anyone" && found.peer.kind === "anyone";
}

function isIdUnknown({ resource }: Group): boolean {
  return resource !== undefined && containsUnknown(read(resource, "id") ?? UNKNOWN);
}
