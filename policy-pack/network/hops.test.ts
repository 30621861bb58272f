import assert from "node:assert/strict";
import { component, type TestResource, UNKNOWN } from "../test-support";
import { accessWays, hopsOf, leadsOn } from ".";
import { aws, editor, egress, idOf, ingress, networkOf, publicServer } from "./stacks.test";

const edited = editor(publicServer);

/** The hops of a row, each in a line. */
function hops(stack: TestResource[], from: string, to: string): string[] {
  const network = networkOf(stack);
  const ways = accessWays(network).filter(({ row }) => row.from === from && row.to === to);
  return hopsOf(network, ways).map(
    ({ kind, text, detail }) => `${kind}: ${text}${detail === undefined ? "" : ` (${detail})`}`,
  );
}

describe("the hops of a way", () => {
  it("say no gateway where it cannot be told whether there is a public address", () => {
    const stack = edited(
      ({ server, group, vpc }) => {
        server.inputs.subnetId = UNKNOWN;
        return [
          aws("ec2/subnet:Subnet", "other", { vpcId: idOf(vpc), cidrBlock: "10.0.1.0/24" }),
          ingress("users", group, 443, "0.0.0.0/0"),
        ];
      },
      "neighbour",
      "neighbourOut",
    );
    const network = networkOf(stack);
    const [way] = accessWays(network);
    assert.ok(!way.isSure);
    assert.deepEqual(
      hopsOf(network, [way]).map(({ kind }) => kind),
      ["source", "rule in", "group", "target"],
    );
  });

  it("lead in by the gateway and its table, the rule and its group", () => {
    const tier = component("WebTier", "web");
    const stack = edited(
      ({ group }) => [tier, { ...ingress("users", group, 443, "0.0.0.0/0"), parent: tier }],
      "neighbour",
      "neighbourOut",
    );
    assert.deepEqual(hops(stack, "internet", "server"), [
      "source: internet",
      'route: internet gateway "main" (public)',
      'rule in: rule "users" of WebTier "web" (443)',
      'group: group "server"',
      "target: server:443 (public)",
    ]);
  });

  it("lead from server to server by the rules of both", () => {
    const stack = edited(
      ({ group, neighbourGroup }) => [
        ingress("requests", group, 8080, neighbourGroup),
        egress(neighbourGroup, { fromPort: 8080, toPort: 8080, ipProtocol: "tcp" }),
      ],
      "neighbourOut",
    );
    assert.deepEqual(
      hops(stack, "neighbour", "server").map((hop) => hop.replace(/"neighbour[^"]*"/, '"its own"')),
      [
        "source: neighbour (public)",
        'rule out: rule "its own" (8080)',
        'rule in: rule "requests" (8080)',
        'group: group "server"',
        "target: server:8080 (public)",
      ],
    );
  });

  it("lead out by the rule, and the gateway of the subnet", () => {
    assert.deepEqual(
      hops(
        edited(() => []),
        "neighbour",
        "internet",
      ).filter((hop) => !hop.startsWith("rule out")),
      ["source: neighbour (public)", 'route: internet gateway "main" (public)', "target: internet, every port"],
    );
  });

  it("go on behind a load balancer where its listener takes what arrives", () => {
    const stack = edited(
      ({ vpc, subnet, server, group }) => {
        server.inputs.associatePublicIpAddress = false;
        const balancerGroup = aws("ec2/securityGroup:SecurityGroup", "lb", { vpcId: idOf(vpc) });
        const balancer = aws("lb/loadBalancer:LoadBalancer", "front", {
          securityGroups: [idOf(balancerGroup)],
          subnets: [idOf(subnet)],
        });
        const targets = aws("lb/targetGroup:TargetGroup", "web", { port: 80, protocol: "HTTP", vpcId: idOf(vpc) });
        return [
          ...[balancerGroup, balancer, targets],
          aws("lb/targetGroupAttachment:TargetGroupAttachment", "server", {
            targetGroupArn: idOf(targets),
            targetId: idOf(server),
          }),
          aws("lb/listener:Listener", "https", {
            loadBalancerArn: idOf(balancer),
            port: 443,
            protocol: "HTTPS",
            defaultActions: [{ type: "forward", targetGroupArn: idOf(targets) }],
          }),
          ingress("users", balancerGroup, 443, "0.0.0.0/0"),
          ingress("others", balancerGroup, 80, "0.0.0.0/0"),
          egress(balancerGroup),
          ingress("requests", group, 80, balancerGroup),
        ];
      },
      "neighbour",
      "neighbourOut",
    );
    const ways = accessWays(networkOf(stack));
    const [further] = ways.filter(({ row }) => row.to === "server");
    assert.deepEqual(
      ways.filter((way) => leadsOn(way, further)).map(({ row }) => `${row.from} ${row.port}`),
      ["internet 443"],
    );
    assert.deepEqual(
      hops(stack, "front", "server").filter((hop) => !hop.startsWith("rule out")),
      [
        'source: load balancer "front" (public)',
        'listener: listener "https" (443)',
        'rule in: rule "requests" (80)',
        'group: group "server"',
        "target: server:80 (public)",
      ],
    );
  });
});
