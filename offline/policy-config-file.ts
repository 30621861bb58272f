/** Reads a file of policy settings. Loads little: a wrong file is reported before the program is loaded. */
import { readFileSync } from "node:fs";
import { isMap } from "../command-line/is-map";
import { PolicyPackError } from "./policy-pack-project";
import { shownPath } from "../command-line/shown-path";

/** What a settings file holds, by the name of a policy or `all`; nothing of it is checked yet. */
export type PolicyConfig = Record<string, unknown>;

/** Reads a settings file; throws {@link PolicyPackError} if there is none, or it does not hold an object. */
export function readPolicyConfig(file: string): PolicyConfig {
  const name = shownPath(file);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new PolicyPackError(missing ? `There is no policy configuration ${name}` : `${name} cannot be read`);
  }
  if (text.trim() === "") {
    return {};
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new PolicyPackError(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isMap(content)) {
    throw new PolicyPackError(`${name}: an object of policies and their settings was expected`);
  }
  return content;
}
