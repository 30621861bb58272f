/** What the engine shows of a resource to policies, and the resources of a plan in that form. */
import type { ProviderState } from "./default-provider";
import { type Plan, type PlannedResource, UNKNOWN, wireState } from "./plan";
import { isProviderType, urnOfProvider } from "./urn";
import type { WireMap } from "./wire";

export interface PolicyResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack itself and for default providers. */
  parent?: string;
  /** Whether resource policies see it: at a preview, what is only read is for stack policies alone. */
  analyzed: boolean;
  /** What resource policies judge: as the provider completed them, with unknown values and secrets marked. */
  inputs: WireMap;
  /** What stack policies judge; what has an id has it here too. */
  outputs: WireMap;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  options: PolicyResourceOptions;
  /** Undefined for components and for providers. */
  provider?: ProviderState;
}

export interface PolicyResourceOptions {
  protect: boolean;
  ignoreChanges: string[];
  additionalSecretOutputs: string[];
  deleteBeforeReplace?: boolean;
  /** The URNs an existing resource was found under: none at a first preview, whatever the program's aliases are. */
  aliases: string[];
  /** In seconds. */
  customTimeouts: { create?: number; update?: number; delete?: number };
}

/** The resources of a plan in the order of registration, each default provider before the first that uses it. */
export function policyResources(plan: Plan): PolicyResource[] {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const defaults = new Set<string>();
  return plan.resources.flatMap((planned) => {
    const resource = policyResource(planned, byUrn);
    const { provider: made } = wireState(planned);
    if (made === undefined || defaults.has(made.urn)) {
      return [resource];
    }
    defaults.add(made.urn);
    return [providerResource(made), resource];
  });
}

function policyResource(planned: PlannedResource, byUrn: Map<string, PlannedResource>): PolicyResource {
  const { urn, type, name, parent, custom, external, dependencies, propertyDependencies } = planned;
  const { inputs, outputs, provider } = wireState(planned);
  return {
    ...{ urn, type, name, parent, dependencies, propertyDependencies, inputs },
    analyzed: !external,
    outputs: custom && !isProviderType(type) ? { ...outputs, id: planned.id ?? UNKNOWN } : outputs,
    options: optionsOf(planned),
    provider: provider ?? explicitProvider(planned, byUrn),
  };
}

function optionsOf(planned: PlannedResource): PolicyResourceOptions {
  const { protect, ignoreChanges, additionalSecretOutputs, deleteBeforeReplace, customTimeouts = {} } = planned;
  const seconds = Object.entries(customTimeouts).map(([operation, duration]) => [operation, secondsOf(duration)]);
  return {
    ...{ protect, ignoreChanges, additionalSecretOutputs, deleteBeforeReplace },
    aliases: [],
    customTimeouts: Object.fromEntries(seconds) as Record<string, number>,
  };
}

function explicitProvider({ provider }: PlannedResource, byUrn: Map<string, PlannedResource>) {
  const planned = byUrn.get(urnOfProvider(provider ?? ""));
  return planned && { urn: planned.urn, type: planned.type, name: planned.name, inputs: wireState(planned).inputs };
}

function providerResource({ urn, type, name, inputs }: ProviderState): PolicyResource {
  return {
    ...{ urn, type, name, inputs },
    analyzed: true,
    outputs: inputs,
    dependencies: [],
    propertyDependencies: {},
    options: { protect: false, ignoreChanges: [], additionalSecretOutputs: [], aliases: [], customTimeouts: {} },
  };
}

const UNIT_SECONDS = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Seconds of a duration as Go writes it: `1h30m`, `2.5s`. */
function secondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+\.?\d*|\.\d+)(h|ms|m|us|µs|ns|s)/g)].reduce(
    (sum, [, count = "", unit = ""]) => sum + Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS],
    0,
  );
}
