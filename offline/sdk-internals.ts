/**
 * What the SDK's own hosts (the automation API, component providers) use and its declarations leave out. Kept in this
 * one file and pinned by its test: an SDK upgrade that moves any of it fails there first.
 */
import type { CustomResource, Inputs, ProviderResource } from "@pulumi/pulumi";
import debuggableModule = require("@pulumi/pulumi/runtime/debuggable");
import type { Map as ProtoMap } from "google-protobuf";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as providerServer from "@pulumi/pulumi/provider/server";
import * as resources from "@pulumi/pulumi/resource";
import * as runtimeRpc from "@pulumi/pulumi/runtime/rpc";
import * as runtimeSettings from "@pulumi/pulumi/runtime/settings";
import * as runtimeState from "@pulumi/pulumi/runtime/state";

/** A promise the SDK watches; `_debugCtx` says what it stands for. */
export interface WatchedPromise {
  _debugCtx: string;
}

/** The SDK's state of one deployment. */
export interface Store {
  /** Watched promises that are not settled. */
  leakCandidates: Set<WatchedPromise>;
  /** How often the program called `pulumi.log.error`. */
  logErrorCount: number;
}

/** Runs `callback` with a fresh {@link Store} of its own. */
export const { withLocalStorage, getStore } = runtimeState as unknown as {
  withLocalStorage: <T>(callback: () => T) => T;
  getStore: () => Store;
};

/** The first asks the monitor what it supports; the second waits until no registration is under way. */
export const { awaitFeatureSupport, waitForRPCs } = runtimeSettings as unknown as {
  awaitFeatureSupport: () => Promise<void>;
  waitForRPCs: () => Promise<void>;
};

/** Serializes outputs and names the resources each one depends on. */
export const { serializeResourceProperties } = runtimeRpc as unknown as {
  serializeResourceProperties: (
    label: string,
    props: Inputs,
  ) => Promise<[Record<string, unknown>, Map<string, Set<{ urn: { promise: () => Promise<string> } }>>]>;
};

/** Rebuilds a component's inputs from a request, each with the dependencies the request names for it. */
export const { deserializeInputs } = providerServer as unknown as {
  deserializeInputs: (
    inputs: Struct | undefined,
    dependencies: ProtoMap<string, { getUrnsList: () => string[] }>,
  ) => Promise<Inputs>;
};

/** Stand for a resource of which only the URN, or the reference of a provider, is known. */
export const { DependencyResource, DependencyProviderResource } = resources as unknown as {
  DependencyResource: new (urn: string) => CustomResource;
  DependencyProviderResource: new (reference: string) => ProviderResource;
};

type Watch = (promise: Promise<unknown>, context: unknown) => Promise<unknown>;

const debuggable = debuggableModule as unknown as { debugPromiseLeaks: boolean; debuggablePromise: Watch };
const { debuggablePromise } = debuggable;

/** As the SDK does it, in as many steps, so that all comes in the same order. */
const watchWithoutTrace: Watch = (promise, context) => {
  const { leakCandidates } = getStore();
  const watched = Object.defineProperty(promise, "_debugCtx", { value: context }) as typeof promise & WatchedPromise;
  leakCandidates.add(watched);
  return promise
    .then((value) => {
      leakCandidates.delete(watched);
      return value;
    })
    .catch((error: unknown) => {
      leakCandidates.delete(watched);
      (error as { promise: unknown }).promise = promise;
      throw error;
    });
};

/**
 * Keeps the SDK from taking a stack trace of every promise it watches, and of every resource: nothing here shows them,
 * and they take half of the time of a plan.
 */
Object.assign(debuggable, {
  debuggablePromise: ((promise, context) =>
    (debuggable.debugPromiseLeaks ? debuggablePromise : watchWithoutTrace)(promise, context)) satisfies Watch,
});
Object.assign(resources.Resource, { stackTrace: () => [] });
