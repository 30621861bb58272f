import { ALL_TRAFFIC, breaches, type Endpoint, NO_TRAFFIC, pathsAround, tcp, type Traffic } from "../network";
import { fsbp } from "../frameworks";
import { EXEMPT_SCHEMA, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportMissing, reportPaths, reportUndescribed } from "../reachability";
import { endpointsOf, hasComponent, serversOf } from "../roles";

const MEND = "let nothing but the internal load balancer reach the WAS, and nothing but WEB reach that.";

/** Every way to the WAS leads through WEB and then the internal load balancer; the bastion's SSH is declared. */
export const wasStaysPrivate = stackPolicy(
  {
    name: "was-stays-private",
    displayName: "WAS stays private",
    description:
      "The WAS is reached through WEB and the internal load balancer, and by SSH of the bastion; by nothing else.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp("EC2.9", "EC2 instances should not have a public IPv4 address"),
    remediationSteps:
      "Let only the internal load balancer reach the WAS, and only WEB reach the internal load balancer.",
    configSchema: { properties: { exempt: EXEMPT_SCHEMA } },
  },
  NO_EXEMPTIONS,
  ({ network, report, notApplicable }) => {
    if (!hasComponent(network, "was")) notApplicable("the stack has no WasTier");
    const servers = serversOf(network, "was");
    const balancers = new Set(endpointsOf(network, "was", "load balancer"));
    const web = new Set(serversOf(network, "web"));
    const bastions = new Set(serversOf(network, "bastion"));
    reportMissing(report, servers, "WAS server");

    const isBastionSsh = (from: Endpoint, traffic: Traffic) => bastions.has(from) && traffic.isWithin(tcp(22));
    const direct = breaches(
      network,
      servers,
      ALL_TRAFFIC,
      (from, traffic) => balancers.has(from) || isBastionSsh(from, traffic),
    );
    const inFront = breaches(network, [...balancers], ALL_TRAFFIC, (from) => web.has(from));
    const found = [...direct.breaches, ...inFront.breaches];
    reportBreaches(report, found, MEND);

    const to = new Set(servers);
    const declared = (from: Endpoint) => (bastions.has(from) ? tcp(22) : NO_TRAFFIC);
    const aroundWeb = pathsAround(network, { from: "outside", to, avoid: web, declared });
    const aroundBalancer = pathsAround(network, { from: [...web], to, avoid: balancers, declared });
    // A rule that is named already opens the last hop of these; what is left arrives through load balancers.
    const named = new Set(found.map(({ rule }) => rule.resource?.urn));
    const isNew = ({ rule }: { rule?: { resource?: { urn: string } } }) =>
      rule === undefined || !named.has(rule.resource?.urn);
    reportPaths(report, aroundWeb.filter(isNew), "the WAS is reached without WEB", MEND);
    reportPaths(report, aroundBalancer.filter(isNew), "WEB reaches the WAS past the internal load balancer", MEND);
    reportUndescribed(report, network);
    return {
      servers: servers.length,
      rules: direct.examined.rules + inFront.examined.rules,
      paths: direct.examined.paths + inFront.examined.paths,
    };
  },
);
