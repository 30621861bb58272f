/** Resource types in short: `ec2/instance` for `aws:ec2/instance:Instance`; older names of one type become one. */

const ALIASES: [RegExp, string][] = [
  [/^(alb|applicationloadbalancing|elasticloadbalancingv2)\//, "lb/"],
  [/^elasticloadbalancing\//, "elb/"],
  [/^ec2\/spotInstanceRequest$/, "ec2/instance"],
];

const known = new Map<string, string>();

/** `undefined/…` never occurs: types of other packages stay as they are. */
export function kindOf(type: string): string {
  let kind = known.get(type);
  if (kind === undefined) {
    kind = /^aws:([^:]+):/.exec(type)?.[1] ?? type;
    for (const [pattern, replacement] of ALIASES) kind = kind.replace(pattern, replacement);
    known.set(type, kind);
  }
  return kind;
}

/** `aws` of `aws:ec2/instance:Instance`. */
export function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}
