import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import {
  aws,
  fromInternet,
  idOf,
  ingress,
  type Inputs,
  itAnswers,
  itAnswersDeployed,
  networkOf,
  type PublicServer,
} from "./stacks.test";

/** SSH to a server that lets everyone in: whether there is a way is for the routes to decide. */
const routed = (
  edit: (stack: PublicServer) => TestResource[] | undefined,
  ...omitted: Parameters<typeof fromInternet>[1][]
) => fromInternet((stack) => [...(edit(stack) ?? []), ingress("everyone", stack.group, 22, "0.0.0.0/0")], ...omitted);

const route = (name: string, table: TestResource, inputs: Inputs) =>
  aws("ec2/route:Route", name, { routeTableId: idOf(table), destinationCidrBlock: "0.0.0.0/0", ...inputs });
/** The route to the internet, led elsewhere. */
const led = (inputs: Inputs) =>
  routed((stack) => {
    Object.assign(stack.route.inputs, { gatewayId: undefined, ...inputs });
    return [];
  });
const inlineRoutes = (routes: unknown) =>
  routed((stack) => {
    stack.table.inputs.routes = routes;
    return [];
  }, "route");
const toGateway = ({ gateway }: PublicServer) => ({ gatewayId: idOf(gateway) });
const natGateway = ({ subnet }: PublicServer) =>
  aws("ec2/natGateway:NatGateway", "main", { subnetId: idOf(subnet), allocationId: "eipalloc-1" });

describe("a route", () => {
  itAnswers({
    path: {
      "to an internet gateway": routed(() => []),
      "to an internet gateway outside of the stack": led({ gatewayId: "igw-1" }),
      "that is inline": inlineRoutes([{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }]),
      "to part of the internet": led({ gatewayId: "igw-1", destinationCidrBlock: "203.0.113.0/24" }),
      "in two halves": routed((stack) => {
        Object.assign(stack.route.inputs, { destinationCidrBlock: "0.0.0.0/1" });
        return [route("other-half", stack.table, { ...toGateway(stack), destinationCidrBlock: "128.0.0.0/1" })];
      }),
      "that is longer than one that leads elsewhere": routed((stack) => {
        Object.assign(stack.route.inputs, { gatewayId: undefined, natGatewayId: "nat-1" });
        return [route("exception", stack.table, { ...toGateway(stack), destinationCidrBlock: "203.0.113.0/24" })];
      }),
    },
    "no path": {
      "that does not exist": routed(() => [], "route"),
      "to a NAT gateway": routed((stack) => {
        const nat = natGateway(stack);
        Object.assign(stack.route.inputs, { gatewayId: undefined, natGatewayId: idOf(nat) });
        return [nat];
      }),
      "to a NAT gateway outside of the stack": led({ natGatewayId: "nat-1" }),
      "to a VPN gateway": led({ gatewayId: "vgw-1" }),
      "to a gateway endpoint": led({ gatewayId: "vpce-1" }),
      "to the VPC itself": led({ gatewayId: "local" }),
      "to a transit gateway": led({ transitGatewayId: "tgw-1" }),
      "to a peering": led({ vpcPeeringConnectionId: "pcx-1" }),
      "for IPv6 alone": led({
        gatewayId: "igw-1",
        destinationCidrBlock: undefined,
        destinationIpv6CidrBlock: "::/0",
      }),
      "to other addresses": led({ gatewayId: "igw-1", destinationCidrBlock: "198.18.0.0/15" }),
      "that a longer one leads elsewhere": routed((stack) => [
        route("exception", stack.table, { natGatewayId: "nat-1", destinationCidrBlock: "203.0.113.0/24" }),
      ]),
      "of a table that the subnet is not in": routed((stack) => {
        const other = aws("ec2/routeTable:RouteTable", "other", { vpcId: idOf(stack.vpc) });
        stack.association.inputs.routeTableId = idOf(other);
        return [other];
      }),
      "in no table at all": inlineRoutes([]),
    },
    "cannot be proven": {
      "through a server": led({ networkInterfaceId: "eni-1" }),
      "through an appliance": led({ vpcEndpointId: "vpce-1" }),
      "to a gateway that is not known yet": led({ gatewayId: UNKNOWN }),
      "to nowhere that is said": led({}),
      "to a destination that is not known yet": led({ gatewayId: "igw-1", destinationCidrBlock: UNKNOWN }),
      "to a prefix list": led({
        gatewayId: "igw-1",
        destinationCidrBlock: undefined,
        destinationPrefixListId: "pl-1",
      }),
      "of a table that is not known yet": routed((stack) => {
        stack.route.inputs.routeTableId = UNKNOWN;
        return [];
      }),
      "that a longer one may lead elsewhere": routed((stack) => [
        route("exception", stack.table, { networkInterfaceId: "eni-1", destinationCidrBlock: "203.0.113.0/24" }),
      ]),
      "that is inline and not known yet": inlineRoutes(UNKNOWN),
      "that is inline, to a gateway that is not known yet": inlineRoutes([
        { cidrBlock: "0.0.0.0/0", gatewayId: UNKNOWN },
      ]),
    },
  });

  it("to one of two gateways cannot be proven", () => {
    const question = routed((stack) => {
      const other = natGateway(stack);
      stack.route.inputs.gatewayId = UNKNOWN;
      stack.route.dependencies.gatewayId = [
        stack.gateway,
        aws("ec2/vpnGateway:VpnGateway", "office", { vpcId: idOf(stack.vpc) }),
      ];
      return [other, ...stack.route.dependencies.gatewayId.slice(1)];
    });
    const { subnets } = networkOf(question.stack);
    assert.deepEqual(subnets.all()[0].internet.reasons, [
      '"gatewayId" of public is not known yet; it comes from "main", "office"',
    ]);
  });
});

