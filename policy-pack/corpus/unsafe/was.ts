import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  balancerGroupOf,
  baseOf,
  group,
  httpsListener,
  INTERNET,
  lambda,
  later,
  letIn,
  letInGroup,
  networkBalancer,
  openGroup,
  port,
  publicBalancer,
  server,
  template,
  vpcOf,
  wear,
} from "../builders";
import { change, type Composition } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

const TO_WAS = 'group "was" → was*:8080';
const TO_BALANCER = 'group "was-alb" → load balancer "was":8080';

const rules: Unsafe[] = [
  {
    title: "the application's port open to the internet",
    edit: ({ was }) => {
      letIn("direct", was.securityGroupId, { cidrIpv4: INTERNET, ...port(8080) });
    },
    says: `internet → rule "direct" → ${TO_WAS}`,
  },
  {
    title: "the application's port open to the VPC",
    edit: ({ was, network }) => {
      letIn("inside", was.securityGroupId, { cidrIpv4: network.cidrBlock, ...port(8080) });
    },
    says: `networks with 10.20.0.0/16 → rule "inside" → ${TO_WAS}`,
  },
  {
    title: "WEB past the internal load balancer",
    edit: ({ was, web }) => {
      letInGroup("web-to-was", was.securityGroupId, web.securityGroupId, port(8080));
    },
    says: `web* in group "web" → rule "web-to-was" → ${TO_WAS}`,
  },
  {
    title: "the bastion on the application's port",
    edit: ({ was, bastion }) => {
      letInGroup("bastion-http", was.securityGroupId, bastion.securityGroupId, port(8080));
    },
    says: `bastion in group "bastion" → rule "bastion-http" → ${TO_WAS}`,
  },
  {
    title: "a range of ports for the bastion that begins at 22",
    edit: ({ was, bastion }) => {
      letInGroup("bastion-tools", was.securityGroupId, bastion.securityGroupId, { fromPort: 22, toPort: 9000 });
    },
    says: 'bastion in group "bastion" → rule "bastion-tools" → group "was" → was*:22-9000',
  },
  {
    title: "a debugger's port",
    edit: ({ was }) => {
      letIn("jdwp", was.securityGroupId, { cidrIpv4: "203.0.113.0/24", ...port(5005) });
    },
    says: 'internet → rule "jdwp" → group "was" → was*:5005',
  },
  {
    title: "UDP from the internet",
    edit: ({ was }) => {
      letIn("metrics", was.securityGroupId, { cidrIpv4: INTERNET, ipProtocol: "udp", ...port(8125) });
    },
    says: 'internet → rule "metrics" → group "was" → was* on udp 8125',
  },
  {
    title: "the internal load balancer open to the internet",
    edit: (composition) => {
      letIn("direct", balancerGroupOf(composition, "was"), { cidrIpv4: INTERNET, ...port(8080) });
    },
    says: `internet → rule "direct" → ${TO_BALANCER}`,
  },
  {
    title: "the internal load balancer open to the bastion",
    edit: (composition) => {
      letInGroup("tools", composition.was.loadBalancerSecurityGroupId, composition.bastion.securityGroupId, port(8080));
    },
    says: `bastion in group "bastion" → rule "tools" → ${TO_BALANCER}`,
  },
  {
    title: "the internal load balancer open to a private block",
    edit: ({ was }) => {
      letIn("office", was.loadBalancerSecurityGroupId, { cidrIpv4: "10.0.0.0/8", ...port(8080) });
    },
    says: `networks with 10.0.0.0/8 → rule "office" → ${TO_BALANCER}`,
  },
  {
    title: "the internal load balancer made public and open",
    before: () => {
      change(aws.lb.LoadBalancer, "was", { internal: false });
    },
    edit: ({ was }) => {
      letIn("partners", was.loadBalancerSecurityGroupId, { cidrIpv4: "198.51.100.0/24", ...port(8080) });
    },
    says: `internet → rule "partners" → ${TO_BALANCER}`,
  },
];

