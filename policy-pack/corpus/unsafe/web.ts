import * as aws from "@pulumi/aws";
import {
  balancerGroupOf,
  baseOf,
  httpsListener,
  INTERNET,
  later,
  letIn,
  letInGroup,
  networkBalancer,
  openGroup,
  port,
  publicBalancer,
  server,
  wear,
} from "../builders";
import { caughtBy } from "./unsafe-edit";

const TO_WEB = 'group "web" → web*:80';

export const web = caughtBy("web-only-through-load-balancer", [
  {
    title: "WEB open to the internet",
    edit: ({ web }) => {
      letIn("direct", web.securityGroupId, { cidrIpv4: INTERNET, ...port(80) });
    },
    says: `internet → rule "direct" → ${TO_WEB}`,
  },
  {
    title: "WEB open to the VPC",
    edit: ({ web, network }) => {
      letIn("inside", web.securityGroupId, { cidrIpv4: network.cidrBlock, ...port(80) });
    },
    says: `networks with 10.20.0.0/16 → rule "inside" → ${TO_WEB}`,
  },
  {
    title: "HTTPS to WEB itself",
    edit: ({ web }) => {
      letIn("tls", web.securityGroupId, { cidrIpv6: "::/0", ...port(443) });
    },
    says: 'internet → rule "tls" → group "web" → web*:443',
  },
  {
    title: "the bastion on WEB's port",
    edit: ({ web, bastion }) => {
      letInGroup("bastion-http", web.securityGroupId, bastion.securityGroupId, port(80));
    },
    says: `bastion in group "bastion" → rule "bastion-http" → ${TO_WEB}`,
  },
  {
    title: "the WAS calling WEB",
    edit: ({ web, was }) => {
      letInGroup("callback", web.securityGroupId, was.securityGroupId, port(80));
    },
    says: `was* in group "was" → rule "callback" → ${TO_WEB}`,
  },
  {
    title: "the public load balancer's group worn by a server",
    edit: (composition) => {
      server("probe", composition, { vpcSecurityGroupIds: [balancerGroupOf(composition, "web")] });
    },
    says: `probe in group "web-alb" → rule "web-alb-to-web" of WebTier "web" → ${TO_WEB}`,
  },
  {
    title: "the public load balancer's group put on WEB, which lets in users",
    edit: (composition) => {
      wear("shortcut", composition, "web", balancerGroupOf(composition, "web"));
    },
    says: 'internet → rule "users-0.0.0.0/0-to-web-alb-80" of WebTier "web" → group "web-alb" → web-base:80',
  },
  {
    title: "a second public load balancer in front of WEB",
    edit: (composition) => {
      const shop = openGroup("shop", composition, 443);
      httpsListener("shop", composition, publicBalancer("shop", composition, [shop.id]), "web");
      letInGroup("shop-to-web", composition.web.securityGroupId, shop.id, port(80));
    },
    says: `load balancer "shop" in group "shop" → rule "shop-to-web" → ${TO_WEB}`,
  },
  {
    title: "a second public load balancer in the group of the first",
    edit: (composition) => {
      const shop = publicBalancer("shop", composition, [balancerGroupOf(composition, "web")]);
      httpsListener("shop", composition, shop, "web");
    },
    says: `load balancer "shop" in group "web-alb" → rule "web-alb-to-web" of WebTier "web" → ${TO_WEB}`,
  },
  {
    title: "a network load balancer without groups",
    edit: (composition) => {
      networkBalancer("door", composition, 80, baseOf(composition, "web").id);
      letIn("clients", composition.web.securityGroupId, { cidrIpv4: INTERNET, ...port(80) });
    },
    says: `internet → rule "clients" → ${TO_WEB}`,
  },
  {
    title: "a network load balancer with groups",
    edit: (composition) => {
      const door = openGroup("door", composition, 80);
      networkBalancer("door", composition, 80, baseOf(composition, "web").id, { securityGroups: [door.id] });
      letInGroup("door-to-web", composition.web.securityGroupId, door.id, port(80));
    },
    says: `load balancer "door" in group "door" → rule "door-to-web" → ${TO_WEB}`,
  },
  {
    title: "a network load balancer that hides its clients",
    edit: (composition) => {
      const { id } = baseOf(composition, "web");
      networkBalancer("door", composition, 80, id, {}, { preserveClientIp: "false" });
      letIn("nodes", composition.web.securityGroupId, { cidrIpv4: "10.20.16.0/21", ...port(80) });
    },
    says: `networks with 10.20.16.0/21 → rule "nodes" → ${TO_WEB}`,
  },
  {
    title: "WEB among the WAS's targets",
    edit: (composition) => {
      const { child, was, web } = composition;
      new aws.lb.TargetGroupAttachment("web-in-was", {
        targetGroupArn: child(aws.lb.TargetGroup, "was").arn,
        targetId: baseOf(composition, "web").id,
        port: 80,
      });
      letInGroup("alb-to-web", web.securityGroupId, was.loadBalancerSecurityGroupId, port(80));
    },
    says: `load balancer "was" in group "was-alb" → rule "alb-to-web" → ${TO_WEB}`,
  },
  {
    title: "an open group on WEB",
    edit: (composition) => {
      wear("debug", composition, "web", openGroup("debug", composition, 80).id);
    },
    says: 'internet → rule "debug-open" → group "debug" → web-base:80',
  },
  {
    title: "CloudFront's addresses let in to WEB itself",
    edit: ({ web }) => {
      const { id } = aws.ec2.getManagedPrefixListOutput({ name: "com.amazonaws.global.cloudfront.origin-facing" });
      letIn("cloudfront", web.securityGroupId, { prefixListId: id, ...port(80) });
    },
    says: `cannot be proven: *anyone → rule "cloudfront" → ${TO_WEB}`,
  },
  {
    title: "a rule for a peer's group that is not known yet",
    edit: ({ web }) => {
      letInGroup("peer", web.securityGroupId, later("sg-0fedcba9876543210"), port(80));
    },
    says: {
      preview: `cannot be proven: *anyone → rule "peer" → ${TO_WEB}`,
      update: `cannot be proven: *whoever is in group sg-0fedcba9876543210 → rule "peer" → ${TO_WEB}`,
    },
  },
]);
