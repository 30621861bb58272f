import type { Plan } from "../offline/plan";

/** What documents are made of. */
export interface PlannedStack {
  /** Made in mode `update`. */
  plan: Plan;
  /** The one it is deployed to. */
  region: string | undefined;
}
