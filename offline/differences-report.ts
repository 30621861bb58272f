/** Renders the differences of two previews, for a terminal and as Markdown for a comment. */
import { createColors } from "picocolors";
import {
  areThereAny,
  type ComponentDifferences,
  type Differences,
  type PolicyChange,
  type ReferenceChange,
  type ResourceChange,
} from "./plan-differences";
import type { Paint } from "./policy-report";
import type { PreviewAccess, PreviewPolicy, PreviewViolation } from "./preview-json";
import { lineCount, longText } from "./text-diff";
import { nameOf, shortType, typeOf } from "./urn";
import type { ValueChange } from "./value-differences";
import { MASK, UNKNOWN } from "./wire";

/** GitHub takes comments of at most 65,536 characters; the rest is for what others put around. */
export const MAX_COMMENT_LENGTH = 60_000;

type Sign = "+" | "-" | "~" | " ";

export interface Line {
  sign: Sign;
  text: string;
}

/** What differs in one respect. */
export interface DifferenceSection {
  about: "component" | "outputs" | "policies" | "violations" | "access";
  title: string;
  /** Lines that belong together, the first of which is their title. */
  blocks: Line[][];
}

/** The differences as lines, for those who put them on a page: no section is empty. */
export function differenceSections(differences: Differences): DifferenceSection[] {
  const sections: DifferenceSection[] = [
    ...differences.components.map((component) => ({
      about: "component" as const,
      title: titleOf(component),
      blocks: component.resources.map(resourceLines),
    })),
    { about: "outputs", title: "Outputs", blocks: differences.outputs.map(valueLines) },
    { about: "policies", title: "Policies", blocks: differences.policies.map((policy) => [policyLine(policy)]) },
    { about: "violations", title: "Policy Violations", blocks: oneBlock(violationLines(differences)) },
    { about: "access", title: "Who reaches what", blocks: oneBlock(accessLines(differences)) },
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}

function oneBlock(lines: Line[]): Line[][] {
  return lines.length === 0 ? [] : [lines];
}

export function renderDifferences(differences: Differences, { color }: { color: boolean }): string {
  const paint = createColors(color);
  const sections = [
    paint.magenta(paint.bold(`Comparing ${describeStack(differences)}, offline:`)),
    ...differenceSections(differences).map(({ title, blocks }) =>
      [paint.magenta(paint.bold(`${title}:`)), ...blocks.flat().map((line) => painted(line, paint))].join("\n"),
    ),
    [paint.magenta(paint.bold("Differences:")), ...totals(differences).map((total) => `    ${total}`)].join("\n"),
  ];
  return `${sections.join("\n\n")}\n`;
}

/**
 * One heading, what the policies say first, and a fold for each resource. What does not fit into `maxLength` characters
 * is left out, whole folds at a time, and counted.
 */
export function renderMarkdown(differences: Differences, maxLength = MAX_COMMENT_LENGTH): string {
  const heading = `### ${code(differences.stack)} ${inWords(differences.mode)}: ${totals(differences).join(", ")}\n`;
  const blocks = [
    block("Policy violations", violationLines(differences)),
    block("Who reaches what", accessLines(differences)),
    block("Policies", differences.policies.map(policyLine)),
    ...differences.components.flatMap((component) =>
      component.resources.map((change, index) => ({
        title: index === 0 ? `\n**${code(titleOf(component))}**\n` : "",
        text: fold(change),
      })),
    ),
    block("Outputs", differences.outputs.flatMap(valueLines)),
  ].filter(({ text }) => text !== "");
  return withinLength(heading, blocks, maxLength);
}

interface Block {
  title: string;
  text: string;
}

function withinLength(heading: string, blocks: Block[], maxLength: number): string {
  const note = (count: number) =>
    `\n_${count} more ${count === 1 ? "part is" : "parts are"} left out here: the text would be longer than ${maxLength} characters. ` +
    "Compare the two previews on a terminal to see everything._\n";
  const room = maxLength - heading.length - note(blocks.length).length;
  let text = "";
  let leftOut = 0;
  for (const { title, text: own } of blocks) {
    // Small ones may still fit after a large one that does not.
    if (text.length + title.length + own.length <= room) text += title + own;
    else leftOut++;
  }
  return heading + text + (leftOut > 0 ? note(leftOut) : "");
}

function block(title: string, lines: Line[]): Block {
  return lines.length === 0 ? { title: "", text: "" } : { title: `\n**${title}**\n`, text: `\n${fenced(lines)}` };
}

function fold(change: ResourceChange): string {
  const [title, ...lines] = resourceLines(change);
  const summary = `<code>${title.sign}</code> ${code(shortType(change.type))} ${escaped(title.text.replace(/^\S+ */, ""))}`;
  return lines.length === 0
    ? `\n${summary}\n`
    : `\n<details><summary>${summary}</summary>\n\n${fenced(lines)}\n</details>\n`;
}

/** A block of differences, whose fence no line of it can close. */
function fenced(lines: Line[]): string {
  const texts = lines.map(({ sign, text }) => `${sign === "~" ? "!" : sign} ${text}`);
  const runs = texts.join("\n").match(/`+/g) ?? [];
  const fence = "`".repeat(Math.max(3, ...runs.map(({ length }) => length + 1)));
  return [`${fence}diff`, ...texts.map((text) => text.trimEnd()), fence, ""].join("\n");
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** For Markdown outside of fences: neither HTML nor Markdown nor a mention. */
function escaped(text: string): string {
  return text.replace(/[&<>"'@#*_`~|[\]()!\\]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\s+/g, " ");
}

function painted({ sign, text }: Line, paint: Paint): string {
  const painter = { "+": paint.green, "-": paint.red, "~": paint.yellow, " ": (same: string) => same }[sign];
  return painter(`  ${sign} ${text}`.trimEnd());
}

function describeStack({ project, stack, mode }: Differences): string {
  return `${project} (${stack}) ${inWords(mode)}`;
}

function inWords(mode: Differences["mode"]): string {
  return mode === "preview" ? "as at a first preview" : "as after a first update";
}

function titleOf({ component }: ComponentDifferences): string {
  return component === undefined ? "outside of components" : `${shortType(component.type)} ${component.name}`;
}

const SIGNS = { added: "+", removed: "-", changed: "~" } as const;

/** The title, and below it what differs. */
function resourceLines(change: ResourceChange): [Line, ...Line[]] {
  const former = change.formerUrn === undefined ? "" : `  (was ${describeUrn(change.formerUrn)})`;
  const read = change.external ? "  (read only)" : "";
  const title = `${shortType(change.type)}  ${change.name}${former}${read}`;
  const below = [
    ...change.inputs.flatMap(valueLines),
    ...change.references.map(referenceLine),
    ...change.options.flatMap((option) => valueLines({ ...option, path: `option ${option.path}` })),
  ];
  return [{ sign: SIGNS[change.kind], text: title }, ...below.map(({ sign, text }) => ({ sign, text: `    ${text}` }))];
}

function valueLines(change: ValueChange): Line[] {
  const { path, text } = change;
  if (text !== undefined) {
    const decoded = text.decoded ? " (decoded)" : "";
    const isNew = !("before" in change);
    const told = text.lines ? "" : ` ${isNew ? "" : "changed, "}${countedLines(text.lineCount)}`;
    return [{ sign: isNew ? "+" : "~", text: `${path}${decoded}:${told}` }, ...(text.lines ?? []).map(hunkLine)];
  }
  if (!("before" in change)) {
    return [{ sign: "+", text: `${path}: ${shown(change.after)}` }];
  }
  if (!("after" in change)) {
    return [{ sign: "-", text: `${path}: ${shown(change.before)}` }];
  }
  return [{ sign: "~", text: `${path}: ${shown(change.before)} → ${shown(change.after)}` }];
}

/** What a unified diff writes in front of a line is the sign that it gets here. */
function hunkLine(line: string): Line {
  const [, mark, text] = /^([ +-]?)(.*)$/.exec(line) ?? [];
  return { sign: mark === "+" || mark === "-" ? mark : " ", text: `    ${text}` };
}

function referenceLine({ path, gone, come }: ReferenceChange): Line {
  const side = (urns: string[]) => (urns.length === 0 ? "" : urns.map(describeUrn).join(", "));
  const parts = [
    gone.length > 0 ? `no longer from ${side(gone)}` : "",
    come.length > 0 ? `now from ${side(come)}` : "",
  ];
  return { sign: "~", text: `${path}: [unknown], ${parts.filter((part) => part !== "").join(", ")}` };
}

function describeUrn(urn: string): string {
  return `${shortType(typeOf(urn))} ${nameOf(urn)}`;
}

/** As long as a line may get by a value. */
const MAX_VALUE_LENGTH = 200;

function shown(value: unknown): string {
  const text = longText(value);
  if (text !== undefined) {
    return countedLines(lineCount(text.text));
  }
  const json = JSON.stringify(value)
    .replaceAll(JSON.stringify(UNKNOWN), "[unknown]")
    .replaceAll(JSON.stringify(MASK), MASK);
  return json.length <= MAX_VALUE_LENGTH ? json : `${json.slice(0, MAX_VALUE_LENGTH)}… (${json.length} characters)`;
}

function countedLines(count: number): string {
  return `${count} lines of text`;
}

function policyLine({ name, before, after }: PolicyChange): Line {
  if (before === undefined || after === undefined) {
    return { sign: after ? "+" : "-", text: `${name}: ${verdictOf(after ?? before)}` };
  }
  return { sign: "~", text: `${name}: ${verdictOf(before)} → ${verdictOf(after)}` };
}

function verdictOf(policy: PreviewPolicy | undefined): string {
  return policy === undefined || policy.status === "disabled"
    ? "disabled"
    : `${policy.status === "advisory" ? "violated" : policy.status} (${policy.enforcementLevel})`;
}

/** New ones with the whole message. */
function violationLines({ violations: { come, gone } }: Differences): Line[] {
  return [
    ...come.flatMap((violation) => [
      { sign: "+" as const, text: `new: ${violationTitle(violation)}` },
      ...messageLines(violation).map((text) => ({ sign: "+" as const, text: `    ${text}`.trimEnd() })),
    ]),
    ...gone.map((violation) => ({ sign: "-" as const, text: `gone: ${violationTitle(violation)}` })),
  ];
}

function violationTitle({ enforcementLevel, severity, policy, urn }: PreviewViolation): string {
  const level = `[${enforcementLevel}]${severity === undefined ? "" : ` [severity: ${severity}]`}`;
  return `${level}  ${policy}${urn === "" ? "" : `  (${shortType(typeOf(urn))}: ${nameOf(urn)})`}`;
}

function messageLines({ message }: PreviewViolation): string[] {
  return message.trimEnd().split("\n");
}

function accessLines({ access: { gone, come } }: Differences): Line[] {
  const rows = [
    ...gone.map((row) => ({ sign: "-" as const, row })),
    ...come.map((row) => ({ sign: "+" as const, row })),
  ];
  const route = ({ from, to }: PreviewAccess) => `${from}\n${to}`;
  const routes = [...new Set(rows.map(({ row }) => route(row)))];
  // What has taken the place of a row stands below it.
  return routes
    .flatMap((each) => rows.filter(({ row }) => route(row) === each))
    .map(({ sign, row: { from, to, port, through } }) => ({ sign, text: `${from} → ${to}  ${port}  ${through}` }));
}

/** `2 resources added`, `1 new violation`…; `none` if nothing differs. */
function totals(differences: Differences): string[] {
  if (!areThereAny(differences)) {
    return ["none"];
  }
  const { components, outputs, policies, violations, access } = differences;
  const resources = components.flatMap((component) => component.resources);
  const ofKind = (kind: ResourceChange["kind"]) => resources.filter((change) => change.kind === kind).length;
  return [
    counted(ofKind("added"), "resource added", "resources added"),
    counted(ofKind("removed"), "resource removed", "resources removed"),
    counted(ofKind("changed"), "resource changed", "resources changed"),
    counted(violations.come.length, "new violation", "new violations"),
    counted(violations.gone.length, "violation gone", "violations gone"),
    counted(policies.length, "other verdict", "other verdicts"),
    counted(access.gone.length + access.come.length, "row of who reaches what", "rows of who reaches what"),
    counted(outputs.length, "output changed", "outputs changed"),
  ].filter((total) => total !== "");
}

function counted(count: number, one: string, several: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : several}`;
}
