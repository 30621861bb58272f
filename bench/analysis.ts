/** Run in a process of its own: how long the policies take for a stack of so many resources. Prints JSON. */
import { performance } from "node:perf_hooks";
import type { PolicyResource as SdkResource, ReportViolation, StackValidationArgs } from "@pulumi/policy";
import { loadConfig } from "../offline/config";
import { planProject } from "../offline/plan-project";
import { policyResources, type PolicyResource } from "../offline/policy-resource";
import { policies } from "../policy-pack/policies";
import { manyTiers } from "./tiers";

class NotApplicable extends Error {}
const notApplicable = (reason?: string): never => {
  throw new NotApplicable(reason);
};

async function main() {
  const [, , size, stack = "dev"] = process.argv;
  const { plan } = await planProject(loadConfig(process.cwd(), stack), { mode: "update" });
  const resources = manyTiers(policyResources(plan), Number(size));
  const args = sdkResources(resources);
  const violations: string[] = [];
  const report: ReportViolation = (message) => violations.push(message);
  const times: Record<string, number> = {};
  const shared = { stackTags: new Map<string, string>(), getConfig: (() => ({})) as StackValidationArgs["getConfig"], notApplicable };
  const start = performance.now();
  const ordered = [...policies].sort((a, b) => Number("validateStack" in a) - Number("validateStack" in b));
  for (const policy of ordered) {
    const begin = performance.now();
    try {
      if ("validateStack" in policy) await policy.validateStack({ ...shared, resources: args.map(({ seen }) => seen) }, report);
      else {
        for (const { seen, inputs } of args) {
          const one = { ...seen, ...shared, props: inputs, asType: () => undefined };
          if (typeof policy.validateResource === "function") await policy.validateResource(one as never, report);
        }
      }
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
    }
    times[policy.name] = performance.now() - begin;
  }
  console.log(JSON.stringify({ resources: resources.length, ms: performance.now() - start, violations: violations.length, times, sample: violations.slice(0,3) }, undefined, 1));
}

function sdkResources(resources: PolicyResource[]): { seen: SdkResource; inputs: object }[] {
  const byUrn = new Map<string, SdkResource>();
  const all = resources.map((resource) => {
    const { urn, type, name, options, provider, outputs } = resource;
    const seen = {
      ...{ urn, type, name, dependencies: [], propertyDependencies: {}, isType: () => false, asType: () => undefined },
      props: outputs,
      opts: { ...options, parent: resource.parent, customTimeouts: {} },
      ...(provider && { provider: { ...provider, props: provider.inputs } }),
    } as unknown as SdkResource;
    byUrn.set(urn, seen);
    return { seen, resource, inputs: resource.inputs };
  });
  for (const { seen, resource } of all) {
    seen.parent = byUrn.get(resource.parent ?? "");
    for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
      seen.propertyDependencies[property] = urns.flatMap((urn) => byUrn.get(urn) ?? []);
    }
  }
  return all;
}

void main();
