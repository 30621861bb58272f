/** What several runs of the same thing come to. */

export interface Statistics {
  median: number;
  min: number;
  max: number;
}

/** Of one sample or more. */
export function statisticsOf(samples: readonly number[]): Statistics {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { median, min: sorted[0], max: sorted[sorted.length - 1] };
}

/** By what the second value grows over the first for each tenfold of the size: 10 is linear, 100 quadratic. */
export function growthPerTenfold(
  [size, value]: readonly [number, number],
  [otherSize, otherValue]: readonly [number, number],
): number {
  return (otherValue / value) ** (1 / Math.log10(otherSize / size));
}
