import { readFileSync } from "node:fs";
import { UserError } from "./user-error";

/**
 * The text of a file that the user has named.
 *
 * @param file its path, or a file descriptor: 0 for what is piped in
 * @param name how messages call it
 * @throws UserError if there is none, or it cannot be read
 */
export function readGivenFile(file: string | number, name: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UserError(missing ? `There is no file ${name}` : `${name} cannot be read`);
  }
}
