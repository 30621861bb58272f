import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import { terminationHook } from "./auto-scaling-group";
import { type AccessLogs, accessLogsBucket } from "./access-logs";
import type { Bastion } from "./bastion";
import { NGINX_STOP_SECONDS } from "./boot/nginx";
import { terminationSeconds } from "./boot/termination";
import type { OperatingSystem } from "./boot/types";
import { webUserData } from "./boot/web";
import { certificateArn, type CertificateSettings } from "./certificate";
import { HEALTH_CHECK_PATHS } from "./health-check";
import { applicationLoadBalancer } from "./load-balancer";
import type { LogPipeline } from "./log-pipeline";
import { allow, INTERNET } from "./security-rules";
import { runServers, type ServerSettings } from "./servers";
import { targetGroup } from "./target-group";
import { tierSecurityGroup } from "./tier-security-group";
import type { VpcWithNat } from "./vpc-with-nat";
import type { WasTier } from "./was-tier";

/** Settings of {@link WebTier}. */
export interface WebSettings extends ServerSettings, CertificateSettings {
  /** IPv4 blocks users come from. @default ["0.0.0.0/0"] */
  allowedCidrBlocks?: string[];
  /** Days that the load balancer's access logs are kept in S3. @default no access logs */
  accessLogRetentionDays?: number;
  /** Largest request body accepted, in MiB, 1 to 1024. @default 10 */
  maxBodyMiB?: number;
}

export interface WebTierArgs extends WebSettings {
  region: string;
  operatingSystem: OperatingSystem;
  network: Pick<VpcWithNat, "vpcId" | "publicSubnetIds" | "privateSubnetIds">;
  bastion: Pick<Bastion, "securityGroupId" | "keyName">;
  logs: Pick<LogPipeline, "securityGroupId" | "agent">;
  was: Pick<WasTier, "loadBalancerDnsName" | "loadBalancerSecurityGroupId" | "port">;
  /** Refuse to delete the load balancer and its logs. @default false */
  protect?: boolean;
}

/** Port nginx listens on. */
const HTTP = 80;

/**
 * The way in for users: a public load balancer, and nginx servers that pass requests on to the WAS.
 *
 * Creates the load balancer with its certificate (80 redirects to 443), one target group with the base EC2 and an Auto
 * Scaling group, their role and security groups, and a bucket for access logs where asked for.
 *
 * About 24 USD a month for the load balancer with an address in each of two zones, and 21 USD for each `t3.small` with
 * its volumes (Seoul), plus traffic.
 */
export class WebTier extends pulumi.ComponentResource {
  /** Where users go. */
  public readonly url: pulumi.Output<string>;
  public readonly loadBalancerDnsName: pulumi.Output<string>;
  /** Private address of the base EC2. */
  public readonly basePrivateIp: pulumi.Output<string>;
  public readonly autoScalingGroupName: pulumi.Output<string>;
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: WebTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:WebTier", name, {}, opts);
    const child = { parent: this };
    const { network } = args;
    const protect = args.protect ?? false;
    const healthCheck = { ...args.healthCheck, path: args.healthCheck?.path ?? HEALTH_CHECK_PATHS.web };

    const { loadBalancer, securityGroup: balancerGroup } = applicationLoadBalancer(
      name,
      {
        vpcId: network.vpcId,
        subnetIds: network.publicSubnetIds,
        internal: false,
        description: "Public load balancer: HTTP and HTTPS from users",
        protect,
        accessLogs: accessLogs(name, args.accessLogRetentionDays, protect, this),
      },
      this,
    );
    const serversGroup = tierSecurityGroup(
      name,
      { ...args, description: "WEB servers: HTTP from the public load balancer" },
      child,
    );
    openTheWay(name, args, balancerGroup, serversGroup, this);

    const target = targetGroup(name, { vpcId: network.vpcId, port: HTTP, healthCheck }, child);
    const listener = listeners(name, loadBalancer, target, certificateArn(name, args, this), this);
    const servers = runServers(
      name,
      {
        ...args,
        securityGroupId: serversGroup.id,
        keyName: args.bastion.keyName,
        targetGroup: target,
        permissions: {},
        bootSeconds: 300,
        terminationSeconds: terminationSeconds(NGINX_STOP_SECONDS),
        userData: bootFiles(name, args, healthCheck.path),
      },
      { parent: this, dependsOn: [listener] },
    );

