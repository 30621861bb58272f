/** Where programs are. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The directories of the PATH. */
export function searchPath(): string[] {
  return (process.env.PATH ?? "").split(delimiter);
}

/** The first file of a name that can be run, in the order of the directories. */
export function findExecutable(name: string, directories: string[]): string | undefined {
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
