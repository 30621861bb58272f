/**
 * - `preview`: as at a first `pulumi preview`; ids and computed outputs are unknown.
 * - `update`: as after a first `pulumi up`; they have plausible values.
 */
export type Mode = "preview" | "update";

/** A resource as the program registered it, in the words of `pulumi preview --json`. */
export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack itself. */
  parent?: string;
  custom: boolean;
  /** What the engine would receive; unknown values are the SDK's sentinel, secrets are `{ [specialSigKey]: secretSig, value }`-free masks. */
  inputs: Record<string, unknown>;
  /** Property → URNs of the resources its value depends on. */
  propertyDependencies: Record<string, string[]>;
  /** URNs of everything the resource waits for. */
  dependencies: string[];
  protect: boolean;
  ignoreChanges: string[];
}

/** What a program would do to an empty stack. */
export interface Plan {
  project: string;
  stack: string;
  mode: Mode;
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
}
