import assert from "node:assert/strict";
import { address, addressText, block, isPublic, within } from "./address";
import { answer, delivers, type Packet, whoDelivers } from "./oracle";
import type {
  BalancerSpec,
  FleetSpec,
  GroupSpec,
  NaclRuleSpec,
  NaclSpec,
  Peer,
  RouteTableSpec,
  RuleSpec,
  ServerSpec,
  Spec,
  SubnetSpec,
  TargetGroupSpec,
  VpcSpec,
} from "./spec";

const VPC: VpcSpec = {
  name: "vpc-1",
  cidr: "10.0.0.0/16",
  ipv6Cidr: "2600:1f18:1:100::/56",
  internetGateway: "direct",
  egressOnlyGateway: true,
  natGateways: [{ name: "nat-1", subnet: "front", address: "198.51.100.250" }],
};

/** "front" has a route to the internet gateway, "back" to the NAT and egress-only gateways. */
const FRONT: SubnetSpec = {
  name: "front",
  vpc: "vpc-1",
  zone: "a",
  cidr: "10.0.1.0/24",
  ipv6Cidr: "2600:1f18:1:101::/64",
  mapPublicIp: false,
  assignIpv6: false,
  routeTable: "public",
};
const BACK: SubnetSpec = { ...FRONT, name: "back", cidr: "10.0.2.0/24", ipv6Cidr: "2600:1f18:1:102::/64" };
const ELSEWHERE: SubnetSpec = { ...BACK, name: "elsewhere", zone: "b", cidr: "10.0.3.0/24", ipv6Cidr: undefined };

const table = (name: string, routes: [string, RouteTableSpec["routes"][0]["target"]][]): RouteTableSpec => ({
  name,
  vpc: "vpc-1",
  kind: "own",
  routes: routes.map(([destination, target]) => ({ destination, target, inline: false })),
});
const PUBLIC = table("public", [
  ["0.0.0.0/0", "internet-gateway"],
  ["::/0", "internet-gateway"],
]);
const PRIVATE = table("private", [
  ["0.0.0.0/0", { nat: "nat-1" }],
  ["::/0", "egress-only-gateway"],
]);

let rules = 0;
const rule = (
  direction: RuleSpec["direction"],
  peer: string | Peer,
  port: number | [number, number] | "all" = "all",
  protocol: RuleSpec["protocol"] = port === "all" ? "-1" : "tcp",
): RuleSpec => {
  const [from, to] = port === "all" ? [0, 0] : typeof port === "number" ? [port, port] : port;
  const peers = [typeof peer === "string" ? { cidr: peer } : peer];
  return { name: `rule-${++rules}`, direction, protocol, from, to, peers, style: "standalone" };
};
const from = (peer: string | Peer, port?: number | [number, number], protocol?: RuleSpec["protocol"]) =>
  rule("ingress", peer, port, protocol);
const to = (peer: string | Peer, port?: number | [number, number], protocol?: RuleSpec["protocol"]) =>
  rule("egress", peer, port, protocol);
const group = (name: string, ...own: RuleSpec[]): GroupSpec => ({ name, vpc: "vpc-1", kind: "own", rules: own });

const server = (name: string, subnet: SubnetSpec, host: number, changes: Partial<ServerSpec> = {}): ServerSpec => ({
  name,
  subnet: subnet.name,
  addresses: [subnet.cidr.replace("0/24", String(host))],
  groups: [name],
  attachedGroups: [],
  publicAddress: false,
  addressGiven: false,
  interfaces: [],
  ...(subnet.ipv6Cidr ? { ipv6Address: subnet.ipv6Cidr.replace("::/64", `::${host}`) } : {}),
  ...changes,
});

const acl = (
  name: string,
  ...own: [NaclRuleSpec["direction"], "allow" | "deny", string, [number, number]?][]
): NaclSpec => ({
  name,
  vpc: "vpc-1",
  kind: "own",
  associatedBy: "subnetIds",
  rules: own.map(([direction, action, cidr, ports], at) => ({
    number: (at + 1) * 10,
    direction,
    action,
    cidr,
    protocol: ports ? "tcp" : "-1",
    from: ports?.[0] ?? 0,
    to: ports?.[1] ?? 0,
    inline: true,
  })),
});

