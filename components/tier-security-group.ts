import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { Bastion } from "./bastion";
import { type LogPipeline, NFS_PORT } from "./log-pipeline";
import { allow, INTERNET } from "./security-rules";
import type { VpcWithNat } from "./vpc-with-nat";

export interface TierSecurityGroupArgs {
  network: Pick<VpcWithNat, "vpcId">;
  bastion: Pick<Bastion, "securityGroupId">;
  logs: Pick<LogPipeline, "securityGroupId">;
  /** What the group is for; AWS replaces a group whose description changes. */
  description: string;
}

/**
 * The security group of a tier's servers, with what WEB and WAS have in common: SSH from the bastion, logs to EFS, and
 * packages and AWS's own services on 80 and 443 of the internet (by the NAT gateway).
 */
export function tierSecurityGroup(
  name: string,
  args: TierSecurityGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    name,
    { vpcId: args.network.vpcId, description: args.description, tags: { Name: name } },
    opts,
  );
  const here = { securityGroupId: group.id };
  allow(`bastion-to-${name}`, { from: args.bastion, to: here, port: 22, description: "SSH by the bastion" }, opts);
  allow(
    `${name}-to-logs`,
    { from: here, to: args.logs, port: NFS_PORT, description: "Logs to EFS by NFS over TLS" },
    opts,
  );
  for (const port of [80, 443]) {
    const description = "Packages and AWS services";
    allow(`${name}-to-internet-${port}`, { from: here, to: { cidrBlock: INTERNET }, port, description }, opts);
  }
  return group;
}
