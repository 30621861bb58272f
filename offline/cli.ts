/** `npm run preview`: plans a stack without an account, and prints what would be created and what policies say of it. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { addStack, EXIT, fail, runCommand, showProgress, stackOf, wantsColor, write } from "../command-line/command";
import { shownPath } from "../command-line/shown-path";
import type { MonthlyCost } from "../cost/monthly-cost";
import type { AccessRow } from "../policy-pack/network";
import { loadConfig, type ProjectConfig } from "./config";
import type { Mode } from "./monitor";
import { beginPhase } from "./phases";
import type { Plan } from "./plan";
import { addPolicyOptions, defaultPacks, type PolicyOptions, type StartedPack, startPacks } from "./policy-options";
import type { PolicyResource } from "./policy-resource";

interface Options extends PolicyOptions {
  mode: Mode;
  program?: string;
  json?: true;
}

const command = addPolicyOptions(
  addStack(new Command("npm run preview --"))
    .description(
      "Plans a stack without an AWS account, a Pulumi engine or a network, prints what would be created, and has policy " +
        "packs judge it.",
    )
    .addOption(
      new Option(
        "-m, --mode <mode>",
        "as at a first `pulumi preview`, or as after a first `pulumi up`, with made-up values",
      )
        .choices(["preview", "update"])
        .default("preview"),
    )
    .option("-p, --program <file>", "plan another program of this directory instead of the project's own"),
)
  .option("-j, --json", "print one JSON object instead of the tree")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the stack could be planned and breaks no mandatory policy, 1 if it does, or if its settings, its " +
      "program\nor a policy pack are wrong, 2 if the command is.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const options = command.opts<Options>();
  const settings = loadConfig(process.cwd(), stackOf(command));
  const file = options.program === undefined ? settings.program : resolve(options.program);
  if (!existsSync(file)) {
    const source = options.program === undefined ? ", which Pulumi.yaml or package.json names as main" : "";
    return fail(`There is no program ${shownPath(file)}${source}`);
  }
  // Packs start up beside the program.
  const packs = startPacks(options.policyPack ?? defaultPacks(settings.directory), options.policyConfig, {
    ...settings,
    mode: options.mode,
  });
  for (const note of [...settings.warnings, ...packs.flatMap(({ note }) => note ?? [])]) {
    await write(process.stderr, `warning: ${note}\n`);
  }
  return plan(options, { ...settings, program: file }, packs);
}

async function plan(options: Options, settings: ProjectConfig, packs: StartedPack[]): Promise<number> {
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const { planProject } = require("./plan-project") as typeof import("./plan-project");
  const { policyResources } = require("./policy-resource") as typeof import("./policy-resource");
  const { judge } = require("./policy-verdict") as typeof import("./policy-verdict");
  beginPhase("program");
  const { plan: planned, redact } = await planProject(settings, { mode: options.mode });
  beginPhase("policies");
  const judging = showProgress(`Asking the policies about ${settings.stack} …`);
  const resources = policyResources(planned);
  let access: AccessRow[] = [];
  let cost: MonthlyCost | undefined;
  const looks = [() => (cost = costOf(planned, settings.config["aws:region"])), () => (access = accessOf(resources))];
  const verdict = await judge(packs, resources, redact, looks).finally(judging.end);
  for (const look of looks) look();
  beginPhase("output");
  await write(process.stderr, verdict.output);
  const findings = { checks: verdict.checks, access, cost };
  const { renderJson, renderPlan } = require("./report") as typeof import("./report");
  const text = options.json ? renderJson(planned, findings) : renderPlan(planned, { color: wantsColor() }, findings);
  await write(process.stdout, text);
  return verdict.refused ? EXIT.failed : EXIT.done;
}

function accessOf(resources: PolicyResource[]): AccessRow[] {
  const access = require("./access") as typeof import("./access");
  return access.accessOf(resources);
}

function costOf({ resources }: Plan, region: string | undefined): MonthlyCost | undefined {
  const { costToShow } = require("../cost/monthly-cost") as typeof import("../cost/monthly-cost");
  return costToShow(resources, region);
}

runCommand(command, main);
