/**
 * `npm run up` and `npm run preview:aws`: the `pulumi` command for a stack, never without the policy pack, and not before
 * it is certain that the settings are right and that the account has what they name.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Command } from "commander";
import { EXIT, runCommand, showProgress, write } from "../command-line/command";
import { UsageError, UserError } from "../command-line/user-error";
import { loadConfig, type ProjectConfig } from "../offline/config";
import { SettingsError } from "../stacks/problems";
import type { StackSettings } from "../stacks/settings";
import { policyArguments } from "./policy-arguments";
import { type PulumiCommand, readyPulumi } from "./pulumi-command";

interface Options {
  policyConfig?: string;
  accountChecks: boolean;
}

// The npm script names the operation; the rest is the user's.
const [operation = ""] = process.argv.splice(2, 1);
const script = operation === "preview" ? "preview:aws" : operation;

const command = new Command(`npm run ${script} --`)
  .description(
    `Runs \`pulumi ${operation}\` for a stack with the policy pack and its settings, after asking the AWS account for ` +
      "the credentials' owner, the key pair and the certificate that the settings name.",
  )
  .argument("<stack>", "stack, as in Pulumi.<stack>.yaml; comes first")
  .argument(
    "[pulumi options...]",
    `options of \`pulumi ${operation}\`, such as ${operation === "preview" ? "--diff" : "--yes or --diff"}`,
  )
  .option("-c, --policy-config <file>", "settings of the policies (default: policy-pack/config/<stack>.json)")
  .option("--no-account-checks", "ask nothing of the account beforehand")
  .helpOption("-h, --help", "show this help")
  .allowUnknownOption()
  .addHelpText(
    "after",
    `\nEnds with the exit code of \`pulumi ${operation}\`, 1 if it is not run, 2 if this command is wrong.`,
  );

async function main(): Promise<number> {
  const [stack = "", ...passedOn] = command.args;
  if (stack.startsWith("-")) {
    const name = passedOn.find((argument) => !argument.startsWith("-")) ?? "dev";
    throw new UsageError(`the stack comes first, without an option: npm run ${script} -- ${name}`);
  }
  const options = command.opts<Options>();
  const project = loadConfig(process.cwd(), stack);
  const policies = policyArguments(project.directory, stack, options.policyConfig);
  const settings = checkedSettings(project);
  if (options.accountChecks) {
    await checkAccount(project, settings);
  }
  const pulumi = await readyPulumi();
  return run(pulumi, [operation, "--stack", stack, ...policies, ...passedOn], project.directory);
}

function checkedSettings({ config, secretConfigKeys, project, stack }: ProjectConfig): StackSettings {
  const { settingsOf } = require("../stacks/settings") as typeof import("../stacks/settings");
  try {
    return settingsOf(config, secretConfigKeys, project, `Pulumi.${stack}.yaml`);
  } catch (error) {
    throw error instanceof SettingsError ? new UserError(error.message) : error;
  }
}

/** Says on whose behalf the stack is deployed, and where; throws if something is missing there. */
async function checkAccount({ stack, config }: ProjectConfig, settings: StackSettings): Promise<void> {
  const access = { region: settings.region, profile: config["aws:profile"] };
  const progress = showProgress("Asking the AWS account …");
  try {
    // The pinned version supports Node 20; the warning is about later ones.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
    // Takes a second to load: wrong settings are reported without it.
    const { callerOf, missingFrom } = require("./account-checks") as typeof import("./account-checks");
    const { account, arn } = await callerOf(access);
    await write(process.stderr, `${stack}: account ${account}, region ${access.region}, as ${arn}\n`);
    const missing = await missingFrom(access, settings);
    if (missing.length > 0) {
      throw new UserError([`${stack} cannot be deployed yet`, ...missing.map((line) => `  ${line}`)].join("\n"));
    }
  } finally {
    progress.end();
  }
}

async function run(pulumi: PulumiCommand, args: string[], directory: string): Promise<number> {
  const child = spawn(pulumi.command, [...pulumi.args, ...args], { cwd: directory, env: pulumi.env, stdio: "inherit" });
  // The terminal sends Ctrl-C to both: pulumi decides what becomes of it.
  process.on("SIGINT", () => undefined);
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? EXIT.failed;
}

runCommand(command, main);
