/**
 * A plan as policies see it with the real providers: at a preview these add every property that they will compute, as
 * unknown. The offline preview leaves them out, and a policy that reads one finds nothing where it would find an unknown.
 */
import { computedOutputs } from "./class-outputs";
import type { Plan } from "./plan";
import { type PolicyResource, policyResources } from "./policy-resource";
import { UNKNOWN } from "./wire";

export function withComputedOutputs(plan: Plan): PolicyResource[] {
  return policyResources(plan).map((resource) => {
    // What exists is known; components and providers compute nothing.
    if (!resource.analyzed || !resource.provider) {
      return resource;
    }
    const computed = [...computedOutputs(resource.type).keys()].map((property) => [property, UNKNOWN] as const);
    return { ...resource, outputs: { ...Object.fromEntries(computed), ...resource.outputs } };
  });
}
