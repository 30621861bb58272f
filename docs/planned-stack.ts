import type { Plan } from "../offline/plan";
import type { Network } from "../policy-pack/network";

/** What documents are made of. */
export interface PlannedStack {
  /** Made in mode `update`. */
  plan: Plan;
  network: Network;
  /** The one it is deployed to. */
  region: string | undefined;
}
