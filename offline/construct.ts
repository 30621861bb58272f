/** Builds remote components in process, as their providers would in theirs. */
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { EngineError, type Constructed } from "./monitor";
import { expanding } from "./phases";
import { type Deployment, inDeployment } from "./sandbox";
import {
  awaitFeatureSupport,
  DependencyProviderResource,
  DependencyResource,
  deserializeInputs,
  serializeResourceProperties,
  waitForRPCs,
} from "./sdk-internals";
import type { WireMap } from "./wire";

type ComponentFactory = (
  name: string,
  args: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

/** The remote components that have a stand-in. Loaded when first needed: each brings a provider's SDK. */
const COMPONENTS: Partial<Record<string, ComponentFactory>> = {
  "awsx:ec2:Vpc": (name, args, options) => {
    const { Vpc } = require("./awsx-vpc") as typeof import("./awsx-vpc");
    return new Vpc(name, args, options);
  },
};

export async function constructComponent(
  deployment: Deployment,
  request: RegisterResourceRequest,
): Promise<Constructed> {
  const type = request.getType();
  const create = COMPONENTS[type];
  if (!create) {
    throw new EngineError(
      `The remote component ${type} has no offline stand-in; there is one for: ${Object.keys(COMPONENTS).join(", ")}`,
    );
  }
  const construct = async () => {
    await awaitFeatureSupport();
    const inputs = await deserializeInputs(request.getObject(), request.getPropertydependenciesMap());
    const component = attempt(request, () => create(request.getName(), inputs, optionsOf(request)));
    const urn = await promiseOf<string>(component.urn);
    const [state, resources] = await serializeResourceProperties(urn, outputsOf(component));
    const dependencies: Record<string, string[]> = {};
    for (const [property, set] of resources) {
      dependencies[property] = await Promise.all([...set].map((resource) => promiseOf<string>(resource.urn)));
    }
    await waitForRPCs();
    return { urn, state: state as WireMap, dependencies };
  };
  return expanding(() => inDeployment(deployment, construct));
}

/** Names, in the engine's words, the component that cannot be built. */
function attempt<T>(request: RegisterResourceRequest, create: () => T): T {
  try {
    return create();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new EngineError(`${request.getType()} resource '${request.getName()}' has a problem: ${problem}`);
  }
}

function optionsOf(request: RegisterResourceRequest): pulumi.ComponentResourceOptions {
  const providers: Record<string, pulumi.ProviderResource> = {};
  request.getProvidersMap().forEach((reference, packageName) => {
    providers[packageName] = new DependencyProviderResource(reference);
  });
  return {
    aliases: request.getAliasesList().map((alias) => aliasOf(alias)),
    dependsOn: request.getDependenciesList().map((urn) => new DependencyResource(urn)),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    providers,
    parent: request.getParent() ? new DependencyResource(request.getParent()) : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
  };
}

function aliasOf(alias: ReturnType<RegisterResourceRequest["getAliasesList"]>[number]): string | pulumi.Alias {
  const spec = alias.getSpec();
  if (!spec) {
    return alias.getUrn();
  }
  return {
    ...(spec.getName() && { name: spec.getName() }),
    ...(spec.getProject() && { project: spec.getProject() }),
    ...(spec.getStack() && { stack: spec.getStack() }),
    ...(spec.hasParenturn() && { parent: spec.getParenturn() }),
    ...(spec.getNoparent() && { parent: pulumi.rootStackResource }),
  };
}

/** The component's public outputs, as awsx itself picks them. */
export function outputsOf(component: pulumi.ComponentResource): pulumi.Inputs {
  return Object.fromEntries(
    Object.entries(component).filter(([key, value]) => key !== "urn" && !key.startsWith("_") && value !== undefined),
  );
}

function promiseOf<T>(output: object): Promise<T> {
  return (output as { promise: () => Promise<T> }).promise();
}
