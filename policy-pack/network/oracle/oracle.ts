/**
 * Who reaches whom in a small AWS network, found by sending single packets: no sets of addresses, no sets of ports.
 *
 * What AWS does, and where it says so:
 * - Security groups are stateful; all groups of an interface count together; a rule that names a group matches the
 *   private addresses (IPv4 and IPv6) of the interfaces that wear it, in the same VPC. (VPC guide, "Security group rules")
 * - Network ACLs are stateless, read in order of their numbers, and do not see what stays inside a subnet. (VPC guide)
 * - What comes in from the internet needs a public IPv4 address, or an IPv6 address, and the longest matching route back
 *   must lead to an internet gateway. NAT and egress-only gateways let nothing in. (VPC guide, "Route tables")
 * - A launched instance's public address goes to its primary interface alone, if that comes with it; IPv6 addresses go to every interface made
 *   in a subnet that assigns them. (EC2 API, ModifySubnetAttribute)
 * - Load balancers send to targets in their zones only; a network load balancer whose cross-zone setting is off, to those
 *   in the node's zone. (ELB guide, "How Elastic Load Balancing works")
 * - Application and classic load balancers, and network ones without client IP preservation, open a connection of their
 *   own from a node's private address. With preservation the target sees the client's address, but as traffic of the load
 *   balancer: its rules may name the load balancer's groups, not the client's. A client that comes by IPv6 to an IPv4
 *   target is not preserved. (NLB guide, "Security groups", "Edit target group attributes")
 * - An internal dual-stack load balancer takes nothing from an internet gateway. (ALB guide, `ipv6.deny_all_igw_traffic`)
 *
 * Left out on purpose: a server that leaves through the internet to come back in by a public address. It is an internet
 * address then; ask for that address.
 */
import { type Address, address, addressText, type Block, block, isPublic, within } from "./address";
import type {
  ActionSpec,
  BalancerSpec,
  GroupSpec,
  InterfaceSpec,
  ListenerSpec,
  NaclRuleSpec,
  NaclSpec,
  Peer,
  Protocol,
  RouteTableSpec,
  RuleSpec,
  Spec,
  SubnetSpec,
  TargetGroupSpec,
  VpcSpec,
} from "./spec";

export interface Packet {
  /** A server's or fleet's name, or an internet address. */
  from: string;
  /** A server's or fleet's name. */
  to: string;
  protocol: Protocol;
  /** Of the server, also where a load balancer listens on another one. 0 for ICMP. */
  port: number;
}

/**
 * Servers of a fleet and nodes of a load balancer have an address AWS chooses. The four differ only where a rule is about
 * a part of their subnet.
 */
export interface Answer {
  /** Delivered with every address of the subnets. */
  surely: boolean;
  /** Delivered with every address that AWS may really choose: not its own, not one in use. */
  reallySurely: boolean;
  /** Delivered with some address that AWS may really choose. */
  really: boolean;
  /** Delivered with some address. */
  ever: boolean;
}

/** Whether the connection is established: request and response. */
export function delivers(spec: Spec, packet: Packet): boolean {
  return answer(spec, packet).really;
}

export function answer(spec: Spec, packet: Packet): Answer {
  const world = compiled(spec);
  const cases = world.origins(packet.from).flatMap((from) =>
    world.placements(packet.to).map((to) => {
      const chains = from.name === to.name ? [] : [...chainsBetween(world, from, to, packet)];
      const real = from.real && to.real;
      return {
        surely: chains.some((chain) => chain.surely),
        reallySurely: !real || chains.some((chain) => chain.reallySurely),
        really: real && chains.some((chain) => chain.really),
        ever: chains.some((chain) => chain.ever),
      };
    }),
  );
  return {
    surely: cases.length > 0 && cases.every((one) => one.surely),
    reallySurely: cases.length > 0 && cases.every((one) => one.reallySurely),
    really: cases.some((one) => one.really),
    ever: cases.some((one) => one.ever),
  };
}

/**
 * Whether some rule about this traffic, or some ACL, tells apart addresses that AWS may choose between: of a fleet's
 * servers, or of the nodes of a load balancer that sends there.
 */
