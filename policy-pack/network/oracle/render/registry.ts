import { createHash } from "node:crypto";
import type { Spec } from "../spec";

export interface Resource {
  urn: string;
  type: string;
  name: string;
  parent?: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  ignoreChanges: string[];
  custom: boolean;
}

export interface RenderOptions {
  /** "unknown": a first preview. "mixed": a preview over a stack where some of it exists, as `existing` draws. */
  ids: "known" | "unknown" | "mixed";
  /** Draws what exists in a "mixed" preview. @default 0 */
  existing?: number;
  /** "all": as from awsx, whose every output depends on all subnets of its VPC. @default "exact" */
  subnetDependencies?: "exact" | "all";
  /** What a preview's outputs say of values that the provider computes. @default "absent" */
  computed?: "absent" | "unknown";
  /** At a preview, a list with an unknown value is unknown as a whole. @default false */
  wholeLists?: boolean;
  /** After `pulumi refresh`: groups, tables and the like show what other resources gave them; for known ids. @default false */
  refreshed?: boolean;
  /** Load balancers have two modules in the SDK. @default "lb" */
  balancerModule?: "lb" | "alb";
}

export type Properties = Record<string, unknown>;

export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const INSTANCE = "aws:ec2/instance:Instance";
export const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
export const CLASSIC = "aws:elb/loadBalancer:LoadBalancer";

const STACK = "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev";

/** A value read from other resources. */
export class Ref {
  constructor(
    readonly value: unknown,
    readonly urns: string[],
    /** Known at a first preview: given by the program, or by the provider's check. */
    readonly known = false,
  ) {}
}

/** The resources so far, and how a later one reads an earlier one. */
export class Registry {
  readonly resources: Resource[] = [];
  readonly #byName = new Map<string, { urn: string; known: Properties }>();
  /** URNs of what is deployed already. */
  readonly #existing = new Set<string>();
  readonly options: RenderOptions;

  constructor(
    readonly spec: Spec,
    options: RenderOptions,
  ) {
    this.options = { ...options, refreshed: options.ids === "known" && options.refreshed };
    const [type, name] = STACK.split("::").slice(2);
    this.resources.push({ ...blank(STACK, type, name), custom: false });
  }

