/** Finds the resources that a value names: by id where it is known, by the dependencies of its property where not. */
import { addTo } from "./lists";
import { read, type Resource, textOf, UNKNOWN, type Value } from "./resource";
import { kindOf } from "./types";

/** What a property that names other resources stands for. */
export interface References {
  /** Resources of the stack it names, or may name. */
  resources: readonly Resource[];
  /** Ids and names that no resource of the stack has. */
  foreign: readonly string[];
  /** Why it is not certain that it names all of `resources` and nothing else. */
  doubt?: string;
  /** It may just as well name something outside of what is listed. */
  open: boolean;
}

/** Who names what by some property, and who may name anything. */
interface Referrers {
  byTarget: Map<Resource, Resource[]>;
  open: Resource[];
}

const NOTHING: References = { resources: [], foreign: [], open: false };

/** Properties by which other resources name one. */
const KEYS = [
  "id",
  "arn",
  "name",
  "allocationId",
  "publicIp",
  "identifier",
  "primaryNetworkInterfaceId",
  "defaultSecurityGroupId",
  "defaultRouteTableId",
  "mainRouteTableId",
  "defaultNetworkAclId",
];

export class StackIndex {
  private readonly byUrn = new Map<string, Resource>();
  private readonly byKind = new Map<string, Resource[]>();
  private readonly byKey = new Map<string, Map<string, Resource[]>>();
  private readonly children = new Map<string, Resource[]>();
  private readonly referred = new Map<Resource, Map<string, References>>();
  private readonly referrers = new Map<string, Referrers>();

  constructor(readonly resources: readonly Resource[]) {
    for (const resource of resources) {
      this.byUrn.set(resource.urn, resource);
      addTo(this.byKind, kindOf(resource.type), resource);
      if (resource.parent !== undefined) addTo(this.children, resource.parent, resource);
    }
  }

  of(...kinds: string[]): readonly Resource[] {
    const lists = kinds.map((kind) => this.byKind.get(kind) ?? []);
    return lists.length === 1 ? lists[0] : lists.flat();
  }

  get(urn: string): Resource | undefined {
    return this.byUrn.get(urn);
  }

  /** The resources above, nearest first. */
  *ancestors(resource: Resource): Generator<Resource> {
    for (let at = this.parentOf(resource); at; at = this.parentOf(at)) yield at;
  }

  /** Resources of a kind that a known id, ARN or name belongs to: those whose own id it is, before those that tell it of another. */
  named(key: string, kinds: readonly string[]): readonly Resource[] {
    const lists = kinds.map((kind) => this.keysOf(kind).get(key) ?? []);
    const all = lists.length === 1 ? lists[0] : lists.flat();
    if (all.length < 2) return all;
    const own = all.filter((resource) => read(resource, "id") === key);
    return own.length > 0 ? own : all;
  }

  /** Resources of some kinds that a property's value comes from. */
  dependencies(resource: Resource, property: string, kinds: readonly string[]): Resource[] {
    const found = new Set<Resource>();
    for (const urn of resource.propertyDependencies[property] ?? []) {
      const dependency = this.byUrn.get(urn);
      if (dependency) this.collect(dependency, kinds, found);
    }
    return [...found];
  }

  /** What `value`, a text or a list of texts inside `property`, names. Nothing where it is left out. */
  references(resource: Resource, property: string, value: Value, kinds: readonly string[]): References {
    if (value === undefined || value === null || value === "") return NOTHING;
    const members = Array.isArray(value) ? value : [value];
    const resources = new Set<Resource>();
    const foreign: string[] = [];
    let unknown = 0;
    for (const one of members) {
      if (typeof one !== "string") {
        unknown++;
        continue;
      }
      const named = this.named(one, kinds);
      if (named.length === 0) foreign.push(one);
      for (const match of named) resources.add(match);
    }
    if (unknown === 0) return { resources: [...resources], foreign, open: false };

    const direct = this.dependencies(resource, property, kinds);
    const named = direct.length > 0 ? direct : this.passedOn(resource, property, kinds);
    const candidates = named.filter((candidate) => !resources.has(candidate));
    for (const candidate of candidates) resources.add(candidate);
    const open = candidates.length === 0;
    // A list that is unknown as a whole may hold any number of them.
    const certain = candidates.length === 1 || (value !== UNKNOWN && candidates.length <= unknown);
    const doubt = open
      ? `"${property}" of ${resource.name} is not known yet, and comes from no resource of this stack`
      : certain
        ? undefined
        : `"${property}" of ${resource.name} is not known yet; it comes from ${namesOf(candidates)}`;
    return { resources: [...resources], foreign, doubt, open };
  }

