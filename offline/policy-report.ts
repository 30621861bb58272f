/** Renders what policies say, in the look of `pulumi preview`, and the table of who reaches what. */
import type { createColors } from "picocolors";
import type { AccessRow } from "../policy-pack/network";
import type { CheckResult, PolicyResult, Violation } from "./policy-check";
import { nameOf, shortType, typeOf } from "./urn";

export type Paint = ReturnType<typeof createColors>;

/** What other programs read. */
export function policyJson(checks: CheckResult[], access: AccessRow[]) {
  return {
    policies: checks.flatMap(({ policies }) => policies),
    violations: checks.flatMap(({ violations }) => violations),
    access,
  };
}

/**
 *     Policies:
 *         ❌ three-tier@v0.1.0
 *             passed    ssh-only-from-bastion  mandatory  5 servers, 31 rules, 12 paths examined
 *             violated  was-stays-private      mandatory
 */
export function renderPolicies(checks: CheckResult[], paint: Paint): string {
  return section(
    "Policies:",
    checks.flatMap((check) => [
      `    ${symbolOf(check)} ${paint.magenta(`${check.pack.name}@v${check.pack.version}`)}`,
      ...table(
        check.policies.map((policy) => [statusOf(policy, paint), policy.name, levelOf(policy), remarkOn(policy)]),
        "        ",
      ),
    ]),
    paint,
  );
}

/** Every violation with its whole message. */
export function renderViolations(checks: CheckResult[], paint: Paint): string {
  const violations = checks.flatMap((check) => check.violations);
  return section(
    "Policy Violations:",
    violations.map((violation) => {
      const severity = violation.severity === undefined ? "" : ` [severity: ${violation.severity}]`;
      const title = paintLevel(violation, `[${violation.enforcementLevel}]${severity}  ${violation.policy}`, paint);
      const resource = violation.urn === "" ? "" : `  (${shortType(typeOf(violation.urn))}: ${nameOf(violation.urn)})`;
      const lines = violation.message.trimEnd().split("\n");
      return [`    ${title}${resource}`, ...lines.map((line) => `        ${line}`.trimEnd())].join("\n");
    }),
    paint,
  );
}

export function renderAccess(access: AccessRow[], paint: Paint): string {
  const header = ["From", "To", "Port", "Through"].map((text) => ({ text, painter: paint.bold }));
  const rows = access.map(({ from, to, port, through }) => [from, to, port, through]);
  const legend = access.some(({ port }) => port.endsWith("?")) ? ["    ? to be seen once ids are known"] : [];
  return section("Who reaches what:", rows.length === 0 ? [] : [...table([header, ...rows], "    "), ...legend], paint);
}

/** How many violations there are, `none` included; nothing where no pack was asked. */
export function renderViolationTotals(checks: CheckResult[], paint: Paint): string {
  const violations = checks.flatMap((check) => check.violations);
  const totals = (["mandatory", "advisory"] as const).flatMap((enforcementLevel) => {
    const count = violations.filter((violation) => violation.enforcementLevel === enforcementLevel).length;
    return count === 0 ? [] : [paintLevel({ enforcementLevel }, `    ${count} ${enforcementLevel}`, paint)];
  });
  const lines = totals.length === 0 ? [paint.green("    none")] : totals;
  return section("Violations:", checks.length === 0 ? [] : lines, paint);
}

function section(title: string, lines: string[], paint: Paint): string {
  return lines.length === 0 ? "" : [paint.magenta(paint.bold(title)), ...lines].join("\n");
}

/** As pulumi marks a pack. */
function symbolOf({ violations }: CheckResult): string {
  if (violations.some(({ enforcementLevel }) => enforcementLevel === "mandatory")) {
    return "❌";
  }
  return violations.length > 0 ? "⚠️" : "✅";
}

/** What a policy has examined, or why it has not. */
export function remarkOn({ status, reason, counts }: PolicyResult): string {
  if (status === "not applicable") {
    return reason ?? "";
  }
  const examined = Object.entries(counts ?? {}).map(
    ([what, count]) => `${count} ${count === 1 ? singular(what) : what}`,
  );
  return examined.length === 0 ? "" : `${examined.join(", ")} examined`;
}

/** `path` of `paths`, `address` of `addresses`, `primary` of `primaries`. */
function singular(plural: string): string {
  return plural
    .replace(/ies$/, "y")
    .replace(/(ss|sh|ch|x)es$/, "$1")
    .replace(/([^s])s$/, "$1");
}

/** A violated policy is coloured by its level. */
function statusOf({ status }: PolicyResult, paint: Paint): Cell {
  switch (status) {
    case "passed":
      return { text: status, painter: paint.green };
    case "violated":
      return { text: status, painter: paint.red };
    case "advisory":
      return { text: "violated", painter: paint.yellow };
    default:
      return { text: status, painter: paint.dim };
  }
}

function levelOf({ enforcementLevel }: PolicyResult): string {
  return enforcementLevel === "disabled" ? "" : enforcementLevel;
}

function paintLevel({ enforcementLevel }: Pick<Violation, "enforcementLevel">, text: string, paint: Paint): string {
  return enforcementLevel === "mandatory" ? paint.red(text) : paint.yellow(text);
}

type Cell = string | { text: string; painter: (text: string) => string };

/** Lines of cells padded to columns. */
function table(rows: Cell[][], indent: string): string[] {
  const textOf = (cell: Cell) => (typeof cell === "string" ? cell : cell.text);
  const widths = (rows.at(0) ?? []).map((_, column) => Math.max(...rows.map((row) => textOf(row[column]).length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const padding = " ".repeat(widths[column] - textOf(cell).length);
      return (typeof cell === "string" ? cell : cell.painter(cell.text)) + padding;
    });
    return indent + cells.join("  ").trimEnd();
  });
}
