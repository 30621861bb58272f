import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { find, findOne, planProgram, type Plan, type PlanOptions } from "./plan";

/**
 * Recorded by running awsx's own `Vpc` class (its source between 3.8 and 3.9) in the place of the stand-in, with the
 * arguments of {@link CASES}.
 */
const GOLDEN = JSON.parse(readFileSync(join(__dirname, "testdata/awsx-vpc.golden.json"), "utf8")) as Record<
  string,
  Recorded[]
>;

interface Recorded {
  urn: string;
}

const ZONES = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"];
const THREE_KINDS: awsx.types.input.ec2.SubnetSpecArgs[] = [
  { type: "Public", cidrMask: 24 },
  { type: "Private", cidrMask: 22 },
  { type: "Isolated", cidrMask: 24 },
];
const S3 = "com.amazonaws.ap-northeast-2.s3";

const CASES: Record<string, (addresses: pulumi.Output<string>[]) => awsx.ec2.VpcArgs> = {
  single: ([address]) => ({
    availabilityZoneNames: ZONES.slice(0, 2),
    cidrBlock: "10.0.0.0/16",
    enableDnsHostnames: true,
    availabilityZoneCidrMask: 20,
    subnetStrategy: "Auto",
    subnetSpecs: THREE_KINDS,
    natGateways: { strategy: "Single", elasticIpAllocationIds: [address] },
    vpcEndpointSpecs: [{ serviceName: S3 }],
    vpcEndpointStrategy: "Auto",
    tags: { Project: "three-tier" },
  }),
  onePerZone: (addresses) => ({
    availabilityZoneNames: ZONES,
    cidrBlock: "10.20.0.0/16",
    enableDnsHostnames: true,
    enableDnsSupport: true,
    availabilityZoneCidrMask: 19,
    subnetStrategy: "Auto",
    subnetSpecs: THREE_KINDS,
    natGateways: { strategy: "OnePerAz", elasticIpAllocationIds: addresses },
    vpcEndpointSpecs: [{ serviceName: S3, vpcEndpointType: "Gateway", tags: { Kind: "gateway" } }],
    vpcEndpointStrategy: "Auto",
  }),
  ownAddresses: () => ({
    availabilityZoneNames: ZONES.slice(0, 2),
    cidrBlock: "10.0.0.0/20",
    subnetStrategy: "Auto",
    subnetSpecs: [
      { type: "Private" },
      { type: "Public", name: "edge", tags: { Edge: "yes" } },
      { type: "Isolated", name: "data" },
      { type: "Unused" },
    ],
    natGateways: { strategy: "OnePerAz" },
  }),
  none: () => ({
    availabilityZoneNames: ZONES.slice(0, 2),
    cidrBlock: "10.9.0.0/16",
    availabilityZoneCidrMask: 20,
    subnetStrategy: "Auto",
    subnetSpecs: [
      { type: "Isolated", cidrMask: 26 },
      { type: "Public", cidrMask: 24 },
      { type: "Private", cidrMask: 22 },
      { type: "Private", name: "extra", cidrMask: 23 },
    ],
    natGateways: { strategy: "None" },
    vpcEndpointSpecs: [{ serviceName: S3 }, { serviceName: "com.amazonaws.ap-northeast-2.dynamodb", policy: "{}" }],
    vpcEndpointStrategy: "Auto",
  }),
};

/** Plans the VPC of a case, with a group beside it that takes one of each kind of output. */
function planCase(name: string, options: PlanOptions = {}): Promise<Plan> {
  return planProgram(() => {
    const addresses = ZONES.map((_, index) => new aws.ec2.Eip(`nat-${index + 1}`, {}).allocationId);
    const vpc = new awsx.ec2.Vpc("main", CASES[name](addresses), { protect: name === "single" });
    new aws.ec2.SecurityGroup("probe", {
      vpcId: vpc.vpcId,
      tags: {
        subnets: pulumi.interpolate`${vpc.privateSubnetIds}`,
        nat: vpc.natGateways.apply((all) => pulumi.all(all.map(({ id }) => id)).apply((ids) => ids.join())),
      },
      name: vpc.isolatedSubnetIds.apply((ids) => ids.join()),
      description: vpc.vpc.cidrBlock,
      revokeRulesOnDelete: vpc.eips.apply((all) => all.length > 0),
    });
  }, options);
}

/** The VPC's resources, and the group's, in the words of the golden file. */
function recorded(plan: Plan): Recorded[] {
  const all = plan.resources
    .filter(({ urn, name }) => urn.includes("awsx:ec2:Vpc") || name === "probe")
    .map(({ urn, parent, inputs, dependencies, propertyDependencies, protect }) => ({
      urn,
      parent,
      inputs,
      dependencies: dependencies.toSorted(),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([key, urns]) => [key, urns.toSorted()]),
      ),
      protect,
    }));
  return JSON.parse(JSON.stringify(all).replaceAll("urn:pulumi:dev::three-tier::", "")) as Recorded[];
}

