/** `npm run docs`: writes the generated documents; `npm run docs:check`: fails where they differ from the code. */
import { dirname } from "node:path";
import { Command } from "commander";
import { EXIT, fail, runCommand, write } from "../command-line/command";
import { findProject, loadConfig, stackNames } from "../offline/config";
import type { Plan } from "../offline/plan";

const command = new Command("docs")
  .description("Writes the generated parts of the README, and a page for every stack in docs/architecture.")
  .option("-c, --check", "write nothing, and fail if a document differs from the code")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the documents are as the code has them, 1 if --check finds one that is not, or if a stack cannot be " +
      "planned, 2 if\nthe command is wrong.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const { check } = command.opts<{ check?: true }>();
  const directory = dirname(findProject(process.cwd()));
  const settings = stackNames(directory).map((stack) => loadConfig(directory, stack));
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const [{ planProject }, { driftOf, mend }] = await Promise.all([
    import("../offline/plan-project.js"),
    import("./documents.js"),
  ]);
  const plans: Plan[] = [];
  for (const one of settings) plans.push((await planProject(one, { mode: "update" })).plan);
  const drift = driftOf(directory, plans);
  if (check) {
    const lines = drift.map(({ path, kind }) => `${path} ${kind === "differs" ? "differs from the code" : kind}`);
    return drift.length === 0
      ? EXIT.done
      : fail(`${lines.join("\n")}\nRun \`npm run docs\`, and commit what it writes`);
  }
  mend(directory, drift);
  for (const { path, text } of drift)
    await write(process.stdout, `${path} ${text === undefined ? "deleted" : "written"}\n`);
  return EXIT.done;
}

runCommand(command, main);
