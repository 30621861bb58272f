import { loadProgram } from "../offline/load-program";

/** The real program, `index.ts`, run anew. */
export function runProgram(): unknown {
  return loadProgram(require.resolve("../index"));
}
