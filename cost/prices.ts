/** Price tables, one a region: data in `prices/<region>.yaml`, checked when read. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { readGivenFile } from "../command-line/given-file";
import { UserError } from "../command-line/user-error";

const PRICE = z
  .number({ error: "is not a price; write US dollars as a number above 0" })
  .positive({ error: "is not a price; write US dollars as a number above 0" });
const SOURCE = z.string({ error: "is no source; name one of `sources`" });
const NAME = z.string({ error: "is not a text" }).min(1, { error: "is empty; write what it is" });
const DATE = z.iso.date({ error: "is not a date; write one such as 2026-10-01" });
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
  sources: z.record(
    z.string(),
    z.strictObject({
      name: NAME,
      /** Of what day the prices are. */
      date: DATE,
      /** Where and how they were read. */
      detail: NAME,
      /** False for what was not read anywhere, but concluded or remembered. */
      verified: z.boolean().default(true),
    }),
  ),
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
  const content = parsed(text, priceFile(region));
  const result = TABLE.safeParse(content);
  const complaints = result.success
    ? complaintsAbout(result.data, region)
    : result.error.issues.flatMap((issue) => complaintsOf(issue, content));
  if (result.success && complaints.length === 0) return result.data;
  const count = complaints.length === 1 ? "1 entry is wrong" : `${complaints.length} entries are wrong`;
  throw new UserError([`${priceFile(region)}: ${count}`, ...complaints.map((line) => `  ${line}`)].join("\n"));
}

function parsed(text: string, file: string): unknown {
  try {
    // Dates stay texts.
    return parse(text, { schema: "core" });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UserError(`${file}: ${error.message.split("\n", 1).join("").replace(/:$/, "")}`);
  }
}

function complaintsOf(issue: z.core.$ZodIssue, content: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${[...path, key].join(".")}: is no key of a price table; take it out`);
  }
  const value = path.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), content);
  const at = path.length === 0 ? "the table" : path.join(".");
  if (value === undefined) return [`${at}: is missing`];
  const noMap = issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record");
  return [`${at}: ${JSON.stringify(value)} ${noMap ? "is not a mapping of keys to values" : issue.message}`];
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

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The days the prices are of, the oldest and the newest. */
export function datesOf({ sources }: PriceTable): { oldest: string; newest: string } {
  const dates = Object.values(sources)
    .map(({ date }) => date)
    .sort();
  return { oldest: dates[0] ?? "", newest: dates.at(-1) ?? "" };
}
