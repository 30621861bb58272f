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
import { webOnlyThroughLoadBalancer } from "./web-only-through-load-balancer";

type Inputs = Record<string, unknown>;

const MEND = "\nMend: let nothing but the public load balancer reach WEB.";

const rule = (ports: number, source: string, inputs: Inputs = {}) =>
  edited(({ webGroup }) => [ingress("debug", webGroup, ports, source, inputs)]);
const ruleFor = (ports: number, source: (stack: ThreeTier) => TestResource) =>
  edited((stack) => [ingress("debug", stack.webGroup, ports, source(stack))]);
const ruleFrom = (...keys: (keyof ThreeTier)[]) =>
  edited((stack) => {
    const debug = ingress("debug", stack.webGroup, 80, "0.0.0.0/0", {
      cidrIpv4: undefined,
      referencedSecurityGroupId: UNKNOWN,
    });
    debug.dependencies.referencedSecurityGroupId = keys.map((key) => stack[key]);
    return [debug];
  });
/** A second public load balancer, of no tier, whose group lets in everyone and may reach WEB's servers if `rule` says so. */
const sideDoor = (inputs: Inputs, isLetIn: boolean) =>
  edited(({ vpc, webGroup, webTargets, public1, public2 }) => {
    const group = aws("ec2/securityGroup:SecurityGroup", "side-door", { vpcId: idOf(vpc) });
    const balancer = aws("lb/loadBalancer:LoadBalancer", "side-door", {
      securityGroups: [idOf(group)],
      subnets: [idOf(public1), idOf(public2)],
      ...inputs,
    });
    const listener = aws("lb/listener:Listener", "side-door", {
      loadBalancerArn: idOf(balancer),
      port: 9000,
      protocol: inputs.loadBalancerType === "network" ? "TCP" : "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: idOf(webTargets) }],
    });
    const rules = [ingress("everyone", group, 9000, "0.0.0.0/0")];
    if (isLetIn) rules.push(ingress("side-door-to-web", webGroup, 80, group));
    return [group, balancer, listener, ...rules];
  });

describePolicy(webOnlyThroughLoadBalancer, {
  denies: {
    "a rule for the internet": [
      rule(80, "0.0.0.0/0"),
      "web-base, web (launch template) accept 80 from 0.0.0.0/0: internet → " +
        'rule "debug" of WebTier "web" → group "web" → web-base:80' +
        MEND,
    ],
    "a rule for the VPC's addresses": [rule(80, "10.0.0.0/16"), /accept 80 from 10\.0\.0\.0\/16: networks with /],
    "another port, whoever it is for": [rule(9100, "10.0.0.7/32"), /accept 9100 from 10\.0\.0\.7\/32: /],
    "the WAS": [
      ruleFor(80, ({ wasGroup }) => wasGroup),
      "web-base, web (launch template) accept 80 from was-base, was (launch template): " +
        'was-base, was (launch template) in group "was" → rule "debug" of WebTier "web" → group "web" → web-base:80' +
        MEND,
    ],
    "WEB itself": [ruleFor(80, ({ webGroup }) => webGroup), /accept 80 from web-base, web \(launch template\): /],
    "the internal load balancer": [
      ruleFor(80, ({ wasBalancerGroup }) => wasBalancerGroup),
      /accept 80 from load balancer "was": load balancer "was" in group "was-lb" → rule "debug"/,
    ],
    "another port of the bastion": [
      ruleFor(80, ({ bastionGroup }) => bastionGroup),
      /accept 80 from bastion: bastion in group "bastion" → rule "debug"/,
    ],
    "a range of ports of the bastion": [
      edited(({ webGroup, bastionGroup }) => [ingress("debug", webGroup, [22, 80], bastionGroup)]),
      /accept 22-80 from bastion: /,
    ],
    "another server in the load balancer's group": [
      edited(({ webBalancerGroup, public1 }) => [
        instance("stray", { subnetId: idOf(public1), vpcSecurityGroupIds: [idOf(webBalancerGroup)] }),
      ]),
      /accept 80 from stray: stray in group "web-lb" → rule "web-lb-to-web"/,
    ],
    "a second public load balancer": [
      sideDoor({}, true),
      /^web-base, web \(launch template\) accept 80 from load balancer "side-door": load balancer "side-door" in group "side-door" → rule "side-door-to-web" of WebTier "web" → group "web" → web-base:80\n/,
      /^WEB is reached past its load balancer: internet → rule "everyone" → group "side-door" → load balancer "side-door":9000 → listener "side-door" → web-base:80\n/,
      /^WEB is reached past its load balancer: .* → web \(launch template\):80\n/,
    ],
    "a load balancer in the group of the public one": [
      sideDoor({ securityGroups: ["SecurityGroup-web-lb"] }, false),
      /accept 80 from load balancer "side-door": load balancer "side-door" in group "web-lb" → rule "web-lb-to-web"/,
    ],
    "a source that is not known yet": [
      ruleFrom(),
      "cannot be proven: web-base, web (launch template) accept 80 from an unknown source: anyone → " +
        'rule "debug" of WebTier "web" → group "web" → web-base:80\n' +
        'Because "referencedSecurityGroupId" of debug is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a source that may be one of two groups": [
      ruleFrom("webBalancerGroup", "wasGroup"),
      /^cannot be proven: .* from was-base, .*\nBecause "referencedSecurityGroupId" of debug is not known yet; it comes from "web-lb", "was"\.\n/,
    ],
    "a component without servers": [
      without("webBase", "webTemplate", "webAttachment", "webScalingGroup"),
      "there is no WEB server to judge, although the stack has its component\nMend: give it one.",
    ],
    "what makes resources that the stack does not describe": [
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
      /^cannot be proven: "extra"/,
    ],
    "a server whose groups are not known yet": [
      change("webBase", { vpcSecurityGroupIds: UNKNOWN }),
      /^cannot be proven: web-base accepts every port from an unknown source: /,
      /^cannot be proven: web \(launch template\) accepts 80 from web-base: web-base, perhaps in group "web-lb" → /,
      /^cannot be proven: web \(launch template\) accepts 22 from web-base: web-base, perhaps in group "bastion" → /,
    ],
  },
  allows: {
    "a public server in a group that lets in no one but the load balancer": change("webBase", {
      associatePublicIpAddress: true,
    }),
    "a second load balancer that WEB does not let in": sideDoor({}, false),
    "a second load balancer of the tier": edited(({ web, webBalancerGroup, webTargets, public1, public2 }) => {
      const balancer = aws(
        "lb/loadBalancer:LoadBalancer",
        "web-2",
        { securityGroups: [idOf(webBalancerGroup)], subnets: [idOf(public1), idOf(public2)] },
        { parent: web },
      );
      const inputs = {
        loadBalancerArn: idOf(balancer),
        port: 443,
        protocol: "HTTPS",
        defaultActions: [{ type: "forward", targetGroupArn: idOf(webTargets) }],
      };
      return [balancer, aws("lb/listener:Listener", "web-2", inputs)];
    }),
    "a source that is not known yet and comes from the load balancer's group": ruleFrom("webBalancerGroup"),
    "a tier without a load balancer that nobody reaches": without("webBalancer", "httpsListener", "httpListener"),
    "whatever other tiers accept": edited(({ wasGroup }) => [ingress("debug", wasGroup, 8080, "10.0.0.0/16")]),
    "an exempt creator": configured(
      { exempt: { extra: "makes no servers" } },
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
    ),
  },
  notApplicable: {
    "a stack without the component": [[instance("web", {})], "the stack has no WebTier"],
  },
});
