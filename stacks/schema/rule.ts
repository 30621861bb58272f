import type { Finding, Path } from "../problems";
import type { StackSettings } from "../settings";

/** Settings as far as they are sound: a value that is wrong by itself is left out, so no rule trips over it. */
export type Sound<T> = T extends (infer Element)[]
  ? (Sound<Element> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Sound<T[K]> }
    : T;

export interface Known {
  settings: Sound<StackSettings>;
  /** Whether the file gives a value, right or wrong. */
  isGiven: (...path: Path) => boolean;
}

/** Relates several settings to each other, and says what does not fit. */
export type Rule = (known: Known) => Iterable<Finding>;
