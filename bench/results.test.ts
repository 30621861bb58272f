import assert from "node:assert/strict";
import { baselineOf, readBaseline, resultsOf, Samples } from "./results";
import { columns, markdownTable } from "./table";

describe("results", () => {
  const samples = new Samples();
  for (const seconds of [2, 4, 3]) {
    samples.add("preview", { "": { value: seconds, unit: "s" }, "peak memory": { value: 150, unit: "MiB" } });
    samples.add("policies, 1,000 resources", { "": { value: 100 * seconds, unit: "ms", size: 1_000 } });
    samples.add("policies, 10,000 resources", { "": { value: 1_200 * seconds, unit: "ms", size: 10_000 } });
    samples.add("asked, 10,000 resources", { "": { value: 5_000, unit: "ms", size: 10_000 } });
    samples.add("model", { "": { value: 30, unit: "networks/s" } });
  }
  const yardstick = { name: "yardstick: some work", samples: [0.5, 0.4, 0.6] };
  const missing = [{ name: "pulumi preview", missing: "there is no pulumi command", run: () => Promise.resolve({}) }];
  const baseline = { preview: 5, model: 20, "preview: peak memory": 150 };
  const results = resultsOf(samples, yardstick, 3, missing, baseline);
  const named = (name: string) => results.measures.find((one) => one.name === name)!;

  it("are medians with their spread and all samples", () => {
    const { median, min, max, samples: all } = named("preview");
    assert.deepEqual({ median, min, max, all }, { median: 3, min: 2, max: 4, all: [2, 4, 3] });
  });

  it("are set beside the yardstick of the same run: times, speeds and, as it is, memory", () => {
    assert.equal(named("preview").relative, 6);
    assert.equal(named("policies, 1,000 resources").relative, 0.6);
    assert.equal(named("model").relative, 15);
    assert.equal(named("preview: peak memory").relative, 150);
  });

  it("are set beside the baseline, where it has them", () => {
    assert.equal(named("preview").change, 1.2);
    assert.equal(named("model").change, 0.75);
    assert.equal(named("policies, 1,000 resources").change, undefined);
  });

  it("tell the growth from the next smaller size of the same series", () => {
    assert.ok(Math.abs(named("policies, 10,000 resources").growth! - 12) < 1e-9);
    assert.equal(named("policies, 1,000 resources").growth, undefined);
    assert.equal(named("asked, 10,000 resources").growth, undefined);
  });

  it("become a baseline beside which they are the same", () => {
    const again = resultsOf(samples, yardstick, 3, [], baselineOf(results));
    assert.ok(again.measures.every(({ change }) => change === 1));
  });

  it("have no baseline before there is one", () => {
    assert.deepEqual(readBaseline("/nowhere/baseline.json"), {});
  });

  it("are shown with machine, versions and what is missing", () => {
    const text = columns(results);
    assert.match(text, /^preview +3 s +2 to 4 +6 +\+20%$/m);
    assert.match(text, /^model +30 networks\/s +30 to 30 +15 +−25%$/m);
    assert.match(text, /^preview: peak memory +150 MiB +150 to 150 +same$/m);
    assert.match(text, /^policies, 10,000 resources +3600 ms +2400 to 4800 +12 times +7\.2$/m);
    assert.match(text, /^not measured: pulumi preview: there is no pulumi command$/m);
    assert.match(text, /^3 rounds; the yardstick, some work, takes 0\.5 s \(0\.4 to 0\.6\)$/m);
    assert.match(text, /Node\.js \d+.*@pulumi\/aws \d/);
  });

  it("are shown in Markdown", () => {
    const [header, line, first] = markdownTable(results).split("\n");
    assert.equal(header, "|  | median | least to most | growth per tenfold | yardsticks | beside the baseline |");
    assert.match(line, /^(\| --- ){6}\|$/);
    assert.equal(first, "| preview | 3 s | 2 to 4 |  | 6 | +20% |");
  });
});
