/** Line-by-line differences of long texts, and what hides in Base64 and gzip. */
import { gunzipSync } from "node:zlib";
import { structuredPatch } from "diff";

/** More different lines than this are not compared one by one: nobody would read them. */
const MAX_DIFFERENT_LINES = 2000;

/**
 * The differences of two texts as the hunks of a unified diff; undefined if there are too many.
 *
 *     @@ -1,3 +1,3 @@
 *      listen 80;
 *     -keepalive 30;
 *     +keepalive 60;
 *      root /srv;
 */
export function unifiedDiff(before: string, after: string): string[] | undefined {
  const options = { context: 3, maxEditLength: MAX_DIFFERENT_LINES };
  return structuredPatch("", "", before, after, "", "", options)?.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
}

/** A text for people to read, and whether it had to be decoded. */
export interface LongText {
  text: string;
  decoded: boolean;
}

/** The value as a text of several lines, plain or in base64; undefined if it is none. */
export function longText(value: unknown): LongText | undefined {
  if (typeof value !== "string") {
    return undefined;
  }
  if (isLongText(value)) {
    return { text: value, decoded: false };
  }
  const text = decodedBase64(value);
  return text !== undefined && isLongText(text) ? { text, decoded: true } : undefined;
}

export function lineCount(text: string): number {
  return text.replace(/\n$/, "").split("\n").length;
}

/** Several lines, and nothing that would move a terminal's cursor. */
function isLongText(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return /\n./.test(text) && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);
}

/** Bytes; what is more is not for people to read. */
const LONGEST = 10_000_000;

/** What is in Base64, and in gzip in that. */
function decodedBase64(value: string): string | undefined {
  if (value.length < 8 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
    return undefined;
  }
  try {
    const bytes = Buffer.from(value, "base64");
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return new TextDecoder("utf-8", { fatal: true }).decode(
      isCompressed ? gunzipSync(bytes, { maxOutputLength: LONGEST }) : bytes,
    );
  } catch {
    return undefined;
  }
}
