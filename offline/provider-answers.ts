/**
 * What the providers answer when they create a resource: plausible, deterministic values. Pure: the same request gives
 * the same answer, here and where the stand-ins serve the real engine.
 */
import { createHash } from "node:crypto";
import type { CreateRequest } from "./monitor";
import { mapProperties, revealed, type WireMap } from "./wire";

/** Where the pretended account is. */
export interface ProviderContext {
  region: string;
}

export function createAnswer(request: CreateRequest, context: ProviderContext): { id?: string; outputs: WireMap } {
  if (request.mode === "preview") {
    return { outputs: { ...request.inputs } };
  }
  const hash = createHash("sha256").update(request.urn).digest("hex");
  const id = `${request.name}-${hash.slice(0, 7)}`;
  const inputs = mapProperties(request.inputs, revealed);
  return { id, outputs: { arn: `arn:aws:x:${context.region}:123456789012:${String(inputs.name ?? id)}`, ...request.inputs } };
}
