/** A stack under the real engine, for tests: a copy of the project, a pretended account and a backend, thrown away. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { policyArguments } from "../deploy/policy-arguments";
import { installedPulumi } from "../deploy/pulumi-command";
import { patchStackFile } from "../stacks/stack-file";
import { Account } from "./account";
import { type EngineEvent, readEvents, type StateResource } from "./events";
import { ACCOUNT_VARIABLE } from "./serve";

const ROOT = resolve(__dirname, "..");
/** What a deployment needs of the project. */
const PARTS = [
  ...["index.ts", "components", "stacks", "policy-pack", "package.json", "tsconfig.json"],
  ...["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"],
];
const PROVIDERS = ["aws", "awsx", "random", "tls"];

export interface EngineRun {
  status: number | null;
  /** Standard output and standard error. */
  output: string;
  events: EngineEvent[];
}

export class TestStack {
  readonly account: Account;
  readonly project: string;
  /** A file with settings of the policies, in place of the stack's own. */
  policyConfig?: string;
  private readonly events: string;

  private constructor(
    readonly directory: string,
    readonly stack: string,
  ) {
    this.project = join(directory, "project");
    this.account = new Account(join(directory, "account"));
    this.events = join(directory, "events.json");
  }

  /** A stack of the project as it is, with nothing deployed. */
  static create(name: string): TestStack {
    const stack = new TestStack(mkdtempSync(join(tmpdir(), "engine-")), name);
    mkdirSync(join(stack.directory, "state"));
    for (const part of PARTS) {
      cpSync(join(ROOT, part), join(stack.project, part), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(stack.project, "node_modules"));
    const plugins = PROVIDERS.map((name) => `    - { name: ${name}, path: ${join(__dirname, "providers", name)} }\n`);
    stack.edit("Pulumi.yaml", (text) => `${text}\nplugins:\n  providers:\n${plugins.join("")}`);
    stack.mustRun("stack", "init", "--stack", name);
    return stack;
  }

  /** A copy of a stack with all that is deployed in it. */
  copy(): TestStack {
    const copy = new TestStack(mkdtempSync(join(tmpdir(), "engine-")), this.stack);
    cpSync(this.directory, copy.directory, { recursive: true, verbatimSymlinks: true });
    return copy;
  }

  /** Changes a file of the project; an edit that changes nothing is a mistake in the test. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.project, file);
    const text = readFileSync(path, "utf8");
    const changed = change(text);
    if (changed === text) {
      throw new Error(`The edit of ${file} changes nothing`);
    }
    writeFileSync(path, changed);
  }

  /** Changes settings; a key is a path such as `web.scaling.maxSize`, and undefined takes one away. */
  set(settings: Record<string, unknown>): void {
    this.edit(`Pulumi.${this.stack}.yaml`, (text) => {
      // The CLI writes the file anew, with the project's name before each key.
      const written = (key: string) => (text.includes("  three-tier:") ? `three-tier:${key}` : key);
      const patch = Object.entries(settings).map(([key, value]) => [written(key), value] as const);
      return patchStackFile(text, Object.fromEntries(patch));
    });
  }

  /** Runs an operation; `preview` and `up` have the policy pack judge, by the settings it has for the stack. */
  run(command: "preview" | "up" | "refresh" | "destroy", ...args: string[]): EngineRun {
    rmSync(this.events, { force: true });
    const isJudged = command === "preview" || command === "up";
    const { status, output } = this.pulumi(
      ...[command, "--stack", this.stack, "--event-log", this.events],
      ...(command === "preview" || args.includes("--preview-only") ? [] : ["--yes"]),
      ...(isJudged ? policyArguments(this.project, this.stack, this.policyConfig) : []),
      ...args,
    );
    return { status, output, events: readEvents(this.events) };
  }

  /** Runs an operation that has to succeed. */
  mustDo(command: "preview" | "up" | "refresh" | "destroy", ...args: string[]): EngineRun {
    const run = this.run(command, ...args);
    if (run.status !== 0) {
      throw new Error(`pulumi ${command} failed:\n${run.output}`);
    }
    return run;
  }

  /** The resources of the stack's state, secrets in clear. */
  resources(): StateResource[] {
    const text = this.mustRun("stack", "export", "--show-secrets", "--stack", this.stack);
    const { deployment } = JSON.parse(text) as { deployment: { resources?: StateResource[] } };
    return deployment.resources ?? [];
  }

  /** Runs any command of the CLI that has to succeed, and returns what it prints. */
  mustRun(...args: string[]): string {
    const { status, output, stdout } = this.pulumi(...args);
    if (status !== 0) {
      throw new Error(`pulumi ${args.join(" ")} failed:\n${output}`);
    }
    return stdout;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private pulumi(...args: string[]): { status: number | null; output: string; stdout: string } {
    const { command, args: first, env } = installedPulumi() ?? missingPulumi();
    const { status, stdout, stderr } = spawnSync(
      command,
      [...first, ...args, "--non-interactive", "--color", "never"],
      {
        cwd: this.project,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        env: {
          ...env,
          PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
          PULUMI_CONFIG_PASSPHRASE: "for tests only",
          PULUMI_HOME: join(this.directory, "home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          // Makes the CLI know --event-log.
          PULUMI_DEBUG_COMMANDS: "true",
          [ACCOUNT_VARIABLE]: join(this.directory, "account"),
        },
      },
    );
    return { status, output: stdout + stderr, stdout };
  }
}

function missingPulumi(): never {
  throw new Error("There is no pulumi command");
}
