/** What the tables of actions are written in: what is granted, on which resources, under which conditions. */

/** The `Condition` of a statement. */
export type Condition = Partial<Record<string, Record<string, string | string[]>>>;

/**
 * Actions and the resources they are granted on.
 *
 * Resources are ARNs with placeholders: `{partition}`, `{region}` and `{account}`; `{name}`, the name in AWS of the
 * resource that an entry is about, and `{logicalName}`, its name in the program; and any property of it (`{role}`), which stands for its value where that is known, and
 * else for the name in AWS of the resource that it comes from.
 */
export interface Grant {
  actions: string[];
  resources: string[];
  /**
   * - `request`: the request has to give the new resource the stack's tags.
   * - `resource`: the resource has to carry the stack's tags.
   * - `untagged`: the request gives the stack's tags to a resource that has none of them.
   * - `foreign`: the resource carries other values of the stack's tags. Such a grant is a refusal.
   */
  tags?: "request" | "resource" | "untagged" | "foreign";
  condition?: Condition;
  /** Why no name and no tag limits it; given wherever that is so and AWS would allow for less. */
  why?: string;
}

/** A resource of a plan, as an entry sees it. */
export interface Resource {
  /** In the program. */
  name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- inputs have every shape
  inputs: Record<string, any>;
  ignoreChanges: string[];
  /** Value of a property, or the name in AWS of the resource that it comes from. */
  of: (property: string) => string;
}

/** What the provider calls for the resources of a type. */
export interface Entry {
  /** To read them: what a preview with a refresh needs. */
  read: Grant[];
  /** To create, change, tag and delete them. */
  write: Grant[];
}

const arn = (service: string, resource: string) => `arn:{partition}:${service}:{region}:{account}:${resource}`;
const globalArn = (service: string, resource: string) => `arn:{partition}:${service}::{account}:${resource}`;

export const acm = (resource: string) => arn("acm", resource);
export const autoscaling = (resource: string) => arn("autoscaling", resource);
export const ec2 = (resource: string) => arn("ec2", resource);
/** Images and snapshots belong to no account, as far as their ARNs go. */
export const ec2OfAnyone = (resource: string) => `arn:{partition}:ec2:{region}::${resource}`;
export const efs = (resource: string) => arn("elasticfilesystem", resource);
export const elb = (resource: string) => arn("elasticloadbalancing", resource);
export const iam = (resource: string) => globalArn("iam", resource);
export const logs = (resource: string) => arn("logs", resource);
export const rds = (resource: string) => arn("rds", resource);
export const route53 = (resource: string) => `arn:{partition}:route53:::${resource}`;
export const s3 = (resource: string) => `arn:{partition}:s3:::${resource}`;
export const secretsManager = (resource: string) => arn("secretsmanager", resource);
/** AWS's own public parameters belong to no account. */
export const publicParameter = (name: string) => `arn:{partition}:ssm:{region}::parameter${name}`;
export const parameter = (name: string) =>
  name.startsWith("/aws/service/") ? publicParameter(name) : arn("ssm", `parameter/${name.replace(/^\//, "")}`);

/** Actions that know no resources. */
export const list = (...actions: string[]): Grant => ({ actions, resources: ["*"] });

/** On resources that their ARNs name, as far as AWS lets them be named. */
export const named = (actions: string[], ...resources: string[]): Grant => ({ actions, resources });

/** On new resources, which get the stack's tags with the very request. */
export const create = (actions: string[], ...resources: string[]): Grant => ({ actions, resources, tags: "request" });

/** On resources that carry the stack's tags, and where they are named, by these names. */
export const own = (actions: string[], ...resources: string[]): Grant => ({ actions, resources, tags: "resource" });

/** Gives the stack's tags to what has none of them: what the provider can tag only once it is there. */
export const adopt = (actions: string[], ...resources: string[]): Grant => ({ actions, resources, tags: "untagged" });

/**
 * Refuses what carries another stack's tags. For services whose tags take effect late: what has just been made is not
 * refused, and what has long been another stack's is.
 */
export const refuseForeign = (actions: string[], ...resources: string[]): Grant => ({
  actions,
  resources,
  tags: "foreign",
});

/** On every resource there is of a kind. */
export const any = (why: string, actions: string[], ...resources: string[]): Grant => ({ actions, resources, why });

/** Lets a service make its service-linked role, where the account has none yet. */
export function serviceLinkedRole(service: string): Grant {
  return {
    actions: ["iam:CreateServiceLinkedRole"],
    resources: [iam(`role/aws-service-role/${service}/*`)],
    condition: { StringEquals: { "iam:AWSServiceName": service } },
  };
}
