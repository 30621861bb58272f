/** Puts hops into words: `internet → rule "debug" → group "was" → was-base:22`. */
import { describeAddresses, INTERNET } from "./addresses";
import type { Endpoint } from "./endpoints";
import type { IntervalSet } from "./interval-set";
import type { Network } from "./network";
import type { Resource } from "./resource";
import type { Rule } from "./security-groups";
import { describeTraffic, type Traffic } from "./traffic";

export const ARROW = " → ";

/** `rule "x" of WasTier "was"`: with the component that made it, where one did. */
export function describeRule({ index }: Network, rule: Rule): string {
  const owner = rule.resource && componentOf(index.ancestors(rule.resource));
  const home = rule.resource !== undefined && !rule.name.startsWith("rule ") ? ` of "${rule.resource.name}"` : "";
  return `${rule.name}${home}${owner === undefined ? "" : ` of ${owner}`}`;
}

/** `WasTier "was"` */
export function componentOf(ancestors: Iterable<Resource>): string | undefined {
  for (const { custom, type, name } of ancestors) {
    if (!custom && !type.startsWith("pulumi:")) return `${type.split(":").at(-1) ?? type} "${name}"`;
  }
  return undefined;
}

export function describeEndpoint({ name, kind }: Endpoint): string {
  return kind === "load balancer" ? `load balancer "${name}"` : name;
}

/** `was-base:22` */
export function at(endpoint: Endpoint, traffic: Traffic): string {
  const ports = describeTraffic(traffic);
  return `${describeEndpoint(endpoint)}${/^[\d,… -]+$/.test(ports) ? ":" : " on "}${ports}`;
}

/** Who has some addresses: the internet, or networks that are not described. */
export function describeOutside(addresses: IntervalSet): string {
  return addresses.meets(INTERNET) ? "internet" : `networks with ${describeAddresses(addresses)}`;
}

export function enumerate(names: readonly string[], limit = 5): string {
  const all = [...new Set(names)];
  const shown = all.slice(0, limit).join(", ");
  return all.length > limit ? `${shown} and ${all.length - limit} more` : shown;
}
