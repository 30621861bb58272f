/** The documents that are generated from the code, and how those on disk differ from them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plan } from "../offline/plan";
import { architecturePage } from "./architecture";
import { costOfPlan } from "./cost";
import { readme } from "./readme";

const README = "README.md";
/** The stacks whose cost the README shows. */
const PRICED = ["dev", "prod"];
const PAGES = "docs/architecture";

/** A document that is not what the code says. */
export interface Drift {
  /** Relative to the project. */
  path: string;
  kind: "differs" | "is missing" | "is of a stack that is gone";
  /** What it should be; undefined for what should not be. */
  text?: string;
}

/** Every generated document that is not as `plans`, made in mode `update`, one for each stack, have it. */
export function driftOf(directory: string, plans: readonly Plan[]): Drift[] {
  const shown = plans.find(({ stack }) => stack === "dev") ?? plans.at(0);
  const written = readFileSync(join(directory, README), "utf8");
  const documents = new Map(plans.map((plan) => [`${PAGES}/${plan.stack}.md`, architecturePage(plan)]));
  if (shown !== undefined) {
    const priced = plans.filter(({ stack }) => PRICED.includes(stack));
    const costs = new Map(priced.map((plan) => [plan.stack, costOfPlan(directory, plan)]));
    documents.set(README, readme(written, shown, costs));
  }
  const gone = pagesIn(directory).filter((path) => !documents.has(path));
  return [
    ...[...documents].flatMap(([path, text]) => driftOfOne(directory, path, text)),
    ...gone.map((path): Drift => ({ path, kind: "is of a stack that is gone" })),
  ].sort((one, other) => (one.path < other.path ? -1 : 1));
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
