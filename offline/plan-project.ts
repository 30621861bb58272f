/** Plans the program of a project as commands do: with a sign of life, and with what it says kept apart. */
import { showProgress, write } from "../command-line/command";
import { UserError } from "../command-line/user-error";
import type { ProjectConfig } from "./config";
import { describeFailure } from "./failure";
import { loadProgram } from "./load-program";
import { captureOutput } from "./output-capture";
import { type Plan, type PlanOptions, tryPlan } from "./plan";

/** A plan, and what masks its secrets in a text. */
export interface PlannedProject {
  plan: Plan;
  redact: (text: string) => string;
}

/**
 * Plans a project from its own directory. What the program prints goes to standard error.
 *
 * @throws UserError that says how the program has failed
 */
export async function planProject(
  { project, stack, config, secretConfigKeys, directory, program }: ProjectConfig,
  options: Pick<PlanOptions, "mode" | "onInvoke" | "likeStack">,
): Promise<PlannedProject> {
  process.chdir(directory);
  const progress = showProgress(`Planning ${stack} …`);
  const capture = captureOutput();
  const outcome = await tryPlan(() => loadProgram(program), { project, stack, config, secretConfigKeys, ...options });
  capture.end();
  progress.end();
  await write(process.stderr, outcome.redact(capture.text()));
  if ("error" in outcome) {
    throw new UserError(outcome.redact(describeFailure(outcome.error, directory)));
  }
  return outcome;
}
