import assert from "node:assert/strict";
import { LogPipeline, type LogPipelineArgs } from "./log-pipeline";
import { children, network, planned, the } from "./test-support";

const plan = (difference: Partial<LogPipelineArgs> = {}) =>
  planned(() => new LogPipeline("logs", { network: network(), ...difference }));

describe("LogPipeline", () => {
  it("is a file system with its policy, backups, group and a mount target in every zone", async () => {
    assert.deepEqual(children(await plan()), [
      "BackupPolicy logs",
      "FileSystem logs",
      "FileSystemPolicy logs",
      "MountTarget logs-1",
      "MountTarget logs-2",
      "SecurityGroup logs",
    ]);
  });

  it("encrypts, and moves unread files to infrequent access after a month", async () => {
    assert.deepEqual(the(await plan(), "FileSystem", "logs").inputs, {
      encrypted: true,
      throughputMode: "elastic",
      lifecyclePolicies: [{ transitionToIa: "AFTER_30_DAYS" }],
      tags: { Name: "logs" },
    });
    const { inputs } = the(await plan({ infrequentAccessAfterDays: 1 }), "FileSystem", "logs");
    assert.deepEqual(inputs.lifecyclePolicies, [{ transitionToIa: "AFTER_1_DAY" }]);
  });

  it("is protected where asked for, and only then", async () => {
    assert.equal(the(await plan({ protect: true }), "FileSystem", "logs").protect, true);
    assert.equal(the(await plan(), "FileSystem", "logs").protect, false);
  });

  it("mounts from the isolated subnets, behind its own group without inline rules", async () => {
    const logs = await plan();
    const group = the(logs, "SecurityGroup", "logs");
    assert.deepEqual(group.inputs, {
      vpcId: "vpc-1",
      description: "Log file system: NFS from the tiers only",
      tags: { Name: "logs" },
    });
    assert.deepEqual(the(logs, "MountTarget", "logs-2").inputs, {
      fileSystemId: the(logs, "FileSystem", "logs").id,
      subnetId: "subnet-isolated-2",
      securityGroups: [group.id],
    });
  });

  it("denies anything but TLS, and lets mount targets' clients mount, write and own files", async () => {
    const logs = await plan();
    const { arn } = the(logs, "FileSystem", "logs").outputs as { arn: string };
    assert.deepEqual(JSON.parse(the(logs, "FileSystemPolicy", "logs").inputs.policy as string), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: { AWS: "*" },
          Action: "*",
          Resource: arn,
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
          Resource: arn,
          Condition: { Bool: { "elasticfilesystem:AccessedViaMountTarget": "true" } },
        },
      ],
    });
  });

  it("backs up daily unless told not to", async () => {
    const status = async (backup?: boolean) =>
      the(await plan({ backup }), "BackupPolicy", "logs").inputs.backupPolicy as unknown;
    assert.deepEqual(await status(), { status: "ENABLED" });
    assert.deepEqual(await status(false), { status: "DISABLED" });
  });
});
