/** The providers that the engine makes by itself, one per package and version, for resources that name none. */
import type { RegisteredResource } from "./monitor";
import { isProviderType, makeUrn, packageOf, providerType, type StackName } from "./urn";
import { secret, type WireMap } from "./wire";

/** A provider resource as policies see it. */
export interface ProviderState {
  urn: string;
  type: string;
  name: string;
  inputs: WireMap;
}

/**
 * The default provider of a custom resource, undefined if it names one, or is one: named after the version of its
 * package (`default_7_48_0`), and configured by the package's settings (`aws:region`).
 */
export function defaultProvider(
  stackName: StackName,
  { type, version, options }: RegisteredResource,
  config: Record<string, string>,
  secretConfigKeys: string[],
): ProviderState | undefined {
  if (options.provider !== undefined || isProviderType(type)) {
    return undefined;
  }
  const packageName = packageOf(type);
  const name = version === "" ? "default" : `default_${version.replace(/[.+-]/g, "_")}`;
  const settings = Object.entries(config)
    .filter(([key]) => packageOf(key) === packageName)
    .map(([key, value]) => [key.slice(packageName.length + 1), secretConfigKeys.includes(key) ? secret(value) : value]);
  return {
    urn: makeUrn(stackName, undefined, providerType(packageName), name),
    type: providerType(packageName),
    name,
    inputs: { ...(Object.fromEntries(settings) as WireMap), ...(version !== "" && { version }) },
  };
}
