/** What the policies about reachability say when someone gets somewhere. */
import type { ReportViolation } from "@pulumi/policy";
import { type Breach, describeTraffic, enumerate, type Endpoint, type Network, type Path } from "./network";
import { MEND } from "./policy";

/** One violation for each rule that lets in someone it should not. */
export function reportBreaches(report: ReportViolation, found: readonly Breach[], mend: string): void {
  for (const breach of found) {
    const { rule, endpoints, from, traffic, certainty, path, reason } = breach;
    const names = enumerate(endpoints.map(({ name }) => name));
    const verb = new Set(endpoints.map(({ name }) => name)).size === 1 ? "accepts" : "accept";
    const line = `${names} ${verb} ${describeTraffic(traffic)} from ${from}: ${path}`;
    const message =
      certainty === "path" ? line : `cannot be proven: ${line}\nBecause ${reason ?? "it is not known yet"}.`;
    report(`${message}\n${MEND}${mendOf(breach, mend)}`, rule.resource?.urn ?? endpoints[0].resource.urn);
  }
}

function mendOf({ rule }: Breach, mend: string): string {
  if (rule.isFound !== true) return mend;
  return (
    "the rule stands in AWS and not in the program: someone added it by hand, or this update is about to remove it. " +
    "Remove it in AWS (aws ec2 revoke-security-group-ingress), then run `pulumi refresh`."
  );
}

/** One violation for each way that avoids what it should pass. */
export function reportPaths(report: ReportViolation, paths: readonly Path[], what: string, mend: string): void {
  for (const { to, rule, certainty, reason, text } of paths) {
    const message =
      certainty === "path" ? `${what}: ${text}` : `cannot be proven: ${what}: ${text}\nBecause ${reason ?? ""}.`;
    report(`${message}\n${MEND}${mend}`, rule?.resource?.urn ?? to.resource.urn);
  }
}

/** Fails closed on resources whose effect on the network is not described. */
export function reportUndescribed(report: ReportViolation, { undescribed }: Network): void {
  for (const reason of undescribed) {
    report(
      `cannot be proven: ${reason}\n${MEND}write them as resources of this program, or name it under "exempt" in the policy's configuration, with the reason.`,
    );
  }
}

/** Fails closed on a component without the servers that the policy is about. */
export function reportMissing(report: ReportViolation, endpoints: readonly Endpoint[], what: string): void {
  if (endpoints.length === 0)
    report(`there is no ${what} to judge, although the stack has its component\n${MEND}give it one.`);
}
