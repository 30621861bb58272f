/** The real composition, `index.ts`, run anew for each case with one small edit. */
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import type { Bastion } from "../../components/bastion";
import type { LogPipeline } from "../../components/log-pipeline";
import type { ReplicatedDatabase } from "../../components/replicated-database";
import type { VpcWithNat } from "../../components/vpc-with-nat";
import type { WasTier } from "../../components/was-tier";
import type { WebTier } from "../../components/web-tier";
import { loadConfig } from "../../offline/config";
import { type Mode, type Plan, planProgram } from "../../offline/plan";
import type { StackSettings } from "../../stacks/settings";

/** The variables of `index.ts`. */
interface Variables {
  settings: StackSettings;
  network: VpcWithNat;
  bastion: Bastion;
  logs: LogPipeline;
  database: ReplicatedDatabase;
  was: WasTier;
  web: WebTier;
}

/** What an edit has at hand: the components, and whatever they are made of, as someone who edits them has it. */
export interface Composition extends Variables {
  /** The resource of a class and a name: `child(aws.ec2.Instance, "was-base")`. */
  child: <T extends pulumi.Resource>(kind: Kind<T>, name: string) => T;
}

/** One small edit of a stack. */
export interface Edit {
  /** @default "dev" */
  stack?: "dev" | "prod";
  /** Settings to write at their keys (`web.scaling.minSize`); `undefined` leaves one out. */
  settings?: Readonly<Record<string, unknown>>;
  /** Runs before the composition: {@link change}s of what the components make. */
  before?: () => void;
  /** Runs after it. */
  edit?: (composition: Composition) => void;
}

/** A class of resources. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the arguments of any class
type Kind<T extends pulumi.Resource> = new (name: string, args: any, opts?: any) => T;
type ArgsOf<K> = K extends new (name: string, args: infer A, ...rest: never[]) => unknown ? NonNullable<A> : never;

/** Changes inputs, and options, of a resource that a component makes, as an edit of the component would. */
export function change<K extends Kind<pulumi.Resource>>(
  kind: K,
  name: string,
  inputs: Partial<ArgsOf<K>>,
  options: pulumi.CustomResourceOptions = {},
): void {
  let isFound = false;
  pulumi.runtime.registerStackTransformation(({ resource, name: itsName, props, opts }) => {
    if (!(resource instanceof kind) || itsName !== name) return undefined;
    isFound = true;
    return { props: { ...props, ...inputs }, opts: { ...opts, ...options } };
  });
  expectations.push(() => (isFound ? undefined : `there is no ${kind.name} "${name}" to change`));
}

/** What has to have happened once the program has run. */
const expectations: (() => string | undefined)[] = [];

const ROOT = resolve(__dirname, "../..");

/** Plans a stack with an edit; rejects if the edit changes what is not there. */
export async function planEdited(edit: Edit, mode: Mode): Promise<Plan> {
  const { project, stack, config } = loadConfig(ROOT, edit.stack ?? "dev");
  const options = { project, stack, mode, config: withSettings(config, project, edit.settings ?? {}) };
  const program = () => {
    expectations.length = 0;
    const made = recorded();
    edit.before?.();
    const variables = runComposition();
    edit.edit?.({ ...variables, child: (kind, name) => childOf(made, kind, name) });
  };
  const plan = await withoutStackTraces(() => planProgram(program, options));
  const problems = expectations.map((expectation) => expectation()).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return plan;
}

/** The SDK takes a stack trace of every promise it makes, which is most of the time a plan takes. */
async function withoutStackTraces<T>(work: () => Promise<T>): Promise<T> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;

  try {
    return await work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Everything that is made from now on, by name. */
function recorded(): Map<string, pulumi.Resource[]> {
  const made = new Map<string, pulumi.Resource[]>();
  pulumi.runtime.registerStackTransformation(({ resource, name }) => {
    made.set(name, [...(made.get(name) ?? []), resource]);
    return undefined;
  });
  return made;
}

function childOf<T extends pulumi.Resource>(made: Map<string, pulumi.Resource[]>, kind: Kind<T>, name: string): T {
  const found = (made.get(name) ?? []).find((resource): resource is T => resource instanceof kind);
  if (found === undefined) throw new Error(`there is no ${kind.name} "${name}"`);
  return found;
}

const NAMES = ["settings", "network", "bastion", "logs", "database", "was", "web"] satisfies (keyof Variables)[];
const PROGRAM = resolve(ROOT, "index.ts");
const { outputText: COMPOSITION } = transpileModule(
  `${readFileSync(PROGRAM, "utf8")}\nexport { ${NAMES.join(", ")} };\n`,
  { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } },
);

/** `index.ts`, evaluated once more; the modules it imports hold no state and stay. */
function runComposition(): Variables {
  const program = new Module(PROGRAM) as Module & { _compile: (code: string, file: string) => void };
  program.require = createRequire(PROGRAM);
  program._compile(COMPOSITION, PROGRAM);
  return program.exports as Variables;
}

function withSettings(
  config: Record<string, string>,
  project: string,
  settings: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const changed: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(settings)) {
    const [section, ...path] = key.split(".");
    const full = `${project}:${section}`;
    const text = changed[full] as string | undefined;
    changed[full] = path.length === 0 ? value : JSON.stringify(withValue(JSON.parse(text ?? "{}"), path, value));
  }
  const entries = Object.entries(changed).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function withValue(holder: unknown, [key, ...rest]: string[], value: unknown): unknown {
  const map = (holder ?? {}) as Record<string, unknown>;
  return { ...map, [key]: rest.length === 0 ? value : withValue(map[key], rest, value) };
}
