import {
  booleanOf,
  containsUnknown,
  describeEndpoint,
  entriesOf,
  isGiven,
  member,
  type Network,
  numberOf,
  read,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "../network";
import { fsbp } from "../frameworks";
import { type Finding, MEND, stackPolicy } from "../policy";

interface Config {
  internalHttpPorts: number[];
}

const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

/**
 * TLS 1.2 and later with forward secrecy (Elastic Load Balancing user guide, "Security policies for your Application
 * Load Balancer"): not the `Ext` ones, which bring CBC and RSA key exchange back, nor those for 1.0 and 1.1.
 */
const STRONG = /^ELBSecurityPolicy-TLS13-1-[23](-Res)?(-FIPS|-PQ|-FIPS-PQ)*(-\d{4}-\d{2})?$/;

/** Nothing of users travels in clear. */
export const httpsOnly = stackPolicy<Config>(
  {
    name: "https-only",
    displayName: "HTTPS only",
    description:
      "Load balancers answer HTTP with a redirect to HTTPS, and speak TLS 1.2 or later; inside the VPC, approved ports may be HTTP.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp(
      "ELB.1, ELB.3, ELB.17, ELB.18",
      "Load balancers should redirect HTTP to HTTPS and use recommended security policies",
    ),
    remediationSteps: `Redirect port 80 to 443, and give the HTTPS listener a certificate and ${TLS_POLICY}.`,
    configSchema: {
      properties: {
        internalHttpPorts: {
          type: "array",
          description:
            "Ports of internal load balancers that may speak HTTP: only WEB can reach them, in the VPC, and TLS has ended before it",
          items: { type: "integer", minimum: 1, maximum: 65535 },
          default: [8080],
        },
      },
    },
  },
  { internalHttpPorts: [8080] },
  ({ network, report, config }) => {
    const listeners = network.index.of("lb/listener");
    let exempt = 0;
    for (const listener of listeners) {
      const balancers = network.index.refer(listener, "loadBalancerArn", "lb/loadBalancer");
      const isInternal =
        !balancers.open &&
        balancers.resources.length > 0 &&
        balancers.resources.every((one) => booleanOf(read(one, "internal")) === true);
      const port = numberOf(read(listener, "port"));
      if (
        isInternal &&
        port !== undefined &&
        config.internalHttpPorts.includes(port) &&
        protocolOf(network, listener) === "HTTP"
      ) {
        exempt++;
        continue;
      }
      for (const { problem, mend } of listenerFindings(network, listener, isInternal)) {
        const names = balancers.resources.map((one) => `load balancer "${one.name}"`).join(", ") || "a load balancer";
        report(
          `${names}, listener "${listener.name}"${port === undefined ? "" : ` on ${port}`}: ${problem}\n${MEND}${mend}`,
          listener.urn,
        );
      }
    }
    for (const { resource, kind, ...endpoint } of network.endpoints) {
      if (kind !== "load balancer" || !resource.type.startsWith("aws:elb")) continue;
      const isInternal = booleanOf(read(resource, "internal")) === true;
      for (const listener of entriesOf(read(resource, "listeners"))) {
        for (const { problem, mend } of classicFindings(listener, isInternal)) {
          report(`${describeEndpoint({ ...endpoint, kind, resource })}: ${problem}\n${MEND}${mend}`, resource.urn);
        }
      }
    }
    return { listeners: listeners.length, "exempt inside the VPC": exempt };
  },
);

/** Left out, that of an application load balancer is HTTP. */
function protocolOf({ index }: Network, listener: Resource): Value {
  const said = read(listener, "protocol");
  if (isGiven(said)) return said;
  const balancers = index.refer(listener, "loadBalancerArn", "lb/loadBalancer").resources;
  return balancers.every((one) => (read(one, "loadBalancerType") ?? "application") === "application") ? "HTTP" : said;
}

function listenerFindings(network: Network, listener: Resource, isInternal: boolean): Finding[] {
  const protocol = protocolOf(network, listener);
  if (protocol === "HTTPS" || protocol === "TLS") return tlsFindings(listener);
  if (protocol === "HTTP") {
    const rules = network.index.perhapsReferring(listener, "listenerArn", "lb/listenerRule");
    const actions = [
      ...entriesOf(read(listener, "defaultActions")),
      ...rules.flatMap((rule) => entriesOf(read(rule, "actions"))),
    ];
    if (actions.length > 0 && actions.every(isRedirect)) return [];
    const isUnknown = actions.some(
      (action) => containsUnknown(member(action, "type")) || containsUnknown(member(action, "redirect")),
    );
    const problem = isUnknown
      ? "cannot be proven: what it does is not known yet"
      : "answers in clear (HTTP) with something else than a redirect to HTTPS";
    return [{ problem, mend: "redirect to HTTPS with HTTP_301." }];
  }
  if (protocol === UNKNOWN)
    return [{ problem: "cannot be proven: its protocol is not known yet", mend: "write the protocol out." }];
  if (isInternal) return [];
  const text = textOf(protocol);
  return [
    {
      problem: `passes ${text ?? "connections"} on in clear from outside`,
      mend: "listen by HTTPS or TLS, with a certificate.",
    },
  ];
}

function tlsFindings(listener: Resource): Finding[] {
  const findings: Finding[] = [];
  const policy = read(listener, "sslPolicy");
  if (policy === UNKNOWN)
    findings.push({ problem: "cannot be proven: sslPolicy is not known yet", mend: `set sslPolicy to ${TLS_POLICY}.` });
  else if (!STRONG.test(textOf(policy) ?? "")) {
    const problem = `sslPolicy is ${textOf(policy) ?? "AWS's default"}, which takes weak ciphers or versions of TLS`;
    findings.push({ problem, mend: `set sslPolicy to ${TLS_POLICY}.` });
  }
  if (!isGiven(read(listener, "certificateArn"))) {
    findings.push({ problem: "has no certificate", mend: "set certificateArn." });
  }
  return findings;
}

function isRedirect(action: Value): boolean {
  const redirect = member(action, "redirect");
  return member(action, "type") === "redirect" && member(redirect, "protocol") === "HTTPS";
}

function classicFindings(listener: Value, isInternal: boolean): Finding[] {
  const protocol = textOf(member(listener, "lbProtocol"))?.toUpperCase();
  if (isInternal && protocol === "TCP") return [];
  const isTls = protocol === "HTTPS" || protocol === "SSL";
  const problem = isTls
    ? "speaks TLS by the policies of classic load balancers, all of which are weak"
    : protocol === undefined
      ? "cannot be proven: what it listens on is not known yet"
      : `listens in clear (${protocol})`;
  return [{ problem, mend: "use an application load balancer that redirects HTTP to HTTPS." }];
}
