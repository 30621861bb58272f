/** `npm run report`: writes all that can be said of a stack without an account into one HTML file. */
import { basename, resolve } from "node:path";
import { Command, Option } from "commander";
import { addStack, EXIT, runCommand, showProgress, stackOf, write } from "../command-line/command";
import { shownPath } from "../command-line/shown-path";
import { UsageError } from "../command-line/user-error";
import { loadConfig, type ProjectConfig, stackNames } from "../offline/config";
import type { Mode } from "../offline/monitor";
import { defaultPacks, type StartedPack, startPacks } from "../offline/policy-options";
import { type Preview, readPreview } from "../offline/preview-json";
import type { Comparison, JudgedStack } from "./build-report";
import type { Language } from "./report-data";
import { checkDestination, writeWhole } from "./write-whole";

interface Options {
  compare?: string;
  lang: Language;
  out?: string;
  mode?: Mode;
}

const command = addStack(new Command("npm run report --"))
  .description(
    "Writes one HTML file about a stack, which opens without a network: its diagrams, who reaches what, policies, cost, " +
      "settings and resources. Plans the stack without an AWS account.",
  )
  .option(
    "-c, --compare <stack|file.json>",
    "also say what differs from another stack, or from what `npm run --silent preview -- --json` has written of this one",
  )
  .addOption(new Option("-l, --lang <language>", "of the captions").choices(["en", "ko"]).default("en"))
  .option("-o, --out <file>", "where to write it (default: report-<stack>.html)")
  .addOption(
    new Option(
      "-m, --mode <mode>",
      "as at a first `pulumi preview`, or as after a first `pulumi up`, with made-up ids, when it is known in which " +
        "subnets things stand (default: update, or that of the file to compare with)",
    ).choices(["preview", "update"]),
  )
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the stack breaks no mandatory policy, 1 if it does (the file is written all the same), or if a " +
      "stack's settings,\nits program or the policy pack are wrong, 2 if the command is.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const stack = stackOf(command);
  const { lang, compare, out = `report-${stack}.html`, ...options } = command.opts<Options>();
  const settings = loadConfig(process.cwd(), stack);
  const file = resolve(out);
  checkDestination(file);
  const other = compare === undefined ? undefined : counterpartOf(compare, settings, options.mode);
  const mode = options.mode ?? (other && "preview" in other ? other.preview.mode : "update");
  // Packs start up beside the programs.
  const started = startJudging(settings, mode);
  const otherStarted = other && "settings" in other ? startJudging(other.settings, mode) : undefined;
  for (const note of [started, otherStarted].flatMap((one) => one?.notes ?? [])) {
    await write(process.stderr, `warning: ${note}\n`);
  }
  const judged = await judgeStack(started);
  const comparison = otherStarted
    ? { stack: await judgeStack(otherStarted, stack) }
    : (other as Comparison | undefined);
  const { buildReport } = require("./build-report") as typeof import("./build-report");
  const { htmlOf } = require("./html") as typeof import("./html");
  const progress = showProgress(`Writing ${shownPath(file)} …`);
  const html = await htmlOf(buildReport(judged, lang, comparison)).finally(progress.end);
  writeWhole(file, html);
  await write(process.stdout, `${shownPath(file)} written\n`);
  return verdictOn(judged, shownPath(file));
}

/** A file to compare with, or the settings of another stack. */
type CounterpartSource = { settings: ProjectConfig } | { file: string; preview: Preview };

/** A stack goes by its name, a file by its ending. */
function counterpartOf(name: string, settings: ProjectConfig, mode: Mode | undefined): CounterpartSource {
  const { stack, project, directory } = settings;
  if (!name.endsWith(".json")) {
    if (name === stack) throw new UsageError(`--compare names the stack ${stack} itself; name another one`);
    const stacks = stackNames(directory);
    if (!stacks.includes(name)) {
      const others = stacks.filter((one) => one !== stack).join(", ");
      throw new UsageError(
        `There is no stack "${name}" to compare with; name one of ${others || "none"}, or a file that ends in .json`,
      );
    }
    return { settings: loadConfig(directory, name) };
  }
  const preview = readPreview(name);
  const wanted = { project, stack, mode: mode ?? preview.mode };
  for (const property of ["project", "stack", "mode"] as const) {
    if (preview[property] !== wanted[property]) {
      throw new UsageError(
        `${name} is of the ${property} ${JSON.stringify(preview[property])}, and the report of ` +
          `${JSON.stringify(wanted[property])}; make both of the same`,
      );
    }
  }
  return { file: basename(name), preview };
}

/** A stack whose policy packs are starting. */
interface Judging {
  settings: ProjectConfig;
  mode: Mode;
  packs: StartedPack[];
  notes: string[];
}

function startJudging(settings: ProjectConfig, mode: Mode): Judging {
  const packs = startPacks(defaultPacks(settings.directory), undefined, { ...settings, mode });
  return { settings, mode, packs, notes: [...settings.warnings, ...packs.flatMap(({ note }) => note ?? [])] };
}

async function judgeStack({ settings, mode, packs }: Judging, likeStack?: string): Promise<JudgedStack> {
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const { planProject } = require("../offline/plan-project") as typeof import("../offline/plan-project");
  const { policyResources } = require("../offline/policy-resource") as typeof import("../offline/policy-resource");
  const { judge } = require("../offline/policy-verdict") as typeof import("../offline/policy-verdict");
  const { networkOf } = require("../offline/access") as typeof import("../offline/access");
  const { costToShow } = require("../cost/monthly-cost") as typeof import("../cost/monthly-cost");
  const { plan, redact } = await planProject(settings, { mode, likeStack });
  const resources = policyResources(plan);
  const judging = showProgress(`Asking the policies about ${settings.stack} …`);
  const { checks, output } = await judge(packs, resources, redact).finally(judging.end);
  await write(process.stderr, output);
  const cost = costToShow(plan.resources, settings.config["aws:region"]);
  return { settings, plan, network: networkOf(resources), checks, cost, redact };
}

async function verdictOn({ settings, checks }: JudgedStack, file: string): Promise<number> {
  const violations = checks.flatMap((check) => check.violations);
  const count = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").length;
  if (count === 0) return EXIT.done;
  const text = `${settings.stack} breaks mandatory policies, ${count} ${count === 1 ? "time" : "times"}`;
  await write(process.stderr, `error: ${text}; ${file} says where\n`);
  return EXIT.failed;
}

runCommand(command, main);
