/** What one resource costs, by its type. Reads nothing but what is known at a first preview. */
import type { PlannedResource } from "../offline/plan";
import { UNKNOWN } from "../offline/wire";
import type { Engine, PriceTable, Unit, Use } from "./prices";

/** A resource as a plan has it. */
export interface CostedResource extends Pick<
  PlannedResource,
  "urn" | "type" | "name" | "parent" | "custom" | "external" | "provider"
> {
  inputs: Record<string, unknown>;
  propertyDependencies: Partial<Record<string, string[]>>;
}

/** Something that is paid for by time. */
export interface Charge {
  /** What is paid for: `t3.small`, `gp3 storage`. */
  what: string;
  /** How many of it there are, or how many GB it has. */
  quantity: number;
  /** The same when every group is at its maximum. */
  maxQuantity: number;
  unitPrice: number;
  per: "hour" | "month" | "GB-month";
}

/** Something that is paid for by use, which no plan knows. */
export interface UseCharge {
  what: string;
  /** Nothing where the table has no price of it. */
  unitPrice?: number;
  per?: string;
}

export interface Priced {
  charges: Charge[];
  use: UseCharge[];
  /** What costs something that is not known here: `t9.huge`. */
  notPriced: string[];
}

export interface Known {
  prices: PriceTable;
  resources: readonly CostedResource[];
}

type Pricer = (resource: CostedResource, known: Known) => Partial<Priced>;

/** Types that cost something. */
export const PRICERS: Readonly<Partial<Record<string, Pricer>>> = {
  "aws:acm/certificate:Certificate": ({ inputs }) =>
    isAbsent(inputs.certificateAuthorityArn) ? {} : { notPriced: ["a certificate of a private authority"] },
  "aws:autoscaling/group:Group": scalingGroup,
  "aws:cloudwatch/logGroup:LogGroup": (_, { prices }) => ({
    use: [used(prices, "logIngestion", "log ingestion"), used(prices, "logStorage", "log storage")],
  }),
  "aws:ebs/volume:Volume": ({ inputs }, { prices }) => volume(prices, inputs.type, inputs.size, inputs),
  "aws:ec2/eip:Eip": (_, { prices }) => ({ charges: [publicAddresses(prices, 1)] }),
  "aws:ec2/instance:Instance": instance,
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/vpcEndpoint:VpcEndpoint": vpcEndpoint,
  "aws:efs/backupPolicy:BackupPolicy": ({ inputs }) =>
    asMap(inputs.backupPolicy).status === "DISABLED" ? {} : { use: [{ what: "backups of the file system" }] },
  "aws:efs/fileSystem:FileSystem": (_, { prices }) => ({
    use: [used(prices, "efsStandard", "EFS storage"), { what: "EFS infrequent access, reads and writes" }],
  }),
  "aws:kms/key:Key": (_, { prices }) => ({
    charges: [charge(prices, "kmsKey", "key", 1)],
    use: [used(prices, "kmsRequests", "KMS requests")],
  }),
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:rds/instance:Instance": database,
  "aws:s3/bucket:Bucket": (_, { prices }) => ({
    use: [used(prices, "s3Standard", "S3 storage"), { what: "S3 requests" }],
  }),
  "aws:secretsmanager/secret:Secret": (_, { prices }) => ({
    charges: [charge(prices, "secret", "secret", 1)],
    use: [used(prices, "secretRequests", "Secrets Manager requests")],
  }),
};

