import assert from "node:assert/strict";
import { component, type TestResource, UNKNOWN } from "../test-support";
import { accessTable, accessWays } from "./access-table";
import { aws, editor, egress, idOf, ingress, type Inputs, instance, networkOf, publicServer } from "./stacks.test";

const edited = editor(publicServer);

/** The rows of a stack: from → to, port and through. */
const rowsOf = (stack: TestResource[]) =>
  accessTable(networkOf(stack)).map(({ from, to, port, through }) => `${from} → ${to}: ${port} through ${through}`);

/** Without the neighbour, whose way out is a row of its own. */
const alone = (edit: Parameters<typeof edited>[0]) => edited(edit, "neighbour", "neighbourGroup", "neighbourOut");

describe("the access table", () => {
  const table: [phrase: string, stack: TestResource[], rows: string[]][] = [
    ["of nothing has no rows", [], []],
    ["of a server that nobody reaches has no rows", alone(() => []), []],
    [
      "tells the internet from part of it",
      alone(({ group }) => [ingress("users", group, 443, "0.0.0.0/0"), ingress("office", group, 22, "198.18.7.0/24")]),
      ['internet → server: 443 through rule "users"', '198.18.7.0/24 → server: 22 through rule "office"'],
    ],
    [
      "takes every public address for the internet",
      alone(({ group }) => [ingress("one", group, 80, "0.0.0.0/1"), ingress("all", group, 443, "::/0")]),
      ['1.0.0.0/8, 2.0.0.0/7, 4.0.0.0/6, 8.0.0.0/7, … → server: 80 through rule "one"'],
    ],
    [
      "marks what cannot be told before the deployment",
      alone(({ server, group }) => {
        server.inputs.associatePublicIpAddress = UNKNOWN;
        return [ingress("users", group, 443, "0.0.0.0/0")];
      }),
      ['internet → server: 443 ? through rule "users"'],
    ],
    [
      "marks it also beside what is certain",
      alone(({ group }) => [
        ingress("users", group, 443, "0.0.0.0/0"),
        ingress("debug", group, 22, "0.0.0.0/0", { fromPort: UNKNOWN }),
      ]),
      ['internet → server: 443 through rule "users"', 'internet → server: every TCP port ? through rule "debug"'],
    ],
    [
      "has a row for the servers inside, by their rules",
      edited(({ group, neighbourGroup }) => [
        ingress("requests", group, 8080, neighbourGroup),
        ingress("subnet", group, 9100, "10.0.0.0/24"),
      ]),
      [
        'neighbour → server: 8080, 9100 through rule "requests", rule "subnet"',
        "neighbour → internet: every port through its own address",
      ],
    ],
    [
      "marks what cannot be told inside",
      edited(({ group, neighbourGroup }) => [
        ingress("requests", group, 8080, neighbourGroup),
        ingress("half", group, 9100, "10.0.0.0/25"),
      ]),
      [
        'neighbour → server: 8080, 9100 ? through rule "requests", rule "half"',
        "neighbour → internet: every port through its own address",
      ],
    ],
    [
      "counts the rules for what leaves",
      edited(({ group, neighbourGroup }) => [ingress("requests", group, 8080, neighbourGroup)], "neighbourOut"),
      [],
    ],
    [
      "tells by which way out servers leave",
      edited(
        ({ neighbour, route }) => {
          neighbour.inputs.associatePublicIpAddress = false;
          Object.assign(route.inputs, { gatewayId: undefined, natGatewayId: "NatGateway-main" });
          return [aws("ec2/natGateway:NatGateway", "main", { allocationId: "eipalloc-1" })];
        },
        "server",
        "group",
      ),
      ['neighbour → internet: every port through NAT gateway "main"'],
    ],
    [
      "tells that the way out of another subnet is none",
      edited(
        ({ vpc, neighbour, subnet }) => {
          neighbour.inputs.associatePublicIpAddress = false;
          const isolated = aws("ec2/subnet:Subnet", "isolated", { ...subnet.inputs, cidrBlock: "10.0.9.0/24" });
          const vpcId = idOf(vpc);
          const tables = ["isolated", "other"].map((name) => aws("ec2/routeTable:RouteTable", name, { vpcId }));
          const gateway = aws("ec2/natGateway:NatGateway", "main", { allocationId: "eipalloc-1" });
          neighbour.inputs.subnetId = idOf(isolated);
          return [
            isolated,
            gateway,
            ...tables,
            aws("ec2/routeTableAssociation:RouteTableAssociation", "isolated", {
              subnetId: idOf(isolated),
              routeTableId: idOf(tables[0]),
            }),
            aws("ec2/route:Route", "out", {
              routeTableId: idOf(tables[1]),
              destinationCidrBlock: "0.0.0.0/0",
              natGatewayId: idOf(gateway),
            }),
          ];
        },
        "server",
        "group",
      ),
      ["neighbour → internet: every port through no way out"],
    ],
    [
      "tells that there is none",
      edited(
        ({ neighbour }) => {
          neighbour.inputs.associatePublicIpAddress = false;
          return [];
        },
        "server",
        "group",
      ),
      ["neighbour → internet: every port through no way out"],
    ],
  ];
  for (const [phrase, stack, rows] of table) {
    it(phrase, () => {
      assert.deepEqual(rowsOf(stack), rows);
    });
  }

  it("calls servers as their component, once for all that are alike", () => {
    const tier = component("WebTier", "web");
    const stack = edited(
      ({ server, group, subnet }) => {
        server.parent = tier;
        const place = { subnetId: idOf(subnet), associatePublicIpAddress: true, vpcSecurityGroupIds: [idOf(group)] };
        return [tier, instance("second", place, { parent: tier }), ingress("users", group, 443, "0.0.0.0/0")];
      },
      "neighbour",
      "neighbourOut",
    );
    assert.deepEqual(rowsOf(stack), ['internet → web: 443 through rule "users"']);
  });

  it("has its endpoints with it for those who draw it", () => {
    const tier = component("WebTier", "web");
    const stack = edited(
      ({ server, group, subnet }) => {
        server.parent = tier;
        const place = { subnetId: idOf(subnet), associatePublicIpAddress: true };
        return [
          tier,
          instance("second", { ...place, vpcSecurityGroupIds: [idOf(group)] }, { parent: tier }),
          // Its like, if not for the component.
          instance("web", { ...place, vpcSecurityGroupIds: [idOf(group)] }),
          ingress("users", group, 443, "0.0.0.0/0"),
        ];
      },
      "neighbour",
      "neighbourOut",
    );
    assert.deepEqual(
      accessWays(networkOf(stack)).map(({ row, targets }) => [row.to, targets.map(({ name }) => name)]),
      [
        ["web", ["server", "second"]],
        ["web", ["web"]],
      ],
    );
  });

  it("has a row for each listener, and none for what answers alone", () => {
    const tier = component("WebTier", "web");
    const stack = edited(
      ({ vpc, subnet, server, group }) => {
        server.parent = tier;
        server.inputs.associatePublicIpAddress = false;
        const balancerGroup = aws("ec2/securityGroup:SecurityGroup", "lb", { vpcId: idOf(vpc) }, { parent: tier });
        const databaseGroup = aws("ec2/securityGroup:SecurityGroup", "db", { vpcId: idOf(vpc) });
        const balancer = aws(
          "lb/loadBalancer:LoadBalancer",
          "front",
          { securityGroups: [idOf(balancerGroup)], subnets: [idOf(subnet)] },
          { parent: tier },
        );
        const targets = aws("lb/targetGroup:TargetGroup", "web", { port: 80, protocol: "HTTP", vpcId: idOf(vpc) });
        const subnets = aws("rds/subnetGroup:SubnetGroup", "db", { subnetIds: [idOf(subnet)] });
        const inputs: Inputs = { vpcSecurityGroupIds: [idOf(databaseGroup)], dbSubnetGroupName: idOf(subnets) };
        return [
          ...[tier, balancerGroup, databaseGroup, balancer, targets, subnets],
          aws("rds/instance:Instance", "orders", inputs),
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
          ingress("lb-to-web", group, 80, balancerGroup),
          ingress("web-to-db", databaseGroup, 3306, group),
          egress(balancerGroup),
          egress(databaseGroup),
          egress(group, { ipProtocol: "tcp", fromPort: 3306, toPort: 3306, cidrIpv4: "10.0.0.0/16" }),
        ];
      },
      "neighbour",
      "neighbourGroup",
      "neighbourOut",
    );
    assert.deepEqual(rowsOf(stack), [
      'internet → web load balancer: 443 through rule "users"',
      'web → orders: 3306 through rule "web-to-db"',
      'web load balancer → web: 80 through listener "https"',
    ]);
  });
});
