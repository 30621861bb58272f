import type { Plan, PlannedResource } from "../offline/plan";

/** Whose security group it is, in the reader's words and in the order traffic flows. */
const NAMES: Record<string, string> = {
  bastion: "bastion",
  "web-alb": "public load balancer",
  web: "WEB",
  "was-alb": "internal load balancer",
  was: "WAS",
  database: "database",
  logs: "EFS",
};

interface Connection {
  from: string;
  to: string;
  port: number;
  description: string;
}

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
  const connections = plan.resources.flatMap((rule) => {
    if (rule.type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule") {
      return [connection(peer(rule, nameOf), nameOf(rule.inputs.securityGroupId), rule)];
    }
    // The other end of an egress rule to a group is an ingress rule, listed above.
    if (rule.type === "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" && rule.inputs.cidrIpv4 !== undefined) {
      return [connection(nameOf(rule.inputs.securityGroupId), peer(rule, nameOf), rule)];
    }
    return [];
  });
  const rows = connections
    .sort((one, other) => rank(one.from) - rank(other.from) || rank(one.to) - rank(other.to) || one.port - other.port)
    .map(({ from, to, port, description }) => `| ${from} | ${to} | ${port} | ${description} |`);
  return ["| from | to | port | what for |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** Addresses, which are none of ours, come first. */
function rank(name: string): number {
  return Object.values(NAMES).indexOf(name);
}

function peer({ inputs }: PlannedResource, nameOf: (id: unknown) => string): string {
  const block = inputs.cidrIpv4 as string | undefined;
  if (block === undefined) return nameOf(inputs.referencedSecurityGroupId);
  return block === "0.0.0.0/0" ? "internet" : `\`${block}\``;
}

function connection(from: string, to: string, { inputs }: PlannedResource): Connection {
  return { from, to, port: inputs.toPort as number, description: inputs.description as string };
}
