/** Tables of facts in YAML, such as prices, checked when they are read: each entry names the source it is from. */
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { UserError } from "./user-error";

export const NAME = z.string({ error: "is not a text" }).min(1, { error: "is empty; write what it is" });
export const SOURCE = z.string({ error: "is no source; name one of `sources`" });

/** The sources of a table by their keys. `exampleDate` is shown to whoever writes none. */
export function sourcesOn(exampleDate: string) {
  return z.record(
    z.string(),
    z.strictObject({
      name: NAME,
      /** When it was looked up. */
      date: z.iso.date({ error: `is not a date; write one such as ${exampleDate}` }),
      /** Where and how it was read. */
      detail: NAME,
      /** False for what was not read anywhere, but concluded, estimated or remembered. */
      verified: z.boolean().default(true),
    }),
  );
}

/** What a table is to messages, and what no single value of it shows. */
export interface TableChecks<Table> {
  file: string;
  /** `a price table` */
  kind: string;
  complaintsAbout: (table: Table) => string[];
}

/**
 * Reads a table from its text.
 *
 * @throws UserError naming the file, each wrong entry and its mend
 */
export function parseTable<Table>(schema: z.ZodType<Table>, text: string, checks: TableChecks<Table>): Table {
  const { file, kind, complaintsAbout } = checks;
  const content = parsed(text, file);
  // To read once takes less time than to compile the schema.
  const result = schema.safeParse(content, { jitless: true });
  const complaints = result.success
    ? complaintsAbout(result.data)
    : result.error.issues.flatMap((issue) => complaintsOf(issue, content, kind));
  if (result.success && complaints.length === 0) return result.data;
  const count = complaints.length === 1 ? "1 entry is wrong" : `${complaints.length} entries are wrong`;
  throw new UserError([`${file}: ${count}`, ...complaints.map((line) => `  ${line}`)].join("\n"));
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

function complaintsOf(issue: z.core.$ZodIssue, content: unknown, kind: string): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${[...path, key].join(".")}: is no key of ${kind}; take it out`);
  }
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | null | undefined)?.[key],
    content,
  );
  const at = path.length === 0 ? "the table" : path.join(".");
  if (value === undefined) return [`${at}: is missing`];
  const noMap = issue.code === "invalid_type" && (issue.expected === "object" || issue.expected === "record");
  return [`${at}: ${JSON.stringify(value)} ${noMap ? "is not a mapping of keys to values" : issue.message}`];
}