  /** The VPC that another resource of the VPC hands on: `vpcId: block.vpcId`. */
  private passedOn(resource: Resource, property: string, kinds: readonly string[]): Resource[] {
    if (property !== "vpcId") return [];
    const sources = (resource.propertyDependencies[property] ?? []).flatMap((urn) => this.byUrn.get(urn) ?? []);
    return [...new Set(sources.flatMap((source) => this.dependencies(source, property, kinds)))];
  }

  /** The references of a top-level property. */
  refer(resource: Resource, property: string, ...kinds: string[]): References {
    let own = this.referred.get(resource);
    if (!own) this.referred.set(resource, (own = new Map<string, References>()));
    const key = [property, ...kinds].join();
    let references = own.get(key);
    if (!references) own.set(key, (references = this.references(resource, property, read(resource, property), kinds)));
    return references;
  }

  /** Resources of a kind whose `property` names `target`. */
  referring(target: Resource, property: string, kind: string): readonly Resource[] {
    return this.referrersOf(kindOf(target.type), property, kind).byTarget.get(target) ?? [];
  }

  /** As {@link referring}, and those of which it cannot be told what their `property` names. */
  perhapsReferring(target: Resource, property: string, kind: string): readonly Resource[] {
    const { open } = this.referrersOf(kindOf(target.type), property, kind);
    return [...new Set([...this.referring(target, property, kind), ...open])];
  }

  private referrersOf(targetKind: string, property: string, kind: string): Referrers {
    const key = [kind, property, targetKind].join();
    let referrers = this.referrers.get(key);
    if (!referrers) {
      referrers = { byTarget: new Map<Resource, Resource[]>(), open: [] };
      for (const one of this.of(kind)) {
        const { resources, open } = this.refer(one, property, targetKind);
        for (const named of new Set(resources)) addTo(referrers.byTarget, named, one);
        if (open) referrers.open.push(one);
      }
      this.referrers.set(key, referrers);
    }
    return referrers;
  }

  /** What each key of the resources of a kind stands for: of most kinds nobody asks it. */
  private keysOf(kind: string): Map<string, Resource[]> {
    let byKey = this.byKey.get(kind);
    if (!byKey) {
      this.byKey.set(kind, (byKey = new Map<string, Resource[]>()));
      for (const resource of this.of(kind)) {
        if (!resource.custom) continue;
        const keys = new Set(KEYS.map((key) => textOf(read(resource, key))));
        for (const key of keys) if (key !== undefined) addTo(byKey, key, resource);
      }
    }
    return byKey;
  }

  private parentOf(resource: Resource): Resource | undefined {
    return resource.parent === undefined ? undefined : this.byUrn.get(resource.parent);
  }

  /** A component stands for what it is made of. */
  private collect(resource: Resource, kinds: readonly string[], found: Set<Resource>): void {
    if (resource.custom) {
      if (kinds.includes(kindOf(resource.type))) found.add(resource);
      return;
    }
    for (const child of this.children.get(resource.urn) ?? []) this.collect(child, kinds, found);
  }
}

/** Several references as one. */
export function together(all: References[]): References {
  return {
    resources: [...new Set(all.flatMap(({ resources }) => resources))],
    foreign: all.flatMap(({ foreign }) => foreign),
    doubt: all.find(({ doubt }) => doubt !== undefined)?.doubt,
    open: all.some(({ open }) => open),
  };
}

export function namesOf(resources: readonly Resource[], limit = 4): string {
  const names = [...new Set(resources.map(({ name }) => `"${name}"`))];
  const shown = names.slice(0, limit).join(", ");
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}
