/** `npm run compare -- before.json after.json`: says what differs between two previews of a stack. */
import { Command, InvalidArgumentError } from "commander";
import { EXIT, runCommand, wantsColor, write } from "../command-line/command";
import { UsageError } from "../command-line/user-error";
import { MAX_COMMENT_LENGTH, renderDifferences, renderMarkdown } from "./differences-report";
import { areThereAny, planDifferences } from "./plan-differences";
import { type Preview, readPreview } from "./preview-json";

interface Options {
  markdown?: true;
  maxLength: number;
  exitCode?: true;
}

const STDIN = "-";

const command = new Command("npm run compare --")
  .description(
    "Says what a change does to a stack: which resources, properties, policy verdicts and ways through the network " +
      "differ between two previews of it.",
  )
  .argument(
    "<before>",
    "what `npm run --silent preview -- --json` has written before the change; - reads it from stdin",
  )
  .argument("<after>", "the same after the change")
  .option("-m, --markdown", "print Markdown, for a comment on a pull request")
  .option(
    "--max-length <characters>",
    "of the Markdown; what is longer is left out, and said",
    length,
    MAX_COMMENT_LENGTH,
  )
  .option("-e, --exit-code", "end with 1 if there are differences")
  .helpOption("-h, --help", "show this help")
  .addHelpText("after", "\nEnds with 0, with --exit-code 1 if there are differences, 2 if the two cannot be compared.")
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const { markdown, maxLength, exitCode } = command.opts<Options>();
  const [before, after] = command.args;
  if (before === STDIN && after === STDIN) {
    throw new UsageError("only one of the two previews can be read from stdin");
  }
  const [former, current] = [read(before), read(after)];
  refuseStrangers([before, former], [after, current]);
  const differences = planDifferences(former, current);
  const text = markdown
    ? renderMarkdown(differences, maxLength)
    : renderDifferences(differences, { color: wantsColor() });
  await write(process.stdout, text);
  return exitCode && areThereAny(differences) ? EXIT.failed : EXIT.done;
}

function read(file: string): Preview {
  return readPreview(file === STDIN ? 0 : file);
}

/** Two stacks, or a stack at a first preview and after an update, differ in everything. */
function refuseStrangers([beforeName, before]: [string, Preview], [afterName, after]: [string, Preview]): void {
  for (const property of ["project", "stack", "mode"] as const) {
    if (before[property] !== after[property]) {
      throw new UsageError(
        `the previews are of different ${property}s: ${beforeName} is of ${JSON.stringify(before[property])}, ` +
          `${afterName} of ${JSON.stringify(after[property])}; make both of the same`,
      );
    }
  }
}

function length(text: string): number {
  const characters = Number(text);
  if (!Number.isInteger(characters) || characters < 1000) {
    throw new InvalidArgumentError("It must be a whole number of at least 1000.");
  }
  return characters;
}

runCommand(command, main);
