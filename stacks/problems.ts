/** Where a value stands in the settings: `["bastion", "allowedCidrBlocks", 0]`. */
export type Path = readonly (string | number)[];

/** What is wrong at one place: `is not an IPv4 block; write a private block such as "10.20.0.0/16"`. */
export interface Finding {
  path: Path;
  message: string;
}

/** A finding as the person who wrote the settings sees it. */
export interface Problem {
  /** The YAML key, with indexes: `bastion.allowedCidrBlocks[0]`. */
  key: string;
  /** The value, shortened, masked where it looks like a secret; nothing where there is none. */
  value?: string;
  /** What is wrong, and what would be right. */
  message: string;
}

/** All that is wrong with the settings of one stack. */
export class SettingsError extends Error {
  constructor(
    /** The file the settings come from. */
    public readonly where: string,
    public readonly problems: readonly Problem[],
  ) {
    super([headline(where, problems.length), ...problems.map((problem) => `  ${problemLine(problem)}`)].join("\n"));
    this.name = "SettingsError";
  }
}

function headline(where: string, count: number): string {
  return `${where}: ${count === 1 ? "1 setting is" : `${count} settings are`} wrong`;
}

/** `key: value message`. */
export function problemLine({ key, value, message }: Problem): string {
  return `${key}: ${value === undefined ? "" : `${value} `}${message}`;
}

/** The path as the YAML file spells it: `was.environment.MODE`, `was.environment["BAD NAME"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[\w:-]+$/.test(step)) return `${text}[${JSON.stringify(shorten(step))}]`;
    return text === "" ? shorten(step) : `${text}.${shorten(step)}`;
  }, "");
}

/** A value as a message shows it, if it is short enough to be shown: mappings are not. */
export function formatValue(value: unknown): string | undefined {
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return shorten(JSON.stringify(value));
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const LONGEST_TEXT = 100;

function shorten(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
}

/** The value at a path, or nothing. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
}

/** The known word that a misspelt one is nearest to, unless all are far off. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const distances = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return distances[0]?.candidate;
}

/** Fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > LONGEST_TEXT) return Infinity;
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const replaced = last[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
      const swappable =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const swapped = swappable ? beforeLast[column - 2] + 1 : Infinity;
      current.push(Math.min(last[column] + 1, current[column - 1] + 1, replaced, swapped));
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length];
}
