/**
 * Stands in for `awsx.ec2.Vpc` 3.9: the same children with the same names, parents, inputs and options, for the
 * arguments in {@link SUPPORTED}. Anything else is refused rather than guessed.
 *
 *     main                     awsx:ec2:Vpc
 *     └─ main                  Vpc
 *        ├─ main               InternetGateway
 *        ├─ main-public-1      Subnet
 *        │  ├─ main-public-1   RouteTable
 *        │  │  ├─ main-public-1  RouteTableAssociation
 *        │  │  └─ main-public-1  Route to the internet gateway
 *        │  └─ main-1          NatGateway, and an Eip where none is given
 *        ├─ main-private-1     Subnet … Route to the NAT gateway
 *        ├─ main-isolated-1    Subnet … without a route
 *        └─ com.amazonaws…s3   VpcEndpoint
 */
import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import { layOutSubnets } from "./subnet-layout";

type Tags = Record<string, pulumi.Input<string>>;
type SubnetType = "Public" | "Private" | "Isolated" | "Unused";

interface SubnetSpec {
  type: SubnetType;
  name?: string;
  cidrMask?: number;
  tags?: Tags;
}

interface Subnet extends SubnetSpec {
  zone: string;
  zoneNumber: number;
  resourceName: string;
  cidrBlock: string;
}

interface EndpointSpec {
  serviceName: string;
  vpcEndpointType?: string;
  policy?: pulumi.Input<string>;
  tags?: Tags;
}

interface VpcArgs {
  availabilityZoneNames: string[];
  availabilityZoneCidrMask?: number;
  cidrBlock?: string;
  enableDnsHostnames?: pulumi.Input<boolean>;
  enableDnsSupport?: pulumi.Input<boolean>;
  natGateways?: { strategy?: "Single" | "OnePerAz" | "None"; elasticIpAllocationIds?: pulumi.Input<string>[] };
  subnetSpecs: SubnetSpec[];
  subnetStrategy: "Auto";
  tags?: Tags;
  vpcEndpointSpecs?: EndpointSpec[];
  vpcEndpointStrategy?: "Auto";
}

const SUPPORTED = {
  vpc: [
    "availabilityZoneCidrMask",
    "availabilityZoneNames",
    "cidrBlock",
    "enableDnsHostnames",
    "enableDnsSupport",
    "natGateways",
    "subnetSpecs",
    "subnetStrategy",
    "tags",
    "vpcEndpointSpecs",
    "vpcEndpointStrategy",
  ],
  natGateways: ["strategy", "elasticIpAllocationIds"],
  subnetSpec: ["type", "name", "cidrMask", "tags"],
  endpointSpec: ["serviceName", "vpcEndpointType", "policy", "tags"],
};

/** Order in which the subnets of a zone are created: a private one needs the NAT gateway of a public one. */
const CREATION_ORDER: SubnetType[] = ["Public", "Private", "Isolated"];

export class Vpc extends pulumi.ComponentResource {
  public readonly eips: pulumi.Output<ec2.Eip[]>;
  public readonly internetGateway: pulumi.Output<ec2.InternetGateway>;
  public readonly isolatedSubnetIds: pulumi.Output<string[]>;
  public readonly isolatedSubnets: pulumi.Output<ec2.Subnet[]>;
  public readonly natGateways: pulumi.Output<ec2.NatGateway[]>;
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  public readonly privateSubnets: pulumi.Output<ec2.Subnet[]>;
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  public readonly publicSubnets: pulumi.Output<ec2.Subnet[]>;
  public readonly routeTableAssociations: pulumi.Output<ec2.RouteTableAssociation[]>;
  public readonly routeTables: pulumi.Output<ec2.RouteTable[]>;
  public readonly routes: pulumi.Output<ec2.Route[]>;
  public readonly subnetLayout: pulumi.Output<object[]>;
  public readonly subnets: pulumi.Output<ec2.Subnet[]>;
  public readonly vpc: pulumi.Output<ec2.Vpc>;
  public readonly vpcEndpoints: pulumi.Output<ec2.VpcEndpoint[]>;
  public readonly vpcId: pulumi.Output<string>;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    // The real one, built with an older SDK, sends no inputs of its own either.
    super("awsx:ec2:Vpc", name, {}, options);
    const children = createChildren(this, name, supportedArgs(name, inputs));
    // Taken from the whole, every output carries the dependencies of all children, as the real component's do.
    const all = pulumi.output(children);
    this.eips = all.eips;
    this.internetGateway = all.internetGateway;
    this.isolatedSubnetIds = all.isolatedSubnetIds;
    this.isolatedSubnets = all.isolatedSubnets;
    this.natGateways = all.natGateways;
    this.privateSubnetIds = all.privateSubnetIds;
    this.privateSubnets = all.privateSubnets;
    this.publicSubnetIds = all.publicSubnetIds;
    this.publicSubnets = all.publicSubnets;
    this.routeTableAssociations = all.routeTableAssociations;
    this.routeTables = all.routeTables;
    this.routes = all.routes;
    this.subnetLayout = all.subnetLayout;
    this.subnets = all.subnets;
    this.vpc = all.vpc;
    this.vpcEndpoints = all.vpcEndpoints;
    this.vpcId = all.vpcId;
    this.registerOutputs();
  }
}

