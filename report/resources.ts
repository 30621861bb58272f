/** The tree of resources, with their inputs for people to read. */
import { stringify } from "yaml";
import { MASK, type Plan, type PlannedResource, UNKNOWN } from "../offline/plan";
import { longText } from "../offline/text-diff";
import { nameOf, shortType, typeOf } from "../offline/urn";
import type { ResourceData, ValueData } from "./report-data";

const UNKNOWN_TEXT = "[unknown]";
const LINE_WIDTH = 100;

/** How the page calls resources, by URN. */
export type ResourceIds = ReadonlyMap<string, string>;

export function resourceIds({ resources }: Plan): ResourceIds {
  return new Map(resources.map(({ urn }, index) => [urn, `resource-${index}`]));
}

/** The resources below none, with all that is below them. */
export function resourceTree({ resources }: Plan, ids: ResourceIds): ResourceData[] {
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of resources) {
    children.set(resource.parent, [...(children.get(resource.parent) ?? []), resource]);
  }
  const nodesBelow = (urn?: string): ResourceData[] =>
    (children.get(urn) ?? []).map((resource) => ({
      id: ids.get(resource.urn) ?? "",
      type: shortType(resource.type),
      name: resource.name,
      isComponent: !resource.custom,
      isRead: resource.external,
      isProtected: resource.protect,
      inputs: Object.entries(resource.inputs).flatMap(([name, value]) =>
        value === undefined || value === null ? [] : [valueData(name, value, resource.propertyDependencies[name])],
      ),
      children: nodesBelow(resource.urn),
    }));
  return nodesBelow();
}

/** A value as a reader wants it: unknown ones said to be, JSON laid out, and base64 decoded. */
export function valueData(name: string, value: unknown, dependencies: string[] = []): ValueData {
  const data = { name, text: textOf(readable(value)) };
  const note = noteOn(value);
  const sources = data.text.includes(UNKNOWN_TEXT) ? dependencies.map(describeUrn) : [];
  return { ...data, ...(note && { note }), ...(sources.length > 0 && { from: [...new Set(sources)] }) };
}

export function describeUrn(urn: string): string {
  return `${shortType(typeOf(urn))} ${nameOf(urn)}`;
}

function noteOn(value: unknown): ValueData["note"] {
  if (value === UNKNOWN) return "unknown";
  if (value === MASK) return "secret";
  if (jsonDocument(value) !== undefined) return "json";
  return longText(value)?.decoded === true ? "decoded" : undefined;
}

function readable(value: unknown): unknown {
  if (value === UNKNOWN) return UNKNOWN_TEXT;
  if (typeof value === "string") {
    const document = jsonDocument(value);
    return document === undefined
      ? (longText(value)?.text ?? value).replaceAll(UNKNOWN, UNKNOWN_TEXT)
      : readable(document);
  }
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, readable(member)]));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : stringify(value, { lineWidth: LINE_WIDTH }).trimEnd();
}

function jsonDocument(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
