/** Makes IAM policy documents from a plan: what its resources and functions take, on no more resources than needed. */
import { partitionOf } from "../../components/iam";
import { NAME_PROPERTIES } from "../../offline/provider-answers";
import type { Plan, PlannedResource } from "../../offline/plan";
import type { WireMap } from "../../offline/wire";
import { UserError } from "../../command-line/user-error";
import { ACTIONS } from "./actions";
import { FUNCTIONS } from "./functions";
import { type Condition, type Entry, type Grant, list, named, type Resource } from "./grant";

export interface Statement {
  Sid: string;
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: string[];
  Condition?: Condition;
}

export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: Statement[];
}

/**
 * - `deploy`: `pulumi up`, `refresh` and `destroy`.
 * - `preview`: `pulumi preview`, with and without `--refresh`; changes nothing.
 */
export type Purpose = "deploy" | "preview";

/** The plan of a stack at `preview`, and what it has called. */
export interface PlanFacts extends Pick<Plan, "project" | "stack" | "resources"> {
  functions: { token: string; args: WireMap }[];
  region: string;
  /** Which every resource of the stack carries and no resource of another has. */
  tags: Record<string, string>;
}

/** Characters that a managed policy holds, white space not counted (IAM guide, "IAM and AWS STS quotas"). */
export const MAX_POLICY_CHARACTERS = 6144;
/** Managed policies that a role takes, unless the quota has been raised (the same page). */
export const MAX_POLICIES = 10;

/** What Pulumi's names end in: a dash and seven hexadecimal digits. */
const RANDOM_SUFFIX = "-???????";

/** Names in AWS where the provider makes none up. */
const OTHER_NAMES: Partial<Record<string, string>> = { "aws:acm/certificate:Certificate": "domainName" };

/** The documents to attach to a role, `more` statements among them. */
export function policyDocuments(
  facts: PlanFacts,
  purpose: Purpose,
  account: string,
  more: Grant[] = [],
): PolicyDocument[] {
  const grants = [...grantsOf(facts, purpose), ...more];
  return split(statementsOf(grants, facts, account));
}

/** Everything the plan takes, placeholders of resources filled in. */
export function grantsOf(facts: PlanFacts, purpose: Purpose): Grant[] {
  const missing = [...missingTypes(facts), ...missingFunctions(facts)];
  if (missing.length > 0) {
    throw new UserError(
      `It is not known which IAM actions these take: ${missing.join(", ")}; add them to deploy/iam/actions.ts or functions.ts`,
    );
  }
  const byUrn = new Map(facts.resources.map((resource) => [resource.urn, resource]));
  const ofResources = facts.resources.filter(isManagedByAws).flatMap((planned) => {
    const resource = asResource(planned, byUrn);
    const { read, write } = entryOf(planned.type, resource);
    const grants = purpose === "deploy" ? [...read, ...write] : read;
    const placeholders: Partial<Record<string, string>> = {
      name: nameInAws(planned, byUrn),
      logicalName: planned.name,
    };
    return grants.map((grant) =>
      mapResources(grant, (text) => fill(text, (key) => placeholders[key] ?? resource.of(key))),
    );
  });
  const ofFunctions = facts.functions.flatMap(({ token, args }) => FUNCTIONS[token]?.(args) ?? []);
  return [...ofResources, ...ofFunctions, ...grantsOfAccountChecks(facts)];
}

/** What `npm run up` and `npm run preview:aws` ask before they begin (deploy/account-checks.ts). */
function grantsOfAccountChecks({ resources }: PlanFacts): Grant[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const namesKeyPair = ofType("aws:ec2/instance:Instance").some(
    ({ inputs, propertyDependencies }) => typeof inputs.keyName === "string" && isGiven(propertyDependencies.keyName),
  );
  const certificates = ofType("aws:lb/listener:Listener").flatMap(({ inputs, propertyDependencies }) =>
    typeof inputs.certificateArn === "string" && isGiven(propertyDependencies.certificateArn)
      ? [inputs.certificateArn]
      : [],
  );
  return [
    ...(namesKeyPair ? [list("ec2:DescribeKeyPairs")] : []),
    ...certificates.map((arn) => named(["acm:DescribeCertificate"], arn)),
  ];
}

/** Whether a property comes from the settings, and from no resource. */
function isGiven(sources: string[] | undefined): boolean {
  return sources === undefined || sources.length === 0;
}

function entryOf(type: string, resource: Resource): Entry {
  const entry = ACTIONS[type] ?? { read: [], write: [] };
  return typeof entry === "function" ? entry(resource) : entry;
}

const isManagedByAws = ({ type, custom }: PlannedResource) => custom && type.startsWith("aws:");

