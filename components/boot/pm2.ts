import { type BootFile, staticFile } from "./cloud-config";
import { LOG_DIRECTORY, PROGRAM_DIRECTORY, READY_FILE } from "./paths";

/** Newest release; needs Node.js 18. Its packages: their newest releases that its ranges allow on `day`. */
const PM2 = {
  version: "7.0.4",
  day: "2026-09-01",
  /** SHA-256 of the packages' checksums as the registry states them; npm compares each with what it downloads. */
  packages: "84bb9cdb0e3bb4b4ce848ebf6e3bd89b25b1fcfb5c045cb8a122e08d56bf116a",
};

/** PM2's home; its process id is in `pm2.pid` there. */
export const PM2_HOME = "/var/lib/app/.pm2";

const PM2_PROGRAM = "/usr/bin/pm2";
const ECOSYSTEM = "/etc/three-tier/ecosystem.config.js";
const READ_CREDENTIALS = `${PROGRAM_DIRECTORY}/read-credentials`;
const FETCH_JAR = `${PROGRAM_DIRECTORY}/fetch-jar`;
const PLACEHOLDER = `${PROGRAM_DIRECTORY}/placeholder.js`;

const PM2_DIRECTORY = "/opt/pm2";

/**
 * Shell lines that install PM2 with the very packages that are known, whatever the registry serves meanwhile. To move
 * on, change version and day, run the first line, and take the sum that the second one compares.
 */
export const installPm2: string[] = [
  `npm install --prefix ${PM2_DIRECTORY} --ignore-scripts --no-audit --before=${PM2.day} pm2@${PM2.version}`,
  `grep -o 'sha512-[^"]*' ${PM2_DIRECTORY}/node_modules/.package-lock.json | sort -u | sha256sum | grep ^${PM2.packages}`,
  `ln -sf ${PM2_DIRECTORY}/node_modules/.bin/pm2 ${PM2_PROGRAM}`,
];

/** How PM2 runs the application (PM2 docs, "Ecosystem File"). */
export interface PM2Process {
  name: string;
  script: string;
  interpreter?: string;
  args?: string[];
  cwd: string;
  out_file: string;
  error_file: string;
  merge_logs: true;
  /** Milliseconds between SIGINT and SIGKILL; PM2's own 1.6 s would cut every request off. */
  kill_timeout: number;
  exp_backoff_restart_delay: number;
}

/** Seconds Spring Boot gets on top of its grace period before PM2 kills it. */
const SPARE_SECONDS = 5;

/** Seconds the application's unit may take to stop: PM2's kill timeout, and time for PM2 itself. */
export function applicationStopSeconds(shutdownSeconds: number): number {
  return shutdownSeconds + SPARE_SECONDS + 15;
}

/**
 * The process that PM2 runs: the jar, or the placeholder without one.
 *
 * The heap gets 60 percent of the memory: of the 2 GiB of a `t3.small`, the JVM's own needs, PM2, fluentd and the system
 * take most of the rest.
 */
export function applicationProcess(hasJar: boolean, shutdownSeconds: number): PM2Process {
  const command = hasJar
    ? {
        script: "/usr/bin/java",
        interpreter: "none",
        args: ["-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/var/lib/app/app.jar"],
      }
    : { script: PLACEHOLDER };
  return {
    name: "app",
    ...command,
    cwd: "/var/lib/app",
    out_file: `${LOG_DIRECTORY}/pm2/out.log`,
    error_file: `${LOG_DIRECTORY}/pm2/error.log`,
    merge_logs: true,
    kill_timeout: (shutdownSeconds + SPARE_SECONDS) * 1000,
    exp_backoff_restart_delay: 1000,
  };
}

/**
 * PM2 as a service, like the unit that `pm2 startup` writes (Unitech/pm2, `lib/templates/init-scripts/systemd.tpl`), but
 * started from the ecosystem file: there is no dump of processes, with their environment, on the disk.
 *
 * The jar and the credentials are fetched as root before every start; when that fails the start is tried again, up to
 * the limit: its interval is longer than that many starts can take. The rest may change nothing of the system, gets no
 * rights it does not have, and has a `/tmp` of its own (systemd.exec).
 */
export function pm2(hasJar: boolean, shutdownSeconds: number): BootFile[] {
  const prepare = hasJar ? [FETCH_JAR, READ_CREDENTIALS] : [READ_CREDENTIALS];
  return [
    hasJar
      ? { path: FETCH_JAR, permissions: "0755", content: staticFile("fetch-jar.py") }
      : { path: PLACEHOLDER, content: staticFile("placeholder.cjs") },
    { path: READ_CREDENTIALS, permissions: "0755", content: staticFile("read-credentials.py") },
    { path: ECOSYSTEM, content: staticFile("ecosystem.cjs") },
    {
      path: "/etc/systemd/system/app.service",
      content: `[Unit]
Description=Application, run by PM2
ConditionPathExists=${READY_FILE}
RequiresMountsFor=${LOG_DIRECTORY}
Wants=network-online.target
After=network-online.target fluentd.service
StartLimitIntervalSec=6h
StartLimitBurst=60
[Service]
Type=forking
User=app
Group=app
PIDFile=${PM2_HOME}/pm2.pid
Environment=HOME=/var/lib/app PM2_HOME=${PM2_HOME} PM2_DISABLE_VERSION_CHECK=true
RuntimeDirectory=app
RuntimeDirectoryMode=0700
LimitNOFILE=65536
NoNewPrivileges=yes
ProtectSystem=full
PrivateTmp=yes
${prepare.map((program) => `ExecStartPre=+${program}`).join("\n")}
ExecStart=${PM2_PROGRAM} start ${ECOSYSTEM}
ExecStop=${PM2_PROGRAM} kill
Restart=always
RestartSec=10
TimeoutStartSec=300
TimeoutStopSec=${applicationStopSeconds(shutdownSeconds)}
[Install]
WantedBy=multi-user.target
`,
    },
  ];
}