const worn: Unsafe[] = [
  {
    title: "WEB in the internal load balancer's group",
    edit: (composition) => {
      wear("shortcut", composition, "web", composition.was.loadBalancerSecurityGroupId);
    },
    says: `web-base in group "was-alb" → rule "was-alb-to-was" of WasTier "was" → ${TO_WAS}`,
  },
  {
    title: "a server in the internal load balancer's group",
    edit: (composition) => {
      server("probe", composition, { vpcSecurityGroupIds: [composition.was.loadBalancerSecurityGroupId] });
    },
    says: `probe in group "was-alb" → rule "was-alb-to-was" of WasTier "was" → ${TO_WAS}`,
  },
  {
    title: "a server in WEB's group",
    edit: (composition) => {
      server("probe", composition, { vpcSecurityGroupIds: [composition.web.securityGroupId] });
    },
    says: `probe in group "web" → rule "web-to-was-alb" of WebTier "web" → ${TO_BALANCER}`,
  },
  {
    title: "a launch template in WEB's group",
    edit: ({ web }) => {
      template("canary", [web.securityGroupId]);
    },
    says: `canary* in group "web" → rule "web-to-was-alb" of WebTier "web" → ${TO_BALANCER}`,
  },
  {
    title: "a public load balancer in WEB's group",
    edit: (composition) => {
      publicBalancer("shop", composition, [composition.web.securityGroupId]);
    },
    says: `load balancer "shop" in group "web" → rule "web-to-was-alb" of WebTier "web" → ${TO_BALANCER}`,
  },
  {
    title: "an open server that is made a child of the WAS",
    edit: (composition) => {
      const { was } = composition;
      const vpcSecurityGroupIds = [was.loadBalancerSecurityGroupId, openGroup("relay", composition, 3128).id];
      server("relay", composition, { vpcSecurityGroupIds }, { parent: was });
    },
    says: 'internet → rule "relay-open" → group "relay" → relay:3128',
  },
  {
    title: "an open group on the WAS's application port",
    edit: (composition) => {
      wear("debug", composition, "was", openGroup("debug", composition, 8080).id);
    },
    says: 'internet → rule "debug-open" → group "debug" → was-base:8080',
  },
  {
    title: "a public server that is let in, two groups away",
    edit: (composition) => {
      const relay = openGroup("relay", composition, 3128);
      const { network } = composition;
      server("relay", composition, {
        subnetId: network.publicSubnetIds[0],
        associatePublicIpAddress: true,
        vpcSecurityGroupIds: [relay.id],
      });
      letInGroup("relay-to-was", composition.was.securityGroupId, relay.id, port(8080));
    },
    says: `relay in group "relay" → rule "relay-to-was" → ${TO_WAS}`,
  },
];

/** A public load balancer in front of the WAS, and the rule it needs. */
function shop(composition: Composition): aws.lb.LoadBalancer {
  const opened = openGroup("shop", composition, 443);
  letInGroup("shop-to-was", composition.was.securityGroupId, opened.id, port(8080));
  return publicBalancer("shop", composition, [opened.id]);
}

