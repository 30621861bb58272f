import assert from "node:assert/strict";
import { isIn, numbersIn, parseRanges } from "./ranges";

describe("ranges", () => {
  for (const [text, numbers] of [
    ["443", [443]],
    ["20-23,25", [20, 21, 22, 23, 25]],
    ["1-3, 2-4, 3", [1, 2, 3, 4]],
    ["65535", [65535]],
  ] as const) {
    it(`reads ${text}`, () => {
      const ranges = parseRanges(text, 1, 65535) ?? [];
      assert.deepEqual([...numbersIn(ranges)], numbers);
      assert.ok(numbers.every((number) => isIn(ranges, number)));
      assert.ok(!isIn(ranges, 19) && !isIn(ranges, 5));
    });
  }

  for (const text of ["", "0", "65536", "99999", "5-1", "1-", "-1", "1-2-3", "1,,2", "1.5", "ssh", "0x16", "1 2"]) {
    it(`refuses "${text}"`, () => {
      assert.equal(parseRanges(text, 1, 65535), undefined);
    });
  }
});
