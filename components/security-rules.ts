import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";

/** One end of a connection: a security group, or a block of IPv4 addresses. */
export type Peer = { securityGroupId: pulumi.Input<string> } | { cidrBlock: string };

export interface AllowArgs {
  /** Who opens the connection. */
  from: Peer;
  /** Who accepts it. */
  to: Peer;
  /** TCP port. */
  port: number;
  /** Stands on the rules in the console: at most 255 characters of `a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`. */
  description: string;
}

/**
 * One arrow of the architecture: lets `from` open TCP connections to `port` of `to`.
 *
 * Makes the egress rule of `from` and the ingress rule of `to`, for those of the two that are security groups. Rules
 * stand alone, one per peer and port, never inline: at a preview the dependencies of inline rules cannot be told apart,
 * and inline and separate rules delete each other (registry page of `aws.ec2.SecurityGroup`, "NOTE on Security Groups
 * and Security Group Rules").
 */
export function allow(name: string, args: AllowArgs, opts: pulumi.CustomResourceOptions): void {
  const { from, to, port, description } = args;
  const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, description };
  if ("securityGroupId" in from) {
    new aws.vpc.SecurityGroupEgressRule(name, { securityGroupId: from.securityGroupId, ...asPeer(to), ...rule }, opts);
  }
  if ("securityGroupId" in to) {
    new aws.vpc.SecurityGroupIngressRule(name, { securityGroupId: to.securityGroupId, ...asPeer(from), ...rule }, opts);
  }
}

function asPeer(peer: Peer): { referencedSecurityGroupId: pulumi.Input<string> } | { cidrIpv4: string } {
  return "securityGroupId" in peer ? { referencedSecurityGroupId: peer.securityGroupId } : { cidrIpv4: peer.cidrBlock };
}

/** Every IPv4 address. */
export const INTERNET = "0.0.0.0/0";
