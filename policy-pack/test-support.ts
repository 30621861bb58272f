/** For tests: stacks in a few words, judged by a policy as the SDK's runner has it judged. */
import * as sdk from "@pulumi/policy";
import type {
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { remember } from "./stack";

/** Exported since 1.21, and left out of the declarations. */
const { unknownCheckingProxy } = sdk as unknown as {
  unknownCheckingProxy: (props: Record<string, unknown>) => Record<string, unknown>;
};

/** What the SDK has in place of a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource of a stack as it stands before a policy sees it. */
export interface TestResource {
  type: string;
  name: string;
  /** The resource or component above. */
  parent?: TestResource;
  /** As the program says. */
  inputs: Record<string, unknown>;
  /** As the provider answers; those that are left out here are as in `inputs`. */
  outputs: Record<string, unknown>;
  /** Property → the resources its value comes from. */
  dependencies: Record<string, TestResource[]>;
  protect: boolean;
  ignoreChanges: string[];
  custom: boolean;
}

/** What a test says of a resource beside its inputs. */
export type Details = Partial<Pick<TestResource, "parent" | "outputs" | "dependencies" | "protect" | "ignoreChanges">>;

/** `resource("ec2/instance:Instance", "was-base", { subnetId: "subnet-1" })`: an `aws` one, with an id as if deployed. */
export function resource(
  type: string,
  name: string,
  inputs: Record<string, unknown> = {},
  details: Details = {},
): TestResource {
  const fullType = type.split(":").length > 2 ? type : `aws:${type}`;
  const outputs = { id: `${name}-id`, ...details.outputs };
  return {
    dependencies: {},
    protect: false,
    ignoreChanges: [],
    ...details,
    type: fullType,
    name,
    inputs,
    outputs,
    custom: true,
  };
}

/** `component("WasTier", "was")` */
export function component(type: string, name: string): TestResource {
  return {
    ...resource(`three-tier:index:${type}`, name),
    outputs: {},
    custom: false,
  };
}

export interface Judgement {
  /** Every violation's text. */
  violations: string[];
  /** Why the policy was not applicable. */
  notApplicable?: string;
}

type AnyPolicy = ResourceValidationPolicy | StackValidationPolicy;

/**
 * Judges a stack by one policy: the resource policies see every resource before, the properties throw at unknown values.
 *
 * @throws UnknownValueError where the policy stumbles over an unknown value, which the SDK would let pass
 */
export function judge(policy: AnyPolicy, stack: TestResource[], config: Record<string, unknown> = {}): Judgement {
  const violations: string[] = [];
  const report = (message: string) => {
    violations.push(message);
  };
  const root = { ...component("Stack", "stack"), type: "pulumi:pulumi:Stack" };
  const all = [root, ...stack];
  try {
    for (const one of all) {
      const args = resourceArgs(one, config);
      if ("validateStack" in policy) remember(args);
      else if (typeof policy.validateResource === "function") void policy.validateResource(args, report);
    }
    if ("validateStack" in policy) void policy.validateStack(stackArgs(all, config), report);
  } catch (error) {
    if (error instanceof NotApplicable) return { violations, notApplicable: error.message };
    throw error;
  }
  return { violations };
}

class NotApplicable extends Error {}

function notApplicable(reason?: string): never {
  throw new NotApplicable(reason);
}

function urnOf({ type, name, parent }: TestResource): string {
  const types: string[] = [];
  for (let above = parent; above; above = above.parent) types.unshift(above.type);
  return `urn:pulumi:dev::three-tier::${[...types, type].join("$")}::${name}`;
}

function optionsOf({ parent, protect, ignoreChanges }: TestResource) {
  return {
    protect,
    ignoreChanges,
    aliases: [],
    additionalSecretOutputs: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    parent: parent && urnOf(parent),
  };
}

function providerOf({ custom, type }: TestResource) {
  const [packageName = ""] = type.split(":");
  const name = "default";
  const urn = `urn:pulumi:dev::three-tier::pulumi:providers:${packageName}::${name}`;
  return custom ? { type: `pulumi:providers:${packageName}`, name, urn, props: {} } : undefined;
}

function resourceArgs(one: TestResource, config: Record<string, unknown>) {
  return {
    type: one.type,
    name: one.name,
    urn: urnOf(one),
    props: unknownCheckingProxy(one.inputs),
    opts: optionsOf(one),
    provider: providerOf(one),
    stackTags: new Map<string, string>(),
    isType: () => false,
    asType: () => undefined,
    getConfig: (() => config) as StackValidationArgs["getConfig"],
    notApplicable,
  };
}

function stackArgs(all: TestResource[], config: Record<string, unknown>) {
  const shown = new Map<TestResource, PolicyResource>();
  for (const one of all) {
    shown.set(one, {
      type: one.type,
      name: one.name,
      urn: urnOf(one),
      props: unknownCheckingProxy({ ...one.inputs, ...one.outputs }),
      opts: optionsOf(one),
      provider: providerOf(one),
      dependencies: [],
      propertyDependencies: {},
      isType: () => false,
      asType: () => undefined,
    });
  }
  for (const [one, resource] of shown) {
    resource.parent = one.parent && shown.get(one.parent);
    for (const [property, list] of Object.entries(one.dependencies)) {
      resource.propertyDependencies[property] = list.flatMap((dependency) => shown.get(dependency) ?? []);
    }
  }
  return {
    resources: [...shown.values()],
    stackTags: new Map<string, string>(),
    getConfig: (() => config) as StackValidationArgs["getConfig"],
    notApplicable,
  };
}
