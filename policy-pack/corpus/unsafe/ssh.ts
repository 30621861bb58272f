import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Bastion } from "../../../components/bastion";
import {
  balancerGroupOf,
  baseOf,
  EVERY_PORT,
  foreign,
  group,
  INTERNET,
  lambda,
  later,
  legacyRule,
  letIn,
  letInGroup,
  networkInterface,
  openGroup,
  port,
  publicBalancer,
  scalingGroup,
  server,
  template,
  wear,
} from "../builders";
import { change } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

/** Where the paths to the WAS end. */
const WAS = 'group "was" → was*:22';

/** Blocks that are let in to a tier by a rule of its own. */
const BLOCKS: [title: string, rule: Partial<aws.vpc.SecurityGroupIngressRuleArgs>, origin: string][] = [
  ["the internet", { cidrIpv4: INTERNET }, "internet"],
  ["the lower half of the internet", { cidrIpv4: "0.0.0.0/1" }, "internet"],
  ["the upper half of the internet", { cidrIpv4: "128.0.0.0/1" }, "internet"],
  ["a single public address", { cidrIpv4: "198.51.100.7/32" }, "internet"],
  ["the IPv6 internet", { cidrIpv6: "::/0" }, "internet"],
  ["half of the IPv6 internet", { cidrIpv6: "8000::/1" }, "internet"],
  ["all of 10.0.0.0/8", { cidrIpv4: "10.0.0.0/8" }, "networks with 10.0.0.0/8"],
  ["all of 172.16.0.0/12", { cidrIpv4: "172.16.0.0/12" }, "networks with 172.16.0.0/12"],
  ["the VPC's own block", { cidrIpv4: "10.20.0.0/16" }, "networks with 10.20.0.0/16"],
  ["the block of the bastion's subnet", { cidrIpv4: "10.20.16.0/21" }, "networks with 10.20.16.0/21"],
  ["every port of the internet", { cidrIpv4: INTERNET, ...EVERY_PORT }, "internet"],
  ["every TCP port of the internet", { cidrIpv4: INTERNET, fromPort: 0, toPort: 65535 }, "internet"],
  ["a range of ports that holds 22", { cidrIpv4: INTERNET, fromPort: 20, toPort: 25 }, "internet"],
  ["IPv4 addresses written as IPv6", { cidrIpv6: "::ffff:0:0/96" }, "networks with *"],
  ["TCP by its number", { cidrIpv4: INTERNET, ipProtocol: "6" }, "internet"],
];

const blocks = BLOCKS.map(([title, rule, origin]): Unsafe => ({
  title: `SSH to the WAS from ${title}`,
  edit: ({ was }) => {
    letIn("debug", was.securityGroupId, rule);
  },
  says: `${origin} → rule "debug" → ${WAS}`,
}));

