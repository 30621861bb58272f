import * as aws from "@pulumi/aws";
import {
  balancerGroupOf,
  baseOf,
  EVERY_PORT,
  group,
  INTERNET,
  lambda,
  legacyRule,
  letIn,
  letInGroup,
  networkInterface,
  port,
  privateRouteTable,
  publicBalancer,
  server,
  template,
  vpcOf,
  wear,
} from "../builders";
import type { SafeEdit } from "./safe-edit";

/** Rules that let in whoever may come. */
export const rules: SafeEdit[] = [
  {
    title: "a second block of operators",
    settings: { "bastion.allowedCidrBlocks": ["203.0.113.0/24", "198.51.100.0/28"] },
  },
  {
    title: "operators on IPv6",
    edit: ({ bastion }) => {
      letIn("operators-ipv6", bastion.securityGroupId, { cidrIpv6: "2001:db8:1234::/48" });
    },
  },
  {
    title: "operators by a prefix list of its own",
    edit: ({ bastion }) => {
      const list = new aws.ec2.ManagedPrefixList("offices", {
        addressFamily: "IPv4",
        maxEntries: 2,
        entries: [{ cidr: "203.0.113.0/25" }],
      });
      new aws.ec2.ManagedPrefixListEntry("branch", { prefixListId: list.id, cidr: "198.51.100.0/28" });
      letIn("offices", bastion.securityGroupId, { prefixListId: list.id });
    },
  },
  {
    title: "a prefix list that nobody uses",
    edit: () => {
      const entries = [{ cidr: INTERNET }];
      new aws.ec2.ManagedPrefixList("everyone", { addressFamily: "IPv4", maxEntries: 1, entries });
    },
  },
  {
    title: "fewer users",
    settings: { "web.allowedCidrBlocks": ["203.0.113.0/24"] },
  },
  {
    title: "users on IPv6",
    edit: (composition) => {
      letIn("users-ipv6", balancerGroupOf(composition, "web"), { cidrIpv6: "::/0", ...port(443) });
    },
  },
  {
    title: "the WAS on a second port, for its load balancer",
    edit: ({ was }) => {
      letInGroup("alb-admin", was.securityGroupId, was.loadBalancerSecurityGroupId, port(8081));
    },
  },
  {
    title: "the same rule in the older style",
    edit: ({ was }) => {
      const sourceSecurityGroupId = was.loadBalancerSecurityGroupId;
      legacyRule("alb-admin", was.securityGroupId, { sourceSecurityGroupId, ...port(8081) });
    },
  },
  {
    title: "a range of ports of the WAS for its load balancer",
    edit: ({ was }) => {
      letInGroup("alb-range", was.securityGroupId, was.loadBalancerSecurityGroupId, { fromPort: 8080, toPort: 8089 });
    },
  },
  {
    title: "SSH from the bastion in the older style",
    edit: ({ was, bastion }) => {
      legacyRule("bastion-ssh", was.securityGroupId, { sourceSecurityGroupId: bastion.securityGroupId });
    },
  },
  {
    title: "WEB on another port, for the public load balancer",
    edit: (composition) => {
      letInGroup("alb-health", composition.web.securityGroupId, balancerGroupOf(composition, "web"), port(8081));
    },
  },
  {
    title: "WEB on a second port of the internal load balancer",
    edit: ({ was, web }) => {
      letInGroup("web-to-admin", was.loadBalancerSecurityGroupId, web.securityGroupId, port(8081));
    },
  },
  {
    title: "every port of the database for the WAS",
    edit: ({ was, database }) => {
      letInGroup("was-everything", database.securityGroupId, was.securityGroupId, EVERY_PORT);
    },
  },
  {
    title: "the logs for WEB in the older style",
    edit: ({ web, logs }) => {
      legacyRule("web-nfs", logs.securityGroupId, { sourceSecurityGroupId: web.securityGroupId, ...port(2049) });
    },
  },
  {
    title: "egress to a partner",
    edit: ({ was }) => {
      const { securityGroupId } = was;
      const to = { cidrIpv4: "198.51.100.7/32", ipProtocol: "tcp", ...port(8443) };
      new aws.vpc.SecurityGroupEgressRule("partner", { securityGroupId, ...to });
    },
  },
  {
    title: "egress in the older style",
    edit: ({ web }) => {
      legacyRule("ntp", web.securityGroupId, {
        type: "egress",
        protocol: "udp",
        ...port(123),
        cidrBlocks: [INTERNET],
      });
    },
  },
  {
    title: "egress to S3 by AWS's prefix list",
    edit: ({ was }) => {
      const { id: prefixListId } = aws.ec2.getPrefixListOutput({ name: "com.amazonaws.ap-northeast-2.s3" });
      const to = { prefixListId, ipProtocol: "tcp", ...port(443) };
      new aws.vpc.SecurityGroupEgressRule("s3", { securityGroupId: was.securityGroupId, ...to });
    },
  },
];

