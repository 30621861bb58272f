import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import { baseOf, group, networkInterface, privateRouteTable, scalingGroup, server, template, vpcOf } from "../builders";
import { change } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

/** Addresses of servers' own. */
const addresses: Unsafe[] = [
  {
    title: "an address on a WAS server",
    edit: (composition) => {
      new aws.ec2.Eip("debug", { domain: "vpc", instance: baseOf(composition, "was").id });
    },
    says: 'was-base leaves by an address of its own: address "debug" is attached to it',
  },
  {
    title: "an existing address on a WEB server",
    edit: (composition) => {
      const { id: instanceId } = baseOf(composition, "web");
      new aws.ec2.EipAssociation("debug", { instanceId, allocationId: "eipalloc-0123456789abcdef0" });
    },
    says: 'web-base leaves by an address of its own: address "debug" is attached to it',
  },
  {
    title: "an address on the interface of a WAS server",
    edit: (composition) => {
      const { primaryNetworkInterfaceId: networkInterface } = baseOf(composition, "was");
      new aws.ec2.Eip("debug", { domain: "vpc", networkInterface });
    },
    says: 'was-base leaves by an address of its own: address "debug" is attached to it',
  },
  {
    title: "an address on a second interface of a WAS server",
    edit: (composition) => {
      const { id: instanceId } = baseOf(composition, "was");
      const spare = networkInterface("spare", composition, [group("spare", composition).id]);
      new aws.ec2.NetworkInterfaceAttachment("spare", { instanceId, networkInterfaceId: spare.id, deviceIndex: 1 });
      const address = new aws.ec2.Eip("debug", { domain: "vpc" });
      new aws.ec2.EipAssociation("debug", { networkInterfaceId: spare.id, allocationId: address.allocationId });
    },
    says: 'was-base leaves by an address of its own: address "debug" is attached to it',
  },
  {
    title: "a base EC2 with a public address",
    before: () => {
      change(aws.ec2.Instance, "was-base", { associatePublicIpAddress: true });
    },
    says: "was-base leaves by an address of its own: was-base has *public address",
  },
  {
    title: "a launch template with public addresses",
    before: () => {
      change(aws.ec2.LaunchTemplate, "web", { networkInterfaces: [{ associatePublicIpAddress: "true" }] });
    },
    says: "web* leaves by an address of its own: web has a public address",
  },
  {
    title: "a server in a public subnet, without a say about its address",
    edit: (composition) => {
      const { network } = composition;
      server("web-2", composition, { subnetId: network.publicSubnetIds[0], associatePublicIpAddress: undefined });
    },
    says: {
      preview: "cannot be proven: web-2 leaves by an address of its own: whether web-2 has a public address",
      update: "web-2 leaves by an address of its own: web-2 has a public address",
    },
  },
  {
    title: "an existing subnet, and a server without a say",
    edit: (composition) => {
      const { id: subnetId } = aws.ec2.Subnet.get("legacy", "subnet-0fedcba9876543210");
      server("extra", composition, { subnetId, associatePublicIpAddress: undefined });
    },
    says: "cannot be proven: extra leaves by an address of its own: whether extra has a public address",
  },
  {
    title: "a default subnet, and a server without a say",
    edit: (composition) => {
      const { id: subnetId } = new aws.ec2.DefaultSubnet("a", { availabilityZone: "ap-northeast-2a" });
      server("extra", composition, { subnetId, associatePublicIpAddress: undefined });
    },
    says: "extra leaves by an address of its own: extra has a public address from subnet a",
  },
  {
    title: "a subnet that gives out addresses, and a server without a say",
    edit: (composition) => {
      const { network } = composition;
      const subnet = new aws.ec2.Subnet("dmz", {
        vpcId: network.vpcId,
        cidrBlock: "10.20.240.0/24",
        mapPublicIpOnLaunch: true,
      });
      server("dmz", composition, { subnetId: subnet.id, associatePublicIpAddress: undefined });
    },
    says: "dmz leaves by an address of its own: dmz has a public address from subnet dmz",
  },
  {
    title: "a group of servers in public subnets, without a say",
    edit: (composition) => {
      const { network } = composition;
      const { id } = template("batch", [], { networkInterfaces: [] });
      scalingGroup("batch", network.publicSubnetIds, { launchTemplate: { id, version: "$Latest" } });
    },
    says: {
      preview: "cannot be proven: batch* leaves by an address of its own",
      update: "batch* leaves by an address of its own",
    },
  },
  {
    title: "a server whose address is not known yet",
    edit: (composition) => {
      const associatePublicIpAddress = baseOf(composition, "web").privateIp.apply(() => true);
      server("extra", composition, { associatePublicIpAddress });
    },
    says: {
      preview: "cannot be proven: extra leaves by an address of its own",
      update: "extra leaves by an address of its own",
    },
  },
  {
    title: "a server with an IPv6 address",
    edit: (composition) => {
      server("extra", composition, { ipv6AddressCount: 1 });
    },
    says: "extra leaves by an address of its own: extra has an IPv6 address",
  },
  {
    title: "a subnet that gives out IPv6 addresses",
    edit: (composition) => {
      const vpc = new aws.ec2.Vpc("lab", { cidrBlock: "10.99.0.0/16", assignGeneratedIpv6CidrBlock: true });
      const subnet = new aws.ec2.Subnet("lab", {
        vpcId: vpc.id,
        cidrBlock: "10.99.0.0/24",
        ipv6CidrBlock: vpc.ipv6CidrBlock,
        assignIpv6AddressOnCreation: true,
      });
      server("lab", composition, { subnetId: subnet.id });
    },
    says: "lab leaves by an address of its own: lab has an IPv6 address from subnet lab",
  },
  {
    title: "a spot fleet with public addresses",
    edit: (composition) => {
      new aws.ec2.SpotFleetRequest("spot", {
        iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
        targetCapacity: 1,
        launchSpecifications: [
          {
            ami: "ami-0123456789abcdef0",
            instanceType: "t3.micro",
            subnetId: composition.network.publicSubnetIds[0],
            vpcSecurityGroupIds: [group("spot", composition).id],
            associatePublicIpAddress: true,
          },
        ],
      });
    },
    says: "spot leaves by an address of its own: spot has a public address",
  },
];

