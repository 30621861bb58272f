import { booleanOf, entriesOf, isGiven, kindOf, member, type Network, read, type Resource, UNKNOWN } from "../network";
import { fsbp } from "../frameworks";
import { MEND, stackPolicy } from "../policy";

/** What cannot be had back once it is deleted. */
const STATEFUL = [
  "rds/instance",
  "rds/cluster",
  "efs/fileSystem",
  "s3/bucket",
  "s3/bucketV2",
  "s3/directoryBucket",
  "backup/vault",
  "fsx/lustreFileSystem",
  "fsx/ontapFileSystem",
  "fsx/openZfsFileSystem",
  "fsx/windowsFileSystem",
  "cognito/userPool",
  "ecr/repository",
  "secretsmanager/secret",
  "ebs/volume",
  "dynamodb/table",
  "kms/key",
  "docdb/cluster",
  "neptune/cluster",
  "redshift/cluster",
  "elasticache/replicationGroup",
];

/** State is not deleted by mistake. */
export const statefulIsProtected = stackPolicy<object>(
  {
    name: "stateful-is-protected",
    displayName: "State is protected",
    description: "Databases, file systems, buckets, secrets and the outbound addresses refuse to be deleted.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("RDS.7, RDS.8", "RDS clusters and DB instances should have deletion protection enabled"),
    remediationSteps: "Set protect on what holds state (production: true), and deletionProtection on databases.",
  },
  {},
  ({ network, report }) => {
    const resources = [...network.index.of(...STATEFUL), ...outboundAddresses(network)];
    for (const resource of resources) {
      const label = `"${resource.name}" (${resource.type})`;
      if (!resource.protect) report(`${label} is not protected\n${MEND}set protect: true.`, resource.urn);
      for (const { problem, mend } of databaseFindings(resource))
        report(`${label} ${problem}\n${MEND}${mend}`, resource.urn);
    }
    return { resources: resources.length };
  },
);

/** Addresses of NAT gateways: outsiders have them on their allow lists. */
function outboundAddresses({ index }: Network): Resource[] {
  const users = [...index.of("ec2/natGateway"), ...index.of("ec2/natGatewayEipAssociation")];
  const used = users.flatMap((one) => [
    ...index.refer(one, "allocationId", "ec2/eip").resources,
    ...index.refer(one, "secondaryAllocationIds", "ec2/eip").resources,
    ...entriesOf(read(one, "availabilityZoneAddresses")).flatMap((entry) => {
      const ids = member(entry, "allocationIds");
      return index.references(one, "availabilityZoneAddresses", ids, ["ec2/eip"]).resources;
    }),
  ]);
  return [...new Set(used)];
}

function databaseFindings(resource: Resource): { problem: string; mend: string }[] {
  if (!["rds/instance", "rds/cluster"].includes(kindOf(resource.type))) return [];
  const findings: { problem: string; mend: string }[] = [];
  const protection = booleanOf(read(resource, "deletionProtection"));
  if (protection !== true) {
    const problem =
      protection === UNKNOWN ? "cannot be proven: deletionProtection is not known yet" : "lets AWS delete it";
    findings.push({ problem, mend: "set deletionProtection to true." });
  }
  const isReplica = isGiven(read(resource, "replicateSourceDb"));
  const skips = booleanOf(read(resource, "skipFinalSnapshot")) ?? false;
  if (!isReplica && skips !== false) {
    const problem =
      skips === UNKNOWN ? "cannot be proven: skipFinalSnapshot is not known yet" : "leaves no last snapshot";
    findings.push({ problem, mend: "set skipFinalSnapshot to false." });
  }
  return findings;
}
