/**
 * Writes the generated parts of the README, or with `--check` fails when they have drifted.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../offline/config";
import { planProgram } from "../offline/plan";
import { settingsTable } from "../stacks/settings-table";
import { accessTable } from "./access";
import { costPart } from "./cost";
import { policiesTable } from "./policies";

const DIRECTORY = join(__dirname, "..");
const README = join(DIRECTORY, "README.md");

async function main(): Promise<void> {
  const written = readFileSync(README, "utf8");
  const { config, project, stack } = loadConfig(DIRECTORY, "dev");
  const plan = await planProgram(() => import("../index.js"), { project, stack, config, mode: "update" });
  const cost = await costPart(DIRECTORY);
  const parts = { access: accessTable(plan), policies: policiesTable(), settings: settingsTable(), cost };
  const current = Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), written);
  if (!process.argv.includes("--check")) {
    writeFileSync(README, current);
  } else if (current !== written) {
    throw new Error("README.md has drifted from the code; run `npm run docs`");
  }
}

function replacePart(text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- begin ${name}: [^\\n]*-->\\n)[^]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) throw new Error(`README.md has no part "${name}"`);
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
