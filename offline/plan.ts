/**
 * Plans a Pulumi program without an engine, a provider or an account.
 *
 *     const plan = await planProgram(() => { new Bastion("bastion", args); }, { mode: "update", config });
 *     const instance = findOne(plan, "aws:ec2/instance:Instance", "bastion");
 *     assert.equal(instance.inputs.keyName, "operations");
 *
 * - `planProgram(program, options?)` runs `program` as the stack's program and resolves to its {@link Plan}; it rejects
 *   with the error the program ended in. Any number of plans may be made in one process: they share nothing.
 * - `find(plan, type, name?)` and `findOne(plan, type, name?)` pick resources.
 * - What is unknown in `inputs`, `outputs` and `id` is {@link UNKNOWN}; what is secret is {@link MASK}. Neither can be
 *   told from JSON that merely contains such texts; {@link wireState} has the values as they travel to the engine.
 */
import { constructComponent } from "./construct";
import { invokeAnswer } from "./invoke-answers";
import { type Mode, Monitor, type RegisteredResource, type ResourceOptions } from "./monitor";
import { defaultProvider, type ProviderState } from "./default-provider";
import { checkedInputs, createAnswer } from "./provider-answers";
import { runProgram } from "./program-run";
import { withoutTexts } from "./redaction";
import type { Deployment } from "./sandbox";
import { STACK_TYPE } from "./urn";
import { mapProperties, MASK, masked, secretTexts, UNKNOWN, type WireMap } from "./wire";

export { MASK, type Mode, UNKNOWN };

/** A resource as the program registered it, in the words of `pulumi preview --json`. */
export interface PlannedResource extends ResourceOptions {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack itself. */
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** True for what is only read, not managed. */
  external: boolean;
  /** The provider's id; {@link UNKNOWN} at preview, undefined for components. */
  id?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests reach into inputs of every shape
  inputs: Record<string, any>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  outputs: Record<string, any>;
  /** Property → URNs of the resources its value depends on. */
  propertyDependencies: Record<string, string[]>;
  /** URNs of everything the resource waits for. */
  dependencies: string[];
}

/** What a program would do to an empty stack. */
export interface Plan {
  project: string;
  stack: string;
  mode: Mode;
  /** In the order of registration; the first is the stack itself. */
  resources: PlannedResource[];
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  outputs: Record<string, any>;
}

export interface PlanOptions {
  /** @default "three-tier" */
  project?: string;
  /** @default "dev" */
  stack?: string;
  /** @default "preview" */
  mode?: Mode;
  /**
   * Values by full key (`three-tier:network`), objects as JSON text.
   *
   * @default `aws:region` alone, as ap-northeast-2
   */
  config?: Record<string, string>;
  /** Keys of `config` whose values are secret. */
  secretConfigKeys?: string[];
  /** @default "organization", as a self-managed backend says */
  organization?: string;
  /** Make ids and the like up as for a stack of this name, for plans of two stacks that are to be compared. */
  likeStack?: string;
  /** Told of every function that the program calls, with its arguments. */
  onInvoke?: (token: string, args: WireMap) => void;
}

const DEFAULT_REGION = "ap-northeast-2";

export async function planProgram(program: () => unknown, options: PlanOptions = {}): Promise<Plan> {
  const outcome = await tryPlan(program, options);
  if ("plan" in outcome) {
    return outcome.plan;
  }
  throw outcome.error;
}

/**
 * How a program ended. `redact` masks the secrets of the configuration and of the resources in a text; a secret that
 * never got into either is not known, and not masked.
 */
export type PlanOutcome = ({ plan: Plan } | { error: unknown }) & { redact: (text: string) => string };

/** As {@link planProgram}, for callers that report failures themselves. */
export async function tryPlan(program: () => unknown, options: PlanOptions = {}): Promise<PlanOutcome> {
  const { project = "three-tier", stack = "dev", mode = "preview", organization = "organization" } = options;
  const config = options.config ?? { "aws:region": DEFAULT_REGION };
  const context = { region: config["aws:region"] ?? DEFAULT_REGION, likeStack: options.likeStack };
  const monitor: Monitor = new Monitor(
    { project, stack },
    mode,
    {
      create: (request) => createAnswer(request, context),
      invoke: (token, args) => {
        options.onInvoke?.(token, args);
        return invokeAnswer(token, args, context);
      },
    },
    (request) => constructComponent(deployment, request),
  );
  const secretConfigKeys = options.secretConfigKeys ?? [];
  const deployment: Deployment = { monitor, project, stack, organization, mode, config, secretConfigKeys };
  const redact = (text: string) => {
    const states = [...monitor.resources.values()].flatMap(({ inputs, outputs }) => [inputs, outputs]);
    const configured = secretConfigKeys.flatMap((key) => config[key]);
    return withoutTexts(text, [...states.flatMap(secretTexts), ...configured]);
  };
  try {
    await runProgram(deployment, program);
  } catch (error) {
    return { error: redacted(error, redact), redact };
  }
  const registered = [...monitor.resources.values()];
  const outputs = registered.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const resources = registered.map((resource) => {
    const plannedResource = planned(resource);
    wireStates.set(plannedResource, {
      inputs: checkedInputs({ ...resource, mode }, context),
      outputs: resource.outputs,
      provider: resource.custom ? defaultProvider({ project, stack }, resource, config, secretConfigKeys) : undefined,
    });
    return plannedResource;
  });
  return { plan: { project, stack, mode, resources, outputs: mapProperties(outputs, masked) }, redact };
}

/** Resources of a type, and of a name if one is given. */
export function find(plan: Plan, type: string, name?: string): PlannedResource[] {
  return plan.resources.filter((resource) => resource.type === type && (name === undefined || resource.name === name));
}

/** The one resource of a type (and name); throws, naming what there is, if there is none or more than one. */
export function findOne(plan: Plan, type: string, name?: string): PlannedResource {
  const found = find(plan, type, name);
  if (found.length !== 1) {
    const wanted = name === undefined ? type : `${type} named "${name}"`;
    const there = find(plan, type).map((resource) => resource.name);
    throw new Error(`${found.length} resources are ${wanted}; of that type there are: ${there.join(", ") || "none"}`);
  }
  return found[0];
}

/** What the engine knows of a resource, secrets in clear: for policy checks, not for show. */
export interface WireState {
  /** As the provider completed them. */
  inputs: WireMap;
  outputs: WireMap;
  /** The provider the engine makes for what names none; undefined for what does, and for components. */
  provider?: ProviderState;
}

/** A resource's state as it travels between engine, provider and policies. */
export function wireState(resource: PlannedResource): WireState {
  const state = wireStates.get(resource);
  if (!state) {
    throw new Error(`${resource.urn} does not come from planProgram`);
  }
  return state;
}

const wireStates = new WeakMap<PlannedResource, WireState>();

function planned(registered: RegisteredResource): PlannedResource {
  const { urn, type, name, parent, custom, external, id, inputs, outputs, dependencies } = registered;
  return {
    ...{ urn, type, name, parent, custom, external, dependencies },
    id: custom ? (id ?? UNKNOWN) : undefined,
    inputs: mapProperties(inputs, masked),
    outputs: mapProperties(outputs, masked),
    propertyDependencies: registered.propertyDependencies,
    ...registered.options,
  };
}

/** The same error, with secrets taken out of its texts. */
function redacted(error: unknown, redact: (text: string) => string): unknown {
  if (error instanceof Error) {
    error.stack = error.stack && redact(error.stack);
    error.message = redact(error.message);
    return error;
  }
  return typeof error === "string" ? redact(error) : error;
}
