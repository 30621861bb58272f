import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "./aws";
import type { Bastion } from "./bastion";
import { RDS_AUTHORITY } from "./boot/rds-root";
import { type DatabaseEngine, ENGINES } from "./database-engines";
import { withDefaults } from "./defaults";
import { jdbcUrl } from "./jdbc-url";
import { replicaAddress, replicaIdentifier } from "./replica-address";
import { allow } from "./security-rules";
import type { VpcWithNat } from "./vpc-with-nat";

/** Settings of {@link ReplicatedDatabase}. */
export interface DatabaseSettings {
  /** Database engine. Never changes once deployed. @default "mariadb" */
  engine?: DatabaseEngine;
  /**
   * Engine version, quoted; a major version takes minor upgrades by itself. A major upgrade is no matter of changing it:
   * RDS wants the replicas upgraded first.
   *
   * @default "10.11" for mariadb, "8.4" for mysql, "17" for postgres
   */
  engineVersion?: string;
  /** Instance class of the primary. @default "db.t4g.micro" */
  instanceClass?: string;
  /** Instance class of the replicas. @default the primary's */
  replicaInstanceClass?: string;
  /** Number of read replicas, 1 to 15. @default 1 */
  replicaCount?: number;
  /** Storage at the start in GiB, 20 to 65536. @default 20 */
  allocatedStorageGiB?: number;
  /** Storage that autoscaling may grow to in GiB, at least 10 percent above the start. @default 100 */
  maxAllocatedStorageGiB?: number;
  /** Name of the database. @default "app" */
  databaseName?: string;
  /** Name of the database user, at most 16 letters, digits or underscores. @default "app" */
  username?: string;
  /** Keep a standby of the primary in another zone. @default false */
  multiAz?: boolean;
  /** Days that automatic backups are kept, 1 to 35; a replica needs at least one. @default 7 */
  backupRetentionDays?: number;
  /**
   * - `isolated`: subnets without any way to or from the internet.
   * - `publicZone`: the public subnets, as the document's picture has it; still not publicly accessible.
   *
   * AWS refuses to move a live database, so a change replaces it (and is refused where it is protected).
   *
   * @default "isolated"
   */
  placement?: "isolated" | "publicZone";
  /** Let the bastion reach the database port, for tunnels of operators. @default false */
  bastionAccess?: boolean;
}

export interface ReplicatedDatabaseArgs extends DatabaseSettings {
  network: Pick<VpcWithNat, "vpcId" | "isolatedSubnetIds" | "publicSubnetIds" | "availabilityZoneNames">;
  bastion: Pick<Bastion, "securityGroupId">;
  /** Refuse to delete the databases, and leave a last snapshot of the primary when it is deleted all the same. @default false */
  protect?: boolean;
}

export const DATABASE_DEFAULTS = {
  engine: "mariadb",
  instanceClass: "db.t4g.micro",
  replicaCount: 1,
  allocatedStorageGiB: 20,
  maxAllocatedStorageGiB: 100,
  databaseName: "app",
  username: "app",
  multiAz: false,
  backupRetentionDays: 7,
  placement: "isolated",
  bastionAccess: false,
} as const;

/** Arguments with nothing left open. */
type ResolvedArgs = ReturnType<typeof resolved>;
const resolved = (args: ReplicatedDatabaseArgs) => withDefaults(args, { ...DATABASE_DEFAULTS, protect: false });

/**
 * The database: a primary that takes reads and writes, and replicas that follow it and take reads.
 *
 * Creates the instances with their subnet and parameter groups and security group, a generated password, and the secret
 * it is kept in. RDS refuses replicas of a primary whose password it manages itself, so the password is our own.
 *
 * About 21 USD a month for each `db.t4g.micro` with 20 GiB (twice that with a standby), and 0.40 USD for the secret (Seoul).
 */
