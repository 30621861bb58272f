import * as aws from "@pulumi/aws";
import { balancerGroupOf, baseOf, group, later, networkBalancer, openGroup, publicBalancer } from "../builders";
import { change } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

const WEAK: [title: string, sslPolicy: string | undefined, says: string][] = [
  ["the policy of 2016", "ELBSecurityPolicy-2016-08", "sslPolicy is ELBSecurityPolicy-2016-08"],
  ["a policy with TLS 1.1", "ELBSecurityPolicy-TLS-1-1-2017-01", "sslPolicy is ELBSecurityPolicy-TLS-1-1-2017-01"],
  ["a policy of TLS 1.3 that brings CBC back", "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", "which takes weak ciphers"],
  ["a policy of TLS 1.3 that takes 1.0 too", "ELBSecurityPolicy-TLS13-1-0-2021-06", "which takes weak ciphers"],
  ["no policy, so AWS's default", undefined, "sslPolicy is AWS's default"],
];

const weak = WEAK.map(([title, sslPolicy, says]): Unsafe => ({
  title: `HTTPS with ${title}`,
  before: () => {
    change(aws.lb.Listener, "web-https", { sslPolicy });
  },
  says: `load balancer "web", listener "web-https" on 443: *${says}`,
}));

const CLEAR = "answers in clear (HTTP) with something else than a redirect to HTTPS";

