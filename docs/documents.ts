/** The documents that are generated from the code, and how those on disk differ from them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { architecturePage } from "./architecture";
import type { PlannedStack } from "./planned-stack";
import { readme, readmeParts } from "./readme";
import { translationFaults } from "./translation";

const README = "README.md";
const KOREAN = "README.ko.md";
const PAGES = "docs/architecture";

/** A document that is not what the code says. */
export interface Drift {
  /** Relative to the project. */
  path: string;
  kind: "differs" | "is missing" | "is of a stack that is gone";
  /** What it should be; undefined for what should not be. */
  text?: string;
}

/** Every generated document that is not as the stacks have it. */
export function driftOf(directory: string, stacks: readonly PlannedStack[]): Drift[] {
  const shown = stacks.find(({ plan }) => plan.stack === "dev") ?? stacks.at(0);
  const documents = new Map(stacks.map((stack) => [`${PAGES}/${stack.plan.stack}.md`, architecturePage(stack)]));
  if (shown !== undefined) {
    const parts = readmeParts(stacks, shown);
    for (const path of [README, KOREAN]) {
      documents.set(path, readme(path, readFileSync(join(directory, path), "utf8"), parts));
    }
  }
  const gone = pagesIn(directory).filter((path) => !documents.has(path));
  return [
    ...[...documents].flatMap(([path, text]) => driftOfOne(directory, path, text)),
    ...gone.map((path): Drift => ({ path, kind: "is of a stack that is gone" })),
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** What the Korean README does not say as the README does; nobody but its translator can mend that. */
export function untranslated(directory: string): string[] {
  const [original, translation] = [README, KOREAN].map((path) => readFileSync(join(directory, path), "utf8"));
  return translationFaults(original, translation).map((fault) => `${KOREAN}: ${fault}`);
}

/** Writes documents as they should be, and deletes those that should not be. */
export function mend(directory: string, drift: readonly Drift[]): void {
  for (const { path, text } of drift) {
    const file = join(directory, path);
    if (text === undefined) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function driftOfOne(directory: string, path: string, text: string): Drift[] {
  const file = join(directory, path);
  if (!existsSync(file)) return [{ path, kind: "is missing", text }];
  return readFileSync(file, "utf8") === text ? [] : [{ path, kind: "differs", text }];
}

function pagesIn(directory: string): string[] {
  const pages = join(directory, PAGES);
  if (!existsSync(pages)) return [];
  return readdirSync(pages)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${PAGES}/${name}`);
}
