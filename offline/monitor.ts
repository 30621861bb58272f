/**
 * The engine's resource monitor, in process: it records what a program registers and answers as the engine does when
 * the stack is empty. It knows nothing of AWS: what providers would answer is asked of {@link Providers}.
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { isProviderType, isUrn, makeUrn, type StackName } from "./urn";
import { isSecret, mapProperties, secret, UNKNOWN, withoutOutputValues, type WireMap } from "./wire";

/**
 * - `preview`: as at a first `pulumi preview`; ids and computed outputs are unknown.
 * - `update`: as after a first `pulumi up`; they have plausible values.
 */
export type Mode = "preview" | "update";

/** A resource as the engine would keep it. */
export interface RegisteredResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack itself. */
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** True for what is only read (`X.get(…)`), not managed. */
  external: boolean;
  /** The provider's id; undefined for components, and at preview for what would be created. */
  id?: string;
  inputs: WireMap;
  outputs: WireMap;
  /** URNs of everything the resource waits for. */
  dependencies: string[];
  /** Property → URNs of the resources its value comes from. */
  propertyDependencies: Record<string, string[]>;
  options: ResourceOptions;
  /** Version of the package, and so of the provider, the program was written for; empty if it names none. */
  version: string;
}

/** The options of a resource that the engine knows. */
export interface ResourceOptions {
  protect: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  additionalSecretOutputs: string[];
  retainOnDelete: boolean;
  deleteBeforeReplace?: boolean;
  deletedWith?: string;
  /** Reference of an explicit provider: its URN, `::`, its id. */
  provider?: string;
  /** URNs, or the parts of one that differ from the resource's own. */
  aliases: (string | Record<string, unknown>)[];
  customTimeouts?: { create?: string; update?: string; delete?: string };
}

/** Stands in for provider plugins; both functions depend on nothing but their arguments. */
export interface Providers {
  /** State of a resource once created; at preview there is no id, and only what is known by then. */
  create: (request: CreateRequest) => { id?: string; outputs: WireMap };
  /** Result of a function such as `aws:ssm/getParameter:getParameter`; throws where there is none. */
  invoke: (token: string, args: WireMap) => WireMap;
}

export interface CreateRequest {
  mode: Mode;
  urn: string;
  type: string;
  name: string;
  /** As registered: unknown values and secrets are marked. */
  inputs: WireMap;
  /** Id of a resource that is only read. */
  existingId?: string;
  /** Tells a resource from the one it replaces, which has another id and name; 0 for the first. */
  generation?: number;
}

/** Builds a remote component as its provider would: it registers the component and its children itself. */
export type Construct = (request: proto.RegisterResourceRequest) => Promise<Constructed>;

export interface Constructed {
  urn: string;
  state: WireMap;
  /** Property of the state → URNs of the resources its value comes from. */
  dependencies: Record<string, string[]>;
}

/** What the engine says about a program that asks for something impossible. */
export class EngineError extends Error {}

type Callback<T> = (error: (Error & { details?: string }) | null, response?: T) => void;

const FEATURES = new Set(
  "secrets resourceReferences outputValues aliasSpecs deletedWith replaceWith parameterization".split(" "),
);

export class Monitor {
  /** In the order of registration. */
  readonly resources = new Map<string, RegisteredResource>();
  /** The first reason why the engine would have stopped. */
  failure?: Error;
  /** Counts requests, to tell progress from standstill. */
  requests = 0;

  constructor(
    private readonly stackName: StackName,
    private readonly mode: Mode,
    private readonly providers: Providers,
    private readonly construct: Construct,
  ) {}

  registerResource(request: proto.RegisterResourceRequest, callback: Callback<proto.RegisterResourceResponse>): void {
    this.answer(callback, () =>
      this.noting(() => (request.getRemote() ? this.registerRemote(request) : this.registerLocal(request))),
    );
  }

  readResource(request: proto.ReadResourceRequest, callback: Callback<proto.ReadResourceResponse>): void {
    this.answer(callback, () => this.noting(() => this.read(request)));
  }

