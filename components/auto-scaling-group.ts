import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { TerminationHookSettings } from "./boot/types";
import { withDefaults } from "./defaults";

/** Who decides how many servers a tier's Auto Scaling group runs. */
export interface ScalingSettings {
  /**
   * - `program`: this program sets the sizes and scales on CPU.
   * - `vendor`: the sizes below are only the group's first ones; from then on the vendor's support changes sizes,
   *   policies and schedules, and the program never touches them.
   *
   * @default "program"
   */
  owner?: "program" | "vendor";
  /** Fewest servers in the group (the base EC2 comes on top). @default 1 */
  minSize?: number;
  /** Most servers in the group. @default 2 */
  maxSize?: number;
  /** Average CPU, in percent, that the group is scaled to. Only with owner `program`. @default 60 */
  targetCpuPercent?: number;
}

export const SCALING_DEFAULTS = { owner: "program", minSize: 1, maxSize: 2, targetCpuPercent: 60 } as const;

export interface AutoScalingGroupArgs {
  template: aws.ec2.LaunchTemplate;
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  targetGroup: aws.lb.TargetGroup;
  scaling?: ScalingSettings;
  /** Seconds from launch until a server must pass its health check. */
  bootSeconds: number;
  /** Seconds a terminating server has to drain, flush its logs and say so. */
  terminationSeconds: number;
}

/** Name of the termination hook. */
const FLUSH_LOGS = "flush-logs";

/**
 * The group and hook a tier's servers report to. The group's name is fixed, so that the servers can be told before the
 * group exists.
 */
export function terminationHook(name: string): TerminationHookSettings {
  return {
    autoScalingGroupName: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
    lifecycleHookName: FLUSH_LOGS,
  };
}

/**
 * A tier's Auto Scaling group, its termination hook and, where the program owns scaling, its scaling policy.
 *
 * `opts.dependsOn` names what must stand before the first server is asked for its health: the listener.
 */
export function autoScalingGroup(
  name: string,
  args: AutoScalingGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.autoscaling.Group {
  const child = { parent: opts.parent };
  const scaling = withDefaults(args.scaling, SCALING_DEFAULTS);
  const hook = terminationHook(name);
  const group = new aws.autoscaling.Group(
    name,
    {
      name: hook.autoScalingGroupName,
      // Never a desired capacity: every update would undo the scaling.
      minSize: scaling.minSize,
      maxSize: scaling.maxSize,
      vpcZoneIdentifiers: args.subnetIds,
      // `$Latest` would never start a refresh.
      launchTemplate: { id: args.template.id, version: pulumi.interpolate`${args.template.latestVersion}` },
      // Here rather than by attachments, which broke draining (terraform #18812).
      targetGroupArns: [args.targetGroup.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: args.bootSeconds,
      defaultInstanceWarmup: args.bootSeconds,
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200 } },
      // The first update ends when the servers answer.
      minElbCapacity: scaling.minSize,
      waitForCapacityTimeout: "20m",
      tags: [{ key: "Name", value: `${name}-group`, propagateAtLaunch: true }],
    },
    {
      ...opts,
      ignoreChanges: scaling.owner === "vendor" ? ["minSize", "maxSize", "desiredCapacity"] : [],
      // Deleting waits for every server's hook; the provider's own 10 minutes are too few (terraform #12298).
      customTimeouts: { create: "30m", update: "30m", delete: "30m" },
    },
  );
  new aws.autoscaling.LifecycleHook(
    `${name}-${FLUSH_LOGS}`,
    {
      name: FLUSH_LOGS,
      autoscalingGroupName: group.name,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      heartbeatTimeout: args.terminationSeconds,
      defaultResult: "ABANDON",
    },
    child,
  );
  if (scaling.owner === "program") {
    new aws.autoscaling.Policy(
      `${name}-cpu`,
      {
        autoscalingGroupName: group.name,
        policyType: "TargetTrackingScaling",
        targetTrackingConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
          targetValue: scaling.targetCpuPercent,
        },
      },
      child,
    );
  }
  return group;
}
