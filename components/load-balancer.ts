import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { AccessLogs } from "./access-logs";

export interface LoadBalancerArgs {
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether it has private addresses only. */
  internal: boolean;
  /** What its security group is for; AWS replaces a group whose description changes. */
  description: string;
  protect: boolean;
  accessLogs?: AccessLogs;
}

/**
 * An application load balancer and its security group, `${name}-alb`, without rules.
 *
 * Not awsx's: its default group opens every port to the world. The name leaves room for the suffix of generated names,
 * 32 characters in all (Elastic Load Balancing API reference, "CreateLoadBalancer").
 */
export function applicationLoadBalancer(
  name: string,
  args: LoadBalancerArgs,
  parent: pulumi.Resource,
): { loadBalancer: aws.lb.LoadBalancer; securityGroup: aws.ec2.SecurityGroup } {
  const { accessLogs } = args;
  const securityGroup = new aws.ec2.SecurityGroup(
    `${name}-alb`,
    { vpcId: args.vpcId, description: args.description, tags: { Name: `${name}-alb` } },
    { parent },
  );
  const loadBalancer = new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: "application",
      internal: args.internal,
      subnets: args.subnetIds,
      securityGroups: [securityGroup.id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: args.protect,
      ...(accessLogs && { accessLogs: { bucket: accessLogs.bucketName, enabled: true } }),
    },
    { parent, dependsOn: accessLogs && [accessLogs.writable] },
  );
  return { loadBalancer, securityGroup };
}
