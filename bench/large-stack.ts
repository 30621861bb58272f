/** Stacks of any size for measurements: the project's own dev stack, many times over. */
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { Netmask } from "netmask";
import { isMap } from "../command-line/is-map";
import { loadConfig } from "../offline/config";
import { planProject } from "../offline/plan-project";
import { type PolicyResource, policyResources } from "../offline/policy-resource";

/** So many services share a network, each with its tiers, groups, database and logs. */
const SERVICES_PER_NETWORK = 10;
const NETWORK = "three-tier:index:VpcWithNat";
const GZIP_IN_BASE64 = "H4sI";
const PRIVATE = new Netmask("10.0.0.0/8");
/** By which resources name each other, beside URNs. */
const KEYS = ["id", "arn", "name", "identifier", "allocationId", "publicIp", "defaultSecurityGroupId"];

/** The dev stack, deployed, as {@link manyTiers}. */
export async function largeStack(size: number): Promise<PolicyResource[]> {
  const { plan } = await planProject(loadConfig(join(__dirname, ".."), "dev"), { mode: "update" });
  return manyTiers(policyResources(plan), size);
}

/**
 * At least `size` resources: copies of a deployed stack under other names, ids and addresses, ten to a network.
 *
 * @param stack as after an update: what is not known yet could not be told from copy to copy
 */
export function manyTiers(stack: readonly PolicyResource[], size: number): PolicyResource[] {
  const isOnce = ({ type }: PolicyResource) => type.startsWith("pulumi:");
  const isShared = ({ urn }: PolicyResource) => urn.includes(NETWORK);
  const shared = stack.filter(isShared);
  const own = stack.filter((resource) => !isShared(resource) && !isOnce(resource));
  if (own.length === 0) throw new Error("the stack has nothing that could be multiplied");
  const [sharedNames, ownNames] = [shared, own].map(namesOf) as [Set<string>, Set<string>];
  const copies = stack.filter(isOnce);
  for (let service = 0; copies.length < size; service++) {
    const network = Math.floor(service / SERVICES_PER_NETWORK);
    const place = service % SERVICES_PER_NETWORK;
    const rename = (text: string) => {
      if (text.startsWith(GZIP_IN_BASE64)) return remarked(text, `service ${service}`);
      if (sharedNames.has(text)) return renamed(text, network, 0);
      return ownNames.has(text) || isAddress(text) ? renamed(text, service, place) : text;
    };
    copies.push(...(place === 0 ? [...shared, ...own] : own).map((resource) => copyOf(resource, rename)));
  }
  return copies;
}

/** User data of a service of its own, which no other boots with. */
function remarked(userData: string, remark: string): string {
  const files = gunzipSync(Buffer.from(userData, "base64")).toString("utf8");
  return gzipSync(`${files}# ${remark}\n`).toString("base64");
}

/** What stands for a resource wherever it is named. */
function namesOf(resources: readonly PolicyResource[]): Set<string> {
  return new Set(
    resources.flatMap(({ urn, name, outputs }) => [urn, name, ...KEYS.map((key) => outputs[key])]).filter(isText),
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isAddress(text: string): boolean {
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text);
}

/** Private addresses stay in their subnet. */
function renamed(text: string, copy: number, place: number): string {
  if (!isAddress(text)) return `${text}-${copy}`;
  const address = new Netmask(`${text}/32`).netLong + (PRIVATE.contains(text) ? place : copy);
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

/** A deep copy in which every text is renamed that names a resource. */
function copyOf<T>(value: T, rename: (text: string) => string): T {
  if (typeof value === "string") return rename(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => copyOf(one, rename)) as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner, rename)])) as T;
}