export const https = caughtBy("https-only", [
  ...weak,
  {
    title: "a TLS policy that is not known yet",
    before: () => {
      change(aws.lb.Listener, "web-https", { sslPolicy: later("ELBSecurityPolicy-2016-08") });
    },
    says: {
      preview: 'listener "web-https" on 443: cannot be proven: sslPolicy is not known yet',
      update: 'listener "web-https" on 443: sslPolicy is ELBSecurityPolicy-2016-08',
    },
  },
  {
    title: "no certificate",
    before: () => {
      change(aws.lb.Listener, "web-https", { certificateArn: undefined });
    },
    says: 'listener "web-https" on 443: has no certificate',
  },
  {
    title: "port 80 that forwards instead of redirecting",
    edit: ({ child }) => {
      new aws.lb.Listener("clear", {
        loadBalancerArn: child(aws.lb.LoadBalancer, "web").arn,
        port: 81,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "web").arn }],
      });
    },
    says: `load balancer "web", listener "clear" on 81: ${CLEAR}`,
  },
  {
    title: "port 80 that answers itself",
    before: () => {
      const fixedResponse = { contentType: "text/plain", messageBody: "moved", statusCode: "200" };
      change(aws.lb.Listener, "web-http", { defaultActions: [{ type: "fixed-response", fixedResponse }] });
    },
    says: `load balancer "web", listener "web-http" on 80: ${CLEAR}`,
  },
  {
    title: "port 80 that redirects to HTTP",
    before: () => {
      const redirect = { port: "8080", protocol: "HTTP", statusCode: "HTTP_301" };
      change(aws.lb.Listener, "web-http", { defaultActions: [{ type: "redirect", redirect }] });
    },
    says: `load balancer "web", listener "web-http" on 80: ${CLEAR}`,
  },
  {
    title: "port 80 that redirects to whatever users came by",
    before: () => {
      const redirect = { host: "www.example.com", statusCode: "HTTP_302" };
      change(aws.lb.Listener, "web-http", { defaultActions: [{ type: "redirect", redirect }] });
    },
    says: `load balancer "web", listener "web-http" on 80: ${CLEAR}`,
  },
  {
    title: "a rule on port 80 that forwards a path",
    edit: ({ child }) => {
      new aws.lb.ListenerRule("health", {
        listenerArn: child(aws.lb.Listener, "web-http").arn,
        conditions: [{ pathPattern: { values: ["/healthz"] } }],
        actions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "web").arn }],
      });
    },
    says: `load balancer "web", listener "web-http" on 80: ${CLEAR}`,
  },
  {
    title: "a rule on port 80 by the older name of its type",
    edit: ({ child }) => {
      new aws.alb.ListenerRule("health", {
        listenerArn: child(aws.lb.Listener, "web-http").arn,
        conditions: [{ pathPattern: { values: ["/healthz"] } }],
        actions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "web").arn }],
      });
    },
    says: `load balancer "web", listener "web-http" on 80: ${CLEAR}`,
  },
  {
    title: "a listener in clear by the older name of its type",
    edit: (composition) => {
      const { child } = composition;
      new aws.alb.Listener("clear", {
        loadBalancerArn: child(aws.lb.LoadBalancer, "web").arn,
        port: 8000,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "web").arn }],
      });
    },
    says: `load balancer "web", listener "clear" on 8000: ${CLEAR}`,
  },
  {
    title: "a listener of the internal load balancer that leaves its protocol to AWS",
    edit: ({ child }) => {
      new aws.lb.Listener("admin", {
        loadBalancerArn: child(aws.lb.LoadBalancer, "was").arn,
        port: 9090,
        defaultActions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "was").arn }],
      });
    },
    says: 'load balancer "was", listener "admin" on 9090: ',
  },
  {
    title: "a port of the internal load balancer that is not approved for HTTP",
    edit: ({ child }) => {
      new aws.lb.Listener("admin", {
        loadBalancerArn: child(aws.lb.LoadBalancer, "was").arn,
        port: 9090,
        protocol: "HTTP",
        defaultActions: [{ type: "forward", targetGroupArn: child(aws.lb.TargetGroup, "was").arn }],
      });
    },
    says: `load balancer "was", listener "admin" on 9090: ${CLEAR}`,
  },
  {
    title: "the internal load balancer made public",
    before: () => {
      change(aws.lb.LoadBalancer, "was", { internal: false });
    },
    says: `load balancer "was", listener "was" on 8080: ${CLEAR}`,
  },
  {
    title: "an internal load balancer that may be public",
    before: () => {
      change(aws.lb.LoadBalancer, "was", { internal: later(false) });
    },
    says: `load balancer "was", listener "was" on 8080: ${CLEAR}`,
  },
  {
    title: "a second public load balancer with a weak listener",
    edit: (composition) => {
      const shop = publicBalancer("shop", composition, [balancerGroupOf(composition, "web")]);
      new aws.lb.Listener("shop", {
        loadBalancerArn: shop.arn,
        port: 443,
        protocol: "HTTPS",
        certificateArn: "arn:aws:acm:ap-northeast-2:123456789012:certificate/shop",
        defaultActions: [{ type: "forward", targetGroupArn: composition.child(aws.lb.TargetGroup, "web").arn }],
      });
    },
    says: `load balancer "shop", listener "shop" on 443: sslPolicy is AWS's default`,
  },
  {
    title: "a public network load balancer in clear",
    edit: (composition) => {
      networkBalancer("door", composition, 80, baseOf(composition, "web").id, {
        securityGroups: [group("door", composition).id],
      });
    },
    says: 'load balancer "door", listener "door" on 80: passes TCP on in clear from outside',
  },
  {
    title: "a classic load balancer in clear",
    edit: (composition) => {
      new aws.elb.LoadBalancer("classic", {
        subnets: composition.network.publicSubnetIds,
        securityGroups: [openGroup("classic", composition, 80).id],
        listeners: [{ lbPort: 80, lbProtocol: "http", instancePort: 80, instanceProtocol: "http" }],
      });
    },
    says: 'load balancer "classic": listens in clear (HTTP)',
  },
  {
    title: "a classic load balancer by HTTPS, with AWS's default policy",
    edit: (composition) => {
      new aws.elb.LoadBalancer("classic", {
        subnets: composition.network.publicSubnetIds,
        securityGroups: [openGroup("classic", composition, 443).id],
        listeners: [
          {
            lbPort: 443,
            lbProtocol: "https",
            instancePort: 80,
            instanceProtocol: "http",
            sslCertificateId: "arn:aws:iam::123456789012:server-certificate/shop",
          },
        ],
      });
    },
    says: 'load balancer "classic": speaks TLS by the policies of classic load balancers, all of which are weak',
  },
]);
