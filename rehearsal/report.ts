/** What a rehearsal has found, as a table. */

/** What a check has seen. */
export interface Seen {
  seen: string;
  /** Seconds from the fault until everything was well again. */
  recovery?: number;
  /** Why nothing was tried. */
  skipped?: true;
}

export type Result = { name: string } & (Seen | { failure: string });

export function seconds(value: number): string {
  return `${value.toFixed(1).padStart(6)} s`;
}

export function renderTable(results: Result[]): string {
  const rows = results.map((result) => {
    if ("failure" in result) return { state: "FAILED", name: result.name, recovery: "", seen: result.failure };
    const recovery = result.recovery === undefined ? "" : seconds(result.recovery).trim();
    return { state: result.skipped ? "not run" : "ok", name: result.name, recovery, seen: result.seen };
  });
  const header = { state: "", name: "Check", recovery: "Recovery", seen: "Seen" };
  const width = (key: keyof typeof header) => Math.max(...[header, ...rows].map((row) => row[key].length));
  const [state, name, recovery] = [width("state"), width("name"), width("recovery")];
  const lines = [header, ...rows].map((row) => {
    const [first = "", ...more] = row.seen.split("\n");
    const line = `${row.state.padEnd(state)}  ${row.name.padEnd(name)}  ${row.recovery.padStart(recovery)}  ${first}`;
    return [line.trimEnd(), ...more.map((text) => `${" ".repeat(state + 4)}${text}`)].join("\n");
  });
  const count = (wanted: string) => rows.filter((row) => row.state === wanted).length;
  const skipped = count("not run");
  const totals = `${count("ok")} passed, ${count("FAILED")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
  return `${lines.join("\n")}\n\n${totals}\n`;
}
