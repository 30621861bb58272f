import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { later, letInGroup, port, server } from "../builders";
import { change } from "../composition";
import type { SafeEdit } from "./safe-edit";

const ASSUME = JSON.stringify({ Version: "2012-10-17", Statement: [] });
const CERTIFICATE = "arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-90ab-cdef-1234-567890abcdef";

/** What has nothing to do with who reaches whom. */
export const services: SafeEdit[] = [
  {
    title: "no edit at all",
  },
  {
    title: "no edit of production at all",
    stack: "prod",
  },
  {
    title: "a bucket with its policy",
    edit: () => {
      const bucket = new aws.s3.Bucket("uploads");
      new aws.s3.BucketVersioning("uploads", {
        bucket: bucket.id,
        versioningConfiguration: { status: "Enabled" },
      });
    },
  },
  {
    title: "a protected bucket in production",
    stack: "prod",
    edit: () => {
      new aws.s3.Bucket("uploads", {}, { protect: true });
    },
  },
  {
    title: "topics and queues",
    edit: () => {
      const topic = new aws.sns.Topic("alarms");
      const queue = new aws.sqs.Queue("alarms");
      new aws.sns.TopicSubscription("alarms", { topic: topic.arn, protocol: "sqs", endpoint: queue.arn });
    },
  },
  {
    title: "a role with a policy",
    edit: () => {
      const role = new aws.iam.Role("deploy", { assumeRolePolicy: ASSUME });
      new aws.iam.RolePolicyAttachment("deploy", {
        role: role.name,
        policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      });
    },
  },
  {
    title: "an alarm and a dashboard",
    edit: ({ web }) => {
      new aws.cloudwatch.MetricAlarm("web-cpu", {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 3,
        namespace: "AWS/EC2",
        metricName: "CPUUtilization",
        dimensions: { AutoScalingGroupName: web.autoScalingGroupName },
        period: 60,
        statistic: "Average",
        threshold: 80,
      });
      new aws.cloudwatch.Dashboard("service", { dashboardName: "service", dashboardBody: "{}" });
    },
  },
  {
    title: "a log group with its filter",
    edit: () => {
      const logs = new aws.cloudwatch.LogGroup("application", { retentionInDays: 30 });
      new aws.cloudwatch.LogMetricFilter("errors", {
        logGroupName: logs.name,
        pattern: "ERROR",
        metricTransformation: { name: "errors", namespace: "application", value: "1" },
      });
    },
  },
  {
    title: "names in DNS",
    edit: ({ web, bastion }) => {
      const zone = new aws.route53.Zone("service", { name: "three-tier.net" });
      const record = { zoneId: zone.zoneId, ttl: 300 };
      new aws.route53.Record("www", { ...record, name: "www", type: "CNAME", records: [web.loadBalancerDnsName] });
      new aws.route53.Record("ssh", { ...record, name: "ssh", type: "A", records: [bastion.publicIp] });
    },
  },
  {
    title: "a private zone for the database",
    edit: ({ network, database }) => {
      const zone = new aws.route53.Zone("inside", { name: "three-tier.internal", vpcs: [{ vpcId: network.vpcId }] });
      const record = { zoneId: zone.zoneId, name: "writer", type: "CNAME", ttl: 60 };
      new aws.route53.Record("writer", { ...record, records: [database.writerEndpoint] });
    },
  },
  {
    title: "a web application firewall",
    edit: ({ child }) => {
      const visibilityConfig = { cloudwatchMetricsEnabled: true, metricName: "web", sampledRequestsEnabled: true };
      const acl = new aws.wafv2.WebAcl("web", { scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig });
      const { arn: resourceArn } = child(aws.lb.LoadBalancer, "web");
      new aws.wafv2.WebAclAssociation("web", { resourceArn, webAclArn: acl.arn });
    },
  },
  {
    title: "a parameter and a secret",
    edit: () => {
      const { result } = new random.RandomPassword("partner", { length: 32 });
      new aws.ssm.Parameter("partner", { type: "SecureString", value: result });
      const secret = new aws.secretsmanager.Secret("partner");
      new aws.secretsmanager.SecretVersion("partner", { secretId: secret.id, secretString: result });
    },
  },
  {
    title: "a key with its alias",
    edit: () => {
      const key = new aws.kms.Key("data", { enableKeyRotation: true });
      new aws.kms.Alias("data", { targetKeyId: key.keyId });
    },
  },
  {
    title: "a table",
    edit: () => {
      const attributes = [{ name: "id", type: "S" }];
      new aws.dynamodb.Table("sessions", { attributes, hashKey: "id", billingMode: "PAY_PER_REQUEST" });
    },
  },
  {
    title: "a backup plan",
    edit: ({ child }) => {
      const vault = new aws.backup.Vault("daily");
      const rules = [{ ruleName: "daily", targetVaultName: vault.name, schedule: "cron(0 18 * * ? *)" }];
      const plan = new aws.backup.Plan("daily", { rules });
      new aws.backup.Selection("daily", {
        planId: plan.id,
        iamRoleArn: "arn:aws:iam::123456789012:role/backup",
        resources: [child(aws.rds.Instance, "database").arn, child(aws.efs.FileSystem, "logs").arn],
      });
    },
  },
  {
    title: "a budget",
    edit: () => {
      const budget = { budgetType: "COST", limitAmount: "300", limitUnit: "USD", timeUnit: "MONTHLY" };
      new aws.budgets.Budget("monthly", budget);
    },
  },
  {
    title: "a trail and a detector",
    edit: ({ child }) => {
      child(aws.ec2.Instance, "bastion");
      new aws.cloudtrail.Trail("audit", { s3BucketName: "audit-logs" });
      new aws.guardduty.Detector("account", { enable: true });
    },
  },
  {
    title: "events and their rule",
    edit: () => {
      const rule = new aws.cloudwatch.EventRule("instances", { eventPattern: '{"source":["aws.ec2"]}' });
      const topic = new aws.sns.Topic("instances");
      new aws.cloudwatch.EventTarget("instances", { rule: rule.name, arn: topic.arn });
    },
  },
  {
    title: "a repository of images",
    edit: () => {
      new aws.ecr.Repository("was", { imageTagMutability: "IMMUTABLE" });
    },
  },
  {
    title: "a session document and a maintenance window",
    edit: () => {
      new aws.ssm.MaintenanceWindow("patching", { schedule: "cron(0 18 ? * SUN *)", duration: 3, cutoff: 1 });
    },
  },
  {
    title: "a CloudFront distribution in front of the site",
    edit: ({ web }) => {
      new aws.cloudfront.Distribution("site", {
        enabled: true,
        origins: [
          {
            originId: "web",
            domainName: web.loadBalancerDnsName,
            customOriginConfig: {
              httpPort: 80,
              httpsPort: 443,
              originProtocolPolicy: "https-only",
              originSslProtocols: ["TLSv1.2"],
            },
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: "web",
          viewerProtocolPolicy: "redirect-to-https",
          allowedMethods: ["GET", "HEAD"],
          cachedMethods: ["GET", "HEAD"],
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: { cloudfrontDefaultCertificate: true },
      });
    },
  },
];

/** Changes of what is there. */
export const changes: SafeEdit[] = [
  {
    title: "larger servers",
    settings: { "web.instanceType": "m7i.large", "was.instanceType": "m7i.xlarge", "was.rootVolumeGiB": 64 },
  },
  {
    title: "Graviton",
    settings: { "web.instanceType": "t4g.small", "was.instanceType": "m7g.large", "bastion.instanceType": "t4g.nano" },
  },
  {
    title: "Ubuntu 24.04",
    settings: { operatingSystem: "ubuntu-24.04" },
  },
  {
    title: "an image of its own",
    settings: { "was.imageId": "ami-0123456789abcdef0", "bastion.imageId": "ami-0123456789abcdef1" },
  },
  {
    title: "MySQL",
    settings: { "database.engine": "mysql", "database.engineVersion": "8.4" },
  },
  {
    title: "PostgreSQL",
    settings: { "database.engine": "postgres", "database.engineVersion": "17" },
  },
  {
    title: "more replicas and longer backups",
    settings: { "database.replicaCount": 3, "database.backupRetentionDays": 30 },
  },
  {
    title: "a standby",
    settings: { "database.multiAz": true },
  },
  {
    title: "longer health checks",
    settings: { "web.healthCheck": { intervalSeconds: 60, timeoutSeconds: 20 } },
  },
  {
    title: "sizes within what is approved",
    settings: { "web.scaling.minSize": 2, "web.scaling.maxSize": 2, "was.scaling.targetCpuPercent": 40 },
  },
  {
    title: "sizes within what is approved in production",
    stack: "prod",
    settings: { "was.scaling.minSize": 3 },
  },
  {
    title: "access logs",
    settings: { "web.accessLogRetentionDays": 30 },
  },
  {
    title: "an environment without secrets",
    settings: { "was.environment": { SPRING_PROFILES_ACTIVE: "dev", CACHE_SECONDS: "3600" } },
  },
  {
    title: "the application's jar",
    settings: { "was.jar": { bucket: "artifacts-of-ours", key: "releases/app-1.0.0.jar" } },
  },
  {
    title: "a domain with a certificate of its own",
    settings: {
      "web.selfSignedCertificate": undefined,
      "web.domain": { name: "www.three-tier.net", zoneId: "Z0123456789ABCDEFGHIJ" },
    },
  },
  {
    title: "one more certificate of the listener",
    edit: ({ child }) => {
      const { arn: listenerArn } = child(aws.lb.Listener, "web-https");
      new aws.lb.ListenerCertificate("partner", { listenerArn, certificateArn: CERTIFICATE });
    },
  },
  {
    title: "a rule that redirects a path",
    edit: ({ child }) => {
      new aws.lb.ListenerRule("old", {
        listenerArn: child(aws.lb.Listener, "web-http").arn,
        conditions: [{ pathPattern: { values: ["/old/*"] } }],
        actions: [
          { type: "redirect", redirect: { protocol: "HTTPS", port: "443", path: "/new/", statusCode: "HTTP_301" } },
        ],
      });
    },
  },
  {
    title: "a stronger TLS policy",
    before: () => {
      change(aws.lb.Listener, "web-https", { sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" });
    },
  },
  {
    title: "one more tag everywhere",
    before: () => {
      change(aws.ec2.Instance, "was-base", { tags: { Name: "was-base", Team: "orders" } });
    },
  },
  {
    title: "a launch template with monitoring",
    before: () => {
      change(aws.ec2.LaunchTemplate, "was", { monitoring: { enabled: true }, ebsOptimized: "true" });
    },
  },
  {
    title: "larger volumes, still encrypted, with a key of its own",
    before: () => {
      const encryptedByKey = { encrypted: true, kmsKeyId: CERTIFICATE.replace("acm", "kms"), volumeSize: 100 };
      change(aws.ec2.Instance, "was-base", { rootBlockDevice: encryptedByKey });
    },
  },
  {
    title: "the metadata service switched off",
    before: () => {
      change(aws.ec2.Instance, "bastion", { metadataOptions: { httpEndpoint: "disabled" } });
    },
  },
  {
    title: "a warm pool and a notification",
    before: () => {
      change(aws.autoscaling.Group, "web", { warmPool: { poolState: "Stopped", minSize: 0 } });
    },
    edit: ({ web }) => {
      const { arn: topicArn } = new aws.sns.Topic("scaling");
      const groupNames = [web.autoScalingGroupName];
      new aws.autoscaling.Notification("web", {
        groupNames,
        notifications: ["autoscaling:EC2_INSTANCE_LAUNCH"],
        topicArn,
      });
    },
  },
  {
    title: "one more lifecycle hook",
    edit: ({ was }) => {
      new aws.autoscaling.LifecycleHook("warm-up", {
        autoscalingGroupName: was.autoScalingGroupName,
        lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      });
    },
  },
  {
    title: "a second scaling policy where the program owns scaling",
    edit: ({ was }) => {
      new aws.autoscaling.Policy("was-steps", {
        autoscalingGroupName: was.autoScalingGroupName,
        adjustmentType: "ChangeInCapacity",
        scalingAdjustment: 1,
      });
    },
  },
  {
    title: "an encrypted volume for the bastion",
    edit: ({ child }) => {
      const volume = new aws.ebs.Volume("home", { availabilityZone: "ap-northeast-2a", size: 10, encrypted: true });
      const { id: instanceId } = child(aws.ec2.Instance, "bastion");
      new aws.ec2.VolumeAttachment("home", { instanceId, volumeId: volume.id, deviceName: "/dev/sdg" });
    },
  },
  {
    title: "an access point of the logs",
    edit: ({ logs }) => {
      new aws.efs.AccessPoint("reports", { fileSystemId: logs.fileSystemId, rootDirectory: { path: "/reports" } });
    },
  },
  {
    title: "user data that reads its secret at boot",
    edit: (composition) => {
      const secretId = composition.database.secretArn;
      const script = pulumi.interpolate`#!/bin/sh\nPASSWORD=$(aws secretsmanager get-secret-value --secret-id ${secretId})\n`;
      server("batch", composition, { userData: script });
    },
  },
  {
    title: "a description that is not known yet",
    edit: ({ was }) => {
      letInGroup("alb-admin", was.securityGroupId, was.loadBalancerSecurityGroupId, {
        ...port(8081),
        description: later("by the internal load balancer"),
      });
    },
  },
];
