import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../command-line/user-error";

export interface SshOptions {
  /** The `sshConfig` output of the stack. */
  sshConfig: string;
  /** Private key to try before the one that the stack names. */
  identityFile?: string;
  /** How long a connection may take. */
  timeoutSeconds: number;
}

export interface SshRun {
  /** 0 for a remote command that has succeeded, 255 where the connection has failed; nothing where it had to be ended. */
  code?: number;
  stdout: string;
  stderr: string;
}

/**
 * Runs a command on a host of the stack's own ssh configuration, as its users do, but with nothing of the user's:
 * neither configuration nor known hosts.
 *
 * Host keys are taken as they come and forgotten: each replaced server has a new one, nobody has published them, and the
 * test neither hands out a secret (keys log in without leaving the machine, agents are not forwarded) nor changes
 * anything there. What it must not do is to fill the user's `known_hosts`, or to stumble over what is in it.
 *
 * The options are in a file, for ssh hands a file on to the jump to the bastion, and no options.
 */
export async function ssh(options: SshOptions, host: string, command: string[], flags: string[] = []): Promise<SshRun> {
  const directory = await mkdtemp(join(tmpdir(), "three-tier-ssh-"));
  try {
    const config = join(directory, "config");
    await writeFile(config, configOf(options, directory), { mode: 0o600 });
    return await run(["-F", config, ...flags, "--", host, ...command], longestRun(options));
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Seconds that a run may take: two connections, the bastion's and the one through it, and as long again for the command. */
export function longestRun({ timeoutSeconds }: SshOptions): number {
  return timeoutSeconds * 3 + 2;
}

/** What comes first is what ssh takes, except for keys: those it tries one after the other. */
function configOf({ sshConfig, identityFile, timeoutSeconds }: SshOptions, directory: string): string {
  return [
    "Host *",
    "  BatchMode yes",
    `  ConnectTimeout ${Math.ceil(timeoutSeconds)}`,
    "  StrictHostKeyChecking accept-new",
    `  UserKnownHostsFile ${quoted(join(directory, "known_hosts"))}`,
    "  LogLevel ERROR",
    ...(identityFile === undefined ? [] : [`  IdentityFile ${quoted(identityFile)}`]),
    "",
    sshConfig,
    "",
  ].join("\n");
}

function quoted(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}

function run(args: string[], timeoutSeconds: number): Promise<SshRun> {
  return new Promise((done, reject) => {
    const child = execFile("ssh", args, { timeout: timeoutSeconds * 1000 }, (error, stdout, stderr) => {
      // A word instead of a number is a program that could not be started.
      if (typeof error?.code === "string") reject(new UserError(`ssh cannot be run: ${error.message}`));
      // A killed ssh ends as if the connection had failed.
      else done({ code: error?.killed === true ? undefined : (child.exitCode ?? undefined), stdout, stderr });
    });
    // Nothing is to be asked of whoever started the test.
    child.stdin?.end();
  });
}

/** The methods of logging in that a server offers to whoever has not logged in yet, in its refusal's words. */
export function offeredMethods(stderr: string): string[] | undefined {
  return /Permission denied \(([\w,@.-]*)\)/.exec(stderr)?.[1].split(",");
}

/** What ssh has said, in one line, without the frame around its warnings and what the end of the jump adds. */
export function complaintOf({ stderr }: SshRun): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^@|^Connection closed by UNKNOWN/.test(line));
  return lines.slice(0, 3).join("; ") || "ssh does not say why";
}
