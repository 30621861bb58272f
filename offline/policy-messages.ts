/**
 * The messages between the engine and a policy pack (`Analyzer` in the SDK's `analyzer.proto`), in the words of this
 * preview. Property values keep their marks for unknowns and secrets; internal properties (`__defaults`) are left out.
 */
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  type ConfigurablePolicy,
  ENFORCEMENT_LEVELS,
  type EnforcementLevel,
  type JsonSchema,
  type PolicySettings,
} from "./policy-config";
import type { PolicyConfig } from "./policy-config-file";
import type { PackStack } from "./policy-pack-process";
import type { PolicyResource } from "./policy-resource";
import { mapProperties, type WireMap, withoutReferences } from "./wire";

export type Severity = "low" | "medium" | "high" | "critical";

/** What a pack says of one of its policies; the level is the policy's own, before any settings. */
export interface PolicyInfo extends ConfigurablePolicy {
  description: string;
  type: "resource" | "stack";
  severity?: Severity;
}

/** A violation, in the words of the pack. */
export interface Diagnostic {
  policy: string;
  description: string;
  message: string;
  enforcementLevel: EnforcementLevel;
  severity?: Severity;
  urn?: string;
}

export interface NotApplicable {
  policy: string;
  reason: string;
}

export interface Analysis {
  diagnostics: Diagnostic[];
  notApplicable: NotApplicable[];
}

/** What a policy would change of a resource, or why it could not tell. */
export interface Remediation {
  policy: string;
  description: string;
  properties: WireMap;
  diagnostic: string;
}

/** What policies at the level `remediate` make of a resource. */
export interface Remedy {
  remediations: Remediation[];
  notApplicable: NotApplicable[];
}

const { ADVISORY, MANDATORY, REMEDIATE, DISABLED } = proto.EnforcementLevel;
const LEVEL_NUMBERS = { advisory: ADVISORY, mandatory: MANDATORY, remediate: REMEDIATE, disabled: DISABLED };
/** By number. */
const SEVERITIES: (Severity | undefined)[] = [undefined, "low", "medium", "high", "critical"];

function levelOf(number: proto.EnforcementLevel): EnforcementLevel {
  const level = ENFORCEMENT_LEVELS.find((name) => LEVEL_NUMBERS[name] === number);
  if (level === undefined) {
    throw new Error(`unknown enforcement level ${number}`);
  }
  return level;
}

export function configureRequest(settings: Record<string, PolicySettings>): proto.ConfigureAnalyzerRequest {
  const request = new proto.ConfigureAnalyzerRequest();
  for (const [name, { enforcementLevel, properties }] of Object.entries(settings)) {
    const policy = new proto.PolicyConfig();
    policy.setEnforcementlevel(LEVEL_NUMBERS[enforcementLevel]);
    policy.setProperties(Struct.fromJavaScript(properties as WireMap));
    request.getPolicyconfigMap().set(name, policy);
  }
  return request;
}

export function stackRequest(stack: PackStack): proto.AnalyzerStackConfigureRequest {
  const request = new proto.AnalyzerStackConfigureRequest();
  request.setProject(stack.project);
  request.setStack(stack.stack);
  request.setOrganization(stack.organization ?? "organization");
  request.setDryRun(stack.mode === "preview");
  request.setConfigSecretKeysList(stack.secretConfigKeys);
  for (const [key, value] of Object.entries(stack.config)) {
    request.getConfigMap().set(key, value);
  }
  return request;
}

/** Undefined for a policy that validates neither resources nor stacks. */
export function policyInfo(policy: proto.PolicyInfo): PolicyInfo | undefined {
  const { POLICY_TYPE_RESOURCE, POLICY_TYPE_STACK } = proto.PolicyType;
  const type = policy.getPolicyType();
  if (type !== POLICY_TYPE_RESOURCE && type !== POLICY_TYPE_STACK) {
    return undefined;
  }
  const schema = policy.getConfigschema();
  return {
    name: policy.getName(),
    description: policy.getDescription(),
    type: type === POLICY_TYPE_STACK ? "stack" : "resource",
    enforcementLevel: levelOf(policy.getEnforcementlevel()),
    severity: SEVERITIES[policy.getSeverity()],
    configSchema: schema && {
      properties: (schema.getProperties()?.toJavaScript() ?? {}) as Record<string, JsonSchema>,
      required: schema.getRequiredList(),
    },
  };
}

