/** What a stack costs, in words: for the preview and for the pages. */
import type { ComponentCost, MonthlyCost, PricedCost } from "./monthly-cost";

/** How many things without a price are named in a line. */
const NAMED = 5;

/** A row for each component, and what it comes to. */
export function costRows(cost: MonthlyCost): string[] {
  if (!("total" in cost)) return [costSummary(cost)];
  const rows = cost.components.map((component) => ({
    label: componentLabel(component),
    amount: componentAmount(component),
  }));
  const width = Math.max(...rows.map(({ label }) => label.length));
  const amountWidth = Math.max(...rows.map(({ amount }) => amount.length));
  return [
    ...rows.map(({ label, amount }) => `${label.padEnd(width)}  ${amount.padStart(amountWidth)}`),
    costSummary(cost),
  ];
}

/** `about 209 USD, 243 with every group at its maximum (on demand, ap-northeast-2, …)`, or why there is no amount. */
export function costSummary(cost: MonthlyCost): string {
  if (!("total" in cost)) return `not priced: ${cost.reason}`;
  const { total, maximum, region, complete } = cost;
  const range = maximum === total ? "" : `, ${maximum.toFixed(0)} with every group at its maximum`;
  const remarks = [
    `on demand, ${region}, ${priceDates(cost)}`,
    "transfer and use excluded",
    ...(complete ? [] : [`incomplete, ${notPricedText(cost)}`]),
  ];
  return `${complete ? "about" : "at least"} ${total.toFixed(0)} USD${range} (${remarks.join("; ")})`;
}

/** `VpcWithNat main`; resources of a stack that has no component for them are called alike. */
export function componentLabel({ type, name }: Pick<ComponentCost, "type" | "name">): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${name}`;
}

/** `46.72`, with `or more` behind it where something in it is not priced; what has no amount says why. */
export function componentAmount({ monthly, lines, notPriced }: ComponentCost): string {
  if (lines.length === 0) return notPriced.length > 0 ? "not priced" : "by use";
  return notPriced.length > 0 ? `${monthly.toFixed(2)} or more` : monthly.toFixed(2);
}

/** What the total lacks: `2 not priced: t9.huge (web-base, web), aws:sqs/queue:Queue (jobs)`. */
export function notPricedText({ notPriced }: PricedCost): string {
  const whats = [...new Set(notPriced.map(({ what }) => what))];
  const namesOf = (wanted: string) => notPriced.filter(({ what }) => what === wanted).map(({ name }) => name);
  const texts = whats.map((what) => `${what} (${namesOf(what).join(", ")})`);
  const rest = texts.length > NAMED ? ` and ${texts.length - NAMED} more` : "";
  return `${notPriced.length} not priced: ${texts.slice(0, NAMED).join(", ")}${rest}`;
}

function priceDates({ prices: { oldest, newest } }: PricedCost): string {
  const [from, to] = [oldest, newest].map((date) => date.slice(0, "2026-10".length));
  return `prices of ${from === to ? to : `${from} to ${to}`}`;
}
