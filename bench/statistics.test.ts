import assert from "node:assert/strict";
import { growthPerTenfold, statisticsOf } from "./statistics";

describe("statistics", () => {
  it("are median, least and most, whatever the order", () => {
    assert.deepEqual(statisticsOf([3, 1, 2]), { median: 2, min: 1, max: 3 });
    assert.deepEqual(statisticsOf([4, 1, 100, 2]), { median: 3, min: 1, max: 100 });
    assert.deepEqual(statisticsOf([7]), { median: 7, min: 7, max: 7 });
  });

  it("leave the samples as they are", () => {
    const samples = [2, 1];
    statisticsOf(samples);
    assert.deepEqual(samples, [2, 1]);
  });

  for (const [kind, power, expected] of [
    ["constant", 0, 1],
    ["linear", 1, 10],
    ["quadratic", 2, 100],
  ] as const) {
    it(`tell ${kind} growth, whatever the sizes`, () => {
      for (const [from, to] of [
        [100, 1_000],
        [10_032, 50_024],
      ]) {
        const growth = growthPerTenfold([from, from ** power], [to, to ** power]);
        assert.ok(Math.abs(growth - expected) < 1e-9, String(growth));
      }
    });
  }
});
