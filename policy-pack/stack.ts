/** What the engine shows of a stack, as plain data: inputs from the resource policies, everything else from the stack's. */
import { isProxy } from "node:util/types";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import type { Resource } from "./network";

const STACK = "pulumi:pulumi:Stack";

/** URN → inputs, of the run that is under way. */
const inputs = new Map<string, Record<string, unknown>>();
/** Changes with every resource that is remembered. */
let remembered = 0;
let last: { urn: string; inputs: Record<string, unknown> } | undefined;

/**
 * Keeps what the program says of a resource. Stack policies get outputs alone, in which what is left out cannot be told
 * from what the provider will only know later.
 */
export function remember({ type, urn, props }: ResourceValidationArgs): void {
  const known = plain(props);
  // All resource policies are shown the same one in a row.
  if (last?.urn === urn && last.inputs === known) return;
  last = { urn, inputs: known };
  // The stack itself is registered before everything else: a new run begins.
  if (type === STACK) {
    inputs.clear();
    counts.clear();
  }
  inputs.set(urn, known);
  remembered++;
}

/** A resource as a resource policy sees it. */
export function resourceOf(args: ResourceValidationArgs): Resource {
  const { urn, type, name, props, opts } = args;
  return {
    urn,
    type,
    name,
    parent: opts.parent,
    custom: args.provider !== undefined,
    inputs: plain(props),
    outputs: {},
    propertyDependencies: {},
    protect: opts.protect,
    ignoreChanges: opts.ignoreChanges,
  };
}

let latest: { shown: unknown[]; remembered: number; resources: Resource[] } | undefined;

/**
 * The resources of a stack as a stack policy sees them: the same ones for all policies that are asked about it. The SDK
 * makes copies of them for every policy, but not of their properties (`decode-once.ts`).
 */
export function resourcesOf(resources: PolicyResource[]): Resource[] {
  if (latest === undefined || latest.remembered !== remembered || !isOf(latest.shown, resources)) {
    const shown = resources.map(({ props }) => plain(props));
    latest = { shown, remembered, resources: plainResources(resources) };
  }
  return latest.resources;
}

function isOf(shown: unknown[], resources: PolicyResource[]): boolean {
  return shown.length === resources.length && resources.every(({ props }, index) => plain(props) === shown[index]);
}

function plainResources(resources: PolicyResource[]): Resource[] {
  return resources.map((resource) => {
    let urns: Record<string, string[]> | undefined;
    return {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      parent: resource.parent?.urn,
      // Components are made by no provider.
      custom: resource.provider !== undefined,
      inputs: inputs.get(resource.urn),
      outputs: plain(resource.props),
      // Of interest for few, where there are values that are not known yet.
      get propertyDependencies() {
        return (urns ??= urnsOf(resource.propertyDependencies));
      },
      protect: resource.opts.protect,
      ignoreChanges: resource.opts.ignoreChanges,
    };
  });
}

function urnsOf(dependencies: PolicyResource["propertyDependencies"]): Record<string, string[]> {
  return Object.fromEntries(Object.entries(dependencies).map(([name, list]) => [name, list.map(({ urn }) => urn)]));
}

const counts = new Map<string, Record<string, number>>();

/**
 * Tells whoever started the pack with a channel to it how much a policy has looked at: a pass about nothing can then be
 * told from a pass. The engine starts packs without one.
 */
export function examined(policy: string, added: Record<string, number>, keep: "sum" | "last" = "last"): void {
  const known = keep === "sum" ? counts.get(policy) : undefined;
  if (known === undefined) counts.set(policy, { ...added });
  else for (const [key, count] of Object.entries(added)) known[key] = (known[key] ?? 0) + count;
  if (process.send === undefined) return;
  // Many at a time, before anything that comes later is answered.
  if (unsent.size === 0) setImmediate(sendCounts);
  unsent.add(policy);
}

const unsent = new Set<string>();

function sendCounts(): void {
  for (const policy of unsent) process.send?.({ type: "examined", policy, counts: counts.get(policy) });
  unsent.clear();
}

/** The SDK hands properties out behind a proxy that throws at every unknown value, and so passes the policy. */
function plain(props: Record<string, unknown>): Record<string, unknown> {
  return isProxy(props) ? (props.__getSpecialProxyTarget as Record<string, unknown>) : props;
}
