/** Renders a plan as the `pulumi` command does: the tree of resources, policies, the stack's outputs, the totals. */
import { createColors } from "picocolors";
import { costRows } from "../cost/cost-report";
import type { MonthlyCost } from "../cost/monthly-cost";
import type { AccessRow } from "../policy-pack/network";
import { MASK, type Plan, type PlannedResource, UNKNOWN } from "./plan";
import type { CheckResult } from "./policy-check";
import {
  type Paint,
  policyJson,
  renderAccess,
  renderPolicies,
  renderViolations,
  renderViolationTotals,
} from "./policy-report";
import { FORMAT_VERSION } from "./preview-json";
import { shortType } from "./urn";

/** What is shown beside the plan itself. */
export interface Findings {
  checks: CheckResult[];
  access: AccessRow[];
  /** Nothing where there is nothing to pay for. */
  cost?: MonthlyCost;
}

/** A deployed stack that was judged by its state. */
export interface Audit {
  project: string;
  stack: string;
  /** How many there are. */
  resources: number;
}

const NO_FINDINGS: Findings = { checks: [], access: [] };

export function renderPlan(plan: Plan, { color }: { color: boolean }, { checks, access, cost } = NO_FINDINGS): string {
  const paint = createColors(color);
  const title = plan.mode === "preview" ? "Previewing update" : "Simulating update";
  return joined([
    paint.magenta(paint.bold(`${title} (${plan.stack}), offline:`)),
    renderTree(plan, paint),
    renderPolicies(checks, paint),
    renderViolations(checks, paint),
    renderAccess(access, paint),
    renderOutputs(plan.outputs, paint),
    renderTotals(plan, paint),
    renderCost(cost, paint),
    renderViolationTotals(checks, paint),
  ]);
}

export function renderAudit(audit: Audit, { color }: { color: boolean }, { checks, access }: Findings): string {
  const paint = createColors(color);
  return joined([
    paint.magenta(paint.bold(`Auditing ${audit.project} (${audit.stack}), ${audit.resources} resources:`)),
    renderPolicies(checks, paint),
    renderViolations(checks, paint),
    renderAccess(access, paint),
    renderViolationTotals(checks, paint),
  ]);
}

function joined(sections: string[]): string {
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** One object for other programs to read. */
export function renderJson(plan: Plan, { checks, access, cost } = NO_FINDINGS): string {
  const { project, stack, mode, outputs } = plan;
  const resources = plan.resources.map((resource) => ({ ...resource, parent: resource.parent ?? null }));
  const json = {
    formatVersion: FORMAT_VERSION,
    project,
    stack,
    mode,
    resources,
    outputs,
    ...policyJson(checks, access),
    cost,
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

export function renderAuditJson({ project, stack }: Audit, { checks, access }: Findings): string {
  return `${JSON.stringify({ project, stack, ...policyJson(checks, access) }, null, 2)}\n`;
}

interface Row {
  /** Branches and type. */
  tree: string;
  name: string;
  operation: string;
}

/**
 *     Type                     Name            Plan
 *  +  pulumi:pulumi:Stack      three-tier-dev  create
 *  +  └─ three-tier:…:Bastion  bastion         create
 *  +     └─ aws:ec2:Instance   bastion         create
 */
function renderTree(plan: Plan, paint: Paint): string {
  const verb = plan.mode === "preview" ? "create" : "created";
  const children = new Map<string | undefined, PlannedResource[]>();
  for (const resource of plan.resources) {
    const siblings = children.get(resource.parent);
    if (siblings) siblings.push(resource);
    else children.set(resource.parent, [resource]);
  }
  const rows: Row[] = [];
  const add = (resource: PlannedResource, indent: string, branch: string) => {
    const operation = resource.external ? "read" : verb;
    rows.push({ tree: indent + branch + shortType(resource.type), name: resource.name, operation });
    const below = children.get(resource.urn) ?? [];
    const childIndent = branch === "" ? indent : indent + (branch === "├─ " ? "│  " : "   ");
    below.forEach((child, index) => {
      add(child, childIndent, index === below.length - 1 ? "└─ " : "├─ ");
    });
  };
  for (const root of children.get(undefined) ?? []) {
    add(root, "", "");
  }
  const treeWidth = Math.max(...rows.map(({ tree }) => tree.length), 4) + 2;
  const nameWidth = Math.max(...rows.map(({ name }) => name.length), 4) + 2;
  const status = plan.mode === "preview" ? "Plan" : "Status";
  const header = `     ${paint.bold("Type".padEnd(treeWidth) + "Name".padEnd(nameWidth) + status)}`;
  const lines = rows.map(({ tree, name, operation }) => {
    const [symbol, color] = operation === "read" ? [">", paint.cyan] : ["+", paint.green];
    return ` ${color(symbol)}   ${tree.padEnd(treeWidth)}${name.padEnd(nameWidth)}${color(operation)}`;
  });
  return [header, ...lines].join("\n");
}

function renderOutputs(outputs: Record<string, unknown>, paint: Paint): string {
  const entries = Object.entries(outputs).filter(([, value]) => value !== null);
  if (entries.length === 0) {
    return "";
  }
  const width = Math.max(...entries.map(([key]) => key.length));
  const lines = entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => paint.green(`    ${key.padEnd(width)}: ${renderValue(value, "    ")}`));
  return [paint.magenta(paint.bold("Outputs:")), ...lines].join("\n");
}

function renderValue(value: unknown, indent: string): string {
  if (value === UNKNOWN) {
    return "[unknown]";
  }
  if (value === MASK) {
    return MASK;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const inner = `${indent}    `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const members = Object.entries(value);
  const width = Array.isArray(value) ? 0 : Math.max(...members.map(([key]) => key.length));
  const lines = members.map(([key, member]) => {
    const label = Array.isArray(value) ? `[${key}]` : key.padEnd(width);
    return `${inner}${label}: ${renderValue(member, inner)}\n`;
  });
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join("")}${indent}${close}`;
}

function renderTotals(plan: Plan, paint: Paint): string {
  const created = plan.resources.filter(({ external }) => !external).length;
  const read = plan.resources.length - created;
  const lines = [paint.green(`    + ${created} ${plan.mode === "preview" ? "to create" : "created"}`)];
  if (read > 0) {
    lines.push(paint.cyan(`    > ${read} to read`));
  }
  return [paint.magenta(paint.bold("Resources:")), ...lines].join("\n");
}

function renderCost(cost: MonthlyCost | undefined, paint: Paint): string {
  if (cost === undefined) {
    return "";
  }
  return [paint.magenta(paint.bold("Monthly cost, USD:")), ...costRows(cost).map((row) => `    ${row}`)].join("\n");
}
