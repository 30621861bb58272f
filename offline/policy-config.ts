/**
 * The settings of a pack's policies for one stack, read and checked as the engine does for `--policy-pack-config`
 * (`pkg/resource/analyzer/config.go`): by the name of a policy, or `all`, a level, or an object of `enforcementLevel` and
 * the policy's own properties.
 *
 *     { "all": "mandatory", "ssh-only-from-bastion": { "enforcementLevel": "advisory", "port": 22 } }
 *
 * Two typing mistakes that the engine lets pass are errors here: the name of a policy that the pack does not have, and
 * a property that the policy's schema does not name. The schema's `format` is not checked.
 */
import { Ajv, type ErrorObject } from "ajv";
import { isMap } from "../command-line/is-map";
import type { PolicyConfig } from "./policy-config-file";
import { PolicyPackError } from "./policy-pack-project";

export const ENFORCEMENT_LEVELS = ["advisory", "mandatory", "remediate", "disabled"] as const;
export type EnforcementLevel = (typeof ENFORCEMENT_LEVELS)[number];

/** What is in force for one policy. */
export interface PolicySettings {
  enforcementLevel: EnforcementLevel;
  properties: Record<string, unknown>;
}

/** Of a JSON schema, all that is looked at here. */
export interface JsonSchema {
  default?: unknown;
  [keyword: string]: unknown;
}

/** What settings are checked against. */
export interface ConfigurablePolicy {
  name: string;
  enforcementLevel: EnforcementLevel;
  configSchema?: { properties: Record<string, JsonSchema>; required: string[] };
}

/**
 * Completes settings: what `config` gives comes before what the pack's program gives (`initial`), and that before the
 * policy's own level and the defaults of its schema. Throws one {@link PolicyPackError} that names all faults.
 */
export function reconcileConfig(
  policies: ConfigurablePolicy[],
  initial: PolicyConfig,
  config: PolicyConfig,
  source: string,
): Record<string, PolicySettings> {
  const faults = [initial, config].flatMap((layer) => faultsOf(layer, policies));
  const settings = policies.map((policy) => [policy.name, settingsOf(policy, [initial, config])] as const);
  if (faults.length === 0) {
    faults.push(...settings.flatMap(([, { properties }], index) => schemaFaults(policies[index], properties)));
  }
  if (faults.length > 0) {
    const title = faults.length === 1 ? "a policy setting is wrong" : `${faults.length} policy settings are wrong`;
    throw new PolicyPackError([`${source}: ${title}`, ...faults].join("\n  "));
  }
  return Object.fromEntries(settings);
}

function settingsOf(policy: ConfigurablePolicy, layers: PolicyConfig[]): PolicySettings {
  const defaults = Object.entries(policy.configSchema?.properties ?? {}).flatMap(([key, schema]) =>
    schema.default === undefined ? [] : [[key, schema.default] as const],
  );
  const settings: PolicySettings = {
    enforcementLevel: policy.enforcementLevel,
    properties: Object.fromEntries(defaults),
  };
  for (const layer of layers) {
    const { enforcementLevel: levelOfAll } = partsOf(layer.all);
    const { enforcementLevel: level, ...properties } = partsOf(layer[policy.name]);
    settings.enforcementLevel = (level ?? levelOfAll ?? settings.enforcementLevel) as EnforcementLevel;
    Object.assign(settings.properties, properties);
  }
  return settings;
}

/** What is wrong whatever a policy's schema says. */
function faultsOf(config: PolicyConfig, policies: ConfigurablePolicy[]): string[] {
  return Object.entries(config).flatMap(([name, value]) => {
    if (name === "environments") {
      return ["environments: they are kept by Pulumi Cloud and cannot be read offline; give their values here"];
    }
    if (name !== "all" && !policies.some((policy) => policy.name === name)) {
      const known = policies.map((policy) => policy.name).join(", ") || "none";
      return [`${name}: there is no such policy; the pack's policies are: ${known}`];
    }
    if (typeof value !== "string" && !isMap(value)) {
      return [`${name}: ${show(value)} is neither a level (${LEVEL_LIST}) nor an object of settings`];
    }
    const { enforcementLevel: level, ...properties } = partsOf(value);
    const faults = Object.keys(name === "all" ? properties : {}).map(
      (key) => `all.${key}: only enforcementLevel can be set for all policies; set ${key} for each policy that has it`,
    );
    if (level !== undefined && !ENFORCEMENT_LEVELS.some((known) => known === level)) {
      const key = typeof value === "string" ? name : `${name}.enforcementLevel`;
      faults.push(`${key}: ${show(level)} is not an enforcement level; use ${LEVEL_LIST}`);
    }
    return faults;
  });
}

const LEVEL_LIST = `${ENFORCEMENT_LEVELS.slice(0, -1).join(", ")} or ${ENFORCEMENT_LEVELS.at(-1) ?? ""}`;

/** A level alone is short for an object with nothing else. */
function partsOf(value: unknown): Record<string, unknown> {
  if (typeof value === "string") {
    return { enforcementLevel: value };
  }
  return isMap(value) ? value : {};
}

/** As permissive as the engine's validator about what a schema may hold. */
const ajv = new Ajv({
  meta: false,
  validateSchema: false,
  allErrors: true,
  verbose: true,
  strict: false,
  logger: false,
  validateFormats: false,
  // Each schema is used once: better code takes longer to make than it saves.
  code: { optimize: false },
});

function schemaFaults({ name, configSchema }: ConfigurablePolicy, properties: Record<string, unknown>): string[] {
  if (!configSchema) {
    return [];
  }
  try {
    const validate = ajv.compile({ type: "object", ...configSchema, additionalProperties: false });
    validate(properties);
    return (validate.errors ?? []).map((error) => schemaFault(name, error, Object.keys(configSchema.properties)));
  } catch (error) {
    return [
      `${name}: the policy's own configSchema is wrong: ${error instanceof Error ? error.message : String(error)}`,
    ];
  }
}

function schemaFault(policy: string, error: ErrorObject, known: string[]): string {
  const { keyword, data, message = "", params } = error as ErrorObject<string, Record<string, unknown>>;
  const path = policy + error.instancePath.replace(/\/(\d+)/g, "[$1]").replaceAll("/", ".");
  switch (keyword) {
    case "required":
      return `${path}.${String(params.missingProperty)}: it has no value and no default; give it one`;
    case "additionalProperties": {
      const among = error.instancePath === "" ? `; the policy's are: ${known.join(", ") || "none"}` : "";
      return `${path}.${String(params.additionalProperty)}: there is no such property${among}`;
    }
    case "enum":
      return `${path}: ${show(data)} ${message}: ${(params.allowedValues as unknown[]).map(show).join(", ")}`;
    default:
      return `${path}: ${show(data)} ${message}`;
  }
}

function show(value: unknown): string {
  return JSON.stringify(value);
}
