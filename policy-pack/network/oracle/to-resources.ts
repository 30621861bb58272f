/** Renders a Spec as the resources that the policy pack gets: at a first preview, or once everything exists. */
import { renderBalancers, renderTargetGroups } from "./render/balancers";
import { renderGroups, renderPrefixLists, renderRules } from "./render/groups";
import { INSTANCE, LAUNCH_TEMPLATE, Registry, type RenderOptions, type Resource, urn } from "./render/registry";
import { renderFleets, renderServers } from "./render/servers";
import { renderVpcs } from "./render/vpcs";
import type { Spec } from "./spec";

export { type RenderOptions, type Resource, UNKNOWN } from "./render/registry";

export function toResources(spec: Spec, options: RenderOptions): Resource[] {
  const registry = new Registry(spec, options);
  renderVpcs(registry);
  renderPrefixLists(registry);
  renderGroups(registry);
  renderServers(registry);
  // Rules may be about the addresses of servers.
  renderRules(registry);
  renderTargetGroups(registry);
  renderFleets(registry);
  renderBalancers(registry);
  return registry.resources;
}

/** The URN of a server's instance, or of a fleet's launch template. */
export function endpointUrn(spec: Spec, name: string): string {
  return urn(spec.servers.some((server) => server.name === name) ? INSTANCE : LAUNCH_TEMPLATE, name);
}
