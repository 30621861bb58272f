/** Writes files whole or not at all. */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { shownPath } from "../command-line/shown-path";
import { UsageError, UserError } from "../command-line/user-error";

/** @throws UsageError if there can be no such file */
export function checkDestination(file: string): void {
  const directory = dirname(file);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new UsageError(`There is no directory ${shownPath(directory)} to write to; make it, or choose another --out`);
  }
  if (existsSync(file) && statSync(file).isDirectory()) {
    throw new UsageError(`${shownPath(file)} is a directory; name a file in it for --out`);
  }
}

/** Beside it first: a reader sees the former file, or the new one. */
export function writeWhole(file: string, text: string): void {
  const part = `${file}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${shownPath(file)} cannot be written (${code ?? "unknown reason"}); choose another --out`);
  }
}
