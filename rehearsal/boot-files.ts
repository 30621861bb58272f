/** What the stack's components render for a server and its database, taken out of the offline preview. */
import { parse } from "yaml";
import { UserError } from "../command-line/user-error";
import type { BootFile } from "../components/boot/cloud-config";
import { unpackUserData } from "../components/boot/user-data";
import { loadConfig } from "../offline/config";
import { loadProgram } from "../offline/load-program";
import { findOne, type Plan, tryPlan } from "../offline/plan";

/** What cloud-init is told of a server. */
export interface Server {
  files: BootFile[];
}

/** Everything of a stack that a rehearsal needs. */
export interface Rendered {
  web: Server;
  was: Server;
  /** Paths that load balancers ask for a server's health. */
  healthPaths: { web: string; was: string };
  /** Host names as the stack knows them. */
  names: { primary: string; replica: string; wasLoadBalancer: string; fileSystem: string };
  database: {
    name: string;
    username: string;
    engineVersion: string;
    parameters: { name: string; value: string }[];
    /** Characters that a generated password may hold besides letters and digits, and how long it is. */
    passwordSpecial: string;
    passwordLength: number;
  };
}

/** Settings of the stack that are other than in its file. */
export interface Difference {
  was: { jar: { bucket: string; key: string }; environment: Record<string, string> };
}

/** Plans `stack` as after a first `pulumi up`, with `difference`, and reads what its servers boot with. */
export async function render(directory: string, stack: string, difference: Difference): Promise<Rendered> {
  const settings = loadConfig(directory, stack);
  const { project } = settings;
  const key = `${project}:was`;
  const was = JSON.parse(settings.config[key] ?? "{}") as Record<string, unknown>;
  const config = { ...settings.config, [key]: JSON.stringify({ ...was, ...difference.was }) };
  const outcome = await tryPlan(() => loadProgram(settings.program), {
    ...{ project, stack, config, secretConfigKeys: settings.secretConfigKeys },
    mode: "update",
  });
  if ("error" in outcome) {
    const { error } = outcome;
    throw new UserError(
      `${stack} cannot be planned: ${error instanceof Error ? error.message : String(error)}\n` +
        `  \`npm run preview -- --stack ${stack}\` says more`,
    );
  }
  return renderedOf(outcome.plan);
}

function renderedOf(plan: Plan): Rendered {
  const primary = findOne(plan, "aws:rds/instance:Instance", "database");
  const password = findOne(plan, "random:index/randomPassword:RandomPassword", "database").inputs;
  return {
    web: server(plan, "web"),
    was: server(plan, "was"),
    healthPaths: { web: healthPath(plan, "web"), was: healthPath(plan, "was") },
    names: {
      primary: text(primary.outputs.address),
      replica: text(findOne(plan, "aws:rds/instance:Instance", "database-replica-1").outputs.address),
      wasLoadBalancer: text(findOne(plan, "aws:lb/loadBalancer:LoadBalancer", "was").outputs.dnsName),
      fileSystem: text(findOne(plan, "aws:efs/fileSystem:FileSystem", "logs").outputs.dnsName),
    },
    database: {
      name: text(primary.inputs.dbName),
      username: text(primary.inputs.username),
      engineVersion: text(primary.inputs.engineVersion),
      parameters: findOne(plan, "aws:rds/parameterGroup:ParameterGroup", "database").inputs
        .parameters as Rendered["database"]["parameters"],
      passwordSpecial: text(password.overrideSpecial),
      passwordLength: Number(password.length),
    },
  };
}

function server(plan: Plan, name: string): Server {
  const template = findOne(plan, "aws:ec2/launchTemplate:LaunchTemplate", name);
  return readUserData(unpackUserData(text(template.inputs.userData)));
}

function healthPath(plan: Plan, name: string): string {
  const { healthCheck } = findOne(plan, "aws:lb/targetGroup:TargetGroup", name).inputs;
  return text((healthCheck as { path?: unknown }).path);
}

/** Reads user data as cloud-init does. */
export function readUserData(userData: string): Server {
  if (!userData.startsWith("#cloud-config\n")) {
    throw new UserError("The user data is no cloud-config: its first line is not #cloud-config");
  }
  return { files: (parse(userData) as { write_files: BootFile[] }).write_files };
}

function text(value: unknown): string {
  if (typeof value !== "string") throw new UserError(`The plan has ${JSON.stringify(value)} where a text belongs`);
  return value;
}
