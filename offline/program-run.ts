/** Runs a program to its end in this process: until all is registered, it fails, or nothing moves any more. */
import * as pulumi from "@pulumi/pulumi";
import { type Deployment, inDeployment } from "./sandbox";
import { type Store, waitForRPCs } from "./sdk-internals";

/** The program waits for a value that never comes. */
export class StalledError extends Error {}

/** The program reported an error with `pulumi.log.error` and went on. */
export class LoggedError extends Error {}

/** How often, in milliseconds, a run is looked at. */
const CHECK_MS = 50;
/** So many looks without a request, and with nothing left to wake the program, prove a standstill. */
const STALL_CHECKS = 4;
/** A program that has registered all is given so many looks, in so many milliseconds each, to close what it holds open. */
const CLOSING_CHECKS = 500;
const CLOSING_CHECK_MS = 10;

let previous: Promise<unknown> = Promise.resolve();

/** Runs `program`; rejects with the error it ended in. One runs at a time: unhandled errors belong to the process. */
export function runProgram(deployment: Deployment, program: () => unknown): Promise<void> {
  const run = previous.then(() => runAlone(deployment, program));
  previous = run.catch(() => undefined);
  return run;
}

async function runAlone(deployment: Deployment, program: () => unknown): Promise<void> {
  const { monitor } = deployment;
  const trap = new UnhandledErrorTrap();
  const watch = new Watch(() => monitor.requests);
  try {
    await inDeployment(deployment, async (store) => {
      try {
        await Promise.race([complete(program), trap.first, watch.stalled(store)]);
        watch.stop();
        await Promise.race([watch.closed(), trap.first]);
        if (store.leakCandidates.size > 0) {
          throw new StalledError(stallMessage(store));
        }
        if (store.logErrorCount > 0) {
          throw new LoggedError("The program logged an error.");
        }
      } finally {
        watch.stop();
        await turns();
        store.leakCandidates.clear();
        pulumi.runtime.disconnectSync();
      }
    });
  } catch (error) {
    // The engine's own objection comes first; errors that follow from a standstill or from it say less.
    throw monitor.failure ?? trap.errors[0] ?? error;
  } finally {
    trap.release();
  }
}

async function complete(program: () => unknown): Promise<void> {
  await pulumi.runtime.runInPulumiStack(() => Promise.resolve(program()));
  await waitForRPCs();
}

/** Lets everything that is already due happen, rejections that nobody handles among it. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Takes the place of all handlers of unhandled errors, and gives it back. */
class UnhandledErrorTrap {
  readonly errors: unknown[] = [];
  /** Rejects with the first error. */
  readonly first: Promise<never>;
  private readonly others: [string, NodeJS.UncaughtExceptionListener[]][] = [];

  constructor() {
    let reject: (error: unknown) => void;
    this.first = new Promise((_, rejectFirst) => {
      reject = rejectFirst;
    });
    this.first.catch(() => undefined);
    for (const event of ["unhandledRejection", "uncaughtException"]) {
      this.others.push([event, process.listeners(event as "uncaughtException")]);
      process.removeAllListeners(event);
      process.on(event, (error: unknown) => {
        this.errors.push(error);
        reject(error);
      });
    }
  }

  release(): void {
    for (const [event, listeners] of this.others) {
      process.removeAllListeners(event);
      for (const listener of listeners) {
        process.on(event, listener);
      }
    }
  }
}

/** Looks, now and then, whether a program still moves: by its requests, and by timers, files and sockets it opened. */
class Watch {
  private readonly before = activeResources();
  private timer?: NodeJS.Timeout;
  private isComplete = false;

  constructor(private readonly requests: () => number) {}

  /** Rejects once the program can no longer go on. */
  async stalled(store: Store): Promise<never> {
    let quiet = 0;
    while (quiet < STALL_CHECKS && !this.isComplete) {
      const seen = this.requests();
      await this.pause(CHECK_MS);
      quiet = this.requests() === seen && !this.somethingPends() ? quiet + 1 : 0;
    }
    return this.isComplete ? new Promise(() => undefined) : Promise.reject(new StalledError(stallMessage(store)));
  }

  /** Resolves once nothing the program opened is left that could register more. */
  async closed(): Promise<void> {
    await turns();
    for (let check = 0; this.somethingPends() && check < CLOSING_CHECKS; check++) {
      const seen = this.requests();
      await this.pause(CLOSING_CHECK_MS);
      if (this.requests() !== seen) {
        check = 0;
      }
    }
    await waitForRPCs();
    await turns();
  }

  /** Ends whatever is being waited for, without a result: a timer that was left would be taken for the next run's. */
  stop(): void {
    this.isComplete = true;
    clearTimeout(this.timer);
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.timer = setTimeout(resolve, milliseconds);
    });
  }

  private somethingPends(): boolean {
    return [...activeResources()].some(([kind, count]) => count > (this.before.get(kind) ?? 0));
  }
}

/** What keeps the process alive, counted by kind. */
function activeResources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function stallMessage(store: Store): string {
  const waiting = new Set<string>();
  for (const { _debugCtx: context } of store.leakCandidates) {
    const match = /^resolveURN\(resource:(.*)\[(.*)\]\)$/.exec(context);
    if (match) {
      waiting.add(`\n  ${match[2]} ${match[1]}`);
    }
  }
  return waiting.size > 0
    ? `The program does not end: an output never resolves. These resources wait for one:${[...waiting].join("")}`
    : "The program does not end: an output or a promise never resolves, and no resource waits for it.";
}