export function dependsOnChosenAddresses(spec: Spec, { from, to, protocol, port }: Packet): boolean {
  const world = compiled(spec);
  const ways = world.placements(to).flatMap((placement) => [...balancedWays(world, placement, protocol, port)]);
  const fronts = ways.flatMap(({ balancer, listener }) => networkFronts(world, balancer, listener));
  const doors = [...ways, ...fronts];
  const fleets = spec.fleets.filter(({ name }) => name === from || name === to);
  const subnets = [
    ...fleets.flatMap((fleet) => fleet.subnets),
    ...doors.flatMap(({ balancer }) => balancer.subnets.filter((name) => balancer.nodeAddresses?.[name] === undefined)),
  ].map((name) => world.subnet(name));
  const ports = [port, ...doors.map(({ listener }) => listener.port)];
  return subnets.some((subnet) =>
    [subnet.cidr, ...(subnet.ipv6Cidr === undefined ? [] : [subnet.ipv6Cidr])].some((cidr) =>
      world.blocksAbout(subnet.vpc, protocol, ports).some((text) => cuts(block(text), block(cidr))),
    ),
  );
}

/** Whether a block has a part of another, but not all. */
function cuts(part: Block, whole: Block): boolean {
  return (
    part.family === whole.family && part.first <= whole.last && part.last >= whole.first && part.prefix > whole.prefix
  );
}

/** The origins that reach a server's port, each with every way it does. */
export function whoDelivers(
  spec: Spec,
  to: string,
  protocol: Protocol,
  port: number,
  origins: string[],
): { origin: string; chains: string[] }[] {
  const world = compiled(spec);
  return origins
    .map((origin) => {
      const chains = world
        .origins(origin)
        .flatMap((from) => world.placements(to).map((at) => ({ from, at })))
        .filter(({ from, at }) => from.real && at.real && from.name !== at.name)
        .flatMap(({ from, at }) => [...chainsBetween(world, from, at, { from: origin, to, protocol, port })])
        .filter((chain) => chain.really)
        .map((chain) => chain.text);
      return { origin, chains: [...new Set(chains)] };
    })
    .filter(({ chains }) => chains.length > 0);
}

/** One end of a packet's way: a single address. */
interface Party {
  address: Address;
  /** None: on the internet. */
  subnet?: SubnetSpec;
  /** Names of groups; a rule's peer may name them. */
  groups: string[];
  /** A network load balancer without groups filters nothing. */
  filtered: boolean;
  /** Reached from the internet at this address, or at a public one that stands for it. */
  open: boolean;
}

/** A server with its addresses, or one of the addresses that AWS may give it. */
interface Placement {
  name: string;
  parties: Party[];
  /** Where load balancers find it, if its address is not said. */
  primary: Party;
  real: boolean;
}

interface Chain extends Answer {
  text: string;
}

function* chainsBetween(world: World, from: Placement, to: Placement, packet: Packet): Generator<Chain> {
  const { protocol, port } = packet;
  const direct = pairs(from.parties, to.parties).some(([source, target]) =>
    connects(world, [{ source, target, protocol, port }]),
  );
  yield { text: `${from.name} → ${to.name}:${port}`, ...outcome([{ real: true, delivered: direct }]) };
  for (const way of balancedWays(world, to, protocol, port)) {
    const { balancer, listener, target, preserved } = way;
    for (const node of nodesFor(world, balancer, target)) {
      const name = `${balancer.name}:${listener.port} in ${node.subnet.name}`;
      const tries = node.placements.map(({ parties, real }) => ({
        real,
        delivered: throughNode(world, from, parties, listener.port, target, { protocol, port, preserved }),
      }));
      yield { text: `${from.name} → ${name} → ${to.name}:${port}`, ...outcome(tries) };
      for (const front of balancer.kind === "application" ? networkFronts(world, balancer, listener) : []) {
        yield* throughBoth(world, from, to, { front, way, node: { ...node, name } });
      }
    }
  }
}

interface Nodes {
  subnet: SubnetSpec;
  placements: Placement[];
}

/** The nodes of a load balancer that may send to a target. */
function nodesFor(world: World, balancer: BalancerSpec, target: Party): Nodes[] {
  return balancer.subnets
    .map((name) => world.subnet(name))
    .filter((subnet) => servesZone(world, balancer, subnet, target.subnet))
    .map((subnet) => ({ subnet, placements: world.nodes(balancer, subnet) }));
}

interface Front {
  balancer: BalancerSpec;
  listener: ListenerSpec;
}

