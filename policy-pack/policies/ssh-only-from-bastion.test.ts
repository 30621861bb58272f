import { component, type TestResource, UNKNOWN } from "../test-support";
import { sshOnlyFromBastion } from "./ssh-only-from-bastion";
import {
  aws,
  change,
  configured,
  describePolicy,
  edited,
  idOf,
  ingress,
  instance,
  refreshed,
  type ThreeTier,
  without,
} from "./three-tier.test";

type Inputs = Record<string, unknown>;

const MEND = "\nMend: remove the rule, or name the bastion's security group as its only source.";

/** The WAS with one more rule. */
const rule = (ports: number | [number, number], source: string, inputs: Inputs = {}) =>
  edited(({ wasGroup }) => [ingress("debug", wasGroup, ports, source, inputs)]);
/** One more rule for a source that the stack has. */
const ruleFor = (source: (stack: ThreeTier) => TestResource) =>
  edited((stack) => [ingress("debug", stack.wasGroup, 22, source(stack))]);
/** A rule whose source is not known yet, and comes from some groups. */
const ruleFrom = (...keys: (keyof ThreeTier)[]) =>
  edited((stack) => {
    const debug = ingress("debug", stack.wasGroup, 22, "0.0.0.0/0", {
      cidrIpv4: undefined,
      referencedSecurityGroupId: UNKNOWN,
    });
    debug.dependencies.referencedSecurityGroupId = keys.map((key) => stack[key]);
    return [debug];
  });
const legacyRule = (inputs: Inputs) =>
  edited(({ wasGroup }) => [
    aws("ec2/securityGroupRule:SecurityGroupRule", "legacy", {
      type: "ingress",
      securityGroupId: idOf(wasGroup),
      protocol: "tcp",
      fromPort: 22,
      toPort: 22,
      ...inputs,
    }),
  ]);
const inlineRule = (inputs: Inputs) =>
  change("wasGroup", { ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, ...inputs }] });
const prefixList = (entries: unknown) =>
  edited(({ wasGroup }) => {
    const list = aws("ec2/managedPrefixList:ManagedPrefixList", "operators", { entries, addressFamily: "IPv4" });
    return [list, ingress("debug", wasGroup, 22, "0.0.0.0/0", { cidrIpv4: undefined, prefixListId: idOf(list) })];
  });
const stray = (inputs: (stack: ThreeTier) => Inputs) =>
  edited((stack) => [instance("stray", { subnetId: idOf(stack.public1), ...inputs(stack) })]);
/** Rules as they stand in AWS. */
const found = (...rules: Inputs[]) =>
  refreshed(
    edited(({ wasGroup }) => {
      wasGroup.outputs.ingress = rules.map((one) => ({
        protocol: "tcp",
        fromPort: 22,
        toPort: 22,
        cidrBlocks: [],
        ipv6CidrBlocks: [],
        prefixListIds: [],
        securityGroups: [],
        self: false,
        description: "",
        ...one,
      }));
      return [];
    }),
  );
const creator = aws("cloudformation/stack:Stack", "extra");

