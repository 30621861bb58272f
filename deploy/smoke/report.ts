import { createColors } from "picocolors";
import type { Check, Verdict } from "./verdict";

/** A check and what it has come to. */
export interface Result {
  name: string;
  verdict: Verdict;
}

const COLOR = { passed: "green", failed: "red", "not checked": "yellow" } as const;

/** `passed       80 redirects to 443  301 to https://…`, and the mend below where one is called for. */
export function renderResult({ name, verdict }: Result, checks: Check[], color: boolean): string {
  const paint = createColors(color);
  const status = paint[COLOR[verdict.status]](verdict.status.padEnd("not checked".length));
  const width = Math.max(...checks.map((check) => check.name.length));
  const line = `    ${status}  ${name.padEnd(width)}  ${verdict.seen}\n`;
  return verdict.status === "failed" ? `${line}${" ".repeat(17)}Mend: ${verdict.mend}.\n` : line;
}

/** `12 passed, 1 failed, 2 not checked`. */
export function renderTotals(results: Result[]): string {
  const totals = (["passed", "failed", "not checked"] as const).map((status) => {
    return `${results.filter(({ verdict }) => verdict.status === status).length} ${status}`;
  });
  return `\n${totals.join(", ")}\n`;
}

/** One object for other programs to read. */
export function renderJson(stack: string, siteUrl: string, results: Result[]): string {
  const checks = results.map(({ name, verdict }) => ({ name, ...verdict }));
  return `${JSON.stringify({ stack, siteUrl, checks }, null, 2)}\n`;
}
