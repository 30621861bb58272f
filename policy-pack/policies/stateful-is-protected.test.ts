import { type Details, type TestResource, UNKNOWN } from "../test-support";
import { statefulIsProtected } from "./stateful-is-protected";
import { aws, describePolicy, idOf } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const STATEFUL = [
  "efs/fileSystem:FileSystem",
  "s3/bucket:Bucket",
  "s3/bucketV2:BucketV2",
  "secretsmanager/secret:Secret",
  "ebs/volume:Volume",
  "dynamodb/table:Table",
  "kms/key:Key",
  "docdb/cluster:Cluster",
  "neptune/cluster:Cluster",
  "redshift/cluster:Cluster",
  "s3/directoryBucket:DirectoryBucket",
  "backup/vault:Vault",
  "fsx/lustreFileSystem:LustreFileSystem",
  "fsx/ontapFileSystem:OntapFileSystem",
  "fsx/openZfsFileSystem:OpenZfsFileSystem",
  "fsx/windowsFileSystem:WindowsFileSystem",
  "cognito/userPool:UserPool",
  "ecr/repository:Repository",
];
const state = (type: string, details: Details) =>
  aws(type, "state", { deletionProtection: true, skipFinalSnapshot: false }, details);

const database = (inputs: Inputs, details: Details = { protect: true }) => [
  aws("rds/instance:Instance", "orders", { deletionProtection: true, skipFinalSnapshot: false, ...inputs }, details),
];
const cluster = (inputs: Inputs) => [
  aws(
    "rds/cluster:Cluster",
    "orders",
    { deletionProtection: true, skipFinalSnapshot: false, ...inputs },
    { protect: true },
  ),
];
const address = (details: Details) => aws("ec2/eip:Eip", "outbound", {}, details);
/** A NAT gateway that has an address by one of its properties. */
const gateway = (inputs: (id: string) => Inputs, details: Details = {}) => {
  const outbound = address(details);
  return [outbound, aws("ec2/natGateway:NatGateway", "main", inputs(idOf(outbound)))];
};
const association = (details: Details) => {
  const outbound = address(details);
  return [
    outbound,
    aws("ec2/natGatewayEipAssociation:NatGatewayEipAssociation", "second", {
      natGatewayId: "nat-1",
      allocationId: idOf(outbound),
    }),
  ];
};
const PROTECTED = { protect: true };

describePolicy(statefulIsProtected, {
  denies: {
    "a database that Pulumi may delete": [
      database({}, {}),
      '"orders" (aws:rds/instance:Instance) is not protected\nMend: set protect: true.',
    ],
    "a database that AWS may delete": [
      database({ deletionProtection: false }),
      '"orders" (aws:rds/instance:Instance) lets AWS delete it\nMend: set deletionProtection to true.',
    ],
    "a database that says nothing, and so may be deleted": [
      [aws("rds/instance:Instance", "orders", {}, { protect: true })],
      '"orders" (aws:rds/instance:Instance) lets AWS delete it\nMend: set deletionProtection to true.',
    ],
    "a database without a last snapshot": [
      database({ skipFinalSnapshot: true }),
      '"orders" (aws:rds/instance:Instance) leaves no last snapshot\nMend: set skipFinalSnapshot to false.',
    ],
    "a deletion protection that is not known yet": [
      database({ deletionProtection: UNKNOWN }),
      /"orders" .*cannot be proven/,
    ],
    "a last snapshot that is not known yet": [database({ skipFinalSnapshot: UNKNOWN }), /"orders" .*cannot be proven/],
    "a cluster that AWS may delete, without a last snapshot": [
      cluster({ deletionProtection: false, skipFinalSnapshot: true }),
      '"orders" (aws:rds/cluster:Cluster) lets AWS delete it\nMend: set deletionProtection to true.',
      /leaves no last snapshot/,
    ],
    "a replica that AWS may delete": [
      database({ replicateSourceDb: "primary", deletionProtection: false, skipFinalSnapshot: true }),
      /lets AWS delete it/,
    ],
    ...Object.fromEntries(
      STATEFUL.map((type) => [
        `state that Pulumi may delete: ${type}`,
        [[state(type, {})], `"state" (aws:${type}) is not protected\nMend: set protect: true.`] as [
          TestResource[],
          string,
        ],
      ]),
    ),
    "the address of a NAT gateway": [
      gateway((id) => ({ allocationId: id })),
      '"outbound" (aws:ec2/eip:Eip) is not protected\nMend: set protect: true.',
    ],
    "a second address of a NAT gateway": [gateway((id) => ({ secondaryAllocationIds: [id] })), /"outbound"/],
    "an address of a regional NAT gateway": [
      gateway((id) => ({
        availabilityMode: "regional",
        availabilityZoneAddresses: [{ availabilityZone: "eu-west-1a", allocationIds: [id] }],
      })),
      /"outbound" .* is not protected/,
    ],
    "an address that is associated with a NAT gateway": [association({}), /"outbound"/],
    "the same address once": [
      (() => {
        const outbound = address({});
        const allocationId = idOf(outbound);
        return [outbound, ...["a", "b"].map((name) => aws("ec2/natGateway:NatGateway", name, { allocationId }))];
      })(),
      /"outbound"/,
    ],
  },
  allows: {
    "a protected database with a last snapshot": database({}),
    "a database that leaves the last snapshot to the default, which is one": database({ skipFinalSnapshot: undefined }),
    "flags that are written as text": database({ deletionProtection: "true", skipFinalSnapshot: "false" }),
    "a protected cluster with a last snapshot": cluster({}),
    "a protected replica, which has no last snapshot": database({
      replicateSourceDb: "primary",
      skipFinalSnapshot: true,
    }),
    "each kind of state that is protected": STATEFUL.map((type) => state(type, PROTECTED)),
    "protected addresses of NAT gateways": [
      ...gateway((id) => ({ allocationId: id }), PROTECTED),
      ...association(PROTECTED),
    ],
    "an address that is not outbound": [
      address({}),
      aws("ec2/eipAssociation:EipAssociation", "bastion", { allocationId: "Eip-outbound", instanceId: "i-1" }),
    ],
    "a NAT gateway with an address outside of the stack": [
      aws("ec2/natGateway:NatGateway", "main", { allocationId: "eipalloc-1" }),
    ],
    "what holds no state": [aws("ec2/instance:Instance", "was-base")],
  },
});
