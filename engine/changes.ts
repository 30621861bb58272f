/** What a run of the engine did, or would do, from its events. */
import { nameOf, typeOf } from "../offline/urn";
import type { EngineRun } from "./test-stack";

/** URNs of resources by what happens to them: `create`, `update`, `replace`, `delete`. */
export type Changes = Partial<Record<string, string[]>>;

/** The engine's operations, summed up; nothing for those that change nothing. */
const KINDS: Partial<Record<string, string>> = {
  same: "",
  refresh: "",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
};

/** What the last phase of a run changed: the update, or the preview if that was all. */
export function changes({ events }: EngineRun): Changes {
  const last = events.findLastIndex(({ resourcePreEvent }) => resourcePreEvent?.planning === true);
  const update = events.slice(last + 1).flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const preview = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const result: Changes = {};
  for (const { op, urn } of update.length > 0 ? update : preview) {
    const kind = KINDS[op] ?? op;
    const urns = result[kind] ?? [];
    if (kind !== "" && !urns.includes(urn)) result[kind] = [...urns, urn].sort();
  }
  return result;
}

/** The same by type and name: `aws:rds/instance:Instance database`. */
export function namedChanges(run: EngineRun): Changes {
  const named = (urns: string[] = []) => urns.map((urn) => `${typeOf(urn)} ${nameOf(urn)}`).sort();
  return Object.fromEntries(Object.entries(changes(run)).map(([kind, urns]) => [kind, named(urns)]));
}
