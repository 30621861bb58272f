/** The question of an allow list: does an endpoint let in anyone but those who are allowed? */
import { acceptances } from "./acceptance";
import { describeAddresses } from "./addresses";
import { ARROW, at, describeOutside, describeRule, enumerate, describeEndpoint } from "./describe";
import type { Endpoint } from "./endpoints";
import type { Network, Wearer } from "./network";
import type { Rule } from "./security-groups";
import type { Traffic } from "./traffic";

/** A rule that lets in someone who is not allowed. */
export interface Breach {
  rule: Rule;
  /** Those it lets in to. */
  endpoints: Endpoint[];
  /** Who is let in. */
  from: string;
  traffic: Traffic;
  certainty: "path" | "cannot be proven";
  /** Hop by hop, in words. */
  path: string;
  reason?: string;
}

/** What the answer was computed from, so that an empty one can be told from one about nothing. */
export interface Examined {
  rules: number;
  paths: number;
}

/**
 * Every rule that lets anyone but `isAllowed` into one of `targets` at `traffic`. Judged by whom the rules let in:
 * neither a missing public address, nor a missing route, nor egress rules of the sender excuse one.
 */
export function breaches(
  network: Network,
  targets: readonly Endpoint[],
  traffic: Traffic,
  isAllowed: (endpoint: Endpoint, traffic: Traffic) => boolean,
): { breaches: Breach[]; examined: Examined } {
  const found = new Map<string, Breach>();
  const rules = new Set<Rule>();
  const strangers = new Map<Rule, Stranger | undefined>();
  let paths = 0;
  for (const endpoint of targets) {
    for (const { rule, doubt } of acceptances(network, endpoint)) {
      const open = rule.traffic.intersect(traffic);
      if (open.isEmpty) continue;
      rules.add(rule);
      paths++;
      if (!strangers.has(rule)) strangers.set(rule, strangerOf(network, rule, open, isAllowed));
      const stranger = strangers.get(rule);
      if (stranger === undefined) continue;
      const key = `${rule.name}\n${rule.resource?.urn ?? ""}\n${rule.group.name}\n${stranger.name}`;
      const known = found.get(key);
      if (known) known.endpoints.push(endpoint);
      else found.set(key, breachOf(network, endpoint, rule, open, stranger, doubt));
    }
  }
  return { breaches: [...found.values()], examined: { rules: rules.size, paths } };
}

/** Someone who is let in and not allowed. */
interface Stranger {
  name: string;
  /** Where the path begins. */
  origin: string;
  doubt?: string;
}

function strangerOf(
  network: Network,
  { peer, group: own }: Rule,
  traffic: Traffic,
  isAllowed: (endpoint: Endpoint, traffic: Traffic) => boolean,
): Stranger | undefined {
  if (peer.kind === "anyone") return { name: "an unknown source", origin: "anyone", doubt: peer.reason };
  if (peer.kind === "addresses") {
    return { name: describeAddresses(peer.addresses), origin: describeOutside(peer.addresses) };
  }
  const { group } = peer;
  // What only answers has nothing to fear from its like, in the same group.
  const isSelf = group === own;
  const isForeign = ({ endpoint }: Wearer) =>
    !(isSelf && ["database", "mount target"].includes(endpoint.kind)) && !isAllowed(endpoint, traffic);
  const wearers = (network.wearers.get(group) ?? []).filter(isForeign);
  if (wearers.length > 0) {
    const certain = wearers.filter(({ doubt }) => doubt === undefined);
    const named = certain.length > 0 ? certain : wearers;
    const names = enumerate(named.map(({ endpoint }) => describeEndpoint(endpoint)));
    return {
      name: names,
      origin: `${names} in group "${group.name}"`,
      doubt: certain.length > 0 ? undefined : named[0].doubt,
    };
  }
  if (group.outsiders !== undefined) {
    return { name: `group ${group.name}`, origin: `whoever is in group ${group.name}`, doubt: group.outsiders };
  }
  const doubtful = network.doubtfulWearers.find(isForeign);
  if (doubtful === undefined) return undefined;
  const name = describeEndpoint(doubtful.endpoint);
  return { name, origin: `${name}, perhaps in group "${group.name}"`, doubt: doubtful.doubt };
}

function breachOf(
  network: Network,
  endpoint: Endpoint,
  rule: Rule,
  traffic: Traffic,
  { name, origin, doubt: strangerDoubt }: Stranger,
  doubt: string | undefined,
): Breach {
  const reason = strangerDoubt ?? doubt;
  const steps = [origin, describeRule(network, rule), `group "${rule.group.name}"`, at(endpoint, traffic)];
  return {
    rule,
    endpoints: [endpoint],
    from: name,
    traffic,
    certainty: reason === undefined ? "path" : "cannot be proven",
    path: steps.join(ARROW),
    reason,
  };
}