function missingTypes({ resources }: PlanFacts): string[] {
  const types = resources.filter(isManagedByAws).map(({ type }) => type);
  return [...new Set(types)].filter((type) => ACTIONS[type] === undefined);
}

function missingFunctions({ functions }: PlanFacts): string[] {
  const tokens = functions.map(({ token }) => token).filter((token) => token.startsWith("aws:"));
  return [...new Set(tokens)].filter((token) => FUNCTIONS[token] === undefined);
}

function asResource(planned: PlannedResource, byUrn: ReadonlyMap<string, PlannedResource>): Resource {
  const { name, inputs, ignoreChanges, type, urn } = planned;
  return {
    ...{ name, inputs, ignoreChanges },
    of: (property) => {
      const value: unknown = inputs[property];
      // What a value comes from comes last: whatever else it waits for was there before.
      const source = namedSources(planned, property, byUrn).at(-1);
      if (source !== undefined) return nameInAws(source, byUrn);
      if (typeof value === "string") return value;
      throw new Error(`${urn}: ${property} of ${type} is neither known nor another resource's`);
    },
  };
}

function namePropertyOf(type: string): string | undefined {
  return NAME_PROPERTIES[type] ?? OTHER_NAMES[type];
}

/** The resources with names that a property's value comes from. */
function namedSources(
  { propertyDependencies }: PlannedResource,
  property: string,
  byUrn: ReadonlyMap<string, PlannedResource>,
): PlannedResource[] {
  const sources = (propertyDependencies[property] ?? []).flatMap((source) => byUrn.get(source) ?? []);
  return sources.filter(({ type }) => namePropertyOf(type) !== undefined);
}

/** The name a resource has in AWS, or the pattern of the names that Pulumi makes up for it, or for what it is named after. */
function nameInAws(planned: PlannedResource, byUrn: ReadonlyMap<string, PlannedResource>): string {
  const property = namePropertyOf(planned.type);
  const given: unknown = property === undefined ? undefined : planned.inputs[property];
  if (property === undefined || typeof given !== "string") return `${planned.name}${RANDOM_SUFFIX}`;
  return namedSources(planned, property, byUrn).reduce((text, source) => {
    const name: unknown = source.outputs[namePropertyOf(source.type) ?? ""];
    return typeof name === "string" ? text.replaceAll(name, () => nameInAws(source, byUrn)) : text;
  }, given);
}

function mapResources(grant: Grant, change: (text: string) => string): Grant {
  return { ...grant, resources: grant.resources.map(change) };
}

const CONTEXT = new Set(["partition", "region", "account"]);

/** Puts values for placeholders, those of the context excepted. */
function fill(text: string, value: (key: string) => string): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => (CONTEXT.has(key) ? whole : value(key)));
}

/** Statements for grants: exactly their actions on exactly their resources, in an order of their own. */
export function statementsOf(grants: Grant[], facts: PlanFacts, account: string): Statement[] {
  const context: Partial<Record<string, string>> = {
    partition: partitionOf(facts.region),
    region: facts.region,
    account,
  };
  const families = new Map<string, Family>();
  const withContext = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => context[name] ?? whole);
  for (const grant of [...grants, ...tagOnCreate(grants)]) {
    const effect = grant.tags === "foreign" ? "Deny" : "Allow";
    for (const condition of conditionsOf(grant, facts)) {
      // What carries the stack's tags is the stack's own, whichever of it an action is about.
      const shared = grant.tags === "resource" ? serviceOf(grant) : undefined;
      const id = JSON.stringify([effect, condition, shared]);
      const family: Family = families.get(id) ?? {
        effect,
        condition,
        isShared: shared !== undefined,
        resources: new Map(),
      };
      families.set(id, family);
      for (const action of grant.actions) {
        const texts = [...(family.resources.get(action) ?? []), ...grant.resources.map(withContext)];
        family.resources.set(action, sorted(texts));
      }
    }
  }
  const statements = [...families.values()].flatMap(statementsOfFamily);
  return withSids(statements.sort((one, other) => compare(JSON.stringify(one), JSON.stringify(other))));
}

/** Grants under one condition. */
interface Family {
  effect: "Allow" | "Deny";
  condition: Condition;
  /** Every action may stand beside every resource. */
  isShared: boolean;
  /** Action → what it is granted on. */
  resources: Map<string, string[]>;
}

/** One statement for the actions that are granted on the same resources. */
function statementsOfFamily({ effect, condition, isShared, resources }: Family): Omit<Statement, "Sid">[] {
  const everything = sorted([...resources.values()].flat());
  const actionsByResources = new Map<string, string[]>();
  for (const [action, texts] of resources) {
    const id = JSON.stringify(isShared ? everything : texts);
    actionsByResources.set(id, [...(actionsByResources.get(id) ?? []), action]);
  }
  return [...actionsByResources].map(([id, actions]) => ({
    Effect: effect,
    Action: sorted(actions),
    Resource: JSON.parse(id) as string[],
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  }));
}

