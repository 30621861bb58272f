import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The Pulumi CLI: the one on the PATH, else the one that npm has installed. */
export function pulumiCommand(): { command: string; args: string[] } {
  const directories = (process.env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  return directories.some((directory) => isExecutable(join(directory, "pulumi")))
    ? { command: "pulumi", args: [] }
    : { command: "npx", args: ["--no-install", "pulumi"] };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