/** An instance of its own, with its volumes and, where it has one that is no EIP, its public address. */
function instance(resource: CostedResource, known: Known): Partial<Priced> {
  const { inputs, urn } = resource;
  const hasEip = known.resources.some(
    ({ type, propertyDependencies }) =>
      /^aws:ec2\/eip(Association)?:/.test(type) &&
      (propertyDependencies.instance ?? propertyDependencies.instanceId ?? []).includes(urn),
  );
  const { associatePublicIpAddress } = inputs;
  return joined([
    server(known.prices, inputs, 1, 1),
    ...[inputs.rootBlockDevice, ...asList(inputs.ebsBlockDevices)].map((device) => {
      if (isAbsent(device)) return { notPriced: ["a root volume as its image has it"] };
      const { volumeType, volumeSize, ...rest } = asMap(device);
      return volume(known.prices, volumeType, volumeSize, rest);
    }),
    hasEip || associatePublicIpAddress === false
      ? {}
      : associatePublicIpAddress === true
        ? { charges: [publicAddresses(known.prices, 1)] }
        : { notPriced: ["a public address, where the subnet gives one"] },
  ]);
}

/** The servers that a group runs at its smallest, or as many as it is told to; and at its largest. */
function scalingGroup(resource: CostedResource, known: Known): Partial<Priced> {
  const { inputs } = resource;
  const template = referenced(resource, "launchTemplate", "aws:ec2/launchTemplate:LaunchTemplate", known);
  const least = [inputs.desiredCapacity, inputs.minSize].find((size) => !isAbsent(size));
  const most = inputs.maxSize;
  if (template === undefined) return { notPriced: ["servers of a template that is not the stack's"] };
  if (typeof least !== "number" || typeof most !== "number") {
    return { notPriced: ["servers of a group whose size is not known"] };
  }
  const devices = asList(template.inputs.blockDeviceMappings).map((mapping) => asMap(asMap(mapping).ebs));
  const interfaces = asList(template.inputs.networkInterfaces).map(asMap);
  const addresses = interfaces.filter(({ associatePublicIpAddress }) => String(associatePublicIpAddress) === "true");
  return joined([
    server(known.prices, template.inputs, least, most),
    ...(devices.length === 0 ? [{ notPriced: ["a root volume as its image has it"] }] : []),
    ...devices.map(({ volumeType, volumeSize, ...rest }) =>
      times(volume(known.prices, volumeType, volumeSize, rest), least, most),
    ),
    addresses.length === 0 ? {} : times({ charges: [publicAddresses(known.prices, addresses.length)] }, least, most),
  ]);
}

/** By the hour, as Linux and on shared hardware. */
function server(
  prices: PriceTable,
  inputs: CostedResource["inputs"],
  quantity: number,
  maxQuantity: number,
): Partial<Priced> {
  const { instanceType, instanceMarketOptions } = inputs;
  const tenancy = inputs.tenancy ?? asMap(inputs.placement).tenancy;
  if (typeof instanceType !== "string" || instanceType === UNKNOWN) {
    return { notPriced: ["a server whose instance type is not known"] };
  }
  if (!isAbsent(tenancy) && tenancy !== "default") return { notPriced: [`${instanceType} on dedicated hardware`] };
  if (!isAbsent(instanceMarketOptions)) return { notPriced: [`${instanceType} as a spot instance`] };
  const unitPrice = ownValue(prices.instances.perHour, instanceType);
  if (unitPrice === undefined) return { notPriced: [instanceType] };
  return { charges: [{ what: instanceType, quantity, maxQuantity, unitPrice, per: "hour" }] };
}

const VOLUME_UNITS: Partial<Record<string, Unit>> = { gp3: "ebsGp3", gp2: "ebsGp2" };
/** What a gp3 volume has without extra charge. */
const GP3_BASELINE = { iops: 3000, throughput: 125 };

function volume(
  prices: PriceTable,
  type: unknown,
  sizeGiB: unknown,
  { iops, throughput }: Record<string, unknown>,
): Partial<Priced> {
  const unit = typeof type === "string" ? ownValue(VOLUME_UNITS, type) : undefined;
  if (typeof type !== "string") return { notPriced: ["a volume of its image's type"] };
  if (typeof sizeGiB !== "number") return { notPriced: [`a volume of type ${asText(type)} whose size is not known`] };
  if (unit === undefined) return { notPriced: [`a volume of type ${asText(type)}`] };
  const extra =
    (!isAbsent(iops) && !(Number(iops) <= GP3_BASELINE.iops)) ||
    (!isAbsent(throughput) && !(Number(throughput) <= GP3_BASELINE.throughput));
  return {
    charges: [charge(prices, unit, `${type} storage`, sizeGiB)],
    notPriced: extra ? [`IOPS and throughput of a ${type} volume above its baseline`] : [],
  };
}

