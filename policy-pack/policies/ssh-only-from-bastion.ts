import { breaches, enumerate, isGiven, member, read, tcp } from "../network";
import { fsbp } from "../frameworks";
import { EXEMPT_SCHEMA, MEND, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportUndescribed } from "../reachability";
import { roleOf, serversOf } from "../roles";

/** Port 22 of every server answers to the bastion alone. */
export const sshOnlyFromBastion = stackPolicy(
  {
    name: "ssh-only-from-bastion",
    displayName: "SSH only from the bastion",
    description: "Servers accept SSH from the bastion and from nothing else.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp(
      "EC2.19",
      "Security groups should not allow unrestricted access to ports with high risk (CIS AWS 5.2, 5.3)",
    ),
    remediationSteps: "Name the bastion's security group as the only source of port 22.",
    configSchema: { properties: { exempt: EXEMPT_SCHEMA } },
  },
  NO_EXEMPTIONS,
  ({ network, report }) => {
    const bastions = serversOf(network, "bastion");
    const [bastion, ...others] = bastions;
    if (others.length > 0) {
      const names = enumerate(bastions.map(({ name }) => name));
      report(
        `${names} are all in a Bastion: there must be one way in\n${MEND}remove all but one.`,
        others[0].resource.urn,
      );
    }
    const servers = network.endpoints.filter(
      (endpoint) =>
        ["server", "interface", "not modelled"].includes(endpoint.kind) &&
        roleOf(network, endpoint.resource) !== "bastion",
    );
    const { breaches: found, examined } = breaches(network, servers, tcp(22), (endpoint) => endpoint === bastion);
    reportBreaches(report, found, "remove the rule, or name the bastion's security group as its only source.");
    for (const one of network.index.of("eks/nodeGroup", "lightsail/instance")) {
      const isShut = one.type.startsWith("aws:eks") && !isGiven(member(read(one, "remoteAccess"), "ec2SshKey"));
      if (isShut) continue;
      const problem = `AWS opens port 22 of "${one.name}" (${one.type}) by itself`;
      report(`cannot be proven: ${problem}\n${MEND}run it as a server of this program, without SSH.`, one.urn);
    }
    reportUndescribed(report, network);
    return { servers: servers.length, ...examined };
  },
);
