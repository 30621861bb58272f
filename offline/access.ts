/** Who reaches what in a stack, for people: by the network model of the policy pack. */
import { type AccessRow, accessTable, buildNetwork, type Network, type Resource } from "../policy-pack/network";
import type { PolicyResource } from "./policy-resource";
import { revealed, type WireMap } from "./wire";

export function accessOf(resources: PolicyResource[]): AccessRow[] {
  return accessTable(networkOf(resources));
}

/** The network model of what the engine shows to policies. */
export function networkOf(resources: PolicyResource[]): Network {
  return buildNetwork(resources.map(modelled));
}

function modelled({ urn, type, name, parent, provider, options, ...rest }: PolicyResource): Resource {
  return {
    ...{ urn, type, name, parent },
    custom: provider !== undefined,
    inputs: rest.analyzed ? (revealed(rest.inputs) as WireMap) : undefined,
    outputs: revealed(rest.outputs) as WireMap,
    propertyDependencies: rest.propertyDependencies,
    protect: options.protect,
    ignoreChanges: options.ignoreChanges,
  };
}
