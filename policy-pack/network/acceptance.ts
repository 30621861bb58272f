/** Whom an endpoint lets in, by its rules alone: whether someone can use them is another question. */
import type { Endpoint } from "./endpoints";
import type { Interface } from "./interfaces";
import type { Network } from "./network";
import type { Group, Rule } from "./security-groups";
import { ALL_TRAFFIC } from "./traffic";

/** A rule of a group that an endpoint wears. */
export interface Acceptance {
  endpoint: Endpoint;
  interface: Interface;
  rule: Rule;
  doubt?: string;
}

const known = new WeakMap<Endpoint, Acceptance[]>();

/** Of an endpoint of the network, which is asked for by every policy about it. */
export function acceptances(network: Network, endpoint: Endpoint): readonly Acceptance[] {
  let own = known.get(endpoint);
  if (!own) known.set(endpoint, (own = acceptancesOf(network, endpoint)));
  return own;
}

function acceptancesOf({ securityGroups }: Network, endpoint: Endpoint): Acceptance[] {
  return endpoint.interfaces.flatMap((own) => [
    ...own.groups.flatMap(({ group, doubt }) =>
      [...securityGroups.rulesOf(group, "ingress")].map((rule) => ({
        endpoint,
        interface: own,
        rule: rule.group === group ? rule : { ...rule, group },
        doubt: doubt ?? rule.doubt,
      })),
    ),
    ...openings(own).map((reason) => ({ endpoint, interface: own, rule: openRule(reason), doubt: reason })),
  ]);
}

/** Why groups do not keep anyone out. */
function openings({ isUnfiltered, undescribedGroups, openTo }: Interface): string[] {
  const reasons = [isUnfiltered ? "it has no security group" : undefined, undescribedGroups, openTo];
  return reasons.filter((reason) => reason !== undefined);
}

function openRule(reason: string): Rule {
  const group: Group = { name: "none", ingress: [], egress: [] };
  return { name: "no rule", group, traffic: ALL_TRAFFIC, peer: { kind: "anyone", reason }, doubt: reason };
}
