/** The policy pack that judges every deployment, as arguments of the `pulumi` command. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../command-line/user-error";

/**
 * The pack of the project with its settings for the stack. A stack without settings of its own is held to the pack's,
 * which are the strictest.
 *
 * @param configFile takes the place of `policy-pack/config/<stack>.json`
 * @throws UserError if the file is named, and missing
 */
export function policyArguments(directory: string, stack: string, configFile?: string): string[] {
  const pack = join(directory, "policy-pack");
  const file = configFile ?? join(pack, "config", `${stack}.json`);
  if (!existsSync(file)) {
    if (configFile !== undefined) throw new UserError(`There is no policy configuration ${configFile}`);
    return ["--policy-pack", pack];
  }
  return ["--policy-pack", pack, "--policy-pack-config", file];
}
