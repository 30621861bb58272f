/** How long creating takes: data in `creation-times.yaml`, checked when read. */
import { join } from "node:path";
import { z } from "zod";
import { parseTable, SOURCE, sourcesOn } from "../command-line/checked-table";
import { readGivenFile } from "../command-line/given-file";

/** Where the times are, for messages. */
export const TIMES_FILE = "timeline/creation-times.yaml";

const SECONDS = z
  .number({ error: "is not a time; write seconds as a number above 0" })
  .positive({ error: "is not a time; write seconds as a number above 0" });
const RANGE_TIME = z
  .number({ error: "is not a time; write seconds, 0 or more" })
  .nonnegative({ error: "is not a time; write seconds, 0 or more" });
const TIME = z.strictObject({
  seconds: SECONDS,
  /** How many logs it is the median of. */
  logs: z
    .int({ error: "is not how many logs there are" })
    .positive({ error: "is not how many logs there are" })
    .optional(),
  /** The shortest and the longest of them. */
  range: z.tuple([RANGE_TIME, RANGE_TIME], { error: "is not a range; write the shortest and the longest" }).optional(),
  source: SOURCE,
});

const TABLE = z.strictObject({
  sources: sourcesOn("2026-11-26"),
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
  return parseTable(TABLE, text, { file: TIMES_FILE, kind: "the table", complaintsAbout });
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

/** Whether a time was read somewhere, rather than estimated. */
export function isVerified({ sources }: CreationTimes, { source }: CreationTime): boolean {
  return sources[source].verified;
}
