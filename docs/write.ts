/** `npm run docs`: writes the generated documents; `npm run docs:check`: fails where they differ from the code. */
import { dirname } from "node:path";
import { Command } from "commander";
import { EXIT, fail, runCommand, write } from "../command-line/command";
import { findProject, loadConfig, stackNames } from "../offline/config";
import type { PlannedStack } from "./planned-stack";

const command = new Command("npm run docs --")
  .description("Writes the generated parts of the READMEs, and a page for every stack in docs/architecture.")
  .option("-c, --check", "write nothing, and fail if a document differs from the code")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the documents are as the code has them, 1 if --check finds one that is not, if README.ko.md does not " +
      "say what README.md\nsays, or if a stack cannot be planned, 2 if the command is wrong.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const { check } = command.opts<{ check?: true }>();
  const directory = dirname(findProject(process.cwd()));
  const settings = stackNames(directory).map((stack) => loadConfig(directory, stack));
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const { planProject } = require("../offline/plan-project") as typeof import("../offline/plan-project");
  const { networkOf } = require("../offline/access") as typeof import("../offline/access");
  const { policyResources } = require("../offline/policy-resource") as typeof import("../offline/policy-resource");
  const { driftOf, mend, untranslated } = require("./documents") as typeof import("./documents");
  const stacks: PlannedStack[] = [];
  for (const one of settings) {
    const { plan } = await planProject(one, { mode: "update" });
    stacks.push({ plan, network: networkOf(policyResources(plan)), region: one.config["aws:region"] });
  }
  const drift = driftOf(directory, stacks);
  const lines = drift.map(({ path, kind }) => `${path} ${kind === "differs" ? "differs from the code" : kind}`);
  if (check && lines.length > 0) {
    return fail(`${lines.join("\n")}\nRun \`npm run docs\`, and commit what it writes`);
  }
  mend(directory, drift);
  for (const { path, text } of drift) {
    await write(process.stdout, `${path} ${text === undefined ? "deleted" : "written"}\n`);
  }
  const faults = untranslated(directory);
  return faults.length === 0 ? EXIT.done : fail(`${faults.join("\n")}\nTranslate what has changed`);
}

runCommand(command, main);
