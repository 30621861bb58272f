import { readFileSync } from "node:fs";

/** The version of an installed npm package. */
export function packageVersion(name: string): string {
  const manifest = readFileSync(require.resolve(`${name}/package.json`), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
