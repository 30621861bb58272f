/**
 * `analysis.ts SIZE`, run in a process of its own: how long the policies of the pack take to judge a deployed stack of
 * so many resources, without what the SDK does to hand them over. Prints JSON.
 */
import { performance } from "node:perf_hooks";
import type { PolicyResource as ShownResource, ReportViolation, StackValidationArgs } from "@pulumi/policy";
import { policies } from "../policy-pack/policies";
import { largeStack } from "./large-stack";
import type { PolicyResource } from "../offline/policy-resource";

export interface AnalysisTime {
  resources: number;
  violations: number;
  /** Of all policies together. */
  milliseconds: number;
  /** Policy → its share. The first stack policy builds the model of the network for all. */
  policies: Record<string, number>;
}

class NotApplicable extends Error {}

const context = {
  stackTags: new Map<string, string>(),
  getConfig: (() => ({})) as StackValidationArgs["getConfig"],
  notApplicable: (reason?: string): never => {
    throw new NotApplicable(reason);
  },
};

async function main(): Promise<void> {
  const resources = shown(await largeStack(Number(process.argv[2])));
  const before = resources.map(({ asRegistered }) => asRegistered);
  const after = resources.map(({ asDeployed }) => asDeployed);
  // What is left of making the stack is not the policies' to clear away.
  globalThis.gc?.();
  let violations = 0;
  const report: ReportViolation = () => violations++;
  const times = new Map<string, number>();
  const timed = (policy: string, judge: () => void) => {
    const started = performance.now();
    try {
      judge();
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
    }
    times.set(policy, (times.get(policy) ?? 0) + performance.now() - started);
  };
  // As in a deployment: each resource by all policies for one, then the stack.
  for (const args of before) {
    for (const policy of policies) {
      if (!("validateResource" in policy) || typeof policy.validateResource !== "function") continue;
      const { name, validateResource } = policy;
      timed(name, () => void validateResource(args, report));
    }
  }
  for (const policy of policies) {
    if ("validateStack" in policy) {
      timed(policy.name, () => void policy.validateStack({ ...context, resources: after }, report));
    }
  }
  const milliseconds = [...times.values()].reduce((sum, one) => sum + one, 0);
  const time: AnalysisTime = {
    ...{ resources: resources.length, violations, milliseconds },
    policies: Object.fromEntries(times),
  };
  console.log(JSON.stringify(time));
}

/** Resources as the SDK shows them to policies. */
function shown(resources: PolicyResource[]) {
  const all = resources.map((resource) => {
    const { urn, type, name, parent, options, provider, inputs, outputs } = resource;
    const common = { urn, type, name, isType: () => false, asType: () => undefined };
    const opts = { ...options, parent, customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 } };
    const made = provider && { provider: { ...provider, props: provider.inputs } };
    const asDeployed: ShownResource = {
      ...{ ...common, opts, ...made, props: outputs },
      ...{ dependencies: [], propertyDependencies: {} },
    };
    return { resource, asDeployed, asRegistered: { ...common, ...context, opts, ...made, props: inputs } };
  });
  const byUrn = new Map(all.map(({ asDeployed }) => [asDeployed.urn, asDeployed]));
  for (const { resource, asDeployed } of all) {
    asDeployed.parent = byUrn.get(resource.parent ?? "");
    for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
      asDeployed.propertyDependencies[property] = urns.flatMap((urn) => byUrn.get(urn) ?? []);
    }
  }
  return all;
}

void main();
