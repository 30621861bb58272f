/**
 * A provider of custom resources that answers as the offline preview does and creates in a pretended {@link Account}.
 * What it is asked, and what it says of changes, is as with the providers that bridge Terraform's.
 */
import { isDeepStrictEqual } from "node:util";
import { computedOutputs } from "../offline/class-outputs";
import { invokeAnswer } from "../offline/invoke-answers";
import type { CreateRequest, Mode } from "../offline/monitor";
import { checkedInputs, createAnswer, NAME_PROPERTIES, type ProviderContext } from "../offline/provider-answers";
import { nameOf, packageOf, typeOf } from "../offline/urn";
import { mapProperties, revealed, UNKNOWN, type WireMap } from "../offline/wire";
import type { Account, Existing } from "./account";
import { REPLACING_PROPERTIES } from "./replacing-properties";

/** Input in which bridged providers keep the names of the properties that they filled in themselves. */
export const DEFAULTS = "__defaults";

/** What is to be updated. */
export interface Change {
  /** All that is known of the resource. */
  state: WireMap;
  /** The inputs it has, and those it is to have. */
  olds: WireMap;
  news: WireMap;
}

export interface Difference {
  changed: string[];
  /** Those among the changed properties that make the engine replace the resource. */
  replacing: string[];
  /** Whether the old one has to go first, because both would have the same name in AWS. */
  deleteBeforeReplace: boolean;
}

export class CustomProvider {
  /** Set by the engine before it asks about resources. */
  context: ProviderContext = { region: "" };

  constructor(private readonly account: Account) {}

  /** The inputs completed by a name in AWS: the one it has, or a new one. */
  check(urn: string, olds: WireMap, news: WireMap): WireMap {
    const named = checkedInputs(this.requestOf(urn, "preview", news), this.context);
    const filledIn = Object.keys(named).filter((property) => !(property in news));
    const kept = filledIn.flatMap((property) => (property in olds ? [[property, olds[property]] as const] : []));
    return { ...named, ...Object.fromEntries(kept), [DEFAULTS]: filledIn };
  }

  diff(urn: string, olds: WireMap, news: WireMap): Difference {
    const [before = {}, after = {}] = [olds, news].map((inputs) => mapProperties(inputs, revealed));
    const differs = (path: string) => !isDeepStrictEqual(valueAt(before, path), valueAt(after, path));
    const properties = new Set([...Object.keys(before), ...Object.keys(after)]);
    const changed = [...properties].filter((property) => property !== DEFAULTS && differs(property));
    const replacing = replacingPaths(typeOf(urn), after).filter(differs);
    return { changed, replacing, deleteBeforeReplace: replacing.length > 0 && keepsItsName(urn, before, after) };
  }

  /** At preview, all that the provider computes is unknown. */
  previewCreate(urn: string, inputs: WireMap): WireMap {
    const computed = [...computedOutputs(typeOf(urn)).keys()].map((property) => [property, UNKNOWN] as const);
    const { outputs } = createAnswer(this.requestOf(urn, "preview", inputs), this.context);
    return withoutDefaults({ ...Object.fromEntries(computed), ...outputs });
  }

  /** Among the outputs is the id too, as bridged providers have it. */
  create(urn: string, inputs: WireMap): { id: string; outputs: WireMap } {
    const request = this.requestOf(urn, "update", inputs);
    const { type, name, generation } = request;
    if (this.account.refuses(type, name)) {
      throw new Error(`LimitExceeded: the account refuses ${name}`);
    }
    const { id = "", outputs: answered } = createAnswer(request, this.context);
    const outputs = withoutDefaults({ ...answered, id });
    const created = { urn, type, id, generation, inputs, outputs };
    const twin = this.account.all().find((existing) => isTwin(existing, created));
    if (twin) {
      throw new Error(`AlreadyExists: ${name} would be the same in AWS as ${twin.urn}`);
    }
    this.account.put(created);
    return { id, outputs };
  }

  /**
   * What exists of a deployed resource, undefined if it is gone. A resource that is only read, and has no state yet, is
   * taken to exist.
   */
  read(urn: string, id: string, state: WireMap): { inputs: WireMap; outputs: WireMap } | undefined {
    const existing = this.account.find(urn, id);
    if (existing || Object.keys(state).length > 0) {
      return existing;
    }
    const request = { ...this.requestOf(urn, "update", {}), existingId: id };
    return { inputs: {}, outputs: createAnswer(request, this.context).outputs };
  }

