/** Two MariaDB servers, a primary and its read-only replica, in the place of RDS. */
import { randomInt } from "node:crypto";
import type { ChildProcess } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { UserError } from "../command-line/user-error";
import type { Rendered } from "./boot-files";
import type { Certificate } from "./certificates";
import { type Account, type Addresses, PORTS } from "./local-table";
import { type Stage, stopGroup } from "./stage";
import { find } from "./tools";

/** A password as `@pulumi/random` makes it, of the characters that the stack allows. */
export function randomPassword({ passwordLength, passwordSpecial }: Rendered["database"]): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  // All the special ones are in it, whatever chance says.
  const all = Array.from(passwordSpecial).slice(0, passwordLength);
  while (all.length < passwordLength) all.push(letters[randomInt(letters.length)] ?? "");
  return all.join("");
}

export interface Credentials {
  username: string;
  password: string;
}

/** What both servers are made of. */
export interface DatabaseArgs {
  stage: Stage;
  database: Rendered["database"];
  addresses: Addresses;
  /** File of the authority's certificate. */
  authority: string;
  certificate: Certificate;
  credentials: Credentials;
}

/** One server; started, stopped and started again. */
export class DatabaseServer {
  private process: ChildProcess | undefined;

  constructor(
    private readonly args: DatabaseArgs,
    readonly name: string,
    readonly address: string,
    readonly id: number,
    private readonly options: string[],
    private readonly account: Account | undefined,
  ) {}

  get directory(): string {
    return join(this.args.stage.directory, this.name);
  }

  private get socket(): string {
    return join(this.directory, "socket");
  }

  /** `first`: SQL for its first start, a statement a line. */
  async start(first?: string[]): Promise<void> {
    const { stage, authority, certificate } = this.args;
    const { parameters } = this.args.database;
    const initFile = join(this.directory, "first.sql");
    if (first !== undefined) this.own(initFile, `${first.join("\n")}\n`);
    const options = [
      ...[`--datadir=${join(this.directory, "data")}`, `--socket=${this.socket}`],
      ...[`--pid-file=${join(this.directory, "pid")}`, `--bind-address=${this.address}`, `--port=${PORTS.database}`],
      ...[`--server-id=${this.id}`, "--log-bin=binlog", "--binlog-format=ROW", "--skip-name-resolve"],
      ...[`--ssl-ca=${authority}`, `--ssl-cert=${certificate.certificate}`],
      `--ssl-key=${join(this.directory, "server.key")}`,
      ...parameters.map(({ name, value }) => `--${name}=${value}`),
      ...this.options,
      ...(first === undefined ? [] : [`--init-file=${initFile}`]),
      ...(this.account ? [`--user=${this.account.user}`] : []),
    ];
    const log = join(stage.directory, `${this.name}.log`);
    this.process = stage.start(find("mariadbd") ?? "mariadbd", ["--no-defaults", ...options], log);
    await stage.eventually(`${this.name} starts`, 30, async () => {
      if (!this.isRunning) throw new UserError(`${this.name} ended:\n${readFileSync(log, "utf8").slice(-2000)}`);
      return (await this.query("select 1")) === "1" || undefined;
    });
  }

  get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  async stop(): Promise<void> {
    if (this.process) await stopGroup(this.process, "SIGTERM", 20);
  }

  /** The answer to a statement of the administrator, over the socket. */
  async query(sql: string, form = ["--batch", "--skip-column-names"]): Promise<string> {
    const login = ["--no-defaults", `--socket=${this.socket}`, `--user=${userInfo().username}`];
    return (await this.args.stage.run("mariadb", [...login, ...form, "-e", sql])).trim();
  }

  /** What the client of the application's user says, over the network. */
  async ask(sql: string, tls: boolean): Promise<{ code: number | null; output: string }> {
    const { stage, credentials, authority, database } = this.args;
    const options = stage.path("client.cnf");
    writeFileSync(options, `[client]\nuser="${credentials.username}"\npassword="${credentials.password}"\n`, {
      mode: 0o600,
    });
    const secure = tls ? [`--ssl-ca=${authority}`, "--ssl-verify-server-cert"] : ["--skip-ssl"];
    const server = [`--host=${this.address}`, `--port=${PORTS.database}`, ...secure, database.name];
    return stage.finish("mariadb", [`--defaults-file=${options}`, ...server, "-N", "-B", "-e", sql]);
  }

  private own(path: string, content: string): void {
    writeFileSync(path, content, { mode: 0o600 });
    if (this.account?.ids) chownSync(path, this.account.ids.uid, this.account.ids.gid);
  }

  /** Its directory, out of one that is set up already. */
  prepare(empty: string): void {
    mkdirSync(this.directory, { recursive: true });
    cpSync(empty, join(this.directory, "data"), { recursive: true });
    this.own(join(this.directory, "server.key"), readFileSync(this.args.certificate.key, "utf8"));
    const { ids } = this.account ?? {};
    if (ids) chownAll(this.directory, ids);
    chmodSync(this.directory, 0o755);
  }
}

export interface Databases {
  primary: DatabaseServer;
  replica: DatabaseServer;
}

/** Sets both servers up, starts them, and lets the replica follow. */
export async function startDatabases(args: DatabaseArgs, account: Account | undefined): Promise<Databases> {
  const { stage, addresses, credentials, authority, database } = args;
  const empty = stage.path("empty-database");
  await stage.run("mariadb-install-db", [
    ...["--no-defaults", `--datadir=${empty}`, "--skip-test-db", "--auth-root-authentication-method=socket"],
    `--auth-root-socket-user=${userInfo().username}`,
    ...(userInfo().uid === 0 ? ["--user=root"] : []),
  ]);
  const gtid = "--gtid-strict-mode=1";
  const primary = new DatabaseServer(args, "primary", addresses.primary, 1, [gtid], account);
  const replica = new DatabaseServer(args, "replica", addresses.replica, 2, [gtid, "--read-only=1"], account);
  primary.prepare(empty);
  replica.prepare(empty);

  const replicationPassword = "of the rehearsal";
  // As RDS makes the master user of an instance: all rights but those of an administrator.
  const user = `${quoted(credentials.username)}@'%'`;
  await primary.start([
    `create database ${database.name};`,
    `create user ${user} identified by ${quoted(credentials.password)};`,
    `grant all on ${database.name}.* to ${user};`,
    `create user 'replication'@'%' identified by '${replicationPassword}' require ssl;`,
    "grant replication slave on *.* to 'replication'@'%';",
  ]);
  const master = [
    ...[`master_host='${addresses.primary}'`, `master_port=${PORTS.database}`, "master_use_gtid=slave_pos"],
    ...["master_user='replication'", `master_password='${replicationPassword}'`, "master_connect_retry=1"],
    ...["master_ssl=1", `master_ssl_ca='${authority}'`, "master_ssl_verify_server_cert=1"],
  ];
  await replica.start([`change master to ${master.join(", ")};`, "start slave;"]);
  await stage.eventually("the replica follows the primary", 30, async () => {
    const status = await replica.query("show slave status", ["--vertical"]);
    if (/Slave_IO_Running: Yes[^]*Slave_SQL_Running: Yes/.test(status)) return true;
    throw new UserError(/Last_(?:IO_|SQL_)?Error: (.+)/.exec(status)?.[1] ?? "not running yet");
  });
  return { primary, replica };
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function chownAll(directory: string, { uid, gid }: { uid: number; gid: number }): void {
  chownSync(directory, uid, gid);
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    chownSync(join(directory, name), uid, gid);
  }
}
