/** What differs between two values, property by property. Pure. */
import { isDeepStrictEqual } from "node:util";
import { diffArrays } from "diff";
import { isMap } from "../command-line/is-map";
import { lineCount, longText, unifiedDiff } from "./text-diff";

/** A difference at one path: with `after` only it was added, with `before` only removed, with both changed. */
export interface ValueChange {
  /** `metadataOptions.httpTokens`, `tags["a.b"]`, `ingress[2].port`, `policy → Statement[0].Action` inside JSON text. */
  path: string;
  before?: unknown;
  after?: unknown;
  /** For long texts, instead of the values. */
  text?: TextChange;
}

export interface TextChange {
  /** Whether what is compared was in base64. */
  decoded: boolean;
  /** A unified diff's hunks; undefined if there are too many differences. */
  lines?: string[];
  /** Of the text as it is now. */
  lineCount: number;
}

export function valueDifferences(path: string, before: unknown, after: unknown): ValueChange[] {
  if (isDeepStrictEqual(before, after)) {
    return [];
  }
  if (isMap(before) && isMap(after)) {
    return mapDifferences(path, before, after);
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return listDifferences(path, before, after);
  }
  return textDifferences(path, before, after) ?? [change(path, before, after)];
}

/** Differences of two maps; a path begins with what is before the property's name. */
export function mapDifferences(
  path: string,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): ValueChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => valueDifferences(memberPath(path, key), before[key], after[key]));
}

/**
 * What two lists have in common stays out, wherever it is: a member put in at the front is one difference. Members that
 * take the place of others are compared with them, one by one.
 */
function listDifferences(path: string, before: unknown[], after: unknown[]): ValueChange[] {
  const runs = diffArrays(before, after, { comparator: isDeepStrictEqual });
  const changes: ValueChange[] = [];
  let [oldIndex, newIndex] = [0, 0];
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index];
    if (!run.added && !run.removed) {
      oldIndex += run.value.length;
      newIndex += run.value.length;
      continue;
    }
    const next = runs.at(index + 1);
    const isExchange = run.removed && next?.added;
    const gone = run.removed ? run.value : [];
    const come = run.added ? run.value : isExchange ? next.value : [];
    changes.push(
      ...come.flatMap((member, at) => valueDifferences(`${path}[${newIndex + at}]`, gone.at(at), member)),
      ...gone
        .slice(come.length)
        .map((member, at) => change(`${path}[${oldIndex + come.length + at}]`, member, undefined)),
    );
    oldIndex += gone.length;
    newIndex += come.length;
    index += isExchange ? 1 : 0;
  }
  return changes;
}

/** Documents as JSON are compared as what they mean, and texts of several lines line by line. */
function textDifferences(path: string, before: unknown, after: unknown): ValueChange[] | undefined {
  const [oldDocument, newDocument] = [jsonDocument(before), jsonDocument(after)];
  if (oldDocument !== undefined && newDocument !== undefined) {
    const inside = valueDifferences(`${path} → `, oldDocument, newDocument);
    // Written in another way, but the same.
    return inside.length > 0 ? inside : undefined;
  }
  const [oldText, newText] = [longText(before), longText(after)];
  if (newText === undefined || (oldText === undefined && before !== undefined)) {
    return undefined;
  }
  const text: TextChange = { decoded: newText.decoded, lineCount: lineCount(newText.text) };
  if (oldText === undefined || oldText.decoded !== newText.decoded) {
    return [{ ...change(path, before, after), text }];
  }
  return [{ ...change(path, before, after), text: { ...text, lines: unifiedDiff(oldText.text, newText.text) } }];
}

/** `undefined` is never there: a value that is not, is not a property. */
function change(path: string, before: unknown, after: unknown): ValueChange {
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function memberPath(path: string, key: string): string {
  if (!/^[\w$-]+$/.test(key)) {
    return `${path}[${JSON.stringify(key)}]`;
  }
  return path === "" || path.endsWith(" ") ? path + key : `${path}.${key}`;
}

function jsonDocument(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) {
    return undefined;
  }
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
