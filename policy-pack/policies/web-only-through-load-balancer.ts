import { ALL_TRAFFIC, breaches, pathsAround, tcp } from "../network";
import { fsbp } from "../frameworks";
import { EXEMPT_SCHEMA, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportMissing, reportPaths, reportUndescribed } from "../reachability";
import { endpointsOf, hasComponent, serversOf } from "../roles";

const MEND = "let nothing but the public load balancer reach WEB.";

/** Users get to WEB through its load balancer, and only so. */
export const webOnlyThroughLoadBalancer = stackPolicy(
  {
    name: "web-only-through-load-balancer",
    displayName: "WEB only through its load balancer",
    description: "WEB is reached through the public load balancer, and by SSH of the bastion; by nothing else.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp("EC2.9", "EC2 instances should not have a public IPv4 address"),
    remediationSteps: "Name the public load balancer's security group as the only source of WEB's port.",
    configSchema: { properties: { exempt: EXEMPT_SCHEMA } },
  },
  NO_EXEMPTIONS,
  ({ network, report, notApplicable }) => {
    if (!hasComponent(network, "web")) notApplicable("the stack has no WebTier");
    const servers = serversOf(network, "web");
    const balancers = new Set(endpointsOf(network, "web", "load balancer"));
    const bastions = new Set(serversOf(network, "bastion"));
    reportMissing(report, servers, "WEB server");
    const { breaches: found, examined } = breaches(
      network,
      servers,
      ALL_TRAFFIC,
      (from, traffic) => balancers.has(from) || (bastions.has(from) && traffic.isWithin(tcp(22))),
    );
    reportBreaches(report, found, MEND);
    const around = pathsAround(network, {
      from: "outside",
      to: new Set(servers),
      avoid: new Set([...balancers, ...bastions]),
    });
    const named = new Set(found.map(({ rule }) => rule.resource?.urn));
    const others = around.filter(({ rule }) => rule === undefined || !named.has(rule.resource?.urn));
    reportPaths(report, others, "WEB is reached past its load balancer", MEND);
    reportUndescribed(report, network);
    return { servers: servers.length, ...examined };
  },
);