/** Rules in other styles, and other peers. */
const rules: Unsafe[] = [
  {
    title: "SSH to WEB from the internet",
    edit: ({ web }) => {
      letIn("debug", web.securityGroupId, { cidrIpv4: INTERNET });
    },
    says: 'internet → rule "debug" → group "web" → web*:22',
  },
  {
    title: "the internet in two halves, by the first",
    edit: ({ was }) => {
      letIn("low", was.securityGroupId, { cidrIpv4: "0.0.0.0/1" });
      letIn("high", was.securityGroupId, { cidrIpv4: "128.0.0.0/1" });
    },
    says: `internet → rule "low" → ${WAS}`,
  },
  {
    title: "the internet in two halves, by the second",
    edit: ({ was }) => {
      letIn("low", was.securityGroupId, { cidrIpv4: "0.0.0.0/1" });
      letIn("high", was.securityGroupId, { cidrIpv4: "128.0.0.0/1" });
    },
    says: `internet → rule "high" → ${WAS}`,
  },
  {
    title: "a rule in the older style",
    edit: ({ was }) => {
      legacyRule("debug", was.securityGroupId, { cidrBlocks: [INTERNET] });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "the second of two blocks of a rule in the older style",
    edit: ({ was }) => {
      legacyRule("debug", was.securityGroupId, { cidrBlocks: ["10.20.16.0/21", "128.0.0.0/2"] });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "IPv6 in the older style, every protocol by name",
    edit: ({ was }) => {
      legacyRule("debug", was.securityGroupId, { protocol: "all", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "the WAS letting itself in, in the older style",
    edit: ({ was }) => {
      legacyRule("cluster", was.securityGroupId, { self: true, ...port(0), toPort: 65535 });
    },
    says: 'was* in group "was" → rule "cluster" → group "was"',
  },
  {
    title: "the WAS letting its own group in",
    edit: ({ was }) => {
      letInGroup("cluster", was.securityGroupId, was.securityGroupId);
    },
    says: 'was* in group "was" → rule "cluster" → group "was"',
  },
  {
    title: "an inline rule in the WAS's group",
    before: () => {
      change(aws.ec2.SecurityGroup, "was", {
        ingress: [{ protocol: "tcp", ...port(22), cidrBlocks: [INTERNET], description: "debug" }],
      });
    },
    says: 'internet → inline ingress rule 1 of "was" of WasTier "was" → group "was" → was*:22',
  },
  {
    title: "an inline rule for two groups, one of them a jump host's",
    edit: (composition) => {
      const jump = group("jump", composition);
      server("jump", composition, { vpcSecurityGroupIds: [jump.id] });
      const securityGroups = [composition.bastion.securityGroupId, jump.id];
      const ingress = [{ protocol: "tcp", ...port(22), securityGroups }];
      wear("ssh", composition, "was", group("ssh", composition, { ingress }).id);
    },
    says: 'jump in group "jump" → inline ingress rule 1 of "ssh" → group "ssh" → was-base:22',
  },
  {
    title: "an inline rule by a prefix list of AWS",
    edit: (composition) => {
      const ingress = [{ protocol: "tcp", ...port(22), prefixListIds: ["pl-0ec8123456789abcd"] }];
      wear("ssh", composition, "was", group("ssh", composition, { ingress }).id);
    },
    says: 'cannot be proven: *anyone → inline ingress rule 1 of "ssh" → group "ssh" → was-base:22',
  },
  {
    title: "a rule in the older style that names the bastion and the IPv6 internet",
    edit: ({ was, bastion }) => {
      const sourceSecurityGroupId = bastion.securityGroupId;
      legacyRule("debug", was.securityGroupId, { sourceSecurityGroupId, ipv6CidrBlocks: ["::/0"] });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "a rule in the older style whose direction is not known yet",
    edit: ({ was }) => {
      legacyRule("debug", was.securityGroupId, { type: later("ingress"), cidrBlocks: [INTERNET] });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "a prefix list of its own with the internet in it",
    edit: ({ was }) => {
      const list = new aws.ec2.ManagedPrefixList("offices", {
        addressFamily: "IPv4",
        maxEntries: 2,
        entries: [{ cidr: "203.0.113.0/24" }, { cidr: "0.0.0.0/1" }],
      });
      letIn("offices", was.securityGroupId, { prefixListId: list.id });
    },
    says: `internet → rule "offices" → ${WAS}`,
  },
  {
    title: "an entry that is added to a prefix list",
    edit: ({ was }) => {
      const list = new aws.ec2.ManagedPrefixList("offices", { addressFamily: "IPv4", maxEntries: 1 });
      new aws.ec2.ManagedPrefixListEntry("home", { prefixListId: list.id, cidr: "198.51.100.0/24" });
      letIn("offices", was.securityGroupId, { prefixListId: list.id });
    },
    says: `internet → rule "offices" → ${WAS}`,
  },
  {
    title: "a prefix list of AWS by its id",
    edit: ({ was }) => {
      letIn("connect", was.securityGroupId, { prefixListId: "pl-0ec8123456789abcd" });
    },
    says: `cannot be proven: *anyone → rule "connect" → ${WAS}`,
  },
  {
    title: "SSH from WEB",
    edit: ({ was, web }) => {
      letInGroup("web-to-was", was.securityGroupId, web.securityGroupId);
    },
    says: `web* in group "web" → rule "web-to-was" → ${WAS}`,
  },
  {
    title: "SSH from the public load balancer's group",
    edit: (composition) => {
      letInGroup("alb-to-web", composition.web.securityGroupId, balancerGroupOf(composition, "web"));
    },
    says: 'load balancer "web" in group "web-alb" → rule "alb-to-web" → group "web" → web*:22',
  },
  {
    title: "SSH from a group that the stack does not describe",
    edit: ({ was }) => {
      letInGroup("peer", was.securityGroupId, "sg-0fedcba9876543210");
    },
    says: `cannot be proven: *whoever is in group sg-0fedcba9876543210 → rule "peer" → ${WAS}`,
  },
  {
    title: "SSH from a group of another account",
    edit: ({ was }) => {
      letInGroup("partner", was.securityGroupId, "111122223333/sg-0fedcba9876543210");
    },
    says: `cannot be proven: *whoever is in group sg-0fedcba9876543210 → rule "partner" → ${WAS}`,
  },
];

/** Groups that are worn by others than they were made for. */
const worn: Unsafe[] = [
  {
    title: "a jump host of its own that is let in",
    edit: (composition) => {
      const jump = group("jump", composition);
      server("jump", composition, { vpcSecurityGroupIds: [jump.id] });
      letInGroup("jump-to-was", composition.was.securityGroupId, jump.id);
    },
    says: `jump in group "jump" → rule "jump-to-was" → ${WAS}`,
  },
  {
    title: "the bastion's group worn by another server",
    edit: (composition) => {
      server("build", composition, { vpcSecurityGroupIds: [composition.bastion.securityGroupId] });
    },
    says: 'build in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group worn by a load balancer",
    edit: (composition) => {
      publicBalancer("shop", composition, [composition.bastion.securityGroupId]);
    },
    says: 'load balancer "shop" in group "bastion" → rule "bastion-to-web" of WebTier "web" → group "web"',
  },
  {
    title: "the bastion's group worn by a launch template",
    edit: ({ bastion }) => {
      template("batch", [bastion.securityGroupId]);
    },
    says: 'batch* in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group worn by a network interface",
    edit: (composition) => {
      networkInterface("spare", composition, [composition.bastion.securityGroupId]);
    },
    says: 'spare in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group worn by a function",
    edit: (composition) => {
      lambda("cron", composition, [composition.bastion.securityGroupId]);
    },
    says: 'cron in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group put on WEB",
    edit: (composition) => {
      wear("debug", composition, "web", composition.bastion.securityGroupId);
    },
    says: 'web-base in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group worn by an ECS service",
    edit: ({ network, bastion }) => {
      new aws.ecs.Service("jobs", {
        launchType: "FARGATE",
        taskDefinition: "jobs:1",
        networkConfiguration: { subnets: network.privateSubnetIds, securityGroups: [bastion.securityGroupId] },
      });
    },
    says: 'jobs in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group worn by a build project",
    edit: ({ network, bastion }) => {
      new aws.codebuild.Project("build", {
        serviceRole: "arn:aws:iam::123456789012:role/build",
        source: { type: "NO_SOURCE", buildspec: "version: 0.2" },
        artifacts: { type: "NO_ARTIFACTS" },
        environment: {
          type: "LINUX_CONTAINER",
          computeType: "BUILD_GENERAL1_SMALL",
          image: "aws/codebuild/standard:7.0",
        },
        vpcConfig: {
          vpcId: network.vpcId,
          subnets: network.privateSubnetIds,
          securityGroupIds: [bastion.securityGroupId],
        },
      });
    },
    says: 'build in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group named in a firewall policy for all servers",
    edit: ({ bastion }) => {
      new aws.fms.Policy("groups", {
        resourceType: "AWS::EC2::Instance",
        excludeResourceTags: false,
        securityServicePolicyData: {
          type: "SECURITY_GROUPS_COMMON",
          managedServiceData: pulumi.jsonStringify({ securityGroups: [{ id: bastion.securityGroupId }] }),
        },
      });
    },
    says: 'groups in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "an open group put on the WAS",
    edit: (composition) => {
      wear("debug", composition, "was", openGroup("debug", composition).id);
    },
    says: 'internet → rule "debug-open" → group "debug" → was-base:22',
  },
  {
    title: "an open group on a second interface of the WAS",
    edit: (composition) => {
      const spare = networkInterface("spare", composition, [openGroup("debug", composition).id]);
      const { id: instanceId } = baseOf(composition, "was");
      new aws.ec2.NetworkInterfaceAttachment("spare", { instanceId, networkInterfaceId: spare.id, deviceIndex: 1 });
    },
    says: 'internet → rule "debug-open" → group "debug" → was-base:22',
  },
  {
    title: "an open group on an interface that says itself where it belongs",
    edit: (composition) => {
      const { id: instance } = baseOf(composition, "was");
      const attachments = [{ instance, deviceIndex: 1 }];
      networkInterface("spare", composition, [openGroup("debug", composition).id], { attachments });
    },
    says: 'internet → rule "debug-open" → group "debug" → was-base:22',
  },
  {
    title: "a load balancer's open group put on the WAS by the WAS's component",
    before: () => {
      pulumi.runtime.registerStackTransformation(({ resource, name, props, opts }) => {
        if (!(resource instanceof aws.ec2.Instance) || name !== "was-base") return undefined;
        const [own] = props.vpcSecurityGroupIds as pulumi.Input<string>[];
        return { props: { ...props, vpcSecurityGroupIds: [own, "sg-0fedcba9876543210"] }, opts };
      });
    },
    says: 'cannot be proven: *group "sg-0fedcba9876543210" → was-base:22',
  },
];

/** Groups, and templates, of which the program has no more than a handle. */
const handles: Unsafe[] = [
  {
    title: "a rule by a handle of the WAS's group",
    edit: ({ was }) => {
      const handle = aws.ec2.SecurityGroup.get("handle", was.securityGroupId);
      letIn("debug", handle.id, { cidrIpv4: INTERNET });
    },
    says: 'internet → rule "debug" → group "*" → was*:22',
  },
  {
    title: "the bastion's group worn by a handle of it",
    edit: (composition) => {
      const handle = aws.ec2.SecurityGroup.get("handle", composition.bastion.securityGroupId);
      server("build", composition, { vpcSecurityGroupIds: [handle.id] });
    },
    says: 'build* in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "an existing group on the WAS, whose rules the stack does not describe",
    edit: (composition) => {
      wear("shared", composition, "was", aws.ec2.SecurityGroup.get("shared", "sg-0fedcba9876543210").id);
    },
    says: 'cannot be proven: *group "shared" → was-base:22',
  },
  {
    title: "an existing group as a source, whose members the stack does not describe",
    edit: ({ was }) => {
      const { id } = aws.ec2.SecurityGroup.get("shared", "sg-0fedcba9876543210");
      letInGroup("shared-to-was", was.securityGroupId, id);
    },
    says: `cannot be proven: *group shared → rule "shared-to-was" → ${WAS}`,
  },
  {
    title: "the bastion's group put on an interface that the stack does not describe",
    edit: ({ bastion }) => {
      const { securityGroupId } = bastion;
      const networkInterfaceId = "eni-0fedcba9876543210";
      new aws.ec2.NetworkInterfaceSecurityGroupAttachment("peer", { securityGroupId, networkInterfaceId });
    },
    says: 'cannot be proven: *→ rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "servers of an existing template, of which the program has a handle",
    edit: ({ network, web }) => {
      const { id } = aws.ec2.LaunchTemplate.get("legacy", "lt-0fedcba9876543210");
      const launchTemplate = { id, version: "1" };
      scalingGroup("legacy", network.privateSubnetIds, { launchTemplate }, { parent: web });
    },
    says: "cannot be proven: *legacy*:22",
  },
  {
    title: "the bastion's group shared with other accounts",
    edit: ({ child }) => {
      const share = new aws.ram.ResourceShare("partners", { allowExternalPrincipals: true });
      const { arn: resourceArn } = child(aws.ec2.SecurityGroup, "bastion");
      new aws.ram.ResourceAssociation("partners", { resourceShareArn: share.arn, resourceArn });
    },
    says: 'cannot be proven: *→ rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "the bastion's group named by the other property of a server",
    edit: (composition) => {
      const vpcSecurityGroupIds = [group("build", composition).id];
      server("build", composition, { vpcSecurityGroupIds, securityGroups: [composition.bastion.securityGroupId] });
    },
    says: 'build in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "a server from a template that the stack does not describe",
    edit: ({ network }) => {
      const launchTemplate = { id: "lt-0fedcba9876543210" };
      new aws.ec2.Instance("legacy", { launchTemplate, subnetId: network.privateSubnetIds[0] });
    },
    says: "cannot be proven: *legacy:22",
  },
  {
    title: "the WAS's servers from a template that the stack does not describe",
    before: () => {
      const launchTemplate = { id: "lt-0fedcba9876543210", version: "1" };
      change(aws.autoscaling.Group, "was", { launchTemplate });
    },
    says: "cannot be proven: *was*:22",
  },
  {
    title: "the WAS's servers from a template that is not known yet",
    before: () => {
      const launchTemplate = { id: later("lt-0fedcba9876543210"), version: "1" };
      change(aws.autoscaling.Group, "was", { launchTemplate });
    },
    says: "cannot be proven: *was*:22",
  },
  {
    title: "a group of WEB's from a launch configuration that the stack does not describe",
    edit: ({ network, web }) => {
      scalingGroup("legacy", network.privateSubnetIds, { launchConfiguration: "legacy" }, { parent: web });
    },
    says: "cannot be proven: *legacy:22",
  },
  {
    title: "a fleet of a template that the stack does not describe",
    edit: () => {
      const launchTemplateSpecification = { launchTemplateId: "lt-0fedcba9876543210", version: "1" };
      new aws.ec2.Fleet("legacy", {
        launchTemplateConfigs: [{ launchTemplateSpecification }],
        targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 1 },
      });
    },
    says: "cannot be proven: *legacy:22",
  },
];

/** Servers that nobody thought of. */
const others: Unsafe[] = [
  {
    title: "a forgotten test server that is open",
    edit: (composition) => {
      server("test", composition, { vpcSecurityGroupIds: [openGroup("test", composition).id] });
    },
    says: 'internet → rule "test-open" → group "test" → test:22',
  },
  {
    title: "a server in the default group, which is opened by a rule",
    edit: (composition) => {
      letIn("debug", composition.child(aws.ec2.DefaultSecurityGroup, "main").id, { cidrIpv4: INTERNET });
      server("test", composition);
    },
    says: 'internet → rule "debug" → group "default group of main" → test:22',
  },
  {
    title: "a server in the default group, which is opened inline",
    before: () => {
      change(aws.ec2.DefaultSecurityGroup, "main", {
        ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: [INTERNET] }],
      });
    },
    edit: (composition) => {
      server("test", composition);
    },
    says: 'inline ingress rule 1 of "main" of VpcWithNat "main" → group "default group of main" → test:22',
  },
  {
    title: "a server in the default group of a VPC that has AWS's own rules",
    edit: (composition) => {
      const vpc = new aws.ec2.Vpc("lab", { cidrBlock: "10.99.0.0/16" });
      const subnet = new aws.ec2.Subnet("lab", { vpcId: vpc.id, cidrBlock: "10.99.0.0/24" });
      server("one", composition, { subnetId: subnet.id });
      server("two", composition, { subnetId: subnet.id });
    },
    says: 'one, two in group "default group of lab" → AWS\'s default rule of "lab" → group "default group of lab" → one:22',
  },
  {
    title: "an open launch template with an Auto Scaling group",
    edit: (composition) => {
      const batch = template("batch", [openGroup("batch", composition).id]);
      const launchTemplate = { id: batch.id, version: "$Latest" };
      scalingGroup("batch", composition.network.publicSubnetIds, { launchTemplate });
    },
    says: 'internet → rule "batch-open" → group "batch" → batch*:22',
  },
  {
    title: "an open launch configuration",
    edit: (composition) => {
      const batch = new aws.ec2.LaunchConfiguration("batch", {
        imageId: "ami-0123456789abcdef0",
        instanceType: "t3.micro",
        securityGroups: [openGroup("batch", composition).id],
        associatePublicIpAddress: false,
        rootBlockDevice: { encrypted: true },
        metadataOptions: { httpTokens: "required" },
      });
      scalingGroup("batch", composition.network.privateSubnetIds, { launchConfiguration: batch.id });
    },
    says: 'internet → rule "batch-open" → group "batch" → batch:22',
  },
  {
    title: "an open spot request",
    edit: (composition) => {
      new aws.ec2.SpotInstanceRequest("spot", {
        ami: "ami-0123456789abcdef0",
        instanceType: "t3.micro",
        subnetId: composition.network.privateSubnetIds[0],
        vpcSecurityGroupIds: [openGroup("spot", composition).id],
        associatePublicIpAddress: false,
        rootBlockDevice: { encrypted: true },
        metadataOptions: { httpTokens: "required" },
      });
    },
    says: 'internet → rule "spot-open" → group "spot" → spot:22',
  },
  {
    title: "an open spot fleet",
    edit: (composition) => {
      new aws.ec2.SpotFleetRequest("spot", {
        iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
        targetCapacity: 1,
        launchSpecifications: [
          {
            ami: "ami-0123456789abcdef0",
            instanceType: "t3.micro",
            subnetId: composition.network.privateSubnetIds[0],
            vpcSecurityGroupIds: [openGroup("spot", composition).id],
            associatePublicIpAddress: false,
          },
        ],
      });
    },
    says: 'internet → rule "spot-open" → group "spot" → spot:22',
  },
  {
    title: "a fleet of an open template",
    edit: (composition) => {
      const batch = template("batch", [openGroup("batch", composition).id]);
      new aws.ec2.Fleet("batch", {
        launchTemplateConfigs: [{ launchTemplateSpecification: { launchTemplateId: batch.id, version: "$Latest" } }],
        targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 1 },
      });
    },
    says: 'internet → rule "batch-open" → group "batch" → batch*:22',
  },
  {
    title: "a server that takes its open group from a template",
    edit: (composition) => {
      const { id } = template("test", [openGroup("test", composition).id]);
      server("test", composition, { launchTemplate: { id } });
    },
    says: 'internet → rule "test-open" → group "test" → test*:22',
  },
];

/** What looks like the bastion, and is not. */
const impostors: Unsafe[] = [
  {
    title: "a second bastion",
    edit: ({ network }) => {
      new Bastion("backdoor", { network, allowedCidrBlocks: ["203.0.113.0/24"], keyName: "three-tier" });
    },
    says: "b*, b* are all in a Bastion: there must be one way in",
  },
  {
    title: "a server that is made a child of the bastion",
    edit: (composition) => {
      const { bastion } = composition;
      server("build", composition, { vpcSecurityGroupIds: [bastion.securityGroupId] }, { parent: bastion });
    },
    says: "b*, b* are all in a Bastion: there must be one way in",
  },
  {
    title: "a server that calls itself the bastion",
    edit: (composition) => {
      const tags = { Name: "bastion" };
      const impostor = group("bastion-group", composition, { name: "bastion", tags });
      server("bastion-server", composition, { vpcSecurityGroupIds: [impostor.id], tags });
      letInGroup("bastion", composition.was.securityGroupId, impostor.id);
    },
    says: `bastion-server in group "bastion-group" → rule "bastion" → ${WAS}`,
  },
  {
    title: "a component that only looks like a bastion",
    edit: (composition) => {
      const parent = new pulumi.ComponentResource("three-tier:index:bastion", "bastion-2");
      const impostor = group("bastion-2", composition);
      server("bastion-2", composition, { vpcSecurityGroupIds: [impostor.id] }, { parent });
      letInGroup("bastion-2", composition.was.securityGroupId, impostor.id);
    },
    says: `bastion-2 in group "bastion-2" → rule "bastion-2" → ${WAS}`,
  },
];

/** Values that are known only after the update. */
const unknown: Unsafe[] = [
  {
    title: "a rule whose port is not known yet",
    edit: ({ was }) => {
      const number = later(22);
      letIn("debug", was.securityGroupId, { cidrIpv4: INTERNET, fromPort: number, toPort: number });
    },
    says: `internet → rule "debug" → group "was"`,
  },
  {
    title: "a rule whose block is not known yet",
    edit: ({ was }) => {
      letIn("debug", was.securityGroupId, { cidrIpv4: later(INTERNET) });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "debug" → ${WAS}`,
      update: `internet → rule "debug" → ${WAS}`,
    },
  },
  {
    title: "a rule whose protocol is not known yet",
    edit: ({ was }) => {
      letIn("debug", was.securityGroupId, { cidrIpv4: INTERNET, ipProtocol: later("-1") });
    },
    says: 'internet → rule "debug" → group "was"',
  },
  {
    title: "a rule for an address that is made with it",
    edit: ({ was }) => {
      const home = new aws.ec2.Eip("home");
      letIn("home", was.securityGroupId, { cidrIpv4: pulumi.interpolate`${home.publicIp}/32` });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "home" → ${WAS}`,
      update: `internet → rule "home" → ${WAS}`,
    },
  },
  {
    title: "a rule whose source group is not known yet",
    edit: ({ was }) => {
      letInGroup("debug", was.securityGroupId, later("sg-0fedcba9876543210"));
    },
    says: {
      preview: `cannot be proven: *anyone → rule "debug" → ${WAS}`,
      update: `cannot be proven: *whoever is in group sg-0fedcba9876543210 → rule "debug" → ${WAS}`,
    },
  },
  {
    title: "a rule whose source group is one of two",
    edit: ({ was, web, bastion }) => {
      const source = pulumi.all([bastion.securityGroupId, web.securityGroupId]).apply(([, id]) => id);
      letInGroup("debug", was.securityGroupId, source);
    },
    says: 'web* in group "web" → rule "debug" → group "was"',
  },
  {
    title: "a rule whose own group is not known yet",
    edit: ({ was }) => {
      const own = pulumi.all([later(""), was.securityGroupId]).apply(([, id]) => id);
      letIn("debug", own, { cidrIpv4: INTERNET });
    },
    says: `internet → rule "debug" → ${WAS}`,
  },
  {
    title: "a server whose groups are not known yet",
    edit: (composition) => {
      const groups = pulumi.all([composition.bastion.securityGroupId, later("")]).apply(([id]) => [id]);
      server("build", composition, { vpcSecurityGroupIds: groups });
    },
    says: 'build in group "bastion" → rule "bastion-to-was" of WasTier "was" → group "was"',
  },
  {
    title: "a prefix list whose entries are not known yet",
    edit: ({ was }) => {
      const entries = later([{ cidr: INTERNET }]);
      const list = new aws.ec2.ManagedPrefixList("offices", { addressFamily: "IPv4", maxEntries: 1, entries });
      letIn("offices", was.securityGroupId, { prefixListId: list.id });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "offices" → ${WAS}`,
      update: `internet → rule "offices" → ${WAS}`,
    },
  },
];

/** Services that bring connections of their own. */
const services: Unsafe[] = [
  {
    title: "an Instance Connect endpoint that is let in",
    edit: (composition) => {
      const { network, was } = composition;
      const connect = group("connect", composition);
      new aws.ec2transitgateway.InstanceConnectEndpoint("connect", {
        subnetId: network.privateSubnetIds[0],
        securityGroupIds: [connect.id],
      });
      letInGroup("connect-to-was", was.securityGroupId, connect.id);
    },
    says: `connect in group "connect" → rule "connect-to-was" → ${WAS}`,
  },
  {
    title: "a client VPN endpoint that is let in",
    edit: (composition) => {
      const { network, was } = composition;
      const vpn = group("vpn", composition);
      const certificate = "arn:aws:acm:ap-northeast-2:123456789012:certificate/vpn";
      const endpoint = new aws.ec2clientvpn.Endpoint("vpn", {
        vpcId: network.vpcId,
        securityGroupIds: [vpn.id],
        serverCertificateArn: certificate,
        clientCidrBlock: "10.200.0.0/22",
        authenticationOptions: [{ type: "certificate-authentication", rootCertificateChainArn: certificate }],
        connectionLogOptions: { enabled: false },
      });
      new aws.ec2clientvpn.NetworkAssociation("vpn", {
        clientVpnEndpointId: endpoint.id,
        subnetId: network.privateSubnetIds[0],
      });
      letInGroup("vpn-to-was", was.securityGroupId, vpn.id);
    },
    says: `vpn in group "vpn" → rule "vpn-to-was" → ${WAS}`,
  },
  {
    title: "a CloudFormation stack",
    edit: () => {
      new aws.cloudformation.Stack("legacy", { templateUrl: "https://example.com/legacy.yaml" });
    },
    says: 'cannot be proven: "legacy" (aws:cloudformation/stack:Stack) makes resources that this stack does not describe',
  },
  {
    title: "a resource by the Cloud Control API",
    edit: ({ was }) => {
      new aws.cloudcontrol.Resource("debug", {
        typeName: "AWS::EC2::SecurityGroupIngress",
        desiredState: pulumi.jsonStringify({ GroupId: was.securityGroupId, CidrIp: INTERNET, IpProtocol: "-1" }),
      });
    },
    says: 'cannot be proven: "debug" (aws:cloudcontrol/resource:Resource) makes resources',
  },
  {
    title: "a rule by another provider for AWS",
    edit: ({ was }) => {
      const rule = { groupId: was.securityGroupId, cidrIp: INTERNET, ipProtocol: "-1" };
      foreign("aws-native:ec2:SecurityGroupIngress", "debug", rule);
    },
    says: 'cannot be proven: "debug" (aws-native:ec2:SecurityGroupIngress) makes resources',
  },
  {
    title: "a rule by a command",
    edit: ({ was }) => {
      const authorize = "aws ec2 authorize-security-group-ingress --protocol tcp --port 22 --cidr 0.0.0.0/0";
      const create = pulumi.interpolate`${authorize} --group-id ${was.securityGroupId}`;
      foreign("command:local:Command", "debug", { create });
    },
    says: 'cannot be proven: "debug" (command:local:Command) makes resources',
  },
  {
    title: "a rule by a dynamic provider",
    edit: ({ was }) => {
      foreign("pulumi-nodejs:dynamic:Resource", "debug", { groupId: was.securityGroupId });
    },
    says: 'cannot be proven: "debug" (pulumi-nodejs:dynamic:Resource) makes resources',
  },
  {
    title: "a rule by a Terraform module",
    edit: ({ was }) => {
      const rule = { security_group_id: was.securityGroupId, cidr_ipv4: INTERNET, ip_protocol: "-1" };
      foreign("netmod:tf:aws_vpc_security_group_ingress_rule", "debug", rule);
    },
    says: 'cannot be proven: "debug" (netmod:tf:aws_vpc_security_group_ingress_rule) makes resources',
  },
  {
    title: "an EMR cluster in an open group",
    edit: (composition) => {
      new aws.emr.Cluster("reports", {
        releaseLabel: "emr-7.5.0",
        serviceRole: "arn:aws:iam::123456789012:role/emr",
        ec2Attributes: {
          instanceProfile: "arn:aws:iam::123456789012:instance-profile/emr",
          subnetId: composition.network.privateSubnetIds[0],
          emrManagedMasterSecurityGroup: openGroup("reports", composition).id,
        },
      });
    },
    says: 'internet → rule "reports-open" → group "reports" → reports:22',
  },
  {
    title: "EKS nodes whose SSH is open to anyone",
    edit: ({ network }) => {
      new aws.eks.NodeGroup("nodes", {
        clusterName: "cluster",
        nodeRoleArn: "arn:aws:iam::123456789012:role/node",
        subnetIds: network.privateSubnetIds,
        scalingConfig: { minSize: 1, maxSize: 1, desiredSize: 1 },
        remoteAccess: { ec2SshKey: "three-tier" },
      });
    },
    says: "cannot be proven: *nodes",
  },
  {
    title: "a Lightsail server, whose SSH is open to anyone",
    edit: () => {
      new aws.lightsail.Instance("blog", {
        availabilityZone: "ap-northeast-2a",
        blueprintId: "ubuntu_24_04",
        bundleId: "nano_3_0",
      });
    },
    says: "cannot be proven: *blog",
  },
];

export const ssh = caughtBy("ssh-only-from-bastion", [
  ...blocks,
  ...rules,
  ...worn,
  ...handles,
  ...others,
  ...impostors,
  ...unknown,
  ...services,
]);
