import { urlPath, wholeNumber } from "./checks";
import { cloudConfig } from "./cloud-config";
import { efsMount } from "./efs-mount";
import { fluentd } from "./fluentd";
import { logVolume } from "./log-volume";
import { nodeSource } from "./operating-system";
import { LOG_DIRECTORY } from "./paths";
import { applicationProcess, installPm2, pm2, PM2_HOME } from "./pm2";
import { installRdsRoot } from "./rds-root";
import { settingsFile } from "./settings";
import { SETUP, setup } from "./setup";
import { applicationEnvironment } from "./spring";
import { serverSsh } from "./ssh";
import { awaitTermination } from "./termination";
import type { WasBootArgs } from "./types";

/** The boot files of a WAS server: Java and PM2, the application or its placeholder, and what ships its logs. */
export function wasUserData(args: WasBootArgs): string {
  const shutdownSeconds = wholeNumber("shutdownSeconds", args.shutdownSeconds, 1, 300);
  const port = wholeNumber("port", args.port, 1024, 65535);
  const path = urlPath("healthCheckPath", args.healthCheckPath);
  const hasJar = args.jar !== undefined;
  return cloudConfig({
    files: [
      settingsFile(args, "app", {
        ...(args.jar ? { jar: args.jar } : { placeholder: { port, path } }),
        process: applicationProcess(hasJar, shutdownSeconds),
        environment: applicationEnvironment(args),
      }),
      serverSsh,
      ...setup({
        operatingSystem: args.operatingSystem,
        sources: [nodeSource(args.operatingSystem)],
        packages: [`openjdk-${args.javaVersion}-jre-headless`, "nodejs"],
        steps: [
          ...installPm2,
          "id app &>/dev/null || useradd --system --user-group --home-dir /var/lib/app --shell /usr/sbin/nologin app",
          "install -d -o app -g app -m 0750 /var/lib/app",
          `install -d -o app -g adm -m 2750 ${LOG_DIRECTORY}/pm2`,
          ...installRdsRoot(args.region),
        ],
        service: "app",
      }),
      ...logVolume({ directory: "pm2", reopen: { signal: "USR2", pidFile: `${PM2_HOME}/pm2.pid` } }),
      ...pm2(hasJar, shutdownSeconds),
      ...efsMount(args.logAgent.fileSystemDnsName),
      ...fluentd("was", "pm2", args.logAgent.flushIntervalSeconds),
      ...awaitTermination(),
    ],
    commands: [[SETUP]],
  });
}