const targetGroup = (changes: Partial<TargetGroupSpec> = {}): TargetGroupSpec => ({
  name: "targets",
  vpc: "vpc-1",
  protocol: "HTTP",
  port: 8080,
  targetType: "instance",
  targets: [{ server: "b" }],
  ...changes,
});
const balancer = (changes: Partial<BalancerSpec> = {}): BalancerSpec => ({
  name: "lb",
  kind: "application",
  subnets: ["front"],
  internal: false,
  groups: ["lb"],
  listeners: [
    {
      port: 443,
      protocol: "HTTPS",
      action: { type: "forward", targetGroups: ["targets"], weighted: false },
      rules: [],
      instancePort: 8080,
    },
  ],
  instances: [],
  ...changes,
});
const TCP_LISTENER = { ...balancer().listeners[0], protocol: "TCP" as const };

/** a in front, b in back; each in a group of its own name that lets everything in and out, as far as a test says. */
const network = (changes: Partial<Spec> = {}): Spec => ({
  vpcs: [VPC],
  subnets: [FRONT, { ...BACK, routeTable: "private" }, { ...ELSEWHERE, routeTable: "private" }],
  routeTables: [PUBLIC, PRIVATE],
  nacls: [],
  groups: [group("a", from("0.0.0.0/0"), to("0.0.0.0/0")), group("b", from("0.0.0.0/0"), to("0.0.0.0/0"))],
  prefixLists: [],
  servers: [server("a", FRONT, 10), server("b", BACK, 20)],
  fleets: [],
  targetGroups: [],
  balancers: [],
  ...changes,
});

const packet = (origin: string, destination: string, port = 22, protocol: Packet["protocol"] = "tcp"): Packet => ({
  from: origin,
  to: destination,
  protocol,
  port,
});

const SOMEONE = "203.0.113.9";
const SOMEONE6 = "2001:db8::9";
const open = { publicAddress: true };
const groupA = (...own: RuleSpec[]) => [group("a", ...own), group("b", from("0.0.0.0/0"), to("0.0.0.0/0"))];
const groupB = (...own: RuleSpec[]) => [group("a", from("0.0.0.0/0"), to("0.0.0.0/0")), group("b", ...own)];
const withTable = (routes: [string, RouteTableSpec["routes"][0]["target"]][]) => ({
  servers: [server("a", FRONT, 10, open)],
  routeTables: [table("public", routes), PRIVATE],
});
const withAcl = (own: NaclSpec) => ({
  nacls: [own],
  subnets: [
    { ...FRONT, nacl: own.name },
    { ...BACK, routeTable: "private" },
  ],
});
/** b behind a load balancer in front, whose group lets everything in and out. */
const balanced = (changes: Partial<Spec> = {}): Spec =>
  network({
    groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", from("0.0.0.0/0"), to("0.0.0.0/0"))],
    targetGroups: [targetGroup()],
    balancers: [balancer()],
    ...changes,
  });
/** The same by a network load balancer without groups; b lets in the blocks given. */
const networkBalanced = (blocks: string[], changes: Partial<Spec> = {}, lb: Partial<BalancerSpec> = {}): Spec =>
  network({
    groups: groupB(...blocks.map((cidr) => from(cidr, 8080))),
    targetGroups: [targetGroup({ protocol: "TCP" })],
    balancers: [balancer({ kind: "network", groups: [], listeners: [TCP_LISTENER], ...lb })],
    ...changes,
  });
const fleet = (changes: Partial<FleetSpec> = {}): FleetSpec => ({
  name: "fleet",
  subnets: ["back"],
  groups: ["b"],
  interfaceBlock: false,
  ipv6: false,
  ...changes,
});
const twoInterfaces = (changes: Partial<ServerSpec["interfaces"][0]>) =>
  server("b", BACK, 20, {
    interfaces: [
      { name: "eni", subnet: "front", addresses: ["10.0.1.99"], groups: ["a"], attachedGroups: [], ...changes },
    ],
  });

