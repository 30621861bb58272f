/** What all commands share: exit codes, writing, and a sign of life. */
import { writeSync } from "node:fs";
import { type Command, CommanderError } from "commander";
import { UsageError, UserError } from "./user-error";

export const EXIT = { done: 0, failed: 1, misused: 2 };

/** Parses and runs a command, and ends the process with the exit code it comes to. */
export function runCommand(command: Command, main: () => Promise<number>): void {
  // Whoever reads may stop early, as `head` does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(EXIT.done);
    writeSync(process.stderr.fd, `error: The output cannot be written: ${error.message}\n`);
    process.exit(EXIT.failed);
  });
  // Stays, if nothing is left to wait for before the command has come to its end.
  process.exitCode = EXIT.failed;
  void parseAndRun(command, main).then((code) => {
    // Programs may leave something open; nothing of it matters once the result is written.
    process.exit(code);
  });
}

async function parseAndRun(command: Command, main: () => Promise<number>): Promise<number> {
  try {
    command.exitOverride().parse();
    return await main();
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.misused;
    }
    if (error instanceof UserError) {
      return fail(error.message, error instanceof UsageError ? EXIT.misused : EXIT.failed);
    }
    throw error;
  }
}

/** Lets a command be told a stack by its name alone, too: `preview prod` is `preview --stack prod`. */
export function addStack(command: Command): Command {
  return command
    .argument("[stack]", "stack to plan: its settings are in Pulumi.<stack>.yaml (default: dev)")
    .option("-s, --stack <name>", "the same as an option");
}

/** The stack that a command was told. */
export function stackOf(command: Command): string {
  const { stack } = command.opts<{ stack?: string }>();
  const argument = command.args.at(0);
  if (argument !== undefined && stack !== undefined && argument !== stack) {
    throw new UsageError(`one stack at a time: ${argument} or --stack ${stack}`);
  }
  return argument ?? stack ?? "dev";
}

export async function fail(message: string, code = EXIT.failed): Promise<number> {
  await write(process.stderr, `error: ${message}\n`);
  return code;
}

export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((done) => {
    stream.write(text, () => {
      done();
    });
  });
}

/** Whether what goes to standard output may be coloured. */
export function wantsColor(): boolean {
  return process.stdout.isTTY ? !process.env.NO_COLOR && process.env.TERM !== "dumb" : false;
}

/** Says on the terminal that something is going on, if it takes longer than two seconds. */
export function showProgress(text: string): { end: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) {
    return { end: () => undefined };
  }
  const show = stderr.write.bind(stderr);
  let shown = false;
  const timer = setTimeout(() => {
    shown = show(text);
  }, 2000).unref();
  return {
    end: () => {
      clearTimeout(timer);
      if (shown) {
        show("\r\u001b[K");
      }
    },
  };
}