/** Groups, and what wears them. */
export const groups: SafeEdit[] = [
  {
    title: "a group without rules",
    edit: (composition) => {
      group("unused", composition);
    },
  },
  {
    title: "an open group that nobody is in",
    edit: (composition) => {
      letIn("open", group("unused", composition).id, { cidrIpv4: INTERNET });
    },
  },
  {
    title: "a group that is let in, and that nobody is in",
    edit: (composition) => {
      letInGroup("future", composition.was.securityGroupId, group("future", composition).id);
    },
  },
  {
    title: "one more group on the WAS, without rules",
    edit: (composition) => {
      wear("marker", composition, "was", group("marker", composition).id);
    },
  },
  {
    title: "one more private server in a group of its own",
    edit: (composition) => {
      server("batch", composition, { vpcSecurityGroupIds: [group("batch", composition).id] });
    },
  },
  {
    title: "one more private server in the default group",
    edit: (composition) => {
      server("batch", composition);
    },
  },
  {
    title: "one more server that the bastion reaches",
    edit: (composition) => {
      const batch = group("batch", composition);
      server("batch", composition, { vpcSecurityGroupIds: [batch.id] });
      letInGroup("bastion-to-batch", batch.id, composition.bastion.securityGroupId);
    },
  },
  {
    title: "one more server that WEB and the WAS reach",
    edit: (composition) => {
      const cache = group("cache", composition);
      server("cache", composition, { vpcSecurityGroupIds: [cache.id] });
      letInGroup("was-to-cache", cache.id, composition.was.securityGroupId, port(6379));
      letInGroup("web-to-cache", cache.id, composition.web.securityGroupId, port(6379));
    },
  },
  {
    title: "one more server of a tier, in the tier's group",
    edit: (composition) => {
      const { was } = composition;
      server("was-extra", composition, { vpcSecurityGroupIds: [was.securityGroupId] }, { parent: was });
    },
  },
  {
    title: "a launch template that nothing starts from",
    edit: (composition) => {
      template("batch", [group("batch", composition).id]);
    },
  },
  {
    title: "a network interface that is not attached",
    edit: (composition) => {
      networkInterface("spare", composition, [group("spare", composition).id]);
    },
  },
  {
    title: "a second interface of the WAS, in the WAS's own group",
    edit: (composition) => {
      const { id: networkInterfaceId } = networkInterface("second", composition, [composition.was.securityGroupId]);
      const { id: instanceId } = baseOf(composition, "was");
      new aws.ec2.NetworkInterfaceAttachment("second", { instanceId, networkInterfaceId, deviceIndex: 1 });
    },
  },
  {
    title: "a public load balancer for something else",
    edit: (composition) => {
      const { network } = composition;
      const shop = group("shop", composition);
      letIn("shop-users", shop.id, { cidrIpv4: INTERNET, ...port(443) });
      publicBalancer("shop", composition, [shop.id]);
      new aws.lb.TargetGroup("shop", { vpcId: network.vpcId, port: 80, protocol: "HTTP" });
    },
  },
  {
    title: "a function outside of the VPC",
    edit: () => {
      new aws.lambda.Function("cron", {
        role: "arn:aws:iam::123456789012:role/lambda",
        runtime: aws.lambda.Runtime.NodeJS22dX,
        handler: "index.handler",
        s3Bucket: "artifacts",
        s3Key: "function.zip",
      });
    },
  },
  {
    title: "a function in the VPC, in a group of its own",
    edit: (composition) => {
      lambda("cron", composition, [group("cron", composition).id]);
    },
  },
];

