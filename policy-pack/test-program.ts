/** The real program, `index.ts`, run anew: as a module it would run once in a process. */
export function runProgram(): unknown {
  const file = require.resolve("../index");
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- what makes a module run again
  delete require.cache[file];
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as the Pulumi host loads programs
  return require(file);
}
