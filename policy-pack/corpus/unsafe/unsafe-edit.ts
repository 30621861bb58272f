import type { Mode } from "../../../offline/plan";
import type { Edit } from "../composition";

/** An edit that a policy has to stop, at preview and at update. */
export interface UnsafeEdit extends Edit {
  /** Completes "catches …". */
  title: string;
  /** Name of the policy that stops it. */
  policy: string;
  /**
   * What a violation says somewhere: the path, hop by hop. `*` stands for any part of a line: which of a tier's two
   * kinds of servers is named first does not matter.
   */
  says: string | Record<Mode, string>;
}

/** What an edit of one policy's list looks like. */
export type Unsafe = Omit<UnsafeEdit, "policy">;

export function caughtBy(policy: string, edits: readonly Unsafe[]): UnsafeEdit[] {
  return edits.map((edit) => ({ ...edit, policy }));
}

/** Whether a message has what is expected somewhere. */
export function hasIn(message: string, expected: string): boolean {
  const parts = expected.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(parts.join("[^\\n]*")).test(message);
}
