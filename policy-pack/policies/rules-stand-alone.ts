import { kindOf, listOf, read, type Resource, UNKNOWN } from "../network";
import { type Finding, resourcePolicy } from "../policy";

/** Rules are resources of their own. */
export const rulesStandAlone = resourcePolicy(
  {
    name: "rules-stand-alone",
    displayName: "Rules stand alone",
    description: "Rules of security groups are resources of their own, never inline.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps: "Write each rule as an aws.vpc.SecurityGroupIngressRule or aws.vpc.SecurityGroupEgressRule.",
  },
  { "ec2/securityGroup": inlineRules, "ec2/defaultSecurityGroup": inlineRules },
  kindOf,
);

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
