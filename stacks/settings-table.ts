import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { formatPath, type Path, valueAt } from "./problems";
import { readStackFile, stackFileText } from "./stack-file";

/** One setting, as the interfaces document it. */
export interface DocumentedSetting {
  path: Path;
  description: string;
  /** What `@default` says; nothing where the setting is required, or simply absent by default. */
  defaultText?: string;
  isRequired: boolean;
}

/**
 * The README's table of all settings: key, what it is, default, and its values in the committed stacks. Words and
 * defaults are those of the settings interfaces, values those of the stacks' files.
 */
export function settingsTable(): string {
  const [dev, prod] = ["dev", "prod"].map((stack) => readStackFile(stackFileText(stack), "three-tier"));
  const rows = documentedSettings().map((setting) => [
    `\`${formatPath(setting.path)}\``,
    setting.description,
    setting.defaultText === undefined ? (setting.isRequired ? "required" : "none") : asCode(setting.defaultText),
    cell(valueAt(dev, setting.path)),
    cell(valueAt(prod, setting.path)),
  ]);
  return [["key", "what it is", "default", "dev", "prod"], ["---", "---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.map((text) => text.replaceAll("|", "\\|")).join(" | ")} |\n`)
    .join("");
}

/** Every setting of a stack, in the order in which the interfaces declare them. */
export function documentedSettings(): DocumentedSetting[] {
  const interfaces = readInterfaces([
    ...typeScriptFiles("../components"),
    ...typeScriptFiles("../components/boot"),
    path.join(__dirname, "settings.ts"),
  ]);
  return settingsOf("StackSettings", [], interfaces);
}

type Interfaces = ReadonlyMap<string, ts.InterfaceDeclaration>;

function settingsOf(name: string, path: Path, interfaces: Interfaces): DocumentedSetting[] {
  return membersOf(name, interfaces).flatMap((member) => {
    const key = member.name.getText();
    const childPath = path.length === 0 && key === "region" ? ["aws:region"] : [...path, key];
    const type = member.type?.getText() ?? "";
    if (interfaces.has(type)) return settingsOf(type, childPath, interfaces);
    const { description, defaultText } = documentationOf(member);
    const isRequired = member.questionToken === undefined && defaultText === undefined;
    return [{ path: childPath, description, isRequired, ...(defaultText !== undefined && { defaultText }) }];
  });
}

/** Own properties first, inherited ones after them. */
function membersOf(name: string, interfaces: Interfaces): ts.PropertySignature[] {
  const declaration = interfaces.get(name);
  if (declaration === undefined) throw new Error(`no interface ${name} among the settings`);
  const bases = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => type.getText()));
  return [
    ...declaration.members.filter((member) => ts.isPropertySignature(member)),
    ...bases.flatMap((base) => membersOf(base, interfaces)),
  ];
}

function documentationOf(member: ts.PropertySignature): { description: string; defaultText: string | undefined } {
  const comment = ts.getJSDocCommentsAndTags(member).find((node) => ts.isJSDoc(node));
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === "default");
  return {
    description: oneLine(ts.getTextOfJSDocComment(comment?.comment) ?? ""),
    defaultText: tag && oneLine(ts.getTextOfJSDocComment(tag.comment) ?? ""),
  };
}

/** Lists become clauses, paragraphs and lines one line. */
function oneLine(text: string): string {
  return text
    .replace(/\.?\n+(?=- )/g, "; ")
    .replace(/(^|; )- /g, "$1")
    .replace(/\s*\n\s*/g, " ")
    .trim();
}

function typeScriptFiles(directory: string): string[] {
  const folder = path.join(__dirname, directory);
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => path.join(folder, file));
}

/** Only the syntax is read: checking types would load the whole AWS package for a few comments. */
function readInterfaces(files: readonly string[]): Interfaces {
  const interfaces = files.flatMap((file) =>
    ts
      .createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true)
      .statements.filter((statement) => ts.isInterfaceDeclaration(statement)),
  );
  return new Map(interfaces.map((declaration) => [declaration.name.text, declaration]));
}

/** Literal values in code font; words stay words. */
function asCode(defaultText: string): string {
  return /^("[^"]*"|\d+|true|false|\[.*\]|\{.*\})$/.test(defaultText) ? `\`${defaultText}\`` : defaultText;
}

function cell(value: unknown): string {
  if (value === undefined) return "";
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map((each) => `\`${typeof each === "string" ? each : JSON.stringify(each)}\``).join(", ");
}
