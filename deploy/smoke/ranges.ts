/** Numbers as people list them: `1-1024,3306`. */
export type Ranges = readonly (readonly [first: number, last: number])[];

/** The ranges that a text lists, or nothing where it is no such list of numbers within the limits. */
export function parseRanges(text: string, lowest: number, highest: number): Ranges | undefined {
  const ranges = text.split(",").map((part) => {
    const [, first, last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? [];
    return [Number(first), Number(last)] as const;
  });
  return ranges.every(([first, last]) => first >= lowest && first <= last && last <= highest) ? ranges : undefined;
}

export function* numbersIn(ranges: Ranges): Generator<number> {
  const given = new Set<number>();
  for (const [first, last] of ranges) {
    for (let number = first; number <= last; number += 1) {
      if (!given.has(number)) yield number;
      given.add(number);
    }
  }
}

export function isIn(ranges: Ranges, number: number): boolean {
  return ranges.some(([first, last]) => first <= number && number <= last);
}
