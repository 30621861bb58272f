/** What the engine says: in the log that `--event-log` writes, one JSON object a line, and in the state it keeps. */
import { existsSync, readFileSync } from "node:fs";
import type { WireMap } from "../offline/wire";

/** A part of the engine's event (`sdk/go/common/apitype/events.go`). */
export interface EngineEvent {
  resourcePreEvent?: { metadata: StepMetadata; planning?: boolean };
  policyEvent?: { resourceUrn?: string; policyName: string; enforcementLevel: string };
}

export interface StepMetadata {
  op: string;
  urn: string;
  type: string;
  /** The resource as it is to be. */
  new?: StepState;
}

export interface StepState {
  parent: string;
  protect?: boolean;
  inputs: Record<string, unknown>;
}

/** A resource of `pulumi stack export` (`sdk/go/common/apitype/core.go`, `ResourceV3`). */
export interface StateResource {
  urn: string;
  type: string;
  custom: boolean;
  id?: string;
  parent?: string;
  protect?: boolean;
  inputs?: WireMap;
  outputs?: WireMap;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[] | null>;
}

export function readEvents(file: string): EngineEvent[] {
  return existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as EngineEvent)
    : [];
}
