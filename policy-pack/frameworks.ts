/** Controls of the AWS Security Hub standard that a policy covers. */
import type { PolicyComplianceFramework } from "@pulumi/policy";

/** A control of "AWS Foundational Security Best Practices" (Security Hub user guide), and of CIS where it has one. */
export function fsbp(controls: string, specification: string): PolicyComplianceFramework {
  return { name: "AWS Foundational Security Best Practices", version: "1.0.0", reference: controls, specification };
}
