import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";

export interface AccessLogsArgs {
  /** Days until a log file is deleted. */
  retentionDays: number;
  /** Refuse to delete the bucket; otherwise it is deleted with what is in it. */
  protect: boolean;
}

/** Where a load balancer writes its access logs. */
export interface AccessLogs {
  bucketName: pulumi.Output<string>;
  /** The load balancer waits for this: AWS tries the bucket when access logs are switched on. */
  writable: aws.s3.BucketPolicy;
}

/**
 * A private bucket that Elastic Load Balancing may write access logs to. Load balancers write with SSE-S3 only
 * (Application Load Balancer guide, "Enable access logs for your Application Load Balancer").
 */
export function accessLogsBucket(name: string, args: AccessLogsArgs, parent: pulumi.Resource): AccessLogs {
  const bucket = new aws.s3.Bucket(name, { forceDestroy: !args.protect }, { parent, protect: args.protect });
  const child = { parent };
  new aws.s3.BucketServerSideEncryptionConfiguration(
    name,
    { bucket: bucket.id, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    name,
    {
      bucket: bucket.id,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: args.retentionDays },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    child,
  );
  const locked = new aws.s3.BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    child,
  );
  const writable = new aws.s3.BucketPolicy(
    name,
    { bucket: bucket.id, policy: writableByLoadBalancers(bucket.arn, parent) },
    // S3 refuses two changes of a bucket's access at once.
    { ...child, dependsOn: [locked] },
  );
  return { bucketName: bucket.id, writable };
}

function writableByLoadBalancers(bucketArn: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Output<string> {
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "LoadBalancersWrite",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/*`,
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
