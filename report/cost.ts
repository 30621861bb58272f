/** What a month costs, component by component, beside another stack where there is one. */
import { componentLabel, notPricedText } from "../cost/cost-report";
import type { ComponentCost, CostLine, MonthlyCost, PricedCost, UseLine } from "../cost/monthly-cost";
import type { ComponentCostData, CostData, CostLineData } from "./report-data";

export interface OtherCost {
  stack: string;
  cost?: MonthlyCost;
}

export function costData(cost: MonthlyCost | undefined, other?: OtherCost): CostData | undefined {
  if (cost === undefined) return undefined;
  if (!("total" in cost)) return { reason: cost.reason };
  const otherCost = other?.cost && "total" in other.cost ? other.cost : undefined;
  const { region, prices, total, maximum, complete, notPriced, use, excluded } = cost;
  return {
    ...{ region, total, maximum, isComplete: complete, excluded },
    prices: `${prices.file} (${prices.oldest === prices.newest ? "" : `${prices.oldest} – `}${prices.newest})`,
    components: componentsData(cost, otherCost),
    notPriced: notPriced.length === 0 ? [] : [notPricedText(cost)],
    byUse: [...new Set(use.map(useText))],
    ...(other && otherCost && { other: { stack: other.stack, total: otherCost.total } }),
  };
}

/** Those of the other stack alone are there too, and cost nothing here. */
function componentsData(cost: PricedCost, other: PricedCost | undefined): ComponentCostData[] {
  const others = new Map(other?.components.map((component) => [componentLabel(component), component.monthly]));
  const own = cost.components.map((component) => componentData(component, others.get(componentLabel(component))));
  const known = new Set(own.map(({ label }) => label));
  const missing = [...others].filter(([label]) => !known.has(label));
  return [
    ...own,
    ...missing.map(([label, monthly]) => ({
      ...{ label, monthly: 0, maximum: 0, isPartial: false, lines: [], other: monthly },
    })),
  ];
}

function componentData(component: ComponentCost, other: number | undefined): ComponentCostData {
  const { monthly, maximum, notPriced, lines } = component;
  return {
    ...{ label: componentLabel(component), monthly, maximum, isPartial: notPriced.length > 0 },
    lines: lines.map(lineData),
    ...(other !== undefined && { other }),
  };
}

function lineData({ name, what, quantity, unitPrice, per, monthly }: CostLine): CostLineData {
  return { name, what, quantity, unitPrice, per, monthly };
}

function useText({ what, unitPrice, per }: UseLine): string {
  return unitPrice === undefined ? what : `${what} (${unitPrice} USD per ${per ?? "unit"})`;
}
