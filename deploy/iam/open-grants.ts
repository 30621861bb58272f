import { grantsOf, type PlanFacts } from "./policy";

/** Markdown list of what neither a name nor a tag limits although AWS knows the resources, and why. */
export function openGrants(facts: PlanFacts): string {
  const lines = grantsOf(facts, "deploy").flatMap(({ actions, resources, why }) =>
    why === undefined ? [] : [`- ${listed(actions)} on every ${listed(resources.map(kindOf))}: ${why}`],
  );
  return [...new Set(lines)].sort().join("\n");
}

/** `network-interface` of `arn:{partition}:ec2:{region}:{account}:network-interface/*`. */
const kindOf = (resource: string) => resource.split(":")[5].replace(/\/\*$/, "");
const listed = (texts: string[]) => texts.map((text) => `\`${text}\``).join(", ");
