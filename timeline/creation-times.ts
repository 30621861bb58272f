/** How long creating takes: data in `creation-times.yaml`, checked when read. */
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { readGivenFile } from "../command-line/given-file";
import { UserError } from "../command-line/user-error";

/** Where the times are, for messages. */
export const TIMES_FILE = "timeline/creation-times.yaml";

const SECONDS = z
  .number({ error: "is not a time; write seconds as a number above 0" })
  .positive({ error: "is not a time; write seconds as a number above 0" });
const RANGE_TIME = z
  .number({ error: "is not a time; write seconds, 0 or more" })
  .nonnegative({ error: "is not a time; write seconds, 0 or more" });
const NAME = z.string({ error: "is not a text" }).min(1, { error: "is empty; write what it is" });
const TIME = z.strictObject({
  seconds: SECONDS,
  /** How many logs it is the median of. */
  logs: z
    .int({ error: "is not how many logs there are" })
    .positive({ error: "is not how many logs there are" })
    .optional(),
  /** The shortest and the longest of them. */
  range: z.tuple([RANGE_TIME, RANGE_TIME], { error: "is not a range; write the shortest and the longest" }).optional(),
  source: z.string({ error: "is no source; name one of `sources`" }),
});

const TABLE = z.strictObject({
  sources: z.record(
    z.string(),
    z.strictObject({
      name: NAME,
      /** When it was looked up. */
      date: z.iso.date({ error: "is not a date; write one such as 2026-11-26" }),
      /** Where and how it was read. */
      detail: NAME,
      /** False for what was not read anywhere, but estimated. */
      verified: z.boolean().default(true),
    }),
  ),
  quick: TIME,
  types: z.record(z.string(), TIME),
  databases: z.strictObject({ single: TIME, multiAz: TIME, replica: TIME }),
  groups: z.strictObject({ launch: TIME, boot: TIME }),
});

export type CreationTimes = z.infer<typeof TABLE>;
export type CreationTime = z.infer<typeof TIME>;

/**
 * The table of creation times.
 *
 * @throws UserError naming the file, each wrong entry and its mend
 */
export function loadCreationTimes(): CreationTimes {
  return parseCreationTimes(readGivenFile(join(__dirname, "creation-times.yaml"), TIMES_FILE));
}

/** Reads the table from its text; throws as {@link loadCreationTimes}. */
export function parseCreationTimes(text: string): CreationTimes {
  const content = parsed(text);
  const result = TABLE.safeParse(content);
  const complaints = result.success
    ? complaintsAbout(result.data)
    : result.error.issues.flatMap((issue) => complaintsOf(issue, content));
  if (result.success && complaints.length === 0) return result.data;
  const count = complaints.length === 1 ? "1 entry is wrong" : `${complaints.length} entries are wrong`;
  throw new UserError([`${TIMES_FILE}: ${count}`, ...complaints.map((line) => `  ${line}`)].join("\n"));
}

function parsed(text: string): unknown {
  try {
    // Dates stay texts.
    return parse(text, { schema: "core" });
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UserError(`${TIMES_FILE}: ${error.message.split("\n", 1).join("").replace(/:$/, "")}`);
  }
}

function complaintsOf(issue: z.core.$ZodIssue, content: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${[...path, key].join(".")}: is no key of the table; take it out`);
  }
  const value = path.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), content);
  const at = path.length === 0 ? "the table" : path.join(".");
  if (value === undefined) return [`${at}: is missing`];
  const noMap = issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record");
  return [`${at}: ${JSON.stringify(value)} ${noMap ? "is not a mapping of keys to values" : issue.message}`];
}

/** What no single value shows. */
function complaintsAbout(table: CreationTimes): string[] {
  const { sources } = table;
  return entriesOf(table).flatMap(([key, { seconds, range, logs, source }]) => {
    const known = Object.hasOwn(sources, source);
    const [shortest = seconds, longest = seconds] = range ?? [];
    return [
      ...(known ? [] : [`${key}.source: "${source}" is no source; name one of ${Object.keys(sources).join(", ")}`]),
      ...(shortest <= seconds && seconds <= longest
        ? []
        : [`${key}.seconds: ${seconds} is not within its range, ${shortest} to ${longest}`]),
      ...((range === undefined) === (logs === undefined)
        ? []
        : [`${key}: write both how many logs there are (logs) and what they say (range), or neither`]),
    ];
  });
}

/** Every time in the table, by its key. */
function entriesOf({ quick, types, databases, groups }: CreationTimes): [string, CreationTime][] {
  const within = (section: string, times: Record<string, CreationTime>) =>
    Object.entries(times).map(([key, time]): [string, CreationTime] => [`${section}.${key}`, time]);
  return [["quick", quick], ...within("types", types), ...within("databases", databases), ...within("groups", groups)];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Whether a time was read somewhere, rather than estimated. */
export function isVerified({ sources }: CreationTimes, { source }: CreationTime): boolean {
  return sources[source].verified;
}
