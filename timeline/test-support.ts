/** Small plans and a small table of times, for tests. */
import type { CreationTimes } from "./creation-times";
import type { TimedResource } from "./resource";

const URN = "urn:pulumi:dev::shop::";

/** URN of a resource of {@link resource}. */
export function urn(name: string): string {
  return `${URN}${name}`;
}

export const DATABASE = "aws:rds/instance:Instance";
export const GROUP = "aws:autoscaling/group:Group";
export const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
export const ATTACHMENT = "aws:lb/targetGroupAttachment:TargetGroupAttachment";

interface Given extends Partial<Omit<TimedResource, "urn" | "parent" | "dependencies" | "propertyDependencies">> {
  name: string;
  /** Names. */
  parent?: string;
  dependsOn?: string[];
  by?: Record<string, string[]>;
}

/** A managed resource of a type of its own, `test:index:NAME`. */
export function resource({ name, type = `test:index:${name}`, parent, dependsOn = [], by = {}, ...rest }: Given) {
  const properties = Object.entries(by).map(([property, names]): [string, string[]] => [property, names.map(urn)]);
  return {
    ...{ name, type, custom: true, external: false, inputs: {} },
    ...rest,
    urn: urn(name),
    ...(parent !== undefined && { parent: urn(parent) }),
    dependencies: [...dependsOn.map(urn), ...properties.flatMap(([, urns]) => urns)],
    propertyDependencies: Object.fromEntries(properties),
  } satisfies TimedResource;
}

const SOURCES: CreationTimes["sources"] = {
  read: { name: "a log", date: "2026-11-26", detail: "read", verified: true },
  guessed: { name: "a guess", date: "2026-11-26", detail: "guessed", verified: false },
};

/** Times of types named after their resources; everything else takes 1 second. */
export function timesOf(seconds: Record<string, number> = {}): CreationTimes {
  const time = (value: number, source = "read") => ({ seconds: value, source });
  return {
    sources: SOURCES,
    quick: time(1),
    types: {
      "aws:ec2/eip:Eip": time(1),
      ...Object.fromEntries(Object.entries(seconds).map(([name, value]) => [`test:index:${name}`, time(value)])),
    },
    databases: { single: time(100), multiAz: time(200), replica: time(150, "guessed") },
    groups: { launch: time(20), boot: time(60, "guessed") },
  };
}
