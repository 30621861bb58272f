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

/** What is asked for where the settings name no path: nginx answers for itself, Spring Boot by its liveness. */
export const HEALTH_CHECK_PATHS = { web: "/healthz", was: "/actuator/health/liveness" };
