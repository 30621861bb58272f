/** Runs a command as a user does, for tests. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { nodeArguments } from "./node-arguments";

export interface Run {
  status: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd: string;
  env?: NodeJS.ProcessEnv;
  /** What the command reads from stdin. */
  input?: string;
}

export function runFile(file: string, args: string[], { input, ...options }: RunOptions): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, nodeArguments(file, ...args), {
    ...settings(options),
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

/** As {@link runFile}, while servers of this process go on answering. */
export async function startFile(file: string, args: string[], { input = "", ...options }: RunOptions): Promise<Run> {
  const child = spawn(process.execPath, nodeArguments(file, ...args), settings(options));
  child.stdin.end(input);
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

function settings({ cwd, env }: RunOptions) {
  return { cwd, env: { ...process.env, NODE_OPTIONS: "", ...env }, timeout: 60_000 };
}
