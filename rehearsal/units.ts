/**
 * Runs the services of rendered unit files where systemd is not at hand: what systemd.service(5), systemd.unit(5) and
 * systemd.kill(5) say of the keys that the boot files use. A key that is not known here is refused, so that nothing
 * that a server relies on goes by unseen.
 */
import type { ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { UserError } from "../command-line/user-error";
import type { Account } from "./local-table";
import { isAlive, type ProcessOptions, type Stage } from "./stage";

const KNOWN = {
  Unit: [
    "Description",
    "Documentation",
    "After",
    "Wants",
    "ConditionPathExists",
    "RequiresMountsFor",
    // Nothing is started again here but by a check.
    "StartLimitIntervalSec",
    "StartLimitBurst",
  ],
  Service: [
    ...["Type", "User", "Group", "PIDFile", "Environment", "RuntimeDirectory", "RuntimeDirectoryMode", "LimitNOFILE"],
    ...["ExecStartPre", "ExecStart", "ExecReload", "ExecStop", "KillSignal", "KillMode"],
    ...["Restart", "RestartSec", "TimeoutStartSec", "TimeoutStopSec"],
    // What they forbid is not forbidden here; the user that DynamicUser makes is whoever runs the rehearsal.
    ...["NoNewPrivileges", "ProtectSystem", "PrivateTmp", "DynamicUser"],
  ],
  Install: ["WantedBy"],
};

/** A service as its unit file and drop-ins describe it: the values of each key, in order. */
export class UnitFile {
  private readonly values = new Map<string, string[]>();

  /** `texts`: the unit file and its drop-ins. An empty value takes back what came before. */
  constructor(
    readonly name: string,
    texts: string[],
  ) {
    for (const text of texts) this.read(text);
  }

  all(key: string): string[] {
    return this.values.get(key) ?? [];
  }

  last(key: string): string | undefined {
    return this.all(key).at(-1);
  }

  seconds(key: string, otherwise: number): number {
    return Number(this.last(key) ?? otherwise);
  }

  /** Names of the units that are started before it, and stopped after it. */
  get after(): string[] {
    return this.all("After").flatMap((names) => names.split(" "));
  }

  private read(text: string): void {
    let section = "";
    for (const line of text.split("\n")) {
      if (/^\s*([#;]|$)/.test(line)) continue;
      const header = /^\[(\w+)\]$/.exec(line);
      const [key = "", value = ""] = line.split(/=(.*)/s);
      if (header) {
        section = header[1];
      } else if (!(new Map<string, string[]>(Object.entries(KNOWN)).get(section) ?? []).includes(key)) {
        throw new UserError(
          `${this.name}: [${section}] ${key} is not known to the rehearsal; teach rehearsal/units.ts`,
        );
      } else {
        this.values.set(key, value === "" ? [] : [...this.all(key), value]);
      }
    }
  }
}

/** How the units of a server are run here. */
export interface UnitSettings {
  stage: Stage;
  account: Account;
  /** Where `/run` is. */
  runDirectory: string;
  environment: NodeJS.ProcessEnv;
  /** Where what a unit says goes, the journal of a server. */
  journal: string;
}

export interface Stopped {
  seconds: number;
  /** Whether it had to be killed at the end of TimeoutStopSec. */
  killed: boolean;
}

/** One service, started and stopped as its unit says. */
export class Service {
  private child: ChildProcess | undefined;

  constructor(
    readonly unit: UnitFile,
    private readonly settings: UnitSettings,
  ) {}

  /** False where a condition keeps it from starting. */
  async start(): Promise<boolean> {
    const { unit } = this;
    if (!unit.all("ConditionPathExists").every((path) => existsSync(path))) return false;
    for (const path of unit.all("RequiresMountsFor")) {
      if (!existsSync(path)) throw new UserError(`${unit.name}: ${path} is not mounted`);
    }
    this.makeRuntimeDirectory();
    for (const command of unit.all("ExecStartPre")) await this.execute(command);
    const [command = ""] = unit.all("ExecStart");
    if (unit.last("Type") === "forking") {
      await this.execute(command);
      await this.settings.stage.eventually(`${unit.name}: PIDFile`, 10, () => this.mainPid);
    } else {
      const { program, args, options } = this.prepared(command);
      this.child = this.settings.stage.start(program, args, this.settings.journal, options);
    }
    return true;
  }

  /** The main process, while it lives. */
  get mainPid(): number | undefined {
    const file = this.unit.last("PIDFile");
    if (file === undefined) return this.child?.exitCode === null ? this.child.pid : undefined;
    if (!existsSync(file)) return undefined;
    const pid = Number(readFileSync(file, "utf8"));
    return pid > 0 && isAlive(pid) ? pid : undefined;
  }

  /** All of its processes. */
  get pids(): number[] {
    const main = this.mainPid;
    return main === undefined ? [] : [main, ...descendants(main)];
  }

  /** Asks it to stop, waits TimeoutStopSec, and kills what is left. */
  async stop(): Promise<Stopped> {
    const { unit } = this;
    const begin = performance.now();
    const deadline = begin + unit.seconds("TimeoutStopSec", 90) * 1000;
    const all = this.pids;
    const alive = () => all.filter(isAlive);
    const asking = Promise.all(unit.all("ExecStop").map((command) => this.execute(command)));
    await Promise.race([asking, this.until(() => false, deadline)]);
    const signal = (unit.last("KillSignal") ?? "SIGTERM") as NodeJS.Signals;
    for (const pid of unit.last("KillMode") === "mixed" ? alive().slice(0, 1) : alive()) send(pid, signal);
    const gentle = await this.until(() => alive().length === 0, deadline);
    for (const pid of alive()) send(pid, "SIGKILL");
    const runtime = unit.last("RuntimeDirectory");
    if (runtime !== undefined) rmSync(`${this.settings.runDirectory}/${runtime}`, { recursive: true, force: true });
    return { seconds: (performance.now() - begin) / 1000, killed: !gentle };
  }

  private makeRuntimeDirectory(): void {
    const { unit, settings } = this;
    const name = unit.last("RuntimeDirectory");
    if (name === undefined) return;
    const path = `${settings.runDirectory}/${name}`;
    mkdirSync(path, { recursive: true });
    chmodSync(path, parseInt(unit.last("RuntimeDirectoryMode") ?? "0755", 8));
    const { ids } = settings.account;
    if (ids) chownSync(path, ids.uid, ids.gid);
  }

  private async execute(command: string): Promise<void> {
    const { program, args, options } = this.prepared(command);
    const { code, output } = await this.settings.stage.finish(program, args, options);
    if (code !== 0 && !command.startsWith("-")) {
      throw new UserError(`${this.unit.name}: ${command} ended with ${code}:\n${output.trimEnd()}`);
    }
  }

  /** A command line without a shell; `+` before it: with all rights, `-`: whatever it ends with. */
  private prepared(command: string): { program: string; args: string[]; options: ProcessOptions } {
    const { unit, settings } = this;
    const [, prefix = "", line = ""] = /^([-+]*)(.*)$/.exec(command) ?? [];
    const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((match) => match.slice(1).join(""));
    const variables = unit.all("Environment").flatMap((text) => text.split(" ").map((pair) => pair.split(/=(.*)/s)));
    const env = { ...settings.environment, ...Object.fromEntries(variables.map(([key, value]) => [key, value])) };
    const isOther = unit.last("User") === settings.account.user && !prefix.includes("+");
    const limit = unit.last("LimitNOFILE");
    const limited =
      limit === undefined
        ? words
        : ["/bin/sh", "-c", `ulimit -n ${limit} || ulimit -n "$(ulimit -Hn)"; exec "$@"`, "sh", ...words];
    const [program = "", ...args] = limited;
    return { program, args, options: { env, cwd: "/", ids: isOther ? settings.account.ids : undefined } };
  }

  private until(done: () => boolean, deadline: number): Promise<boolean> {
    const wait = () => (done() ? true : performance.now() > deadline ? false : undefined);
    return this.settings.stage.eventually(this.unit.name, Infinity, wait);
  }
}

/** Starts in the order that the units ask for. */
export async function startAll(services: Service[]): Promise<void> {
  for (const service of inOrder(services)) await service.start();
}

/** Stops as a server does that shuts down: what comes after something goes before it. */
export async function stopAll(services: Service[]): Promise<Map<string, Stopped>> {
  const stopped = new Map<string, Stopped>();
  for (const service of inOrder(services).toReversed()) stopped.set(service.unit.name, await service.stop());
  return stopped;
}

/** Each service behind those that its `After` names. */
export function inOrder(services: Service[]): Service[] {
  const left = [...services];
  const ordered: Service[] = [];
  while (left.length > 0) {
    const index = left.findIndex(({ unit }) => !left.some((other) => unit.after.includes(other.unit.name)));
    if (index < 0) throw new UserError(`Units wait for each other: ${left.map(({ unit }) => unit.name).join(", ")}`);
    ordered.push(...left.splice(index, 1));
  }
  return ordered;
}

/** The processes below `pid`, by what /proc says of parents. */
function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The name in parentheses may hold anything.
      const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      parents.set(Number(name), Number(parent));
    } catch {
      // Gone in between.
    }
  }
  const below = (above: number): number[] =>
    [...parents].filter(([, parent]) => parent === above).flatMap(([child]) => [child, ...below(child)]);
  return below(pid);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, constants.signals[signal]);
  } catch {
    // Gone already.
  }
}