const balancers: Unsafe[] = [
  {
    title: "a public load balancer in front of the WAS",
    edit: (composition) => {
      httpsListener("shop", composition, shop(composition), "was");
    },
    says: `load balancer "shop" in group "shop" → rule "shop-to-was" → ${TO_WAS}`,
  },
  {
    title: "a public load balancer in front of the WAS, the way in named from the internet on",
    edit: (composition) => {
      const balancer = shop(composition);
      httpsListener("shop", composition, balancer, "was");
      letIn("all", composition.was.securityGroupId, { cidrIpv4: "10.20.0.0/16", ...port(8080) });
    },
    says: `networks with 10.20.0.0/16 → rule "all" → ${TO_WAS}`,
  },
  {
    title: "the public load balancer with a listener for the WAS",
    edit: (composition) => {
      httpsListener("admin", composition, composition.child(aws.lb.LoadBalancer, "web"), "was", 8443);
      letIn("admin", balancerGroupOf(composition, "web"), { cidrIpv4: "203.0.113.0/24", ...port(8443) });
      letInGroup("alb-to-was", composition.was.securityGroupId, balancerGroupOf(composition, "web"), port(8080));
    },
    says: `load balancer "web" in group "web-alb" → rule "alb-to-was" → ${TO_WAS}`,
  },
  {
    title: "a listener rule that sends a path to the WAS",
    edit: (composition) => {
      const { child, was } = composition;
      new aws.lb.ListenerRule("api", {
        listenerArn: child(aws.lb.Listener, "web-https").arn,
        conditions: [{ pathPattern: { values: ["/api/*"] } }],
        actions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "was").arn }],
      });
      letInGroup("alb-to-was", was.securityGroupId, balancerGroupOf(composition, "web"), port(8080));
    },
    says: `load balancer "web" in group "web-alb" → rule "alb-to-was" → ${TO_WAS}`,
  },
  {
    title: "a WAS server among WEB's targets",
    edit: (composition) => {
      const { child, was } = composition;
      new aws.lb.TargetGroupAttachment("was-in-web", {
        targetGroupArn: child(aws.lb.TargetGroup, "web").arn,
        targetId: baseOf(composition, "was").id,
        port: 8080,
      });
      letInGroup("alb-to-was", was.securityGroupId, balancerGroupOf(composition, "web"), port(8080));
    },
    says: `load balancer "web" in group "web-alb" → rule "alb-to-was" → ${TO_WAS}`,
  },
  {
    title: "the WAS's group of servers among WEB's targets",
    edit: (composition) => {
      const { child, was } = composition;
      new aws.autoscaling.Attachment("was-in-web", {
        autoscalingGroupName: was.autoScalingGroupName,
        lbTargetGroupArn: child(aws.lb.TargetGroup, "web").arn,
      });
      letInGroup("alb-to-was", was.securityGroupId, balancerGroupOf(composition, "web"), port(80));
    },
    says: 'load balancer "web" in group "web-alb" → rule "alb-to-was" → group "was" → was*:80',
  },
  {
    title: "a network load balancer in groups of its own",
    edit: (composition) => {
      const door = openGroup("door", composition, 8080);
      networkBalancer("door", composition, 8080, baseOf(composition, "was").id, { securityGroups: [door.id] });
      letInGroup("door-to-was", composition.was.securityGroupId, door.id, port(8080));
    },
    says: `load balancer "door" in group "door" → rule "door-to-was" → ${TO_WAS}`,
  },
  {
    title: "a network load balancer that shows the WAS its clients",
    edit: (composition) => {
      networkBalancer("door", composition, 8080, baseOf(composition, "was").id);
      letIn("clients", composition.was.securityGroupId, { cidrIpv4: "198.51.100.0/24", ...port(8080) });
    },
    says: `internet → rule "clients" → ${TO_WAS}`,
  },
  {
    title: "a network load balancer in front of the internal one",
    edit: (composition) => {
      const door = openGroup("door", composition, 8080);
      const { arn } = composition.child(aws.lb.LoadBalancer, "was");
      networkBalancer("door", composition, 8080, arn, { securityGroups: [door.id] }, { targetType: "alb" });
      letInGroup("door-to-alb", composition.was.loadBalancerSecurityGroupId, door.id, port(8080));
    },
    says: `load balancer "door" in group "door" → rule "door-to-alb" → ${TO_BALANCER}`,
  },
  {
    title: "a network load balancer to an address of the WAS",
    edit: (composition) => {
      const { was } = composition;
      const door = openGroup("door", composition, 8080);
      networkBalancer(
        "door",
        composition,
        8080,
        was.basePrivateIp,
        { securityGroups: [door.id] },
        { targetType: "ip" },
      );
      letInGroup("door-to-was", was.securityGroupId, door.id, port(8080));
    },
    says: `load balancer "door" in group "door" → rule "door-to-was" → ${TO_WAS}`,
  },
  {
    title: "a classic load balancer",
    edit: (composition) => {
      const { network, was } = composition;
      const classic = openGroup("classic", composition, 443);
      new aws.elb.LoadBalancer("classic", {
        subnets: network.publicSubnetIds,
        securityGroups: [classic.id],
        instances: [baseOf(composition, "was").id],
        listeners: [
          {
            lbPort: 443,
            lbProtocol: "https",
            instancePort: 8080,
            instanceProtocol: "http",
            sslCertificateId: "arn:aws:iam::123456789012:server-certificate/shop",
          },
        ],
      });
      letInGroup("classic-to-was", was.securityGroupId, classic.id, port(8080));
    },
    says: `load balancer "classic" in group "classic" → rule "classic-to-was" → ${TO_WAS}`,
  },
  {
    title: "a public load balancer that is made a child of the WAS",
    edit: (composition) => {
      const { network, was } = composition;
      const securityGroups = [was.loadBalancerSecurityGroupId, openGroup("shop", composition, 443).id];
      const args = { subnets: network.publicSubnetIds, securityGroups };
      httpsListener("shop", composition, new aws.lb.LoadBalancer("shop", args, { parent: was }), "was");
    },
    says: 'internet → rule "shop-open" → group "shop" → load balancer "shop":443',
  },
  {
    title: "a public load balancer in the group of the internal one",
    edit: (composition) => {
      const securityGroups = [composition.was.loadBalancerSecurityGroupId, openGroup("shop", composition, 443).id];
      httpsListener("shop", composition, publicBalancer("shop", composition, securityGroups), "was");
    },
    says: `load balancer "shop" in group "was-alb" → rule "was-alb-to-was" of WasTier "was" → ${TO_WAS}`,
  },
  {
    title: "a target that is not known yet",
    edit: (composition) => {
      const { child, was } = composition;
      const targetGroupArn = child(aws.lb.TargetGroup, "web").arn;
      const targetId = pulumi.all([later(""), baseOf(composition, "was").id]).apply(([, id]) => id);
      new aws.lb.TargetGroupAttachment("either", { targetGroupArn, targetId, port: 8080 });
      letInGroup("alb-to-was", was.securityGroupId, balancerGroupOf(composition, "web"), port(8080));
    },
    says: 'the WAS is reached without WEB: internet → rule "users-*-to-web-alb-*" of WebTier "web" → group "web-alb" → load balancer "web":* → listener "web-*" → was-base:8080',
  },
  {
    title: "a load balancer by the older name of its type",
    edit: (composition) => {
      const shop = openGroup("shop", composition, 443);
      new aws.alb.LoadBalancer("shop", {
        subnets: composition.network.publicSubnetIds,
        securityGroups: [shop.id],
      });
      letInGroup("shop-to-alb", composition.was.loadBalancerSecurityGroupId, shop.id, port(8080));
    },
    says: `load balancer "shop" in group "shop" → rule "shop-to-alb" → ${TO_BALANCER}`,
  },
];

