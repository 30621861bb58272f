import {
  ALL_IPV4,
  ALL_IPV6,
  ALL_TRAFFIC,
  type Breach,
  breaches,
  describeAddresses,
  type Endpoint,
  INTERNET,
  IntervalSet,
  type Network,
  read,
  tcp,
  UNKNOWN,
} from "../network";
import { fsbp } from "../frameworks";
import { EXEMPT_SCHEMA, type Exemptions, MEND, NO_EXEMPTIONS, stackPolicy } from "../policy";
import { reportBreaches, reportMissing, reportUndescribed } from "../reachability";
import { hasComponent, serversOf } from "../roles";
import { layersOf } from "../user-data";

interface Config extends Exemptions {
  maxPublicAddresses: number;
}

/** 2^80 IPv6 addresses are a /48, which one site gets. */
const MOST_IPV6 = 1n << 80n;
/** Of cloud-init and of sshd. */
const PASSWORD_LOGIN = /^\s*(ssh_pwauth:\s*(true|yes|1)\b|PasswordAuthentication\s+yes\b)/im;
const BLOCKS = "the operators' address blocks";

/** The one door is narrow: a key pair, the operators' addresses, port 22. */
export const bastionKeyPairOnly = stackPolicy<Config>(
  {
    name: "bastion-key-pair-only",
    displayName: "Bastion by key pair only",
    description: "The bastion has a key pair and accepts port 22 from the operators' addresses, and nothing else.",
    enforcementLevel: "mandatory",
    severity: "critical",
    framework: fsbp(
      "EC2.19",
      "Security groups should not allow unrestricted access to ports with high risk (CIS AWS 5.2, 5.3)",
    ),
    remediationSteps: `Give the bastion a key pair, and allow port 22 from ${BLOCKS} alone.`,
    configSchema: {
      properties: {
        maxPublicAddresses: {
          type: "integer",
          description: "Most public IPv4 addresses that may connect, all blocks together",
          minimum: 1,
          maximum: 16777216,
          default: 65536,
        },
        exempt: EXEMPT_SCHEMA,
      },
    },
  },
  { ...NO_EXEMPTIONS, maxPublicAddresses: 65536 },
  ({ network, report, config, notApplicable }) => {
    if (!hasComponent(network, "bastion")) notApplicable("the stack has no Bastion");
    const bastions = serversOf(network, "bastion");
    reportMissing(report, bastions, "bastion");
    for (const bastion of bastions) {
      const problem = keyProblem(network, bastion);
      if (problem !== undefined)
        report(`${problem}\n${MEND}set keyName to the operators' key pair.`, bastion.resource.urn);
    }
    for (const bastion of bastions) {
      if (takesPasswords(bastion)) {
        report(
          `${bastion.name} lets people log in by password (user data)\n${MEND}leave password authentication off.`,
          bastion.resource.urn,
        );
      }
    }
    const nobody = () => false;
    const others = breaches(network, bastions, ALL_TRAFFIC.subtract(tcp(22)), nobody);
    reportBreaches(report, others.breaches, `allow TCP port 22 alone.`);
    const ssh = breaches(network, bastions, tcp(22), nobody);
    const isInside = insideOf(network);
    const isOperators = ({ rule }: Breach) => rule.peer.kind === "addresses" && !isInside(rule.peer.addresses);
    reportBreaches(
      report,
      ssh.breaches.filter((one) => !isOperators(one)),
      `allow ${BLOCKS} alone.`,
    );

    const operators = ssh.breaches.filter(isOperators);
    const open = IntervalSet.union(
      operators.flatMap(({ rule: { peer } }) => (peer.kind === "addresses" ? [peer.addresses] : [])),
    );
    const [ipv4, ipv6] = [ALL_IPV4, ALL_IPV6].map((family) => open.intersect(INTERNET).intersect(family));
    if (ipv4.size > BigInt(config.maxPublicAddresses) || ipv6.size > MOST_IPV6) {
      const paths = operators.map(({ path }) => `\n  ${path}`).join("");
      report(
        `the bastion accepts 22 from too much of the internet, ${describeAddresses(ipv4.union(ipv6))}:${paths}\n` +
          `${MEND}name ${BLOCKS}; ${config.maxPublicAddresses} public IPv4 addresses are approved.`,
        bastions[0]?.resource.urn,
      );
    }
    reportUndescribed(report, network);
    return { servers: bastions.length, rules: ssh.examined.rules, "address blocks": operators.length };
  },
);

/** Whether its boot files switch password authentication on. */
function takesPasswords({ resource }: Endpoint): boolean {
  const texts = ["userData", "userDataBase64"].map((property) => read(resource, property));
  return texts.some(
    (text) => typeof text === "string" && [...layersOf(text)].some((layer) => PASSWORD_LOGIN.test(layer)),
  );
}

function keyProblem({ index }: Network, { name, resource }: Endpoint): string | undefined {
  const key = read(resource, "keyName");
  if (key === undefined || key === null || key === "") return `${name} has no key pair`;
  const isOfPair = index.dependencies(resource, "keyName", ["ec2/keyPair"]).length > 0;
  return key === UNKNOWN && !isOfPair ? `cannot be proven: the key pair of ${name} is not known yet` : undefined;
}

/** Addresses that servers of the network itself have, or may have while its blocks are not known. */
function insideOf({ subnets }: Network): (addresses: IntervalSet) => boolean {
  const blocks = subnets.all().flatMap(({ ipv4, ipv6, vpcBlocks }) => [ipv4, ipv6, vpcBlocks]);
  const known = IntervalSet.union(blocks.filter((block) => !ALL_IPV4.isWithin(block) && !ALL_IPV6.isWithin(block)));
  const isAllKnown = blocks.every((block) => !ALL_IPV4.isWithin(block));
  const others = INTERNET.subtract(known);
  return (addresses) =>
    !addresses.meets(others) && (addresses.meets(known) || (subnets.all().length > 0 && !isAllKnown));
}
