/** What differs between two previews of a stack. Pure: made from data, rendered elsewhere. */
import { isDeepStrictEqual } from "node:util";
import type { Preview, PreviewAccess, PreviewPolicy, PreviewResource, PreviewViolation } from "./preview-json";
import { upgradeOf } from "./upgrade";
import { STACK_TYPE } from "./urn";
import { mapDifferences, type ValueChange, valueDifferences } from "./value-differences";
import { UNKNOWN } from "./wire";

export interface Differences {
  project: string;
  stack: string;
  mode: Preview["mode"];
  /** By component, in the order of the program. */
  components: ComponentDifferences[];
  outputs: ValueChange[];
  policies: PolicyChange[];
  violations: Exchange<PreviewViolation>;
  access: Exchange<PreviewAccess>;
}

export interface ComponentDifferences {
  /** The component right below the stack; undefined for what is in none. */
  component?: { type: string; name: string };
  resources: ResourceChange[];
}

export interface ResourceChange {
  kind: "added" | "removed" | "changed";
  type: string;
  name: string;
  /** Only read, not managed. */
  external: boolean;
  /** The URN it had under another name, type or parent: its alias says that it is the same. */
  formerUrn?: string;
  inputs: ValueChange[];
  /** `protect` and its like, by the option's name. */
  options: ValueChange[];
  /** Unknown values which come from other resources than before. */
  references: ReferenceChange[];
}

/** URNs of the resources that a property's unknown value comes from. */
export interface ReferenceChange {
  path: string;
  gone: string[];
  come: string[];
}

/** With `after` only the policy is new, with `before` only it is gone. */
export interface PolicyChange {
  pack: string;
  name: string;
  before?: PreviewPolicy;
  after?: PreviewPolicy;
}

export interface Exchange<T> {
  gone: T[];
  come: T[];
}

export function planDifferences(before: Preview, after: Preview): Differences {
  return {
    ...{ project: after.project, stack: after.stack, mode: after.mode },
    components: componentDifferences(before, after),
    outputs: mapDifferences("", before.outputs, after.outputs),
    policies: policyChanges(before.policies, after.policies),
    violations: exchanged(before.violations, after.violations),
    access: exchanged(before.access, after.access),
  };
}

export function areThereAny({ components, outputs, policies, violations, access }: Differences): boolean {
  return [components, outputs, policies, violations.gone, violations.come, access.gone, access.come].some(
    (list) => list.length > 0,
  );
}

function componentDifferences(before: Preview, after: Preview): ComponentDifferences[] {
  const former = new Map(before.resources.map((resource) => [resource.urn, resource]));
  const current = new Map(after.resources.map((resource) => [resource.urn, resource]));
  const groups = new Map<string, ComponentDifferences>();
  const add = (resources: Map<string, PreviewResource>, resource: PreviewResource, change: ResourceChange) => {
    const component = componentOf(resources, resource);
    const group = groups.get(component?.urn ?? "") ?? {
      component: component && { type: component.type, name: component.name },
      resources: [],
    };
    group.resources.push(change);
    groups.set(component?.urn ?? "", group);
  };
  const { kept, deleted } = upgradeOf(before.resources, after);
  for (const resource of after.resources) {
    const predecessor = former.get(kept.get(resource.urn) ?? "");
    const change = predecessor ? changedResource(predecessor, resource) : addedResource(resource);
    if (change) add(current, resource, change);
  }
  for (const urn of deleted) {
    const resource = former.get(urn);
    if (resource) add(former, resource, removedResource(resource));
  }
  return [...groups.values()];
}

/** The outermost component around a resource, or the resource itself if it is that; undefined if there is none. */
function componentOf(resources: Map<string, PreviewResource>, resource: PreviewResource): PreviewResource | undefined {
  let outermost: PreviewResource | undefined = resource;
  for (let at: PreviewResource | undefined = resource; at && at.type !== STACK_TYPE;) {
    outermost = at;
    at = at.parent === null ? undefined : resources.get(at.parent);
  }
  return outermost.custom || outermost.type === STACK_TYPE ? undefined : outermost;
}

