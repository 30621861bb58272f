import { resource, UNKNOWN } from "../test-support";
import { rulesStandAlone } from "./rules-stand-alone";
import { describePolicy } from "./three-tier.test";

const group = (inputs: Record<string, unknown>) => [resource("ec2/securityGroup:SecurityGroup", "was", inputs)];
const defaultGroup = (inputs: Record<string, unknown>) => [
  resource("ec2/defaultSecurityGroup:DefaultSecurityGroup", "main", inputs),
];
const ingress = (inputs: Record<string, unknown>) =>
  resource("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ssh", { securityGroupId: "was-id", ...inputs });
const egress = (inputs: Record<string, unknown>) =>
  resource("vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", { securityGroupId: "was-id", ...inputs });
const legacy = (inputs: Record<string, unknown>) =>
  resource("ec2/securityGroupRule:SecurityGroupRule", "legacy", { type: "ingress", ...inputs });
const rule = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] };

describePolicy(rulesStandAlone, {
  denies: {
    "an inline ingress rule": [
      group({ ingress: [rule] }),
      'was: has inline rules ("ingress"); they and rules that stand alone delete each other, and cannot be told apart ' +
        'at a preview\nMend: leave "ingress" out and write each rule as an aws.vpc.SecurityGroupIngressRule.',
    ],
    "an inline egress rule": [
      group({ egress: [rule] }),
      /^was: has inline rules \("egress"\).*\nMend: .* aws\.vpc\.SecurityGroupEgressRule\.$/,
    ],
    "inline rules of both directions": [group({ ingress: [rule], egress: [rule] }), /"ingress"/, /"egress"/],
    "an empty list, which deletes the rules that stand alone": [group({ ingress: [] }), /has inline rules/],
    "inline rules that are not known yet": [group({ egress: UNKNOWN }), /has inline rules \("egress"\)/],
    "a rule with a part that is not known yet": [
      group({ ingress: [{ ...rule, cidrBlocks: UNKNOWN }] }),
      /has inline rules \("ingress"\)/,
    ],
    "a rule about nobody": [
      [ingress({})],
      "ssh: says nothing of who it is about, and is refused by AWS\n" +
        "Mend: give exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId.",
    ],
    "a rule whose peer is misspelt, which the SDK leaves out": [
      [egress({ cidrIpv44: "0.0.0.0/0" })],
      /^out: says nothing of who/,
    ],
    "a rule about two": [
      [ingress({ cidrIpv4: "203.0.113.0/24", referencedSecurityGroupId: UNKNOWN })],
      /^ssh: says in several ways who it is about \(cidrIpv4, referencedSecurityGroupId\)/,
    ],
    "a rule of the old kind about nobody": [
      [legacy({ self: false, cidrBlocks: [] })],
      /^legacy: says nothing of who.*\nMend: give one of cidrBlocks, .*sourceSecurityGroupId\.$/,
    ],
    "an inline rule of a default group": [defaultGroup({ ingress: [rule] }), /^main: has inline rules \("ingress"\)/],
    "rules of a default group that are not known yet": [
      defaultGroup({ ingress: UNKNOWN, egress: [] }),
      /^main: has inline rules \("ingress"\)/,
    ],
  },
  allows: {
    "a group without inline rules": group({ description: "WAS" }),
    "rules that are left out as null": group({ ingress: null, egress: undefined }),
    "a default group that is emptied": defaultGroup({ ingress: [], egress: [] }),
    "a default group that says nothing": defaultGroup({}),
    "rules that stand alone": [
      ...group({}),
      ingress({ cidrIpv4: "203.0.113.0/24" }),
      ingress({ cidrIpv4: null, cidrIpv6: "", prefixListId: UNKNOWN }),
      egress({ referencedSecurityGroupId: UNKNOWN }),
      legacy({ cidrBlocks: [], self: true }),
      legacy({ cidrBlocks: ["203.0.113.0/24"], ipv6CidrBlocks: ["2001:db8::/32"] }),
      legacy({ sourceSecurityGroupId: UNKNOWN, self: false }),
    ],
  },
});
