/** Function → the IAM actions that the AWS provider calls to answer it. A function that is missing here stops the making of a policy. */
import type { WireMap } from "../../offline/wire";
import { type Grant, list, named, parameter } from "./grant";

export const FUNCTIONS: Partial<Record<string, (args: WireMap) => Grant[]>> = {
  "aws:ec2/getElasticIp:getElasticIp": () => [list("ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute")],
  // sts:GetCallerIdentity, as at every start of the provider, takes no permission.
  "aws:index/getCallerIdentity:getCallerIdentity": () => [],
  "aws:ssm/getParameter:getParameter": ({ name }) => [named(["ssm:GetParameter"], parameter(name as string))],
};
