/**
 * The services of AWS that components create resources of. To load them alone instead of all of `@pulumi/aws`, which
 * has more than 200, saves a tenth of a preview's time.
 */
export * as acm from "@pulumi/aws/acm";
export * as autoscaling from "@pulumi/aws/autoscaling";
export * as cloudwatch from "@pulumi/aws/cloudwatch/logGroup";
export * as config from "@pulumi/aws/config";
export * as ec2 from "@pulumi/aws/ec2";
export * as efs from "@pulumi/aws/efs";
export { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
export * as iam from "@pulumi/aws/iam";
export * as lb from "@pulumi/aws/lb";
export * as rds from "@pulumi/aws/rds";
export * as route53 from "@pulumi/aws/route53";
export * as s3 from "@pulumi/aws/s3";
export * as secretsmanager from "@pulumi/aws/secretsmanager";
export * as ssm from "@pulumi/aws/ssm";
export * as vpc from "@pulumi/aws/vpc";
