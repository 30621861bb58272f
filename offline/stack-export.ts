/**
 * Reads the file that `pulumi stack export` writes, as the engine reads it for `pulumi policy analyze`
 * (`pkg/resource/deploy/analyze_snapshot.go`): every resource that is not about to be deleted, as it was last deployed.
 */
import { createHash } from "node:crypto";
import type { ProviderState } from "./default-provider";
import type { PolicyResource } from "./policy-resource";
import { readGivenFile } from "../command-line/given-file";
import { isMap } from "../command-line/is-map";
import { shownPath } from "../command-line/shown-path";
import { isProviderType, isUrn, nameOf, projectOf, stackOf, urnOfProvider } from "./urn";
import { UserError } from "../command-line/user-error";
import { asStateSecrets, mapProperties, type Wire, type WireMap, withStateSecrets } from "./wire";

export interface StackExport {
  project: string;
  stack: string;
  resources: PolicyResource[];
}

const VERSIONS = [3, 4];

/** Throws {@link UserError} if the file is not the export of a stack with resources. */
export function readStackExport(file: string): StackExport {
  const name = shownPath(file);
  const states = statesOf(parse(file, name), name).filter((state) => state.delete !== true);
  const wrong = states.findIndex(({ urn, type }) => !isUrn(text(urn)) || text(type) === "");
  if (wrong >= 0) {
    throw new UserError(`${name} is damaged: resource ${wrong + 1} has no URN and type`);
  }
  if (states.length === 0) {
    throw new UserError(`${name} holds no resources: the stack is not deployed`);
  }
  const providers = new Map(states.filter(({ type }) => isProviderType(text(type))).map((state) => [state.urn, state]));
  const [{ urn }] = states as [{ urn: string }];
  return {
    project: projectOf(urn),
    stack: stackOf(urn),
    resources: states.map((state) => resourceOf(state, providers)),
  };
}

/**
 * The text of an export with these resources; its secrets are in clear as with `--show-secrets`, or look encrypted.
 * Stands in for the command in tests.
 */
export function stackExportOf(resources: PolicyResource[], { showSecrets = false } = {}): string {
  const states = resources.map((resource) => {
    const { urn, type, parent, inputs, outputs, dependencies, propertyDependencies, provider, analyzed } = resource;
    const { protect, ignoreChanges, additionalSecretOutputs, aliases, customTimeouts } = resource.options;
    const custom = provider !== undefined || isProviderType(type);
    return {
      ...{ urn, type, parent, custom, dependencies, propertyDependencies, protect },
      ...{ ignoreChanges, additionalSecretOutputs, aliases, customTimeouts },
      id: custom ? (outputs.id ?? PROVIDER_ID) : undefined,
      external: !analyzed,
      inputs: mapProperties(inputs, (value) => asStateSecrets(value, showSecrets)),
      outputs: mapProperties(outputs, (value) => asStateSecrets(value, showSecrets)),
      provider: provider && `${provider.urn}::${PROVIDER_ID}`,
    };
  });
  const version = "v3.248.0";
  // The engine takes a file without this for a damaged one.
  const magic = createHash("sha256").update(version).digest("hex");
  const manifest = { time: "2026-01-01T00:00:00Z", magic, version };
  return `${JSON.stringify({ version: 3, deployment: { manifest, resources: states } }, null, 4)}\n`;
}

const PROVIDER_ID = "00000000-0000-4000-8000-000000000000";

function parse(file: string, name: string): Wire {
  const content = readGivenFile(file, name);
  try {
    return JSON.parse(content) as Wire;
  } catch {
    // What a parser says of a text may quote it.
    throw new UserError(`${name} is not JSON; ${HOW_TO_EXPORT}`);
  }
}

const HOW_TO_EXPORT = "write it with: pulumi stack export --file FILE";

function statesOf(content: Wire, name: string): WireMap[] {
  const { version, deployment } = map(content);
  if (Object.keys(map(deployment)).length === 0) {
    throw new UserError(`${name} is not the export of a stack; ${HOW_TO_EXPORT}`);
  }
  if (!VERSIONS.some((known) => known === version)) {
    const found = JSON.stringify(version ?? null);
    throw new UserError(`${name} has the version ${found}, not 3 or 4: export the stack with a current pulumi`);
  }
  return list(map(deployment).resources).map(map);
}

function resourceOf(state: WireMap, providers: Map<Wire, WireMap>): PolicyResource {
  const timeouts = map(state.customTimeouts);
  return {
    urn: text(state.urn),
    type: text(state.type),
    name: nameOf(text(state.urn)),
    parent: text(state.parent) || undefined,
    analyzed: true,
    inputs: propertiesOf(state.inputs),
    outputs: propertiesOf(state.outputs),
    dependencies: list(state.dependencies).map(text),
    propertyDependencies: Object.fromEntries(
      Object.entries(map(state.propertyDependencies)).map(([property, urns]) => [property, list(urns).map(text)]),
    ),
    options: {
      protect: state.protect === true,
      ignoreChanges: list(state.ignoreChanges).map(text),
      additionalSecretOutputs: list(state.additionalSecretOutputs).map(text),
      aliases: list(state.aliases).map(text),
      customTimeouts: {
        create: number(timeouts.create),
        update: number(timeouts.update),
        delete: number(timeouts.delete),
      },
    },
    provider: providerOf(text(state.provider), providers),
  };
}

function providerOf(reference: string, providers: Map<Wire, WireMap>): ProviderState | undefined {
  const state = providers.get(urnOfProvider(reference));
  const urn = text(state?.urn);
  return state && { urn, type: text(state.type), name: nameOf(urn), inputs: propertiesOf(state.inputs) };
}

function propertiesOf(value: Wire | undefined): WireMap {
  return mapProperties(map(value), withStateSecrets);
}

function map(value: Wire | undefined): WireMap {
  return isMap(value) ? value : {};
}

function list(value: Wire | undefined): Wire[] {
  return Array.isArray(value) ? value : [];
}

function text(value: Wire | undefined): string {
  return typeof value === "string" ? value : "";
}

function number(value: Wire | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
