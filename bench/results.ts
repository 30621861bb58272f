/** The results of a run, set beside a yardstick of the same run and beside a baseline. */
import { existsSync, readFileSync } from "node:fs";
import { cpus, totalmem, type as systemType } from "node:os";
import { packageVersion } from "../command-line/package-version";
import type { Measure, Unit, Value } from "./measures";
import { growthPerTenfold, type Statistics, statisticsOf } from "./statistics";

/** Everything that `npm run bench -- --json` prints. */
export interface Results {
  /** Day of the run. */
  date: string;
  machine: { processor: string; cores: number; memoryGiB: number; system: string };
  versions: Record<string, string>;
  /** Rounds, each of which ran everything once. */
  rounds: number;
  yardstick: Statistics & { name: string };
  measures: Result[];
  /** What was not measured, and why. */
  missing: { name: string; reason: string }[];
}

export interface Result extends Statistics {
  name: string;
  unit: Unit;
  samples: number[];
  size?: number;
  /** For values of which there are several sizes: the growth from the next smaller size, per tenfold. */
  growth?: number;
  /** The median over that of the yardstick; for memory, which no machine makes faster, the median itself. */
  relative: number;
  /** `relative` over that of the baseline: 1.1 is a tenth more. */
  change?: number;
}

/** Name → its {@link Result.relative} when the baseline was taken. */
export type Baseline = Partial<Record<string, number>>;

const VERSIONS = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "@pulumi/policy", "esbuild", "typescript"];

/** The values of all rounds, as they come. */
export class Samples {
  private readonly byName = new Map<string, { value: Value; samples: number[] }>();

  add(measure: string, values: Record<string, Value>): void {
    for (const [part, value] of Object.entries(values)) {
      const name = part === "" ? measure : `${measure}: ${part}`;
      const known = this.byName.get(name) ?? { value, samples: [] };
      known.samples.push(value.value);
      this.byName.set(name, known);
    }
  }

  results(yardstick: number, baseline: Baseline): Result[] {
    const results = [...this.byName].map(([name, { value, samples }]): Result => {
      const statistics = statisticsOf(samples);
      const relative = relativeTo(yardstick, statistics.median, value.unit);
      const before = baseline[name];
      return {
        ...{ name, unit: value.unit, samples, ...statistics, relative },
        ...(value.size !== undefined && { size: value.size }),
        ...(before !== undefined && { change: relative / before }),
      };
    });
    return results.map((result, index) => ({ ...result, ...growthOf(results.at(index - 1), result) }));
  }
}

/** Times and speeds are multiples of the yardstick's. */
function relativeTo(yardstick: number, median: number, unit: Unit): number {
  switch (unit) {
    case "s":
      return median / yardstick;
    case "ms":
      return median / 1000 / yardstick;
    case "networks/s":
      return median * yardstick;
    case "MiB":
      return median;
  }
}

function growthOf(previous: Result | undefined, { name, size, median }: Result): { growth?: number } {
  const isSeries = previous?.size !== undefined && size !== undefined && size > previous.size;
  if (!isSeries || series(previous.name) !== series(name)) return {};
  return { growth: growthPerTenfold([previous.size ?? 1, previous.median], [size, median]) };
}

/** The name without its size. */
function series(name: string): string {
  return name.replace(/[\d,]+ resources$/, "");
}

export function resultsOf(
  samples: Samples,
  yardstick: { name: string; samples: number[] },
  rounds: number,
  missing: Measure[],
  baseline: Baseline,
): Results {
  const statistics = statisticsOf(yardstick.samples);
  const [{ model } = { model: "unknown" }] = cpus();
  const packages = VERSIONS.map((name) => [name, packageVersion(name)]);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      processor: model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${systemType()}, ${process.arch}`,
    },
    versions: { "Node.js": process.versions.node, ...(Object.fromEntries(packages) as Record<string, string>) },
    rounds,
    yardstick: { name: yardstick.name, ...statistics },
    measures: samples.results(statistics.median, baseline),
    missing: missing.map(({ name, missing: reason = "" }) => ({ name, reason })),
  };
}

export function readBaseline(file: string): Baseline {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Baseline) : {};
}

export function baselineOf({ measures }: Results): Baseline {
  return Object.fromEntries(measures.map(({ name, relative }) => [name, Number(relative.toPrecision(3))]));
}