    this.loadBalancerDnsName = loadBalancer.dnsName;
    this.url = servedName(name, args, loadBalancer, this).apply((host) => `https://${host}`);
    this.basePrivateIp = servers.basePrivateIp;
    this.autoScalingGroupName = servers.autoScalingGroupName;
    this.securityGroupId = serversGroup.id;
    this.registerOutputs({
      url: this.url,
      loadBalancerDnsName: this.loadBalancerDnsName,
      basePrivateIp: this.basePrivateIp,
      autoScalingGroupName: this.autoScalingGroupName,
      securityGroupId: this.securityGroupId,
    });
  }
}

/** Users → load balancer → nginx → internal load balancer. */
function openTheWay(
  name: string,
  args: WebTierArgs,
  balancerGroup: aws.ec2.SecurityGroup,
  serversGroup: aws.ec2.SecurityGroup,
  parent: WebTier,
): void {
  const child = { parent };
  const balancer = { securityGroupId: balancerGroup.id };
  const servers = { securityGroupId: serversGroup.id };
  for (const cidrBlock of args.allowedCidrBlocks ?? [INTERNET]) {
    for (const port of [80, 443]) {
      const users = { from: { cidrBlock }, to: balancer, port, description: "Users" };
      allow(`users-${cidrBlock}-to-${name}-alb-${port}`, users, child);
    }
  }
  allow(`${name}-alb-to-${name}`, { from: balancer, to: servers, port: HTTP, description: "Requests of users" }, child);
  const was = { securityGroupId: args.was.loadBalancerSecurityGroupId };
  allow(`${name}-to-was-alb`, { from: servers, to: was, port: args.was.port, description: "nginx to the WAS" }, child);
}

function accessLogs(
  name: string,
  retentionDays: number | undefined,
  protect: boolean,
  parent: WebTier,
): AccessLogs | undefined {
  if (retentionDays === undefined) return undefined;
  return accessLogsBucket(`${name}-access-logs`, { retentionDays, protect }, parent);
}

/** What the servers boot with, known once the log file system and the WAS have names. */
function bootFiles(name: string, args: WebTierArgs, healthCheckPath: string): pulumi.Output<string> {
  return pulumi.all([args.logs.agent, args.was.loadBalancerDnsName]).apply(([logAgent, upstreamHost]) =>
    webUserData({
      operatingSystem: args.operatingSystem,
      region: args.region,
      logAgent,
      terminationHook: terminationHook(name),
      upstream: { host: upstreamHost, port: args.was.port },
      healthCheckPath,
      maxBodyMiB: args.maxBodyMiB ?? 10,
    }),
  );
}

/** 80 redirects to 443; 443 forwards to the target group. */
function listeners(
  name: string,
  loadBalancer: aws.lb.LoadBalancer,
  target: aws.lb.TargetGroup,
  certificate: pulumi.Output<string>,
  parent: WebTier,
): aws.lb.Listener {
  new aws.lb.Listener(
    `${name}-http`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
    },
    { parent },
  );
  return new aws.lb.Listener(
    `${name}-https`,
    {
      loadBalancerArn: loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      // TLS 1.3, and 1.2 with forward secrecy and authenticated ciphers only.
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      certificateArn: certificate,
      defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
    },
    { parent },
  );
}

/** The name users type: that of the domain, with its alias record, or the load balancer's own. */
function servedName(
  name: string,
  args: WebTierArgs,
  loadBalancer: aws.lb.LoadBalancer,
  parent: WebTier,
): pulumi.Output<string> {
  if (args.domain === undefined) return loadBalancer.dnsName;
  new aws.route53.Record(
    name,
    {
      zoneId: args.domain.zoneId,
      name: args.domain.name,
      type: "A",
      aliases: [{ name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true }],
    },
    { parent },
  );
  return pulumi.output(args.domain.name);
}
