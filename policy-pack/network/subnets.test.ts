import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import { describeAddresses } from "./addresses";
import {
  aws,
  fromInternet,
  idOf,
  ingress,
  type Inputs,
  INTERNET_HOST,
  itAnswers,
  itAnswersDeployed,
  networkOf,
  type PublicServer,
} from "./stacks.test";

/** SSH to a server that lets everyone in: whether there is a way is for its address to decide. */
const addressed = (edit: (stack: PublicServer) => TestResource[] | undefined) =>
  fromInternet((stack) => [...(edit(stack) ?? []), ingress("everyone", stack.group, 22, "0.0.0.0/0")]);
const server = (inputs: Inputs) =>
  addressed((stack) => {
    Object.assign(stack.server.inputs, inputs);
    return [];
  });
/** A server that leaves its address to the subnet. */
const inSubnet = (inputs: Inputs) =>
  addressed((stack) => {
    stack.server.inputs.associatePublicIpAddress = undefined;
    Object.assign(stack.subnet.inputs, inputs);
    return [];
  });
/** A server without an address of its own, and one that is attached. */
const attached = (type: string, inputs: (stack: PublicServer) => Inputs) =>
  addressed((stack) => {
    stack.server.inputs.associatePublicIpAddress = false;
    return [aws("ec2/eip:Eip", "fixed"), aws(type, "attached", inputs(stack))];
  });

describe("a public address", () => {
  itAnswers({
    path: {
      "that the server asks for": server({ associatePublicIpAddress: true }),
      "that the server asks for as text": server({ associatePublicIpAddress: "true" }),
      "that the subnet gives": inSubnet({ mapPublicIpOnLaunch: true }),
      "that is attached": attached("ec2/eip:Eip", ({ server }) => ({ instance: idOf(server) })),
      "that is attached by an association": attached("ec2/eipAssociation:EipAssociation", ({ server }) => ({
        allocationId: "Eip-fixed",
        instanceId: idOf(server),
      })),
      "of AWS's default subnet": addressed((stack) => {
        stack.server.inputs.associatePublicIpAddress = undefined;
        const inputs = { vpcId: idOf(stack.vpc), cidrBlock: "10.0.9.0/24", availabilityZone: "eu-west-1a" };
        const subnet = aws("ec2/defaultSubnet:DefaultSubnet", "default", inputs);
        stack.server.inputs.subnetId = stack.association.inputs.subnetId = idOf(subnet);
        return [subnet];
      }),
    },
    "no path": {
      "that the server declines": server({ associatePublicIpAddress: false }),
      "that the server declines as text": server({ associatePublicIpAddress: "false" }),
      "that the server declines, and the subnet gives": addressed((stack) => {
        stack.server.inputs.associatePublicIpAddress = false;
        stack.subnet.inputs.mapPublicIpOnLaunch = true;
        return [];
      }),
      "that the subnet does not give": inSubnet({ mapPublicIpOnLaunch: false }),
      "that nobody speaks of": inSubnet({}),
      "that is attached to another": attached("ec2/eip:Eip", ({ neighbour }) => ({ instance: idOf(neighbour) })),
    },
    "cannot be proven": {
      "that the server may ask for": server({ associatePublicIpAddress: UNKNOWN }),
      "that the subnet may give": inSubnet({ mapPublicIpOnLaunch: UNKNOWN }),
      "that may be attached": attached("ec2/eip:Eip", () => ({ instance: UNKNOWN })),
      "that one of two subnets gives": addressed((stack) => {
        const inputs = { vpcId: idOf(stack.vpc), cidrBlock: "10.0.1.0/24" };
        const other = aws("ec2/subnet:Subnet", "other", { ...inputs, mapPublicIpOnLaunch: true });
        Object.assign(stack.server.inputs, { associatePublicIpAddress: undefined, subnetId: UNKNOWN });
        stack.server.dependencies.subnetId = [stack.subnet, other];
        return [other];
      }),
      "in one of two subnets, of which one is routed": addressed((stack) => {
        const other = aws("ec2/subnet:Subnet", "other", { vpcId: idOf(stack.vpc), cidrBlock: "10.0.1.0/24" });
        stack.server.inputs.subnetId = UNKNOWN;
        stack.server.dependencies.subnetId = [stack.subnet, other];
        return [other];
      }),
      "in a subnet outside of the stack": server({ subnetId: "subnet-1" }),
      "in a subnet that is not known yet": server({ subnetId: UNKNOWN }),
    },
  });

  itAnswersDeployed({
    path: {
      "that AWS reports": addressed((stack) => {
        stack.server.inputs.associatePublicIpAddress = undefined;
        stack.server.outputs.publicIp = "198.18.200.7";
        return [];
      }),
      "of an address that AWS reports by interface and instance": addressed((stack) => {
        stack.server.inputs.associatePublicIpAddress = false;
        stack.server.outputs.primaryNetworkInterfaceId = "eni-server";
        const outputs = { networkInterface: "eni-server", instance: idOf(stack.server) };
        return [aws("ec2/eip:Eip", "fixed", {}, { outputs })];
      }),
    },
    "no path": {
      "that AWS reports none of": addressed((stack) => {
        stack.server.inputs.associatePublicIpAddress = false;
        stack.server.outputs.publicIp = "";
        return [];
      }),
      "that is attached to another interface of the server": addressed((stack) => {
        const { vpc, subnet, server } = stack;
        const closed = aws("ec2/securityGroup:SecurityGroup", "closed", { vpcId: idOf(vpc) });
        const second = aws("ec2/networkInterface:NetworkInterface", "second", {
          subnetId: idOf(subnet),
          securityGroups: [idOf(closed)],
          attachments: [{ instance: idOf(server), deviceIndex: 1 }],
        });
        server.inputs.associatePublicIpAddress = false;
        server.outputs.primaryNetworkInterfaceId = "eni-server";
        const outputs = { networkInterface: idOf(second), instance: idOf(server) };
        return [closed, second, aws("ec2/eip:Eip", "fixed", {}, { outputs })];
      }),
    },
  });
});

