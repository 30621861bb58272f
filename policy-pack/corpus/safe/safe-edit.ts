import type { Edit } from "../composition";

/** An edit that no mandatory policy may stop, neither at preview nor at update. */
export interface SafeEdit extends Edit {
  /** Completes "allows …". */
  title: string;
}
