/** What of a planned resource its creation time and its capacity depend on; a `PlannedResource` is one. */
export interface TimedResource {
  urn: string;
  type: string;
  name: string;
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** True for what is only read. */
  external: boolean;
  inputs: Record<string, unknown>;
  /** URNs of everything it waits for. */
  dependencies: string[];
  /** Property → URNs of the resources its value depends on. */
  propertyDependencies: Record<string, string[]>;
}

/** The resources of a type that a property leads to. */
export function behind(
  { propertyDependencies }: TimedResource,
  property: string,
  type: string,
  resources: readonly TimedResource[],
): TimedResource[] {
  const urns = propertyDependencies[property] ?? [];
  return resources.filter((resource) => resource.type === type && urns.includes(resource.urn));
}

/** A number among the inputs; the default where it is absent or not known yet. */
export function numberOf(value: unknown, byDefault: number): number {
  return typeof value === "number" ? value : byDefault;
}

/** An input that is a map of its own. */
export function mapOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
