import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { withDefaults } from "./defaults";

/** When a load balancer calls a server healthy. Limits: Elastic Load Balancing API reference, "CreateTargetGroup". */
export interface HealthCheckSettings {
  /** Path asked for by HTTP. @default "/healthz" for WEB, "/actuator/health/liveness" for WAS */
  path?: string;
  /** Seconds between two checks, 5 to 300. @default 15 */
  intervalSeconds?: number;
  /** Seconds to wait for an answer, 2 to 120, less than the interval. @default 5 */
  timeoutSeconds?: number;
  /** Good answers in a row before a server is in service, 2 to 10. @default 2 */
  healthyThreshold?: number;
  /** Bad answers in a row before it is out of service, 2 to 10. @default 3 */
  unhealthyThreshold?: number;
  /** HTTP codes that count as good, such as `200`, `200,204` or `200-299`. @default "200" */
  successCodes?: string;
}

export const HEALTH_CHECK_DEFAULTS = {
  intervalSeconds: 15,
  timeoutSeconds: 5,
  healthyThreshold: 2,
  unhealthyThreshold: 3,
  successCodes: "200",
};

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
