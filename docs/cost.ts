/** What stacks cost, for documents. */
import { componentAmount, componentLabel, costSummary, notPricedText } from "../cost/cost-report";
import { costOf, EXCLUDED, HOURS_PER_MONTH, type PricedCost } from "../cost/monthly-cost";
import { loadPrices } from "../cost/prices";
import type { PlannedStack } from "./planned-stack";

/** The cost of a stack that could be priced. */
interface StackCost extends PricedCost {
  stack: string;
}

/**
 * What stacks cost: a table of their components, where its prices are from, and what is not in it. `root` leads from the
 * document to the root of the project.
 */
export function costPart(stacks: readonly PlannedStack[], root: string): string {
  const all = stacks.map(({ plan, region }) => ({ stack: plan.stack, ...costOf(plan.resources, region) }));
  const costs = all.filter((cost): cost is StackCost => "total" in cost);
  const without = all.flatMap((cost) => ("total" in cost ? [] : [`\`${cost.stack}\` is ${costSummary(cost)}.`]));
  const lines = [...outsideText(costs)].map((line) => `- ${line}`);
  return [...(costs.length === 0 ? [] : [costTable(costs), priceText(costs, root), lines.join("\n")]), ...without].join(
    "\n\n",
  );
}

function costTable(costs: StackCost[]): string {
  const labels = [...new Set(costs.flatMap(({ components }) => components.map(componentLabel)))];
  const rows = labels.map((label) => [
    `\`${label.replace(" ", "` ")}`,
    ...costs.map(({ components }) => {
      const component = components.find((candidate) => componentLabel(candidate) === label);
      return component === undefined ? "" : componentAmount(component);
    }),
  ]);
  return [
    ["USD a month", ...costs.map(({ stack }) => stack)],
    ["---", ...costs.map(() => "---:")],
    ...rows,
    ["**in all**", ...costs.map(({ total }) => `**${total.toFixed(2)}**`)],
    ["with every group at its maximum", ...costs.map(({ maximum }) => maximum.toFixed(2))],
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function priceText(costs: StackCost[], root: string): string {
  const tables = new Map(costs.map(({ region, prices }) => [region, prices]));
  return [...tables]
    .map(([region, { file, oldest, newest }]) => {
      const sources = Object.values(loadPrices(region)?.sources ?? {});
      const names = sources.map(({ name, date, verified }) => `${name} (${verified ? date : "concluded, not read"})`);
      return (
        `On-demand list prices of \`${region}\`, Linux, of ${oldest} to ${newest}, ${HOURS_PER_MONTH} hours a month. ` +
        `[${file}](${root}${file}) has them, each with its source: ${names.join(", ")}.`
      );
    })
    .join("\n\n");
}

function* outsideText(costs: StackCost[]): Generator<string> {
  yield `Left out: ${EXCLUDED.join("; ")}.`;
  const use = costs.flatMap((cost) => cost.use);
  const texts = use.map(({ what, unitPrice, per }) =>
    unitPrice === undefined ? `${what} (no price in the table)` : `${what} (${unitPrice} USD per ${per ?? "unit"})`,
  );
  yield `By use, in no total: ${[...new Set(texts)].join(", ")}.`;
  const incomplete = costs.flatMap((cost) => (cost.complete ? [] : [`${cost.stack}: ${notPricedText(cost)}`]));
  yield incomplete.length === 0 ? "Not priced: nothing." : `${incomplete.join("; ")}.`;
}
