/** Network interfaces: what an endpoint wears, where it stands, and which addresses it has. */
import { addressesOf } from "./addresses";
import { IntervalSet } from "./interval-set";
import { type Lock, open, SHUT, undecided } from "./locks";
import { type Resource, UNKNOWN, type Value } from "./resource";
import type { Group, SecurityGroups } from "./security-groups";
import { type References, together } from "./stack-index";
import type { Subnet, Subnets } from "./subnets";

/** A security group that an interface wears. */
export interface Worn {
  group: Group;
  /** Why it is not certain. */
  doubt?: string;
}

export interface Interface {
  groups: Worn[];
  /** Why it may wear groups that are not listed. */
  undescribedGroups?: string;
  /** It is the first one of its server, which load balancers send to. */
  isPrimary: boolean;
  /** No group filters anything: a network load balancer without any. */
  isUnfiltered: boolean;
  subnets: Subnet[];
  /**
   * - `everywhere`: it, or one like it, is in each of the subnets.
   * - `somewhere`: it is in one of them, and it cannot be told in which.
   */
  placement: "everywhere" | "somewhere";
  /** Where its private IPv4 address, and IPv6 addresses, may lie. */
  addresses: IntervalSet;
  /** Those among `addresses` that it certainly has. */
  known: IntervalSet;
  /** Whether it has a public IPv4 address. */
  ipv4: Lock;
  /** Whether it has an IPv6 address. */
  ipv6: Lock;
  /** The internet gateway takes nothing to its IPv6 address: that of an internal load balancer. */
  isInternal: boolean;
  /** Something that is not modelled may lead to it: the internet need neither address nor route. */
  sideDoor?: string;
  /** Someone outside may reach it past its groups. */
  openTo?: string;
}

/** What a resource says of an interface. */
export interface InterfaceProperties {
  /** The groups it names; undefined where it names none. */
  groups?: NamedGroups;
  subnets: References;
  placement: Interface["placement"];
  /** Left out, the subnet decides. */
  publicIpv4?: boolean | typeof UNKNOWN;
  ipv6?: boolean | typeof UNKNOWN;
  privateIps?: Value[];
  ipv6Addresses?: Value[];
  isUnfiltered?: boolean;
  /** @default true */
  isPrimary?: boolean;
  /** @default false */
  isInternal?: boolean;
}

export interface NamedGroups {
  groups: Group[];
  doubt?: string;
  open: boolean;
}

export class Interfaces {
  constructor(
    private readonly securityGroups: SecurityGroups,
    private readonly subnets: Subnets,
  ) {}

  create(resource: Resource, properties: InterfaceProperties): Interface {
    const { placement, publicIpv4, isUnfiltered = false } = properties;
    const subnets = this.subnets.of(properties.subnets);
    const isSettled = properties.subnets.doubt === undefined && (placement === "everywhere" || subnets.length === 1);
    const where = isSettled ? "everywhere" : "somewhere";
    const named = properties.groups ?? (isUnfiltered ? NO_GROUPS : this.defaultGroups(subnets));
    const ipv6 = addressLock(properties.ipv6, subnets, where, "givesIpv6", `${resource.name} has an IPv6 address`);
    const [ipv4Known, ipv6Known] = [properties.privateIps, properties.ipv6Addresses].map((list) =>
      writtenAddresses(list),
    );
    return {
      groups: named.groups.map((group) => ({ group, doubt: named.doubt })),
      undescribedGroups: named.open
        ? (named.doubt ?? `which security groups ${resource.name} has is not known yet`)
        : undefined,
      isPrimary: properties.isPrimary ?? true,
      isInternal: properties.isInternal ?? false,
      isUnfiltered,
      subnets,
      placement: where,
      addresses: IntervalSet.union([
        ...(isWhole(properties.privateIps) ? [ipv4Known] : subnets.map(({ ipv4 }) => ipv4)),
        ...(isWhole(properties.ipv6Addresses) || ipv6.state === "shut" ? [ipv6Known] : subnets.map((one) => one.ipv6)),
      ]),
      known: ipv4Known.union(ipv6Known),
      ipv4: addressLock(publicIpv4, subnets, where, "givesPublicIpv4", `${resource.name} has a public address`),
      ipv6,
    };
  }

  /** What names no group gets the default one of its VPC. */
  private defaultGroups(subnets: Subnet[]): NamedGroups {
    const vpcs = subnets.map(({ name, vpc }): References => {
      if (vpc) return { resources: [vpc], foreign: [], open: false };
      return { resources: [], foreign: [], open: true, doubt: `the VPC of subnet ${name} is not known yet` };
    });
    return this.securityGroups.defaultGroups(together(vpcs));
  }
}

const NO_GROUPS: NamedGroups = { groups: [], open: false };

/** The addresses in a list that are written out. */
function writtenAddresses(list: Value[] = []): IntervalSet {
  const sets = list.map((value) => (typeof value === "string" ? addressesOf(value) : undefined));
  return IntervalSet.union(sets.filter((set) => set !== undefined));
}

/** Whether a list, whose first member is the main address, is known as a whole. */
function isWhole(list: Value[] = []): boolean {
  return list.length > 0 && list.every((value) => typeof value === "string" && value !== "");
}

/** Whether an address is there: as the resource says, or else as its subnets do. */
function addressLock(
  said: boolean | typeof UNKNOWN | undefined,
  subnets: Subnet[],
  placement: Interface["placement"],
  property: "givesPublicIpv4" | "givesIpv6",
  because: string,
): Lock {
  if (said === UNKNOWN) return undecided(`whether ${because} is not known yet`);
  if (said !== undefined) return said ? open(because) : SHUT;
  const giving = subnets.filter((subnet) => subnet[property] !== false);
  if (giving.length === 0) return SHUT;
  const unsure = giving.find((subnet) => subnet[property] === undefined);
  const isCertain =
    placement === "everywhere"
      ? giving.some((subnet) => subnet[property])
      : giving.length === subnets.length && !unsure;
  return isCertain
    ? open(`${because} from subnet ${giving[0].name}`)
    : undecided(`whether ${because} depends on the subnet it is put in, which is not known yet`);
}