  registerResourceOutputs(request: proto.RegisterResourceOutputsRequest, callback: Callback<object>): void {
    this.answer(callback, () => {
      const resource = this.resources.get(request.getUrn());
      if (!resource) {
        throw new EngineError(`unknown resource ${request.getUrn()}`);
      }
      resource.outputs = wireOf(request.getOutputs());
      return {};
    });
  }

  invoke(request: proto.ResourceInvokeRequest, callback: Callback<InvokeResponse>): void {
    this.answer(callback, () => {
      const args = wireOf(request.getArgs());
      const result =
        request.getTok() === "pulumi:pulumi:getResource"
          ? this.getResource(args.urn as string)
          : this.providers.invoke(request.getTok(), args);
      const response = new InvokeResponse();
      response.setReturn(structOf(result));
      return response;
    });
  }

  call(request: proto.ResourceCallRequest, callback: Callback<object>): void {
    this.answer(callback, () => {
      throw new EngineError(`The method ${request.getTok()} has no offline answer`);
    });
  }

  supportsFeature(request: proto.SupportsFeatureRequest, callback: Callback<proto.SupportsFeatureResponse>): void {
    this.answer(callback, () => {
      const response = new proto.SupportsFeatureResponse();
      response.setHassupport(FEATURES.has(request.getId()));
      return response;
    });
  }

  registerPackage(request: proto.RegisterPackageRequest, callback: Callback<proto.RegisterPackageResponse>): void {
    this.answer(callback, () => {
      const response = new proto.RegisterPackageResponse();
      response.setRef(`${request.getName()}@${request.getVersion()}`);
      return response;
    });
  }

  signalAndWaitForShutdown(_request: unknown, callback: Callback<object>): void {
    this.answer(callback, () => ({}));
  }

  private async registerRemote(request: proto.RegisterResourceRequest): Promise<proto.RegisterResourceResponse> {
    checkTypeToken(request.getType());
    const { urn, state, dependencies } = await this.construct(request);
    const response = new proto.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(structOf(state));
    for (const [property, urns] of Object.entries(dependencies)) {
      const list = new proto.RegisterResourceResponse.PropertyDependencies();
      list.setUrnsList(urns);
      response.getPropertydependenciesMap().set(property, list);
    }
    return response;
  }

  private registerLocal(request: proto.RegisterResourceRequest): proto.RegisterResourceResponse {
    const custom = request.getCustom();
    const version = versionOf(request);
    const inputs = mapProperties(wireOf(request.getObject()), withoutOutputValues);
    const resource: RegisteredResource = {
      ...this.identify(request.getType(), request.getName(), request.getParent(), custom),
      custom,
      external: false,
      inputs: isProviderType(request.getType()) && version !== "" ? { ...inputs, version } : inputs,
      outputs: {},
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      options: this.optionsOf(request),
      version,
    };
    request.getPropertydependenciesMap().forEach((list, property) => {
      resource.propertyDependencies[property] = list.getUrnsList();
    });
    this.resources.set(resource.urn, resource);
    if (custom) {
      const { id, outputs } = this.providers.create({ ...resource, mode: this.mode });
      resource.id = request.getImportid() || id;
      resource.outputs = withSecretOutputs(outputs, resource.options.additionalSecretOutputs);
    }
    const response = new proto.RegisterResourceResponse();
    response.setUrn(resource.urn);
    response.setId(resource.id ?? "");
    response.setObject(structOf(resource.outputs));
    return response;
  }

  private read(request: proto.ReadResourceRequest): proto.ReadResourceResponse {
    const additionalSecretOutputs = request.getAdditionalsecretoutputsList();
    const resource: RegisteredResource = {
      ...this.identify(request.getType(), request.getName(), request.getParent(), true),
      custom: true,
      external: true,
      id: request.getId(),
      inputs: wireOf(request.getProperties()),
      outputs: {},
      dependencies: request.getDependenciesList(),
      propertyDependencies: {},
      options: { ...NO_OPTIONS, additionalSecretOutputs, provider: request.getProvider() || undefined },
      version: versionOf(request),
    };
    this.resources.set(resource.urn, resource);
    // What exists is read at preview too, unless which one it is depends on what does not.
    const mode = resource.id === UNKNOWN ? "preview" : "update";
    const { outputs } = this.providers.create({ ...resource, mode, existingId: resource.id });
    resource.outputs = withSecretOutputs(outputs, additionalSecretOutputs);
    const response = new proto.ReadResourceResponse();
    response.setUrn(resource.urn);
    response.setProperties(structOf(resource.outputs));
    return response;
  }

