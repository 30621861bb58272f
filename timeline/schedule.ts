/**
 * When the engine creates what, if every creation takes its time and nothing but dependencies holds it back (a first
 * `pulumi up`, as many at once as there are to create):
 *
 *     EIP ─► [ VPC ─► subnet ─► NAT gateway ─► route ] ─► subnet group ─► primary ─► replica
 *              awsx:ec2:Vpc, a remote component: what takes anything from it waits for all of it
 */
import { packageOf } from "../offline/urn";
import type { CreationTimes } from "./creation-times";
import { type Duration, durationOf } from "./duration";
import type { TimedResource } from "./resource";

/** A resource that is created, in seconds from the start. */
export interface Scheduled extends Duration {
  urn: string;
  type: string;
  name: string;
  start: number;
  end: number;
  /** How much later it could end without lengthening the whole. */
  slack: number;
}

/** A step of the critical path. */
export interface Step extends Scheduled {
  /** What it waits for longest; undefined for the first step. */
  waitsFor?: string;
  /** The properties by which it waits (`identifier, replicateSourceDb`), or `dependsOn` or `parent`. */
  through?: string;
}

export interface Schedule {
  /** Seconds until everything is there. */
  total: number;
  /** Everything that is created, in the order of its start. */
  resources: Scheduled[];
  /** The chain that makes the total what it is: each step starts when the one before it ends. */
  criticalPath: Step[];
}

/** One resource waits for another. */
interface Wait {
  urn: string;
  through: string;
}

/** Reasons to wait that are no property, the most telling first. */
const WHOLE = ["dependsOn", "parent", "child"];

/** Packages whose components are built by their provider and are there only when all their children are. */
const REMOTE_PACKAGES = ["awsx"];

export function isRemote({ type, custom }: Pick<TimedResource, "type" | "custom">): boolean {
  return !custom && REMOTE_PACKAGES.includes(packageOf(type));
}

/**
 * The schedule of a plan, by the table of creation times.
 *
 * @throws Error if resources wait for each other in a circle
 */
export function scheduleOf(resources: readonly TimedResource[], times: CreationTimes): Schedule {
  const graph = new Graph(resources);
  const durations = new Map(resources.map((resource) => [resource.urn, durationOf(resource, times, resources)]));
  const seconds = (urn: string) => durations.get(urn)?.seconds ?? 0;
  const order = graph.inOrder();

  const ends = new Map<string, number>();
  const endOf = (urn: string) => ends.get(urn) ?? 0;
  const startOf = (urn: string) => Math.max(0, ...graph.waits(urn).map((wait) => endOf(wait.urn)));
  for (const urn of order) ends.set(urn, startOf(urn) + seconds(urn));
  const total = Math.max(0, ...ends.values());

  const latestEnds = new Map(order.map((urn) => [urn, total]));
  const latestEndOf = (urn: string) => latestEnds.get(urn) ?? total;
  for (const urn of [...order].reverse()) {
    const latestStart = latestEndOf(urn) - seconds(urn);
    for (const wait of graph.waits(urn)) latestEnds.set(wait.urn, Math.min(latestEndOf(wait.urn), latestStart));
  }

  const scheduled = resources
    .filter(({ custom }) => custom)
    .map(({ urn, type, name }): Scheduled => {
      const duration = durations.get(urn) ?? { seconds: 0, estimated: false };
      const times = { start: startOf(urn), end: endOf(urn), slack: latestEndOf(urn) - endOf(urn) };
      return { urn, type, name, ...duration, ...times };
    })
    .sort((one, other) => one.start - other.start || compared(one.urn, other.urn));
  return { total, resources: scheduled, criticalPath: criticalPath(scheduled, total, graph, endOf) };
}

/** From the end back to the start, by what ends last. */
function criticalPath(
  scheduled: readonly Scheduled[],
  total: number,
  graph: Graph,
  endOf: (urn: string) => number,
): Step[] {
  const byUrn = new Map(scheduled.map((resource) => [resource.urn, resource]));
  const steps: Step[] = [];
  let step = scheduled.find(({ end }) => end === total);
  while (step !== undefined) {
    const before = reasonOf(step.urn, byUrn, graph, endOf);
    steps.unshift({ ...step, ...(before && { waitsFor: before.urn, through: before.through }) });
    step = before && byUrn.get(before.urn);
  }
  return steps;
}

