import { type TestResource, UNKNOWN } from "../test-support";
import {
  aws,
  change,
  configured,
  describePolicy,
  edited,
  idOf,
  ingress,
  instance,
  type ThreeTier,
  without,
} from "./three-tier.test";
import { wasStaysPrivate } from "./was-stays-private";

type Inputs = Record<string, unknown>;

const MEND = "\nMend: let nothing but the internal load balancer reach the WAS, and nothing but WEB reach that.";

/** One more rule of the WAS. */
const rule = (source: TestResource | string, inputs: Inputs = {}) => ({
  of: ({ wasGroup }: ThreeTier) => ingress("debug", wasGroup, 8080, source, inputs),
});
const wasRule = (source: string, inputs: Inputs = {}) => edited((stack) => [rule(source, inputs).of(stack)]);
const wasRuleFor = (source: (stack: ThreeTier) => TestResource, inputs: Inputs = {}) =>
  edited((stack) => [rule(source(stack), inputs).of(stack)]);
const wasRuleFrom = (...keys: (keyof ThreeTier)[]) =>
  edited((stack) => {
    const debug = rule("0.0.0.0/0", { cidrIpv4: undefined, referencedSecurityGroupId: UNKNOWN }).of(stack);
    debug.dependencies.referencedSecurityGroupId = keys.map((key) => stack[key]);
    return [debug];
  });
/** One more rule of the internal load balancer. */
const balancerRule = (source: (stack: ThreeTier) => TestResource | string) =>
  edited((stack) => [ingress("debug", stack.wasBalancerGroup, 8080, source(stack))]);
/** A listener of some load balancer that forwards to the WAS. */
const shortcut = (balancer: TestResource, { wasTargets }: ThreeTier, inputs: Inputs = {}) =>
  aws("lb/listener:Listener", "shortcut", {
    loadBalancerArn: idOf(balancer),
    port: 8443,
    protocol: "HTTPS",
    defaultActions: [{ type: "forward", targetGroupArn: idOf(wasTargets) }],
    ...inputs,
  });
/** A network load balancer in front of the WAS, of the tier or of none. */
const networkBalancer = (stack: ThreeTier, inputs: Inputs, parent?: TestResource) => {
  const { private1, private2, vpc } = stack;
  const balancer = aws(
    "lb/loadBalancer:LoadBalancer",
    "direct",
    { loadBalancerType: "network", subnets: [idOf(private1), idOf(private2)], ...inputs },
    { parent },
  );
  const targets = aws("lb/targetGroup:TargetGroup", "direct", { port: 8080, protocol: "TCP", vpcId: idOf(vpc) });
  const listener = shortcut(balancer, stack, {
    protocol: "TCP",
    port: 8080,
    defaultActions: [{ type: "forward", targetGroupArn: idOf(targets) }],
  });
  const attachment = aws("lb/targetGroupAttachment:TargetGroupAttachment", "direct", {
    targetGroupArn: idOf(targets),
    targetId: idOf(stack.wasBase),
  });
  return [balancer, targets, listener, attachment];
};

