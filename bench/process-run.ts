/** One run of a command in fresh processes, measured from outside and, by a recorder in each process, from inside. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { nodeArguments } from "../command-line/node-arguments";
import { UserError } from "../command-line/user-error";

const ROOT = join(__dirname, "..");
const RECORDER = join(__dirname, "recorder.cjs");

/** What a process left when it ended. */
export interface Used {
  /** Milliseconds from its start. */
  ended: number;
  peakMiB: number;
  /** Marks and measures, in milliseconds from its start. */
  entries: { name: string; startTime: number; duration: number }[];
}

export interface ProcessRun {
  /** From the start to the end of the first process, by a clock outside of it. */
  seconds: number;
  stdout: string;
  /** The first process before those it started. */
  processes: Used[];
}

/** Runs a TypeScript file of the project, as its scripts do. Rejects with `UserError` if it does not end with 0. */
export function runProgram(file: string, args: string[], { node = [] as string[] } = {}): Promise<ProcessRun> {
  return runNode([...node, ...nodeArguments(join(ROOT, file), ...args)]);
}

/** As {@link runProgram}, for any arguments of Node.js. */
export async function runNode(args: string[], env: NodeJS.ProcessEnv = {}): Promise<ProcessRun> {
  const records = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const NODE_OPTIONS = `--require ${JSON.stringify(RECORDER)}`;
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env, NODE_OPTIONS, BENCH_RECORDS: records },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit") as Promise<[number | null]>,
    ]);
    const seconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      throw new UserError(`node ${args.join(" ")} ends with ${code ?? "a signal"}:\n${stderr}`);
    }
    return { seconds, stdout, processes: processesOf(records, child.pid ?? 0) };
  } finally {
    rmSync(records, { recursive: true });
  }
}

function processesOf(records: string, first: number): Used[] {
  const ids = readdirSync(records).map((name) => Number(name.replace(".json", "")));
  return ids
    .sort((one, other) => Number(other === first) - Number(one === first))
    .map((id) => JSON.parse(readFileSync(join(records, `${id}.json`), "utf8")) as Used);
}
