/**
 * What becomes of a stack's resources when a plan is carried out: found again by URN or by an alias, created or deleted.
 * Aliases are resolved as the engine does (`pkg/resource/deploy/step_generator.go`, `generateAliases`).
 */
import { isDefaultProvider, makeUrn, nameOf, type StackName, typeOf } from "./urn";

/** All by URN. */
export interface Upgrade {
  /** Resources that keep what is deployed, by new URN, with the URN they were deployed under. */
  kept: Map<string, string>;
  created: string[];
  /** Old URNs. */
  deleted: string[];
}

/** What identifies a resource of a plan, and what it may have been before. */
interface Identity {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; null or undefined for the stack itself. */
  parent?: string | null;
  aliases: (string | AliasSpec)[];
}

/** An alias that gives what differs from the resource itself, as the engine receives it. */
interface AliasSpec {
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  parenturn?: string;
  noparent?: boolean;
}

export function upgradeOf(deployed: { urn: string }[], plan: StackName & { resources: Identity[] }): Upgrade {
  const old = new Set(deployed.map(({ urn }) => urn));
  const current = new Set(plan.resources.map(({ urn }) => urn));
  const kept = new Map<string, string>();
  for (const resource of plan.resources) {
    const former = aliasesOf(resource, kept, plan).filter((urn) => !current.has(urn));
    const found = [resource.urn, ...former].find((urn) => old.has(urn));
    if (found !== undefined) kept.set(resource.urn, found);
  }
  const found = new Set(kept.values());
  return {
    kept,
    created: plan.resources.map(({ urn }) => urn).filter((urn) => !kept.has(urn)),
    // A plan does not list default providers: the engine makes them.
    deleted: [...old].filter((urn) => !found.has(urn) && !isDefaultProvider(urn)),
  };
}

/** The URNs that a resource may be deployed under, besides its own; those of parents that were found count too. */
function aliasesOf(resource: Identity, kept: Map<string, string>, stack: StackName): string[] {
  const { type, name, parent } = resource;
  const own = resource.aliases.map((alias) =>
    typeof alias === "string" ? alias : urnOfAlias(resource, alias, kept, stack),
  );
  const oldParent = kept.get(parent ?? "");
  if (!parent || oldParent === undefined || oldParent === parent) {
    return own;
  }
  const below = (childType: string, childName: string) =>
    inheritedAlias(childType, childName, parent, oldParent, stack);
  return [...own, below(type, name), ...own.map((urn) => below(typeOf(urn), nameOf(urn)))];
}

function urnOfAlias(resource: Identity, alias: AliasSpec, kept: Map<string, string>, stack: StackName): string {
  const given = alias.parenturn && (kept.get(alias.parenturn) ?? alias.parenturn);
  const parent = alias.noparent === true ? undefined : given || (resource.parent ?? undefined);
  return makeUrn(
    { project: alias.project || stack.project, stack: alias.stack || stack.stack },
    parent,
    alias.type || resource.type,
    alias.name || resource.name,
  );
}

/** The child of a renamed parent; a name that begins with the parent's is taken to have changed with it. */
function inheritedAlias(type: string, name: string, parent: string, oldParent: string, stack: StackName): string {
  const parentName = nameOf(parent);
  const oldName = name.startsWith(parentName) ? nameOf(oldParent) + name.slice(parentName.length) : name;
  return makeUrn(stack, oldParent, type, oldName);
}