/** Names that tell what a statement is about, numbered where they are alike. */
function withSids(statements: Omit<Statement, "Sid">[]): Statement[] {
  const counts = new Map<string, number>();
  return statements.map((statement) => {
    const name = nameOf(statement);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { Sid: count === 1 ? name : `${name}No${count}`, ...statement };
  });
}

/** EC2 asks for `ec2:CreateTags` where tags come with the request that creates something. */
function tagOnCreate(grants: Grant[]): Grant[] {
  const creating = grants.filter(
    (grant) => grant.tags === "request" && serviceOf(grant) === "ec2" && !isTagging(grant),
  );
  if (creating.length === 0) return [];
  const actions = sorted(creating.flatMap((grant) => grant.actions)).map((action) => action.replace("ec2:", ""));
  return [
    {
      actions: ["ec2:CreateTags"],
      resources: sorted(creating.flatMap(({ resources }) => resources)),
      tags: "request",
      condition: { StringEquals: { "ec2:CreateAction": actions } },
    },
  ];
}

const isTagging = ({ actions }: Grant) => actions.includes("ec2:CreateTags");
const serviceOf = ({ actions }: Grant) => actions[0].split(":", 1)[0];

/** The conditions that a grant holds under, each enough by itself. */
function conditionsOf({ resources, tags, condition = {} }: Grant, facts: PlanFacts): Condition[] {
  const ofStack = Object.entries(facts.tags);
  if (tags === "foreign") {
    return ofStack.map(([name, value]) => ({
      StringNotEquals: { [`aws:ResourceTag/${name}`]: value },
      Null: { [`aws:ResourceTag/${name}`]: "false" },
    }));
  }
  const prefix = tags === "resource" ? "aws:ResourceTag" : "aws:RequestTag";
  const asked = Object.fromEntries(ofStack.map(([name, value]) => [`${prefix}/${name}`, value]));
  const none = Object.fromEntries(ofStack.map(([name]) => [`aws:ResourceTag/${name}`, "true"]));
  const equals = {
    ...condition.StringEquals,
    ...(resources.includes("*") && { "aws:RequestedRegion": facts.region }),
    ...(tags !== undefined && asked),
  };
  return [
    {
      ...condition,
      ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
      ...(tags === "untagged" && { Null: none }),
    },
  ];
}

const sorted = (texts: string[]) => [...new Set(texts)].sort();
const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** `Ec2Own`, `IamPassRole`, `S3`: the service, the action where it is one, and what marks the condition. */
function nameOf({ Effect, Action, Condition = {} }: Omit<Statement, "Sid">): string {
  const services = [...new Set(Action.map((action) => action.split(":", 1)[0]))];
  const service = services.length === 1 ? pascal(services[0]) : "Read";
  const [, action = ""] = Action.length === 1 ? Action[0].split(":") : [];
  const keys = Object.keys(Condition.StringEquals ?? {}).join();
  const marks = [
    [Effect === "Deny", "Foreign"],
    [Effect === "Allow" && "Null" in Condition, "Adopt"],
    [keys.includes("aws:ResourceTag/"), "Own"],
    [action === "" && !("Null" in Condition) && keys.includes("aws:RequestTag/"), "Create"],
  ] as const;
  return `${service}${action}${marks.map(([applies, mark]) => (applies ? mark : "")).join("")}`;
}

const pascal = (text: string) => text.replace(/^\w/, (letter) => letter.toUpperCase());

/** As few documents as the statements fit into one after the other. */
function split(statements: Statement[]): PolicyDocument[] {
  const documents: PolicyDocument[] = [];
  for (const statement of statements) {
    const last = documents.at(-1);
    const grown: PolicyDocument = { Version: "2012-10-17", Statement: [...(last?.Statement ?? []), statement] };
    if (last !== undefined && charactersOf(grown) <= MAX_POLICY_CHARACTERS) {
      last.Statement = grown.Statement;
    } else {
      documents.push({ Version: "2012-10-17", Statement: [statement] });
    }
  }
  const tooLong = documents.find((document) => charactersOf(document) > MAX_POLICY_CHARACTERS);
  if (tooLong !== undefined) {
    throw new UserError(
      `The statement ${tooLong.Statement[0]?.Sid ?? ""} has more than the ${MAX_POLICY_CHARACTERS} characters that a managed policy holds`,
    );
  }
  if (documents.length > MAX_POLICIES) {
    throw new UserError(
      `There are ${documents.length} policies; a role takes ${MAX_POLICIES}, unless its quota is raised in Service Quotas`,
    );
  }
  return documents;
}

/** As IAM counts. */
export function charactersOf(document: object): number {
  return JSON.stringify(document).length;
}
