import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import { ubuntuImageParameter, ROOT_DEVICE, LOG_DEVICE } from "./boot/operating-system";
import { autoScalingGroup, type ScalingSettings } from "./auto-scaling-group";
import type { OperatingSystem } from "./boot/types";
import { packUserData } from "./boot/user-data";
import { assumeRolePolicy, permit, type Permission } from "./iam";
import { architectureOf, currentImageId, newestImage } from "./machine-image";
import type { HealthCheckSettings } from "./health-check";
import type { VpcWithNat } from "./vpc-with-nat";

/** The settings WEB and WAS have in common. */
export interface ServerSettings {
  /** EC2 instance type; Graviton types (`t4g.small`) get arm64 images. @default "t3.small" */
  instanceType?: string;
  /** Image to start from, `ami-…`. @default the newest public image of the operating system */
  imageId?: string;
  /** Size of the encrypted root volume in GiB, 8 to 16384. @default 16 */
  rootVolumeGiB?: number;
  /** Size of the encrypted volume the logs are written to, in GiB, 1 to 16384. @default 10 */
  logVolumeGiB?: number;
  scaling?: ScalingSettings;
  healthCheck?: HealthCheckSettings;
}

export interface ServersArgs extends ServerSettings {
  operatingSystem: OperatingSystem;
  network: Pick<VpcWithNat, "privateSubnetIds">;
  keyName: pulumi.Input<string>;
  securityGroupId: pulumi.Input<string>;
  targetGroup: aws.lb.TargetGroup;
  /** What cloud-init runs at first boot, in plain text. */
  userData: pulumi.Input<string>;
  /** What the boot files call, beyond saying that the logs are flushed. */
  permissions: Record<string, Permission>;
  /** Seconds from launch until a server must pass its health check. */
  bootSeconds: number;
  /** Seconds a terminating server has to drain, flush its logs and say so. */
  terminationSeconds: number;
}

/** The servers of a tier: the base EC2 and an Auto Scaling group, in one target group. */
export interface Servers {
  /** Private address of the base EC2. */
  basePrivateIp: pulumi.Output<string>;
  autoScalingGroupName: pulumi.Output<string>;
}

/**
 * Runs a tier's servers, none of them with a public address.
 *
 * `opts.dependsOn` names what must stand before the first server is asked for its health: the listener.
 */
export function runServers(name: string, args: ServersArgs, opts: pulumi.CustomResourceOptions): Servers {
  const { role, profile, permissions } = instanceRole(name, args.permissions, opts);
  const instanceType = args.instanceType ?? "t3.small";
  const imageParameter = ubuntuImageParameter(args.operatingSystem, architectureOf(instanceType));
  const server: ServerDescription = {
    instanceType,
    keyName: args.keyName,
    instanceProfile: profile,
    securityGroupId: args.securityGroupId,
    userDataBase64: pulumi.output(args.userData).apply(packUserData),
    rootVolumeGiB: args.rootVolumeGiB ?? 16,
    logVolumeGiB: args.logVolumeGiB ?? 10,
  };
  // A server that boots before it may call AWS would boot in vain.
  const ready = { ...opts, dependsOn: permissions };

  const base = new aws.ec2.Instance(
    `${name}-base`,
    {
      ami: args.imageId ?? currentImageId(imageParameter, opts.parent as pulumi.Resource),
      subnetId: args.network.privateSubnetIds[0],
      ...asInstance(`${name}-base`, server),
    },
    { ...ready, ignoreChanges: args.imageId === undefined ? ["ami"] : [] },
  );
  new aws.lb.TargetGroupAttachment(
    `${name}-base`,
    { targetGroupArn: args.targetGroup.arn, targetId: base.id },
    { parent: opts.parent },
  );

  const template = new aws.ec2.LaunchTemplate(
    name,
    { imageId: args.imageId ?? newestImage(imageParameter), ...asLaunchTemplate(`${name}-group`, server) },
    ready,
  );
  const group = autoScalingGroup(name, { ...args, template, subnetIds: args.network.privateSubnetIds }, opts);
  permit(
    `${name}-complete-termination`,
    role,
    { action: "autoscaling:CompleteLifecycleAction", resource: group.arn },
    { parent: opts.parent },
  );
  return { basePrivateIp: base.privateIp, autoScalingGroupName: group.name };
}

/** One server as WEB and WAS run it; rendered as an instance and as a launch template, which a test holds equal. */
export interface ServerDescription {
  instanceType: string;
  keyName: pulumi.Input<string>;
  instanceProfile: aws.iam.InstanceProfile;
  securityGroupId: pulumi.Input<string>;
  userDataBase64: pulumi.Input<string>;
  rootVolumeGiB: number;
  logVolumeGiB: number;
}

const METADATA_OPTIONS = { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 };

/** The description as an instance of its own. Not made from the template: terraform-provider-aws #33536. */
export function asInstance(name: string, server: ServerDescription) {
  const volume = { volumeType: "gp3", encrypted: true, deleteOnTermination: true, tags: { Name: name } };
  return {
    instanceType: server.instanceType,
    keyName: server.keyName,
    iamInstanceProfile: server.instanceProfile.name,
    vpcSecurityGroupIds: [server.securityGroupId],
    associatePublicIpAddress: false,
    metadataOptions: METADATA_OPTIONS,
    rootBlockDevice: { ...volume, volumeSize: server.rootVolumeGiB },
    ebsBlockDevices: [{ ...volume, deviceName: LOG_DEVICE, volumeSize: server.logVolumeGiB }],
    userDataBase64: server.userDataBase64,
    // A change of the boot files reaches the base EC2 too: the new one first, then the old.
    userDataReplaceOnChange: true,
    tags: { Name: name },
  } satisfies aws.ec2.InstanceArgs;
}

/** The description as a launch template, whose booleans are texts in places. */
export function asLaunchTemplate(name: string, server: ServerDescription) {
  const volume = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
  return {
    instanceType: server.instanceType,
    keyName: server.keyName,
    iamInstanceProfile: { arn: server.instanceProfile.arn },
    networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [server.securityGroupId] }],
    metadataOptions: METADATA_OPTIONS,
    blockDeviceMappings: [
      { deviceName: ROOT_DEVICE, ebs: { ...volume, volumeSize: server.rootVolumeGiB } },
      { deviceName: LOG_DEVICE, ebs: { ...volume, volumeSize: server.logVolumeGiB } },
    ],
    userData: server.userDataBase64,
    updateDefaultVersion: true,
    // The provider's default tags do not reach what a group starts.
    tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({
      resourceType,
      tags: { ...aws.config.defaultTags?.tags, Name: name },
    })),
  } satisfies aws.ec2.LaunchTemplateArgs;
}

/** A role for the servers that may do what `permissions` say, each a policy of its own. */
function instanceRole(name: string, permissions: Record<string, Permission>, opts: pulumi.CustomResourceOptions) {
  const child = { parent: opts.parent };
  const role = new aws.iam.Role(name, { assumeRolePolicy: assumeRolePolicy("ec2.amazonaws.com") }, child);
  return {
    role,
    profile: new aws.iam.InstanceProfile(name, { role: role.name }, child),
    permissions: Object.entries(permissions).map(([purpose, permission]) =>
      permit(`${name}-${purpose}`, role, permission, child),
    ),
  };
}
