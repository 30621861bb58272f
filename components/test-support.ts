import * as pulumi from "@pulumi/pulumi";
import { find, findOne, type Plan, planProgram, type PlanOptions, type PlannedResource } from "../offline/plan";

/** Plans `create` as after an update, so that ids are there to compare. */
export function planned(create: () => unknown, options: PlanOptions = {}): Promise<Plan> {
  return planProgram(
    () => {
      create();
    },
    { mode: "update", ...options },
  );
}

/** `type name` of every managed resource but the stack, sorted: what a component consists of. */
export function children(plan: Plan): string[] {
  return plan.resources
    .filter(({ custom }) => custom)
    .map(({ type, name }) => `${type.split(":").at(-1) ?? type} ${name}`)
    .sort();
}

/** The one resource of a type's last part (`Instance`, `SecurityGroup`) and a name. */
export function the(plan: Plan, kind: string, name: string): PlannedResource {
  const found = plan.resources.filter((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name);
  const [only] = found;
  if (found.length !== 1) {
    throw new Error(`${found.length} resources are ${kind} ${name}; there are: ${children(plan).join(", ")}`);
  }
  return only;
}

export { find, findOne };

// Stand-ins for the components another one is given. Made inside the program, as outputs belong to one run.

export const network = () => ({
  vpcId: pulumi.output("vpc-1"),
  cidrBlock: "10.20.0.0/16",
  availabilityZoneNames: ["ap-northeast-2a", "ap-northeast-2c"],
  publicSubnetIds: ["subnet-public-1", "subnet-public-2"].map((id) => pulumi.output(id)),
  privateSubnetIds: ["subnet-private-1", "subnet-private-2"].map((id) => pulumi.output(id)),
  isolatedSubnetIds: ["subnet-isolated-1", "subnet-isolated-2"].map((id) => pulumi.output(id)),
});

export const bastion = () => ({
  securityGroupId: pulumi.output("sg-bastion"),
  keyName: pulumi.output("operations"),
});

export const logs = () => ({
  securityGroupId: pulumi.output("sg-logs"),
  agent: { fileSystemDnsName: pulumi.output("fs-1.efs.ap-northeast-2.amazonaws.com"), flushIntervalSeconds: 10 },
});

export const database = () => ({
  securityGroupId: pulumi.output("sg-database"),
  port: 3306,
  writerJdbcUrl: pulumi.output("jdbc:mariadb://writer:3306/app"),
  readerJdbcUrl: pulumi.output("jdbc:mariadb://reader:3306/app"),
  secretArn: pulumi.output("arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:database"),
});

export const was = () => ({
  loadBalancerDnsName: pulumi.output("internal-was.elb.amazonaws.com"),
  loadBalancerSecurityGroupId: pulumi.output("sg-was-alb"),
  port: 8080,
});