/** Listeners of network load balancers whose target is this listener of an application load balancer. */
function networkFronts(world: World, { name }: BalancerSpec, { port }: ListenerSpec): Front[] {
  return world.spec.balancers
    .filter(({ kind }) => kind === "network")
    .flatMap((balancer) => balancer.listeners.map((listener) => ({ balancer, listener })))
    .filter(({ listener: { action } }) =>
      targetGroupNames(action)
        .map((group) => world.targetGroup(group))
        .some((group) => group.port === port && group.targets.some((target) => nameOf(target) === name)),
    );
}

/** Client → network load balancer → application load balancer → target; the client is preserved to the second. */
function* throughBoth(
  world: World,
  from: Placement,
  to: Placement,
  { front, way, node }: { front: Front; way: Way; node: Nodes & { name: string } },
): Generator<Chain> {
  const { listener, target, protocol, port } = way;
  const into = { protocol, port: listener.port, preserved: true };
  for (const outer of nodesFor(world, front.balancer, node.placements[0].primary)) {
    const tries = pairs(outer.placements, node.placements).map(([door, inner]) => ({
      real: door.real && inner.real,
      delivered:
        throughNode(world, from, door.parties, front.listener.port, inner.primary, into) &&
        inner.parties.some((source) => connects(world, [{ source, target, protocol, port }])),
    }));
    const name = `${front.balancer.name}:${front.listener.port} in ${outer.subnet.name}`;
    yield { text: `${from.name} → ${name} → ${node.name} → ${to.name}:${port}`, ...outcome(tries) };
  }
}

function outcome(tries: { real: boolean; delivered: boolean }[]): Answer {
  return {
    surely: tries.every((one) => one.delivered),
    reallySurely: tries.every((one) => !one.real || one.delivered),
    really: tries.some((one) => one.real && one.delivered),
    ever: tries.some((one) => one.delivered),
  };
}

/** Client → node → target, for a node with these addresses. */
function throughNode(
  world: World,
  from: Placement,
  node: Party[],
  listenerPort: number,
  target: Party,
  { protocol, port, preserved }: { protocol: Protocol; port: number; preserved: boolean },
): boolean {
  return pairs(from.parties, node).some(([client, door]) => {
    const first = { source: client, target: door, protocol, port: listenerPort };
    if (preserved && client.address.family === target.address.family) {
      const source: Party = { ...door, address: client.address };
      return connects(world, [first, { source, target, protocol, port }]);
    }
    return node.some(
      (source) =>
        source.address.family === target.address.family &&
        connects(world, [first]) &&
        connects(world, [{ source, target, protocol, port }]),
    );
  });
}

/** One packet's way from a single address to another. */
interface Leg {
  source: Party;
  target: Party;
  protocol: Protocol;
  port: number;
}

/** Whether one connection, with one source port, passes all these legs and its response comes back. */
function connects(world: World, legs: Leg[]): boolean {
  return (
    legs.every((leg) => routed(world, leg) && filteredIn(world, leg) && filteredOut(world, leg)) &&
    world.sourcePorts.some((sourcePort) => legs.every((leg) => statelessly(world, leg, sourcePort)))
  );
}

function routed(world: World, { source, target }: Leg): boolean {
  if (source.address.family !== target.address.family || target.subnet === undefined) {
    return false;
  }
  if (source.subnet !== undefined) {
    return source.subnet.vpc === target.subnet.vpc;
  }
  return target.open && isPublic(source.address) && world.leavesByInternetGateway(target.subnet, source.address);
}

function filteredOut(world: World, { source, target, protocol, port }: Leg): boolean {
  return source.subnet === undefined || !source.filtered || world.allowed(source, "egress", target, { protocol, port });
}

function filteredIn(world: World, { source, target, protocol, port }: Leg): boolean {
  return !target.filtered || world.allowed(target, "ingress", source, { protocol, port });
}

/** Both subnets' ACLs, for the request to `port` and the response to `sourcePort`. */
function statelessly(world: World, { source, target, protocol, port }: Leg, sourcePort: number): boolean {
  if (source.subnet !== undefined && source.subnet === target.subnet) {
    return true;
  }
  return (
    world.aclLets(source.subnet, "egress", target.address, protocol, port) &&
    world.aclLets(target.subnet, "ingress", source.address, protocol, port) &&
    world.aclLets(target.subnet, "egress", source.address, protocol, sourcePort) &&
    world.aclLets(source.subnet, "ingress", target.address, protocol, sourcePort)
  );
}

