import { type BootFile, staticFile } from "./cloud-config";
import { FLUENTD_STOP_SECONDS } from "./fluentd";
import { PROGRAM_DIRECTORY } from "./paths";

/** Seconds between the group's word and stopping the service, for the load balancer to stop choosing the server. */
export const DRAIN_SECONDS = 15;

/** Seconds fluentd may take to read and ship what is left when EFS is well; an EFS that is away eats up the rest. */
const FLUSH_SECONDS = 60;

/**
 * Shortest heartbeat of a termination hook on a server whose service stops within `stopSeconds`: the watcher's poll,
 * draining, the service, reading, fluentd, and a minute to spare.
 */
export function terminationSeconds(stopSeconds: number): number {
  return 5 + DRAIN_SECONDS + stopSeconds + FLUSH_SECONDS + FLUENTD_STOP_SECONDS + 60;
}

/** Stops the service, ships its last lines and completes the hook when the group ends the server. */
export function awaitTermination(): BootFile[] {
  const program = `${PROGRAM_DIRECTORY}/await-termination`;
  return [
    { path: program, permissions: "0755", content: staticFile("await-termination.py") },
    {
      path: "/etc/systemd/system/await-termination.service",
      content: `[Unit]
Description=Ships the last logs of a server that its group ends
[Service]
ExecStart=${program}
Restart=on-failure
RestartSec=5
[Install]
WantedBy=multi-user.target
`,
    },
  ];
}
