/**
 * Reads YAML as the engine's Go library (yaml.v3) does, where that differs from YAML 1.2: `yes` and `on` are texts,
 * `017` and `0o17` are fifteen, `1_000` is a thousand, a date is a moment in UTC.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Document } from "yaml";

export type YamlValue =
  null | boolean | number | bigint | string | YamlValue[] | { [key: string]: YamlValue | undefined };

/** A file that is not YAML, or not of the shape wanted; the message begins with the file's name and the line. */
export class YamlError extends Error {}

/** Parses one document; null if it is empty. `file` is only for messages. */
export function parseGoYaml(text: string, file: string): YamlValue {
  const lineCounter = new LineCounter();
  // The failsafe schema leaves every scalar a text; what it means is decided here.
  const document = parseDocument(text.replace(/^\uFEFF/, ""), { schema: "failsafe", lineCounter });
  for (const { message, pos } of document.errors) {
    const { line, col } = lineCounter.linePos(pos[0]);
    throw new YamlError(`${file}:${line}:${col}: ${message.replace(/ at line \d+, column \d+:?\n[^]*$/, "")}`);
  }
  return valueOf(document.contents, document);
}

function valueOf(node: Node | null | undefined, document: Document): YamlValue {
  if (isAlias(node)) {
    return valueOf(node.resolve(document), document);
  }
  if (isSeq(node)) {
    return node.items.map((item) => valueOf(item as Node, document));
  }
  if (isMap(node)) {
    const merged: Record<string, YamlValue> = {};
    const own: Record<string, YamlValue> = {};
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : JSON.stringify(valueOf(key as Node, document));
      const content = valueOf(value as Node | null, document);
      if (name === "<<" && isScalar(key) && key.type === "PLAIN") {
        for (const source of Array.isArray(content) ? content.toReversed() : [content]) {
          Object.assign(merged, source);
        }
      } else {
        own[name] = content;
      }
    }
    return { ...merged, ...own };
  }
  if (isScalar(node)) {
    const text = typeof node.value === "string" ? node.value : "";
    return node.type === "PLAIN" && (node.tag === undefined || node.tag === "!") ? plainScalar(text) : text;
  }
  return null;
}

/** What yaml.v3 makes of a scalar without quotes. */
export function plainScalar(text: string): YamlValue {
  if (/^(|~|null|Null|NULL)$/.test(text)) {
    return null;
  }
  if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) {
    return text.toLowerCase() === "true";
  }
  return moment(text) ?? integer(text.replaceAll("_", "")) ?? float(text) ?? text;
}

function integer(text: string): number | bigint | undefined {
  const match = /^([-+]?)(0[xX]|0[oO]|0[bB]|0(?=\d)|)([\da-fA-F]+)$/.exec(text);
  if (!match) {
    return undefined;
  }
  const [, sign, prefix, digits] = match;
  try {
    const value = BigInt((prefix === "0" ? "0o" : prefix.toLowerCase()) + digits) * (sign === "-" ? -1n : 1n);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  } catch {
    return undefined;
  }
}

function float(text: string): number | undefined {
  return /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A date, with or without a time, in the words Go prints it with. */
function moment(text: string): string | undefined {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}:\d{2}:\d{2}(?:\.\d+)?)(?:[ \t]*(Z|[-+]\d{2}:\d{2}))?)?$/.exec(
      text,
    );
  if (!match) {
    return undefined;
  }
  const [, year, month, day, time = "00:00:00", zone = "Z"] = match;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (Number.isNaN(Date.parse(date))) {
    return undefined;
  }
  const offset = zone === "Z" ? "+0000 UTC" : `${zone.replace(":", "")} ${zone.replace(":", "")}`;
  return `${date} ${time.replace(/(\.\d*?)0*$/, "$1").replace(/\.$/, "")} ${offset}`;
}
