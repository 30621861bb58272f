import { ALL_TRAFFIC, breaches } from "../network";
import { EXEMPT_SCHEMA, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportUndescribed } from "../reachability";
import { serversOf } from "../roles";

/** The log file system is mounted by WEB and WAS. */
export const logsOnlyFromTiers = stackPolicy(
  {
    name: "logs-only-from-tiers",
    displayName: "Logs only from WEB and WAS",
    description: "Mount targets accept connections from WEB and WAS and from nothing else.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Name the security groups of WEB and WAS as the only sources of port 2049.",
    configSchema: { properties: { exempt: EXEMPT_SCHEMA } },
  },
  NO_EXEMPTIONS,
  ({ network, report, notApplicable }) => {
    const targets = network.endpoints.filter(({ kind }) => kind === "mount target");
    if (targets.length === 0) notApplicable("the stack has no mount target");
    const allowed = new Set([...serversOf(network, "web"), ...serversOf(network, "was")]);
    const { breaches: found, examined } = breaches(network, targets, ALL_TRAFFIC, (from) => allowed.has(from));
    reportBreaches(report, found, "name the security groups of WEB and WAS as the only sources.");
    reportUndescribed(report, network);
    return { "mount targets": targets.length, ...examined };
  },
);
