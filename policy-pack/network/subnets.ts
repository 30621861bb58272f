/** Subnets with everything that decides about packets at their border. */
import { addressesOf, ALL_ADDRESSES, ALL_IPV4, ALL_IPV6 } from "./addresses";
import { IntervalSet } from "./interval-set";
import { type NetworkAcl, NetworkAcls } from "./network-acls";
import { booleanOf, read, type Resource, textOf, UNKNOWN } from "./resource";
import { type InternetRoutes, RouteTables } from "./routes";
import type { References, StackIndex } from "./stack-index";
import { kindOf } from "./types";

export interface Subnet {
  name: string;
  /** Undefined for subnets that are not resources of the stack. */
  resource?: Resource;
  vpc?: Resource;
  zone?: string;
  ipv4: IntervalSet;
  ipv6: IntervalSet;
  /** Every address of its VPC: none of the internet's, even where they look like it. */
  vpcBlocks: IntervalSet;
  /** Its VPC has an IPv6 block that is not known yet. */
  hasUnknownIpv6Block: boolean;
  /** Whether what is launched in it gets a public IPv4 address, and an IPv6 one, without asking. */
  givesPublicIpv4?: boolean;
  givesIpv6?: boolean;
  internet: InternetRoutes;
  /** One that lets everything through is left out; several are alternatives. */
  acls: NetworkAcl[];
}

const KINDS = ["ec2/subnet", "ec2/defaultSubnet"];

export class Subnets {
  readonly routeTables: RouteTables;
  private readonly acls: NetworkAcls;
  private readonly subnets = new Map<string, Subnet>();

  constructor(private readonly index: StackIndex) {
    this.routeTables = new RouteTables(index);
    this.acls = new NetworkAcls(index);
    for (const resource of index.of(...KINDS)) this.subnets.set(resource.urn, this.describe(resource));
  }

  all(): Subnet[] {
    return [...this.subnets.values()];
  }

  /** The subnets that a reference names; where it may name anything, every subnet and one that is not described. */
  of({ resources, foreign, open }: References): Subnet[] {
    const named = resources.flatMap((resource) => this.subnets.get(resource.urn) ?? []);
    const others = foreign.map((id) => foreignSubnet(id));
    return open ? [...this.all(), ...others, foreignSubnet("a subnet not known yet")] : [...named, ...others];
  }

  refer(resource: Resource, property: string, value = read(resource, property)): References {
    return this.index.references(resource, property, value, KINDS);
  }

  private describe(resource: Resource): Subnet {
    const isDefault = kindOf(resource.type) === "ec2/defaultSubnet";
    const vpcs = this.index.refer(resource, "vpcId", "ec2/vpc", "ec2/defaultVpc");
    const vpc = vpcs.resources.length === 1 && !vpcs.open ? vpcs.resources[0] : undefined;
    return {
      name: resource.name,
      resource,
      vpc,
      zone: textOf(read(resource, "availabilityZone")) ?? textOf(read(resource, "availabilityZoneId")),
      ipv4: this.block(resource, "cidrBlock", vpc),
      ipv6: this.block(resource, "ipv6CidrBlock", vpc),
      vpcBlocks: IntervalSet.union(
        ["cidrBlock", "ipv6CidrBlock"].map((property) => (vpc && blockOf(vpc, property)) ?? IntervalSet.EMPTY),
      ),
      hasUnknownIpv6Block: vpc === undefined || (this.hasIpv6(vpc) && blockOf(vpc, "ipv6CidrBlock") === undefined),
      givesPublicIpv4: this.says(resource, "mapPublicIpOnLaunch", isDefault),
      givesIpv6: this.says(resource, "assignIpv6AddressOnCreation", false),
      internet: this.internetRoutes(resource, vpc),
      acls: this.acls.of(resource, vpc),
    };
  }

  /** Undefined while it is not known; what is only read may leave anything out. */
  private says(resource: Resource, property: string, fallback: boolean): boolean | undefined {
    const value = booleanOf(read(resource, property));
    if (value === UNKNOWN) return undefined;
    return value ?? (resource.inputs === undefined ? undefined : fallback);
  }

  /** A block of the subnet; while it is not known, any that its VPC may have. */
  private block(resource: Resource, property: "cidrBlock" | "ipv6CidrBlock", vpc: Resource | undefined): IntervalSet {
    const value = read(resource, property);
    if (typeof value === "string" && value !== "") return addressesOf(value) ?? IntervalSet.EMPTY;
    if (property === "cidrBlock") return (vpc && blockOf(vpc, property)) ?? ALL_IPV4;
    if (value !== UNKNOWN || (vpc !== undefined && !this.hasIpv6(vpc))) return IntervalSet.EMPTY;
    return (vpc && blockOf(vpc, property)) ?? ALL_IPV6;
  }

  private hasIpv6(vpc: Resource): boolean {
    const requests = ["assignGeneratedIpv6CidrBlock", "ipv6CidrBlock", "ipv6IpamPoolId"].map((property) =>
      read(vpc, property),
    );
    const isAsked = requests.some((value) => value !== undefined && value !== null && value !== false && value !== "");
    return isAsked || this.index.of("ec2/vpcIpv6CidrBlockAssociation").length > 0;
  }

  private internetRoutes(resource: Resource, vpc: Resource | undefined): InternetRoutes {
    const alternatives = this.routeTables.of(resource, vpc).map(({ table, doubt }) => {
      const routes = this.routeTables.internetRoutes(table);
      return doubt === undefined ? routes : { ...routes, reasons: [...routes.reasons, doubt] };
    });
    const [first, ...others] = alternatives;
    return others.reduce(
      (sum, one) => ({
        sure: sum.sure.intersect(one.sure),
        maybe: sum.maybe.union(one.maybe),
        reasons: [...sum.reasons, ...one.reasons],
      }),
      first,
    );
  }
}

function blockOf(vpc: Resource, property: string): IntervalSet | undefined {
  const block = read(vpc, property);
  return typeof block === "string" ? addressesOf(block) : undefined;
}

function foreignSubnet(id: string): Subnet {
  const reason = `subnet ${id} is not part of this stack`;
  const internet = { sure: IntervalSet.EMPTY, maybe: ALL_ADDRESSES, reasons: [reason] };
  return {
    name: id,
    ipv4: ALL_IPV4,
    ipv6: ALL_IPV6,
    vpcBlocks: IntervalSet.EMPTY,
    hasUnknownIpv6Block: true,
    internet,
    acls: [],
  };
}
