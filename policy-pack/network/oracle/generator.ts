/** Random small networks that AWS would accept, dense with what is easily got wrong. */
import type fc from "fast-check";
import { balancersOf } from "./generate/balancers";
import { named } from "./generate/blocks";
import { addRules, groupsOf, prefixListsOf } from "./generate/groups";
import { type Raw, raw } from "./generate/raw";
import { fleetsOf, serversOf } from "./generate/servers";
import { aclNames, aclsOf, possibleRoutes, subnetsOf, tablesOf, vpcsOf } from "./generate/vpcs";
import type { Spec } from "./spec";

export { questions } from "./generate/questions";

export const specs: fc.Arbitrary<Spec> = raw.map(specOf);

function specOf(from: Raw): Spec {
  const vpcs = vpcsOf(from);
  const tables = tablesOf(from, vpcs);
  const acls = aclNames(from, vpcs);
  const subnets = subnetsOf(from, vpcs, tables, acls);
  from.vpcs.forEach(({ natGateway }, at) => {
    const home = subnets.find(({ vpc }) => vpc === vpcs[at].name);
    if (natGateway && home) {
      vpcs[at].natGateways.push({ name: `nat-${at + 1}`, subnet: home.name, address: `198.51.100.${200 + at}` });
    }
    if (!subnets.some(({ vpc, cidr }) => vpc === vpcs[at].name && cidr.startsWith("100.64."))) {
      delete vpcs[at].secondaryCidr;
    }
  });
  const groups = groupsOf(from, vpcs);
  const prefixLists = prefixListsOf(from);
  const servers = serversOf(from, subnets, groups);
  const fleets = fleetsOf(from, subnets, groups);
  addRules(from, { vpcs, subnets, groups, prefixLists, servers });
  return {
    vpcs,
    subnets,
    routeTables: tables.map((table) => ({ ...table, routes: possibleRoutes(table, named(vpcs, table.vpc)) })),
    nacls: aclsOf(from, acls, { vpcs, subnets, servers }),
    groups,
    prefixLists,
    servers,
    fleets,
    ...balancersOf(from, { subnets, groups, servers, fleets }),
  };
}