  private getResource(urn: string): WireMap {
    const resource = this.resources.get(urn);
    if (!resource) {
      throw new EngineError(`unknown resource ${urn}`);
    }
    return { urn, id: resource.id ?? "", state: resource.outputs };
  }

  /** Names a new resource, refusing what the engine refuses. */
  private identify(type: string, name: string, parent: string, custom: boolean) {
    if (custom) {
      checkTypeToken(type);
    }
    if (parent !== "" && !isUrn(parent)) {
      throw new EngineError(`invalid parent URN: invalid URN "${parent}"`);
    }
    if (parent !== "" && !this.resources.has(parent)) {
      throw new EngineError(`could not find parent resource ${parent}`);
    }
    const urn = makeUrn(this.stackName, parent || undefined, type, name);
    if (this.resources.has(urn)) {
      throw new EngineError(`Duplicate resource URN '${urn}'; try giving it a unique name`);
    }
    return { urn, type, name, parent: parent || undefined };
  }

  private optionsOf(request: proto.RegisterResourceRequest): ResourceOptions {
    const parent = this.resources.get(request.getParent())?.options ?? NO_OPTIONS;
    return {
      protect: request.hasProtect() ? request.getProtect() === true : parent.protect,
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() === true : parent.retainOnDelete,
      deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
      deletedWith: request.getDeletedwith() || parent.deletedWith,
      provider: request.getProvider() || undefined,
      aliases: request
        .getAliasesList()
        .map((alias) => alias.getUrn() || Object.fromEntries(Object.entries(alias.getSpec()?.toObject() ?? {}))),
      customTimeouts: timeoutsOf(request.getCustomtimeouts()),
    };
  }

  /** Keeps the first error of what the engine would stop at. */
  private async noting<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.failure ??= error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  }

  /** Replies to a request in a later turn, as a remote engine does, with the result or the error of `work`. */
  private answer<T>(callback: Callback<T>, work: () => T | Promise<T>): void {
    this.requests++;
    Promise.resolve()
      .then(work)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          const reason = error instanceof Error ? error : new Error(String(error));
          callback(Object.assign(reason, { details: reason.message }));
        },
      );
  }
}

const NO_OPTIONS: ResourceOptions = {
  protect: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  additionalSecretOutputs: [],
  retainOnDelete: false,
  aliases: [],
};

/** A package that was registered carries its version in the reference that `registerPackage` gave out. */
function versionOf(request: proto.RegisterResourceRequest | proto.ReadResourceRequest): string {
  return request.getVersion() || (/@(.*)$/.exec(request.getPackageref())?.[1] ?? "");
}

/** The timeouts that are set; undefined if none is. */
function timeoutsOf(timeouts: proto.RegisterResourceRequest.CustomTimeouts | undefined) {
  const all = { create: timeouts?.getCreate(), update: timeouts?.getUpdate(), delete: timeouts?.getDelete() };
  const set = Object.entries(all).filter(([, duration]) => duration);
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}

function checkTypeToken(type: string): void {
  if (type.split(":").length < 3) {
    throw new EngineError(`Type '${type}' is not a valid type token (must have format '*:*:*')`);
  }
}

function withSecretOutputs(outputs: WireMap, names: string[]): WireMap {
  const result = { ...outputs };
  for (const name of names) {
    if (name in result && !isSecret(result[name])) {
      result[name] = secret(result[name]);
    }
  }
  return result;
}

function wireOf(struct: Struct | undefined): WireMap {
  return struct?.toJavaScript() ?? {};
}

function structOf(map: WireMap): Struct {
  return Struct.fromJavaScript(map);
}
