/** What a rehearsal puts up for a while: a directory and processes, all gone when it ends, however it ends. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../command-line/user-error";

export interface ProcessOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Whom to run as. */
  ids?: { uid: number; gid: number };
  input?: string;
}

export interface Finished {
  code: number | null;
  output: string;
}

export class Stage {
  /** Below the system's directory for temporary files; short, for the paths of sockets are. */
  readonly directory = mkdtempSync(join(tmpdir(), "rehearsal-"));
  private readonly undoings: (() => unknown)[] = [];
  private ended: Promise<void> | undefined;
  private ending = false;

  constructor(private readonly signal: AbortSignal) {
    // Servers that do not run as this user have to get in.
    chmodSync(this.directory, 0o755);
  }

  /** A path in the directory, whose parents exist. */
  path(...parts: string[]): string {
    const path = join(this.directory, ...parts);
    mkdirSync(dirname(path), { recursive: true });
    return path;
  }

  /** Says what is to be done at the end; the last thing first. */
  atEnd(undo: () => unknown): void {
    this.undoings.push(undo);
  }

  /** Ends with an error when the rehearsal is told to stop; what is done at the end goes on. */
  goOn(): void {
    if (this.signal.aborted && !this.ending) throw new Interrupted("interrupted");
  }

  /** Runs a program to its end; standard output and errors are one text. */
  async finish(program: string, args: string[], options: ProcessOptions = {}): Promise<Finished> {
    this.goOn();
    const child = spawnGroup(program, args, options);
    const kill = () => {
      killGroup(child, "SIGKILL");
    };
    this.signal.addEventListener("abort", kill);
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    try {
      const [code] = (await once(child, "close")) as [number | null];
      this.goOn();
      return { code, output: Buffer.concat(chunks).toString() };
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === "ENOENT" ? new UserError(`There is no ${program}`) : error;
    } finally {
      this.signal.removeEventListener("abort", kill);
    }
  }

  /** As {@link finish}, for programs that have to end well. */
  async run(program: string, args: string[], options: ProcessOptions = {}): Promise<string> {
    const { code, output } = await this.finish(program, args, options);
    if (code !== 0) throw new UserError(`${program} ended with ${code}:\n${lastLines(output, 20)}`);
    return output;
  }

  /** Starts a program that stays; what it says goes to a file. */
  start(program: string, args: string[], log: string, options: ProcessOptions = {}): ChildProcess {
    this.goOn();
    const child = spawnGroup(program, args, options);
    child.stdin.end();
    const file = createWriteStream(log, { flags: "a" });
    child.stdout.pipe(file);
    child.stderr.pipe(file, { end: false });
    child.on("error", () => undefined);
    this.atEnd(async () => {
      await stopGroup(child, "SIGTERM", 10);
    });
    return child;
  }

  /** Asks again and again until there is an answer; undefined and errors are none. */
  async eventually<T>(what: string, seconds: number, probe: () => Promise<T | undefined> | T | undefined): Promise<T> {
    const deadline = performance.now() + seconds * 1000;
    let last = "";
    for (;;) {
      this.goOn();
      try {
        const answer = await probe();
        if (answer !== undefined) return answer;
      } catch (error) {
        if (error instanceof Interrupted) throw error;
        last = `; the last answer: ${error instanceof Error ? error.message : String(error)}`;
      }
      if (performance.now() > deadline) throw new UserError(`${what}: not within ${seconds} s${last}`);
      await pause(50);
    }
  }

  /** Undoes everything and removes the directory; called twice, it waits for the first call. */
  end(): Promise<void> {
    return (this.ended ??= this.undo());
  }

  private async undo(): Promise<void> {
    this.ending = true;
    for (const undo of this.undoings.toReversed()) {
      try {
        await undo();
      } catch {
        // The rest has to go all the same.
      }
    }
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Someone pressed Ctrl-C. */
export class Interrupted extends UserError {}

/** In a group of its own: Ctrl-C is for the rehearsal, which then ends everything in order. */
function spawnGroup(program: string, args: string[], { cwd, env, ids }: ProcessOptions) {
  return spawn(program, args, { cwd, env: env ?? process.env, ...ids, detached: true, stdio: "pipe" });
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

/** Ends a process and those it has started, gently at first. */
export async function stopGroup(child: ChildProcess, signal: NodeJS.Signals, seconds: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return true;
  const exited = once(child, "exit").then(() => true);
  process.kill(child.pid, signal);
  const gentle = await Promise.race([exited, pause(seconds * 1000, false, { ref: false })]);
  killGroup(child, "SIGKILL");
  await exited;
  return gentle;
}

/** Whether there is a process with that id, alive. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export function lastLines(text: string, count: number): string {
  return text
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => `  ${line}`)
    .join("\n");
}