describe("the table of a subnet", () => {
  const mainAssociation = (stack: PublicServer, inputs: Inputs = {}) =>
    aws("ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main", {
      vpcId: idOf(stack.vpc),
      routeTableId: idOf(stack.table),
      ...inputs,
    });
  const defaultTable = (stack: PublicServer, inputs: Inputs) => {
    stack.vpc.outputs.defaultRouteTableId = "rtb-default";
    return aws("ec2/defaultRouteTable:DefaultRouteTable", "default", { defaultRouteTableId: "rtb-default", ...inputs });
  };
  itAnswers({
    path: {
      "is that which it is associated with": routed(() => []),
      "is the main one, where it is associated with none": routed((stack) => [mainAssociation(stack)], "association"),
      "is the main one that AWS made, with routes of the program": routed((stack) => {
        stack.vpc.outputs.mainRouteTableId = "rtb-main";
        stack.route.inputs.routeTableId = "rtb-main";
        return [];
      }, "association"),
      "is the default one, with its inline routes": routed(
        (stack) => [defaultTable(stack, { routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] })],
        "association",
        "route",
      ),
      "is the default one, with routes that stand alone": routed((stack) => {
        stack.route.inputs.routeTableId = "rtb-default";
        return [defaultTable(stack, {})];
      }, "association"),
    },
    "no path": {
      "is the main one, where it is associated with none: that has no routes": routed(() => [], "association"),
      "is its own before the main one": routed((stack) => {
        const own = aws("ec2/routeTable:RouteTable", "own", { vpcId: idOf(stack.vpc) });
        stack.association.inputs.routeTableId = idOf(own);
        return [own, mainAssociation(stack)];
      }),
      "is another one after the main one is replaced": routed((stack) => {
        const empty = aws("ec2/routeTable:RouteTable", "empty", { vpcId: idOf(stack.vpc) });
        stack.vpc.outputs.defaultRouteTableId = "rtb-default";
        stack.route.inputs.routeTableId = "rtb-default";
        return [empty, mainAssociation(stack, { routeTableId: idOf(empty) })];
      }, "association"),
    },
    "cannot be proven": {
      "is not part of the stack": routed((stack) => {
        stack.association.inputs.routeTableId = "rtb-1";
        return [];
      }),
      "is not known yet": routed((stack) => {
        stack.association.inputs.routeTableId = UNKNOWN;
        return [];
      }),
      "is one of two": routed((stack) => {
        const other = aws("ec2/routeTable:RouteTable", "other", { vpcId: idOf(stack.vpc) });
        stack.association.inputs.routeTableId = UNKNOWN;
        stack.association.dependencies.routeTableId = [stack.table, other];
        return [other];
      }),
      "is associated with a subnet that is not known yet": routed((stack) => {
        const empty = aws("ec2/routeTable:RouteTable", "empty", { vpcId: idOf(stack.vpc) });
        stack.association.inputs.routeTableId = idOf(empty);
        const other = { subnetId: UNKNOWN, routeTableId: idOf(stack.table) };
        return [empty, aws("ec2/routeTableAssociation:RouteTableAssociation", "other", other)];
      }),
      "is a main one that is not known yet": routed(
        (stack) => [mainAssociation(stack, { routeTableId: UNKNOWN })],
        "association",
      ),
      "is that of a VPC outside of the stack": routed((stack) => {
        stack.subnet.inputs.vpcId = "vpc-1";
        return [];
      }, "association"),
    },
  });

  itAnswersDeployed({
    path: {
      "has routes that someone added by hand": routed((stack) => {
        stack.table.outputs.routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }];
        return [];
      }, "route"),
      "has the routes of the program, which AWS reports": routed((stack) => {
        stack.table.outputs.routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: idOf(stack.gateway) }];
        return [];
      }),
      "is known by both ids of a VPC whose main one is replaced, once AWS reports the new one": routed((stack) => {
        const other = aws("ec2/routeTable:RouteTable", "other", { vpcId: idOf(stack.vpc) });
        stack.vpc.outputs.mainRouteTableId = stack.vpc.outputs.defaultRouteTableId = idOf(other);
        return [other, mainAssociation(stack, { routeTableId: idOf(other) })];
      }),
    },
    "no path": {
      "has the routes of the program, though AWS reports an older target": routed((stack) => {
        stack.route.inputs = { ...stack.route.inputs, gatewayId: undefined, natGatewayId: "nat-1" };
        stack.table.outputs.routes = [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }];
        return [];
      }),
    },
  });

  it("says what the routes of a VPN make of it", () => {
    const propagated = (edit: (stack: PublicServer) => TestResource[]) => {
      const { subnets } = networkOf(routed(edit).stack);
      return [...subnets.routeTables.all()].map(({ name, target }) => `${name}: ${target}`);
    };
    assert.deepEqual(
      propagated((stack) => {
        stack.table.inputs.propagatingVgws = ["vgw-1"];
        return [];
      }),
      ['route "public": internet gateway', 'routes propagated by "public": other network'],
    );
    assert.deepEqual(
      propagated((stack) => [
        aws("ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation", "office", {
          vpnGatewayId: "vgw-1",
          routeTableId: idOf(stack.table),
        }),
      ]),
      ['route "public": internet gateway', 'routes propagated by "office": other network'],
    );
  });
});