  /** The state after an update. What the update itself changes is unknown at preview. */
  update(urn: string, id: string, { state, olds, news }: Change, mode: Mode): WireMap {
    const computed = Object.fromEntries(Object.entries(state).filter(([property]) => !(property in olds)));
    const version: WireMap = typeof state.latestVersion === "number" ? { latestVersion: state.latestVersion + 1 } : {};
    if (mode === "preview") {
      return withoutDefaults({ ...computed, ...mapProperties(version, () => UNKNOWN), ...news });
    }
    const existing = this.account.find(urn, id);
    if (!existing) {
      throw new Error(`NotFound: ${nameOf(urn)} does not exist any more`);
    }
    const outputs = withoutDefaults({ ...computed, ...version, ...this.renamed(urn, olds, news), ...news });
    this.account.put({ ...existing, urn, inputs: news, outputs });
    return outputs;
  }

  /** What a database's name is part of, where that changes. */
  private renamed(urn: string, olds: WireMap, news: WireMap): WireMap {
    if (typeOf(urn) !== "aws:rds/instance:Instance" || news.identifier === olds.identifier) return {};
    const { address, endpoint, arn } = createAnswer(this.requestOf(urn, "update", news), this.context).outputs;
    return { address, endpoint, arn };
  }

  /** Refuses, as AWS does, what is protected against deletion, and a database of which no snapshot would remain. */
  delete(urn: string, id: string, state: WireMap): void {
    const guard = ["deletionProtection", "enableDeletionProtection"].find((property) => state[property] === true);
    if (guard !== undefined) {
      throw new Error(`OperationNotPermitted: ${nameOf(urn)} cannot be deleted while ${guard} is true`);
    }
    const isPrimary = typeOf(urn) === "aws:rds/instance:Instance" && !("replicateSourceDb" in state);
    if (isPrimary && state.skipFinalSnapshot !== true && !("finalSnapshotIdentifier" in state)) {
      throw new Error(`InvalidParameter: ${nameOf(urn)} has neither finalSnapshotIdentifier nor skipFinalSnapshot`);
    }
    const existing = this.account.find(urn, id);
    if (existing) {
      this.account.remove(existing);
    }
  }

  invoke(token: string, args: WireMap): WireMap {
    return invokeAnswer(token, args, this.context);
  }

  private requestOf(urn: string, mode: Mode, inputs: WireMap): CreateRequest & { generation: number } {
    const generations = this.account.all().flatMap((existing) => (existing.urn === urn ? [existing.generation] : []));
    return { mode, urn, type: typeOf(urn), name: nameOf(urn), inputs, generation: Math.max(-1, ...generations) + 1 };
  }
}

/** Inputs tell what was filled in; outputs do not. */
function withoutDefaults(outputs: WireMap): WireMap {
  return Object.fromEntries(Object.entries(outputs).filter(([property]) => property !== DEFAULTS));
}

function replacingPaths(type: string, inputs: WireMap): readonly string[] {
  const paths = REPLACING_PROPERTIES[type] ?? [];
  return inputs.userDataReplaceOnChange === true ? [...paths, "userData", "userDataBase64"] : paths;
}

function valueAt(inputs: WireMap, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], inputs);
}

/** Whether the program itself gives the resource's name in AWS, and gives the same one again. */
function keepsItsName(urn: string, before: WireMap, after: WireMap): boolean {
  const property = NAME_PROPERTIES[typeOf(urn)];
  const filledIn = after[DEFAULTS];
  return (
    property !== undefined &&
    property in after &&
    after[property] === before[property] &&
    !(Array.isArray(filledIn) && filledIn.includes(property))
  );
}

/** Whether AWS could not tell two resources apart; what is made elsewhere, such as a random password, may be the same. */
function isTwin(one: Existing, other: Existing): boolean {
  if (packageOf(one.type) !== "aws") {
    return false;
  }
  const property = NAME_PROPERTIES[one.type];
  const sameName = property !== undefined && one.inputs[property] === other.inputs[property];
  return one.type === other.type && isWithinTheSame(one, other) && (one.id === other.id || sameName);
}

/** Names of an Auto Scaling group's parts and of a role's policies are free again in the next group, or role. */
function isWithinTheSame(one: Existing, other: Existing): boolean {
  return ["autoscalingGroupName", "role"].every((owner) => one.inputs[owner] === other.inputs[owner]);
}
