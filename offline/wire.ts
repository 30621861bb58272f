/**
 * Property values as they travel between a program and the engine: plain JSON in which unknown values, secrets and
 * references are marked by the SDK's signatures.
 */
import { isMap } from "../command-line/is-map";

/** Stands in for every value that is not known before the deployment. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** What is shown in place of a secret. */
export const MASK = "[secret]";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

export type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };
export type WireMap = Record<string, Wire>;

/** Marks a value as secret. */
export function secret(value: Wire): WireMap {
  return { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Wire): value is WireMap {
  return hasSignature(value, SECRET);
}

/** True if the value is, or holds anywhere inside, a secret. */
export function containsSecret(value: Wire): boolean {
  return isSecret(value) || members(value).some(containsSecret);
}

/** True if the value is, or holds anywhere inside, an unknown. */
export function containsUnknown(value: Wire): boolean {
  return value === UNKNOWN || members(value).some(containsUnknown);
}

/** The same value with every secret replaced by {@link MASK}: safe to show. */
export function masked(value: Wire): Wire {
  return isSecret(value) ? MASK : mapMembers(value, masked);
}

/** The same value with the secrets' wrapping removed: never to be shown. */
export function revealed(value: Wire): Wire {
  return hasSignature(value, SECRET) ? revealed(value.value ?? null) : mapMembers(value, revealed);
}

/** Every text that is secret, or part of a secret. */
export function secretTexts(value: Wire): string[] {
  return isSecret(value) ? texts(revealed(value)) : members(value).flatMap(secretTexts);
}

/**
 * Output values, which only remote components receive, reduced to what the engine stores: the value, unknown or secret.
 * Their dependencies are part of the request's property dependencies already.
 */
export function withoutOutputValues(value: Wire): Wire {
  if (!hasSignature(value, OUTPUT_VALUE)) {
    return mapMembers(value, withoutOutputValues);
  }
  const plain = "value" in value ? withoutOutputValues(value.value) : UNKNOWN;
  return value.secret === true ? secret(plain) : plain;
}

/**
 * Secrets of a stack's state marked as on the wire. Only an export with `--show-secrets` holds them as JSON text; of an
 * encrypted one nothing is known.
 */
export function withStateSecrets(value: Wire): Wire {
  if (!isSecret(value)) {
    return mapMembers(value, withStateSecrets);
  }
  const { plaintext } = value;
  return secret(typeof plaintext === "string" ? (JSON.parse(plaintext) as Wire) : UNKNOWN);
}

/** The reverse of {@link withStateSecrets}: as an export holds secrets, in clear or encrypted (of that, only the looks). */
export function asStateSecrets(value: Wire, inClear: boolean): Wire {
  if (!isSecret(value)) {
    return mapMembers(value, (member) => asStateSecrets(member, inClear));
  }
  return inClear
    ? { [SIGNATURE]: SECRET, plaintext: JSON.stringify(revealed(value)) }
    : { [SIGNATURE]: SECRET, ciphertext: "v1:AAAAAAAAAAAAAAAA:AAAA" };
}

/** References to resources reduced to the id, or to the URN of what has no id: what providers and policies receive. */
export function withoutReferences(value: Wire): Wire {
  if (!hasSignature(value, RESOURCE_REFERENCE)) {
    return mapMembers(value, withoutReferences);
  }
  // An empty id is one that is not known yet.
  return (value.id === "" ? UNKNOWN : value.id) ?? value.urn;
}

/** Applies `change` to every property of a map. */
export function mapProperties(map: WireMap, change: (value: Wire) => Wire): WireMap {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

function hasSignature(value: Wire, signature: string): value is WireMap {
  return isMap(value) && value[SIGNATURE] === signature;
}

function members(value: Wire): Wire[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function mapMembers(value: Wire, change: (value: Wire) => Wire): Wire {
  if (Array.isArray(value)) {
    return value.map(change);
  }
  return typeof value === "object" && value !== null ? mapProperties(value, change) : value;
}

function texts(value: Wire): string[] {
  return typeof value === "string" ? [value] : members(value).flatMap(texts);
}