/** Subnets, routes, gateways and other networks. */
export const networks: SafeEdit[] = [
  {
    title: "a third zone",
    settings: { "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-2c", "ap-northeast-2b"] },
  },
  {
    title: "a third zone in production",
    stack: "prod",
    settings: { "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-2c", "ap-northeast-2b"] },
  },
  {
    title: "an outbound address that exists already",
    settings: { "network.eipAllocationIds": ["eipalloc-0123456789abcdef0"] },
  },
  {
    title: "flow logs",
    settings: { "network.flowLogRetentionDays": 14 },
  },
  {
    title: "an interface endpoint for the tiers",
    edit: (composition) => {
      const { network, was, web } = composition;
      const endpoint = group("ssm", composition);
      new aws.ec2.VpcEndpoint("ssm", {
        vpcId: network.vpcId,
        vpcEndpointType: "Interface",
        serviceName: "com.amazonaws.ap-northeast-2.ssm",
        subnetIds: network.privateSubnetIds,
        securityGroupIds: [endpoint.id],
        privateDnsEnabled: true,
      });
      letInGroup("was-to-ssm", endpoint.id, was.securityGroupId, port(443));
      letInGroup("web-to-ssm", endpoint.id, web.securityGroupId, port(443));
    },
  },
  {
    title: "a gateway endpoint for DynamoDB with a policy",
    edit: (composition) => {
      const endpoint = new aws.ec2.VpcEndpoint("dynamodb", {
        vpcId: composition.network.vpcId,
        serviceName: "com.amazonaws.ap-northeast-2.dynamodb",
        routeTableIds: [privateRouteTable(composition)],
      });
      new aws.ec2.VpcEndpointPolicy("dynamodb", { vpcEndpointId: endpoint.id, policy: "{}" });
    },
  },
  {
    title: "DHCP options",
    edit: ({ network }) => {
      const options = new aws.ec2.VpcDhcpOptions("internal", { domainName: "three-tier.internal" });
      new aws.ec2.VpcDhcpOptionsAssociation("internal", { vpcId: network.vpcId, dhcpOptionsId: options.id });
    },
  },
  {
    title: "a network ACL that denies more",
    edit: ({ network }) => {
      const everything = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: INTERNET };
      const denied = { ...everything, protocol: "tcp", ruleNo: 90, action: "deny", ...port(23) };
      const allowed = { ...everything, ruleNo: 100, action: "allow" };
      new aws.ec2.NetworkAcl("strict", {
        vpcId: network.vpcId,
        subnetIds: [network.isolatedSubnetIds[0]],
        ingress: [denied, allowed],
        egress: [allowed],
      });
    },
  },
  {
    title: "another VPC by itself",
    edit: () => {
      const vpc = new aws.ec2.Vpc("lab", { cidrBlock: "10.99.0.0/16" });
      new aws.ec2.Subnet("lab", { vpcId: vpc.id, cidrBlock: "10.99.0.0/24" });
    },
  },
  {
    title: "another VPC with an internet gateway and a server that nobody reaches",
    edit: (composition) => {
      const vpc = new aws.ec2.Vpc("lab", { cidrBlock: "10.99.0.0/16" });
      const gateway = new aws.ec2.InternetGateway("lab", { vpcId: vpc.id });
      const { id: subnetId } = new aws.ec2.Subnet("lab", { vpcId: vpc.id, cidrBlock: "10.99.0.0/24" });
      const routes = [{ cidrBlock: INTERNET, gatewayId: gateway.id }];
      const { id: routeTableId } = new aws.ec2.RouteTable("lab", { vpcId: vpc.id, routes });
      new aws.ec2.RouteTableAssociation("lab", { subnetId, routeTableId });
      const lab = new aws.ec2.SecurityGroup("lab", { vpcId: vpc.id, description: "Nobody" });
      server("lab", composition, { subnetId, vpcSecurityGroupIds: [lab.id] });
    },
  },
  {
    title: "one more private subnet with the private route table",
    edit: (composition) => {
      const { vpcId } = composition.network;
      const { id: subnetId } = new aws.ec2.Subnet("batch", { vpcId, cidrBlock: "10.20.240.0/24" });
      const routeTableId = privateRouteTable(composition);
      new aws.ec2.RouteTableAssociation("batch", { subnetId, routeTableId });
    },
  },
  {
    title: "a private NAT gateway",
    edit: ({ network }) => {
      new aws.ec2.NatGateway("overlap", { subnetId: network.privateSubnetIds[0], connectivityType: "private" });
    },
  },
  {
    title: "tags on the VPC",
    edit: (composition) => {
      const resourceId = vpcOf(composition).vpcId;
      new aws.ec2.Tag("cost-center", { resourceId, key: "CostCenter", value: "4711" });
    },
  },
  {
    title: "public access of the VPC blocked",
    edit: () => {
      new aws.ec2.VpcBlockPublicAccessOptions("block", { internetGatewayBlockMode: "block-ingress" });
    },
  },
  {
    title: "the database in the public zone, as the picture has it",
    settings: { "database.placement": "publicZone" },
  },
  {
    title: "an imported key pair",
    settings: {
      "bastion.keyName": undefined,
      "bastion.publicKey":
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOayAfF8B6biTSnAtXS+y53xHr/mbrWKubY51XBEzfA6 operations",
    },
  },
];
