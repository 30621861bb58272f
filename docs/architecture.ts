/** The page of a stack: the document's three diagrams, who reaches what, what it costs, how long it takes, what it bears. */
import { diagramsOf } from "../diagrams";
import { accessPart } from "./access";
import { costPart } from "./cost";
import type { PlannedStack } from "./planned-stack";
import { capacityPart, timelinePart } from "./timeline";

/** Markdown for GitHub, which renders the diagrams. */
export function architecturePage(stack: PlannedStack): string {
  const { plan, network } = stack;
  const diagrams = diagramsOf(network).flatMap(({ title, mermaid }) => [
    `## ${title.en} (${title.ko})`,
    ["```mermaid", mermaid, "```"].join("\n"),
  ]);
  const parts = [
    "<!-- Written by npm run docs. -->",
    `# Architecture of the stack ${plan.stack}`,
    `Drawn from the resources that \`Pulumi.${plan.stack}.yaml\` makes: an arrow is a connection that the network lets ` +
      "through, or what one resource says of another. A line with ↑ leads up, to what is above it. Red, with ⚠, is what " +
      "does not belong to the architecture; a line with a cross is a port that is open although no way leads there.",
    ...diagrams,
    "## Who reaches what",
    "Ports are TCP. What is not in the table is refused; the policy at the end of a row refuses every other way there.",
    accessPart(network),
    "## Monthly cost",
    costPart([stack], "../../"),
    "## Deployment time",
    timelinePart(stack, "../../"),
    "## Capacity",
    capacityPart(stack),
  ];
  return `${parts.join("\n\n")}\n`;
}
