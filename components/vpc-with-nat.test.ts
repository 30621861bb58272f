import assert from "node:assert/strict";
import { find, planned, the } from "./test-support";
import { VpcWithNat, type VpcWithNatArgs } from "./vpc-with-nat";

const plan = (difference: Partial<VpcWithNatArgs> = {}) =>
  planned(
    () =>
      new VpcWithNat("main", {
        cidrBlock: "10.20.0.0/16",
        availabilityZoneNames: ["ap-northeast-2a", "ap-northeast-2c"],
        region: "ap-northeast-2",
        ...difference,
      }),
  );

const cidrs = async (difference?: Partial<VpcWithNatArgs>) =>
  Object.fromEntries(
    find(await plan(difference), "aws:ec2/subnet:Subnet").map(({ name, inputs }) => [name, inputs.cidrBlock as string]),
  );

describe("VpcWithNat subnets", () => {
  it("has a private, a public and an isolated one in every zone", async () => {
    assert.deepEqual(await cidrs(), {
      "main-private-1": "10.20.0.0/20",
      "main-public-1": "10.20.16.0/21",
      "main-isolated-1": "10.20.24.0/22",
      "main-private-2": "10.20.32.0/20",
      "main-public-2": "10.20.48.0/21",
      "main-isolated-2": "10.20.56.0/22",
    });
  });

  it("moves none of them when a zone is appended", async () => {
    const before = await cidrs();
    const after = await cidrs({ availabilityZoneNames: ["ap-northeast-2a", "ap-northeast-2c", "ap-northeast-2b"] });
    assert.deepEqual(Object.fromEntries(Object.keys(before).map((name) => [name, after[name]])), before);
    assert.equal(Object.keys(after).length, 9);
  });

  it("fits six zones into the smallest range", async () => {
    const zones = ["a", "b", "c", "d", "e", "f"].map((letter) => `us-east-1${letter}`);
    const all = await cidrs({ cidrBlock: "10.0.0.0/22", availabilityZoneNames: zones, region: "us-east-1" });
    assert.equal(all["main-isolated-6"], "10.0.2.224/28");
  });
});

describe("VpcWithNat outbound addresses", () => {
  it("is one address for one NAT gateway", async () => {
    const network = await plan({ protect: true });
    const eip = the(network, "Eip", "main-outbound");
    assert.deepEqual(eip.inputs, { domain: "vpc", tags: { Name: "main-outbound" } });
    assert.equal(eip.protect, true);
    const gateways = find(network, "aws:ec2/natGateway:NatGateway");
    assert.deepEqual(
      gateways.map(({ name, inputs }) => [name, inputs.allocationId as string]),
      [["main-1", eip.outputs.allocationId]],
    );
    assert.deepEqual(find(network, "three-tier:index:VpcWithNat")[0]?.outputs.outboundAddresses, [
      eip.outputs.publicIp,
    ]);
  });

  it("is one address a zone where asked for, the first one unmoved", async () => {
    const network = await plan({ natGateways: "onePerZone" });
    const eips = find(network, "aws:ec2/eip:Eip");
    assert.deepEqual(eips.map(({ name }) => name).sort(), ["main-outbound", "main-outbound-2"]);
    assert.equal(find(network, "aws:ec2/natGateway:NatGateway").length, 2);
  });

  it("is an existing one where its allocation id is given", async () => {
    const network = await plan({ eipAllocationIds: ["eipalloc-0123456789abcdef0"] });
    assert.deepEqual(find(network, "aws:ec2/eip:Eip"), []);
    assert.equal(the(network, "NatGateway", "main-1").inputs.allocationId, "eipalloc-0123456789abcdef0");
    const [component] = find(network, "three-tier:index:VpcWithNat");
    assert.equal((component.outputs.outboundAddresses as string[]).length, 1);
  });
});

describe("VpcWithNat extras", () => {
  it("resolves the names of file systems", async () => {
    const [vpc] = find(await plan(), "aws:ec2/vpc:Vpc");
    assert.equal(vpc.inputs.enableDnsHostnames, true);
  });

  it("empties the default security group", async () => {
    const network = await plan();
    assert.deepEqual(the(network, "DefaultSecurityGroup", "main").inputs, {
      vpcId: find(network, "aws:ec2/vpc:Vpc")[0]?.id,
    });
  });

  it("has an S3 gateway endpoint in every route table", async () => {
    const network = await plan();
    const endpoint = the(network, "VpcEndpoint", "com.amazonaws.ap-northeast-2.s3");
    assert.equal(endpoint.inputs.vpcEndpointType, "Gateway");
    assert.deepEqual(
      [...(endpoint.inputs.routeTableIds as string[])].sort(),
      find(network, "aws:ec2/routeTable:RouteTable")
        .map(({ id }) => id)
        .sort(),
    );
  });

  it("has no flow logs unless asked for", async () => {
    assert.deepEqual(find(await plan(), "aws:ec2/flowLog:FlowLog"), []);
  });

  it("records all connections in a log group the role may write to, and nothing else", async () => {
    const network = await plan({ flowLogRetentionDays: 30 });
    const logGroup = the(network, "LogGroup", "main-flow-logs");
    assert.deepEqual(logGroup.inputs, { retentionInDays: 30 });
    assert.deepEqual(the(network, "FlowLog", "main-flow-logs").inputs, {
      vpcId: find(network, "aws:ec2/vpc:Vpc")[0]?.id,
      trafficType: "ALL",
      logDestination: logGroup.outputs.arn,
      iamRoleArn: the(network, "Role", "main-flow-logs").outputs.arn,
      tags: { Name: "main-flow-logs" },
    });
    const policy = JSON.parse(the(network, "RolePolicy", "main-flow-logs").inputs.policy as string) as {
      Statement: { Action: string | string[]; Resource: string }[];
    };
    assert.deepEqual(
      policy.Statement.map(({ Action, Resource }) => [Action, Resource]),
      [
        [
          ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          `${logGroup.outputs.arn as string}:*`,
        ],
        ["logs:DescribeLogGroups", "*"],
      ],
    );
  });
});
