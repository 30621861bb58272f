import { readFileSync } from "node:fs";
import * as path from "node:path";
import { parse, parseDocument } from "yaml";

/** Where `Pulumi.yaml` and the stacks' files are. */
const PROJECT_DIRECTORY = path.resolve(__dirname, "..");

/** Text of the file that holds a stack's settings. */
export function stackFileText(stack: string, directory = PROJECT_DIRECTORY): string {
  return readFileSync(path.join(directory, `Pulumi.${stack}.yaml`), "utf8");
}

/**
 * The values in a stack's file by key, as `parseSettings` takes them: keys of the project lose its namespace where they
 * have one, since the engine takes both spellings for the same.
 */
export function readStackFile(text: string, project: string): Record<string, unknown> {
  const { config } = (parse(text) ?? {}) as { config?: Record<string, unknown> | null };
  return Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => [key.replace(new RegExp(`^${project}:`), ""), value]),
  );
}

/** Changes to a stack's file: the value to write at each key, or `undefined` to leave the key out. */
export type Patch = Readonly<Record<string, unknown>>;

/** The file with some of its values changed, comments and all. */
export function patchStackFile(text: string, patch: Patch): string {
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(patch)) {
    const keys = ["config", ...stepsOf(key)];
    if (value === undefined) document.deleteIn(keys);
    else document.setIn(keys, document.createNode(value));
  }
  return document.toString();
}

/** `web.scaling.minSize` → `["web", "scaling", "minSize"]`; list indexes are not needed. */
function stepsOf(key: string): string[] {
  return key.split(".");
}
