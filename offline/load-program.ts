/** Runs a program's file: it is a module, or the function that a module exports. */
export function loadProgram(file: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as the Pulumi host loads programs
  const exported: unknown = require(file);
  return typeof exported === "function" ? (exported as () => unknown)() : exported;
}
