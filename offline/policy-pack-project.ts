/** What makes a directory a policy pack: its `PulumiPolicy.yaml` and its SDK. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseGoYaml, YamlError } from "./go-yaml";
import { isMap } from "../command-line/is-map";
import { shownPath } from "../command-line/shown-path";
import { UserError } from "../command-line/user-error";

/** Something about a policy pack, or its settings, that the user can mend. */
export class PolicyPackError extends UserError {}

export interface PackProject {
  /** Comes before the version that the pack itself says it has. */
  version?: string;
  /** The script that runs the pack: that of its own SDK. */
  runner: string;
}

/** Throws {@link PolicyPackError} if `directory` does not hold a pack that can be run. */
export function readPackProject(directory: string): PackProject {
  const name = shownPath(directory);
  const file = join(directory, "PulumiPolicy.yaml");
  if (!existsSync(file)) {
    const isDirectory = existsSync(directory) && statSync(directory).isDirectory();
    const problem = isDirectory ? "has no PulumiPolicy.yaml" : "does not exist";
    throw new PolicyPackError(`The policy pack directory ${name} ${problem}`);
  }
  const { runtime, version } = readMap(file);
  const runtimeName = typeof runtime === "object" && runtime !== null && "name" in runtime ? runtime.name : runtime;
  if (runtimeName !== "nodejs") {
    const found = runtimeName === undefined ? "no runtime" : `the runtime ${JSON.stringify(runtimeName)}`;
    throw new PolicyPackError(`The policy pack ${name} has ${found}; offline only packs with "runtime: nodejs" run`);
  }
  try {
    const runner = createRequire(file).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    return { version: typeof version === "string" ? version : undefined, runner };
  } catch {
    throw new PolicyPackError(`The policy pack ${name} lacks its dependencies; run npm install there`);
  }
}

function readMap(file: string) {
  try {
    const content = parseGoYaml(readFileSync(file, "utf8"), shownPath(file));
    return isMap(content) ? content : {};
  } catch (error) {
    throw error instanceof YamlError ? new PolicyPackError(error.message) : error;
  }
}
