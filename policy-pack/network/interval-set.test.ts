import assert from "node:assert/strict";
import fc from "fast-check";
import { IntervalSet } from "./interval-set";

type Pair = readonly [first: number, last: number];

const set = (...pairs: Pair[]) =>
  IntervalSet.of(...pairs.map(([first, last]) => ({ first: BigInt(first), last: BigInt(last) })));
const pairsOf = ({ intervals }: IntervalSet) => intervals.map(({ first, last }) => [Number(first), Number(last)]);

describe("IntervalSet", () => {
  describe("of", () => {
    const table: [phrase: string, given: Pair[], expected: Pair[]][] = [
      ["keeps nothing", [], []],
      ["keeps one number", [[3, 3]], [[3, 3]]],
      [
        "sorts",
        [
          [5, 6],
          [1, 2],
        ],
        [
          [1, 2],
          [5, 6],
        ],
      ],
      [
        "joins what overlaps",
        [
          [1, 5],
          [3, 9],
        ],
        [[1, 9]],
      ],
      [
        "joins what touches",
        [
          [1, 2],
          [3, 4],
        ],
        [[1, 4]],
      ],
      [
        "keeps apart what does not touch",
        [
          [1, 2],
          [4, 5],
        ],
        [
          [1, 2],
          [4, 5],
        ],
      ],
      [
        "joins what lies inside",
        [
          [1, 9],
          [3, 4],
          [9, 9],
        ],
        [[1, 9]],
      ],
      [
        "joins a chain",
        [
          [7, 8],
          [1, 3],
          [4, 6],
          [2, 2],
        ],
        [[1, 8]],
      ],
      [
        "leaves out what ends before it begins",
        [
          [5, 4],
          [1, 1],
          [9, 2],
        ],
        [[1, 1]],
      ],
    ];
    for (const [phrase, given, expected] of table) {
      it(phrase, () => {
        assert.deepEqual(pairsOf(set(...given)), expected);
      });
    }

    it("leaves what it is given as it is", () => {
      const given = [
        { first: 1n, last: 2n },
        { first: 3n, last: 4n },
      ];
      IntervalSet.union([IntervalSet.of(given[0]), IntervalSet.of(given[1])]);
      assert.deepEqual(given, [
        { first: 1n, last: 2n },
        { first: 3n, last: 4n },
      ]);
    });
  });

  describe("subtract", () => {
    const table: [phrase: string, from: Pair[], hole: Pair[], expected: Pair[]][] = [
      ["leaves nothing of itself", [[1, 9]], [[1, 9]], []],
      ["leaves all without a hole", [[1, 9]], [], [[1, 9]]],
      ["leaves nothing of nothing", [], [[1, 9]], []],
      [
        "cuts a hole in two",
        [[1, 9]],
        [[4, 5]],
        [
          [1, 3],
          [6, 9],
        ],
      ],
      [
        "cuts several holes",
        [[1, 9]],
        [
          [2, 2],
          [4, 5],
          [8, 20],
        ],
        [
          [1, 1],
          [3, 3],
          [6, 7],
        ],
      ],
      ["cuts the beginning", [[1, 9]], [[0, 3]], [[4, 9]]],
      ["cuts the end", [[1, 9]], [[7, 12]], [[1, 6]]],
      [
        "cuts across intervals",
        [
          [1, 3],
          [5, 7],
        ],
        [[2, 6]],
        [
          [1, 1],
          [7, 7],
        ],
      ],
      ["leaves what the hole does not meet", [[1, 3]], [[5, 7]], [[1, 3]]],
    ];
    for (const [phrase, from, hole, expected] of table) {
      it(phrase, () => {
        assert.deepEqual(pairsOf(set(...from).subtract(set(...hole))), expected);
      });
    }
  });

  describe("intersect", () => {
    const table: [phrase: string, one: Pair[], other: Pair[], expected: Pair[]][] = [
      ["finds nothing in nothing", [[1, 9]], [], []],
      ["finds nothing side by side", [[1, 3]], [[4, 6]], []],
      ["finds the common end", [[1, 3]], [[3, 6]], [[3, 3]]],
      [
        "finds each common part",
        [
          [1, 4],
          [6, 9],
        ],
        [[3, 7]],
        [
          [3, 4],
          [6, 7],
        ],
      ],
      [
        "finds what lies inside",
        [[1, 9]],
        [
          [2, 3],
          [5, 6],
        ],
        [
          [2, 3],
          [5, 6],
        ],
      ],
    ];
    for (const [phrase, one, other, expected] of table) {
      it(phrase, () => {
        assert.deepEqual(pairsOf(set(...one).intersect(set(...other))), expected);
        assert.equal(set(...one).meets(set(...other)), expected.length > 0);
      });
    }
  });

  it("counts its numbers, also those that no double holds", () => {
    assert.equal(set().size, 0n);
    assert.equal(set([1, 3], [7, 7]).size, 4n);
    assert.equal(IntervalSet.of({ first: 0n, last: (1n << 128n) - 1n }).size, 1n << 128n);
  });

  it("is the only empty one", () => {
    assert.equal(set(), IntervalSet.EMPTY);
    assert.equal(set([1, 2]).subtract(set([0, 9])), IntervalSet.EMPTY);
    assert.equal(set([1, 2]).intersect(set([5, 9])), IntervalSet.EMPTY);
    assert.ok(IntervalSet.EMPTY.isEmpty);
    assert.ok(IntervalSet.EMPTY.isWithin(set()));
  });

  describe("is a set of numbers", () => {
    const LARGEST = 24;
    const pairs = fc.array(
      fc.tuple(fc.nat(LARGEST), fc.nat(4)).map(([first, length]): Pair => [first, first + length]),
      { maxLength: 6 },
    );
    const naive = (given: Pair[]) => {
      const numbers = new Set<number>();
      for (const [first, last] of given) for (let number = first; number <= last; number++) numbers.add(number);
      return numbers;
    };
    const numbersOf = ({ intervals }: IntervalSet) => {
      const numbers: number[] = [];
      for (const { first, last } of intervals)
        for (let number = first; number <= last; number++) numbers.push(Number(number));
      return numbers;
    };
    const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);
    const holds = (property: (ones: Pair[], others: Pair[]) => void) => {
      fc.assert(fc.property(pairs, pairs, property), { numRuns: 300 });
    };

    it("in union, intersection and difference", () => {
      holds((ones, others) => {
        const [one, other] = [set(...ones), set(...others)];
        const [naiveOne, naiveOther] = [naive(ones), naive(others)];
        assert.deepEqual(numbersOf(one.union(other)), sorted(new Set([...naiveOne, ...naiveOther])));
        assert.deepEqual(numbersOf(one.intersect(other)), sorted([...naiveOne].filter((it) => naiveOther.has(it))));
        assert.deepEqual(numbersOf(one.subtract(other)), sorted([...naiveOne].filter((it) => !naiveOther.has(it))));
      });
    });

    it("in every question", () => {
      holds((ones, others) => {
        const [one, other] = [set(...ones), set(...others)];
        const [naiveOne, naiveOther] = [naive(ones), naive(others)];
        const isWithin = [...naiveOne].every((it) => naiveOther.has(it));
        assert.equal(
          one.meets(other),
          [...naiveOne].some((it) => naiveOther.has(it)),
        );
        assert.equal(one.isWithin(other), isWithin);
        assert.equal(one.equals(other), isWithin && naiveOne.size === naiveOther.size);
        assert.equal(one.isEmpty, naiveOne.size === 0);
        assert.equal(one.size, BigInt(naiveOne.size));
      });
    });

    it("in parts: each number by itself makes the whole again", () => {
      holds((ones) => {
        const one = set(...ones);
        const singles = one.singles();
        assert.deepEqual(
          singles.map((single) => pairsOf(single)),
          sorted(naive(ones)).map((number) => [[number, number]]),
        );
        assert.ok(IntervalSet.union(singles).equals(one));
      });
    });

    it("whose intervals neither overlap nor touch, whatever it comes from", () => {
      holds((ones, others) => {
        const [one, other] = [set(...ones), set(...others)];
        for (const { intervals } of [one.union(other), one.intersect(other), one.subtract(other)]) {
          intervals.forEach(({ first, last }, index) => {
            assert.ok(first <= last);
            assert.ok(index === 0 || intervals[index - 1].last + 1n < first);
          });
        }
      });
    });

    it("that keeps the laws of sets", () => {
      holds((ones, others) => {
        const [one, other] = [set(...ones), set(...others)];
        assert.ok(one.union(other).equals(other.union(one)));
        assert.ok(one.intersect(other).equals(other.intersect(one)));
        assert.ok(one.subtract(other).union(one.intersect(other)).equals(one));
        assert.ok(!one.subtract(other).meets(other));
        assert.equal(one.union(other).size, one.size + other.size - one.intersect(other).size);
      });
    });
  });
});
