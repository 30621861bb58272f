/**
 * A lock keeps someone out (`shut`), or does not (`open`), or cannot be read yet (`undecided`). Every lock on the way
 * has to be open for a connection; one that is shut is enough to prevent it.
 */
export interface Lock {
  state: "shut" | "open" | "undecided";
  /** Why: what opens it, or why it cannot be told. */
  because?: string;
}

export const SHUT: Lock = { state: "shut" };

export function open(because: string): Lock {
  return { state: "open", because };
}

export function undecided(because: string): Lock {
  return { state: "undecided", because };
}

/** Open where any of several ways is open. */
export function anyOpen(locks: Lock[]): Lock {
  return locks.find(({ state }) => state === "open") ?? locks.find(({ state }) => state === "undecided") ?? SHUT;
}
