import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { VpcWithNat } from "./vpc-with-nat";

/** Settings of {@link LogPipeline}. */
export interface LogSettings {
  /** Days after which an unread log file moves to infrequent access: 1, 7, 14, 30, 60, 90, 180, 270 or 365. @default 30 */
  infrequentAccessAfterDays?: 1 | 7 | 14 | 30 | 60 | 90 | 180 | 270 | 365;
  /** Back the file system up daily with AWS Backup. @default true */
  backup?: boolean;
  /** Seconds between two appends of the agents' buffers to EFS, 1 to 300. @default 10 */
  flushIntervalSeconds?: number;
}

export interface LogPipelineArgs extends LogSettings {
  network: Pick<VpcWithNat, "vpcId" | "isolatedSubnetIds" | "availabilityZoneNames">;
  /** Refuse to delete the file system. @default false */
  protect?: boolean;
}

/** TCP port of NFS. */
export const NFS_PORT = 2049;

/**
 * Where the logs go: an encrypted EFS file system that the servers' fluentd agents append to.
 *
 * Creates the file system with a mount target in every zone, a policy that lets in nothing but TLS, and daily backups.
 * A tier opens its own way in and boots with {@link agent}.
 *
 * About 0.33 USD a month for each GB of recent logs and 0.03 USD for each GB of older ones (Seoul), plus backups.
 */
export class LogPipeline extends pulumi.ComponentResource {
  public readonly fileSystemId: pulumi.Output<string>;
  /** Group of the mount targets; they listen on {@link NFS_PORT}. */
  public readonly securityGroupId: pulumi.Output<string>;
  /** What the agents on WEB and WAS are told. */
  public readonly agent: { fileSystemDnsName: pulumi.Output<string>; flushIntervalSeconds: number };

  constructor(name: string, args: LogPipelineArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:LogPipeline", name, {}, opts);
    const child = { parent: this };
    const { network } = args;

    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: network.vpcId, description: "Log file system: NFS from the tiers only", tags: { Name: name } },
      child,
    );
    const fileSystem = new aws.efs.FileSystem(
      name,
      {
        encrypted: true,
        throughputMode: "elastic",
        lifecyclePolicies: [{ transitionToIa: afterDays(args.infrequentAccessAfterDays ?? 30) }],
        tags: { Name: name },
      },
      { parent: this, protect: args.protect ?? false },
    );
    new aws.efs.FileSystemPolicy(name, { fileSystemId: fileSystem.id, policy: tlsOnly(fileSystem.arn) }, child);
    new aws.efs.BackupPolicy(
      name,
      { fileSystemId: fileSystem.id, backupPolicy: { status: (args.backup ?? true) ? "ENABLED" : "DISABLED" } },
      child,
    );
    const mountTargets = network.availabilityZoneNames.map(
      (_, index) =>
        new aws.efs.MountTarget(
          `${name}-${index + 1}`,
          {
            fileSystemId: fileSystem.id,
            subnetId: network.isolatedSubnetIds[index],
            securityGroups: [securityGroup.id],
          },
          child,
        ),
    );

    this.fileSystemId = fileSystem.id;
    this.securityGroupId = securityGroup.id;
    this.agent = {
      // Known to the servers only once there is something to mount in every zone.
      fileSystemDnsName: pulumi
        .all([fileSystem.dnsName, ...mountTargets.map((target) => target.id)])
        .apply(([dnsName]) => dnsName),
      flushIntervalSeconds: args.flushIntervalSeconds ?? 10,
    };
    this.registerOutputs({ fileSystemId: this.fileSystemId, securityGroupId: this.securityGroupId });
  }
}

function afterDays(days: number): string {
  return days === 1 ? "AFTER_1_DAY" : `AFTER_${days}_DAYS`;
}

/**
 * Denies anything but TLS. Once there is a policy nothing is allowed by default any more, so it also lets anyone who
 * gets through the mount targets' security group mount, write and own files (EFS user guide, "Using IAM to control
 * file system data access").
 */
function tlsOnly(fileSystemArn: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "*",
        Resource: fileSystemArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "ThroughMountTargets",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "elasticfilesystem:ClientMount",
          "elasticfilesystem:ClientWrite",
          "elasticfilesystem:ClientRootAccess",
        ],
        Resource: fileSystemArn,
        Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
      },
    ],
  });
}
