import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";

/** The trust policy of a role that an AWS service acts in. */
export function assumeRolePolicy(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

/** One thing a role may do. */
export interface Permission {
  action: string;
  resource: pulumi.Input<string>;
}

/** Lets `role` do one thing to one resource, and nothing else. */
export function permit(
  name: string,
  role: aws.iam.Role,
  permission: Permission,
  opts: pulumi.CustomResourceOptions,
): aws.iam.RolePolicy {
  return new aws.iam.RolePolicy(
    name,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: permission.action, Resource: permission.resource }],
      }),
    },
    opts,
  );
}

/** ARN partition of a region, such as `aws-cn` (IAM user guide, "Amazon Resource Names"). */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}
