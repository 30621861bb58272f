import { UserError } from "../command-line/user-error";
import { componentAmount, componentLabel, costSummary, notPricedText } from "../cost/cost-report";
import { costOf, EXCLUDED, HOURS_PER_MONTH, type PricedCost } from "../cost/monthly-cost";
import { loadPrices } from "../cost/prices";
import { loadConfig } from "../offline/config";
import type { Plan } from "../offline/plan";

/** What stacks cost, by name: a table of their components, where its prices are from, and what is not in it. */
export function costPart(costs: ReadonlyMap<string, PricedCost>): string {
  return [
    costTable(costs),
    priceText([...costs.values()]),
    [...outsideText(costs)].map((line) => `- ${line}`).join("\n"),
  ].join("\n\n");
}

/** The cost of a plan of the project in a directory, which must have prices. */
export function costOfPlan(directory: string, { stack, resources }: Plan): PricedCost {
  const cost = costOf(resources, loadConfig(directory, stack).config["aws:region"]);
  if (!("total" in cost)) throw new UserError(`Pulumi.${stack}.yaml: ${costSummary(cost)}`);
  return cost;
}

function costTable(costsByStack: ReadonlyMap<string, PricedCost>): string {
  const costs = [...costsByStack.values()];
  const labels = [...new Set(costs.flatMap(({ components }) => components.map(componentLabel)))];
  const rows = labels.map((label) => [
    `\`${label.replace(" ", "` ")}`,
    ...costs.map(({ components }) => {
      const component = components.find((candidate) => componentLabel(candidate) === label);
      return component === undefined ? "" : componentAmount(component);
    }),
  ]);
  return [
    ["USD a month", ...costsByStack.keys()],
    ["---", ...costs.map(() => "---:")],
    ...rows,
    ["**in all**", ...costs.map(({ total }) => `**${total.toFixed(2)}**`)],
    ["with every group at its maximum", ...costs.map(({ maximum }) => maximum.toFixed(2))],
  ]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function priceText(costs: PricedCost[]): string {
  const tables = new Map(costs.map(({ region, prices }) => [region, prices]));
  return [...tables]
    .map(([region, { file, oldest, newest }]) => {
      const sources = Object.values(loadPrices(region)?.sources ?? {});
      const names = sources.map(({ name, date, verified }) => `${name} (${verified ? date : "concluded, not read"})`);
      return (
        `On-demand list prices of \`${region}\`, Linux, of ${oldest} to ${newest}, ${HOURS_PER_MONTH} hours a month. ` +
        `[${file}](${file}) has them, each with its source: ${names.join(", ")}.`
      );
    })
    .join("\n\n");
}

function* outsideText(costsByStack: ReadonlyMap<string, PricedCost>): Generator<string> {
  const costs = [...costsByStack.values()];
  yield `Left out: ${EXCLUDED.join("; ")}.`;
  const use = costs.flatMap((cost) => cost.use);
  const texts = use.map(({ what, unitPrice, per }) =>
    unitPrice === undefined ? `${what} (no price in the table)` : `${what} (${unitPrice} USD per ${per ?? "unit"})`,
  );
  yield `By use, in no total: ${[...new Set(texts)].join(", ")}.`;
  const incomplete = [...costsByStack].flatMap(([stack, cost]) =>
    cost.complete ? [] : [`${stack}: ${notPricedText(cost)}`],
  );
  yield incomplete.length === 0 ? "Not priced: nothing." : `${incomplete.join("; ")}.`;
}