interface Way extends Front {
  target: Party;
  protocol: Protocol;
  /** Of the target. */
  port: number;
  preserved: boolean;
}

/** Every listener that sends to this port of this server. */
function* balancedWays(world: World, to: Placement, protocol: Protocol, port: number): Generator<Way> {
  for (const balancer of world.spec.balancers) {
    for (const listener of balancer.listeners) {
      if (!carries(listener.protocol, protocol)) {
        continue;
      }
      if (balancer.kind === "classic") {
        if (listener.instancePort === port && balancer.instances.some((one) => nameOf(one) === to.name)) {
          yield { balancer, listener, target: to.primary, protocol, port, preserved: false };
        }
        continue;
      }
      const forwards = [listener.action, ...(balancer.kind === "application" ? listener.rules : [])];
      for (const targetGroup of forwards.flatMap(targetGroupNames).map((name) => world.targetGroup(name))) {
        if (!carries(targetGroup.protocol, protocol)) {
          continue;
        }
        const preserved = balancer.kind === "network" && preservesClient(targetGroup);
        for (const target of targetsAt(targetGroup, to, port)) {
          yield { balancer, listener, target, protocol, port, preserved };
        }
      }
    }
  }
}

function targetsAt(targetGroup: TargetGroupSpec, to: Placement, port: number): Party[] {
  return targetGroup.targets.flatMap((target) => {
    const at = "server" in target ? (target.port ?? targetGroup.port) : targetGroup.port;
    if (nameOf(target) !== to.name || at !== port) {
      return [];
    }
    const wanted = "server" in target && targetGroup.targetType === "ip" ? target.address : undefined;
    return wanted === undefined
      ? [to.primary]
      : to.parties.filter((party) => addressText(party.address) === addressText(address(wanted)));
  });
}

/** Cross-zone or not, a load balancer sends nothing into a zone it has no subnet in. */
function servesZone(world: World, balancer: BalancerSpec, node: SubnetSpec, target: SubnetSpec | undefined): boolean {
  if (target?.vpc !== node.vpc) {
    return false;
  }
  const crossZone = balancer.crossZone ?? balancer.kind !== "network";
  const zones = crossZone || balancer.kind === "application" ? balancer.subnets.map((s) => world.subnet(s).zone) : [];
  return [node.zone, ...zones].includes(target.zone);
}

function preservesClient({ protocol, targetType, preserveClientIp }: TargetGroupSpec): boolean {
  const settable = protocol === "TCP" || protocol === "TLS";
  return settable ? (preserveClientIp ?? targetType === "instance") : true;
}

function carries(layer: ListenerSpec["protocol"], protocol: Protocol): boolean {
  const carried = layer === "TCP_UDP" ? ["tcp", "udp"] : layer === "UDP" ? ["udp"] : ["tcp"];
  return carried.includes(protocol);
}

function targetGroupNames(action: ActionSpec): string[] {
  return action.type === "forward" ? action.targetGroups : [];
}

function nameOf(target: { server: string } | { fleet: string } | { balancer: string }): string {
  return "server" in target ? target.server : "fleet" in target ? target.fleet : target.balancer;
}

const worlds = new WeakMap<Spec, World>();

function compiled(spec: Spec): World {
  const known = worlds.get(spec);
  if (known) {
    return known;
  }
  const world = new World(spec);
  worlds.set(spec, world);
  return world;
}

/** The Spec, read as AWS reads it. */
class World {
  /** Source ports that stand for all of 1024–65535: the ends of the range and of every ACL rule's range, and beside them. */
  readonly sourcePorts: number[];

  readonly #placements = new Map<string, Placement[]>();
  readonly #subnets: Map<string, SubnetSpec>;
  readonly #groups: Map<string, GroupSpec>;

  constructor(readonly spec: Spec) {
    const ends = spec.nacls.flatMap(({ rules }) => rules).flatMap(({ from, to }) => [from - 1, from, to, to + 1]);
    this.sourcePorts = [...new Set([1024, 65535, ...ends])].filter((port) => port >= 1024 && port <= 65535);
    this.#subnets = new Map(spec.subnets.map((subnet) => [subnet.name, subnet]));
    this.#groups = new Map(spec.groups.map((group) => [group.name, group]));
  }

