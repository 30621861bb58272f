/** Results as a table: for a terminal and for `docs/benchmarks.md`. */
import type { Result, Results } from "./results";

const HEADER = ["", "median", "least to most", "growth per tenfold", "yardsticks", "beside the baseline"];

function rowOf({ name, unit, median, min, max, growth, relative, change }: Result): string[] {
  return [
    name,
    `${shown(median)} ${unit}`,
    `${shown(min)} to ${shown(max)}`,
    growth === undefined ? "" : `${shown(growth)} times`,
    unit === "MiB" ? "" : shown(relative),
    change === undefined ? "" : percentage(change),
  ];
}

/** Three digits. */
function shown(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function percentage(change: number): string {
  const percent = Math.round((change - 1) * 100);
  return percent === 0 ? "same" : `${percent > 0 ? "+" : "−"}${Math.abs(percent)}%`;
}

/** In columns, for a terminal. */
export function columns({ measures, yardstick, rounds, machine, versions, missing }: Results): string {
  const rows = [HEADER, ...measures.map(rowOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
  return [
    ...lines,
    "",
    ...missing.map(({ name, reason }) => `not measured: ${name}: ${reason}`),
    `${rounds} rounds; the yardstick, ${yardstick.name.replace("yardstick: ", "")}, takes ${shown(yardstick.median)} s ` +
      `(${shown(yardstick.min)} to ${shown(yardstick.max)})`,
    `${machineText(machine)}; ${versionsText(versions)}`,
    "",
  ].join("\n");
}

/** In Markdown. */
export function markdownTable({ measures }: Results): string {
  const rows = [HEADER, HEADER.map(() => "---"), ...measures.map(rowOf)];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

export function machineText({ processor, cores, memoryGiB, system }: Results["machine"]): string {
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}`;
}

export function versionsText(versions: Results["versions"]): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}