const TABLE: [string, boolean, Spec, Packet][] = [
  // From the internet
  [
    "a public address and an open group",
    true,
    network({ servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  ["no public address", false, network(), packet(SOMEONE, "a")],
  [
    "an address by the subnet's default",
    true,
    network({
      subnets: [{ ...FRONT, mapPublicIp: true }],
      servers: [server("a", FRONT, 10, { publicAddress: undefined })],
    }),
    packet(SOMEONE, "a"),
  ],
  [
    "the subnet's default declined",
    false,
    network({ subnets: [{ ...FRONT, mapPublicIp: true }], servers: [server("a", FRONT, 10)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "an elastic address on a server that declines a public one",
    true,
    network({ servers: [server("a", FRONT, 10, { eip: { address: "198.51.100.1", by: "eip-instance" } })] }),
    packet(SOMEONE, "a"),
  ],
  [
    "a public address behind a NAT gateway's route",
    false,
    network({ servers: [server("b", { ...BACK }, 20, open)] }),
    packet(SOMEONE, "b"),
  ],
  [
    "no internet gateway",
    false,
    network({ vpcs: [{ ...VPC, internetGateway: "none" }], servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  ["an empty route table", false, network(withTable([])), packet(SOMEONE, "a")],
  [
    "a route back for the other half of the internet",
    false,
    network(withTable([["0.0.0.0/1", "internet-gateway"]])),
    packet(SOMEONE, "a"),
  ],
  [
    "a route back for this half of the internet",
    true,
    network(withTable([["128.0.0.0/1", "internet-gateway"]])),
    packet(SOMEONE, "a"),
  ],
  [
    "a longer route to the NAT gateway",
    false,
    network(
      withTable([
        ["0.0.0.0/0", "internet-gateway"],
        ["203.0.113.0/24", { nat: "nat-1" }],
      ]),
    ),
    packet(SOMEONE, "a"),
  ],
  [
    "a longer route to the internet gateway",
    true,
    network(
      withTable([
        ["0.0.0.0/0", { nat: "nat-1" }],
        ["203.0.113.0/24", "internet-gateway"],
      ]),
    ),
    packet(SOMEONE, "a"),
  ],
  [
    "the main table's route, where no table is named",
    true,
    network({
      subnets: [{ ...FRONT, routeTable: undefined }],
      routeTables: [{ ...PUBLIC, kind: "main" }],
      servers: [server("a", FRONT, 10, open)],
    }),
    packet(SOMEONE, "a"),
  ],
  [
    "no route in a main table nobody touched",
    false,
    network({ subnets: [{ ...FRONT, routeTable: undefined }], servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "another table made the main one",
    false,
    network({
      subnets: [{ ...FRONT, routeTable: undefined }],
      routeTables: [
        { ...PUBLIC, kind: "main" },
        { ...PRIVATE, kind: "main-associated" },
      ],
      servers: [server("a", FRONT, 10, open)],
    }),
    packet(SOMEONE, "a"),
  ],
  [
    "a private address as if it came from the internet",
    false,
    network({ servers: [server("a", FRONT, 10, open)] }),
    packet("10.9.9.9", "a"),
  ],
  [
    "a group open to 10.0.0.0/8 only",
    false,
    network({ groups: groupA(from("10.0.0.0/8")), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "no egress rule: groups are stateful",
    true,
    network({ groups: groupA(from("203.0.113.9/32", 22)), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "a neighbour of the one address let in",
    false,
    network({ groups: groupA(from("203.0.113.8/32", 22)), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "the first port after a range",
    false,
    network({ groups: groupA(from("0.0.0.0/0", [1, 21])), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "the first port of a range",
    true,
    network({ groups: groupA(from("0.0.0.0/0", [22, 80])), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "the same port of another protocol",
    false,
    network({ groups: groupA(from("0.0.0.0/0", 53, "udp")), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a", 53),
  ],
  [
    "a prefix list's entry",
    true,
    network({
      prefixLists: [{ name: "list", family: 4, entries: [{ cidr: "203.0.113.0/24", separate: true }] }],
      groups: groupA(from({ prefixList: "list" }, 22)),
      servers: [server("a", FRONT, 10, open)],
    }),
    packet(SOMEONE, "a"),
  ],
  [
    "the NAT gateway's own address let in",
    true,
    network({ groups: groupA(from({ publicAddressOf: "nat-1" }, 22)), servers: [server("a", FRONT, 10, open)] }),
    packet("198.51.100.250", "a"),
  ],
  [
    "a second group that lets in what the first does not",
    true,
    network({
      groups: [...groupA(), group("c", from("0.0.0.0/0", 22))],
      servers: [server("a", FRONT, 10, { ...open, attachedGroups: ["c"] })],
    }),
    packet(SOMEONE, "a"),
  ],
  [
    "a ping where ICMP is let in",
    true,
    network({ groups: groupA(from("0.0.0.0/0", undefined, "icmp")), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a", 0, "icmp"),
  ],
  [
    "TCP where ICMP is let in",
    false,
    network({ groups: groupA(from("0.0.0.0/0", undefined, "icmp")), servers: [server("a", FRONT, 10, open)] }),
    packet(SOMEONE, "a"),
  ],
  [
    "the default group: nobody from outside",
    false,
    network({ servers: [server("a", FRONT, 10, { ...open, groups: [] })] }),
    packet(SOMEONE, "a"),
  ],
  [
    "a rule added to the default group",
    true,
    network({
      groups: [{ name: "default", vpc: "vpc-1", kind: "default", rules: [from("0.0.0.0/0", 22)] }],
      servers: [server("a", FRONT, 10, { ...open, groups: [] })],
    }),
    packet(SOMEONE, "a"),
  ],
  // IPv6
  [
    "IPv6 by an IPv4 block",
    false,
    network({ servers: [server("a", FRONT, 10, { ipv6By: "count" })] }),
    packet(SOMEONE6, "a"),
  ],
  [
    "IPv6 by ::/0",
    true,
    network({ groups: groupA(from("::/0", 22)), servers: [server("a", FRONT, 10, { ipv6By: "count" })] }),
    packet(SOMEONE6, "a"),
  ],
  [
    "IPv6 to a server without such an address",
    false,
    network({ groups: groupA(from("::/0", 22)) }),
    packet(SOMEONE6, "a"),
  ],
  [
    "IPv6 by the subnet's default",
    true,
    network({
      groups: groupA(from("::/0", 22)),
      subnets: [{ ...FRONT, assignIpv6: true }],
      servers: [server("a", FRONT, 10)],
    }),
    packet(SOMEONE6, "a"),
  ],
  [
    "IPv6 behind an egress-only gateway",
    false,
    network({ groups: groupB(from("::/0", 22)), servers: [server("b", BACK, 20, { ipv6By: "address" })] }),
    packet(SOMEONE6, "b"),
  ],
  [
    "a ping over IPv6 where ICMP for IPv4 is let in",
    false,
    network({
      groups: groupA(from("::/0", undefined, "icmp")),
      servers: [server("a", FRONT, 10, { ipv6By: "count" })],
    }),
    packet(SOMEONE6, "a", 0, "icmpv6"),
  ],
  // Between servers
  ["a to b by private addresses", true, network(), packet("a", "b")],
  ["an egress rule that stops short of b", false, network({ groups: groupA(to("10.0.1.0/24")) }), packet("a", "b")],
  ["an egress rule for b's group", true, network({ groups: groupA(to({ group: "b" }, 22)) }), packet("a", "b")],
  ["an ingress rule for a's group", true, network({ groups: groupB(from({ group: "a" }, 22)) }), packet("a", "b")],
  [
    "an ingress rule for a group a does not wear",
    false,
    network({ groups: groupB(from({ group: "b" }, 22)) }),
    packet("a", "b"),
  ],
  [
    "a rule for the group itself",
    true,
    network({
      groups: groupB(from({ self: true }, 22), to("0.0.0.0/0")),
      servers: [server("a", FRONT, 10, { groups: ["b"] }), server("b", BACK, 20)],
    }),
    packet("a", "b"),
  ],
  ["a's one address let in", true, network({ groups: groupB(from({ privateAddressOf: "a" }, 22)) }), packet("a", "b")],
  [
    "a's second address let in",
    true,
    network({
      groups: groupB(from("10.0.1.11/32", 22)),
      servers: [server("a", FRONT, 10, { addresses: ["10.0.1.10", "10.0.1.11"] }), server("b", BACK, 20)],
    }),
    packet("a", "b"),
  ],
  [
    "a's elastic address let in: a is seen by its private one",
    false,
    network({
      groups: groupB(from("198.51.100.1/32", 22)),
      servers: [
        server("a", FRONT, 10, { eip: { address: "198.51.100.1", by: "eip-instance" } }),
        server("b", BACK, 20),
      ],
    }),
    packet("a", "b"),
  ],
  [
    "two servers in the default group",
    true,
    network({ servers: [server("a", FRONT, 10, { groups: [] }), server("b", BACK, 20, { groups: [] })] }),
    packet("a", "b"),
  ],
  [
    "two servers in an emptied default group",
    false,
    network({
      groups: [{ name: "default", vpc: "vpc-1", kind: "default-adopted", rules: [] }],
      servers: [server("a", FRONT, 10, { groups: [] }), server("b", BACK, 20, { groups: [] })],
    }),
    packet("a", "b"),
  ],
  [
    "IPv6 inside the VPC, by the local route",
    true,
    network({
      groups: [group("a", to("::/0")), group("b", from("2600:1f18:1:101::/64", 22))],
      servers: [server("a", FRONT, 10, { ipv6By: "count" }), server("b", BACK, 20, { ipv6By: "count" })],
    }),
    packet("a", "b"),
  ],
  [
    "a server of another VPC with the same addresses",
    false,
    network({
      vpcs: [VPC, { ...VPC, name: "vpc-2", natGateways: [] }],
      subnets: [FRONT, { ...BACK, vpc: "vpc-2" }],
      groups: [...groupA(to("0.0.0.0/0")).slice(0, 1), { ...group("b", from("0.0.0.0/0")), vpc: "vpc-2" }],
    }),
    packet("a", "b"),
  ],
  [
    "a second interface with another group",
    true,
    network({ groups: groupB(), servers: [server("a", FRONT, 10), twoInterfaces({})] }),
    packet("a", "b"),
  ],
  [
    "a second interface takes no public address of the subnet",
    false,
    network({ groups: groupB(), subnets: [{ ...FRONT, mapPublicIp: true }, BACK], servers: [twoInterfaces({})] }),
    packet(SOMEONE, "b"),
  ],
  [
    "a second interface with an elastic address",
    true,
    network({
      groups: groupB(),
      servers: [twoInterfaces({ eip: { address: "198.51.100.2", by: "association-interface" } })],
    }),
    packet(SOMEONE, "b"),
  ],
  [
    "a second interface takes IPv6 of the subnet",
    true,
    network({
      groups: [group("a", from("::/0")), group("b")],
      subnets: [{ ...FRONT, assignIpv6: true }, BACK],
      servers: [twoInterfaces({ ipv6Address: "2600:1f18:1:101::99" })],
    }),
    packet(SOMEONE6, "b"),
  ],
  // Network ACLs
  ["an ACL without rules", false, network(withAcl(acl("acl"))), packet("a", "b")],
  [
    "an ACL that lets the request out and no response in",
    false,
    network(withAcl(acl("acl", ["egress", "allow", "0.0.0.0/0"]))),
    packet("a", "b"),
  ],
  [
    "an ACL that lets responses in at high ports",
    true,
    network(withAcl(acl("acl", ["egress", "allow", "0.0.0.0/0"], ["ingress", "allow", "10.0.2.0/24", [1024, 65535]]))),
    packet("a", "b"),
  ],
  [
    "an ACL with one response port left",
    true,
    network(
      withAcl(
        acl(
          "acl",
          ["egress", "allow", "0.0.0.0/0"],
          ["ingress", "deny", "0.0.0.0/0", [0, 65534]],
          ["ingress", "allow", "0.0.0.0/0"],
        ),
      ),
    ),
    packet("a", "b"),
  ],
  [
    "an ACL with responses to low ports only",
    false,
    network(withAcl(acl("acl", ["egress", "allow", "0.0.0.0/0"], ["ingress", "allow", "0.0.0.0/0", [0, 1023]]))),
    packet("a", "b"),
  ],
  [
    "a deny before an allow",
    false,
    network(
      withAcl(
        acl(
          "acl",
          ["egress", "deny", "10.0.2.20/32"],
          ["egress", "allow", "0.0.0.0/0"],
          ["ingress", "allow", "0.0.0.0/0"],
        ),
      ),
    ),
    packet("a", "b"),
  ],
  [
    "a deny after an allow",
    true,
    network(
      withAcl(
        acl(
          "acl",
          ["egress", "allow", "0.0.0.0/0"],
          ["egress", "deny", "10.0.2.20/32"],
          ["ingress", "allow", "0.0.0.0/0"],
        ),
      ),
    ),
    packet("a", "b"),
  ],
  [
    "an ACL does not see what stays in its subnet",
    true,
    network({ ...withAcl(acl("acl")), servers: [server("a", FRONT, 10), server("b", FRONT, 20)] }),
    packet("a", "b"),
  ],
  [
    "an adopted default ACL without rules",
    false,
    network({ nacls: [{ ...acl("acl"), kind: "default-adopted" }] }),
    packet("a", "b"),
  ],
  [
    "an ACL that stops the internet's request",
    false,
    network({
      ...withAcl(acl("acl", ["ingress", "allow", "10.0.0.0/8"], ["egress", "allow", "0.0.0.0/0"])),
      servers: [server("a", FRONT, 10, open)],
    }),
    packet(SOMEONE, "a"),
  ],
  // Application load balancers
  ["internet → load balancer → b, which has no way to the internet", true, balanced(), packet(SOMEONE, "b", 8080)],
  ["another port of b than the target group's", false, balanced(), packet(SOMEONE, "b", 443)],
  [
    "a target port of its own",
    true,
    balanced({ targetGroups: [targetGroup({ port: 80, targets: [{ server: "b", port: 8080 }] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "an internal load balancer, from the internet",
    false,
    balanced({ balancers: [balancer({ internal: true })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "an internal load balancer, from inside",
    true,
    balanced({ balancers: [balancer({ internal: true })] }),
    packet("a", "b", 8080),
  ],
  [
    "a load balancer in a subnet without a route to the internet",
    false,
    balanced({ balancers: [balancer({ subnets: ["back"] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a load balancer whose group lets nobody in",
    false,
    balanced({ groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", to("0.0.0.0/0"))] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a load balancer whose group lets nothing out",
    false,
    balanced({ groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", from("0.0.0.0/0"))] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "b lets in the client, but not the load balancer",
    false,
    balanced({ groups: [...groupB(from("203.0.113.9/32", 8080)), group("lb", from("0.0.0.0/0"), to("0.0.0.0/0"))] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "b lets in the load balancer's subnet",
    true,
    balanced({ groups: [...groupB(from("10.0.1.0/24", 8080)), group("lb", from("0.0.0.0/0"), to("0.0.0.0/0"))] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a listener that only redirects",
    false,
    balanced({ balancers: [balancer({ listeners: [{ ...balancer().listeners[0], action: { type: "redirect" } }] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a listener rule that forwards",
    true,
    balanced({
      balancers: [
        balancer({
          listeners: [
            { ...balancer().listeners[0], action: { type: "redirect" }, rules: [balancer().listeners[0].action] },
          ],
        }),
      ],
    }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a load balancer without groups wears the default one",
    false,
    balanced({ balancers: [balancer({ groups: [] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a target in a zone the load balancer has no subnet in",
    false,
    balanced({ servers: [server("b", ELSEWHERE, 20)] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a target in another zone the load balancer has a subnet in",
    true,
    balanced({ servers: [server("b", ELSEWHERE, 20)], balancers: [balancer({ subnets: ["front", "elsewhere"] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "IPv6 through a dual-stack load balancer",
    true,
    balanced({
      groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", from("::/0"), to("0.0.0.0/0"))],
      balancers: [balancer({ addressType: "dualstack" })],
    }),
    packet(SOMEONE6, "b", 8080),
  ],
  [
    "IPv6 through an internal dual-stack load balancer",
    false,
    balanced({
      groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", from("::/0"), to("0.0.0.0/0"))],
      balancers: [balancer({ addressType: "dualstack", internal: true })],
    }),
    packet(SOMEONE6, "b", 8080),
  ],
  // Network load balancers
  ["a client's own address let in by b", true, networkBalanced(["203.0.113.0/24"]), packet(SOMEONE, "b", 8080)],
  ["only the load balancer's subnet let in by b", false, networkBalanced(["10.0.1.0/24"]), packet(SOMEONE, "b", 8080)],
  [
    "only the load balancer's subnet let in by b, preservation off",
    true,
    networkBalanced(["10.0.1.0/24"], { targetGroups: [targetGroup({ protocol: "TCP", preserveClientIp: false })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "only the client let in by b, ip targets",
    false,
    networkBalanced(["203.0.113.0/24"], {
      targetGroups: [
        targetGroup({ protocol: "TCP", targetType: "ip", targets: [{ server: "b", address: "10.0.2.20" }] }),
      ],
    }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "only the client let in by b, ip targets, preservation on",
    true,
    networkBalanced(["203.0.113.0/24"], {
      targetGroups: [
        targetGroup({
          protocol: "TCP",
          targetType: "ip",
          preserveClientIp: true,
          targets: [{ server: "b", address: "10.0.2.20" }],
        }),
      ],
    }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "b lets in the load balancer's group, client preserved",
    true,
    networkBalanced(
      [],
      { groups: [...groupB(from({ group: "lb" }, 8080)), group("lb", from("0.0.0.0/0"), to("0.0.0.0/0"))] },
      { groups: ["lb"] },
    ),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "the load balancer's group lets nothing out",
    false,
    networkBalanced(
      [],
      { groups: [...groupB(from("0.0.0.0/0", 8080)), group("lb", from("0.0.0.0/0"))] },
      { groups: ["lb"] },
    ),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "b lets in the client's group: through a load balancer that is no match",
    false,
    networkBalanced([], { groups: [group("a", to("0.0.0.0/0", 443)), group("b", from({ group: "a" }, 8080))] }),
    packet("a", "b", 8080),
  ],
  [
    "b lets in the client's private address, through a load balancer",
    true,
    networkBalanced([], {
      groups: [group("a", to("0.0.0.0/0", 443)), group("b", from({ privateAddressOf: "a" }, 8080))],
    }),
    packet("a", "b", 8080),
  ],
  [
    "b's subnet's ACL denies the client, which is preserved",
    false,
    networkBalanced(["0.0.0.0/0"], {
      nacls: [
        acl(
          "acl",
          ["ingress", "deny", "203.0.113.0/24"],
          ["ingress", "allow", "0.0.0.0/0"],
          ["egress", "allow", "0.0.0.0/0"],
        ),
      ],
      subnets: [FRONT, { ...BACK, routeTable: "private", nacl: "acl" }],
    }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "without cross-zone, a target in the load balancer's other zone, whose subnet the internet does not reach",
    false,
    networkBalanced(["0.0.0.0/0"], { servers: [server("b", ELSEWHERE, 20)] }, { subnets: ["front", "elsewhere"] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "with cross-zone, a target in the load balancer's other zone",
    true,
    networkBalanced(
      ["0.0.0.0/0"],
      { servers: [server("b", ELSEWHERE, 20)] },
      { subnets: ["front", "elsewhere"], crossZone: true },
    ),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "UDP is always preserved",
    true,
    networkBalanced(
      [],
      {
        groups: groupB(from("203.0.113.0/24", 8080, "udp")),
        targetGroups: [
          targetGroup({
            protocol: "UDP",
            targetType: "ip",
            preserveClientIp: false,
            targets: [{ server: "b", address: "10.0.2.20" }],
          }),
        ],
      },
      { listeners: [{ ...TCP_LISTENER, protocol: "UDP" }] },
    ),
    packet(SOMEONE, "b", 8080, "udp"),
  ],
  [
    "an IPv6 client is not preserved to an IPv4 target",
    true,
    networkBalanced(["10.0.1.0/24"], {}, { addressType: "dualstack" }),
    packet(SOMEONE6, "b", 8080),
  ],
  // Classic load balancers
  [
    "a classic load balancer to its instance's port",
    true,
    balanced({ balancers: [balancer({ kind: "classic", instances: [{ server: "b", by: "instances" }] })] }),
    packet(SOMEONE, "b", 8080),
  ],
  [
    "a classic load balancer to none of its instances",
    false,
    balanced({ balancers: [balancer({ kind: "classic" })] }),
    packet(SOMEONE, "b", 8080),
  ],
  // Fleets
  [
    "a fleet in a subnet with public addresses",
    true,
    network({ subnets: [{ ...FRONT, mapPublicIp: true }], servers: [], fleets: [fleet({ subnets: ["front"] })] }),
    packet(SOMEONE, "fleet"),
  ],
  [
    "a fleet that declines them",
    false,
    network({
      subnets: [{ ...FRONT, mapPublicIp: true }],
      servers: [],
      fleets: [fleet({ subnets: ["front"], publicAddress: false })],
    }),
    packet(SOMEONE, "fleet"),
  ],
  [
    "a fleet behind a load balancer",
    true,
    balanced({
      fleets: [fleet()],
      targetGroups: [targetGroup({ targets: [{ fleet: "fleet", by: "targetGroupArns" }] })],
    }),
    packet(SOMEONE, "fleet", 8080),
  ],
];

describe("oracle", () => {
  for (const [text, expected, spec, one] of TABLE) {
    it(`${expected ? "delivers" : "loses"}: ${text}`, () => {
      assert.equal(delivers(spec, one), expected);
    });
  }

  it("knows that a rule for half a subnet decides nothing about a fleet", () => {
    const halves = network({
      groups: groupB(from("10.0.1.0/25", 22)),
      fleets: [fleet({ name: "f", groups: ["a"], subnets: ["front"] })],
    });
    assert.deepEqual(answer(halves, packet("f", "b")), {
      surely: false,
      reallySurely: false,
      really: true,
      ever: true,
    });
    const whole = network({
      groups: groupB(from("10.0.1.0/25", 22), from("10.0.1.128/25", 22)),
      fleets: [fleet({ name: "f", groups: ["a"], subnets: ["front"] })],
    });
    assert.deepEqual(answer(whole, packet("f", "b")), { surely: true, reallySurely: true, really: true, ever: true });
  });

  it("knows that a fleet never takes an address in use", () => {
    const spec = network({
      groups: groupB(from("10.0.1.10/32", 22)),
      fleets: [fleet({ name: "f", groups: ["a"], subnets: ["front"] })],
    });
    assert.deepEqual(answer(spec, packet("f", "b")), { surely: false, reallySurely: false, really: false, ever: true });
  });

  it("lists the origins with every chain", () => {
    assert.deepEqual(whoDelivers(balanced(), "b", "tcp", 8080, ["a", SOMEONE, SOMEONE6]), [
      { origin: "a", chains: ["a → lb:443 in front → b:8080"] },
      { origin: SOMEONE, chains: [`${SOMEONE} → lb:443 in front → b:8080`] },
    ]);
  });
});

describe("addresses", () => {
  it("reads and writes both families", () => {
    assert.deepEqual(block("10.0.0.77/24"), { family: 4, first: 167772160n, last: 167772415n, prefix: 24 });
    assert.equal(addressText(address("10.0.255.1")), "10.0.255.1");
    assert.equal(address("::").value, 0n);
    assert.equal(address("::1").value, 1n);
    assert.equal(addressText(address("2001:db8::a:1")), "2001:db8:0:0:0:0:a:1");
    assert.equal(block("::/0").last, (1n << 128n) - 1n);
    assert.equal(within(address("0.0.0.1"), block("::/0")), false);
  });

  it("knows which addresses the internet has", () => {
    assert.deepEqual(
      ["8.8.8.8", "10.0.0.1", "172.32.0.1", "172.16.0.1", "2001:db8::1", "fd00::1", "224.0.0.1"].map((text) =>
        isPublic(address(text)),
      ),
      [true, false, true, false, true, false, false],
    );
  });
});