function createChildren(parent: Vpc, name: string, args: VpcArgs) {
  const tags: Tags = { Name: name, ...args.tags };
  const natStrategy = args.natGateways?.strategy ?? "OnePerAz";
  const allocationIds = args.natGateways?.elasticIpAllocationIds ?? [];

  const vpc = new ec2.Vpc(
    name,
    {
      cidrBlock: args.cidrBlock ?? "10.0.0.0/16",
      enableDnsHostnames: args.enableDnsHostnames,
      enableDnsSupport: args.enableDnsSupport,
      tags,
    },
    { parent },
  );
  const inVpc = { parent: vpc, dependsOn: [vpc] };
  const internetGateway = new ec2.InternetGateway(name, { vpcId: vpc.id, tags }, inVpc);

  const subnets: { type: SubnetType; resource: ec2.Subnet }[] = [];
  const routeTables: ec2.RouteTable[] = [];
  const routeTableAssociations: ec2.RouteTableAssociation[] = [];
  const routes: ec2.Route[] = [];
  const natGateways: ec2.NatGateway[] = [];
  const eips: ec2.Eip[] = [];

  for (const spec of subnetsOf(name, args)) {
    const { resourceName, type, zone, zoneNumber } = spec;
    const subnet = new ec2.Subnet(
      resourceName,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        mapPublicIpOnLaunch: type === "Public",
        cidrBlock: spec.cidrBlock,
        assignIpv6AddressOnCreation: false,
        // Absent in the end, but derived from the VPC: unknown at a first preview, as with the real component.
        ipv6CidrBlock: vpc.ipv6CidrBlock.apply(() => undefined as unknown as string),
        tags: { ...tags, ...spec.tags, Name: resourceName, SubnetType: type },
      },
      inVpc,
    );
    subnets.push({ type, resource: subnet });
    const inSubnet = { parent: subnet, dependsOn: [subnet] };

    const routeTable = new ec2.RouteTable(
      resourceName,
      { vpcId: vpc.id, tags: { ...tags, Name: resourceName, SubnetType: type } },
      inSubnet,
    );
    routeTables.push(routeTable);
    const inRouteTable = { parent: routeTable, dependsOn: [routeTable] };

    routeTableAssociations.push(
      new ec2.RouteTableAssociation(resourceName, { routeTableId: routeTable.id, subnetId: subnet.id }, inRouteTable),
    );

    const gatewayWanted = { Single: natGateways.length === 0, OnePerAz: natGateways.length < zoneNumber, None: false };
    if (type === "Public" && gatewayWanted[natStrategy]) {
      const natName = `${name}-${zoneNumber}`;
      const natTags: Tags = { ...args.tags, Name: natName };
      let allocationId = allocationIds[zoneNumber - 1];
      if (allocationIds.length === 0) {
        const eip = new ec2.Eip(natName, { tags: natTags }, inSubnet);
        eips.push(eip);
        allocationId = eip.allocationId;
      }
      natGateways.push(new ec2.NatGateway(natName, { subnetId: subnet.id, allocationId, tags: natTags }, inSubnet));
    }

    const toInternet = { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0" };
    if (type === "Public") {
      routes.push(new ec2.Route(resourceName, { ...toInternet, gatewayId: internetGateway.id }, inRouteTable));
    } else if (type === "Private" && natStrategy !== "None") {
      const natGatewayId = natGateways[natStrategy === "Single" ? 0 : zoneNumber - 1]?.id;
      routes.push(new ec2.Route(resourceName, { ...toInternet, natGatewayId }, inRouteTable));
    }
  }

  const vpcEndpoints = (args.vpcEndpointSpecs ?? []).map(
    (spec) =>
      new ec2.VpcEndpoint(
        spec.serviceName,
        {
          policy: spec.policy,
          routeTableIds: routeTables.map((table) => table.id),
          serviceName: spec.serviceName,
          tags: { ...tags, ...spec.tags },
          vpcEndpointType: spec.vpcEndpointType,
          vpcId: vpc.id,
        },
        inVpc,
      ),
  );

  const ofType = (wanted: SubnetType) => subnets.filter(({ type }) => type === wanted).map(({ resource }) => resource);
  return {
    vpc,
    vpcId: vpc.id,
    internetGateway,
    subnets: subnets.map(({ resource }) => resource),
    publicSubnets: ofType("Public"),
    privateSubnets: ofType("Private"),
    isolatedSubnets: ofType("Isolated"),
    publicSubnetIds: ofType("Public").map(({ id }) => id),
    privateSubnetIds: ofType("Private").map(({ id }) => id),
    isolatedSubnetIds: ofType("Isolated").map(({ id }) => id),
    subnetLayout: args.subnetSpecs.map(({ type, name, cidrMask }) => ({
      type,
      ...(name !== undefined && { name }),
      ...(cidrMask !== undefined && { cidrMask, size: 2 ** (32 - cidrMask) }),
    })),
    routeTables,
    routeTableAssociations,
    routes,
    natGateways,
    eips,
    vpcEndpoints,
  };
}

