/** The random choices behind a Spec. References are numbers, taken modulo what there is, so that anything shrinks. */
import fc from "fast-check";
import type { BalancerSpec, InterfaceSpec, NaclSpec, Protocol, RouteTableSpec, RuleSpec, ServerSpec } from "../spec";

export type Raw = typeof raw extends fc.Arbitrary<infer T> ? T : never;

/** Picks from what there is; shrinks to the first. */
const index = fc.nat({ max: 719 });

const rule = fc.record({
  group: index,
  direction: fc.constantFrom<RuleSpec["direction"][]>("ingress", "ingress", "egress"),
  protocol: fc.constantFrom<(Protocol | "-1")[]>("tcp", "tcp", "tcp", "-1", "udp", "icmp", "icmpv6"),
  ports: index,
  peers: fc.array(
    fc.record({
      kind: fc.constantFrom(
        "any",
        "any",
        "group",
        "block",
        "inside",
        "half",
        "self",
        "list",
        "ipv6",
        "private",
        "public",
      ),
      at: index,
    }),
    { minLength: 1, maxLength: 3 },
  ),
  style: fc.constantFrom<RuleSpec["style"][]>("standalone", "rule", "inline"),
});

const networkInterface = fc.record({
  subnet: index,
  groups: fc.array(index, { maxLength: 3 }),
  attachedGroups: fc.array(index, { maxLength: 1 }),
  second: fc.boolean(),
  ipv6By: fc.constantFrom<InterfaceSpec["ipv6By"][]>(undefined, undefined, "count", "address"),
  eip: fc.option(fc.constantFrom("eip-instance", "eip-interface", "association-instance", "association-interface"), {
    freq: 2,
    nil: undefined,
  }),
});

const server = fc.record({
  primary: networkInterface,
  publicAddress: fc.constantFrom(true, undefined, false),
  addressGiven: fc.boolean(),
  ownInterface: fc.constantFrom<ServerSpec["ownInterface"][]>(
    undefined,
    undefined,
    undefined,
    "networkInterfaces",
    "primaryNetworkInterface",
  ),
  extra: fc.option(networkInterface, { freq: 1, nil: undefined }),
});

const subnet = fc.record({
  vpc: index,
  zone: index,
  secondary: fc.constantFrom(false, false, true),
  ipv6: fc.boolean(),
  mapPublicIp: fc.boolean(),
  assignIpv6: fc.boolean(),
  routeTable: fc.option(index, { freq: 4, nil: undefined }),
  nacl: fc.option(index, { freq: 1, nil: undefined }),
});

const table = fc.record({
  vpc: index,
  kind: fc.constantFrom<RouteTableSpec["kind"][]>("own", "own", "main", "main-adopted", "main-associated"),
  world: fc.constantFrom("both", "ipv4", "neither"),
  routes: fc.array(
    fc.record({
      destination: fc.constantFrom(
        "0.0.0.0/0",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "203.0.113.0/24",
        "203.0.113.128/25",
        "198.51.100.7/32",
        "10.0.0.0/8",
        "::/0",
        "2000::/3",
        "2001:db8::/32",
      ),
      target: fc.constantFrom("internet", "internet", "internet", "other"),
      inline: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

const nacl = fc.record({
  vpc: index,
  kind: fc.constantFrom<NaclSpec["kind"][]>("own", "own", "default-adopted"),
  associatedBy: fc.constantFrom<NaclSpec["associatedBy"][]>("subnetIds", "association"),
  /** Rules that let everything through, after all others. */
  rest: fc.constantFrom("both", "ipv4", "neither"),
  rules: fc.array(
    fc.record({
      direction: fc.constantFrom<("ingress" | "egress")[]>("ingress", "egress"),
      action: fc.constantFrom<("allow" | "deny")[]>("allow", "deny", "deny"),
      protocol: fc.constantFrom<(Protocol | "-1")[]>("tcp", "-1", "udp", "icmp", "icmpv6"),
      block: index,
      ports: index,
      inline: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
});

const listener = fc.record({
  protocol: index,
  port: fc.constantFrom(443, 80, 22),
  action: fc.constantFrom("forward", "forward", "both", "weighted", "rule", "redirect"),
  targetPort: fc.constantFrom(8080, 443, 22),
  targetType: fc.constantFrom<("instance" | "ip")[]>("instance", "ip"),
  preserveClientIp: fc.constantFrom(undefined, undefined, true, false),
  targets: fc.array(
    fc.record({
      at: index,
      port: fc.constantFrom(undefined, undefined, 22, 8081),
      literal: fc.boolean(),
      which: index,
      by: index,
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const balancer = fc.record({
  kind: fc.constantFrom<BalancerSpec["kind"][]>("application", "network", "classic"),
  subnets: fc.array(index, { minLength: 1, maxLength: 2 }),
  internal: fc.boolean(),
  groups: fc.array(index, { maxLength: 2 }),
  addressType: fc.constantFrom<BalancerSpec["addressType"][]>(undefined, "dualstack", "dualstack-without-public-ipv4"),
  crossZone: fc.constantFrom(undefined, true, false),
  fixed: fc.boolean(),
  /** In front of an application load balancer, if there is one. */
  front: fc.boolean(),
  listeners: fc.array(listener, { minLength: 1, maxLength: 2 }),
});

export const raw = fc.record({
  vpcs: fc.array(
    fc.record({
      internetGateway: fc.constantFrom("direct" as const, "direct" as const, "attachment" as const, "none" as const),
      egressOnlyGateway: fc.boolean(),
      natGateway: fc.boolean(),
      ipv6: fc.boolean(),
      cidr: index,
      defaultGroup: fc.constantFrom(undefined, "default" as const, "default-adopted" as const),
      namedBy: fc.constantFrom("resource" as const, "vpc" as const),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  subnets: fc.array(subnet, { minLength: 1, maxLength: 4 }),
  tables: fc.array(table, { minLength: 1, maxLength: 3 }),
  nacls: fc.array(nacl, { maxLength: 2 }),
  groups: fc.array(fc.record({ vpc: index, egress: fc.constantFrom("all", "all", "ipv4", "none") }), {
    minLength: 1,
    maxLength: 4,
  }),
  lists: fc.array(fc.array(fc.tuple(index, fc.boolean()), { minLength: 1, maxLength: 3 }), { maxLength: 2 }),
  rules: fc.array(rule, { minLength: 1, maxLength: 12 }),
  servers: fc.array(server, { minLength: 1, maxLength: 4 }),
  fleets: fc.array(
    fc.record({
      subnets: fc.array(index, { minLength: 1, maxLength: 2 }),
      groups: fc.array(index, { maxLength: 2 }),
      publicAddress: fc.constantFrom(true, undefined, false),
      interfaceBlock: fc.boolean(),
      ipv6: fc.boolean(),
    }),
    { maxLength: 1 },
  ),
  balancers: fc.array(balancer, { maxLength: 2 }),
});
