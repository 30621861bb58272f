import { cloudConfig } from "./cloud-config";
import { efsMount } from "./efs-mount";
import { fluentd } from "./fluentd";
import { logVolume } from "./log-volume";
import { nginx } from "./nginx";
import { LOG_DIRECTORY } from "./paths";
import { settingsFile } from "./settings";
import { SETUP, setup } from "./setup";
import { serverSsh } from "./ssh";
import { awaitTermination } from "./termination";
import type { WebBootArgs } from "./types";

/** The boot files of a WEB server: nginx, and what ships its logs. */
export function webUserData(args: WebBootArgs): string {
  return cloudConfig({
    files: [
      settingsFile(args, "nginx"),
      serverSsh,
      ...setup({
        operatingSystem: args.operatingSystem,
        sources: [],
        packages: ["nginx"],
        // Open to nginx's workers, who reopen the logs themselves, as www-data, when they are rotated.
        steps: [`install -d -o root -g adm -m 0755 ${LOG_DIRECTORY}/nginx`, "nginx -t"],
        service: "nginx",
      }),
      ...logVolume({ directory: "nginx", reopen: { signal: "USR1", pidFile: "/run/nginx.pid" } }),
      ...nginx(args),
      ...efsMount(args.logAgent.fileSystemDnsName),
      ...fluentd("web", "nginx", args.logAgent.flushIntervalSeconds),
      ...awaitTermination(),
    ],
    commands: [[SETUP]],
  });
}
