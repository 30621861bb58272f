import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import { withDefaults } from "./defaults";
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from "./health-check";

/** Seconds a server goes on answering the requests it has when it is taken out of service. */
export const DRAIN_SECONDS = 30;

export interface TargetGroupArgs {
  vpcId: pulumi.Input<string>;
  /** Port the servers listen on, in plain HTTP. */
  port: number;
  healthCheck: HealthCheckSettings & { path: string };
}

/** The servers behind a load balancer, the base EC2 and those of the group alike. */
export function targetGroup(
  name: string,
  args: TargetGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.lb.TargetGroup {
  const check = withDefaults(args.healthCheck, HEALTH_CHECK_DEFAULTS);
  return new aws.lb.TargetGroup(
    name,
    {
      vpcId: args.vpcId,
      targetType: "instance",
      protocol: "HTTP",
      port: args.port,
      deregistrationDelay: DRAIN_SECONDS,
      healthCheck: {
        protocol: "HTTP",
        path: check.path,
        interval: check.intervalSeconds,
        timeout: check.timeoutSeconds,
        healthyThreshold: check.healthyThreshold,
        unhealthyThreshold: check.unhealthyThreshold,
        matcher: check.successCodes,
      },
    },
    opts,
  );
}
