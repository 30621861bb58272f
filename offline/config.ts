/**
 * Reads a project's and a stack's settings as the engine does: `Pulumi.yaml` declares keys with types and defaults,
 * `Pulumi.<stack>.yaml` gives values, a key without a namespace belongs to the project.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isMap } from "../command-line/is-map";
import { parseGoYaml, YamlError, type YamlValue } from "./go-yaml";
import { UserError } from "../command-line/user-error";
import { MASK } from "./wire";

/** Something in the settings files, or in the choice of the stack, that the user can mend. */
export class ConfigError extends UserError {}

export interface ProjectConfig {
  /** The directory of `Pulumi.yaml`. */
  directory: string;
  project: string;
  /** The program, as `main` in `Pulumi.yaml` or `package.json` says. */
  program: string;
  stack: string;
  /** Full keys (`three-tier:network`); objects as JSON text, as the engine hands them to a program. */
  config: Record<string, string>;
  secretConfigKeys: string[];
  /** The full keys that `Pulumi.<stack>.yaml` sets; the others have their value from `Pulumi.yaml`. */
  stackKeys: string[];
  warnings: string[];
}

type YamlMap = Record<string, YamlValue | undefined>;

/** A key that `Pulumi.yaml` declares. */
interface Declaration {
  type?: string;
  items?: YamlMap;
  /** The default, or the fixed value of another namespace's key. */
  value?: YamlValue;
  secret: boolean;
}

interface Setting {
  text: string;
  secret: boolean;
  /** Objects and lists travel as JSON text. */
  structured: boolean;
}

/** The stacks of the project in or above `directory`: those with a `Pulumi.<stack>.yaml`. */
export function stackNames(directory: string): string[] {
  const projectFile = findProject(resolve(directory));
  return stacksIn(settingsDirectoryOf(projectFile, readMap(projectFile)));
}

/** Reads the settings of `stack` for the project in or above `directory`; throws {@link ConfigError}. */
export function loadConfig(directory: string, stack: string): ProjectConfig {
  try {
    return load(findProject(resolve(directory)), stack);
  } catch (error) {
    throw error instanceof YamlError ? new ConfigError(error.message) : error;
  }
}

function settingsDirectoryOf(projectFile: string, { stackConfigDir }: YamlMap): string {
  return join(dirname(projectFile), typeof stackConfigDir === "string" ? stackConfigDir : ".");
}

function load(projectFile: string, stack: string): ProjectConfig {
  const directory = dirname(projectFile);
  const projectYaml = readMap(projectFile);
  const project = projectYaml.name;
  if (typeof project !== "string" || project === "") {
    throw new ConfigError(`${basename(projectFile)}: project is missing a non-empty string 'name' attribute`);
  }
  const declarations = declarationsOf(projectYaml.config, project, basename(projectFile));
  const settingsDirectory = settingsDirectoryOf(projectFile, projectYaml);
  const stackFile = `Pulumi.${stack}.yaml`;
  const stacks = stacksIn(settingsDirectory);
  if (!stacks.includes(stack)) {
    const known = stacks.length > 0 ? `the stacks here are: ${stacks.join(", ")}` : "there are no stacks here yet";
    throw new ConfigError(
      `There is no stack "${stack}" (${relative(directory, join(settingsDirectory, stackFile))} does not exist); ${known}`,
    );
  }
  const stackYaml = readMap(join(settingsDirectory, stackFile));
  const warnings: string[] = [];
  if (stackYaml.environment !== undefined) {
    warnings.push(`${stackFile}: values from "environment" are kept by Pulumi Cloud and are missing here`);
  }
  const settings = settingsOf(stackYaml.config, project, stackFile, warnings);
  const stackKeys = [...settings.keys()];
  applyDeclarations(settings, declarations, project, stack);
  return {
    directory,
    project,
    program: programOf(directory, projectYaml.main),
    stack,
    config: Object.fromEntries([...settings].map(([key, { text }]) => [key, text])),
    secretConfigKeys: [...settings].filter(([, { secret }]) => secret).map(([key]) => key),
    stackKeys,
    warnings,
  };
}

/** `Pulumi.yaml` in `directory` or above it; throws {@link ConfigError}. */
export function findProject(directory: string): string {
  const candidates = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(directory, name));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file) {
    return file;
  }
  if (dirname(directory) === directory) {
    throw new ConfigError("There is no Pulumi.yaml in this directory or above it");
  }
  return findProject(dirname(directory));
}

function stacksIn(directory: string): string[] {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  return names.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []).sort();
}

function programOf(directory: string, main: YamlValue | undefined): string {
  if (typeof main === "string") {
    return resolve(directory, main);
  }
  const manifest = join(directory, "package.json");
  const { main: entry } = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, "utf8")) as { main?: string })
    : { main: undefined };
  return resolve(directory, entry ?? "index.ts");
}

function readMap(file: string): YamlMap {
  const content = parseGoYaml(readText(file), basename(file));
  if (content === null) {
    return {};
  }
  if (!isMap(content)) {
    throw new ConfigError(`${basename(file)}: keys and values were expected`);
  }
  return content;
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/, .*/, "") : String(error);
    throw new ConfigError(`${basename(file)} cannot be read: ${reason}`);
  }
}

