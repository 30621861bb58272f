import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import { terminationHook } from "./auto-scaling-group";
import type { Bastion } from "./bastion";
import { applicationStopSeconds } from "./boot/pm2";
import { terminationSeconds } from "./boot/termination";
import type { OperatingSystem } from "./boot/types";
import { wasUserData } from "./boot/was";
import { partitionOf, type Permission } from "./iam";
import { HEALTH_CHECK_PATHS } from "./health-check";
import { applicationLoadBalancer } from "./load-balancer";
import type { LogPipeline } from "./log-pipeline";
import type { ReplicatedDatabase } from "./replicated-database";
import { allow } from "./security-rules";
import { runServers, type ServerSettings } from "./servers";
import { targetGroup } from "./target-group";
import { tierSecurityGroup } from "./tier-security-group";
import type { VpcWithNat } from "./vpc-with-nat";

/** Settings of {@link WasTier}. */
export interface WasSettings extends ServerSettings {
  /** The application's executable jar in S3. @default a placeholder that answers the health check */
  jar?: { bucket: string; key: string };
  /** Major version of the OpenJDK runtime. @default 17 */
  javaVersion?: 11 | 17 | 21;
  /** Seconds Spring Boot may take to finish its requests when it is told to stop, 1 to 300. @default 30 */
  shutdownSeconds?: number;
  /** Further environment variables of the application. Not for secrets. @default {} */
  environment?: Record<string, string>;
}

export interface WasTierArgs extends WasSettings {
  region: string;
  operatingSystem: OperatingSystem;
  network: Pick<VpcWithNat, "vpcId" | "privateSubnetIds">;
  bastion: Pick<Bastion, "securityGroupId" | "keyName">;
  logs: Pick<LogPipeline, "securityGroupId" | "agent">;
  database: Pick<ReplicatedDatabase, "securityGroupId" | "port" | "writerJdbcUrl" | "readerJdbcUrl" | "secretArn">;
  /** Refuse to delete the load balancer. @default false */
  protect?: boolean;
}

/** Port of the internal load balancer and of Spring Boot's embedded Tomcat. */
const PORT = 8080;

/**
 * The application: an internal load balancer, and servers that run Spring Boot under PM2.
 *
 * Creates the load balancer, one target group with the base EC2 and an Auto Scaling group, their role and security
 * groups. Nobody reaches it but WEB, through the load balancer, and the bastion by SSH.
 *
 * About 16 USD a month for the load balancer and 21 USD for each `t3.small` with its volumes (Seoul), plus traffic.
 */
export class WasTier extends pulumi.ComponentResource {
  public readonly loadBalancerDnsName: pulumi.Output<string>;
  /** Target to name in the rule that lets WEB in. */
  public readonly loadBalancerSecurityGroupId: pulumi.Output<string>;
  public readonly port: number = PORT;
  /** Private address of the base EC2. */
  public readonly basePrivateIp: pulumi.Output<string>;
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: WasTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:WasTier", name, {}, opts);
    const child = { parent: this };
    const { network, database } = args;
    const healthCheck = { ...args.healthCheck, path: args.healthCheck?.path ?? HEALTH_CHECK_PATHS.was };
    const shutdownSeconds = args.shutdownSeconds ?? 30;

    // WEB → internal load balancer → application → database
    const { loadBalancer, securityGroup: balancerGroup } = applicationLoadBalancer(
      name,
      {
        vpcId: network.vpcId,
        subnetIds: network.privateSubnetIds,
        internal: true,
        description: "Internal load balancer: HTTP from WEB",
        protect: args.protect ?? false,
      },
      this,
    );
    const serversGroup = tierSecurityGroup(
      name,
      { ...args, description: "WAS servers: HTTP from the internal load balancer" },
      child,
    );
    const balancer = { securityGroupId: balancerGroup.id };
    const here = { securityGroupId: serversGroup.id };
    allow(`${name}-alb-to-${name}`, { from: balancer, to: here, port: PORT, description: "Requests of WEB" }, child);
    allow(
      `${name}-to-database`,
      { from: here, to: database, port: database.port, description: "Queries of the application" },
      child,
    );

    const target = targetGroup(name, { vpcId: network.vpcId, port: PORT, healthCheck }, child);
    const defaultActions = [{ type: "forward", targetGroupArn: target.arn }];
    const listener = new aws.lb.Listener(
      name,
      { loadBalancerArn: loadBalancer.arn, port: PORT, protocol: "HTTP", defaultActions },
      child,
    );
    const servers = runServers(
      name,
      {
        ...args,
        securityGroupId: serversGroup.id,
        keyName: args.bastion.keyName,
        targetGroup: target,
        permissions: permissions(args),
        bootSeconds: 600,
        terminationSeconds: terminationSeconds(applicationStopSeconds(shutdownSeconds)),
        userData: bootFiles(name, { ...args, shutdownSeconds }, healthCheck.path),
      },
      { parent: this, dependsOn: [listener] },
    );

    this.loadBalancerDnsName = loadBalancer.dnsName;
    this.loadBalancerSecurityGroupId = balancerGroup.id;
    this.basePrivateIp = servers.basePrivateIp;
    this.autoScalingGroupName = servers.autoScalingGroupName;
    this.securityGroupId = serversGroup.id;
    this.registerOutputs({
      loadBalancerDnsName: this.loadBalancerDnsName,
      loadBalancerSecurityGroupId: this.loadBalancerSecurityGroupId,
      basePrivateIp: this.basePrivateIp,
      autoScalingGroupName: this.autoScalingGroupName,
      securityGroupId: this.securityGroupId,
    });
  }
}

/** What the servers boot with, known once the log file system and the database have names. */
function bootFiles(
  name: string,
  args: WasTierArgs & { shutdownSeconds: number },
  healthCheckPath: string,
): pulumi.Output<string> {
  const { writerJdbcUrl, readerJdbcUrl, secretArn } = args.database;
  return pulumi
    .all([args.logs.agent, pulumi.output({ writerJdbcUrl, readerJdbcUrl, secretArn })])
    .apply(([logAgent, database]) =>
      wasUserData({
        operatingSystem: args.operatingSystem,
        region: args.region,
        logAgent,
        terminationHook: terminationHook(name),
        port: PORT,
        healthCheckPath,
        javaVersion: args.javaVersion ?? 17,
        jar: args.jar,
        shutdownSeconds: args.shutdownSeconds,
        database,
        environment: args.environment ?? {},
      }),
    );
}

/** Exactly what the boot files call: the database's secret, and the jar where there is one. */
function permissions(args: WasTierArgs): Record<string, Permission> {
  return {
    "read-secret": { action: "secretsmanager:GetSecretValue", resource: args.database.secretArn },
    ...(args.jar && {
      "read-jar": {
        action: "s3:GetObject",
        resource: `arn:${partitionOf(args.region)}:s3:::${args.jar.bucket}/${args.jar.key}`,
      },
    }),
  };
}
