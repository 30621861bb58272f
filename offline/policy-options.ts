/** The policy packs of a command: which ones, with which settings, and their start. Loads little. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type PolicyConfig, readPolicyConfig } from "./policy-config-file";
import { PackProcess, type PackStack } from "./policy-pack-process";
import { shownPath } from "../command-line/shown-path";
import { UsageError } from "../command-line/user-error";

export interface PolicyOptions {
  policyPack?: string[];
  policyConfig?: string[];
}

/** A pack that is starting, and its settings. */
export interface StartedPack {
  process: PackProcess;
  config: PolicyConfig;
  /** Where the settings come from, if not from the pack. */
  source?: string;
  /** Something about the settings that may be a surprise. */
  note?: string;
}

export function addPolicyOptions(command: Command): Command {
  const collect = (value: string, previous: string[] = []) => [...previous, value];
  return command
    .option(
      "--policy-pack <dir>",
      "policy pack to judge by, also several (default: policy-pack beside Pulumi.yaml, if there is one)",
      collect,
    )
    .option(
      "-c, --policy-config <file>",
      "settings of the policies, one file for each pack (default: config/<stack>.json in the pack)",
      collect,
    );
}

/** The pack that goes without saying: `policy-pack` in the project's directory. */
export function defaultPacks(projectDirectory: string): string[] {
  const directory = join(projectDirectory, "policy-pack");
  return existsSync(directory) ? [directory] : [];
}

/** Begins to start packs, and reads their settings; throws `UserError`. */
export function startPacks(packs: string[], configs: string[] | undefined, stack: PackStack): StartedPack[] {
  if (configs !== undefined && configs.length !== packs.length) {
    throw new UsageError(
      `there must be one --policy-config for each policy pack: the packs are ${packs.length}, the files ${configs.length}`,
    );
  }
  const processes = packs.map((directory) => new PackProcess(directory, stack));
  return processes.map((process, index) => ({ process, ...settingsOf(process, configs?.[index]) }));
}

function settingsOf({ directory, stack: { stack } }: PackProcess, file?: string): Omit<StartedPack, "process"> {
  const chosen = file ?? join(directory, "config", `${stack}.json`);
  const source = shownPath(chosen);
  if (file !== undefined || existsSync(chosen)) {
    return { config: readPolicyConfig(chosen), source };
  }
  const note = `${source} does not exist: the pack's own settings apply, which are the strictest; that file may relax them`;
  return { config: {}, note: existsSync(join(directory, "config")) ? note : undefined };
}