/** By the hour, with its address where that is no EIP of the stack, which has a line of its own. */
function natGateway(resource: CostedResource, known: Known): Partial<Priced> {
  const { prices } = known;
  const { connectivityType, secondaryAllocationIds } = resource.inputs;
  const ownEip = referenced(resource, "allocationId", "aws:ec2/eip:Eip", known);
  const counted = ownEip?.external === false || connectivityType === "private";
  return {
    charges: [charge(prices, "natGateway", "NAT gateway", 1), ...(counted ? [] : [publicAddresses(prices, 1)])],
    use: [used(prices, "natData", "data through the NAT gateway")],
    notPriced: isAbsent(secondaryAllocationIds) ? [] : ["further addresses of a NAT gateway"],
  };
}

/** Gateway endpoints are free; interface endpoints cost by the hour and zone. */
function vpcEndpoint({ inputs }: CostedResource, { prices }: Known): Partial<Priced> {
  const { vpcEndpointType: type, subnetIds } = inputs;
  if (isAbsent(type) || type === "Gateway") return {};
  if (type !== "Interface" || !Array.isArray(subnetIds)) return { notPriced: ["a VPC endpoint that is no gateway"] };
  return {
    charges: [charge(prices, "interfaceEndpoint", "interface endpoint", subnetIds.length)],
    use: [{ what: "data through the interface endpoint" }],
  };
}

/** By the hour, and a public one an address in each of its subnets. Capacity units are traffic. */
function loadBalancer({ inputs }: CostedResource, { prices }: Known): Partial<Priced> {
  const type = isAbsent(inputs.loadBalancerType) ? "application" : inputs.loadBalancerType;
  if (type !== "application" && type !== "network") return { notPriced: [`a load balancer of type ${asText(type)}`] };
  const mappings = asList(inputs.subnetMappings).filter((mapping) => isAbsent(asMap(mapping).allocationId));
  const subnets = isAbsent(inputs.subnetMappings) ? inputs.subnets : mappings;
  const counted = Array.isArray(subnets);
  const [hours, capacity] =
    type === "application"
      ? (["applicationLoadBalancer", "applicationCapacity"] as const)
      : (["networkLoadBalancer", "networkCapacity"] as const);
  const isPublic = inputs.internal !== true;
  if (!isAbsent(inputs.internal) && typeof inputs.internal !== "boolean") {
    return { notPriced: ["a load balancer that may be public or internal"] };
  }
  return {
    charges: [
      charge(prices, hours, `${type} load balancer`, 1),
      ...(isPublic && counted && subnets.length > 0 ? [publicAddresses(prices, subnets.length)] : []),
    ],
    use: [used(prices, capacity, "capacity units of the load balancer")],
    notPriced: isPublic && !counted ? ["public addresses of a load balancer whose subnets are not known"] : [],
  };
}

/** An instance with its storage as it starts; a replica takes engine and size from its source. */
function database(resource: CostedResource, known: Known): Partial<Priced> {
  const { prices } = known;
  const { inputs } = resource;
  const source = referenced(resource, "replicateSourceDb", "aws:rds/instance:Instance", known);
  const { engine, allocatedStorage } = { ...pick(source?.inputs), ...pick(inputs) };
  const instanceClass = asText(inputs.instanceClass);
  const standby = inputs.multiAz === true;
  if (!isAbsent(inputs.multiAz) && typeof inputs.multiAz !== "boolean") {
    return { notPriced: [`${instanceClass} with or without a standby`] };
  }
  const unitPrice = databasePrice(prices, instanceClass, asText(engine), standby);
  const label = `${instanceClass} for ${asText(engine)}${standby ? " with a standby" : ""}`;
  return joined([
    unitPrice === undefined
      ? { notPriced: [label] }
      : { charges: [{ what: label, quantity: 1, maxQuantity: 1, unitPrice, per: "hour" }] },
    databaseStorage(prices, inputs, allocatedStorage, standby),
    { use: [used(prices, "rdsBackup", "backups beyond the size of the database")] },
    asList(inputs.enabledCloudwatchLogsExports).length === 0
      ? {}
      : { use: [used(prices, "logIngestion", "log ingestion"), used(prices, "logStorage", "log storage")] },
  ]);
}

