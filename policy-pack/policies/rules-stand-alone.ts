import { isGiven, kindOf, listOf, read, type Resource, UNKNOWN } from "../network";
import { type Finding, resourcePolicy } from "../policy";

/** Who a rule is about: exactly one of these (hashicorp/terraform-provider-aws issue 33252). */
const PEER = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
/** At least one of these (terraform-aws-modules/terraform-aws-security-group issue 75). */
const LEGACY_PEERS = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "self", "sourceSecurityGroupId"];

const ABOUT_NOBODY = "says nothing of who it is about, and is refused by AWS";

/** Rules are resources of their own, and say who they are about. */
export const rulesStandAlone = resourcePolicy(
  {
    name: "rules-stand-alone",
    displayName: "Rules stand alone",
    description: "Rules of security groups are resources of their own, never inline, and say who they are about.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Write each rule as an aws.vpc.SecurityGroupIngressRule or aws.vpc.SecurityGroupEgressRule.",
  },
  {
    "ec2/securityGroup": inlineRules,
    "ec2/defaultSecurityGroup": inlineRules,
    "vpc/securityGroupIngressRule": peerOfRule,
    "vpc/securityGroupEgressRule": peerOfRule,
    "ec2/securityGroupRule": peersOfLegacyRule,
  },
  kindOf,
);

/** AWS refuses a rule about nobody. It opens nothing, so that nothing else would miss it. */
function peerOfRule(rule: Resource): Finding[] {
  const given = PEER.filter((property) => isGiven(read(rule, property)));
  if (given.length === 1) return [];
  const problem =
    given.length === 0
      ? ABOUT_NOBODY
      : `says in several ways who it is about (${given.join(", ")}), and is refused by AWS`;
  return [{ problem, mend: `give exactly one of ${PEER.join(", ")}.` }];
}

function peersOfLegacyRule(rule: Resource): Finding[] {
  const given = LEGACY_PEERS.map((property) => read(rule, property)).filter(isGiven);
  if (given.some((value) => (Array.isArray(value) ? value.length > 0 : value !== false))) return [];
  return [{ problem: ABOUT_NOBODY, mend: `give one of ${LEGACY_PEERS.join(", ")}.` }];
}

/** `ingress: []` counts too: it deletes the rules that stand alone. In a default group it is what is wanted. */
function inlineRules(resource: Resource): Finding[] {
  return ["ingress", "egress"].flatMap((direction) => {
    const written = read(resource, direction);
    if (written === undefined || written === null) return [];
    if (kindOf(resource.type) === "ec2/defaultSecurityGroup" && written !== UNKNOWN && listOf(written).length === 0)
      return [];
    const problem = `has inline rules ("${direction}"); they and rules that stand alone delete each other, and cannot be told apart at a preview`;
    const Direction = direction === "ingress" ? "Ingress" : "Egress";
    return [
      { problem, mend: `leave "${direction}" out and write each rule as an aws.vpc.SecurityGroup${Direction}Rule.` },
    ];
  });
}
