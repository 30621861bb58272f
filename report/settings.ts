/** The settings in force, and where each comes from. */
import { dirname, join } from "node:path";
import type { ProjectConfig } from "../offline/config";
import { MASK } from "../offline/wire";
import { formatPath, type Path, valueAt } from "../stacks/problems";
import { isHidden, looksSecret } from "../stacks/secrets";
import { type DocumentedSetting, documentedSettings } from "../stacks/settings-table";
import type { SettingData } from "./report-data";
import { valueData } from "./resources";

/** The program whose settings are documented in `stacks/` and `components/`. */
const OWN_PROGRAM = join(__dirname, "..");

/** Those that the program documents, in its order, then what else is set. */
export function settingsData(config: ProjectConfig, other?: ProjectConfig): SettingData[] {
  const values = valuesOf(config);
  const others = other === undefined ? undefined : valuesOf(other);
  const documented = dirname(config.program) === OWN_PROGRAM ? documentedSettings() : [];
  const known = new Set(documented.map(({ path }) => formatPath(path)));
  const extra = [...leaves(values, known), ...leaves(others ?? {}, known)];
  const undocumented = [...new Map(extra.map((path) => [formatPath(path), path])).values()];
  const rows: Pick<DocumentedSetting, "path" | "description" | "defaultText">[] = [
    ...documented,
    ...undocumented.map((path) => ({ path, description: "" })),
  ];
  return rows.map(({ path, description, defaultText }) => {
    const value = shownValue(values, path, config);
    const theirs = others && other ? shownValue(others, path, other) : undefined;
    const byDefault = defaultText?.replace(/^"([^"]*)"$/, "$1");
    const inForce = value ?? byDefault;
    const source = value !== undefined ? sourceOf(path, config) : defaultText === undefined ? "none" : "default";
    return {
      ...{ key: formatPath(path), description, source },
      ...(inForce !== undefined && { value: inForce }),
      ...(others && { other: theirs ?? byDefault ?? "" }),
    };
  });
}

function valuesOf({ config, project }: ProjectConfig): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [ownKey(key, project), decoded(text)]));
}

/** Keys of the project go without its name. */
function ownKey(key: string, project: string): string {
  return key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key;
}

function decoded(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function sourceOf([key]: Path, { project, stackKeys }: ProjectConfig): SettingData["source"] {
  return stackKeys.some((stackKey) => ownKey(stackKey, project) === key) ? "stack" : "project";
}

function shownValue(values: object, path: Path, { project, secretConfigKeys }: ProjectConfig): string | undefined {
  const value = valueAt(values, path);
  if (value === undefined) return undefined;
  const isSecret = secretConfigKeys.some((key) => ownKey(key, project) === path[0]);
  return isSecret ? MASK : valueData("", withoutSecrets(value, path)).text;
}

function withoutSecrets(value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return value.map((member, index) => withoutSecrets(member, [...path, index]));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [key, withoutSecrets(member, [...path, key])]),
    );
  }
  return isHidden(path, value) || looksSecret("", value) ? MASK : value;
}

/** The values that no documented key covers: lists are values too. */
function leaves(value: unknown, known: ReadonlySet<string>, path: Path = []): Path[] {
  if (path.length > 0 && known.has(formatPath(path))) return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, known, [...path, key]));
}