describe("an IPv6 address", () => {
  /** A VPC with IPv6, whose server lets every IPv6 address in. */
  const withIpv6 = (edit: (stack: PublicServer) => TestResource[] | undefined, vpcInputs?: Inputs) => ({
    ...fromInternet((stack) => {
      Object.assign(stack.vpc.inputs, vpcInputs ?? { ipv6CidrBlock: "2600:1f18:1:100::/56" });
      stack.subnet.inputs.ipv6CidrBlock = "2600:1f18:1:101::/64";
      stack.server.inputs.associatePublicIpAddress = false;
      const inputs = { destinationCidrBlock: undefined, destinationIpv6CidrBlock: "::/0" };
      Object.assign(stack.route.inputs, inputs);
      return [...(edit(stack) ?? []), ingress("everyone", stack.group, 22, "::/0")];
    }),
    from: "2001:4860:4860::8888",
  });
  const asked = (inputs: Inputs) =>
    withIpv6(({ server }) => {
      Object.assign(server.inputs, inputs);
      return [];
    });
  itAnswers({
    path: {
      "that the server asks for": asked({ ipv6AddressCount: 1 }),
      "that the server has": asked({ ipv6Addresses: ["2600:1f18:1:101::7"] }),
      "that is its first one": asked({ enablePrimaryIpv6: true }),
      "that the subnet gives": withIpv6(({ subnet }) => {
        subnet.inputs.assignIpv6AddressOnCreation = true;
        return [];
      }),
    },
    "no path": {
      "that nobody asks for": asked({}),
      "that the server asks none of": asked({ ipv6AddressCount: 0 }),
      "without a route": withIpv6(({ server, route }) => {
        server.inputs.ipv6AddressCount = 1;
        route.inputs.destinationIpv6CidrBlock = "2600::/16";
        return [];
      }),
      "that an egress-only gateway hides": withIpv6(({ server, route }) => {
        server.inputs.ipv6AddressCount = 1;
        Object.assign(route.inputs, { gatewayId: undefined, egressOnlyGatewayId: "eigw-1" });
        return [];
      }),
      "for an IPv4 client": { ...asked({ ipv6AddressCount: 1 }), from: INTERNET_HOST },
      "for what looks like the internet and is the VPC": {
        ...asked({ ipv6AddressCount: 1 }),
        from: "2600:1f18:1:102::5",
      },
    },
    "cannot be proven": {
      "that the server may ask for": asked({ ipv6AddressCount: UNKNOWN }),
      "that the subnet may give": withIpv6(({ subnet }) => {
        subnet.inputs.assignIpv6AddressOnCreation = UNKNOWN;
        return [];
      }),
    },
  });
});

