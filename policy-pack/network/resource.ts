/** The resources of a stack as a policy gets them, and how their properties are read while some are still unknown. */

/** A resource as the engine hands it to a policy pack. */
export interface Resource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent. */
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** As registered; undefined where the engine has not shown them. */
  inputs?: Record<string, unknown>;
  /** As the provider says they are or will be; what is computed is unknown at a preview. */
  outputs: Record<string, unknown>;
  /** Property → URNs of the resources its value comes from. */
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  ignoreChanges: string[];
}

/** Stands for a value that is not known before the deployment. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value inside a property: plain JSON, or {@link UNKNOWN} in its place. */
export type Value = typeof UNKNOWN | undefined | null | boolean | number | string | Value[] | { [key: string]: Value };

/** The SDK's sentinels, one for each type (`unknown…Value` in `proxy.js` of @pulumi/policy). */
const SENTINELS = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** All of one length, which spares long texts being looked at whole. */
function isSentinel(text: string): boolean {
  return text.length === 36 && SENTINELS.has(text);
}

/** Tests learn from it which properties are read. */
export const reads = { listener: undefined as ((type: string, property: string) => void) | undefined };

/**
 * The value of a property.
 *
 * - What the program says counts, and where it says something that is not known yet, what the provider says instead.
 * - What the program leaves out is as the provider found it (after a refresh: as it stands in AWS). Where the provider
 *   will only know after the deployment, AWS's default applies, and the property counts as left out.
 * - Without inputs to tell the two apart, an unknown output is unknown.
 */
export function read(resource: Resource, property: string): Value {
  reads.listener?.(resource.type, property);
  const output = valueOf(resource.outputs[property]);
  if (resource.inputs === undefined) return output;
  const input = valueOf(resource.inputs[property]);
  if (input === undefined || input === null) return containsUnknown(output) ? undefined : output;
  return output === undefined || containsUnknown(output) ? input : output;
}

/** What the program itself says of a property, before any provider adds to it. */
export function readInput(resource: Resource, property: string): Value {
  reads.listener?.(resource.type, property);
  return valueOf((resource.inputs ?? resource.outputs)[property]);
}

/** What the provider found in AWS where the program says nothing; undefined before the deployment. */
export function readFound(resource: Resource, property: string): Value {
  const output = valueOf(resource.outputs[property]);
  return resource.inputs === undefined || containsUnknown(output) ? undefined : output;
}

export function containsUnknown(value: Value): boolean {
  if (value === UNKNOWN) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(containsUnknown);
}

/** A list's members; of a value that is no list, none. */
export function listOf(value: Value): Value[] {
  return Array.isArray(value) ? value : [];
}

/** As {@link listOf}; a list that is unknown has one unknown member. */
export function entriesOf(value: Value): Value[] {
  return value === UNKNOWN ? [UNKNOWN] : listOf(value);
}

/** Neither left out nor empty. */
export function isGiven(value: Value): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** A member of an object; UNKNOWN of an unknown one. */
export function member(value: Value, key: string): Value {
  if (value === UNKNOWN) return UNKNOWN;
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value[key] : undefined;
}

export function textOf(value: Value): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A boolean, which launch templates write as text. */
export function booleanOf(value: Value): boolean | typeof UNKNOWN | undefined {
  if (value === UNKNOWN || typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** Copies nothing where all is known. */
function valueOf(raw: unknown): Value {
  if (typeof raw === "string") return isSentinel(raw) ? UNKNOWN : raw;
  if (typeof raw !== "object" || raw === null || !containsSentinel(raw)) return raw as Value;
  if (Array.isArray(raw)) return raw.map(valueOf);
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, valueOf(value)]));
}

function containsSentinel(raw: unknown): boolean {
  if (typeof raw === "string") return isSentinel(raw);
  if (typeof raw !== "object" || raw === null) return false;
  return Array.isArray(raw) ? raw.some(containsSentinel) : Object.values(raw).some(containsSentinel);
}
