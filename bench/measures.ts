/** What is measured, and how. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { policyArguments } from "../deploy/policy-arguments";
import { installedPulumi } from "../deploy/pulumi-command";
import { TestStack } from "../engine/test-stack";
import { EXPANSION, PHASES } from "../offline/phases";
import type { AnalysisTime } from "./analysis";
import { type ProcessRun, runNode, runProgram, type Used } from "./process-run";

export type Unit = "s" | "ms" | "MiB" | "networks/s";

/** Something that is measured, once in every round. */
export interface Measure {
  name: string;
  /** Why it cannot be measured here. */
  missing?: string;
  /** What one round comes to: the name of each value, below that of the measure, and `""` for its own. */
  run: () => Promise<Record<string, Value>>;
}

export interface Value {
  value: number;
  unit: Unit;
  /** How many resources it was about, for values of which the growth is of interest. */
  size?: number;
}

/** Work that does not change with the project, beside which its own is put: what a machine is worth at that moment. */
export const YARDSTICK: Measure = {
  name: "yardstick: loading the TypeScript compiler",
  run: async () => ({ "": seconds((await runNode(["--eval", 'require("typescript")'])).seconds) }),
};

const SIZES = [100, 1_000, 10_000, 50_000];
/** The SDK copies all resources for every policy: more would be its time, not the pack's. */
const RUNNER_SIZES = [100, 1_000, 10_000];
const PROPERTY_CASES = 200;

export const MEASURES: Measure[] = [
  ...["dev", "prod"].flatMap((stack) => ["preview", "update"].map((mode) => preview(stack, mode))),
  ...SIZES.map(analysis),
  ...RUNNER_SIZES.map(asked),
  pulumiPreview(),
  {
    name: "npm run report",
    run: () =>
      inDirectory(async (directory) => {
        const out = join(directory, "report.html");
        return { "": seconds((await runProgram("report/cli.ts", ["--out", out])).seconds) };
      }),
  },
  {
    name: "npm run docs:check",
    run: async () => ({ "": seconds((await runProgram("docs/write.ts", ["--check"])).seconds) }),
  },
  { name: "model against oracle", run: propertyTest },
];

function preview(stack: string, mode: string): Measure {
  return {
    name: `npm run preview, ${stack}, --mode ${mode}`,
    run: async () => {
      const run = await runProgram("offline/cli.ts", ["--stack", stack, "--mode", mode]);
      const peaks = run.processes.map(({ peakMiB }) => peakMiB);
      return {
        "": seconds(run.seconds),
        ...phasesOf(run),
        "peak memory, program": { value: peaks[0], unit: "MiB" },
        "peak memory, policy pack": { value: peaks[1], unit: "MiB" },
        "peak memory, both": { value: peaks[0] + peaks[1], unit: "MiB" },
      };
    },
  };
}

/** The phases of the first process, which together make its time, and the expansion, which is a part of the program's. */
function phasesOf({ processes: [first] }: ProcessRun): Record<string, Value> {
  const starts = ["start-up", ...PHASES].map((name) => ({ name, at: startOf(first, name) }));
  const phases = starts.map(({ name, at }, index) => {
    const end = index + 1 < starts.length ? starts[index + 1].at : first.ended;
    return [name, seconds((end - at) / 1000)] as const;
  });
  const expansions = first.entries.filter(({ name }) => name === EXPANSION);
  const expanding = expansions.reduce((sum, { duration }) => sum + duration, 0);
  return { ...Object.fromEntries(phases), [`${EXPANSION} (in program)`]: seconds(expanding / 1000) };
}

function startOf({ entries }: Used, phase: string): number {
  return entries.find(({ name }) => name === phase)?.startTime ?? 0;
}

function analysis(size: number): Measure {
  return {
    name: `policies, ${size.toLocaleString("en")} resources`,
    run: async () => {
      const { stdout } = await runProgram("bench/analysis.ts", [String(size)], { node: ["--expose-gc"] });
      const time = JSON.parse(stdout) as AnalysisTime;
      return { "": { value: time.milliseconds, unit: "ms", size: time.resources } };
    },
  };
}

function asked(size: number): Measure {
  return {
    name: `policy pack asked over gRPC, ${size.toLocaleString("en")} resources`,
    run: async () => {
      const { stdout } = await runProgram("bench/asked-pack.ts", [String(size)]);
      const time = JSON.parse(stdout) as { resources: number; milliseconds: number };
      return { "": { value: time.milliseconds, unit: "ms", size: time.resources } };
    },
  };
}

/** A preview by the real engine, with stand-ins for providers. */
function pulumiPreview(): Measure {
  const missing = installedPulumi() ? undefined : "there is no pulumi command";
  return {
    name: "pulumi preview, dev",
    missing,
    run: () => {
      const stack = TestStack.create("dev");
      const timed = (...args: string[]) => {
        const started = performance.now();
        stack.mustRun("preview", "--stack", "dev", ...args);
        return (performance.now() - started) / 1000;
      };
      try {
        const pack = policyArguments(stack.project, "dev");
        // The engine writes what it has learnt of the providers.
        timed();
        // A machine changes faster than that takes: one after the other, and back.
        const [first, second, third, fourth] = [timed(), timed(...pack), timed(...pack), timed()];
        const [without, judged] = [(first + fourth) / 2, (second + third) / 2];
        return Promise.resolve({
          "without policy pack": seconds(without),
          "with policy pack": seconds(judged),
          "policy pack": seconds(judged - without),
        });
      } finally {
        stack.remove();
      }
    },
  };
}

function propertyTest(): Promise<Record<string, Value>> {
  return inDirectory(async (directory) => {
    const output = join(directory, "result.json");
    const reporter = ["--reporter", "json", "--reporter-option", `output=${output}`];
    const mocha = require.resolve("mocha/bin/mocha.js");
    const args = [mocha, "--no-parallel", ...reporter, "policy-pack/network/oracle/model.test.ts"];
    await runNode(args, { RUNS: String(PROPERTY_CASES), SEED: "1" });
    const { stats } = JSON.parse(readFileSync(output, "utf8")) as { stats: { duration: number } };
    return { "": { value: PROPERTY_CASES / (stats.duration / 1000), unit: "networks/s" } };
  });
}

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function seconds(value: number): Value {
  return { value, unit: "s" };
}