/** What a resource waits for longest: through components, down to the resource of theirs that ends last. */
function reasonOf(
  urn: string,
  byUrn: Map<string, Scheduled>,
  graph: Graph,
  endOf: (urn: string) => number,
): Wait | undefined {
  const last = (waits: readonly Wait[]) =>
    [...waits].sort((one, other) => endOf(other.urn) - endOf(one.urn) || compared(one.urn, other.urn)).at(0);
  const reason = last(graph.waits(urn));
  let wait = reason;
  while (wait !== undefined && !byUrn.has(wait.urn)) wait = last(graph.waits(wait.urn));
  return reason && wait && { urn: wait.urn, through: reason.through };
}

/** Who waits for whom. */
class Graph {
  private readonly byUrn: Map<string, TimedResource>;
  private readonly children = new Map<string, TimedResource[]>();
  private readonly known = new Map<string, Wait[]>();

  constructor(private readonly resources: readonly TimedResource[]) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      if (resource.parent !== undefined) {
        this.children.set(resource.parent, [...(this.children.get(resource.parent) ?? []), resource]);
      }
    }
  }

  /** What a resource waits for. A component is there when all that is in it is. */
  waits(urn: string): Wait[] {
    const known = this.known.get(urn);
    if (known !== undefined) return known;
    const resource = this.byUrn.get(urn);
    const waits = resource === undefined ? [] : this.waitsOf(resource);
    this.known.set(urn, waits);
    return waits;
  }

  /** All resources, each after what it waits for. */
  inOrder(): string[] {
    const done = new Set<string>();
    const under = new Set<string>();
    const visit = (urn: string) => {
      if (done.has(urn)) return;
      if (under.has(urn)) {
        const circle = [...under].slice([...under].indexOf(urn));
        throw new Error(`these resources wait for each other: ${circle.join(", ")}`);
      }
      under.add(urn);
      for (const wait of this.waits(urn)) visit(wait.urn);
      under.delete(urn);
      done.add(urn);
    };
    for (const { urn } of this.resources) visit(urn);
    return [...done];
  }

  private waitsOf(resource: TimedResource): Wait[] {
    const around = this.componentsAround(resource);
    const named = [resource, ...around.filter(isRemote)].flatMap(namedBy);
    const parent = this.byUrn.get(resource.parent ?? "");
    const all = [
      ...named.map((wait) => ({ ...wait, urn: this.awaited(wait.urn, around) })),
      ...(parent?.custom ? [{ urn: parent.urn, through: "parent" }] : []),
      ...(resource.custom ? [] : this.inside(resource).map(({ urn }) => ({ urn, through: "child" }))),
    ];
    const surrounding = new Set([resource, ...around].map(({ urn }) => urn));
    const others = all.filter(({ urn }) => this.byUrn.has(urn) && !surrounding.has(urn));
    const urns = [...new Set(others.map(({ urn }) => urn))];
    return urns.map((urn) => ({ urn, through: reasonsOf(others.filter((wait) => wait.urn === urn)) }));
  }

  /** From outside, all of a remote component is awaited for any part of it. */
  private awaited(urn: string, around: readonly TimedResource[]): string {
    const target = this.byUrn.get(urn);
    if (target === undefined) return urn;
    const remote = this.componentsAround(target)
      .filter((component) => isRemote(component) && !around.includes(component))
      .at(-1);
    return remote?.urn ?? urn;
  }

  /** The components a resource is in, the innermost first. */
  private componentsAround(resource: TimedResource): TimedResource[] {
    const around: TimedResource[] = [];
    for (let above = this.byUrn.get(resource.parent ?? ""); above; above = this.byUrn.get(above.parent ?? "")) {
      if (!above.custom) around.push(above);
    }
    return around;
  }

  /** All that is in a component. */
  private inside({ urn }: TimedResource): TimedResource[] {
    return (this.children.get(urn) ?? []).flatMap((child) => [child, ...this.inside(child)]);
  }
}

/** What a registration itself says it waits for. */
function namedBy({ dependencies, propertyDependencies }: TimedResource): Wait[] {
  return [
    ...Object.entries(propertyDependencies).flatMap(([through, urns]) => urns.map((urn) => ({ urn, through }))),
    ...dependencies.map((urn) => ({ urn, through: "dependsOn" })),
  ];
}

/** All properties by which one resource waits for another; a dependency of the whole only where there is none. */
function reasonsOf(waits: readonly Wait[]): string {
  const reasons = [...new Set(waits.map(({ through }) => through))];
  const properties = reasons.filter((reason) => !WHOLE.includes(reason)).sort();
  return properties.length > 0 ? properties.join(", ") : (WHOLE.find((reason) => reasons.includes(reason)) ?? "");
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
