import type { Plan, PlannedResource } from "../offline/plan";

/** What the group of a security group belongs to, in the reader's words. */
const NAMES: Record<string, string> = {
  bastion: "bastion",
  "web-alb": "public load balancer",
  web: "WEB",
  "was-alb": "internal load balancer",
  was: "WAS",
  database: "database",
  logs: "EFS",
};

/**
 * Markdown table of who may open a connection to whom, read from the security-group rules of a plan made in mode
 * `update`, where every id is known.
 */
export function connectionsTable(plan: Plan): string {
  const groups = new Map(
    plan.resources
      .filter(({ type }) => type === "aws:ec2/securityGroup:SecurityGroup")
      .map(({ id, name }) => [id, NAMES[name] ?? name]),
  );
  const nameOf = (id: unknown) => groups.get(id as string) ?? String(id);
  const rows = plan.resources.flatMap((rule) => {
    if (rule.type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
      return [row(peer(rule, nameOf), nameOf(rule.inputs.securityGroupId), rule)];
    }
    // The other end of an egress rule to a group is an ingress rule, listed above.
    if (rule.type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" && rule.inputs.cidrIpv4 !== undefined) {
      return [row(nameOf(rule.inputs.securityGroupId), peer(rule, nameOf), rule)];
    }
    return [];
  });
  return ["| from | to | port | what for |", "| --- | --- | --- | --- |", ...rows.sort()].join("\n");
}

function peer({ inputs }: PlannedResource, nameOf: (id: unknown) => string): string {
  const block = inputs.cidrIpv4 as string | undefined;
  if (block === undefined) return nameOf(inputs.referencedSecurityGroupId);
  return block === "0.0.0.0/0" ? "internet" : `\`${block}\``;
}

function row(from: string, to: string, { inputs }: PlannedResource): string {
  return `| ${from} | ${to} | ${inputs.toPort as number} | ${inputs.description as string} |`;
}
