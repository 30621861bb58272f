import type { Seen } from "../report";
import type { Site } from "../set-up";

/** One thing that is tried; throws when it is not as it should be. */
export interface Check {
  /** What holds when it passes. */
  name: string;
  run: (site: Site) => Promise<Seen>;
}

/** Seconds since `begin`, as `performance.now()` said. */
export function since(begin: number): number {
  return (performance.now() - begin) / 1000;
}