export class ReplicatedDatabase extends pulumi.ComponentResource {
  /** Host name of the primary: reads and writes. */
  public readonly writerEndpoint: pulumi.Output<string>;
  /** Host names of the replicas: reads only. */
  public readonly readerEndpoints: pulumi.Output<string[]>;
  public readonly writerJdbcUrl: pulumi.Output<string>;
  /** Takes the replicas in turn. Known as soon as the primary is: nothing that boots with it waits for a replica. */
  public readonly readerJdbcUrl: pulumi.Output<string>;
  public readonly port: number;
  public readonly databaseName: string;
  /** ARN of the secret that holds `{"username", "password"}`. */
  public readonly secretArn: pulumi.Output<string>;
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: ReplicatedDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:ReplicatedDatabase", name, {}, opts);
    const child = { parent: this };
    const settings = resolved(args);
    const { engine, network, replicaCount } = settings;
    if (!Number.isInteger(replicaCount) || replicaCount < 1 || replicaCount > 15) {
      throw new Error(`ReplicatedDatabase "${name}": replicaCount is ${replicaCount}; RDS takes 1 to 15 replicas`);
    }
    this.port = ENGINES[engine].port;
    this.databaseName = settings.databaseName;

    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: network.vpcId, description: "Database: from the WAS only", tags: { Name: name } },
      child,
    );
    if (settings.bastionAccess) {
      allow(
        `bastion-to-${name}`,
        {
          from: args.bastion,
          to: { securityGroupId: securityGroup.id },
          port: this.port,
          description: "Tunnels of operators",
        },
        child,
      );
    }
    const credentials = generatedCredentials(name, settings.username, settings.protect, this);
    const primary = createPrimary(name, settings, securityGroup.id, credentials, this);
    const replicas = createReplicas(name, settings, securityGroup.id, primary, this);

    this.writerEndpoint = primary.address;
    this.readerEndpoints = pulumi.all(replicas.map((replica) => replica.address));
    this.writerJdbcUrl = this.writerEndpoint.apply((host) => jdbcUrl(engine, [host], this.port, this.databaseName));
    this.readerJdbcUrl = this.writerEndpoint.apply((primaryHost) => {
      const hosts = replicas.map((_, index) => replicaAddress(primaryHost, index + 1));
      return jdbcUrl(engine, hosts, this.port, this.databaseName);
    });
    this.secretArn = credentials.secretArn;
    this.securityGroupId = securityGroup.id;
    this.registerOutputs({
      writerEndpoint: this.writerEndpoint,
      readerEndpoints: this.readerEndpoints,
      port: this.port,
      databaseName: this.databaseName,
      secretArn: this.secretArn,
      securityGroupId: this.securityGroupId,
    });
  }
}

interface Credentials {
  username: string;
  password: pulumi.Output<string>;
  secretArn: pulumi.Output<string>;
}

/** A password of our own and the secret the WAS reads it from. RDS refuses `/`, `@`, `"` and spaces ("CreateDBInstance", MasterUserPassword). */
function generatedCredentials(
  name: string,
  username: string,
  protect: boolean,
  parent: ReplicatedDatabase,
): Credentials {
  const password = new random.RandomPassword(name, { length: 32, overrideSpecial: "!#$%&*()-_=+[]{}<>:?" }, { parent });
  const secret = new aws.secretsmanager.Secret(
    name,
    {
      description: "User and password of the database",
      // A throw-away stack leaves nothing behind; elsewhere a deleted secret can be had back for a month.
      recoveryWindowInDays: protect ? 30 : 0,
    },
    { parent, protect },
  );
  const version = new aws.secretsmanager.SecretVersion(
    name,
    { secretId: secret.id, secretString: pulumi.jsonStringify({ username, password: password.result }) },
    { parent },
  );
  // Known only once there is something to read.
  return { username, password: password.result, secretArn: version.secretArn };
}

/** What the primary and the replicas have in common. */
function instanceArgs(args: ResolvedArgs, securityGroupId: pulumi.Output<string>) {
  return {
    vpcSecurityGroupIds: [securityGroupId],
    publiclyAccessible: false,
    // The servers of the WAS trust no other.
    caCertIdentifier: RDS_AUTHORITY,
    storageEncrypted: true,
    storageType: "gp3",
    maxAllocatedStorage: args.maxAllocatedStorageGiB,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: ENGINES[args.engine].logExports,
  } satisfies Partial<aws.rds.InstanceArgs>;
}

