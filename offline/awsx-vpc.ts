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
import * as aws from "@pulumi/aws";
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
  natGateways?: { strategy?: string; elasticIpAllocationIds?: pulumi.Input<string>[] };
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
  public readonly eips: pulumi.Output<aws.ec2.Eip[]>;
  public readonly internetGateway: pulumi.Output<aws.ec2.InternetGateway>;
  public readonly isolatedSubnetIds: pulumi.Output<string[]>;
  public readonly isolatedSubnets: pulumi.Output<aws.ec2.Subnet[]>;
  public readonly natGateways: pulumi.Output<aws.ec2.NatGateway[]>;
  public readonly privateSubnetIds: pulumi.Output<string[]>;
  public readonly privateSubnets: pulumi.Output<aws.ec2.Subnet[]>;
  public readonly publicSubnetIds: pulumi.Output<string[]>;
  public readonly publicSubnets: pulumi.Output<aws.ec2.Subnet[]>;
  public readonly routeTableAssociations: pulumi.Output<aws.ec2.RouteTableAssociation[]>;
  public readonly routeTables: pulumi.Output<aws.ec2.RouteTable[]>;
  public readonly routes: pulumi.Output<aws.ec2.Route[]>;
  public readonly subnetLayout: pulumi.Output<object[]>;
  public readonly subnets: pulumi.Output<aws.ec2.Subnet[]>;
  public readonly vpc: pulumi.Output<aws.ec2.Vpc>;
  public readonly vpcEndpoints: pulumi.Output<aws.ec2.VpcEndpoint[]>;
  public readonly vpcId: pulumi.Output<string>;

  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ec2:Vpc", name, { name, args: inputs, opts: options }, options);
    const children = createChildren(this, name, supportedArgs(inputs));
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
