/** What edits are made of: rules, and resources that are safe in themselves, of which a case shows the difference. */
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { Composition } from "./composition";

export const INTERNET = "0.0.0.0/0";

type RuleArgs = Partial<aws.vpc.SecurityGroupIngressRuleArgs>;

/** One port, as rules write it. */
export const port = (number: number) => ({ fromPort: number, toPort: number });
export const EVERY_PORT = { ipProtocol: "-1", fromPort: undefined, toPort: undefined };

/** A rule of its own: port 22, unless it says something else. */
export function letIn(
  name: string,
  securityGroupId: pulumi.Input<string>,
  rule: RuleArgs,
): aws.vpc.SecurityGroupIngressRule {
  return new aws.vpc.SecurityGroupIngressRule(name, { securityGroupId, ipProtocol: "tcp", ...port(22), ...rule });
}

/** A rule that lets a group in. */
export function letInGroup(
  name: string,
  securityGroupId: pulumi.Input<string>,
  referencedSecurityGroupId: pulumi.Input<string>,
  ports: RuleArgs = {},
): aws.vpc.SecurityGroupIngressRule {
  return letIn(name, securityGroupId, { referencedSecurityGroupId, ...ports });
}

/** A rule in the older style. */
export function legacyRule(
  name: string,
  securityGroupId: pulumi.Input<string>,
  rule: Partial<aws.ec2.SecurityGroupRuleArgs>,
): aws.ec2.SecurityGroupRule {
  return new aws.ec2.SecurityGroupRule(name, {
    type: "ingress",
    securityGroupId,
    protocol: "tcp",
    ...port(22),
    ...rule,
  });
}

/** A group without rules. */
export function group(
  name: string,
  { network }: Composition,
  args: aws.ec2.SecurityGroupArgs = {},
): aws.ec2.SecurityGroup {
  return new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description: name, ...args });
}

/** A group that lets the world in to a port. */
export function openGroup(name: string, composition: Composition, number = 22): aws.ec2.SecurityGroup {
  const opened = group(name, composition);
  letIn(`${name}-open`, opened.id, { cidrIpv4: INTERNET, ...port(number) });
  return opened;
}

const IMAGE = "ami-0123456789abcdef0";
const SESSIONS_ONLY = { httpEndpoint: "enabled", httpTokens: "required" };

/** One more server: private, encrypted, in no group but the default one. */
export function server(
  name: string,
  { network }: Composition,
  args: Partial<aws.ec2.InstanceArgs> = {},
  options: pulumi.CustomResourceOptions = {},
): aws.ec2.Instance {
  const safe = {
    ami: IMAGE,
    instanceType: "t3.micro",
    subnetId: network.privateSubnetIds[0],
    associatePublicIpAddress: false,
    metadataOptions: SESSIONS_ONLY,
    rootBlockDevice: { encrypted: true },
  };
  return new aws.ec2.Instance(name, { ...safe, ...args }, options);
}

/** One more launch template: no public address, encrypted. */
export function template(
  name: string,
  securityGroups: pulumi.Input<string>[],
  args: Partial<aws.ec2.LaunchTemplateArgs> = {},
): aws.ec2.LaunchTemplate {
  return new aws.ec2.LaunchTemplate(name, {
    imageId: IMAGE,
    instanceType: "t3.micro",
    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups }],
    metadataOptions: SESSIONS_ONLY,
    blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs: { encrypted: "true" } }],
    ...args,
  });
}

/** An Auto Scaling group of one server. */
export function scalingGroup(
  name: string,
  vpcZoneIdentifiers: pulumi.Input<string>[],
  args: Partial<aws.autoscaling.GroupArgs>,
  options: pulumi.CustomResourceOptions = {},
): aws.autoscaling.Group {
  return new aws.autoscaling.Group(name, { minSize: 1, maxSize: 1, vpcZoneIdentifiers, ...args }, options);
}

/** A network interface of its own in a private subnet. */
export function networkInterface(
  name: string,
  { network }: Composition,
  securityGroups: pulumi.Input<string>[],
  args: Partial<aws.ec2.NetworkInterfaceArgs> = {},
): aws.ec2.NetworkInterface {
  return new aws.ec2.NetworkInterface(name, { subnetId: network.privateSubnetIds[0], securityGroups, ...args });
}