/** The `config` section of `Pulumi.yaml`, in its short form (`key: value`) or its long one. */
function declarationsOf(section: YamlValue | undefined, project: string, file: string): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const [key, declared] of Object.entries(isMap(section) ? section : {})) {
    const fault = (text: string) => new ConfigError(`${file}: configuration key '${key}' ${text}`);
    const own = !key.includes(":") || key.startsWith(`${project}:`);
    if (!isMap(declared)) {
      declarations.set(key, { value: declared ?? undefined, secret: false });
      continue;
    }
    const { type, items, default: fallback, value, secret } = declared;
    if (fallback !== undefined && value !== undefined) {
      throw fault("cannot have both a 'default' and 'value' attribute");
    }
    if (!own && (type !== undefined || fallback !== undefined)) {
      throw fault("is not namespaced by the project: it takes a 'value', and neither a 'type' nor a 'default'");
    }
    if (!own && value === undefined) {
      throw fault("is namespaced and must provide an attribute 'value'");
    }
    const declaration: Declaration = {
      type: typeof type === "string" ? type : undefined,
      items: isMap(items) ? items : undefined,
      value: value ?? fallback ?? undefined,
      secret: secret === true,
    };
    if (declaration.type === "array" && !declaration.items) {
      throw fault("declares an array but does not specify the underlying type via the 'items' attribute");
    }
    if (fallback !== undefined && declaration.type !== undefined && !hasType(fallback, declaration)) {
      throw fault(`has a default value that is not of the expected type '${typeName(declaration)}'`);
    }
    declarations.set(key, declaration);
  }
  return declarations;
}

/** The `config` section of a stack's file. */
function settingsOf(section: YamlValue | undefined, project: string, file: string, warnings: string[]) {
  const settings = new Map<string, Setting>();
  if (section !== undefined && section !== null && !isMap(section)) {
    throw new ConfigError(`${file}: "config" must hold keys and values`);
  }
  for (const [key, value = null] of Object.entries(section ?? {})) {
    if (value === null) {
      warnings.push(`${file}: "${key}" has no value; it is treated as an empty string`);
    }
    settings.set(fullKey(key, project, file), settingOf(value));
  }
  return settings;
}

function fullKey(key: string, project: string, file: string): string {
  const parts = key.split(":");
  if (parts.length === 1) {
    return `${project}:${key}`;
  }
  if (parts.length === 2) {
    return key;
  }
  if (parts.length === 3 && parts[1] === "config") {
    return `${parts[0]}:${parts[2]}`;
  }
  throw new ConfigError(`${file}: could not parse ${key} as a configuration key (it should be \`<namespace>:<name>\`)`);
}

function settingOf(value: YamlValue): Setting {
  const secret = containsSecure(value);
  const structured = typeof value === "object" && value !== null && !isSecure(value);
  return { text: structured ? goJson(value) : scalarText(value), secret, structured };
}

function scalarText(value: YamlValue): string {
  return isSecure(value) ? MASK : scalar(value);
}

/** Adds what the stack leaves to the project's defaults, and checks what it says against the declared types. */
function applyDeclarations(
  settings: Map<string, Setting>,
  declarations: Map<string, Declaration>,
  project: string,
  stack: string,
): void {
  const missing: string[] = [];
  for (const [key, { value }] of declarations) {
    const full = key.includes(":") ? key : `${project}:${key}`;
    if (settings.has(full)) {
      continue;
    }
    if (value !== undefined) {
      settings.set(full, settingOf(value));
    } else {
      missing.push(key);
    }
  }
  if (missing.length > 0) {
    const names = missing.sort().map((key) => `'${key}'`);
    const list = [names.slice(0, -1).join(", "), names.at(-1)].filter(Boolean).join(" and ");
    throw new ConfigError(`Stack '${stack}' is missing configuration value${names.length > 1 ? "s" : ""} ${list}`);
  }
  const faults: string[] = [];
  for (const [key, declaration] of declarations) {
    const setting = settings.get(key.includes(":") ? key : `${project}:${key}`);
    const about = `Stack '${stack}' with configuration key '${key}' must be`;
    if (!setting || declaration.type === undefined) {
      continue;
    }
    if (declaration.secret && !setting.secret) {
      faults.push(`${about} encrypted as it's secret`);
    } else if (!setting.secret && !hasType(contentOf(setting), declaration)) {
      faults.push(`${about} of type '${typeName(declaration)}'`);
    }
  }
  if (faults.length > 0) {
    throw new ConfigError(faults.join("\n"));
  }
}

function contentOf(setting: Setting): YamlValue {
  return setting.structured ? (JSON.parse(setting.text) as YamlValue) : setting.text;
}

/** Whether the engine takes `value` for one of the declared type; texts that read as a number or a boolean are fine. */
function hasType(value: YamlValue, { type, items }: { type?: YamlValue; items?: YamlValue }): boolean {
  switch (type) {
    case "string":
      return typeof value === "string";
    case "integer":
      return typeof value === "string"
        ? /^[-+]?\d+$/.test(value)
        : Number.isInteger(value) || typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean" || value === "true" || value === "false";
    case "object":
      return isMap(value);
    default:
      return Array.isArray(value) && isMap(items) && value.every((item) => hasType(item, items));
  }
}

function typeName({ type, items }: { type?: YamlValue; items?: YamlValue }): string {
  return isMap(items) ? `array<${typeName(items)}>` : scalar(type ?? null);
}

/** JSON as Go writes it: keys sorted, and `<`, `>` and `&` escaped. */
function goJson(value: YamlValue): string {
  return JSON.stringify(value, (_, inner: YamlValue) => {
    if (typeof inner === "bigint") {
      return Number(inner);
    }
    if (isSecure(inner)) {
      return MASK;
    }
    return isMap(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner;
  }).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `secure: v1:…` holds a text that only the stack's key can read. */
function isSecure(value: YamlValue): boolean {
  return isMap(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function containsSecure(value: YamlValue): boolean {
  const members = typeof value === "object" && value !== null ? Object.values(value) : [];
  return isSecure(value) || members.some((member) => containsSecure(member ?? null));
}

function scalar(value: YamlValue): string {
  return typeof value === "object" ? "" : String(value);
}