/** A network load balancer inside, in front of the WAS: what services that need one connect to. */
function inside(composition: Composition): aws.lb.LoadBalancer {
  const door = group("inside", composition);
  letInGroup("inside-to-was", composition.was.securityGroupId, door.id, port(8080));
  const args = { internal: true, securityGroups: [door.id] };
  return networkBalancer("inside", composition, 8080, baseOf(composition, "was").id, args);
}

const services: Unsafe[] = [
  {
    title: "a function that is let in",
    edit: (composition) => {
      const cron = group("cron", composition);
      lambda("cron", composition, [cron.id]);
      letInGroup("cron-to-was", composition.was.loadBalancerSecurityGroupId, cron.id, port(8080));
    },
    says: `cron in group "cron" → rule "cron-to-was" → ${TO_BALANCER}`,
  },
  {
    title: "an API gateway's VPC link that is let in",
    edit: (composition) => {
      const link = group("link", composition);
      new aws.apigatewayv2.VpcLink("link", {
        subnetIds: composition.network.privateSubnetIds,
        securityGroupIds: [link.id],
      });
      letInGroup("link-to-was", composition.was.loadBalancerSecurityGroupId, link.id, port(8080));
    },
    says: `link in group "link" → rule "link-to-was" → ${TO_BALANCER}`,
  },
  {
    title: "an API gateway's VPC link to a network load balancer",
    edit: (composition) => {
      new aws.apigateway.VpcLink("link", { targetArn: inside(composition).arn });
    },
    says: 'load balancer "inside" in group "inside" → rule "inside-to-was" → group "was"',
  },
  {
    title: "a PrivateLink endpoint service in front of the WAS",
    edit: (composition) => {
      new aws.ec2.VpcEndpointService("partners", {
        acceptanceRequired: false,
        networkLoadBalancerArns: [inside(composition).arn],
      });
    },
    says: 'load balancer "inside" in group "inside" → rule "inside-to-was" → group "was"',
  },
  {
    title: "a CloudFront VPC origin at the internal load balancer",
    edit: ({ child, was }) => {
      const { arn } = child(aws.lb.LoadBalancer, "was");
      new aws.cloudfront.VpcOrigin("was", {
        vpcOriginEndpointConfig: {
          name: "was",
          arn,
          httpPort: 8080,
          httpsPort: 443,
          originProtocolPolicy: "http-only",
          originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
        },
      });
      letIn("cloudfront", was.loadBalancerSecurityGroupId, { prefixListId: "pl-22a6434b", ...port(8080) });
    },
    says: `cannot be proven: *anyone → rule "cloudfront" → ${TO_BALANCER}`,
  },
  {
    title: "a Global Accelerator at the internal load balancer",
    edit: ({ child, was }) => {
      const accelerator = new aws.globalaccelerator.Accelerator("was", {});
      const listener = new aws.globalaccelerator.Listener("was", {
        acceleratorArn: accelerator.arn,
        protocol: "TCP",
        portRanges: [port(8080)],
      });
      new aws.globalaccelerator.EndpointGroup("was", {
        listenerArn: listener.arn,
        endpointConfigurations: [{ endpointId: child(aws.lb.LoadBalancer, "was").arn }],
      });
      letIn("accelerated", was.loadBalancerSecurityGroupId, { cidrIpv4: "198.51.100.0/24", ...port(8080) });
    },
    says: `internet → rule "accelerated" → ${TO_BALANCER}`,
  },
  {
    title: "VPC Lattice in front of the WAS",
    edit: ({ network, was }) => {
      new aws.vpclattice.TargetGroup("was", {
        type: "INSTANCE",
        config: { port: 8080, protocol: "HTTP", vpcIdentifier: network.vpcId },
      });
      letIn("lattice", was.securityGroupId, { prefixListId: "pl-0a1b2c3d4e5f60718", ...port(8080) });
    },
    says: `cannot be proven: *anyone → rule "lattice" → ${TO_WAS}`,
  },
  {
    title: "an ECS service that is let in",
    edit: (composition) => {
      const { network, was } = composition;
      const jobs = group("jobs", composition);
      new aws.ecs.Service("jobs", {
        launchType: "FARGATE",
        taskDefinition: "jobs:1",
        networkConfiguration: { subnets: network.privateSubnetIds, securityGroups: [jobs.id] },
      });
      letInGroup("jobs-to-was", was.loadBalancerSecurityGroupId, jobs.id, port(8080));
    },
    says: `jobs in group "jobs" → rule "jobs-to-was" → ${TO_BALANCER}`,
  },
];