function addedResource(resource: PreviewResource): ResourceChange {
  return { ...described("added", resource), ...{ inputs: mapDifferences("", {}, resource.inputs), references: [] } };
}

function removedResource(resource: PreviewResource): ResourceChange {
  return { ...described("removed", resource), ...{ inputs: [], references: [] } };
}

function described(kind: ResourceChange["kind"], resource: PreviewResource) {
  const { type, name, external } = resource;
  // Of what comes or goes, protection alone is worth a word.
  const options = resource.protect === true ? valueDifferences("protect", undefined, true) : [];
  return { kind, type, name, external, options: kind === "removed" ? [] : options };
}

function changedResource(before: PreviewResource, after: PreviewResource): ResourceChange | undefined {
  const { type, name, external } = after;
  const change = {
    ...{ kind: "changed" as const, type, name, external },
    formerUrn: before.urn === after.urn ? undefined : before.urn,
    inputs: [...mapDifferences("", before.inputs, after.inputs), ...readIdDifferences(before, after)],
    options: OPTIONS.flatMap((option) => valueDifferences(option, before[option], after[option])),
    references: referenceChanges(before, after),
  };
  const isChanged =
    change.formerUrn !== undefined ||
    [change.inputs, change.options, change.references].some(({ length }) => length > 0);
  return isChanged ? change : undefined;
}

/** Which resource is read. */
function readIdDifferences(before: PreviewResource, after: PreviewResource): ValueChange[] {
  return before.external && after.external ? valueDifferences("id", before.id, after.id) : [];
}

/** Aliases are no option of the deployed resource: what they are for is seen in {@link ResourceChange.formerUrn}. */
const OPTIONS = [
  "parent",
  "external",
  "protect",
  "retainOnDelete",
  "ignoreChanges",
  "replaceOnChanges",
  "deleteBeforeReplace",
  "deletedWith",
  "additionalSecretOutputs",
  "customTimeouts",
  "provider",
];

/** Of properties whose values look alike because both are unknown. */
function referenceChanges(before: PreviewResource, after: PreviewResource): ReferenceChange[] {
  return Object.keys(after.inputs).flatMap((path) => {
    const value = after.inputs[path];
    if (!containsUnknown(value) || !isDeepStrictEqual(before.inputs[path], value)) {
      return [];
    }
    const { gone, come } = exchanged(before.propertyDependencies[path] ?? [], after.propertyDependencies[path] ?? []);
    return gone.length + come.length === 0 ? [] : [{ path, gone, come }];
  });
}

function containsUnknown(value: unknown): boolean {
  return (
    value === UNKNOWN || (typeof value === "object" && value !== null && Object.values(value).some(containsUnknown))
  );
}

function policyChanges(before: PreviewPolicy[], after: PreviewPolicy[]): PolicyChange[] {
  const keyOf = ({ pack, name }: PreviewPolicy) => JSON.stringify([pack, name]);
  const former = new Map(before.map((policy) => [keyOf(policy), policy]));
  const current = new Map(after.map((policy) => [keyOf(policy), policy]));
  return [...new Map([...former, ...current])].flatMap(([key, { pack, name }]) => {
    const [was, is] = [former.get(key), current.get(key)];
    const isSame = was?.status === is?.status && was?.enforcementLevel === is?.enforcementLevel;
    return isSame ? [] : [{ pack, name, before: was, after: is }];
  });
}

/** What is in one list only. What is there twice has to be there twice in the other, too. */
function exchanged<T>(before: T[], after: T[]): Exchange<T> {
  return { gone: without(before, after), come: without(after, before) };
}

function without<T>(list: T[], others: T[]): T[] {
  const rest = others.map((other) => JSON.stringify(other));
  return list.filter((member) => {
    const at = rest.indexOf(JSON.stringify(member));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}