  subnet(name: string): SubnetSpec {
    return found(this.#subnets.get(name), name);
  }

  vpc(name: string): VpcSpec {
    return found(
      this.spec.vpcs.find((vpc) => vpc.name === name),
      name,
    );
  }

  targetGroup(name: string): TargetGroupSpec {
    return found(
      this.spec.targetGroups.find((group) => group.name === name),
      name,
    );
  }

  origins(from: string): Placement[] {
    if (!/^[0-9.]+$|:/.test(from)) {
      return this.placements(from);
    }
    const party = { address: address(from), groups: [], filtered: false, open: false };
    return [{ name: from, parties: [party], primary: party, real: true }];
  }

  /** A server once, a fleet's servers at every kind of address. */
  placements(name: string): Placement[] {
    const known = this.#placements.get(name);
    if (known) {
      return known;
    }
    const server = this.spec.servers.find((one) => one.name === name);
    const result = server ? [this.#server(server)] : this.#fleet(name);
    this.#placements.set(name, result);
    return result;
  }

  nodes(balancer: BalancerSpec, subnet: SubnetSpec): Placement[] {
    const key = `${balancer.name} in ${subnet.name}`;
    const known = this.#placements.get(key);
    if (known) {
      return known;
    }
    const named = balancer.groups.length > 0 || balancer.kind === "network" ? balancer.groups : undefined;
    const groups = named ?? [this.#defaultGroup(subnet.vpc).name];
    const filtered = groups.length > 0;
    const fixed = balancer.nodeAddresses?.[subnet.name];
    const open = (at: Address) =>
      !balancer.internal && (at.family === 6 || balancer.addressType !== "dualstack-without-public-ipv4");
    const result = this.#places(subnet, fixed, balancer.addressType !== undefined).map(({ addresses, real }) => {
      const parties = addresses.map((at) => ({ address: at, subnet, groups, filtered, open: open(at) }));
      return { name: key, parties, primary: found(parties[0], key), real };
    });
    this.#placements.set(key, result);
    return result;
  }

  #server(server: Spec["servers"][number]): Placement {
    const launchedPublic = server.publicAddress ?? this.subnet(server.subnet).mapPublicIp;
    const primary = this.#interface(server, launchedPublic && server.ownInterface === undefined);
    const others = server.interfaces.flatMap((extra) => this.#interface(extra, false));
    return {
      name: server.name,
      parties: [...primary, ...others],
      primary: found(primary[0], server.name),
      real: true,
    };
  }

  #interface(spec: InterfaceSpec, launchedPublic: boolean): Party[] {
    const subnet = this.subnet(spec.subnet);
    const own = spec.groups.length > 0 ? spec.groups : [this.#defaultGroup(subnet.vpc).name];
    const common = { subnet, groups: [...own, ...spec.attachedGroups], filtered: true };
    const hasIpv6 = subnet.ipv6Cidr !== undefined && (spec.ipv6By !== undefined || subnet.assignIpv6);
    return [
      // Public addresses stand for the interface's primary private address.
      ...spec.addresses.map((text, at) => ({
        ...common,
        address: address(text),
        open: at === 0 && (launchedPublic || spec.eip !== undefined),
      })),
      ...(hasIpv6 && spec.ipv6Address !== undefined
        ? [{ ...common, address: address(spec.ipv6Address), open: true }]
        : []),
    ];
  }

  #fleet(name: string): Placement[] {
    const fleet = found(
      this.spec.fleets.find((one) => one.name === name),
      name,
    );
    return fleet.subnets
      .map((subnet) => this.subnet(subnet))
      .flatMap((subnet) => {
        const groups = fleet.groups.length > 0 ? fleet.groups : [this.#defaultGroup(subnet.vpc).name];
        const open = fleet.publicAddress ?? subnet.mapPublicIp;
        return this.#places(subnet, undefined, fleet.ipv6 || subnet.assignIpv6).map(({ addresses, real }) => {
          const parties = addresses.map((at) => ({
            address: at,
            subnet,
            groups,
            filtered: true,
            open: at.family === 6 || open,
          }));
          return { name, parties, primary: found(parties[0], name), real };
        });
      });
  }

  /** Addresses that stand for all of a subnet's: one between any two ends of blocks that the Spec mentions. */
  #places(
    subnet: SubnetSpec,
    fixed: string | undefined,
    withIpv6: boolean,
  ): { addresses: [Address, ...Address[]]; real: boolean }[] {
    const ipv4 = fixed === undefined ? this.#representatives(subnet.cidr) : [{ at: address(fixed), real: true }];
    const ipv6 = withIpv6 && subnet.ipv6Cidr !== undefined ? this.#representatives(subnet.ipv6Cidr) : undefined;
    return ipv4.flatMap((one) =>
      ipv6
        ? ipv6.map((two): { addresses: [Address, ...Address[]]; real: boolean } => ({
            addresses: [one.at, two.at],
            real: one.real && two.real,
          }))
        : [{ addresses: [one.at] as [Address], real: one.real }],
    );
  }

  #representatives(cidr: string): { at: Address; real: boolean }[] {
    const { family, first, last } = block(cidr);
    const starts = this.#mentionedBlocks()
      .filter((mentioned) => mentioned.family === family)
      .flatMap((mentioned) => [mentioned.first, mentioned.last + 1n])
      .filter((start) => start > first && start <= last);
    const sorted = [...new Set([first, ...starts])].sort((a, b) => (a < b ? -1 : 1));
    const taken = this.#taken();
    return sorted.map((start, at) => {
      const end = (sorted[at + 1] ?? last + 1n) - 1n;
      for (let value = start; value <= end && value < start + 30n; value++) {
        const reserved = value < first + 4n || value === last;
        if (!reserved && !taken.has(`${family} ${value}`)) {
          return { at: { family, value }, real: true };
        }
      }
      return { at: { family, value: start }, real: false };
    });
  }

  /** What the rules of a VPC's groups say about some traffic, and all that ACLs say. */
  blocksAbout(vpc: string, protocol: Protocol, ports: number[]): string[] {
    const rules = this.spec.groups.filter((group) => group.vpc === vpc).flatMap((group) => group.rules);
    return [
      ...rules
        .filter((rule) => ports.some((port) => covers(rule, protocol, port)))
        .flatMap(({ peers }) => peers.flatMap((peer) => this.#texts(peer))),
      ...this.spec.nacls.filter((acl) => acl.vpc === vpc).flatMap((acl) => acl.rules.map(({ cidr }) => cidr)),
    ];
  }

  #mentionedBlocks() {
    return [
      ...this.spec.groups.flatMap(({ rules }) => rules.flatMap(({ peers }) => peers.flatMap((p) => this.#texts(p)))),
      ...this.spec.nacls.flatMap(({ rules }) => rules.map(({ cidr }) => cidr)),
    ].map(block);
  }

  #taken(): Set<string> {
    const interfaces = this.spec.servers.flatMap((server) => [server, ...server.interfaces]);
    const inUse = interfaces.flatMap((one) => [...one.addresses, ...(one.ipv6Address ? [one.ipv6Address] : [])]);
    const nodes = this.spec.balancers.flatMap(({ nodeAddresses }) => Object.values(nodeAddresses ?? {}));
    return new Set(
      [...inUse, ...nodes]
        .filter((text) => text !== undefined)
        .map(address)
        .map(({ family, value }) => `${family} ${value}`),
    );
  }

  /** Longest matching route of the subnet's table; VPC addresses stay inside by the local route. */
  leavesByInternetGateway(subnet: SubnetSpec, destination: Address): boolean {
    const vpc = this.vpc(subnet.vpc);
    const local = [vpc.cidr, vpc.ipv6Cidr].some((own) => own !== undefined && within(destination, block(own)));
    if (local || vpc.internetGateway === "none") {
      return false;
    }
    const matching = (this.#table(subnet)?.routes ?? [])
      .filter((route) => within(destination, block(route.destination)))
      .sort((a, b) => block(b.destination).prefix - block(a.destination).prefix);
    return matching[0]?.target === "internet-gateway";
  }

  #table({ vpc, routeTable }: SubnetSpec): RouteTableSpec | undefined {
    const tables = this.spec.routeTables.filter((table) => table.vpc === vpc);
    return routeTable === undefined
      ? (tables.find(({ kind }) => kind === "main-associated") ??
          tables.find(({ kind }) => kind === "main" || kind === "main-adopted"))
      : tables.find(({ name }) => name === routeTable);
  }

  /** The first rule that matches decides; none denies. */
  aclLets(
    subnet: SubnetSpec | undefined,
    direction: NaclRuleSpec["direction"],
    other: Address,
    protocol: Protocol,
    port: number,
  ): boolean {
    const acl = subnet && this.#acl(subnet);
    if (!acl) {
      return true;
    }
    const rule = acl.rules
      .filter((one) => one.direction === direction)
      .sort((a, b) => a.number - b.number)
      .find((one) => within(other, block(one.cidr)) && covers(one, protocol, port));
    return rule?.action === "allow";
  }

  /** None: the VPC's own default ACL, which allows everything. */
  #acl({ vpc, nacl }: SubnetSpec): NaclSpec | undefined {
    return this.spec.nacls.find((one) =>
      nacl === undefined ? one.vpc === vpc && one.kind === "default-adopted" : one.name === nacl,
    );
  }

  /** Whether any group of the party has a rule for the other one. */
  allowed(
    party: Party,
    direction: RuleSpec["direction"],
    other: Party,
    { protocol, port }: { protocol: Protocol; port: number },
  ): boolean {
    return party.groups.some((name) => {
      const group = this.#group(name);
      return this.#rules(group).some(
        (rule) =>
          rule.direction === direction &&
          covers(rule, protocol, port) &&
          rule.peers.some((peer) => this.#isPeer(group, peer, other)),
      );
    });
  }

  #isPeer(group: GroupSpec, peer: Peer, party: Party): boolean {
    if ("self" in peer) {
      return party.groups.includes(group.name);
    }
    if ("group" in peer) {
      return party.groups.includes(peer.group) && this.#group(peer.group).vpc === group.vpc;
    }
    return this.#texts(peer).some((text) => within(party.address, block(text)));
  }

  /** The blocks that a peer stands for. */
  #texts(peer: Peer): string[] {
    if ("cidr" in peer) {
      return [peer.cidr];
    }
    if ("prefixList" in peer) {
      return this.spec.prefixLists
        .flatMap((one) => (one.name === peer.prefixList ? one.entries : []))
        .map((e) => e.cidr);
    }
    if ("privateAddressOf" in peer) {
      return this.spec.servers.flatMap((one) => (one.name === peer.privateAddressOf ? one.addresses.slice(0, 1) : []));
    }
    if ("publicAddressOf" in peer) {
      return [
        ...this.spec.servers.map(({ name, eip }) => ({ name, at: eip?.address })),
        ...this.spec.vpcs.flatMap((vpc) => vpc.natGateways.map(({ name, address: at }) => ({ name, at }))),
      ].flatMap(({ name, at }) => (name === peer.publicAddressOf && at !== undefined ? [at] : []));
    }
    return [];
  }

  #group(name: string): GroupSpec {
    const group = this.#groups.get(name);
    const vpc = name.slice(0, -"/default".length);
    return group ?? { name, vpc: this.vpc(vpc).name, kind: "default", rules: [] };
  }

  #defaultGroup(vpc: string): GroupSpec {
    return this.spec.groups.find((group) => group.vpc === vpc && group.kind !== "own") ?? this.#group(`${vpc}/default`);
  }

  #rules(group: GroupSpec): RuleSpec[] {
    if (group.kind !== "default") {
      return group.rules;
    }
    const any = { name: "AWS", protocol: "-1", from: 0, to: 0, style: "inline" } as const;
    const blocks = ["0.0.0.0/0", ...(this.vpc(group.vpc).ipv6Cidr === undefined ? [] : ["::/0"])];
    return [
      { ...any, direction: "ingress", peers: [{ self: true }] },
      { ...any, direction: "egress", peers: blocks.map((cidr) => ({ cidr })) },
      ...group.rules,
    ];
  }
}

function covers(
  rule: { protocol: RuleSpec["protocol"]; from: number; to: number },
  protocol: Protocol,
  port: number,
): boolean {
  if (rule.protocol !== "tcp" && rule.protocol !== "udp") {
    return rule.protocol === "-1" || rule.protocol === protocol;
  }
  return rule.protocol === protocol && rule.from <= port && port <= rule.to;
}

function pairs<A, B>(left: A[], right: B[]): [A, B][] {
  return left.flatMap((one) => right.map((two): [A, B] => [one, two]));
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new Error(`The spec has no "${name}"`);
  }
  return value;
}