describePolicy(wasStaysPrivate, {
  denies: {
    "a rule for the internet": [
      wasRule("0.0.0.0/0"),
      "was-base, was (launch template) accept 8080 from 0.0.0.0/0: internet → " +
        'rule "debug" of WasTier "was" → group "was" → was-base:8080' +
        MEND,
    ],
    "a rule for the VPC's addresses": [
      wasRule("10.0.0.0/16"),
      "was-base, was (launch template) accept 8080 from 10.0.0.0/16: networks with 10.0.0.0/16 → " +
        'rule "debug" of WasTier "was" → group "was" → was-base:8080' +
        MEND,
    ],
    "another port, whoever it is for": [
      wasRule("10.0.0.7/32", { fromPort: 9100, toPort: 9100 }),
      /accept 9100 from 10\.0\.0\.7\/32: /,
    ],
    "WEB past the internal load balancer": [
      wasRuleFor(({ webGroup }) => webGroup),
      "was-base, was (launch template) accept 8080 from web-base, web (launch template): " +
        'web-base, web (launch template) in group "web" → rule "debug" of WasTier "was" → group "was" → was-base:8080' +
        MEND,
    ],
    "the WAS itself": [wasRuleFor(({ wasGroup }) => wasGroup), /accept 8080 from was-base, was \(launch template\): /],
    "another port of the bastion than SSH": [
      wasRuleFor(({ bastionGroup }) => bastionGroup),
      "was-base, was (launch template) accept 8080 from bastion: " +
        'bastion in group "bastion" → rule "debug" of WasTier "was" → group "was" → was-base:8080' +
        MEND,
    ],
    "every port of the bastion": [
      wasRuleFor(({ bastionGroup }) => bastionGroup, { fromPort: 0, toPort: 65535 }),
      /accept every TCP port from bastion: /,
    ],
    "a public server that WEB is not": [
      edited((stack) => {
        const group = aws("ec2/securityGroup:SecurityGroup", "jump", { vpcId: idOf(stack.vpc) });
        const jump = instance("jump", {
          subnetId: idOf(stack.public1),
          vpcSecurityGroupIds: [idOf(group)],
          associatePublicIpAddress: true,
        });
        return [group, jump, ingress("all", group, 80, "0.0.0.0/0"), rule(group).of(stack)];
      }),
      /^was-base, was \(launch template\) accept 8080 from jump: jump in group "jump" → rule "debug" of WasTier "was"/,
    ],
    "the internet in front of the internal load balancer": [
      edited(
        ({ wasBalancerGroup }) => [ingress("debug", wasBalancerGroup, 8080, "0.0.0.0/0")],
        "bastionServer",
        "bastionToWas",
      ),
      'was accepts 8080 from 0.0.0.0/0: internet → rule "debug" of WasTier "was" → group "was-lb" → ' +
        'load balancer "was":8080' +
        MEND,
    ],
    "the bastion in front of the internal load balancer": [
      balancerRule(({ bastionGroup }) => bastionGroup),
      /^was accepts 8080 from bastion: bastion in group "bastion" → rule "debug" of WasTier "was" → group "was-lb" → load balancer "was":8080\n/,
      /^the WAS is reached without WEB: internet → rule "operators-to-bastion" of Bastion "bastion" → group "bastion" → bastion:22 → rule "debug" of WasTier "was" → group "was-lb" → load balancer "was":8080 → listener "was-http" → was-base:8080\n/,
      /^the WAS is reached without WEB: .* → was \(launch template\):8080\n/,
    ],
    "the public load balancer in front of the internal one": [
      balancerRule(({ webBalancerGroup }) => webBalancerGroup),
      /^was accepts 8080 from load balancer "web": load balancer "web" in group "web-lb" → rule "debug"/,
    ],
    "a listener of the public load balancer that forwards to the WAS": [
      edited((stack) => [
        shortcut(stack.webBalancer, stack),
        ingress("shortcut", stack.webBalancerGroup, 8443, "0.0.0.0/0"),
        rule(stack.webBalancerGroup).of(stack),
      ]),
      /^was-base, was \(launch template\) accept 8080 from load balancer "web": load balancer "web" in group "web-lb" → rule "debug"/,
      'the WAS is reached without WEB: internet → rule "shortcut" of WebTier "web" → group "web-lb" → ' +
        'load balancer "web":8443 → listener "shortcut" → was-base:8080' +
        MEND,
      /^the WAS is reached without WEB: .* → listener "shortcut" → was \(launch template\):8080\n/,
      /^WEB reaches the WAS past the internal load balancer: web-base → rule "shortcut" .* → was-base:8080\n/,
      /^WEB reaches the WAS past the internal load balancer: .* → was \(launch template\):8080\n/,
    ],
    "a second load balancer by which WEB gets past the internal one": [
      edited((stack) => {
        const { vpc, webGroup, private1 } = stack;
        const group = aws("ec2/securityGroup:SecurityGroup", "second", { vpcId: idOf(vpc) });
        const second = aws("lb/loadBalancer:LoadBalancer", "second", {
          internal: true,
          securityGroups: [idOf(group)],
          subnets: [idOf(private1)],
        });
        return [group, second, shortcut(second, stack), ingress("web", group, 8443, webGroup), rule(group).of(stack)];
      }),
      /^was-base, was \(launch template\) accept 8080 from load balancer "second": /,
      'WEB reaches the WAS past the internal load balancer: web-base → rule "web" → group "second" → ' +
        'load balancer "second":8443 → listener "shortcut" → was-base:8080' +
        MEND,
      /^WEB reaches the WAS past the internal load balancer: .* → was \(launch template\):8080\n/,
    ],
    "a network load balancer without groups, in the tier: it has no lock of its own": [
      edited((stack) => networkBalancer(stack, { internal: true }, stack.was)),
      /^cannot be proven: direct accepts every port from an unknown source: .*\nBecause it has no security group\.\n/,
    ],
    "an endpoint service in front of the internal load balancer": [
      edited((stack) => {
        const group = aws("ec2/securityGroup:SecurityGroup", "direct", { vpcId: idOf(stack.vpc) });
        const [balancer, ...others] = networkBalancer(
          stack,
          { internal: true, securityGroups: [idOf(group)] },
          stack.was,
        );
        const service = aws("ec2/vpcEndpointService:VpcEndpointService", "partners", {
          acceptanceRequired: true,
          networkLoadBalancerArns: [idOf(balancer)],
        });
        return [group, balancer, ...others, service, rule(group).of(stack)];
      }),
      /^cannot be proven: direct accepts every port from an unknown source: .*\nBecause "partners" opens it to other accounts by PrivateLink\.\n/,
      /^cannot be proven: the WAS is reached without WEB: .* → load balancer "direct" on every port → listener "shortcut" → was-base:8080\nBecause "partners" /,
    ],
    "a source that is not known yet": [
      wasRuleFrom(),
      "cannot be proven: was-base, was (launch template) accept 8080 from an unknown source: anyone → " +
        'rule "debug" of WasTier "was" → group "was" → was-base:8080\n' +
        'Because "referencedSecurityGroupId" of debug is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a source that may be one of two groups": [
      wasRuleFrom("wasBalancerGroup", "webGroup"),
      /^cannot be proven: .* from web-base, .*\nBecause "referencedSecurityGroupId" of debug is not known yet; it comes from "was-lb", "web"\.\n/,
    ],
    "a server in AWS's default group, with whoever is in it too": [
      edited(({ wasBase, private1 }) => {
        wasBase.inputs.vpcSecurityGroupIds = undefined;
        return [instance("stray", { subnetId: idOf(private1) })];
      }),
      /^was-base accepts every port from was-base, stray: was-base, stray in group "default group of main" → AWS's default rule/,
    ],
    "a component without servers": [
      without("wasBase", "wasTemplate", "wasAttachment", "wasScalingGroup"),
      "there is no WAS server to judge, although the stack has its component\nMend: give it one.",
    ],
    "what makes resources that the stack does not describe": [
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
      /^cannot be proven: "extra"/,
    ],
  },
  allows: {
    "another port of the internal load balancer": wasRuleFor(({ wasBalancerGroup }) => wasBalancerGroup, {
      fromPort: 8081,
      toPort: 8081,
    }),
    "a source that is not known yet and comes from the internal load balancer's group": wasRuleFrom("wasBalancerGroup"),
    "a second internal load balancer of the tier that WEB alone reaches": edited((stack) => {
      const { vpc, was, webGroup, private1, private2 } = stack;
      const group = aws("ec2/securityGroup:SecurityGroup", "second", { vpcId: idOf(vpc) });
      const second = aws(
        "lb/loadBalancer:LoadBalancer",
        "second",
        { internal: true, securityGroups: [idOf(group)], subnets: [idOf(private1), idOf(private2)] },
        { parent: was },
      );
      return [group, second, shortcut(second, stack), ingress("web", group, 8443, webGroup), rule(group).of(stack)];
    }),
    "a listener of the public load balancer that the WAS does not let in": edited((stack) => [
      shortcut(stack.webBalancer, stack),
    ]),
    "a WAS that nobody reaches": without("balancerToWas", "bastionToWas", "webToBalancer"),
    "a rule of the WAS for what leaves": edited(({ wasGroup }) => [
      aws("vpc/securityGroupEgressRule:SecurityGroupEgressRule", "out", {
        securityGroupId: idOf(wasGroup),
        ipProtocol: "-1",
        cidrIpv4: "0.0.0.0/0",
      }),
    ]),
    "a public server in the WAS's group that lets in no one": change("wasBase", { associatePublicIpAddress: true }),
    "an exempt creator": configured(
      { exempt: { extra: "makes no servers" } },
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
    ),
  },
  notApplicable: {
    "a stack without the component": [[instance("was", {})], "the stack has no WasTier"],
  },
});