function databasePrice(prices: PriceTable, instanceClass: string, engine: string, standby: boolean) {
  const { multiAz, databases } = prices;
  const single = ownValue(ownValue(databases.perHour, instanceClass) ?? {}, engine as Engine);
  if (!standby) return single;
  const listed = ownValue(ownValue(multiAz.perHour, instanceClass) ?? {}, engine as Engine);
  return listed ?? (single === undefined ? undefined : single * multiAz.factor.value);
}

function databaseStorage(
  prices: PriceTable,
  { storageType, iops, storageThroughput }: CostedResource["inputs"],
  sizeGiB: unknown,
  standby: boolean,
): Partial<Priced> {
  // The provider's default (aws.rds.InstanceArgs, storageType).
  const type = isAbsent(storageType) ? (isAbsent(iops) ? "gp2" : "io1") : asText(storageType);
  if ((type !== "gp3" && type !== "gp2") || typeof sizeGiB !== "number") {
    return {
      notPriced: [`${type} storage of a database${typeof sizeGiB === "number" ? "" : " whose size is not known"}`],
    };
  }
  const unit = ({ gp3: ["rdsGp3", "rdsGp3MultiAz"], gp2: ["rdsGp2", "rdsGp2MultiAz"] } as const)[type][standby ? 1 : 0];
  return {
    charges: [charge(prices, unit, `${type} storage of a database${standby ? " with a standby" : ""}`, sizeGiB)],
    notPriced: isAbsent(iops) && isAbsent(storageThroughput) ? [] : ["IOPS and throughput of a database"],
  };
}

/** The inputs that a replica takes over, where they are given. */
function pick(inputs: CostedResource["inputs"] = {}) {
  const { engine, allocatedStorage } = inputs;
  return { ...(!isAbsent(engine) && { engine }), ...(!isAbsent(allocatedStorage) && { allocatedStorage }) };
}

function publicAddresses(prices: PriceTable, quantity: number): Charge {
  return charge(prices, "publicIpv4", "public IPv4 address", quantity);
}

function charge({ units }: PriceTable, unit: Unit, what: string, quantity: number): Charge {
  const { price, per } = units[unit];
  return { what, quantity, maxQuantity: quantity, unitPrice: price, per };
}

function used(prices: PriceTable, use: Use, what: string): UseCharge {
  const { price, per } = prices.use[use];
  return { what, unitPrice: price, per };
}

/** The same for each server of a group. */
function times(priced: Partial<Priced>, least: number, most: number): Partial<Priced> {
  return {
    ...priced,
    charges: priced.charges?.map((item) => ({
      ...item,
      quantity: item.quantity * least,
      maxQuantity: item.quantity * most,
    })),
  };
}

function joined(parts: Partial<Priced>[]): Priced {
  return {
    charges: parts.flatMap(({ charges = [] }) => charges),
    use: parts.flatMap(({ use = [] }) => use),
    notPriced: parts.flatMap(({ notPriced = [] }) => notPriced),
  };
}

/** The resource of `type` that a property names; ids are unknown at a first preview, dependencies are not. */
function referenced(resource: CostedResource, property: string, type: string, { resources }: Known) {
  const urns = resource.propertyDependencies[property] ?? [];
  return resources.find((other) => other.type === type && urns.includes(other.urn));
}

function ownValue<Key extends string, Value>(map: Partial<Record<Key, Value>>, key: Key): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

function asMap(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string {
  return typeof value === "string" && value !== UNKNOWN ? value : "unknown";
}
