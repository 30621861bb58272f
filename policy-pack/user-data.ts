/** What a server boots with, unpacked. */
import { gunzipSync } from "node:zlib";

/** In one line, or broken into lines as in mail (RFC 2045). */
const BASE64 = /(?:[A-Za-z0-9+/]{60,76}\s*\r?\n\s*)*[A-Za-z0-9+/]{14,}={0,2}/y;
/** Shorter ones hold nothing. */
const SHORTEST = 14;
/** By character code: 1 for what Base64 is written in. */
const ALPHABET = new Uint8Array(1 << 16);
for (let code = 0; code < 128; code++) ALPHABET[code] = Number(/[A-Za-z0-9+/]/.test(String.fromCharCode(code)));

/** Text in Base64 → what is packed in it, `""` where that is nothing to read. */
export type Unpacked = Map<string, string>;

/**
 * The text itself, and what is packed in it: Base64, gzip, and files of cloud-init in either.
 *
 * @param unpacked of texts before: servers boot with much the same
 */
export function* layersOf(text: string, unpacked: Unpacked = new Map<string, string>(), depth = 0): Generator<string> {
  yield text;
  if (depth === 4) return;
  for (const blob of blobsOf(text)) {
    let inner = unpacked.get(blob);
    if (inner === undefined) unpacked.set(blob, (inner = unpack(blob)));
    if (inner !== "") yield* layersOf(inner, unpacked, depth + 1);
  }
}

function unpack(blob: string): string {
  const bytes = Buffer.from(blob.replace(/\s/g, ""), "base64");
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? unzipped(bytes) : bytes;
  const text = plain?.toString("utf8") ?? "";
  return isReadable(text) ? text : "";
}

/** Every text in Base64, from where one can begin. */
function* blobsOf(text: string): Generator<string> {
  for (let start = nextBlob(text, 0); start !== -1;) {
    BASE64.lastIndex = start;
    const [blob] = BASE64.exec(text) ?? [""];
    yield blob;
    start = nextBlob(text, start + blob.length);
  }
}

/** Where the next one begins, at or after `from`; -1 where there is none. Only each 14th character has to be looked at. */
function nextBlob(text: string, from: number): number {
  for (let start = from; start + SHORTEST <= text.length;) {
    let other = start + SHORTEST - 1;
    while (other >= start && ALPHABET[text.charCodeAt(other)] === 1) other--;
    if (other < start) return start;
    start = other + 1;
  }
  return -1;
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
