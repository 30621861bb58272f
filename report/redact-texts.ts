/** Takes secrets out of every text in some data. */

/** Nothing that is shown has it, and no secret either. */
const SEPARATOR = "\u0000\u0001\u0000";

/** The same data; `redact` is asked once, for all texts: it is slow, whatever the length. */
export function redactTexts<T>(data: T, redact: (text: string) => string): T {
  const texts = [...new Set(textsIn(data))];
  const redacted = redact(texts.join(SEPARATOR)).split(SEPARATOR);
  const replaced = new Map(texts.map((text, index) => [text, redacted[index]]));
  return replacing(data, replaced) as T;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null)
    for (const member of Object.values(value)) yield* textsIn(member);
}

function replacing(value: unknown, replaced: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string") return replaced.get(value) ?? "";
  if (Array.isArray(value)) return value.map((member) => replacing(member, replaced));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replacing(member, replaced)]));
}
