/** What a server boots with, unpacked. */
import { gunzipSync } from "node:zlib";

/** In one line, or broken into lines as in mail (RFC 2045). Looked for where one can begin, or long ones take long. */
const BASE64 = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{60,76}\s*\r?\n\s*)*[A-Za-z0-9+/]{14,}={0,2}/g;

/** The text itself, and what is packed in it: Base64, gzip, and files of cloud-init in either. */
export function* layersOf(text: string, depth = 0): Generator<string> {
  yield text;
  if (depth === 4) return;
  for (const [blob] of text.matchAll(BASE64)) {
    const bytes = Buffer.from(blob.replace(/\s/g, ""), "base64");
    const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : bytes;
    const inner = plain?.toString("utf8") ?? "";
    if (inner !== "" && isReadable(inner)) yield* layersOf(inner, depth + 1);
  }
}

function unzipped(bytes: Buffer): Buffer | undefined {
  try {
    return gunzipSync(bytes);
  } catch {
    return undefined;
  }
}

function isReadable(text: string): boolean {
  return !/[^\P{Cc}\t\n\r]|\ufffd/u.test(text);
}
