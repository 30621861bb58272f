import { policies } from "../policy-pack/policies";

/** Markdown table of the policies, in the order of the pack. */
export function policiesTable(): string {
  const rows = policies.map(({ name, description, enforcementLevel, framework, configSchema }) => {
    const settings = Object.keys(configSchema?.properties ?? {}).map((key) => `\`${key}\``);
    return `| \`${name}\` | ${enforcementLevel ?? ""} | ${description} | ${framework?.reference ?? ""} | ${settings.join(", ")} |`;
  });
  return [
    "| policy | level | what it demands | AWS FSBP | settings |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}