const networks: Unsafe[] = [
  {
    title: "a peered VPC that is let in",
    edit: ({ network, was }) => {
      new aws.ec2.VpcPeeringConnection("office", { vpcId: network.vpcId, peerVpcId: "vpc-0fedcba9876543210" });
      letIn("office", was.securityGroupId, { cidrIpv4: "10.77.0.0/16", ...port(8080) });
    },
    says: `networks with 10.77.0.0/16 → rule "office" → ${TO_WAS}`,
  },
  {
    title: "a transit gateway's networks that are let in",
    edit: ({ network, was }) => {
      new aws.ec2transitgateway.VpcAttachment("hub", {
        transitGatewayId: "tgw-0fedcba9876543210",
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
      });
      letIn("hub", was.securityGroupId, { cidrIpv4: "172.20.0.0/14", ...port(8080) });
    },
    says: `networks with 172.20.0.0/14 → rule "hub" → ${TO_WAS}`,
  },
  {
    title: "an office behind a VPN that is let in",
    edit: (composition) => {
      const { network, was } = composition;
      const gateway = new aws.ec2.VpnGateway("office", { vpcId: network.vpcId });
      new aws.ec2.VpnGatewayRoutePropagation("office", {
        vpnGatewayId: gateway.id,
        routeTableId: vpcOf(composition).routeTables.apply((tables) => tables[1].id),
      });
      letIn("office", was.securityGroupId, { cidrIpv4: "192.168.10.0/24", ...port(8080) });
    },
    says: `networks with 192.168.10.0/24 → rule "office" → ${TO_WAS}`,
  },
  {
    title: "a second VPC with the same addresses that is let in",
    edit: ({ was }) => {
      new aws.ec2.Vpc("twin", { cidrBlock: "10.20.0.0/16" });
      letIn("twin", was.securityGroupId, { cidrIpv4: "10.20.128.0/17", ...port(8080) });
    },
    says: `networks with 10.20.128.0/17 → rule "twin" → ${TO_WAS}`,
  },
  {
    title: "IPv6 in the VPC and a rule for it",
    edit: (composition) => {
      const { network, was } = composition;
      new aws.ec2.VpcIpv6CidrBlockAssociation("ipv6", { vpcId: network.vpcId, assignGeneratedIpv6CidrBlock: true });
      letIn("ipv6", was.securityGroupId, { cidrIpv6: "2001:db8:1234::/48", ...port(8080) });
    },
    says: `internet → rule "ipv6" → ${TO_WAS}`,
  },
];

export const was = caughtBy("was-stays-private", [...rules, ...worn, ...balancers, ...services, ...networks]);
