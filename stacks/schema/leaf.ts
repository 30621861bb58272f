import { z } from "zod";

/**
 * What is wrong with a value of the right type, or nothing. Complaints never repeat the value: it may be a secret, and
 * is shown, or not, by the one who prints them.
 */
export type Complaint<T> = (value: T) => string | undefined;

/** A text. `mend` says what would be right: `write a private block such as "10.20.0.0/16"`. */
export function text(mend: string, ...complaints: Complaint<string>[]): z.ZodType<string> {
  return z.string({ error: wrongType("text", mend) }).check(firstOf(complaints));
}

/** A text that matches a pattern; `what` names it: `an AMI id`. */
export function pattern(what: string, regExp: RegExp, mend: string): z.ZodType<string> {
  return text(mend, (value) => (regExp.test(value) ? undefined : `is not ${what}; ${mend}`));
}

/** A whole number within limits, both included. */
export function wholeNumber(least: number, most: number): z.ZodType<number> {
  const mend = `write a whole number from ${least} to ${most}`;
  return z
    .number({ error: wrongType("a number", mend) })
    .check(
      firstOf([
        (value) => (Number.isInteger(value) ? undefined : `is not a whole number; ${mend}`),
        (value) => (value < least ? `is too small; ${mend}` : undefined),
        (value) => (value > most ? `is too large; ${mend}` : undefined),
      ]),
    );
}

export function flag(): z.ZodType<boolean> {
  return z.boolean({ error: wrongType("true or false", "write true or false without quotes") });
}

/** One of some texts. The record makes the compiler check that none is left out. */
export function choice<T extends string>(values: Record<T, true>): z.ZodType<T> {
  const known = Object.keys(values) as T[];
  const mend = `write ${enumerate(known.map((value) => JSON.stringify(value)))}`;
  return text(mend, (value) =>
    (known as string[]).includes(value) ? undefined : `is not one of the choices; ${mend}`,
  ) as unknown as z.ZodType<T>;
}

/** One of some numbers. */
export function numberChoice<T extends number>(values: Record<T, true>): z.ZodType<T> {
  const known = Object.keys(values).map(Number);
  const mend = `write ${enumerate(known.map(String))}`;
  return z
    .number({ error: wrongType("a number", mend) })
    .check(
      firstOf([(value) => (known.includes(value) ? undefined : `is not one of the choices; ${mend}`)]),
    ) as unknown as z.ZodType<T>;
}

/** A list with at least one element and at most `most`. */
export function list<T>(element: z.ZodType<T>, most: number, mend: string, tooMany = ""): z.ZodType<T[]> {
  return z
    .array(element, { error: wrongType("a list", mend) })
    .check(
      firstOf<unknown[]>([
        (value) => (value.length === 0 ? `is empty; ${mend}` : undefined),
        (value) =>
          value.length > most
            ? `has ${value.length} elements; write at most ${most}${tooMany && ` (${tooMany})`}`
            : undefined,
      ]),
    );
}

/** Texts by name. What is wrong with them is for the rules to say: they see name and text together. */
export function texts(mend: string): z.ZodType<Record<string, string>> {
  return z.record(z.string(), text(mend), { error: wrongType("a mapping", mend) });
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredKeys<T> = Exclude<keyof T, OptionalKeys<T>>;

/**
 * The schema of one settings interface. The compiler holds it to the interface: every key is there, no other is, and
 * what is optional there is optional here.
 */
export function mapping<T extends object>(
  required: { [K in RequiredKeys<T>]: z.ZodType<T[K]> },
  optional: { [K in OptionalKeys<T>]-?: z.ZodType<Exclude<T[K], undefined>> },
): z.ZodType<T> {
  const optionalShape = Object.fromEntries(
    Object.entries<z.ZodType>(optional).map(([key, schema]) => [key, schema.optional()]),
  );
  const shape: z.ZodRawShape = { ...required, ...optionalShape };
  return z
    .object(shape, { error: wrongType("a mapping", "write its settings below it, indented") })
    .catchall(unknownKey(Object.keys(shape))) as unknown as z.ZodType<T>;
}

/** What {@link unknownKey} leaves in an issue. */
export interface UnknownKey {
  knownKeys: string[];
}

/** Refuses every value: the key it stands under is none of the known ones. */
function unknownKey(knownKeys: string[]): z.ZodType {
  return z.unknown().check((context) => {
    const params: UnknownKey = { knownKeys };
    context.issues.push({ code: "custom", input: context.value, params: { ...params } });
  });
}

function firstOf<T>(complaints: Complaint<T>[]): z.core.CheckFn<T> {
  return (context) => {
    for (const complaint of complaints) {
      const message = complaint(context.value);
      if (message === undefined) continue;
      context.issues.push({ code: "custom", input: context.value, message });
      return;
    }
  };
}

function wrongType(expected: string, mend: string): (issue: { input?: unknown }) => string {
  return ({ input }) => {
    if (input === undefined) return `is missing; ${mend}`;
    if (input === null) return `is empty; ${mend}`;
    if (expected === "text" && typeof input === "number") return "is a number, not text; put it in quotes";
    if (expected === "text" && typeof input === "boolean") return "is not text; put it in quotes";
    if (expected === "a number" && typeof input === "string" && /^[\d.]+$/.test(input)) {
      return "is text, not a number; leave the quotes out";
    }
    const what = typeof input === "object" && !Array.isArray(input) ? "is a mapping, not" : "is not";
    return `${what} ${expected}; ${mend}`;
  };
}

/** `a`, `a or b`, `a, b or c`. */
export function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