  /** `computed` is what the provider adds, and after a refresh what it finds instead. */
  add(type: string, name: string, given: Properties, computed: Properties, parent?: string): void {
    const inputs = defined(given);
    const own = urn(parent ? `awsx:ec2:Vpc$${type}` : type, name);
    if (this.#exists(name, inputs)) {
      this.#existing.add(own);
    }
    const known = { ...defined(computed), ...this.#properties(inputs, "known") };
    const after = this.options.refreshed ? this.#properties(defined(computed), "known") : {};
    const planned = this.options.computed === "unknown" ? Object.keys(defined(computed)) : [];
    const seen = this.#properties(inputs, "planned");
    const resource: Resource = {
      ...blank(own, type, name),
      parent: parent ?? STACK,
      inputs: seen,
      outputs: this.#existing.has(own)
        ? this.#properties({ ...known, ...after }, "known")
        : { ...Object.fromEntries(planned.map((key) => [key, UNKNOWN])), ...seen },
      propertyDependencies: Object.fromEntries(
        Object.entries(inputs).map(([key, value]) => [key, [...new Set(urnsBehind(value))]]),
      ),
    };
    this.resources.push(resource);
    // Resources that join two others often share the name of one.
    if (!this.#byName.has(name)) {
      this.#byName.set(name, { urn: resource.urn, known });
    }
  }

  /** In a mixed preview: by lot, if all that it names exists. */
  #exists(name: string, inputs: Properties): boolean {
    const { ids, existing = 0 } = this.options;
    const named = () => Object.values(inputs).flatMap(urnsBehind);
    return (
      ids === "known" ||
      (ids === "mixed" && digits(`${name} ${existing}`) < "0c" && named().every((one) => this.#existing.has(one)))
    );
  }

  /** A property of a resource added before. */
  ref(name: string, property = "id"): Ref {
    const resource = found(this.#byName.get(name), name);
    return new Ref(resource.known[property], [resource.urn]);
  }

  /** An id of a VPC or subnet, as the program reads it: from the awsx component, where there is one. */
  outside(name: string, property = "id"): Ref {
    const ref = this.ref(name, property);
    const vpc = this.spec.subnets.find((subnet) => subnet.name === name)?.vpc ?? name;
    const component = this.componentOf(vpc);
    if (component === undefined) {
      return ref;
    }
    const subnets = this.spec.subnets.filter((subnet) => subnet.vpc === vpc).map((subnet) => this.ref(subnet.name));
    return new Ref(ref.value, [component, ...this.ref(vpc).urns, ...subnets.flatMap(({ urns }) => urns)]);
  }

  /** As awsx has it, the VPC and what is in it are children of a component. */
  component(vpc: string): string | undefined {
    const component = this.componentOf(vpc);
    if (component !== undefined) {
      this.resources.push({ ...blank(component, "awsx:ec2:Vpc", vpc), parent: STACK, custom: false });
      this.#existing.add(component);
    }
    return component;
  }

  componentOf(vpc: string): string | undefined {
    return this.options.subnetDependencies === "all" ? urn("awsx:ec2:Vpc", vpc) : undefined;
  }

  subnet(name: string) {
    return found(
      this.spec.subnets.find((subnet) => subnet.name === name),
      name,
    );
  }

  server(name: string) {
    return found(
      this.spec.servers.find((server) => server.name === name),
      name,
    );
  }

  groupId(name: string): Ref {
    const group = this.spec.groups.find((one) => one.name === name);
    const vpc = group?.vpc ?? name.slice(0, -"/default".length);
    if (group === undefined || group.kind === "default" || group.namedBy === "vpc") {
      return this.outside(vpc, "defaultSecurityGroupId");
    }
    const type =
      group.kind === "own"
        ? "aws:ec2/securityGroup:SecurityGroup"
        : "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";
    return new Ref(`sg-${digits(group.kind === "own" ? name : vpc)}`, [urn(type, name)]);
  }

  /** Groups as AWS wears them: the default one, where none is named. */
  worn(groups: string[], vpc: string): unknown[] {
    const fallback = this.spec.groups.find((group) => group.vpc === vpc && group.kind !== "own");
    const names = groups.length > 0 ? groups : [fallback?.name ?? `${vpc}/default`];
    return names.map((name) => this.groupId(name).value);
  }

  #properties(properties: Properties, when: "known" | "planned"): Properties {
    return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, this.#resolved(value, when)]));
  }

  #resolved(value: unknown, when: "known" | "planned"): unknown {
    if (value instanceof Ref) {
      const exists = this.options.ids === "mixed" && value.urns.every((one) => this.#existing.has(one));
      return this.options.ids === "known" || when === "known" || value.known || exists ? value.value : UNKNOWN;
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#resolved(item, when));
      return this.options.wholeLists && items.includes(UNKNOWN) ? UNKNOWN : items;
    }
    return typeof value === "object" && value !== null ? this.#properties({ ...value }, when) : value;
  }
}

function blank(urn: string, type: string, name: string): Resource {
  return {
    urn,
    type,
    name,
    inputs: {},
    outputs: {},
    propertyDependencies: {},
    protect: false,
    ignoreChanges: [],
    custom: true,
  };
}

function urnsBehind(value: unknown): string[] {
  if (value instanceof Ref) {
    return value.urns;
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(urnsBehind) : [];
}

export function urn(type: string, name: string): string {
  return `urn:pulumi:dev::test::${type}::${name}`;
}

const hashes = new Map<string, string>();

/** The part of an id that follows its prefix. */
export function digits(name: string): string {
  const digest = hashes.get(name) ?? `0${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
  hashes.set(name, digest);
  return digest;
}

export function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) {
    throw new Error(`There is no "${name}"`);
  }
  return value;
}

export function defined(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined));
}

/** A list property, left out where it is empty. */
export function listed(name: string, items: unknown[]): Properties {
  return items.length > 0 ? { [name]: items } : {};
}
