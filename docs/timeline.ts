/** How long stacks take to deploy, and what their tiers keep of their capacity, for documents. */
import { capacityOf } from "../timeline/capacity";
import { TIMES_FILE } from "../timeline/creation-times";
import {
  capacityRows,
  criticalPathRows,
  slackRows,
  sourcesText,
  tierText,
  timelineSummary,
} from "../timeline/timeline-report";
import { lengthening, timelineOf } from "../timeline/timeline";
import type { PlannedStack } from "./planned-stack";

/** The duration of a first `pulumi up`, its critical path and the slack beside it. `root` leads to the root of the project. */
export function timelinePart({ plan }: PlannedStack, root: string): string {
  const timeline = timelineOf(plan.resources);
  const longer = lengthening(timeline);
  const path = criticalPathRows(timeline).map(({ start, name, type, takes, waitsBy }) => [
    start,
    name,
    `\`${type}\``,
    takes,
    waitsBy === "" ? "" : `\`${waitsBy}\``,
  ]);
  const slack = slackRows(timeline).map(({ name, type, takes, end, slack }) => [
    name,
    `\`${type}\``,
    takes,
    end,
    slack,
  ]);
  return [
    `The first \`pulumi up\` takes ${timelineSummary(timeline)}: the network, which awsx gives out as a whole, then the ` +
      `primary of the database, then its replica. ${longer === undefined ? "Nothing else lengthens it." : "More lengthens it:"}`,
    ...(longer === undefined ? [] : [["```text", longer, "```"].join("\n")]),
    table(["at", "critical path", "type", "takes", "waits by"], path),
    "What takes a minute or more beside it, and how much longer it could take without lengthening the whole:",
    table(["resource", "type", "takes", "ready at", "slack"], slack),
    `Typical times from [${TIMES_FILE}](${root}${TIMES_FILE}): ${sourcesText(timeline)}. Left out: the start of the engine and ` +
      "of the program, the policies, and the limit on how many resources are created at once.",
  ].join("\n\n");
}

/** What a tier loses, and what that means for requests, event by event. */
export function capacityPart({ plan }: PlannedStack): string {
  const tiers = capacityOf(plan.resources).flatMap((tier) => [
    `**${tier.name}**, at its minimum: ${tierText(tier)}.`,
    table(
      ["event", "servers out of service", "requests"],
      capacityRows(tier).map(({ event, lost, meaning }) => [event, lost, meaning]),
    ),
  ]);
  return [
    ...tiers,
    "Computed from the settings of groups, target groups and health checks. Load balancers spread requests evenly; " +
      "what a lost server was answering fails at once. What else goes with a zone is not counted: the NAT gateway, if it is " +
      "there, and a database without a standby.",
  ].join("\n\n");
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
