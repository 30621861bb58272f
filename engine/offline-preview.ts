/** What the offline preview says, from its own command, in a form that compares with what the engine says. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { nodeArguments } from "../command-line/node-arguments";
import type { Mode } from "../offline/monitor";
import type { PlannedResource } from "../offline/plan";
import type { Violation } from "../offline/policy-check";
import { isProviderType } from "../offline/urn";
import { mapProperties, masked, type WireMap, withStateSecrets } from "../offline/wire";
import { DEFAULTS } from "./custom-provider";
import type { EngineEvent, StateResource } from "./events";

export interface OfflinePreview {
  resources: PlannedResource[];
  violations: Violation[];
}

/** A resource reduced to what both sides know of it. */
export interface Comparable {
  urn: string;
  type: string;
  parent: string | undefined;
  protect: boolean;
  inputs: Record<string, unknown>;
}

export function offlinePreview(directory: string, stack: string, mode: Mode): OfflinePreview {
  const cli = join(__dirname, "../offline/cli.ts");
  const args = nodeArguments(cli, "--stack", stack, "--mode", mode, "--json");
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: directory, encoding: "utf8", maxBuffer: 1 << 27 }),
  ) as OfflinePreview;
}

/** As the offline preview has them. */
export function planned({ resources }: OfflinePreview): Comparable[] {
  return sorted(
    resources.map(({ urn, type, parent, protect, inputs }) => ({
      ...{ urn, type, protect, inputs },
      parent: parent ?? undefined,
    })),
  );
}

/** As a preview of the engine announces them. */
export function announced(events: EngineEvent[]): Comparable[] {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  return sorted(
    steps
      .filter(({ type }) => !isProviderType(type))
      .map(({ urn, type, new: state }) => ({
        ...{ urn, type },
        parent: state?.parent === "" ? undefined : state?.parent,
        protect: state?.protect ?? false,
        inputs: ownInputs(state?.inputs ?? {}),
      })),
  );
}

/** As the engine keeps them once they are deployed. */
export function deployed(resources: StateResource[]): Comparable[] {
  return sorted(
    resources
      .filter(({ type }) => !isProviderType(type))
      .map(({ urn, type, parent, protect = false, inputs = {} }) => ({
        ...{ urn, type, parent, protect },
        inputs: ownInputs(shown(inputs)),
      })),
  );
}

/** Values of a state as they may be shown: secrets masked. */
export function shown(map: WireMap): WireMap {
  return mapProperties(map, (value) => masked(withStateSecrets(value)));
}

/** The inputs that the program gave; providers fill in names. */
function ownInputs(inputs: Record<string, unknown>): Record<string, unknown> {
  const filledIn = (inputs[DEFAULTS] ?? []) as string[];
  return Object.fromEntries(
    Object.entries(inputs).filter(([property]) => property !== DEFAULTS && !filledIn.includes(property)),
  );
}

function sorted(resources: Comparable[]): Comparable[] {
  return resources.sort((a, b) => (a.urn < b.urn ? -1 : 1));
}