describePolicy(sshOnlyFromBastion, {
  denies: {
    "a rule for the internet": [
      rule(22, "0.0.0.0/0"),
      "was-base, was (launch template) accept 22 from 0.0.0.0/0: " +
        'internet → rule "debug" of WasTier "was" → group "was" → was-base:22' +
        MEND,
    ],
    "a rule for half of the internet": [
      rule(22, "128.0.0.0/1"),
      /accept 22 from 128\.0\.0\.0\/1: internet → rule "debug"/,
    ],
    "a rule for IPv6": [rule(22, "::/0"), /accept 22 from ::\/0: internet → rule "debug"/],
    "a rule for one address": [rule(22, "198.18.7.9/32"), /accept 22 from 198\.18\.7\.9\/32: internet → rule "debug"/],
    "a rule for private addresses": [
      rule(22, "10.0.0.0/8"),
      'was-base, was (launch template) accept 22 from 10.0.0.0/8: networks with 10.0.0.0/8 → rule "debug" of WasTier ' +
        '"was" → group "was" → was-base:22' +
        MEND,
    ],
    "a range of ports with 22 in it": [rule([20, 30], "0.0.0.0/0"), /accept 22 from 0\.0\.0\.0\/0/],
    "every port": [rule([0, 65535], "0.0.0.0/0"), /accept 22 from/],
    "every protocol": [
      rule(22, "0.0.0.0/0", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
      /accept 22 from/,
    ],
    "TCP by its number": [rule(22, "0.0.0.0/0", { ipProtocol: "6" }), /accept 22 from/],
    "ports that are written as text": [rule(22, "0.0.0.0/0", { fromPort: "22", toPort: "22" }), /accept 22 from/],
    "a rule for another tier": [
      ruleFor(({ webGroup }) => webGroup),
      "was-base, was (launch template) accept 22 from web-base, web (launch template): web-base, web (launch template) in " +
        'group "web" → rule "debug" of WasTier "was" → group "was" → was-base:22' +
        MEND,
    ],
    "a rule for a load balancer": [
      ruleFor(({ webBalancerGroup }) => webBalancerGroup),
      /accept 22 from load balancer "web": load balancer "web" in group "web-lb" → rule "debug"/,
    ],
    "a rule for the servers' own group": [
      ruleFor(({ wasGroup }) => wasGroup),
      /accept 22 from was-base, was \(launch template\): /,
    ],
    "a rule of the older kind": [
      legacyRule({ cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] }),
      /accept 22 from 10\.0\.0\.0\/8: networks with 10\.0\.0\.0\/8 → rule "legacy" → group "was"/,
      /accept 22 from 0\.0\.0\.0\/0: internet → rule "legacy" → group "was"/,
    ],
    "a rule of the older kind for the group itself": [
      legacyRule({ self: true }),
      /accept 22 from was-base, was \(launch template\): /,
    ],
    "an inline rule": [
      inlineRule({ cidrBlocks: ["0.0.0.0/0"] }),
      /accept 22 from 0\.0\.0\.0\/0: internet → inline ingress rule 1 of "was" of WasTier "was" → group "was"/,
    ],
    "an inline rule for the group itself": [
      inlineRule({ self: true }),
      /accept 22 from was-base, was \(launch template\): /,
    ],
    "inline rules that are not known yet": [
      change("wasGroup", { ingress: UNKNOWN }),
      /^cannot be proven: .* accept 22 from an unknown source: anyone → inline ingress of "was" .*\nBecause "ingress" of was is not known yet\.\nMend: /,
    ],
    "the addresses of a prefix list": [
      prefixList([{ cidr: "198.18.7.0/24" }, { cidr: "198.18.9.0/24" }]),
      /accept 22 from 198\.18\.7\.0\/24, 198\.18\.9\.0\/24: internet → rule "debug"/,
    ],
    "a prefix list that is not known yet": [
      prefixList(UNKNOWN),
      /^cannot be proven: .*\nBecause the addresses of prefix list "operators" are not known yet\.\n/,
    ],
    "a prefix list outside of the stack": [
      rule(22, "0.0.0.0/0", { cidrIpv4: undefined, prefixListId: "pl-1" }),
      /^cannot be proven: .*\nBecause the addresses of prefix list pl-1 are not part of this stack\.\n/,
    ],
    "a group outside of the stack": [
      rule(22, "0.0.0.0/0", { cidrIpv4: undefined, referencedSecurityGroupId: "sg-1" }),
      /^cannot be proven: .* from group sg-1: whoever is in group sg-1 → rule "debug".*\nBecause security group sg-1 is not part of this stack\.\n/,
    ],
    "a source that is not known yet and comes from nowhere in the stack": [
      ruleFrom(),
      "cannot be proven: was-base, was (launch template) accept 22 from an unknown source: " +
        'anyone → rule "debug" of WasTier "was" → group "was" → was-base:22\n' +
        'Because "referencedSecurityGroupId" of debug is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a source that may be one of two groups": [
      ruleFrom("bastionGroup", "webGroup"),
      /^cannot be proven: .* from web-base, web \(launch template\): .*\nBecause "referencedSecurityGroupId" of debug is not known yet; it comes from "bastion", "web"\.\n/,
    ],
    "addresses that are not known yet": [
      rule(22, "0.0.0.0/0", { cidrIpv4: UNKNOWN }),
      /^cannot be proven: .*\nBecause "cidrIpv4" of debug is not known yet\.\n/,
    ],
    "ports that are not known yet": [
      rule(22, "0.0.0.0/0", { fromPort: UNKNOWN }),
      /^cannot be proven: .* from 0\.0\.0\.0\/0: .*\nBecause the ports of "debug" are not known yet\.\n/,
    ],
    "a protocol that is not known yet": [
      rule(22, "0.0.0.0/0", { ipProtocol: UNKNOWN }),
      /^cannot be proven: .*\nBecause the protocol of "debug" is not known yet\.\n/,
    ],
    "a rule of a group that is not known yet": [
      rule(22, "0.0.0.0/0", { securityGroupId: UNKNOWN }),
      /^cannot be proven: web-base, .* accept 22 from 0\.0\.0\.0\/0: .*\nBecause "securityGroupId" of debug is not known yet, and comes from no resource of this stack\.\n/,
      /^cannot be proven: was-base, .* accept 22 from 0\.0\.0\.0\/0: /,
    ],
    "a server whose groups are not known yet, which may be the bastion's": [
      change("wasBase", { vpcSecurityGroupIds: UNKNOWN }),
      /^cannot be proven: web-base, .* from was-base: was-base, perhaps in group "bastion" → rule "bastion-to-web"/,
      /^cannot be proven: was-base accepts 22 from an unknown source: .*\nBecause "vpcSecurityGroupIds" of was-base is not known yet/,
      /^cannot be proven: was \(launch template\) accepts 22 from was-base: was-base, perhaps in group "bastion"/,
    ],
    "a server with a group outside of the stack": [
      change("wasBase", { vpcSecurityGroupIds: ["sg-1"] }),
      /^cannot be proven: was-base accepts 22 from an unknown source: anyone → rules not described here → group "sg-1" → was-base:22\nBecause security group sg-1 is not part of this stack\.\n/,
    ],
    "a server with a second group that is open": [
      edited(({ vpc, wasBase }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        wasBase.inputs.vpcSecurityGroupIds = [...(wasBase.inputs.vpcSecurityGroupIds as string[]), idOf(open)];
        return [open, ingress("all", open, 22, "0.0.0.0/0")];
      }),
      'was-base accepts 22 from 0.0.0.0/0: internet → rule "all" → group "open" → was-base:22' + MEND,
    ],
    "another server in the bastion's group": [
      stray(({ bastionGroup }) => ({ vpcSecurityGroupIds: [idOf(bastionGroup)] })),
      /^web-base, .* accept 22 from stray: stray in group "bastion" → rule "bastion-to-web"/,
      /^was-base, .* accept 22 from stray: stray in group "bastion" → rule "bastion-to-was"/,
      /^stray accepts 22 from 198\.18\.7\.0\/24: internet → rule "operators-to-bastion" of Bastion "bastion" → group "bastion" → stray:22\n/,
    ],
    "two servers in AWS's default group": [
      edited(({ private1 }) => ["one", "two"].map((name) => instance(name, { subnetId: idOf(private1) }))),
      /^one, two accept 22 from one, two: one, two in group "default group of main" → AWS's default rule .*group "default group of main" → one:22\n/,
    ],
    "a server in a subnet outside of the stack, which has the default group there": [
      [instance("stray", { subnetId: "subnet-1" })],
      /^cannot be proven: stray accepts 22 from an unknown source: /,
    ],
    "a second interface with an open group": [
      edited(({ vpc, private2, wasBase }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        const own = aws("ec2/networkInterface:NetworkInterface", "second", {
          subnetId: idOf(private2),
          securityGroups: [idOf(open)],
          attachments: [{ instance: idOf(wasBase), deviceIndex: 1 }],
        });
        return [open, own, ingress("all", open, 22, "0.0.0.0/0")];
      }),
      /^was-base accepts 22 from 0\.0\.0\.0\/0: internet → rule "all" → group "open" → was-base:22\n/,
    ],
    "a group that is attached to an interface": [
      edited(({ vpc, wasBase }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        wasBase.outputs.primaryNetworkInterfaceId = "eni-was-base";
        const attachment = aws(
          "ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
          "open",
          { securityGroupId: idOf(open), networkInterfaceId: "eni-was-base" },
        );
        return [open, attachment, ingress("all", open, 22, "0.0.0.0/0")];
      }),
      /^was-base accepts 22 from 0\.0\.0\.0\/0: internet → rule "all" → group "open" → was-base:22\n/,
    ],
    "an interface that waits for a server": [
      edited(({ private2, wasGroup }) => [
        aws("ec2/networkInterface:NetworkInterface", "spare", {
          subnetId: idOf(private2),
          securityGroups: [idOf(wasGroup)],
        }),
        ingress("debug", wasGroup, 22, "0.0.0.0/0"),
      ]),
      /^was-base, was \(launch template\), spare accept 22 from 0\.0\.0\.0\/0: /,
    ],
    "servers of a launch configuration, a spot instance and a spot fleet": [
      edited(({ vpc, private1 }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        const place = { subnetId: idOf(private1), vpcSecurityGroupIds: [idOf(open)] };
        return [
          open,
          ingress("all", open, 22, "0.0.0.0/0"),
          aws("ec2/launchConfiguration:LaunchConfiguration", "old", { securityGroups: [idOf(open)] }),
          aws("ec2/spotFleetRequest:SpotFleetRequest", "fleet", { launchSpecifications: [place] }),
          aws("ec2/spotInstanceRequest:SpotInstanceRequest", "cheap", place),
        ];
      }),
      /^cheap, old, fleet accept 22 from 0\.0\.0\.0\/0: internet → rule "all" → group "open" → cheap:22\n/,
    ],
    "an endpoint of EC2 Instance Connect": [
      edited(({ vpc, private1, wasGroup }) => {
        const group = aws("ec2/securityGroup:SecurityGroup", "connect", { vpcId: idOf(vpc) });
        const inputs = { subnetId: idOf(private1), securityGroupIds: [idOf(group)] };
        return [
          group,
          aws("ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint", "connect", inputs),
          ingress("debug", wasGroup, 22, group),
        ];
      }),
      /accept 22 from connect: connect in group "connect" → rule "debug" of WasTier "was" → group "was"/,
    ],
    "what is not modelled and wears an open group": [
      edited(({ vpc, private1 }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        const inputs = { subnetIds: [idOf(private1)], securityGroups: [idOf(open)] };
        return [open, ingress("all", open, 22, "0.0.0.0/0"), aws("mq/broker:Broker", "queue", inputs)];
      }),
      /^queue accepts 22 from 0\.0\.0\.0\/0: internet → rule "all" → group "open" → queue:22\n/,
    ],
    "nodes whose port 22 AWS opens": [
      edited(() => [
        aws("eks/nodeGroup:NodeGroup", "nodes", { remoteAccess: { ec2SshKey: "operations" } }),
        aws("lightsail/instance:Instance", "small"),
      ]),
      'cannot be proven: AWS opens port 22 of "nodes" (aws:eks/nodeGroup:NodeGroup) by itself\n' +
        "Mend: run it as a server of this program, without SSH.",
      /^cannot be proven: AWS opens port 22 of "small" /,
    ],
    "nodes whose port 22 AWS may open": [
      edited(() => [aws("eks/nodeGroup:NodeGroup", "nodes", { remoteAccess: UNKNOWN })]),
      /^cannot be proven: AWS opens port 22 of "nodes"/,
    ],
    "two servers in the bastion's component": [
      edited(({ bastion, bastionGroup, public2 }) => [
        instance(
          "second",
          { subnetId: idOf(public2), vpcSecurityGroupIds: [idOf(bastionGroup)], associatePublicIpAddress: true },
          { parent: bastion },
        ),
      ]),
      "bastion, second are all in a Bastion: there must be one way in\nMend: remove all but one.",
      /^web-base, web \(launch template\) accept 22 from second: second in group "bastion" → rule "bastion-to-web"/,
      /^was-base, was \(launch template\) accept 22 from second: /,
    ],
    "a server that is called bastion and is none": [
      edited(({ bastionServer }) => {
        bastionServer.parent = undefined;
        return [];
      }),
      /^bastion accepts 22 from 198\.18\.7\.0\/24: /,
      /^web-base, .* accept 22 from bastion: bastion in group "bastion" → rule "bastion-to-web"/,
      /^was-base, .* accept 22 from bastion: /,
    ],
    "what makes resources that the stack does not describe": [
      [creator],
      'cannot be proven: "extra" (aws:cloudformation/stack:Stack) makes resources that this stack does not describe\n' +
        'Mend: write them as resources of this program, or name it under "exempt" in the policy\'s configuration, with ' +
        "the reason.",
    ],
    "what is exempt for another name": [
      configured({ exempt: { other: "reviewed" } }, [creator]),
      /^cannot be proven: "extra"/,
    ],
    "a rule that someone added by hand": [
      found({ cidrBlocks: ["198.18.200.7/32"], description: "just a moment" }),
      "was-base, was (launch template) accept 22 from 198.18.200.7/32: internet → " +
        'ingress rule "just a moment" found in AWS of "was" of WasTier "was" → group "was" → was-base:22\n' +
        "Mend: the rule stands in AWS and not in the program: someone added it by hand, or this update is about to " +
        "remove it. Remove it in AWS (aws ec2 revoke-security-group-ingress), then run `pulumi refresh`.",
    ],
    "a rule that someone widened by hand": [
      found(
        { fromPort: 8080, toPort: 8080, securityGroups: ["SecurityGroup-was-lb"] },
        { fromPort: 0, toPort: 65535, securityGroups: ["SecurityGroup-bastion"] },
        { fromPort: 0, toPort: 65535, cidrBlocks: ["10.0.0.0/16"] },
      ),
      /accept 22 from 10\.0\.0\.0\/16: networks with 10\.0\.0\.0\/16 → ingress rule found in AWS of "was"/,
    ],
    "each rule by itself": [
      edited(({ webGroup, wasGroup }) => [
        ingress("debug", webGroup, 22, "0.0.0.0/0"),
        ingress("debug-too", wasGroup, 22, "::/0"),
      ]),
      /^web-base, web \(launch template\) accept 22 from 0\.0\.0\.0\/0: .* rule "debug" of WebTier "web"/,
      /^was-base, was \(launch template\) accept 22 from ::\/0: .* rule "debug-too" of WasTier "was"/,
    ],
  },
  allows: {
    "the bastion at every port, which other policies are about": rule(22, "0.0.0.0/0", {
      cidrIpv4: undefined,
      referencedSecurityGroupId: "SecurityGroup-bastion",
      ipProtocol: "-1",
    }),
    "a rule of the older kind for the bastion": legacyRule({ sourceSecurityGroupId: "SecurityGroup-bastion" }),
    "a bastion that is written with its account": refreshed(
      legacyRule({ sourceSecurityGroupId: "444455556666/SecurityGroup-bastion" }),
    ),
    "an inline rule for the bastion": inlineRule({ securityGroups: ["SecurityGroup-bastion"] }),
    "a source that is not known yet and comes from the bastion's group": ruleFrom("bastionGroup"),
    "other ports for anyone": rule([23, 65535], "0.0.0.0/0"),
    "UDP, whatever its port": rule(22, "0.0.0.0/0", { ipProtocol: "udp" }),
    "ICMP for anyone": rule(-1, "0.0.0.0/0", { ipProtocol: "icmp" }),
    "the bastion open to the world, which another policy is about": edited(({ bastionGroup }) => [
      ingress("all", bastionGroup, 22, "0.0.0.0/0"),
    ]),
    "a rule of a group that nobody wears": edited(({ vpc }) => {
      const group = aws("ec2/securityGroup:SecurityGroup", "unused", { vpcId: idOf(vpc) });
      return [group, ingress("all", group, 22, "0.0.0.0/0")];
    }),
    "a rule for a group that nobody wears": edited(({ vpc, wasGroup }) => {
      const group = aws("ec2/securityGroup:SecurityGroup", "unused", { vpcId: idOf(vpc) });
      return [group, ingress("debug", wasGroup, 22, group)];
    }),
    "a rule for what leaves": edited(({ wasGroup }) => [
      aws("vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
        securityGroupId: idOf(wasGroup),
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
      }),
    ]),
    "a server in a default group that is emptied": edited(({ vpc, private1 }) => [
      aws("ec2/defaultSecurityGroup:DefaultSecurityGroup", "none", { vpcId: idOf(vpc), ingress: [], egress: [] }),
      instance("one", { subnetId: idOf(private1) }),
      instance("two", { subnetId: idOf(private1) }),
    ]),
    "rules that AWS reports and the program has": found(
      { fromPort: 8080, toPort: 8080, securityGroups: ["SecurityGroup-was-lb"] },
      { securityGroups: ["SecurityGroup-bastion"] },
    ),
    "a server without a Bastion in the stack that nobody reaches": edited(
      () => undefined,
      "bastionServer",
      "bastionToWeb",
      "bastionToWas",
    ),
    "an exempt type": configured({ exempt: { "aws:cloudformation/stack:Stack": "holds no servers" } }, [creator]),
    "an exempt name": configured({ exempt: { extra: "holds no servers" } }, [creator]),
    "an exempt URN": configured(
      { exempt: { "urn:pulumi:dev::three-tier::aws:cloudformation/stack:Stack::extra": "holds no servers" } },
      [creator],
    ),
    "a stack without servers": [component("Bastion", "bastion")],
    "nodes without a key": edited(() => [aws("eks/nodeGroup:NodeGroup", "nodes", {})]),
    "a database": without("wasBase", "wasTemplate", "wasScalingGroup"),
  },
});
