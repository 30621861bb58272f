/** How a process of the project is started: as the scripts of `package.json` do. */
import { join } from "node:path";

const QUICK_START = join(__dirname, "../policy-pack/quick-start.cjs");

/** What Node.js is given to run a TypeScript file, with that file's arguments. */
export function nodeArguments(file: string, ...args: string[]): string[] {
  return ["--require", QUICK_START, file, ...args];
}
