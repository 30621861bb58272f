/** The verdicts of several packs on the same resources, safe to show. */
import { type CheckResult, checkResources, type Meanwhile } from "./policy-check";
import type { StartedPack } from "./policy-options";
import { PolicyPack } from "./policy-pack";
import { PolicyPackError } from "./policy-pack-project";
import type { PolicyResource } from "./policy-resource";

export interface Verdict {
  checks: CheckResult[];
  /** What the packs have printed. */
  output: string;
  /** Whether there is a mandatory violation: a deployment would be stopped. */
  refused: boolean;
}

/**
 * `redact` takes secrets out of texts: policies see them, and may name them. Packs may leave time for some of `meanwhile`.
 * Rejects with `PolicyPackError`.
 */
export async function judge(
  packs: StartedPack[],
  resources: PolicyResource[],
  redact: (text: string) => string,
  meanwhile?: Meanwhile,
): Promise<Verdict> {
  const checks: CheckResult[] = [];
  try {
    for (const { process, config, source } of packs) {
      const pack = await PolicyPack.open(process, config, source);
      checks.push(withoutSecrets(await checkResources(pack, resources, meanwhile), redact));
      await pack.stop();
    }
  } catch (error) {
    throw error instanceof PolicyPackError ? new PolicyPackError(redact(error.message)) : error;
  }
  return {
    checks,
    output: redact(packs.map(({ process }) => process.output).join("")),
    refused: checks.some(({ violations }) => violations.some((one) => one.enforcementLevel === "mandatory")),
  };
}

function withoutSecrets({ pack, policies, violations }: CheckResult, redact: (text: string) => string): CheckResult {
  return {
    pack,
    policies: policies.map((policy) => ({ ...policy, reason: policy.reason && redact(policy.reason) })),
    violations: violations.map((violation) => ({ ...violation, message: redact(violation.message) })),
  };
}
