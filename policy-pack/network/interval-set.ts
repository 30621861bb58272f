/** A closed interval of whole numbers. */
export interface Interval {
  first: bigint;
  last: bigint;
}

/**
 * A set of whole numbers, kept as sorted intervals that neither overlap nor touch. Addresses and ports are both such
 * sets, so that what a rule allows is computed, never compared as text:
 *
 *     0.0.0.0/1 ∪ 128.0.0.0/1 = 0.0.0.0/0
 */
export class IntervalSet {
  static readonly EMPTY = new IntervalSet([]);

  private constructor(readonly intervals: readonly Interval[]) {}

  static of(...intervals: Interval[]): IntervalSet {
    const sorted = intervals
      .filter(({ first, last }) => first <= last)
      .sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
    const merged: Interval[] = [];
    for (const { first, last } of sorted) {
      const previous = merged.at(-1);
      if (previous && first <= previous.last + 1n) {
        if (last > previous.last) previous.last = last;
      } else {
        merged.push({ first, last });
      }
    }
    return merged.length === 0 ? IntervalSet.EMPTY : new IntervalSet(merged);
  }

  static union(sets: Iterable<IntervalSet>): IntervalSet {
    return IntervalSet.of(...[...sets].flatMap(({ intervals }) => intervals.map((interval) => ({ ...interval }))));
  }

  get isEmpty(): boolean {
    return this.intervals.length === 0;
  }

  /** How many numbers it holds. */
  get size(): bigint {
    return this.intervals.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
  }

  /** Each number as a set of its own. */
  singles(): IntervalSet[] {
    const all: IntervalSet[] = [];
    for (const { first, last } of this.intervals) {
      for (let number = first; number <= last; number++) all.push(new IntervalSet([{ first: number, last: number }]));
    }
    return all;
  }

  union(other: IntervalSet): IntervalSet {
    if (this.isEmpty) return other;
    return other.isEmpty ? this : IntervalSet.union([this, other]);
  }

  intersect(other: IntervalSet): IntervalSet {
    const common: Interval[] = [];
    for (let i = 0, j = 0; i < this.intervals.length && j < other.intervals.length;) {
      const [one, two] = [this.intervals[i], other.intervals[j]];
      const first = one.first > two.first ? one.first : two.first;
      const last = one.last < two.last ? one.last : two.last;
      if (first <= last) common.push({ first, last });
      if (one.last < two.last) i++;
      else j++;
    }
    return common.length === 0 ? IntervalSet.EMPTY : new IntervalSet(common);
  }

  subtract(other: IntervalSet): IntervalSet {
    const rest: Interval[] = [];
    for (const { first, last } of this.intervals) {
      let from = first;
      for (const hole of other.intervals) {
        if (hole.last < from) continue;
        if (hole.first > last) break;
        if (hole.first > from) rest.push({ first: from, last: hole.first - 1n });
        from = hole.last + 1n;
      }
      if (from <= last) rest.push({ first: from, last });
    }
    return rest.length === 0 ? IntervalSet.EMPTY : new IntervalSet(rest);
  }

  meets(other: IntervalSet): boolean {
    for (let i = 0, j = 0; i < this.intervals.length && j < other.intervals.length;) {
      const [one, two] = [this.intervals[i], other.intervals[j]];
      if (one.last < two.first) i++;
      else if (two.last < one.first) j++;
      else return true;
    }
    return false;
  }

  isWithin(other: IntervalSet): boolean {
    return this.subtract(other).isEmpty;
  }

  equals(other: IntervalSet): boolean {
    return this.isWithin(other) && other.isWithin(this);
  }
}
