/** Runs shell scripts as the workflows do, with stand-ins for the commands that need an account. For tests. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Run } from "../command-line/test-command";

export class Shell {
  readonly directory = mkdtempSync(join(tmpdir(), "scripts-"));

  /** Puts a command before all others of its name; it may be in any language that has a first line. */
  command(name: string, text: string): void {
    this.write(`bin/${name}`, text);
    chmodSync(join(this.directory, "bin", name), 0o755);
  }

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  }

  run(script: string, args: string[], env: NodeJS.ProcessEnv = {}): Run {
    const { status, stdout, stderr } = spawnSync(script, args, {
      cwd: this.directory,
      env: { ...process.env, NODE_OPTIONS: "", PATH: `${join(this.directory, "bin")}:${process.env.PATH}`, ...env },
      encoding: "utf8",
      timeout: 60_000,
    });
    return { status, stdout, stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Whether a command is installed here; what needs it is skipped where it is not. */
export function isInstalled(command: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
}
