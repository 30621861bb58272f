/**
 * What a planned stack costs a month: resource by resource, component by component, in all.
 *
 *     const cost = costOf(plan.resources, "ap-northeast-2");
 *     if ("total" in cost) console.log(`about ${cost.total} USD`);
 *
 * Data flows one way: a plan, then its cost, then the pages that show it. Nothing here needs what is unknown at a first
 * preview, so both modes of the offline preview cost the same.
 */
import { isFree } from "./free-types";
import { type Charge, type CostedResource, type Known, PRICERS, type Priced, type UseCharge } from "./pricers";
import { datesOf, loadPrices, priceFile, type PriceTable } from "./prices";

export type { CostedResource };

/** AWS's own month, as its price pages reckon. */
export const HOURS_PER_MONTH = 730;

/** What a total leaves out, whatever is in the stack. */
export const EXCLUDED = [
  "data transfer, to the internet, between zones and through the NAT gateway",
  "capacity units of load balancers, which are traffic",
  "burst credits of t instances (`unlimited` mode)",
  "storage that databases grow by",
  "taxes, support plans, discounts and free tiers",
];

interface Of {
  urn: string;
  name: string;
  type: string;
}

/** One thing that is paid for by time. Amounts are in US dollars, rounded to cents, and add up. */
export interface CostLine extends Of, Charge {
  monthly: number;
  /** With every group at its maximum. */
  maximum: number;
}

/** Something that is paid for by use, which no plan knows. */
export type UseLine = Of & UseCharge;

/** Something that costs, and whose price is not known. */
export type NotPricedLine = Of & { what: string };

/** A component with all that is in it, or a resource that is in none; only what costs something. */
export interface ComponentCost extends Of {
  monthly: number;
  /** With every group at its maximum. */
  maximum: number;
  lines: CostLine[];
  use: UseLine[];
  notPriced: NotPricedLine[];
}

export interface PricedCost {
  region: string;
  currency: "USD";
  /** Where the prices are, and of which days they are. */
  prices: { file: string; oldest: string; newest: string };
  total: number;
  /** With every group at its maximum. */
  maximum: number;
  /** Whether all that costs something by time is in the total. */
  complete: boolean;
  components: ComponentCost[];
  /** Paid for by use, which no plan knows: in no total. */
  use: UseLine[];
  /** In no total, although it costs something. */
  notPriced: NotPricedLine[];
  excluded: string[];
}

/** Nothing is known of the prices. */
export interface NoPrices {
  region?: string;
  /** Why there is no total. */
  reason: string;
}

export type MonthlyCost = PricedCost | NoPrices;

/**
 * The cost of a stack in a region, by the price table of that region.
 *
 * @throws UserError if there is a table, and it is wrong
 */
export function costOf(resources: readonly CostedResource[], region: string | undefined): MonthlyCost {
  if (region === undefined) return { reason: "no region is set (aws:region)" };
  const prices = loadPrices(region);
  return prices === undefined
    ? { region, reason: `no price table for ${region} (make ${priceFile(region)})` }
    : monthlyCost(resources, prices);
}

/** Whether there is anything to be said of the cost of these resources. */
export function costsAnything(resources: readonly CostedResource[]): boolean {
  return resources.some((resource) => resource.custom && !resource.external && !isFree(resource.type));
}

/** As {@link costOf}; nothing where there is nothing to pay for. */
export function costToShow(resources: readonly CostedResource[], region: string | undefined): MonthlyCost | undefined {
  return costsAnything(resources) ? costOf(resources, region) : undefined;
}

/** The cost of a stack by a price table. */
export function monthlyCost(resources: readonly CostedResource[], prices: PriceTable): PricedCost {
  const known = { prices, resources };
  const components = componentsOf(resources, (resource) => priceOf(resource, known));
  const notPriced = components.flatMap((component) => component.notPriced);
  return {
    region: prices.region,
    currency: prices.currency,
    prices: { file: priceFile(prices.region), ...datesOf(prices) },
    total: sum(components, "monthly"),
    maximum: sum(components, "maximum"),
    complete: notPriced.length === 0,
    components,
    use: components.flatMap(({ use }) => use),
    notPriced,
    excluded: EXCLUDED,
  };
}

function priceOf(resource: CostedResource, known: Known): Priced {
  const none = { charges: [], use: [], notPriced: [] };
  if (isFree(resource.type)) return none;
  const pricer = Object.hasOwn(PRICERS, resource.type) ? PRICERS[resource.type] : undefined;
  if (pricer === undefined) return { ...none, notPriced: [resource.type] };
  const region = regionOf(resource, known);
  if (region !== known.prices.region) return { ...none, notPriced: [`${resource.type} in ${region}`] };
  return { ...none, ...pricer(resource, known) };
}

/** A resource, or the provider it names, may be in another region than the stack. */
function regionOf({ inputs, provider }: CostedResource, { resources, prices }: Known): string {
  const named = resources.find(({ urn }) => provider?.startsWith(`${urn}::`));
  const region = inputs.region ?? named?.inputs.region ?? prices.region;
  return typeof region === "string" ? region : "an unknown region";
}

function costLine(resource: CostedResource, charge: Charge): CostLine {
  const perMonth = charge.unitPrice * (charge.per === "hour" ? HOURS_PER_MONTH : 1);
  return {
    ...of(resource),
    ...charge,
    monthly: cents(charge.quantity * perMonth),
    maximum: cents(charge.maxQuantity * perMonth),
  };
}

/**
 * Components in the order in which the program makes them, then what is in none. Within each, and among the latter, by
 * URN: a program's resources come when their inputs are known, which is not always the same.
 */
function componentsOf(
  resources: readonly CostedResource[],
  price: (resource: CostedResource) => Priced,
): ComponentCost[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const byName = resources.filter(({ custom }) => custom).sort((a, b) => (a.urn < b.urn ? -1 : 1));
  const components = new Map<string, ComponentCost>(
    [...resources.filter(({ custom }) => !custom), ...byName].map((resource) => [
      resource.urn,
      { ...of(resource), monthly: 0, maximum: 0, lines: [], use: [], notPriced: [] },
    ]),
  );
  for (const resource of byName.filter(({ external }) => !external)) {
    const component = components.get(outermost(resource, byUrn).urn) as ComponentCost;
    const { charges, use, notPriced } = price(resource);
    component.lines.push(...charges.map((charge) => costLine(resource, charge)));
    component.use.push(...use.map((charge) => ({ ...of(resource), ...charge })));
    component.notPriced.push(...notPriced.map((what) => ({ ...of(resource), what })));
  }
  return [...components.values()]
    .filter(({ lines, use, notPriced }) => lines.length + use.length + notPriced.length > 0)
    .map((component) => ({
      ...component,
      monthly: sum(component.lines, "monthly"),
      maximum: sum(component.lines, "maximum"),
    }));
}

/** The component right below the stack that a resource is in; the resource itself where it is in none. */
function outermost(resource: CostedResource, byUrn: Map<string, CostedResource>): CostedResource {
  let component = resource;
  for (
    let above = byUrn.get(resource.parent ?? "");
    above !== undefined && above.parent !== undefined;
    above = byUrn.get(above.parent)
  ) {
    if (!above.custom) component = above;
  }
  return component;
}

function sum<Key extends string>(items: Record<Key, number>[], key: Key): number {
  return cents(items.reduce((total, item) => total + item[key], 0));
}

function of({ urn, name, type }: CostedResource): Of {
  return { urn, name, type };
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
