import { type TestResource, UNKNOWN } from "../test-support";
import { httpsOnly } from "./https-only";
import { aws, change, configured, describePolicy, edited, idOf, without } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:444455556666:loadbalancer/app/other/1";
const REDIRECT = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const FORWARD = { type: "forward", targetGroupArn: "other" };
const listener = (inputs: Inputs) => aws("lb/listener:Listener", "extra", inputs);
/** One more listener of the public load balancer. */
const publicListener = (inputs: Inputs) =>
  edited(({ webBalancer }) => [listener({ loadBalancerArn: idOf(webBalancer), ...inputs })]);
const rule = (inputs: Inputs, actions: unknown) =>
  edited(({ httpListener }) => [
    aws("lb/listenerRule:ListenerRule", "path", { listenerArn: idOf(httpListener), actions, ...inputs }),
  ]);
const classic = (inputs: Inputs, type = "elb/loadBalancer:LoadBalancer"): TestResource[] => [aws(type, "old", inputs)];
const policyOf = (sslPolicy: unknown) => change("httpsListener", { sslPolicy });

describePolicy(httpsOnly, {
  denies: {
    "a public listener that serves HTTP": [
      change("httpListener", { defaultActions: [FORWARD] }),
      'load balancer "web", listener "web-http" on 80: answers in clear (HTTP) with something else than a redirect to ' +
        "HTTPS\nMend: redirect to HTTPS with HTTP_301.",
    ],
    "a redirect to HTTP": [
      change("httpListener", {
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTP", port: "8080", statusCode: "HTTP_301" } }],
      }),
      /listener "web-http" on 80: answers in clear/,
    ],
    "a redirect that keeps the protocol": [
      change("httpListener", { defaultActions: [{ type: "redirect", redirect: { protocol: "#{protocol}" } }] }),
      /answers in clear/,
    ],
    "a redirect that says nothing of the protocol": [
      change("httpListener", { defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301" } }] }),
      /answers in clear/,
    ],
    "a fixed response in clear": [
      change("httpListener", { defaultActions: [{ type: "fixed-response" }] }),
      /answers in clear/,
    ],
    "a listener without actions": [change("httpListener", { defaultActions: [] }), /answers in clear/],
    "a rule that serves one path in clear": [rule({}, [FORWARD]), /listener "web-http" on 80: answers in clear/],
    "a rule whose listener is not known yet": [
      rule({ listenerArn: UNKNOWN }, [FORWARD]),
      /listener "web-http" on 80: answers in clear/,
    ],
    "a rule whose actions are not known yet": [
      rule({}, UNKNOWN),
      'load balancer "web", listener "web-http" on 80: cannot be proven: what it does is not known yet\n' +
        "Mend: redirect to HTTPS with HTTP_301.",
    ],
    "default actions that are not known yet": [
      change("httpListener", { defaultActions: UNKNOWN }),
      /cannot be proven: what it does is not known yet/,
    ],
    "a redirect whose protocol is not known yet": [
      change("httpListener", { defaultActions: [{ type: "redirect", redirect: UNKNOWN }] }),
      /cannot be proven: what it does is not known yet/,
    ],
    "a protocol that is not known yet": [
      change("httpListener", { protocol: UNKNOWN }),
      'load balancer "web", listener "web-http" on 80: cannot be proven: its protocol is not known yet\n' +
        "Mend: write the protocol out.",
    ],
    "a port that is not known yet, in clear": [
      change("wasListener", { port: UNKNOWN }),
      /^load balancer "was", listener "was-http": /,
    ],
    "HTTP inside the VPC on a port that is not approved": [
      change("wasListener", { port: 8081 }),
      'load balancer "was", listener "was-http" on 8081: answers in clear (HTTP) with something else than a redirect to ' +
        "HTTPS\nMend: redirect to HTTPS with HTTP_301.",
    ],
    "the approved port where other ports are configured": [
      configured({ internalHttpPorts: [9000] }, without()),
      /listener "was-http" on 8080: answers in clear/,
    ],
    "the approved port of a load balancer that is public": [
      change("wasBalancer", { internal: false }),
      /load balancer "was", listener "was-http" on 8080: answers in clear/,
    ],
    "the approved port of a load balancer that says nothing, and so is public": [
      change("wasBalancer", { internal: undefined }),
      /listener "was-http" on 8080: answers in clear/,
    ],
    "the approved port of a load balancer that is not known to be internal": [
      change("wasBalancer", { internal: UNKNOWN }),
      /listener "was-http" on 8080: /,
    ],
    "the approved port of a load balancer that is not known yet": [
      change("wasListener", { loadBalancerArn: UNKNOWN }),
      /^a load balancer, listener "was-http" on 8080: /,
    ],
    "the approved port of one of two load balancers, of which one is public": [
      edited(({ wasListener, wasBalancer, webBalancer }) => {
        wasListener.inputs.loadBalancerArn = UNKNOWN;
        wasListener.dependencies.loadBalancerArn = [wasBalancer, webBalancer];
        return [];
      }),
      /^load balancer "was", load balancer "web", listener "was-http" on 8080: answers in clear/,
    ],
    "the approved port of a load balancer outside of the stack": [
      [listener({ loadBalancerArn: ARN, port: 8080, protocol: "HTTP", defaultActions: [FORWARD] })],
      /^a load balancer, listener "extra" on 8080: answers in clear/,
    ],
    "an old TLS policy": [
      policyOf("ELBSecurityPolicy-2016-08"),
      'load balancer "web", listener "web-https" on 443: sslPolicy is ELBSecurityPolicy-2016-08, which takes weak ' +
        "ciphers or versions of TLS\nMend: set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06.",
    ],
    "AWS's default TLS policy": [policyOf(undefined), /sslPolicy is AWS's default, which takes weak/],
    "a TLS policy for 1.0": [policyOf("ELBSecurityPolicy-TLS13-1-0-2021-06"), /takes weak/],
    "a TLS policy for 1.1": [policyOf("ELBSecurityPolicy-TLS13-1-1-2021-06"), /takes weak/],
    "a TLS policy with RSA key exchange": [policyOf("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06"), /takes weak/],
    "a TLS policy with RSA key exchange for FIPS": [
      policyOf("ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04"),
      /takes weak/,
    ],
    "a TLS policy that is not known yet": [
      policyOf(UNKNOWN),
      'load balancer "web", listener "web-https" on 443: cannot be proven: sslPolicy is not known yet\n' +
        "Mend: set sslPolicy to ELBSecurityPolicy-TLS13-1-2-Res-2021-06.",
    ],
    "HTTPS without a certificate": [
      change("httpsListener", { certificateArn: undefined }),
      'load balancer "web", listener "web-https" on 443: has no certificate\nMend: set certificateArn.',
    ],
    "HTTPS inside the VPC with a weak TLS policy and no certificate": [
      change("wasListener", { protocol: "HTTPS" }),
      /listener "was-http" on 8080: sslPolicy is AWS's default/,
      /listener "was-http" on 8080: has no certificate/,
    ],
    "TLS of a network load balancer by a weak policy": [
      publicListener({ protocol: "TLS", port: 8443, certificateArn: "arn:1", sslPolicy: "ELBSecurityPolicy-2016-08" }),
      /listener "extra" on 8443: sslPolicy is ELBSecurityPolicy-2016-08/,
    ],
    "TCP that is passed on from outside": [
      publicListener({ protocol: "TCP", port: 25 }),
      'load balancer "web", listener "extra" on 25: passes TCP on in clear from outside\n' +
        "Mend: listen by HTTPS or TLS, with a certificate.",
    ],
    "a listener that leaves its protocol to the default, which is HTTP": [
      publicListener({ port: 8081 }),
      /listener "extra" on 8081: answers in clear \(HTTP\)/,
    ],
    "a listener by its older type": [
      edited(({ webBalancer }) => [
        aws("alb/listener:Listener", "older", { loadBalancerArn: idOf(webBalancer), port: 81, protocol: "HTTP" }),
      ]),
      /load balancer "web", listener "older" on 81: answers in clear/,
    ],
    "a classic load balancer in clear": [
      classic({ listeners: [{ lbPort: 80, lbProtocol: "http", instancePort: 80, instanceProtocol: "http" }] }),
      'load balancer "old": listens in clear (HTTP)\nMend: use an application load balancer that redirects HTTP to HTTPS.',
    ],
    "a classic load balancer that passes TCP on from outside": [
      classic({ listeners: [{ lbPort: 25, lbProtocol: "tcp" }] }),
      /listens in clear \(TCP\)/,
    ],
    "a classic load balancer inside the VPC in clear": [
      classic({ internal: true, listeners: [{ lbPort: 80, lbProtocol: "http" }] }),
      /listens in clear \(HTTP\)/,
    ],
    "a classic load balancer that ends TLS, by policies that are all weak": [
      classic({ listeners: [{ lbPort: 443, lbProtocol: "https", sslCertificateId: "arn:1" }] }),
      'load balancer "old": speaks TLS by the policies of classic load balancers, all of which are weak\n' +
        "Mend: use an application load balancer that redirects HTTP to HTTPS.",
    ],
    "a classic load balancer that ends TLS of other protocols": [
      classic({ internal: true, listeners: [{ lbPort: 993, lbProtocol: "SSL" }] }),
      /speaks TLS by the policies of classic load balancers/,
    ],
    "a classic load balancer whose listeners are not known yet": [
      classic({ listeners: UNKNOWN }),
      /^load balancer "old": cannot be proven: what it listens on is not known yet/,
    ],
    "a classic load balancer whose protocol is not known yet": [
      classic({ listeners: [{ lbPort: 443, lbProtocol: UNKNOWN }] }),
      /cannot be proven: what it listens on is not known yet/,
    ],
  },
  allows: {
    "a rule that redirects to HTTPS": rule({}, [REDIRECT]),
    "a rule of the HTTPS listener": edited(({ httpsListener }) => [
      aws("lb/listenerRule:ListenerRule", "path", { listenerArn: idOf(httpsListener), actions: [FORWARD] }),
    ]),
    "a certificate that is not known yet": change("httpsListener", { certificateArn: UNKNOWN }),
    "a TLS policy for 1.2 with forward secrecy": policyOf("ELBSecurityPolicy-TLS13-1-2-2021-06"),
    "a TLS policy for 1.3 alone": policyOf("ELBSecurityPolicy-TLS13-1-3-2021-06"),
    "a TLS policy for FIPS": policyOf("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04"),
    "a TLS policy after quantum computers": policyOf("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"),
    "a TLS policy after quantum computers for FIPS": policyOf("ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09"),
    "other ports inside the VPC where they are configured": configured(
      { internalHttpPorts: [8080, 8081] },
      change("wasListener", { port: 8081 }),
    ),
    "a port that is written as text": change("wasListener", { port: "8080" }),
    "TCP inside the VPC": change("wasListener", { protocol: "TCP" }),
    "TLS of a network load balancer": publicListener({
      protocol: "TLS",
      port: 8443,
      certificateArn: "arn:1",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    }),
    "a classic load balancer with TCP inside the VPC": classic({
      internal: "true",
      listeners: [{ lbPort: 3306, lbProtocol: "TCP" }],
    }),
    "a stack without load balancers": [],
  },
});