/** The instances that the components spell out. */
export function baseOf({ child }: Composition, tier: "was" | "web"): aws.ec2.Instance {
  return child(aws.ec2.Instance, `${tier}-base`);
}

/** The group of a tier's load balancer. */
export function balancerGroupOf({ child }: Composition, tier: "was" | "web"): pulumi.Output<string> {
  return child(aws.ec2.SecurityGroup, `${tier}-alb`).id;
}

/** Puts one more group on a tier's base EC2. */
export function wear(
  name: string,
  composition: Composition,
  tier: "was" | "web",
  securityGroupId: pulumi.Input<string>,
): void {
  const { primaryNetworkInterfaceId: networkInterfaceId } = baseOf(composition, tier);
  new aws.ec2.NetworkInterfaceSecurityGroupAttachment(name, { securityGroupId, networkInterfaceId });
}

/** An application load balancer in the public subnets, in groups of its own. */
export function publicBalancer(
  name: string,
  { network }: Composition,
  securityGroups: pulumi.Input<string>[],
  args: Partial<aws.lb.LoadBalancerArgs> = {},
): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(name, { subnets: network.publicSubnetIds, securityGroups, ...args });
}

/** A listener that forwards by HTTPS to a tier's target group. */
export function httpsListener(
  name: string,
  { child }: Composition,
  balancer: aws.lb.LoadBalancer,
  targets: "was" | "web" | aws.lb.TargetGroup,
  number = 443,
): aws.lb.Listener {
  const target = typeof targets === "string" ? child(aws.lb.TargetGroup, targets) : targets;
  return new aws.lb.Listener(name, {
    loadBalancerArn: balancer.arn,
    port: number,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    certificateArn: "arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-90ab-cdef-1234-567890abcdef",
    defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
  });
}

/** A target group of a network load balancer. */
export function tcpTargets(
  name: string,
  { network }: Composition,
  number: number,
  args: Partial<aws.lb.TargetGroupArgs> = {},
): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(name, { vpcId: network.vpcId, protocol: "TCP", port: number, ...args });
}

/** A network load balancer that passes a port on to a target. */
export function networkBalancer(
  name: string,
  composition: Composition,
  number: number,
  targetId: pulumi.Input<string>,
  args: Partial<aws.lb.LoadBalancerArgs> = {},
  targetArgs: Partial<aws.lb.TargetGroupArgs> = {},
): aws.lb.LoadBalancer {
  const subnets = args.internal === true ? composition.network.privateSubnetIds : composition.network.publicSubnetIds;
  const balancer = new aws.lb.LoadBalancer(name, { loadBalancerType: "network", subnets, ...args });
  const targets = tcpTargets(name, composition, number, targetArgs);
  const defaultActions = [{ type: "forward", targetGroupArn: targets.arn }];
  new aws.lb.Listener(name, { loadBalancerArn: balancer.arn, port: number, protocol: "TCP", defaultActions });
  new aws.lb.TargetGroupAttachment(name, { targetGroupArn: targets.arn, targetId });
  return balancer;
}

/** The VPC as awsx describes it, with what the component keeps to itself. */
export function vpcOf({ child }: Composition): awsx.ec2.Vpc {
  return child(awsx.ec2.Vpc, "main");
}

/** The table of the private subnet in the first zone. */
export function privateRouteTable(composition: Composition): pulumi.Output<string> {
  return vpcOf(composition).routeTables.apply((tables) => tables[1].id);
}

/** A value that is known only after an update. */
export function later<T>(value: T): pulumi.Output<T> {
  return new aws.s3.Bucket("later", {}, { protect: true }).arn.apply(() => value);
}

/** A function in the private subnets, in groups of its own. */
export function lambda(
  name: string,
  { network }: Composition,
  securityGroupIds: pulumi.Input<string>[],
): aws.lambda.Function {
  return new aws.lambda.Function(name, {
    role: "arn:aws:iam::123456789012:role/lambda",
    runtime: aws.lambda.Runtime.NodeJS22dX,
    handler: "index.handler",
    s3Bucket: "artifacts",
    s3Key: "function.zip",
    vpcConfig: { subnetIds: network.privateSubnetIds, securityGroupIds },
  });
}

/** A resource of a package that this project does not have. */
export function foreign(type: string, name: string, args: pulumi.Inputs): pulumi.CustomResource {
  return new (class extends pulumi.CustomResource {})(type, name, args);
}
