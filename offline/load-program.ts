/** Runs a program's file: it is a module, or the function that a module exports. Every time anew, for one stack after another. */
export function loadProgram(file: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- what makes a module run again
  delete require.cache[require.resolve(file)];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as the Pulumi host loads programs
  const exported: unknown = require(file);
  return typeof exported === "function" ? (exported as () => unknown)() : exported;
}
