import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { Netmask } from "netmask";
import * as aws from "./aws";
import { assumeRolePolicy } from "./iam";

/** Settings of {@link VpcWithNat}. */
export interface NetworkSettings {
  /** IPv4 range of the VPC, a private block of size /16 to /22. Never changes once deployed. */
  cidrBlock: string;
  /**
   * Zones to spread over, two to six of the stack's region. Only ever append: awsx names subnets by position, and a
   * moved public subnet means a new NAT gateway on an address that is still in use.
   */
  availabilityZoneNames: string[];
  /**
   * - `single`: one NAT gateway and one fixed outbound address shared by all servers.
   * - `onePerZone`: as many of both as there are zones.
   *
   * @default "single"
   */
  natGateways?: "single" | "onePerZone";
  /**
   * Allocation ids (`eipalloc-…`) of existing addresses to leave by, one per NAT gateway.
   *
   * @default new addresses are allocated
   */
  eipAllocationIds?: string[];
  /** Days that VPC flow logs are kept in CloudWatch Logs. @default no flow logs */
  flowLogRetentionDays?: number;
}

export interface VpcWithNatArgs extends NetworkSettings {
  /** Region of the zones. */
  region: string;
  /** Refuse to delete the outbound addresses: outsiders have them on their allow lists. @default false */
  protect?: boolean;
}

/**
 * The network: a VPC with public, private and isolated subnets in every zone, and one fixed address to leave it by.
 *
 * Creates the VPC with its subnets, route tables, gateways and S3 gateway endpoint (by `awsx.ec2.Vpc`), the outbound
 * EIP, flow logs where asked for, and empties the default security group.
 *
 * One to a stack: awsx names the S3 endpoint after the service, and a second one would have the same URN.
 *
 * About 43 USD a month for each NAT gateway and 4 USD for its address (Seoul), plus the traffic through it.
 */
export class VpcWithNat extends pulumi.ComponentResource {
  public readonly vpcId: pulumi.Output<string>;
  public readonly cidrBlock: string;
  public readonly availabilityZoneNames: string[];
  /** Subnets with a route to the internet gateway, one per zone. */
  public readonly publicSubnetIds: pulumi.Output<string>[];
  /** Subnets that reach the internet through the NAT gateway alone, one per zone. */
  public readonly privateSubnetIds: pulumi.Output<string>[];
  /** Subnets without any route out of the VPC but the S3 endpoint, one per zone. */
  public readonly isolatedSubnetIds: pulumi.Output<string>[];
  /** The fixed addresses all servers leave by. */
  public readonly outboundAddresses: pulumi.Output<string[]>;

  constructor(name: string, args: VpcWithNatArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:VpcWithNat", name, {}, opts);
    const child = { parent: this };
    this.cidrBlock = args.cidrBlock;
    this.availabilityZoneNames = args.availabilityZoneNames;

    const outbound = outboundAddresses(name, args, this);
    const zoneMask = new Netmask(args.cidrBlock).bitmask + 3;
    const vpc = new Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        availabilityZoneNames: args.availabilityZoneNames,
        // Off by default; without it the names of EFS file systems do not resolve.
        enableDnsHostnames: true,
        // Room for eight zones whatever their number today: without a fixed mask a new zone would move every CIDR.
        subnetStrategy: "Auto",
        availabilityZoneCidrMask: zoneMask,
        subnetSpecs: [
          { type: "Private", cidrMask: zoneMask + 1 },
          { type: "Public", cidrMask: zoneMask + 2 },
          { type: "Isolated", cidrMask: zoneMask + 3 },
        ],
        natGateways: {
          strategy: args.natGateways === "onePerZone" ? "OnePerAz" : "Single",
          elasticIpAllocationIds: outbound.allocationIds,
        },
        vpcEndpointStrategy: "Auto",
        vpcEndpointSpecs: [{ serviceName: `com.amazonaws.${args.region}.s3`, vpcEndpointType: "Gateway" }],
      },
      child,
    );

    // Without rules of its own nobody gets in or out by forgetting to name a group.
    new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId }, child);
    if (args.flowLogRetentionDays !== undefined) {
      flowLogs(`${name}-flow-logs`, vpc.vpcId, args.flowLogRetentionDays, this);
    }

    // A list with a length: a first preview knows over how many zones something is spread, although not yet their ids.
    const perZone = (ids: pulumi.Output<string[]>) => args.availabilityZoneNames.map((_, index) => ids[index]);
    this.vpcId = vpc.vpcId;
    this.publicSubnetIds = perZone(vpc.publicSubnetIds);
    this.privateSubnetIds = perZone(vpc.privateSubnetIds);
    this.isolatedSubnetIds = perZone(vpc.isolatedSubnetIds);
    this.outboundAddresses = outbound.addresses;
    this.registerOutputs({
      vpcId: this.vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      isolatedSubnetIds: this.isolatedSubnetIds,
      outboundAddresses: this.outboundAddresses,
    });
  }
}

interface OutboundAddresses {
  allocationIds: pulumi.Input<string>[];
  addresses: pulumi.Output<string[]>;
}

/** One address per NAT gateway: existing ones, or new ones of our own rather than awsx's, so that they can be protected. */
function outboundAddresses(name: string, args: VpcWithNatArgs, parent: VpcWithNat): OutboundAddresses {
  if (args.eipAllocationIds !== undefined) {
    const existing = args.eipAllocationIds.map((id) => aws.ec2.getElasticIpOutput({ id }, { parent }));
    return {
      allocationIds: args.eipAllocationIds,
      addresses: pulumi.all(existing.map((address) => address.publicIp)),
    };
  }
  const gateways = args.natGateways === "onePerZone" ? args.availabilityZoneNames.length : 1;
  const eips = Array.from({ length: gateways }, (_, index) => {
    const eipName = index === 0 ? `${name}-outbound` : `${name}-outbound-${index + 1}`;
    return new aws.ec2.Eip(
      eipName,
      { domain: "vpc", tags: { Name: eipName } },
      { parent, protect: args.protect ?? false },
    );
  });
  return {
    allocationIds: eips.map((eip) => eip.allocationId),
    addresses: pulumi.all(eips.map((eip) => eip.publicIp)),
  };
}

/** Records every connection, accepted or rejected, in CloudWatch Logs. Permissions: VPC guide, "IAM role for publishing flow logs to CloudWatch Logs". */
function flowLogs(name: string, vpcId: pulumi.Input<string>, retentionInDays: number, parent: VpcWithNat): void {
  const child = { parent };
  const logGroup = new aws.cloudwatch.LogGroup(name, { retentionInDays }, child);
  const role = new aws.iam.Role(name, { assumeRolePolicy: assumeRolePolicy("vpc-flow-logs.amazonaws.com") }, child);
  const policy = new aws.iam.RolePolicy(
    name,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
            Resource: pulumi.interpolate`${logGroup.arn}:*`,
          },
          // Cannot be narrowed to one group.
          { Effect: "Allow", Action: "logs:DescribeLogGroups", Resource: "*" },
        ],
      }),
    },
    child,
  );
  new aws.ec2.FlowLog(
    name,
    { vpcId, trafficType: "ALL", logDestination: logGroup.arn, iamRoleArn: role.arn, tags: { Name: name } },
    { parent, dependsOn: [policy] },
  );
}
