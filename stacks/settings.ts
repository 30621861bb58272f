import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { BastionSettings } from "../components/bastion";
import type { OperatingSystem } from "../components/boot/types";
import type { LogSettings } from "../components/log-pipeline";
import type { DatabaseSettings } from "../components/replicated-database";
import type { NetworkSettings } from "../components/vpc-with-nat";
import type { WasSettings } from "../components/was-tier";
import type { WebSettings } from "../components/web-tier";
import {
  type Finding,
  formatPath,
  formatValue,
  nearest,
  type Path,
  type Problem,
  SettingsError,
  valueAt,
} from "./problems";
import { enumerate, type UnknownKey } from "./schema/leaf";
import type { Known, Sound } from "./schema/rule";
import { KEY_ORDER, RULES, SECTIONS_LEFT_OUT, type StackFile, stackSchema } from "./schema/stack";
import { tagFindings } from "./schema/tags";
import { isHidden } from "./secrets";

/** What `Pulumi.<stack>.yaml` says of one stack. What it leaves out, the components decide. */
export interface StackSettings {
  /** AWS region, `aws:region` in the file. */
  region: string;
  /**
   * The stack serves real users: what holds state is protected, databases leave a last snapshot, and the settings have
   * to keep the rules of production. @default false
   */
  production: boolean;
  /**
   * Ubuntu release of WEB and WAS, `ubuntu-20.04` or `ubuntu-24.04`. 20.04 is the document's choice; its standard
   * support ended in May 2025, and security updates since then take Ubuntu Pro.
   *
   * @default "ubuntu-20.04"
   */
  operatingSystem: OperatingSystem;
  network: NetworkSettings;
  bastion: BastionSettings;
  web: WebSettings;
  was: WasSettings;
  database: DatabaseSettings;
  logs: LogSettings;
}

/**
 * Checks the settings of a stack and gives them their types.
 *
 * @param raw the values by key, without the project's namespace; keys of other namespaces (`aws:region`) keep theirs
 * @param where the file they come from
 * @param secretKeys top-level keys whose values no message may show
 * @throws SettingsError with everything that is wrong
 */
export function parseSettings(
  raw: Record<string, unknown>,
  where: string,
  secretKeys: ReadonlySet<string> = new Set(),
): StackSettings {
  const file = { ...SECTIONS_LEFT_OUT, ...onlyOurs(raw) };
  // To read once takes less time than to compile the schema.
  const parsed = stackSchema.safeParse(file, { jitless: true });
  const findings = parsed.success ? [] : parsed.error.issues.map(findingOf);
  findings.push(...ruleFindings(file, findings));
  if (findings.length > 0 || !parsed.success) {
    const ordered = findings.map((finding) => ({ finding, rank: KEY_ORDER.indexOf(String(finding.path[0])) }));
    ordered.sort((one, other) => one.rank - other.rank);
    throw new SettingsError(
      where,
      ordered.map(({ finding }) => problemOf(file, finding, secretKeys)),
    );
  }
  const {
    production = false,
    operatingSystem = "ubuntu-20.04",
    network,
    bastion,
    web,
    was,
    database,
    logs,
  } = parsed.data;
  const region = parsed.data["aws:region"];
  return { region, production, operatingSystem, network, bastion, web, was, database, logs };
}

/**
 * The settings of the stack that is being deployed.
 *
 * @throws pulumi.RunError, which the engine prints without a stack trace, when something is wrong with them
 */
export function loadSettings(): StackSettings {
  const config = pulumi.runtime.allConfig();
  const secretKeys = Object.keys(config).filter(isSecret);
  try {
    return settingsOf(config, secretKeys, pulumi.getProject(), `Pulumi.${pulumi.getStack()}.yaml`);
  } catch (error) {
    if (error instanceof SettingsError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/**
 * The settings in a stack's configuration as the engine hands it over: full keys, values as text.
 *
 * @param where the file they come from
 * @throws SettingsError with everything that is wrong
 */
export function settingsOf(
  config: Record<string, string>,
  secretKeys: string[],
  project: string,
  where: string,
): StackSettings {
  const nameOf = (key: string) => (key.startsWith(`${project}:`) ? key.slice(project.length + 1) : key);
  const raw = Object.entries(config).map(([key, value]) => [nameOf(key), decode(value)] as const);
  return parseSettings(Object.fromEntries(raw), where, new Set(secretKeys.map(nameOf)));
}

/** The engine hands every value over as text: mappings and lists as JSON, flags as the words. */
function decode(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The SDK knows which values are encrypted in the file, but does not declare the function that tells. */
function isSecret(key: string): boolean {
  const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret: (key: string) => boolean };
  return isConfigSecret(key);
}

/** Leaves out the keys of other namespaces: they configure providers, who check them. */
function onlyOurs(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !key.includes(":") || KEY_ORDER.includes(key)));
}

function findingOf(issue: z.core.$ZodIssue): Finding {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code !== "custom" || issue.params === undefined) return { path, message: issue.message };
  const { knownKeys } = issue.params as UnknownKey;
  const name = String(path.at(-1));
  const meant = nearest(name, knownKeys);
  const places = `the settings here are ${enumerate(knownKeys).replace(/ or /, " and ")}`;
  return { path, message: `is not a setting; ${meant === undefined ? places : `did you mean "${meant}"?`}` };
}

/** What the rules find in the values that are sound by themselves, one finding for each key. */
function ruleFindings(file: object, found: readonly Finding[]): Finding[] {
  const { "aws:region": region, "aws:defaultTags": tags, ...sections } = withoutFound(file, found) as Sound<StackFile>;
  const known: Known = {
    settings: { region, ...sections },
    isGiven: (...path) => valueAt(file, path) !== undefined,
  };
  const taken = new Set(found.map(({ path }) => formatPath(path)));
  const findings = [...tagFindings(tags?.tags), ...RULES.flatMap((rule) => [...rule(known)])];
  return findings.filter(({ path }) => {
    const isFirst = path.every((_, index) => !taken.has(formatPath(path.slice(0, index + 1))));
    taken.add(formatPath(path));
    return isFirst;
  });
}

/** A copy of a value without what was found wrong in it; list elements leave a gap, so that indexes stay. */
function withoutFound(value: unknown, found: readonly Finding[], path: Path = []): unknown {
  const here = formatPath(path);
  if (path.length > 0 && found.some((finding) => formatPath(finding.path) === here)) return undefined;
  if (Array.isArray(value)) return value.map((element, index) => withoutFound(element, found, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, withoutFound(child, found, [...path, key])]),
  );
}

function problemOf(file: object, { path, message }: Finding, secretKeys: ReadonlySet<string>): Problem {
  const value = valueAt(file, path);
  const shown = message.startsWith("is not a setting;") ? undefined : formatValue(value);
  const hidden = shown !== undefined && (secretKeys.has(String(path[0])) || isHidden(path, value));
  const text = hidden ? "(not shown)" : shown;
  return { key: formatPath(path), ...(text !== undefined && { value: text }), message };
}
