/** A real sshd for tests, as an unprivileged user may run it: one process for each connection. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { findExecutable, searchPath } from "../../command-line/executables";
import type { LocalServers } from "./test-network";

/** Where sshd is, if it is; `apt-get install openssh-server` brings it. */
export function sshdPath(): string | undefined {
  return findExecutable("sshd", [...searchPath(), "/usr/sbin", "/usr/local/sbin"]);
}

/** Keys of a user and of the servers, in a directory of their own. */
export class TestSsh {
  readonly directory = mkdtempSync(join(tmpdir(), "sshd-"));
  readonly identityFile = this.key("user");

  constructor(private readonly servers: LocalServers) {
    this.key("host");
    // sshd insists on it where it can change to it.
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  }

  /** Port of a server that takes the user's key, with settings that go before the usual ones. */
  async start(settings: string[] = []): Promise<number> {
    const config = join(mkdtempSync(join(this.directory, "server-")), "sshd_config");
    const usual = [
      `HostKey ${join(this.directory, "host")}`,
      `AuthorizedKeysFile ${join(this.directory, "user.pub")}`,
      "StrictModes no",
      "UsePAM no",
      "PidFile none",
      "PermitRootLogin yes",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
    ];
    writeFileSync(config, [...settings, ...usual, ""].join("\n"));
    return this.servers.tcp(
      (socket) => {
        spawn(sshdPath() ?? "sshd", ["-i", "-f", config], { stdio: [socket, socket, "ignore"] });
        socket.destroy();
      },
      { pauseOnConnect: true },
    );
  }

  /** A directory for the PATH of a server, with a `curl` that answers as the internet would. */
  curl(script: string): string {
    const directory = mkdtempSync(join(this.directory, "bin-"));
    writeFileSync(join(directory, "curl"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return `SetEnv PATH=${directory}:/usr/bin:/bin`;
  }

  /** What the stack's `sshConfig` output would be, with ports. */
  config(ports: { bastion: number; web?: number; was?: number }, identityFile = this.identityFile): string {
    const block = (name: string, port: number, ...rest: string[]) =>
      [
        `Host ${name}`,
        "HostName 127.0.0.1",
        `Port ${port}`,
        `User ${userInfo().username}`,
        ...rest,
        `IdentityFile "${identityFile}"`,
        "IdentitiesOnly yes",
      ].join("\n  ");
    return [
      block("bastion", ports.bastion),
      block("web", ports.web ?? ports.bastion, "ProxyJump bastion"),
      block("was", ports.was ?? ports.bastion, "ProxyJump bastion"),
    ].join("\n\n");
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private key(name: string): string {
    const file = join(this.directory, name);
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
    return file;
  }
}