/** Addresses by less usual means. */
const unusual: Unsafe[] = [
  {
    title: "a launch template with IPv6 prefixes",
    before: () => {
      const networkInterfaces = [{ associatePublicIpAddress: "false", ipv6PrefixCount: 1 }];
      change(aws.ec2.LaunchTemplate, "was", { networkInterfaces });
    },
    says: "was* leaves by an address of its own: was has an IPv6 address",
  },
  {
    title: "a launch template with a carrier's address",
    before: () => {
      const networkInterfaces = [{ associatePublicIpAddress: "false", associateCarrierIpAddress: "true" }];
      change(aws.ec2.LaunchTemplate, "was", { networkInterfaces });
    },
    says: "was* leaves by an address of its own",
  },
  {
    title: "ECS tasks with public addresses",
    edit: (composition) => {
      const { publicSubnetIds: subnets } = composition.network;
      new aws.ecs.Service("jobs", {
        launchType: "FARGATE",
        taskDefinition: "jobs:1",
        networkConfiguration: { subnets, securityGroups: [group("jobs", composition).id], assignPublicIp: true },
      });
    },
    says: 'tasks of "jobs" leave by addresses of their own',
  },
];

/** Gateways, and routes to something else. */
const ways: Unsafe[] = [
  {
    title: "a second NAT gateway",
    edit: ({ network }) => {
      const address = new aws.ec2.Eip("second", { domain: "vpc" });
      new aws.ec2.NatGateway("second", { subnetId: network.publicSubnetIds[1], allocationId: address.allocationId });
    },
    says: 'servers leave by 2 addresses, of NAT gateways *"second"*; 1 approved',
  },
  {
    title: "a NAT gateway for each zone, where one address is approved",
    settings: { "network.natGateways": "onePerZone" },
    says: 'servers leave by 2 addresses, of NAT gateways "main-1", "main-2"; 1 approved',
  },
  {
    title: "a NAT gateway with further addresses",
    edit: (composition) => {
      const { network } = composition;
      new aws.ec2.NatGateway("second", {
        subnetId: network.publicSubnetIds[0],
        allocationId: "eipalloc-0123456789abcdef0",
        secondaryAllocationIds: ["eipalloc-0123456789abcdef1"],
      });
    },
    says: "servers leave by 3 addresses",
  },
  {
    title: "a further address of the NAT gateway that is there",
    edit: (composition) => {
      new aws.ec2.NatGatewayEipAssociation("second", {
        natGatewayId: vpcOf(composition).natGateways.apply(([gateway]) => gateway.id),
        allocationId: "eipalloc-0123456789abcdef1",
      });
    },
    says: "servers leave by 2 addresses",
  },
  {
    title: "a regional NAT gateway, which grows by itself",
    edit: ({ network }) => {
      new aws.ec2.NatGateway("regional", { vpcId: network.vpcId, availabilityMode: "regional" });
    },
    says: 'cannot be proven: how many addresses NAT gateway "regional" has is not known yet',
  },
  {
    title: "no NAT gateway at all",
    before: () => {
      change(awsx.ec2.Vpc, "main", { natGateways: { strategy: "None" } });
    },
    says: "servers have no fixed address to leave by: there is no NAT gateway",
  },
  {
    title: "an egress-only gateway",
    edit: (composition) => {
      const gateway = new aws.ec2.EgressOnlyInternetGateway("ipv6", { vpcId: composition.network.vpcId });
      new aws.ec2.Route("ipv6", {
        routeTableId: privateRouteTable(composition),
        destinationIpv6CidrBlock: "::/0",
        egressOnlyGatewayId: gateway.id,
      });
    },
    says: 'route "ipv6" lets every server leave by an IPv6 address of its own',
  },
  {
    title: "a route to a transit gateway",
    edit: (composition) => {
      new aws.ec2.Route("hub", {
        routeTableId: privateRouteTable(composition),
        destinationCidrBlock: "0.0.0.0/1",
        transitGatewayId: "tgw-0fedcba9876543210",
      });
    },
    says: 'route "hub" leaves by another network, whose addresses are not described in this stack',
  },
  {
    title: "a route whose destinations are a prefix list's",
    edit: (composition) => {
      new aws.ec2.Route("hub", {
        routeTableId: privateRouteTable(composition),
        destinationPrefixListId: "pl-0fedcba9876543210",
        transitGatewayId: "tgw-0fedcba9876543210",
      });
    },
    says: 'route "hub" leaves by another network',
  },
  {
    title: "a route to a peered VPC",
    edit: (composition) => {
      const { network } = composition;
      const office = new aws.ec2.VpcPeeringConnection("office", {
        vpcId: network.vpcId,
        peerVpcId: "vpc-0fedcba9876543210",
      });
      new aws.ec2.Route("office", {
        routeTableId: privateRouteTable(composition),
        destinationCidrBlock: "10.77.0.0/16",
        vpcPeeringConnectionId: office.id,
      });
    },
    says: 'route "office" leaves by another network',
  },
  {
    title: "a NAT instance",
    edit: (composition) => {
      const { network } = composition;
      const nat = group("nat", composition);
      const { primaryNetworkInterfaceId: networkInterfaceId } = server("nat", composition, {
        subnetId: network.publicSubnetIds[0],
        vpcSecurityGroupIds: [nat.id],
        sourceDestCheck: false,
      });
      const routeTableId = privateRouteTable(composition);
      new aws.ec2.Route("nat", { routeTableId, destinationCidrBlock: "198.51.100.0/24", networkInterfaceId });
    },
    says: 'route "nat" leaves through an interface or endpoint, whose address is not described in this stack',
  },
  {
    title: "a route table with routes inside to a VPN gateway",
    edit: ({ network }) => {
      const gateway = new aws.ec2.VpnGateway("office", { vpcId: network.vpcId });
      const routes = [{ cidrBlock: "192.168.0.0/16", gatewayId: gateway.id }];
      new aws.ec2.RouteTable("office", { vpcId: network.vpcId, routes });
    },
    says: 'a route of table "office" leaves by another network',
  },
  {
    title: "a route server, which writes routes by itself",
    edit: (composition) => {
      const { routeServerId } = new aws.vpc.RouteServer("appliances", { amazonSideAsn: 65534 });
      const routeTableId = privateRouteTable(composition);
      new aws.vpc.RouteServerPropagation("appliances", { routeServerId, routeTableId });
    },
    says: "*appliances*",
  },
];

export const outbound = caughtBy("one-outbound-address", [...addresses, ...unusual, ...ways]);