/** All subnets in the order of their creation. */
function subnetsOf(vpcName: string, args: VpcArgs): Subnet[] {
  const cidrBlocks = layOutSubnets({
    vpcCidr: args.cidrBlock ?? "10.0.0.0/16",
    zones: args.availabilityZoneNames.length,
    zoneMask: args.availabilityZoneCidrMask,
    subnetMasks: args.subnetSpecs.map(({ cidrMask }) => cidrMask),
  });
  return args.availabilityZoneNames.flatMap((zone, zoneIndex) =>
    args.subnetSpecs
      .map((spec, index) => ({
        ...spec,
        zone,
        zoneNumber: zoneIndex + 1,
        resourceName: `${vpcName}-${spec.name ?? spec.type.toLowerCase()}-${zoneIndex + 1}`,
        cidrBlock: cidrBlocks[zoneIndex]?.[index] ?? "",
      }))
      .filter(({ type }) => type !== "Unused")
      .sort((a, b) => CREATION_ORDER.indexOf(a.type) - CREATION_ORDER.indexOf(b.type)),
  );
}

/** The arguments as they are, once it is certain that this stand-in does with them what awsx does. */
function supportedArgs(name: string, inputs: pulumi.Inputs): VpcArgs {
  const fault = faultOf(inputs);
  if (fault !== undefined) {
    throw new Error(`${name}: ${fault}`);
  }
  return inputs as VpcArgs;
}

