/**
 * Runs a policy pack as the engine's host for Node.js does: by the runner of the pack's own SDK, in the pack's
 * directory, with the stack's name and settings in the environment. The first line it prints is the port it serves.
 * Loads little, so that a pack can be started first and start up beside the program.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve, sep } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { isMap } from "../command-line/is-map";
import type { Mode } from "./monitor";
import { PolicyPackError, readPackProject } from "./policy-pack-project";
import { shownPath } from "../command-line/shown-path";
import { withoutStackTrace } from "./stack-trace";

/** What a pack is told of the stack it judges. */
export interface PackStack {
  project: string;
  stack: string;
  /** @default "organization", as a self-managed backend says */
  organization?: string;
  mode: Mode;
  /** Values by full key (`aws:region`), objects as JSON text. */
  config: Record<string, string>;
  secretConfigKeys: string[];
}

/** How many of what a policy has examined (`{ servers: 5, rules: 31 }`), as it reports by message. */
export type Counts = Record<string, number>;

const START_SECONDS = 60;
/** Lines of a pack's own output that an error quotes. */
const QUOTED_LINES = 20;

export class PackProcess {
  /** The version in `PulumiPolicy.yaml`. */
  readonly version?: string;
  private readonly child: ChildProcess;
  private readonly port: Promise<number>;
  private readonly ended: Promise<string>;
  private readonly counts = new Map<string, Counts>();
  private stdout = "";
  private stderr = "";

  /** Begins to start the pack in `directory`; throws {@link PolicyPackError} if there is none. */
  constructor(
    readonly directory: string,
    readonly stack: PackStack,
    startSeconds = START_SECONDS,
  ) {
    this.directory = resolve(directory);
    const { version, runner } = readPackProject(this.directory);
    this.version = version;
    const preload = join(__dirname, "policy-pack-preload.cjs");
    // The runner wants the engine's address, and never calls it.
    this.child = spawn(process.execPath, ["--require", preload, runner, "127.0.0.1:0", this.directory], {
      cwd: this.directory,
      env: { ...process.env, ...environmentOf(stack) },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    running.add(this.child);
    // A pack that starts beside the program must not look like something the program waits for.
    unreferenced(this.child);
    this.ended = new Promise((done) => {
      this.child.once("close", (code, signal) => {
        running.delete(this.child);
        done(signal ?? `exit code ${code ?? ""}`);
      });
      this.child.once("error", (error) => {
        done(error.message);
      });
    });
    this.child.on("message", (message: unknown) => {
      if (isMap(message) && message.type === "examined" && typeof message.policy === "string") {
        this.counts.set(message.policy, countsOf(message.counts));
      }
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.port = this.readPort(startSeconds);
    this.port.catch(() => undefined);
  }

  /** The directory, as messages name it. */
  get name(): string {
    return shownPath(this.directory);
  }

  /** Waits for the port the pack serves on; rejects with {@link PolicyPackError} if it does not start. */
  served(): Promise<number> {
    return keepingAlive(this.port);
  }

  /** What policies have reported since it was last asked, all of it: nothing the pack has sent is still under way. */
  async takeCounts(): Promise<Map<string, Counts>> {
    await keepingAlive(this.drained());
    const counts = new Map(this.counts);
    this.counts.clear();
    return counts;
  }

  /** What the pack has printed, apart from its port. */
  get output(): string {
    return this.stdout.replace(/^.*\n?/, "") + this.stderr;
  }

  /** Waits for the end of a process that no longer answers, and says how it ended. */
  async endedBy(): Promise<PolicyPackError> {
    return this.error(`ended while it was being asked (${await keepingAlive(this.ended)})`, this.stderr);
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL");
    await keepingAlive(this.ended);
  }

  error(problem: string, detail = ""): PolicyPackError {
    const quoted = withoutStackTrace(stripVTControlCharacters(detail).trim(), this.directory)
      .replaceAll(this.directory + sep, "")
      .split("\n")
      .slice(0, QUOTED_LINES);
    return new PolicyPackError([`The policy pack ${this.name} ${problem}`, ...quoted].join("\n  ").trimEnd());
  }

  private readPort(startSeconds: number): Promise<number> {
    return new Promise((found, fail) => {
      const timer = setTimeout(() => {
        fail(this.error(`has not started within ${startSeconds} seconds`, this.stderr));
        void this.stop();
      }, startSeconds * 1000).unref();
      this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        this.stdout += text;
        if (!this.stdout.includes("\n")) {
          return;
        }
        const [line] = this.stdout.split("\n");
        clearTimeout(timer);
        if (/^\d+$/.test(line)) {
          found(Number(line));
        } else {
          fail(this.error(`prints "${line}" where its port is expected: while it loads it may print to stderr only`));
          void this.stop();
        }
      });
      void this.ended.then((how) => {
        clearTimeout(timer);
        const hint = how === "exit code 0" ? "it serves no policies; its program has to create a PolicyPack" : how;
        fail(this.error(`does not start (${hint})`, this.stderr));
      });
    });
  }

  /** The process sends every message back: once one comes back, all it sent before has arrived. */
  private drained(): Promise<void> {
    const { child } = this;
    const token = Math.random();
    return new Promise((done) => {
      const finish = () => {
        child.off("message", receive).off("disconnect", finish);
        done();
      };
      const receive = (message: unknown) => {
        if (isMap(message) && message.token === token) {
          finish();
        }
      };
      child.on("message", receive).once("disconnect", finish);
      child.send({ token }, (error) => {
        if (error) {
          finish();
        }
      });
    });
  }
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) {
    child.kill("SIGKILL");
  }
});

function countsOf(counts: unknown): Counts {
  const entries = Object.entries(isMap(counts) ? counts : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
}

function unreferenced(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  for (const stream of [child.stdout, child.stderr]) {
    // Pipes of child processes are sockets, whatever their declared type says.
    (stream as unknown as { unref: () => void } | null)?.unref();
  }
}

/** Waits for what comes from a pack: nothing else of a pack keeps this process alive. */
async function keepingAlive<T>(promise: Promise<T>): Promise<T> {
  const hold = setInterval(() => undefined, 1 << 30);
  try {
    return await promise;
  } finally {
    clearInterval(hold);
  }
}

function environmentOf({ project, stack, organization = "organization", mode, config }: PackStack) {
  return {
    PULUMI_NODEJS_ORGANIZATION: organization,
    PULUMI_NODEJS_PROJECT: project,
    PULUMI_NODEJS_STACK: stack,
    PULUMI_NODEJS_DRY_RUN: String(mode === "preview"),
    PULUMI_CONFIG: JSON.stringify(config),
  };
}
