/** Price tables, one a region: data in `prices/<region>.yaml`, checked when read. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { NAME, parseTable, SOURCE, sourcesOn } from "../command-line/checked-table";
import { readGivenFile } from "../command-line/given-file";

const PRICE = z
  .number({ error: "is not a price; write US dollars as a number above 0" })
  .positive({ error: "is not a price; write US dollars as a number above 0" });
/** By engine, as `engine` of a database has it. */
const ENGINES = z.partialRecord(z.enum(["mariadb", "mysql", "postgres"]), PRICE);

const fixed = (per: "hour" | "month" | "GB-month") =>
  z.strictObject({
    price: PRICE,
    per: z.literal(per, { error: `is not the unit that is reckoned with; the price has to be for one ${per}` }),
    source: SOURCE,
  });
const byUse = z.strictObject({ price: PRICE, per: NAME, source: SOURCE });

const TABLE = z.strictObject({
  region: NAME,
  currency: z.literal("USD", { error: "is not reckoned with; prices are in USD" }),
  /** Dates are the days the prices are of. */
  sources: sourcesOn("2026-10-01"),
  instances: z.strictObject({ source: SOURCE, perHour: z.record(z.string(), PRICE) }),
  databases: z.strictObject({ source: SOURCE, perHour: z.record(z.string(), ENGINES) }),
  multiAz: z.strictObject({
    factor: z.strictObject({ value: PRICE, source: SOURCE }),
    source: SOURCE,
    perHour: z.record(z.string(), ENGINES),
  }),
  units: z.strictObject({
    ebsGp3: fixed("GB-month"),
    ebsGp2: fixed("GB-month"),
    natGateway: fixed("hour"),
    publicIpv4: fixed("hour"),
    applicationLoadBalancer: fixed("hour"),
    networkLoadBalancer: fixed("hour"),
    interfaceEndpoint: fixed("hour"),
    rdsGp3: fixed("GB-month"),
    rdsGp3MultiAz: fixed("GB-month"),
    rdsGp2: fixed("GB-month"),
    rdsGp2MultiAz: fixed("GB-month"),
    secret: fixed("month"),
    kmsKey: fixed("month"),
  }),
  use: z.strictObject({
    natData: byUse,
    applicationCapacity: byUse,
    networkCapacity: byUse,
    rdsBackup: byUse,
    efsStandard: byUse,
    logIngestion: byUse,
    logStorage: byUse,
    s3Standard: byUse,
    secretRequests: byUse,
    kmsRequests: byUse,
  }),
});

export type PriceTable = z.infer<typeof TABLE>;
export type Unit = keyof PriceTable["units"];
export type Use = keyof PriceTable["use"];
export type Engine = "mariadb" | "mysql" | "postgres";

/** Where the prices of a region are, for messages. */
export function priceFile(region: string): string {
  return `cost/prices/${region}.yaml`;
}

/**
 * The prices of a region; nothing where there is no table of it.
 *
 * @throws UserError naming the file, each wrong price and its mend
 */
export function loadPrices(region: string): PriceTable | undefined {
  const file = join(__dirname, "prices", `${region}.yaml`);
  if (!/^[a-z0-9-]+$/.test(region) || !existsSync(file)) return undefined;
  return parsePrices(readGivenFile(file, priceFile(region)), region);
}

/** Reads a region's table from its text; throws as {@link loadPrices}. */
export function parsePrices(text: string, region: string): PriceTable {
  return parseTable(TABLE, text, {
    file: priceFile(region),
    kind: "a price table",
    complaintsAbout: (table) => complaintsAbout(table, region),
  });
}

/** What no single value shows. */
function complaintsAbout(table: PriceTable, region: string): string[] {
  const { sources, instances, databases, multiAz, units, use } = table;
  const named: [string, string][] = [
    ["instances.source", instances.source],
    ["databases.source", databases.source],
    ["multiAz.source", multiAz.source],
    ["multiAz.factor.source", multiAz.factor.source],
    ...Object.entries(units).map(([key, { source }]): [string, string] => [`units.${key}.source`, source]),
    ...Object.entries(use).map(([key, { source }]): [string, string] => [`use.${key}.source`, source]),
  ];
  const unknown = named.filter(([, source]) => !Object.hasOwn(sources, source));
  const wrongRegion = table.region === region ? [] : [`region: "${table.region}" is not the file's; write "${region}"`];
  return [
    ...wrongRegion,
    ...unknown.map(
      ([key, source]) => `${key}: "${source}" is no source; name one of ${Object.keys(sources).join(", ")}`,
    ),
  ];
}

/** The days the prices are of, the oldest and the newest. */
export function datesOf({ sources }: PriceTable): { oldest: string; newest: string } {
  const dates = Object.values(sources)
    .map(({ date }) => date)
    .sort();
  return { oldest: dates[0] ?? "", newest: dates.at(-1) ?? "" };
}
