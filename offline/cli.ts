/** `npm run preview`: plans a stack without an account and prints what would be created. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, CommanderError, Option } from "commander";
import { ConfigError, loadConfig, type ProjectConfig } from "./config";
import type { Mode } from "./monitor";
import { captureOutput } from "./output-capture";

interface Options {
  stack: string;
  mode: Mode;
  program?: string;
  json?: true;
}

const EXIT = { planned: 0, failed: 1, misused: 2 };

const command = new Command("preview")
  .description("Plans a stack without an AWS account, a Pulumi engine or a network, and prints what would be created.")
  .option("-s, --stack <name>", "stack to plan: its settings are in Pulumi.<name>.yaml", "dev")
  .addOption(
    new Option(
      "-m, --mode <mode>",
      "as at a first `pulumi preview`, or as after a first `pulumi up`, with made-up values",
    )
      .choices(["preview", "update"])
      .default("preview"),
  )
  .option("-p, --program <file>", "plan another program of this directory instead of the project's own")
  .option("-j, --json", "print one JSON object instead of the tree")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the stack could be planned, 1 if its settings or its program are wrong, 2 if the command is.",
  )
  .allowExcessArguments(false)
  .exitOverride();

async function main(): Promise<number> {
  let options: Options;
  try {
    options = command.parse().opts<Options>();
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.planned : EXIT.misused;
    }
    throw error;
  }
  let settings: ProjectConfig;
  try {
    settings = loadConfig(process.cwd(), options.stack);
  } catch (error) {
    if (error instanceof ConfigError) {
      return fail(error.message);
    }
    throw error;
  }
  for (const warning of settings.warnings) {
    await write(process.stderr, `warning: ${warning}\n`);
  }
  const file = options.program === undefined ? settings.program : resolve(options.program);
  if (!existsSync(file)) {
    return fail(`There is no program ${options.program ?? file}`);
  }
  return plan(options, settings, file);
}

async function plan(options: Options, settings: ProjectConfig, file: string): Promise<number> {
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const [{ tryPlan }, { describeFailure }, { renderJson, renderPlan }] = await Promise.all([
    import("./plan.js"),
    import("./failure.js"),
    import("./report.js"),
  ]);
  const { project, stack, config, secretConfigKeys, directory } = settings;
  process.chdir(directory);
  const progress = showProgress(`Planning ${stack} …`);
  const capture = captureOutput();
  const outcome = await tryPlan(() => load(file), {
    project,
    stack,
    mode: options.mode,
    config,
    secretConfigKeys,
  });
  capture.end();
  progress.end();
  await write(process.stderr, outcome.redact(capture.text()));
  if ("error" in outcome) {
    return fail(outcome.redact(describeFailure(outcome.error, directory)));
  }
  const color = process.stdout.isTTY ? !process.env.NO_COLOR && process.env.TERM !== "dumb" : false;
  await write(process.stdout, options.json ? renderJson(outcome.plan) : renderPlan(outcome.plan, { color }));
  return EXIT.planned;
}

/** A program is a module, or the function that a module exports. */
function load(file: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as the Pulumi host loads programs
  const exported: unknown = require(file);
  return typeof exported === "function" ? (exported as () => unknown)() : exported;
}

async function fail(message: string): Promise<number> {
  await write(process.stderr, `error: ${message}\n`);
  return EXIT.failed;
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((done) => {
    stream.write(text, () => {
      done();
    });
  });
}

/** Says on the terminal that something is going on, if it takes longer than two seconds. */
function showProgress(text: string): { end: () => void } {
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

// Whoever reads may stop early, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? EXIT.planned : EXIT.failed);
});

void main().then((code) => {
  // Programs may leave something open; nothing of it matters once the plan is written.
  process.exit(code);
});