describe("a subnet's blocks", () => {
  const blocksOf = (vpcInputs: Inputs, subnetInputs: Inputs, ...others: TestResource[]) => {
    const vpc = aws("ec2/vpc:Vpc", "main", vpcInputs);
    const subnet = aws("ec2/subnet:Subnet", "one", { vpcId: idOf(vpc), ...subnetInputs });
    const [{ ipv4, ipv6 }] = networkOf([vpc, subnet, ...others]).subnets.all();
    return [describeAddresses(ipv4), describeAddresses(ipv6)];
  };
  const table: [phrase: string, vpc: Inputs, subnet: Inputs, blocks: string[]][] = [
    ["are as it says", { cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.7.0/24" }, ["10.0.7.0/24", "none"]],
    [
      "are the VPC's while they are not known",
      { cidrBlock: "10.0.0.0/16" },
      { cidrBlock: UNKNOWN },
      ["10.0.0.0/16", "none"],
    ],
    ["are any while nothing is known", { ipv4IpamPoolId: "pool" }, { cidrBlock: UNKNOWN }, ["0.0.0.0/0", "none"]],
    [
      "have IPv6 where they say so",
      { cidrBlock: "10.0.0.0/16" },
      { cidrBlock: "10.0.7.0/24", ipv6CidrBlock: "2600:1f18:1:101::/64" },
      ["10.0.7.0/24", "2600:1f18:1:101::/64"],
    ],
    [
      "are the VPC's IPv6 block while theirs is not known",
      { cidrBlock: "10.0.0.0/16", ipv6CidrBlock: "2600:1f18:1:100::/56" },
      { cidrBlock: "10.0.7.0/24", ipv6CidrBlock: UNKNOWN },
      ["10.0.7.0/24", "2600:1f18:1:100::/56"],
    ],
    [
      "are any IPv6 while AWS has not given the VPC its block",
      { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true },
      { cidrBlock: "10.0.7.0/24", ipv6CidrBlock: UNKNOWN },
      ["10.0.7.0/24", "::/0"],
    ],
    [
      "have no IPv6 in a VPC without",
      { cidrBlock: "10.0.0.0/16" },
      { cidrBlock: "10.0.7.0/24", ipv6CidrBlock: UNKNOWN },
      ["10.0.7.0/24", "none"],
    ],
  ];
  for (const [phrase, vpc, subnet, blocks] of table) {
    it(phrase, () => {
      assert.deepEqual(blocksOf(vpc, subnet), blocks);
    });
  }

  it("have IPv6 where the VPC's block is a resource of its own", () => {
    const association = aws("ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation", "main");
    assert.deepEqual(
      blocksOf({ cidrBlock: "10.0.0.0/16" }, { cidrBlock: "10.0.7.0/24", ipv6CidrBlock: UNKNOWN }, association),
      ["10.0.7.0/24", "::/0"],
    );
  });
});

describe("a subnet's zone", () => {
  const zoneOf = (inputs: Inputs) => networkOf([aws("ec2/subnet:Subnet", "one", inputs)]).subnets.all()[0].zone;
  it("is known by its name or its id", () => {
    assert.equal(zoneOf({ availabilityZone: "eu-west-1a" }), "eu-west-1a");
    assert.equal(zoneOf({ availabilityZoneId: "euw1-az1" }), "euw1-az1");
    assert.equal(zoneOf({ availabilityZone: UNKNOWN }), undefined);
  });
});
