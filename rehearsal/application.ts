/** The application and what runs it: the jar from the example's sources, and PM2 as the boot files install it. */
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "../command-line/user-error";
import type { Server } from "./boot-files";
import type { Credentials } from "./databases";
import type { Stage } from "./stage";

/** Where the boot files put PM2. */
const PM2 = { directory: "/opt/pm2", program: "/usr/bin/pm2" };

/** Where the jar is in S3, as far as the stack knows. */
export const JAR = { bucket: "rehearsal", key: "app.jar" };

/** Builds the example's jar; its sources stay as they are. */
export async function buildJar(stage: Stage, directory: string): Promise<string> {
  const copy = stage.path("build");
  cpSync(join(directory, "examples/was-app"), copy, {
    recursive: true,
    filter: (source) => !source.endsWith("/target"),
  });
  await stage.run("mvn", ["--quiet", "--batch-mode", "--file", join(copy, "pom.xml"), "package"]);
  return join(copy, "target/app.jar");
}

/** Installs PM2 by the very lines of the first boot, elsewhere; returns the program. */
export async function installPm2(stage: Stage, was: Server): Promise<string> {
  const setup = was.files.find(({ path }) => path.endsWith("/setup"))?.content ?? "";
  const lines = setup.split("\n").filter((line) => line.includes(PM2.directory));
  if (lines.length === 0) throw new UserError(`The script of the first boot installs no PM2 in ${PM2.directory}`);
  const [directory, program] = [stage.path("pm2"), stage.path("bin/pm2")];
  const script = lines.join("\n").replaceAll(PM2.directory, directory).replaceAll(PM2.program, program);
  await stage.run("bash", ["-euo", "pipefail", "-c", script]);
  return program;
}

/** What the stand-in for AWS hands out. */
export function fillAws(stage: Stage, jar: string, secretArn: string, credentials: Credentials): string {
  const directory = stage.path("aws");
  const object = join(directory, "s3", JAR.bucket, JAR.key);
  mkdirSync(dirname(object), { recursive: true });
  copyFileSync(jar, object);
  writeFileSync(join(directory, "secrets.json"), JSON.stringify({ [secretArn]: JSON.stringify(credentials) }), {
    mode: 0o600,
  });
  return directory;
}