function createPrimary(
  name: string,
  args: ResolvedArgs,
  securityGroupId: pulumi.Output<string>,
  credentials: Credentials,
  parent: ReplicatedDatabase,
): aws.rds.Instance {
  const { engine, network, protect } = args;
  const facts = ENGINES[engine];
  const engineVersion = args.engineVersion ?? facts.defaultVersion;
  const inPublicZone = args.placement === "publicZone";

  const subnetGroup = new aws.rds.SubnetGroup(
    inPublicZone ? `${name}-public-zone` : name,
    {
      description: `Subnets of the database: ${inPublicZone ? "public zone" : "isolated"}`,
      subnetIds: inPublicZone ? network.publicSubnetIds : network.isolatedSubnetIds,
    },
    { parent },
  );
  const parameterGroup = new aws.rds.ParameterGroup(
    name,
    {
      family: facts.family(engineVersion),
      description: "TLS required, utf8mb4, slow queries logged",
      parameters: Object.entries(facts.parameters).map(([parameter, value]) => ({ name: parameter, value })),
    },
    { parent },
  );
  return new aws.rds.Instance(
    name,
    {
      ...instanceArgs(args, securityGroupId),
      engine,
      engineVersion,
      ...(facts.hasPaidExtendedSupport && { engineLifecycleSupport: "open-source-rds-extended-support-disabled" }),
      instanceClass: args.instanceClass,
      allocatedStorage: args.allocatedStorageGiB,
      dbName: args.databaseName,
      username: credentials.username,
      password: credentials.password,
      port: facts.port,
      dbSubnetGroupName: subnetGroup.name,
      parameterGroupName: parameterGroup.name,
      multiAz: args.multiAz,
      // RDS chooses the zones itself where there is a standby.
      ...(!args.multiAz && { availabilityZone: network.availabilityZoneNames[0] }),
      backupRetentionPeriod: args.backupRetentionDays,
      deletionProtection: protect,
      skipFinalSnapshot: !protect,
      ...(protect && {
        finalSnapshotIdentifier: lastSnapshotName(name, { engine, placement: args.placement }, parent),
      }),
      tags: { Name: name },
    },
    {
      parent,
      protect,
      // AWS refuses to move a live database between subnet groups: a change of placement shows as a replacement, which
      // a protected database refuses at the preview.
      replaceOnChanges: ["dbSubnetGroupName"],
      // A standby that comes, goes or takes over must not replace the database.
      ignoreChanges: ["availabilityZone"],
    },
  );
}

/** Snapshots outlive the database, so each life of it needs a name of its own; `keepers` is what replaces it. */
function lastSnapshotName(
  name: string,
  keepers: Record<string, string>,
  parent: ReplicatedDatabase,
): pulumi.Output<string> {
  const life = new random.RandomId(`${name}-last-snapshot`, { byteLength: 4, keepers }, { parent });
  return pulumi.interpolate`${name}-last-${life.hex}`;
}

/**
 * A replica takes over engine, credentials, database and parameter group from its source; naming them is refused or
 * replaces it at the next run. `storageEncrypted` it must say itself, for the same reason.
 */
function createReplicas(
  name: string,
  args: ResolvedArgs,
  securityGroupId: pulumi.Output<string>,
  primary: aws.rds.Instance,
  parent: ReplicatedDatabase,
): aws.rds.Instance[] {
  const zones = args.network.availabilityZoneNames;
  return Array.from({ length: args.replicaCount }, (_, index) => {
    const replicaName = `${name}-replica-${index + 1}`;
    return new aws.rds.Instance(
      replicaName,
      {
        ...instanceArgs(args, securityGroupId),
        // Named after its primary, so that its address is known before it exists.
        identifier: primary.identifier.apply((identifier) => replicaIdentifier(identifier, index + 1)),
        // A new name does not wait for the maintenance window: servers know it already.
        applyImmediately: true,
        replicateSourceDb: primary.identifier,
        instanceClass: args.replicaInstanceClass ?? args.instanceClass,
        // The primary starts in the first zone.
        availabilityZone: zones[(index + 1) % zones.length],
        deletionProtection: args.protect,
        skipFinalSnapshot: true,
        tags: { Name: replicaName },
      },
      {
        parent,
        protect: args.protect,
        // A zone that is appended later must not move it.
        ignoreChanges: ["availabilityZone"],
        // Two cannot have its name at once; meanwhile the application reads from the primary.
        deleteBeforeReplace: true,
      },
    );
  });
}