describe("the targets of routes", () => {
  const targets: [inputs: Inputs, expected: string][] = [
    [{ gatewayId: "igw-1" }, "internet gateway"],
    [{ carrierGatewayId: "cagw-1" }, "internet gateway"],
    [{ natGatewayId: "nat-1" }, "nat gateway"],
    [{ egressOnlyGatewayId: "eigw-1" }, "egress-only gateway"],
    [{ gatewayId: "vgw-1" }, "other network"],
    [{ vpcPeeringConnectionId: "pcx-1" }, "other network"],
    [{ transitGatewayId: "tgw-1" }, "other network"],
    [{ coreNetworkArn: "arn:core" }, "other network"],
    [{ localGatewayId: "lgw-1" }, "other network"],
    [{ odbNetworkArn: "arn:odb" }, "other network"],
    [{ networkInterfaceId: "eni-1" }, "appliance"],
    [{ vpcEndpointId: "vpce-1" }, "appliance"],
    [{ gatewayId: "vpce-1" }, "endpoint"],
    [{ gatewayId: "local" }, "local"],
    [{ gatewayId: "something-else" }, "unknown"],
    [{ natGatewayId: UNKNOWN }, "nat gateway"],
    [{}, "unknown"],
  ];
  for (const [inputs, expected] of targets) {
    const shown = JSON.stringify(inputs).replace(UNKNOWN, "not known yet");
    it(`are told by their property and id: ${shown} is ${expected}`, () => {
      const [only] = networkOf(led(inputs).stack).subnets.routeTables.all();
      assert.equal(only.target, expected);
    });
  }
});
