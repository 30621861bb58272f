import type { FleetSpec, GroupSpec, InterfaceSpec, ServerSpec, SubnetSpec } from "../spec";
import { named, pick, unique } from "./blocks";
import type { Raw } from "./raw";

export function serversOf(raw: Raw, subnets: SubnetSpec[], groups: GroupSpec[]): ServerSpec[] {
  return raw.servers.map((one, at) => {
    const name = `server-${at + 1}`;
    const primary = networkInterface(one.primary, at, subnets, groups);
    const { vpc, zone } = named(subnets, primary.subnet);
    // An instance's interfaces are all in its zone.
    const nearby = subnets.filter((subnet) => subnet.vpc === vpc && subnet.zone === zone);
    const extra = one.extra && networkInterface(one.extra, at + 50, nearby, groups);
    const by = extra?.eip?.by.startsWith("eip") ? "eip-interface" : "association-interface";
    return {
      name,
      ...primary,
      ...(one.publicAddress === undefined ? {} : { publicAddress: one.publicAddress }),
      addressGiven: one.addressGiven,
      ...(one.ownInterface === undefined ? {} : { ownInterface: one.ownInterface }),
      interfaces: extra
        ? [{ ...extra, name: `${name}-eni`, ...(extra.eip ? { eip: { address: extra.eip.address, by } } : {}) }]
        : [],
    };
  });
}

function networkInterface(
  one: Raw["servers"][0]["primary"],
  at: number,
  subnets: SubnetSpec[],
  groups: GroupSpec[],
): InterfaceSpec {
  const home = pick(subnets, one.subnet);
  const host = 10 + at * 2;
  const worn = namesOf(groups, home.vpc, one.groups);
  return {
    subnet: home.name,
    addresses: [host, ...(one.second ? [host + 1] : [])].map((n) => home.cidr.replace("0/24", String(n))),
    groups: worn,
    attachedGroups: namesOf(groups, home.vpc, one.attachedGroups).filter((group) => !worn.includes(group)),
    ...(home.ipv6Cidr === undefined
      ? {}
      : { ipv6Address: home.ipv6Cidr.replace("::/64", `::${host}`), ...(one.ipv6By ? { ipv6By: one.ipv6By } : {}) }),
    ...(one.eip ? { eip: { address: `198.51.100.${host}`, by: one.eip } } : {}),
  };
}

export function fleetsOf(raw: Raw, subnets: SubnetSpec[], groups: GroupSpec[]): FleetSpec[] {
  return raw.fleets.map((one, at) => {
    const first = pick(subnets, one.subnets[0]);
    const nearby = subnets.filter(({ vpc }) => vpc === first.vpc);
    const homes = unique([first, ...one.subnets.slice(1).map((n) => pick(nearby, n))]);
    const ipv6 = one.ipv6 && homes.every(({ ipv6Cidr }) => ipv6Cidr !== undefined);
    return {
      name: `fleet-${at + 1}`,
      subnets: homes.map(({ name }) => name),
      groups: namesOf(groups, first.vpc, one.groups),
      ...(one.publicAddress === undefined ? {} : { publicAddress: one.publicAddress }),
      interfaceBlock: one.interfaceBlock || one.publicAddress !== undefined || ipv6,
      ipv6,
    };
  });
}

/** Names of some of a VPC's groups. */
export function namesOf(groups: GroupSpec[], vpc: string, picks: number[]): string[] {
  const own = groups.filter((group) => group.vpc === vpc);
  return own.length > 0 ? unique(picks.map((at) => pick(own, at).name)) : [];
}
