/** The programs that a rehearsal needs, and how to get them. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Servers are often not on the path of people. */
export const PATH = [process.env.PATH ?? "", "/usr/local/sbin", "/usr/sbin", "/sbin"].join(delimiter);

interface Tool {
  name: string;
  /** How to install it on Debian and Ubuntu. */
  install: string;
  isThere: () => boolean;
}

const apt = (name: string) => `apt-get install --no-install-recommends ${name}`;
const command = (name: string, debianPackage: string): Tool => ({
  name,
  install: apt(debianPackage),
  isThere: () => find(name) !== undefined,
});

const TOOLS: Tool[] = [
  command("nginx", "nginx"),
  { name: "nginx.service", install: apt("nginx"), isThere: () => nginxUnit() !== undefined },
  command("mariadbd", "mariadb-server"),
  command("mariadb", "mariadb-server"),
  command("mariadb-install-db", "mariadb-server"),
  command("openssl", "openssl"),
  command("stunnel4", "stunnel4"),
  command("logrotate", "logrotate"),
  command("python3", "python3"),
  command("mvn", "maven"),
  command("npm", "npm"),
  {
    name: "javac of Java 17 or newer",
    install: apt("openjdk-17-jdk-headless"),
    isThere: () => javaVersion() >= 17,
  },
];

/** One line for each tool that is missing. */
export function missingTools(): string[] {
  return TOOLS.filter(({ isThere }) => !isThere()).map(({ name, install }) => `${name} is missing: ${install}`);
}

/** Where a program is. */
export function find(name: string): string | undefined {
  return PATH.split(delimiter)
    .map((directory) => join(directory, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The unit file of Debian's and Ubuntu's nginx, which the boot files add to. */
export function nginxUnit(): string | undefined {
  return ["/lib/systemd/system/nginx.service", "/usr/lib/systemd/system/nginx.service"].find((path) =>
    existsSync(path),
  );
}

/** Where fluentd 1.16 or newer is; the reason if it is not. */
export function findFluentd(path = find("fluentd")): { path: string } | { reason: string } {
  if (path === undefined) return { reason: "there is no fluentd on the PATH" };
  const said = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout;
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(said) ?? [];
  const isNew = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 16);
  return isNew ? { path } : { reason: `${path} is version ${major}.${minor}, and 1.16 is needed` };
}

function javaVersion(): number {
  const javac = find("javac");
  if (javac === undefined || find("java") === undefined) return 0;
  const { stdout, stderr } = spawnSync(javac, ["-version"], { encoding: "utf8" });
  return Number(/javac (\d+)/.exec(stdout + stderr)?.[1] ?? 0);
}
