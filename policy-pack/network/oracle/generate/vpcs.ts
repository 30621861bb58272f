import type { NaclSpec, RouteSpec, RouteTableSpec, ServerSpec, SubnetSpec, VpcSpec } from "../spec";
import { insideBlocks, IPV4, pick, PORTS, RESPONSES, uniqueBy } from "./blocks";
import type { Raw } from "./raw";

const ZONES = ["eu-west-1a", "eu-west-1b"];

export function vpcsOf(raw: Raw): VpcSpec[] {
  return raw.vpcs.map((one, at) => ({
    name: `vpc-${at + 1}`,
    // Two VPCs may well use the same addresses.
    cidr: at === 0 ? "10.0.0.0/16" : pick(["10.1.0.0/16", "10.0.0.0/16", "172.16.0.0/16"], one.cidr),
    secondaryCidr: "100.64.0.0/16",
    ...(one.ipv6 ? { ipv6Cidr: `2600:1f18:${at + 1}:100::/56` } : {}),
    internetGateway: one.internetGateway,
    egressOnlyGateway: one.egressOnlyGateway && one.ipv6,
    natGateways: [],
  }));
}

export function tablesOf(raw: Raw, vpcs: VpcSpec[]): RouteTableSpec[] {
  const tables = raw.tables.map((one, at): RouteTableSpec => {
    const world = one.world === "neither" ? [] : ["0.0.0.0/0", ...(one.world === "both" ? ["::/0"] : [])];
    const first = world.map((destination) => ({ destination, target: "internet", inline: false }));
    const routes = uniqueBy([...first, ...one.routes], ({ destination }) => destination);
    const vpc = pick(vpcs, one.vpc).name;
    return { name: `table-${at + 1}`, vpc, kind: one.kind, routes: routes.map(route) };
  });
  return tables.filter(
    (table, at) =>
      table.kind === "own" || !tables.slice(0, at).some((other) => other.vpc === table.vpc && sameRole(other, table)),
  );
}

/** A VPC's first table has one role; another may take its place besides. */
function sameRole(one: RouteTableSpec, other: RouteTableSpec): boolean {
  return one.kind !== "own" && (one.kind === "main-associated") === (other.kind === "main-associated");
}

function route({ destination, target, inline }: { destination: string; target: string; inline: boolean }): RouteSpec {
  const other = destination.includes(":") ? ("egress-only-gateway" as const) : { nat: "the VPC's" };
  return { destination, target: target === "internet" ? "internet-gateway" : other, inline };
}

/** Leaves the routes to gateways that the VPC has. */
export function possibleRoutes(table: RouteTableSpec, vpc: VpcSpec): RouteSpec[] {
  return table.routes.flatMap((one): RouteSpec[] => {
    if (one.destination.includes(":") && vpc.ipv6Cidr === undefined) {
      return [];
    }
    if (one.target === "internet-gateway") {
      return vpc.internetGateway === "none" ? [] : [one];
    }
    if (one.target === "egress-only-gateway") {
      return vpc.egressOnlyGateway ? [one] : [];
    }
    return vpc.natGateways.map(({ name }) => ({ ...one, target: { nat: name } }));
  });
}

export function subnetsOf(raw: Raw, vpcs: VpcSpec[], tables: RouteTableSpec[], acls: NaclNames): SubnetSpec[] {
  return raw.subnets.map((one, at) => {
    const vpc = pick(vpcs, one.vpc);
    const own = tables.filter((table) => table.vpc === vpc.name);
    const ownAcls = acls.filter((acl) => acl.vpc === vpc.name && acl.kind === "own");
    const ipv6 = one.ipv6 && vpc.ipv6Cidr !== undefined;
    const home = one.secondary ? (vpc.secondaryCidr ?? vpc.cidr) : vpc.cidr;
    return {
      name: `subnet-${at + 1}`,
      vpc: vpc.name,
      zone: pick(ZONES, one.zone),
      cidr: home.replace("0.0/16", `${at + 1}.0/24`),
      ...(ipv6 ? { ipv6Cidr: vpc.ipv6Cidr?.replace("100::/56", `10${at + 1}::/64`) } : {}),
      mapPublicIp: one.mapPublicIp,
      assignIpv6: one.assignIpv6 && ipv6,
      ...(one.routeTable !== undefined && own.length > 0 ? { routeTable: pick(own, one.routeTable).name } : {}),
      ...(one.nacl !== undefined && ownAcls.length > 0 ? { nacl: pick(ownAcls, one.nacl).name } : {}),
    };
  });
}

export type NaclNames = Pick<NaclSpec, "name" | "vpc" | "kind">[];

export function aclNames(raw: Raw, vpcs: VpcSpec[]): NaclNames {
  return raw.nacls.map(({ vpc, kind }, at) => ({ name: `acl-${at + 1}`, vpc: pick(vpcs, vpc).name, kind }));
}

export function aclsOf(
  raw: Raw,
  names: NaclNames,
  { vpcs, subnets, servers }: { vpcs: VpcSpec[]; subnets: SubnetSpec[]; servers: ServerSpec[] },
): NaclSpec[] {
  const blocks = [...IPV4, ...insideBlocks(subnets, vpcs, servers), "::/0", "2001:db8::/32"];
  const acls = raw.nacls.map((one, at): NaclSpec => {
    const own = one.rules.map(({ direction, action, protocol, inline, block, ports }, place) => {
      const ranged = protocol === "tcp" || protocol === "udp";
      const [from, to] = ranged ? pick([...RESPONSES, ...PORTS], ports) : [0, 0];
      const number = (place + 1) * 10 + (place % 2);
      return { number, direction, action, protocol, cidr: pick(blocks, block), from, to, inline };
    });
    const rest = one.rest === "neither" ? [] : ["0.0.0.0/0", ...(one.rest === "both" ? ["::/0"] : [])];
    const last = rest.flatMap((cidr, place) =>
      (["ingress", "egress"] as const).map((direction) => ({
        number: 100 + place,
        direction,
        action: "allow" as const,
        protocol: "-1" as const,
        cidr,
        from: 0,
        to: 0,
        inline: true,
      })),
    );
    // Written in no order at all.
    return { ...names[at], associatedBy: one.associatedBy, rules: [...last, ...own.reverse()] };
  });
  return acls.filter(
    (acl) =>
      acl.kind === "own" || acl === acls.find((other) => other.kind === "default-adopted" && other.vpc === acl.vpc),
  );
}
