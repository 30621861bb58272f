import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { Architecture } from "./boot/operating-system";

/** The architecture of an instance type: Graviton families carry a `g` behind their generation (`t4g`, `m7gd`, `c6gn`, `x2gd`, `im4gn`), except the first, `a1`. */
export function architectureOf(instanceType: string): Architecture {
  return /^(a1|[a-z]+\d+g[a-z]*)\./.test(instanceType) ? "arm64" : "amd64";
}

/**
 * The image id a public parameter names today, for an `aws.ec2.Instance` that ignores changes of its `ami`:
 * `resolve:ssm:` there would replace the instance at every run (terraform-provider-aws #43364).
 */
export function currentImageId(parameterName: string, parent: pulumi.Resource): pulumi.Output<string> {
  return aws.ssm.getParameterOutput({ name: parameterName }, { parent }).insecureValue;
}

/** What a launch template takes to start from the newest image that a public parameter names. */
export function newestImage(parameterName: string): string {
  return `resolve:ssm:${parameterName}`;
}