function faultOf(inputs: pulumi.Inputs): string | undefined {
  const args = inputs as VpcArgs;
  const specs = list<SubnetSpec>(args.subnetSpecs);
  const endpoints = list<EndpointSpec>(args.vpcEndpointSpecs);
  const zones = list<string>(args.availabilityZoneNames);
  return (
    unsupportedKey("", args, SUPPORTED.vpc) ??
    unsupportedKey("natGateways.", args.natGateways, SUPPORTED.natGateways) ??
    specs.map((spec) => unsupportedKey("subnetSpecs.", spec, SUPPORTED.subnetSpec)).find(Boolean) ??
    endpoints.map((spec) => unsupportedKey("vpcEndpointSpecs.", spec, SUPPORTED.endpointSpec)).find(Boolean) ??
    wrongIf(zones.length === 0, "availabilityZoneNames must be given: zones are not looked up offline") ??
    wrongIf((args.subnetStrategy as unknown) !== "Auto", `subnetStrategy must be "Auto" offline`) ??
    wrongIf(specs.length === 0, "subnetSpecs must be given, in plain values, offline") ??
    wrongIf(args.cidrBlock !== undefined && !isCidr(args.cidrBlock), "cidrBlock must be a plain IPv4 block") ??
    subnetFault(specs) ??
    natFault(args, specs, zones.length) ??
    endpointFault(args, endpoints)
  );
}

function unsupportedKey(path: string, given: object | undefined, supported: string[]): string | undefined {
  const key = Object.entries(given ?? {}).find(
    ([name, value]) => value !== undefined && !supported.includes(name),
  )?.[0];
  return wrongIf(key !== undefined, `${path}${key ?? ""} is not supported offline; what is: ${supported.join(", ")}`);
}

function subnetFault(specs: SubnetSpec[]): string | undefined {
  const types: string[] = [...CREATION_ORDER, "Unused"];
  const names = specs.map(({ type, name }) => name ?? type);
  return (
    specs
      .map(({ type }) =>
        wrongIf(!types.includes(type), `subnetSpecs.type is "${type}"; it must be ${types.join(", ")}`),
      )
      .find(Boolean) ??
    specs
      .map(({ cidrMask: mask }) => wrongIf(!isMask(mask), `subnetSpecs.cidrMask is ${mask ?? ""}; AWS allows 16 to 28`))
      .find(Boolean) ??
    wrongIf(new Set(names).size < names.length, "subnetSpecs of one type need different names")
  );
}

function natFault({ natGateways }: VpcArgs, specs: SubnetSpec[], zones: number): string | undefined {
  const strategy: string = natGateways?.strategy ?? "OnePerAz";
  const allowedByStrategy: Partial<Record<string, number[]>> = { None: [0], Single: [0, 1], OnePerAz: [0, zones] };
  const allowed = allowedByStrategy[strategy];
  const addresses = list(natGateways?.elasticIpAllocationIds).length;
  const has = (...types: SubnetType[]) => specs.some(({ type }) => types.includes(type));
  return (
    wrongIf(!allowed, `natGateways.strategy is "${strategy}"; it must be "Single", "OnePerAz" or "None"`) ??
    wrongIf(
      !allowed?.includes(addresses),
      `natGateways.elasticIpAllocationIds holds ${addresses}; strategy "${strategy}" takes ${allowed?.join(" or ") ?? ""}`,
    ) ??
    wrongIf(
      strategy !== "None" && !(has("Public") && has("Private", "Isolated")),
      `natGateways.strategy "${strategy}" needs public subnets to stand in, and private or isolated ones to serve`,
    )
  );
}

function endpointFault({ vpcEndpointStrategy }: VpcArgs, specs: EndpointSpec[]): string | undefined {
  const isGateway = ({ vpcEndpointType = "Gateway" }: EndpointSpec) => vpcEndpointType.toLowerCase() === "gateway";
  return (
    wrongIf(
      specs.length > 0 && (vpcEndpointStrategy as unknown) !== "Auto",
      `vpcEndpointStrategy must be "Auto" offline`,
    ) ?? wrongIf(!specs.every(isGateway), "vpcEndpointSpecs of another type than gateway are not supported offline")
  );
}

function wrongIf(wrong: boolean, fault: string): string | undefined {
  return wrong ? fault : undefined;
}

/** A plain list; anything else, an output for example, counts as absent. */
function list<T>(value: T[] | undefined): T[] {
  return Array.isArray(value) ? value : [];
}

function isCidr(value: unknown): boolean {
  return typeof value === "string" && /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(value);
}

function isMask(value: unknown): boolean {
  return value === undefined || (Number.isInteger(value) && Number(value) >= 16 && Number(value) <= 28);
}
