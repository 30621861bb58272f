import { z } from "zod";
import { mapping, texts } from "./leaf";
import type { Finding } from "../problems";

/** What the AWS provider reads from `aws:defaultTags`. */
export interface DefaultTags {
  tags: Record<string, string>;
}

export const defaultTagsSchema: z.ZodType<DefaultTags> = mapping<DefaultTags>(
  { tags: texts('write tags as "name: value" lines, values in quotes where they are numbers') },
  {},
);

const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const ALLOWED = "letters, digits, spaces and _ . : / = + - @";

/** Limits of tags: Amazon EC2 user guide, "Tag your Amazon EC2 resources". */
export function* tagFindings(tags: Record<string, string | undefined> = {}): Generator<Finding> {
  for (const [name, value] of Object.entries(tags)) {
    const path = ["aws:defaultTags", "tags", name];
    if (value === undefined) continue;
    if (/^aws:/i.test(name))
      yield { path, message: "has a name that begins with aws:, which AWS keeps to itself; rename it" };
    else if (name === "" || name.length > 128)
      yield { path, message: "has a name AWS refuses; write 1 to 128 characters" };
    else if (value.length > 256) yield { path, message: "is too long; write at most 256 characters" };
    else if (!TAG_CHARACTERS.test(name) || !TAG_CHARACTERS.test(value)) {
      yield { path, message: `has a character AWS refuses in tags; write ${ALLOWED}` };
    }
  }
}
