import * as aws from "@pulumi/aws";
import {
  EVERY_PORT,
  group,
  INTERNET,
  lambda,
  later,
  legacyRule,
  letIn,
  letInGroup,
  openGroup,
  port,
  server,
} from "../builders";
import { change } from "../composition";
import { caughtBy } from "./unsafe-edit";

const TO_LOGS = 'group "logs" → logs-1:2049';
const NFS = port(2049);

export const logs = caughtBy("logs-only-from-tiers", [
  {
    title: "the logs open to the internet",
    edit: ({ logs }) => {
      letIn("anyone", logs.securityGroupId, { cidrIpv4: INTERNET, ...NFS });
    },
    says: `internet → rule "anyone" → ${TO_LOGS}`,
  },
  {
    title: "the logs open to the VPC",
    edit: ({ logs, network }) => {
      legacyRule("inside", logs.securityGroupId, { cidrBlocks: [network.cidrBlock], ...NFS });
    },
    says: `networks with 10.20.0.0/16 → rule "inside" → ${TO_LOGS}`,
  },
  {
    title: "the logs open to the bastion",
    edit: ({ logs, bastion }) => {
      letInGroup("bastion-to-logs", logs.securityGroupId, bastion.securityGroupId, NFS);
    },
    says: `bastion in group "bastion" → rule "bastion-to-logs" → ${TO_LOGS}`,
  },
  {
    title: "every port of the logs for the database",
    edit: ({ logs, database }) => {
      letInGroup("audit", logs.securityGroupId, database.securityGroupId, EVERY_PORT);
    },
    says: 'database, database-replica-1 in group "database" → rule "audit" → group "logs" → logs-1 on every port',
  },
  {
    title: "a function that reads the logs",
    edit: (composition) => {
      const reader = group("reader", composition);
      lambda("reader", composition, [reader.id]);
      letInGroup("reader-to-logs", composition.logs.securityGroupId, reader.id, NFS);
    },
    says: `reader in group "reader" → rule "reader-to-logs" → ${TO_LOGS}`,
  },
  {
    title: "a server in the logs' group, which lets itself in",
    edit: (composition) => {
      const { logs } = composition;
      server("reader", composition, { vpcSecurityGroupIds: [logs.securityGroupId] });
      letInGroup("cluster", logs.securityGroupId, logs.securityGroupId, NFS);
    },
    says: `reader* in group "logs" → rule "cluster" → ${TO_LOGS}`,
  },
  {
    title: "a mount target in an open group",
    edit: (composition) => {
      new aws.efs.MountTarget("extra", {
        fileSystemId: composition.logs.fileSystemId,
        subnetId: composition.network.publicSubnetIds[0],
        securityGroups: [openGroup("nfs", composition, 2049).id],
      });
    },
    says: 'internet → rule "nfs-open" → group "nfs" → extra:2049',
  },
  {
    title: "a mount target that is moved to an open group",
    before: () => {
      change(aws.efs.MountTarget, "logs-2", { securityGroups: ["sg-0fedcba9876543210"] });
    },
    says: 'cannot be proven: *group "sg-0fedcba9876543210" → logs-2',
  },
  {
    title: "a second file system that is open",
    edit: (composition) => {
      const files = new aws.efs.FileSystem("files", { encrypted: true });
      new aws.efs.MountTarget("files", {
        fileSystemId: files.id,
        subnetId: composition.network.isolatedSubnetIds[0],
        securityGroups: [openGroup("files", composition, 2049).id],
      });
    },
    says: 'internet → rule "files-open" → group "files" → files:2049',
  },
  {
    title: "a mount target in the default group, which is opened",
    edit: (composition) => {
      const { child, logs, network } = composition;
      new aws.efs.MountTarget("extra", { fileSystemId: logs.fileSystemId, subnetId: network.privateSubnetIds[0] });
      legacyRule("debug", child(aws.ec2.DefaultSecurityGroup, "main").id, { cidrBlocks: ["10.20.0.0/17"], ...NFS });
    },
    says: 'networks with 10.20.0.0/17 → rule "debug" → group "default group of main" → extra:2049',
  },
  {
    title: "DataSync that is let in",
    edit: (composition) => {
      const { child, logs, network } = composition;
      const sync = group("sync", composition);
      new aws.datasync.EfsLocation("sync", {
        efsFileSystemArn: child(aws.efs.MountTarget, "logs-1").fileSystemArn,
        ec2Config: {
          securityGroupArns: [sync.arn],
          subnetArn: network.isolatedSubnetIds[0].apply((id) => `arn:aws:ec2:ap-northeast-2:123456789012:subnet/${id}`),
        },
      });
      letInGroup("sync-to-logs", logs.securityGroupId, sync.id, NFS);
    },
    says: `sync in group "sync" → rule "sync-to-logs" → ${TO_LOGS}`,
  },
  {
    title: "a source for the logs that is not known yet",
    edit: ({ logs }) => {
      letIn("anyone", logs.securityGroupId, { cidrIpv4: later(INTERNET), ...NFS });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "anyone" → ${TO_LOGS}`,
      update: `internet → rule "anyone" → ${TO_LOGS}`,
    },
  },
]);
