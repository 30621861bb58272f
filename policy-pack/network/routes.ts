/** Route tables: inline routes and separate ones, and which table is a subnet's. */
import { ALL_ADDRESSES, addressesOf } from "./addresses";
import { IntervalSet } from "./interval-set";
import {
  isGiven,
  listOf,
  member,
  read,
  readFound,
  readInput,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";
import { namesOf, type StackIndex } from "./stack-index";
import { kindOf } from "./types";

/** Where a route leads. */
export type TargetKind =
  /** In and out, for what has a public address. */
  | "internet gateway"
  /** Out only. */
  | "nat gateway"
  | "egress-only gateway"
  /** To networks that the stack does not describe. */
  | "other network"
  /** Through a server or an appliance: from there it may go anywhere. */
  | "appliance"
  | "local"
  | "endpoint"
  | "unknown";

export interface Route {
  name: string;
  destination: IntervalSet;
  /** Length of the prefix: the longest that matches decides. */
  prefixLength: number;
  target: TargetKind;
  /** The gateway, where it is a resource of the stack. */
  gateway?: Resource;
  doubt?: string;
}

export interface RouteTable {
  name: string;
  routes: Route[];
  /** Why it may have routes that are not described. */
  undescribed?: string;
}

/** What a table may do with packets to the internet, or answers to it. */
export interface InternetRoutes {
  /** Addresses that are certainly routed by an internet gateway. */
  sure: IntervalSet;
  /** Those that may be. */
  maybe: IntervalSet;
  reasons: string[];
}

const TABLE = "ec2/routeTable";
const DEFAULT_TABLE = "ec2/defaultRouteTable";
const VPC = "ec2/vpc";

export class RouteTables {
  private readonly tables = new Map<string, RouteTable>();
  /** Routes of a table that is not known. */
  private readonly stray: Route[] = [];
  private readonly associations = new Map<string, { table: RouteTable; doubt?: string }[]>();
  private readonly mainTables = new Map<string, RouteTable>();
  /** Tables that AWS made with a VPC and that are no longer its main one, by id. */
  private readonly originals = new Map<string, RouteTable>();

  constructor(private readonly index: StackIndex) {
    for (const resource of index.of(TABLE, DEFAULT_TABLE, VPC)) this.tableOf(resource);
    for (const resource of index.of("ec2/mainRouteTableAssociation")) this.setMain(resource);
    for (const resource of index.of("ec2/route")) this.addRoute(resource);
    for (const resource of index.of(TABLE, DEFAULT_TABLE)) this.addInlineRoutes(resource);
    for (const resource of index.of("ec2/vpnGatewayRoutePropagation", "vpc/routeServerPropagation")) {
      this.addPropagation(resource);
    }
    for (const resource of index.of("ec2/routeTableAssociation")) this.associate(resource);
  }

  /** The table of a subnet; several where it is not certain which. */
  of(subnet: Resource, vpc: Resource | undefined): { table: RouteTable; doubt?: string }[] {
    const own = this.associations.get(subnet.urn);
    if (own) return own;
    if (vpc === undefined)
      return [{ table: undescribedTable(`the VPC of subnet ${subnet.name} is not part of this stack`) }];
    return [{ table: this.mainTables.get(vpc.urn) ?? this.tableOf(vpc) }];
  }

  /** Every route, those of unknown tables among them. */
  *all(): Generator<Route> {
    for (const { routes } of new Set([...this.tables.values(), ...this.mainTables.values()])) yield* routes;
    yield* this.stray;
  }

  internetRoutes(table: RouteTable): InternetRoutes {
    let decided = IntervalSet.EMPTY;
    let sure = IntervalSet.EMPTY;
    let maybe = IntervalSet.EMPTY;
    const reasons = new Set<string>();
    const routes = [...table.routes, ...this.stray].sort((a, b) => b.prefixLength - a.prefixLength);
    for (const route of routes) {
      const own = route.destination.subtract(decided);
      if (route.target === "internet gateway" && route.doubt === undefined) sure = sure.union(own);
      else if (["internet gateway", "appliance", "unknown"].includes(route.target)) {
        maybe = maybe.union(own);
        reasons.add(route.doubt ?? `where ${route.name} leads is not described here`);
      }
      if (route.doubt === undefined) decided = decided.union(route.destination);
    }
    if (table.undescribed !== undefined) {
      maybe = ALL_ADDRESSES;
      reasons.add(table.undescribed);
    }
    return { sure, maybe: maybe.union(sure), reasons: [...reasons] };
  }

  /** The table of a resource; that of a VPC is its main one. */
  private tableOf(resource: Resource): RouteTable {
    const vpc = kindOf(resource.type) === DEFAULT_TABLE ? this.vpcOfDefault(resource) : undefined;
    const key = vpc?.urn ?? resource.urn;
    let table = this.tables.get(key);
    if (!table) {
      const isMain = kindOf((vpc ?? resource).type) === VPC;
      table = { name: isMain ? `main route table of ${(vpc ?? resource).name}` : resource.name, routes: [] };
      this.tables.set(key, table);
    }
    return table;
  }

  private vpcOfDefault(resource: Resource): Resource | undefined {
    return this.index.refer(resource, "defaultRouteTableId", VPC).resources[0];
  }

  /** Makes a table the main one of a VPC; the one that AWS made with the VPC keeps its id. */
  private setMain(resource: Resource): void {
    const { tables } = this.tablesNamed(resource);
    const original = textOf(read(resource, "originalRouteTableId"));
    for (const vpc of this.index.refer(resource, "vpcId", VPC).resources) {
      const [main] = tables;
      const reason = `the main route table of ${vpc.name} is not known yet`;
      this.mainTables.set(vpc.urn, tables.length === 1 ? main : undescribedTable(reason));
      if (original !== undefined) this.originals.set(original, this.tableOf(vpc));
    }
  }

  /** The tables that a resource names. */
  private tablesNamed(resource: Resource): { tables: RouteTable[]; doubt?: string; open: boolean } {
    const { resources, foreign, doubt, open } = this.index.refer(resource, "routeTableId", TABLE, DEFAULT_TABLE, VPC);
    const others = foreign.map(
      (id) => this.originals.get(id) ?? undescribedTable(`route table ${id} is not part of this stack`),
    );
    return { tables: [...resources.map((one) => this.tableOf(one)), ...others], doubt, open };
  }

  private associate(resource: Resource): void {
    const subnets = this.index.refer(resource, "subnetId", "ec2/subnet", "ec2/defaultSubnet");
    const named = this.tablesNamed(resource);
    const doubt = subnets.doubt ?? named.doubt;
    const candidates = named.open ? [...named.tables, undescribedTable(named.doubt ?? "")] : named.tables;
    for (const subnet of subnets.open ? this.index.of("ec2/subnet") : subnets.resources) {
      const list = this.associations.get(subnet.urn) ?? [];
      this.associations.set(subnet.urn, [...list, ...candidates.map((table) => ({ table, doubt }))]);
    }
  }

  private addRoute(resource: Resource): void {
    const route = this.routeOf(resource, `route "${resource.name}"`, (property) => read(resource, property), {
      ipv4: "destinationCidrBlock",
      ipv6: "destinationIpv6CidrBlock",
    });
    const home = this.tablesNamed(resource);
    const doubted = { ...route, doubt: route.doubt ?? home.doubt };
    for (const table of home.tables) table.routes.push(doubted);
    if (home.open) this.stray.push(doubted);
  }

  private addInlineRoutes(resource: Resource): void {
    const table = this.tableOf(resource);
    const destinations = { ipv4: "cidrBlock", ipv6: "ipv6CidrBlock" };
    const written = readInput(resource, "routes");
    const entries = (value: Value, name: string) =>
      listOf(value).map((entry) =>
        this.routeOf(resource, name, (property) => member(entry, property), destinations, "routes"),
      );
    if (written === UNKNOWN) table.undescribed = `"routes" of ${resource.name} is not known yet`;
    table.routes.push(...entries(written, `a route of table "${resource.name}"`));
    if (listOf(written).length === 0) {
      const own = table.routes.slice();
      const found = entries(readFound(resource, "routes"), `a route of table "${resource.name}" found in AWS`);
      table.routes.push(...found.filter((one) => !own.some(({ destination }) => destination.equals(one.destination))));
    }
    const propagating = read(resource, "propagatingVgws");
    if (propagating === UNKNOWN || listOf(propagating).length > 0) table.routes.push(propagated(resource));
  }

  private addPropagation(resource: Resource): void {
    for (const table of this.tablesNamed(resource).tables) table.routes.push(propagated(resource));
  }

  private routeOf(
    resource: Resource,
    name: string,
    value: (property: string) => Value,
    destinations: { ipv4: string; ipv6: string },
    holder?: string,
  ): Route {
    const { destination, prefixLength, doubt } = destinationOf(value, destinations, name);
    const target = this.targetOf(resource, value, holder, name);
    return { name, destination, prefixLength, ...target, doubt: doubt ?? target.doubt };
  }

  private targetOf(
    resource: Resource,
    value: (property: string) => Value,
    holder: string | undefined,
    name: string,
  ): Pick<Route, "target" | "gateway" | "doubt"> {
    const gateway = value("gatewayId");
    if (isGiven(gateway)) {
      const kinds = ["ec2/internetGateway", "ec2/vpnGateway", "ec2/vpcEndpoint"];
      const { resources, foreign, doubt } = this.index.references(resource, holder ?? "gatewayId", gateway, kinds);
      const [only] = resources;
      if (gateway === "local") return { target: "local" };
      const found =
        resources.length === 1
          ? targetByKind(kindOf(only.type))
          : foreign.length === 1
            ? targetById(foreign[0])
            : undefined;
      if (found !== undefined) return { target: found, gateway: resources.length === 1 ? only : undefined };
      return { target: "unknown", doubt: doubt ?? `the gateway of ${name} is one of ${namesOf(resources)}` };
    }
    for (const [property, target, kind] of TARGETS) {
      const id = value(property);
      if (!isGiven(id)) continue;
      const { resources } = this.index.references(resource, holder ?? property, id, [kind]);
      return { target, gateway: resources.length === 1 ? resources[0] : undefined };
    }
    return { target: "unknown", doubt: `where ${name} leads is not known yet` };
  }
}

/** Targets that say themselves what they are. */
const TARGETS: [property: string, target: TargetKind, kind: string][] = [
  ["natGatewayId", "nat gateway", "ec2/natGateway"],
  ["egressOnlyGatewayId", "egress-only gateway", "ec2/egressOnlyInternetGateway"],
  ["carrierGatewayId", "internet gateway", "ec2/carrierGateway"],
  ["vpcPeeringConnectionId", "other network", "ec2/vpcPeeringConnection"],
  ["transitGatewayId", "other network", "ec2transitgateway/transitGateway"],
  ["coreNetworkArn", "other network", "networkmanager/coreNetwork"],
  ["localGatewayId", "other network", ""],
  ["odbNetworkArn", "other network", "odb/network"],
  ["networkInterfaceId", "appliance", "ec2/networkInterface"],
  ["vpcEndpointId", "appliance", "ec2/vpcEndpoint"],
];

function targetByKind(kind: string): TargetKind {
  if (kind === "ec2/internetGateway") return "internet gateway";
  return kind === "ec2/vpnGateway" ? "other network" : "endpoint";
}

function targetById(id: string): TargetKind | undefined {
  if (id.startsWith("igw-")) return "internet gateway";
  if (id.startsWith("vgw-")) return "other network";
  return id.startsWith("vpce-") ? "endpoint" : undefined;
}

function destinationOf(
  value: (property: string) => Value,
  { ipv4, ipv6 }: { ipv4: string; ipv6: string },
  name: string,
): Pick<Route, "destination" | "prefixLength" | "doubt"> {
  const [block, ...others] = [ipv4, ipv6].filter((property) => isGiven(value(property))).map(value);
  const destination = typeof block === "string" ? addressesOf(block) : undefined;
  if (others.length === 0 && typeof block === "string" && destination !== undefined) {
    return { destination, prefixLength: Number(block.split("/")[1] ?? 128) };
  }
  return { destination: ALL_ADDRESSES, prefixLength: 129, doubt: `the destination of ${name} is not known yet` };
}

function propagated({ name }: Resource): Route {
  const destination = ALL_ADDRESSES;
  return {
    name: `routes propagated by "${name}"`,
    destination,
    prefixLength: 0,
    target: "other network",
    doubt: "they come and go",
  };
}

function undescribedTable(reason: string): RouteTable {
  return { name: "a route table not described here", routes: [], undescribed: reason };
}
