/** Runs a command as a user does, for tests. */
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

const TSX = pathToFileURL(require.resolve("tsx")).href;

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

export function runFile(file: string, args: string[], options: RunOptions): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", TSX, file, ...args], {
    cwd: options.cwd,
    env: { ...process.env, NODE_OPTIONS: "", ...options.env },
    input: options.input,
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
