/** A row of the access table, hop by hop, for people. */
import type { Way } from "./access-table";
import { INTERNET } from "./addresses";
import { at, describeEndpoint, describeRule, enumerate } from "./describe";
import type { Endpoint } from "./endpoints";
import type { Interface } from "./interfaces";
import type { Network } from "./network";
import type { Resource } from "./resource";
import type { RouteTable, TargetKind } from "./routes";
import type { Rule } from "./security-groups";
import { describeTraffic } from "./traffic";

/** One thing on the way: `rule "web-to-was-alb" of WebTier "web"`. */
export interface Hop {
  kind: "source" | "route" | "rule out" | "rule in" | "group" | "listener" | "target";
  text: string;
  /** Where it stands, or what it takes. */
  detail?: string;
  /** What makes it, where that is one resource of the stack. */
  resource?: Resource;
}

/**
 * From where it begins to where it ends: listeners, rules, routes and groups in the order in which they are asked.
 *
 * @param ways those that make up one row, at least one
 */
export function hopsOf(network: Network, ways: readonly Way[]): Hop[] {
  const letIn = distinct(ways.flatMap((way) => way.letIn));
  return [
    sourceOf(ways),
    ...listenersOf(ways),
    ...distinct(ways.flatMap((way) => way.letOut)).map((rule) => ruleHop(network, "rule out", rule)),
    ...routesOf(network, ways),
    ...letIn.map((rule) => ruleHop(network, "rule in", rule)),
    ...distinct(letIn.map(({ group }) => group)).map(({ name, resource }): Hop => ({
      kind: "group",
      text: `group "${name}"`,
      resource,
    })),
    targetOf(ways),
  ];
}

/** Whether what arrives by one way is passed on by another, through the load balancer between them. */
export function leadsOn(one: Way, { forward }: Way): boolean {
  return forward !== undefined && one.targets.includes(forward.balancer) && one.traffic.meets(forward.listens);
}

function sourceOf(ways: readonly Way[]): Hop {
  const endpoints = distinct(ways.flatMap(({ sources }) => sources));
  const text = endpoints.length === 0 ? ways[0].row.from : enumerate(endpoints.map(describeEndpoint));
  const detail = placesOf(ways.flatMap(({ sender }) => sender ?? []));
  return { kind: "source", text, detail, resource: singleOf(endpoints) };
}

function targetOf(ways: readonly Way[]): Hop {
  const [{ row, traffic }] = ways;
  const endpoints = distinct(ways.flatMap(({ targets }) => targets));
  const outside = `${row.to}, ${describeTraffic(traffic)}`;
  const text = endpoints.length === 0 ? outside : enumerate(endpoints.map((endpoint) => at(endpoint, traffic)));
  const detail = placesOf(ways.flatMap(({ receiver }) => receiver ?? []));
  return { kind: "target", text, detail, resource: singleOf(endpoints) };
}

function singleOf(endpoints: readonly Endpoint[]): Resource | undefined {
  return endpoints.length === 1 ? endpoints[0].resource : undefined;
}

/** `main-private-1, main-private-2`; nothing where no subnet is described, or where it cannot be told which. */
function placesOf(interfaces: readonly Interface[]): string | undefined {
  const isKnown = interfaces.length > 0 && interfaces.every(isPlaced);
  return isKnown ? enumerate(interfaces.flatMap(({ subnets }) => subnets.map(({ name }) => name)).sort()) : undefined;
}

function isPlaced({ subnets, placement }: Interface): boolean {
  return placement === "everywhere" || subnets.length === 1;
}

function listenersOf(ways: readonly Way[]): Hop[] {
  const forwards = distinct(ways.flatMap(({ forward }) => forward ?? []));
  const hops = forwards.map(({ listener, listens }): Hop => ({
    kind: "listener",
    text: `listener "${listener}"`,
    detail: describeTraffic(listens),
  }));
  return [...new Map(hops.map((hop) => [`${hop.text}\n${hop.detail ?? ""}`, hop])).values()];
}

function ruleHop(network: Network, kind: "rule out" | "rule in", rule: Rule): Hop {
  return { kind, text: describeRule(network, rule), detail: describeTraffic(rule.traffic), resource: rule.resource };
}

/** By which gateways, and the tables that have them; nothing inside the VPC, or where it cannot be told. */
function routesOf(network: Network, ways: readonly Way[]): Hop[] {
  const tables = new Map<string, { hop: Hop; tables: string[] }>();
  for (const { sender, receiver, gateways } of ways) {
    const own = sender ?? receiver;
    if ((sender && receiver) || own === undefined || !isPlaced(own)) continue;
    const target = gateways.length > 0 ? "nat gateway" : "internet gateway";
    for (const { table, gateway } of routesBy(network, own, target)) {
      const name = target === "nat gateway" ? "NAT gateway" : target;
      const text = gateway ? `${name} "${gateway.name}"` : name;
      const known = tables.get(text) ?? { hop: { kind: "route", text, resource: gateway }, tables: [] };
      known.tables.push(table.name);
      tables.set(text, known);
    }
  }
  return [...tables.values()].map(({ hop, tables: names }) => ({ ...hop, detail: enumerate(names.sort()) }));
}

function routesBy(
  { subnets: { routeTables } }: Network,
  { subnets }: Interface,
  target: TargetKind,
): { table: RouteTable; gateway?: Resource }[] {
  const tables = subnets.flatMap(({ resource, vpc }) => (resource ? routeTables.of(resource, vpc) : []));
  return tables.flatMap(({ table }) =>
    table.routes
      .filter((route) => route.target === target && route.destination.meets(INTERNET))
      .map(({ gateway }) => ({ table, gateway })),
  );
}

function distinct<T>(list: readonly T[]): T[] {
  return [...new Set(list)];
}