/** Settings that the pack's own program gives; as for the engine, their level is `advisory` if they name none. */
export function initialConfig(info: proto.AnalyzerInfo): PolicyConfig {
  const config: PolicyConfig = {};
  info.getInitialconfigMap().forEach((policy, name) => {
    const enforcementLevel = levelOf(policy.getEnforcementlevel());
    config[name] = { ...policy.getProperties()?.toJavaScript(), enforcementLevel };
  });
  return config;
}

export function analyzeRequest(resource: PolicyResource): proto.AnalyzeRequest {
  return requestOf(resource, withoutInternals(resource.inputs));
}

/** What a policy changes replaces the inputs: it has to see all of them. */
export function remediateRequest(resource: PolicyResource): proto.AnalyzeRequest {
  return requestOf(resource, resource.inputs);
}

function requestOf(resource: PolicyResource, properties: WireMap): proto.AnalyzeRequest {
  const request = new proto.AnalyzeRequest();
  request.setUrn(resource.urn);
  request.setType(resource.type);
  request.setName(resource.name);
  request.setProperties(structOf(properties));
  request.setOptions(optionsOf(resource));
  request.setProvider(providerOf(resource));
  return request;
}

export function analyzeStackRequest(resources: PolicyResource[]): proto.AnalyzeStackRequest {
  const request = new proto.AnalyzeStackRequest();
  request.setResourcesList(resources.map(stackResource));
  return request;
}

function stackResource(resource: PolicyResource): proto.AnalyzerResource {
  const message = new proto.AnalyzerResource();
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(resource.name);
  message.setProperties(structOf(withoutInternals(resource.outputs)));
  message.setOptions(optionsOf(resource));
  message.setProvider(providerOf(resource));
  message.setParent(resource.parent ?? "");
  message.setDependenciesList(resource.dependencies);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length > 0) {
      const dependencies = new proto.AnalyzerPropertyDependencies();
      dependencies.setUrnsList(urns);
      message.getPropertydependenciesMap().set(property, dependencies);
    }
  }
  return message;
}

function optionsOf({ options, parent }: PolicyResource): proto.AnalyzerResourceOptions {
  const message = new proto.AnalyzerResourceOptions();
  message.setProtect(options.protect);
  message.setIgnorechangesList(options.ignoreChanges);
  message.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  message.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  message.setAdditionalsecretoutputsList(options.additionalSecretOutputs);
  message.setAliasesList(options.aliases);
  message.setParent(parent ?? "");
  const timeouts = new proto.AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(options.customTimeouts.create ?? 0);
  timeouts.setUpdate(options.customTimeouts.update ?? 0);
  timeouts.setDelete(options.customTimeouts.delete ?? 0);
  message.setCustomtimeouts(timeouts);
  return message;
}

function providerOf({ provider }: PolicyResource): proto.AnalyzerProviderResource | undefined {
  if (!provider) {
    return undefined;
  }
  const message = new proto.AnalyzerProviderResource();
  message.setUrn(provider.urn);
  message.setType(provider.type);
  message.setName(provider.name);
  message.setProperties(structOf(withoutInternals(provider.inputs)));
  return message;
}

function withoutInternals(properties: WireMap): WireMap {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

function structOf(properties: WireMap): Struct {
  return Struct.fromJavaScript(mapProperties(properties, withoutReferences));
}

export function analysisOf(response: proto.AnalyzeResponse): Analysis {
  const diagnostics = response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    description: diagnostic.getDescription(),
    message: diagnostic.getMessage(),
    enforcementLevel: levelOf(diagnostic.getEnforcementlevel()),
    severity: SEVERITIES[diagnostic.getSeverity()],
    urn: diagnostic.getUrn() || undefined,
  }));
  return { diagnostics, notApplicable: notApplicableOf(response) };
}

export function remedyOf(response: proto.RemediateResponse): Remedy {
  const remediations = response.getRemediationsList().map((remediation) => ({
    policy: remediation.getPolicyname(),
    description: remediation.getDescription(),
    properties: remediation.getProperties()?.toJavaScript() ?? {},
    diagnostic: remediation.getDiagnostic(),
  }));
  return { remediations, notApplicable: notApplicableOf(response) };
}

function notApplicableOf(response: proto.AnalyzeResponse | proto.RemediateResponse): NotApplicable[] {
  return response.getNotApplicableList().map((note) => ({ policy: note.getPolicyName(), reason: note.getReason() }));
}
