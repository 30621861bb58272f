import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planProgram } from "./plan";
import { refreshedResources } from "./refreshed-state";

/** The outputs of the one resource of a type and name, after a refresh of what the program makes. */
async function readBack(type: string, name: string, program: () => unknown) {
  const plan = await planProgram(() => void program(), { mode: "update" });
  const found = refreshedResources(plan).filter((resource) => resource.type === type && resource.name === name);
  assert.equal(found.length, 1);
  return found[0].outputs;
}

const NO_PEERS = { cidrBlocks: [], ipv6CidrBlocks: [], prefixListIds: [], securityGroups: [], self: false };
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

describe("a refreshed stack", () => {
  it("is made of an update only", async () => {
    const plan = await planProgram(() => undefined);
    assert.throws(() => refreshedResources(plan), /^Error: Only what an update has made can be read back$/);
  });

  it("has rules that stand alone in their security group", async () => {
    const { ingress, egress, id } = await readBack(GROUP, "web", () => {
      const web = new aws.ec2.SecurityGroup("web");
      const was = new aws.ec2.SecurityGroup("was");
      const common = { securityGroupId: web.id, ipProtocol: "tcp", fromPort: 80, toPort: 81 };
      new aws.vpc.SecurityGroupIngressRule("a", { ...common, cidrIpv4: "10.0.0.0/8", description: "Users" });
      new aws.vpc.SecurityGroupIngressRule("b", { ...common, cidrIpv6: "::/0" });
      new aws.vpc.SecurityGroupIngressRule("c", { ...common, toPort: 82, prefixListId: "pl-1" });
      new aws.vpc.SecurityGroupIngressRule("d", { ...common, toPort: 83, referencedSecurityGroupId: web.id });
      new aws.vpc.SecurityGroupIngressRule("other", { ...common, securityGroupId: was.id, cidrIpv4: "0.0.0.0/0" });
      new aws.vpc.SecurityGroupEgressRule("e", { securityGroupId: web.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" });
    });
    const common = { ...NO_PEERS, protocol: "tcp", fromPort: 80, toPort: 81, description: "" };
    assert.deepEqual(ingress, [
      { ...common, ipv6CidrBlocks: ["::/0"] },
      { ...common, description: "Users", cidrBlocks: ["10.0.0.0/8"] },
      { ...common, toPort: 82, prefixListIds: ["pl-1"] },
      { ...common, toPort: 83, self: true },
    ]);
    assert.deepEqual(egress, [{ ...common, protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }]);
    assert.match(id as string, /^sg-/);
  });

  it("has rules with the same ports and description as one", async () => {
    const { ingress } = await readBack(GROUP, "web", () => {
      const web = new aws.ec2.SecurityGroup("web");
      for (const cidrIpv4 of ["10.0.0.0/8", "11.0.0.0/8"]) {
        const ports = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };
        new aws.vpc.SecurityGroupIngressRule(cidrIpv4, { securityGroupId: web.id, ...ports, cidrIpv4 });
      }
    });
    assert.deepEqual(ingress, [
      {
        ...{ ...NO_PEERS, protocol: "tcp", fromPort: 22, toPort: 22, description: "" },
        cidrBlocks: ["10.0.0.0/8", "11.0.0.0/8"],
      },
    ]);
  });

  it("has inline rules and those of the older kind too", async () => {
    const { ingress, egress } = await readBack(GROUP, "web", () => {
      const ports = { protocol: "tcp", fromPort: 22, toPort: 22 };
      const web = new aws.ec2.SecurityGroup("web", { ingress: [{ ...ports, cidrBlocks: ["10.0.0.0/8"] }] });
      const more = { ...ports, toPort: 23, securityGroupId: web.id };
      new aws.ec2.SecurityGroupRule("in", { ...more, type: "ingress", sourceSecurityGroupId: "sg-1" });
      new aws.ec2.SecurityGroupRule("out", { ...more, type: "egress", protocol: "all", self: true });
    });
    const common = { ...NO_PEERS, protocol: "tcp", fromPort: 22, toPort: 22, description: "" };
    assert.deepEqual(ingress, [
      { ...common, cidrBlocks: ["10.0.0.0/8"] },
      { ...common, toPort: 23, securityGroups: ["sg-1"] },
    ]);
    assert.deepEqual(egress, [{ ...common, protocol: "-1", toPort: 23, self: true }]);
  });

  it("has routes in their table", async () => {
    const { routes } = await readBack("aws:ec2/routeTable:RouteTable", "main", () => {
      const table = new aws.ec2.RouteTable("main", {
        vpcId: "vpc-1",
        routes: [{ cidrBlock: "10.1.0.0/16", transitGatewayId: "tgw-1" }],
      });
      new aws.ec2.Route("out", { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" });
      new aws.ec2.Route("six", { routeTableId: table.id, destinationIpv6CidrBlock: "::/0", natGatewayId: "nat-1" });
      new aws.ec2.Route("other", { routeTableId: "rtb-1", destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" });
    });
    const set = (routes as Record<string, string>[]).map((route) =>
      Object.fromEntries(Object.entries(route).filter(([, value]) => value !== "")),
    );
    assert.deepEqual(set, [
      { ipv6CidrBlock: "::/0", natGatewayId: "nat-1" },
      { cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" },
      { cidrBlock: "10.1.0.0/16", transitGatewayId: "tgw-1" },
    ]);
    assert.equal(Object.keys((routes as object[])[0]).length, 13);
  });

  const network = () => {
    const vpc = new aws.ec2.Vpc("main");
    const subnet = new aws.ec2.Subnet("a", { vpcId: vpc.id, availabilityZone: "eu-west-1c" });
    return { vpc, subnet };
  };
  const server = { instanceType: "t3.micro", ami: "ami-1" };

  it("has an instance with its groups, zone and no public address", async () => {
    const outputs = await readBack("aws:ec2/instance:Instance", "web", () => {
      new aws.ec2.Instance("web", { ...server, subnetId: network().subnet.id });
    });
    assert.deepEqual(
      (outputs.vpcSecurityGroupIds as string[]).map((id) => id.slice(0, 3)),
      ["sg-"],
      "the VPC's default",
    );
    assert.equal(outputs.availabilityZone, "eu-west-1c");
    assert.deepEqual(
      [outputs.associatePublicIpAddress, outputs.publicIp, outputs.ipv6Addresses, outputs.securityGroups],
      [false, "", [], []],
    );
  });

  for (const [name, attach] of [
    ["by itself", (id: pulumi.Output<string>) => new aws.ec2.Eip("address", { instance: id })],
    [
      "by an association",
      (id: pulumi.Output<string>) =>
        new aws.ec2.EipAssociation("address", { instanceId: id, allocationId: new aws.ec2.Eip("address").id }),
    ],
  ] as const) {
    it(`has an instance with the Elastic IP address that is attached ${name}`, async () => {
      const program = () => attach(new aws.ec2.Instance("web", { ...server, vpcSecurityGroupIds: ["sg-1"] }).id);
      const outputs = await readBack("aws:ec2/instance:Instance", "web", program);
      const address = await readBack("aws:ec2/eip:Eip", "address", program);
      assert.equal(outputs.associatePublicIpAddress, true);
      assert.equal(outputs.publicIp, address.publicIp);
      assert.deepEqual(outputs.vpcSecurityGroupIds, ["sg-1"]);
      assert.equal(address.instance, outputs.id);
      assert.equal(address.networkInterface, outputs.primaryNetworkInterfaceId);
    });
  }

  it("has load balancers and groups that know their network", async () => {
    const program = () => {
      const { subnet } = network();
      new aws.lb.LoadBalancer("web", { subnets: [subnet.id], securityGroups: ["sg-1"] });
      new aws.lb.LoadBalancer("net", { subnets: [subnet.id], loadBalancerType: "network" });
      const scaling = { minSize: 1, maxSize: 2, targetGroupArns: ["arn:tg"] };
      new aws.autoscaling.Group("web", { vpcZoneIdentifiers: [subnet.id], ...scaling });
    };
    const web = await readBack("aws:lb/loadBalancer:LoadBalancer", "web", program);
    assert.deepEqual(
      [web.loadBalancerType, web.internal, web.ipAddressType, web.securityGroups],
      ["application", false, "ipv4", ["sg-1"]],
    );
    assert.match(web.vpcId as string, /^vpc-/);
    assert.deepEqual(
      (web.subnetMappings as Record<string, unknown>[]).map(({ subnetId }) => subnetId),
      web.subnets,
    );
    assert.deepEqual((await readBack("aws:lb/loadBalancer:LoadBalancer", "net", program)).securityGroups, []);
    const group = await readBack("aws:autoscaling/group:Group", "web", program);
    assert.deepEqual(group.availabilityZones, ["eu-west-1c"]);
    assert.deepEqual(group.trafficSources, [{ identifier: "arn:tg", type: "elbv2" }]);
  });

  it("leaves components and providers as they are", async () => {
    const plan = await planProgram(
      () => {
        new pulumi.ComponentResource("shop:index:Box", "box");
        new aws.ec2.Vpc("main");
      },
      { mode: "update" },
    );
    const outputs = refreshedResources(plan).map((resource) => [
      resource.name,
      Object.keys(resource.outputs).length > 9,
    ]);
    assert.deepEqual(outputs, [
      ["three-tier-dev", false],
      ["box", false],
      ["default_7_48_0", false],
      ["main", true],
    ]);
  });
});