describe("the stand-in for awsx.ec2.Vpc", () => {
  for (const name of Object.keys(CASES)) {
    it(`registers what awsx registers: ${name}`, async () => {
      assert.deepEqual(recorded(await planCase(name)).sort(byUrn), GOLDEN[name].sort(byUrn));
    });

    it(`registers the same at preview and at update: ${name}`, async () => {
      const urns = ({ resources }: Plan) => resources.map(({ urn }) => urn);
      assert.deepEqual(urns(await planCase(name, { mode: "update" })), urns(await planCase(name)));
    });
  }

  it("leads private subnets to the one NAT gateway, and isolated ones nowhere", async () => {
    const plan = await planCase("single", { mode: "update" });
    const gateway = findOne(plan, "aws:ec2/natGateway:NatGateway");
    assert.equal(gateway.inputs.allocationId, findOne(plan, "aws:ec2/eip:Eip", "nat-1").id);
    const routes = find(plan, "aws:ec2/route:Route");
    assert.deepEqual(
      routes
        .map(({ name, inputs }) => [name, inputs.natGatewayId === gateway.id, inputs.gatewayId !== undefined])
        .sort(),
      [
        ["main-private-1", true, false],
        ["main-private-2", true, false],
        ["main-public-1", false, true],
        ["main-public-2", false, true],
      ],
    );
  });

  it("leads every zone to the NAT gateway of its own", async () => {
    const plan = await planCase("onePerZone", { mode: "update" });
    for (const zone of [1, 2, 3]) {
      const route = findOne(plan, "aws:ec2/route:Route", `main-private-${zone}`);
      assert.equal(route.inputs.natGatewayId, findOne(plan, "aws:ec2/natGateway:NatGateway", `main-${zone}`).id);
    }
  });

  it("makes every id that comes out of it wait for all subnets", async () => {
    const plan = await planCase("single");
    const { vpcId } = findOne(plan, "aws:ec2/securityGroup:SecurityGroup", "probe").propertyDependencies;
    for (const { urn } of find(plan, "aws:ec2/subnet:Subnet")) {
      assert.ok(vpcId.includes(urn), urn);
    }
  });

  it("hands an explicit provider on to every child, and protection too", async () => {
    const plan = await planProgram(() => {
      const west = new aws.Provider("west", { region: "us-west-2" });
      const args = CASES.single([pulumi.output("eipalloc-1")]);
      new awsx.ec2.Vpc("main", args, { providers: { aws: west }, protect: true });
    });
    const children = plan.resources.filter(({ urn, custom }) => urn.includes("awsx:ec2:Vpc$") && custom);
    assert.equal(children.length, 26);
    for (const { urn, provider, protect } of children) {
      assert.match(provider ?? "", /::pulumi:providers:aws::west::/, urn);
      assert.equal(protect, true);
    }
  });

  const refused: [string, object, RegExp][] = [
    ["an argument it does not know", { ipv4IpamPoolId: "pool" }, /ipv4IpamPoolId is not supported offline; what is: /],
    [
      "a subnet's argument it does not know",
      { subnetSpecs: [{ type: "Public", size: 256 }] },
      /subnetSpecs\.size is not/,
    ],
    ["another strategy", { subnetStrategy: "Exact" }, /subnetStrategy must be "Auto"/],
    ["zones to be looked up", { availabilityZoneNames: undefined }, /availabilityZoneNames must be given/],
    ["default subnets", { subnetSpecs: undefined }, /subnetSpecs must be given/],
    ["a block that is none", { cidrBlock: "ten" }, /cidrBlock must be a plain IPv4 block/],
    ["a mask AWS refuses", { subnetSpecs: [{ type: "Public", cidrMask: 29 }] }, /cidrMask is 29; AWS allows 16 to 28/],
    ["a type that is none", { subnetSpecs: [{ type: "Pubic" }] }, /type is "Pubic"/],
    ["two subnets of one name", { subnetSpecs: [{ type: "Public" }, { type: "Public" }] }, /need different names/],
    [
      "NAT gateways that serve nobody",
      { subnetSpecs: [{ type: "Public" }] },
      /needs public subnets .* private or isolated/,
    ],
    ["a NAT strategy that is none", { natGateways: { strategy: "Two" } }, /strategy is "Two"/],
    [
      "more addresses than NAT gateways",
      { natGateways: { strategy: "Single", elasticIpAllocationIds: ["a", "b"] } },
      /holds 2; strategy "Single" takes 0 or 1/,
    ],
    [
      "fewer addresses than NAT gateways",
      { natGateways: { strategy: "OnePerAz", elasticIpAllocationIds: ["a"] } },
      /holds 1; strategy "OnePerAz" takes 0 or 2/,
    ],
    ["endpoints without the strategy", { vpcEndpointStrategy: undefined }, /vpcEndpointStrategy must be "Auto"/],
    [
      "interface endpoints",
      { vpcEndpointSpecs: [{ serviceName: "s", vpcEndpointType: "Interface" }] },
      /another type than gateway/,
    ],
    [
      "subnets that do not fit",
      { availabilityZoneCidrMask: 23 },
      /awsx:ec2:Vpc resource 'main' has a problem: .*need 1536/,
    ],
  ];
  for (const [name, change, message] of refused) {
    it(`refuses ${name}`, async () => {
      const args = { ...CASES.single([pulumi.output("eipalloc-1")]), ...change };
      await assert.rejects(
        planProgram(() => {
          new awsx.ec2.Vpc("main", args);
        }),
        message,
      );
    });
  }
});

function byUrn(a: Recorded, b: Recorded): number {
  return a.urn < b.urn ? -1 : 1;
}
