/** Where a preview's time goes: marks that `npm run bench` reads. They cost nothing. */
import { performance } from "node:perf_hooks";

/** In their order, each from its mark to the next; what is before the first is the start-up. */
export const PHASES = ["program", "policies", "output"] as const;
export type Phase = (typeof PHASES)[number];

/** The part of the program's phase in which stand-ins build remote components. */
export const EXPANSION = "expansion";

export function beginPhase(phase: Phase): void {
  performance.mark(phase);
}

/** Notes that `work` expands a remote component. */
export async function expanding<T>(work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    performance.measure(EXPANSION, { start });
  }
}
