/** What policies say, pack by pack. */
import type { CheckResult, PolicyResult, Violation } from "../offline/policy-check";
import { remarkOn } from "../offline/policy-report";
import type { PackData, PolicyData, ViolationData } from "./report-data";
import { describeUrn, type ResourceIds } from "./resources";

/** What policies of the project's own pack put before the way to mend a violation. */
const MEND = "\nMend: ";

export function packsData(checks: readonly CheckResult[], ids: ResourceIds): PackData[] {
  return checks.map(({ pack, policies, violations }) => ({
    ...{ name: pack.name, version: pack.version },
    policies: policies.map((policy) => policyData(policy, violations, ids)),
  }));
}

/** Names of the policies that have judged the stack. */
export function policiesInForce(checks: readonly CheckResult[]): Set<string> {
  const results = checks.flatMap(({ policies }) => policies);
  return new Set(
    results.filter(({ status }) => !["disabled", "not applicable"].includes(status)).map(({ name }) => name),
  );
}

function policyData(policy: PolicyResult, violations: readonly Violation[], ids: ResourceIds): PolicyData {
  const { name, description, enforcementLevel: level, severity, status } = policy;
  return {
    ...{ name, description, level, status, examined: remarkOn(policy) },
    ...(severity && { severity }),
    violations: violations.filter((violation) => violation.policy === name).map((one) => violationData(one, ids)),
  };
}

function violationData(violation: Violation, ids: ResourceIds): ViolationData {
  const { enforcementLevel: level, urn, message, description } = violation;
  // The SDK puts the description of the policy first, which stands beside it anyway.
  const own = message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;
  const [text, ...mends] = own.trimEnd().split(MEND);
  const resource = ids.get(urn);
  return {
    ...{ level, where: urn === "" ? "" : describeUrn(urn), message: text },
    ...(resource !== undefined && { resource }),
    ...(mends.length > 0 && { mend: mends.join(MEND) }),
  };
}
