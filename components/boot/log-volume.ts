import { type BootFile, staticFile } from "./cloud-config";
import { LOG_DIRECTORY, PROGRAM_DIRECTORY } from "./paths";

/** Mounts the second EBS volume; the first step of the first boot, before anything can log. */
export const MOUNT_LOG_VOLUME = `${PROGRAM_DIRECTORY}/mount-log-volume`;

/** One group of log files that a program reopens on a signal. */
export interface RotatedLogs {
  /** Directory below the log volume. */
  directory: string;
  /** Signal that makes the writer reopen its files, and the file with its process id. */
  reopen: { signal: "USR1" | "USR2"; pidFile: string };
}

/**
 * Mounting and rotation of the log volume.
 *
 * Rotated files keep their inode and stay uncompressed: fluentd goes on reading them under their new name. (With
 * logrotate's `copytruncate` whatever is written between the copy and the cut would be lost, and the copy be sent twice.)
 */
export function logVolume(logs: RotatedLogs): BootFile[] {
  const { signal, pidFile } = logs.reopen;
  return [
    { path: MOUNT_LOG_VOLUME, permissions: "0755", content: staticFile("mount-log-volume.sh") },
    {
      path: "/etc/logrotate.d/three-tier",
      content: `${LOG_DIRECTORY}/${logs.directory}/*.log {
  daily
  maxsize 100M
  rotate 7
  missingok
  notifempty
  nocreate
  nocompress
  sharedscripts
  postrotate
    [ ! -s ${pidFile} ] || kill -${signal} "$(cat ${pidFile})"
  endscript
}
`,
    },
    {
      // Ubuntu asks once a day, and a busy day can fill the volume. Other rotations are daily by their own word.
      path: "/etc/systemd/system/logrotate.timer.d/three-tier.conf",
      content: `[Timer]
OnCalendar=
OnCalendar=*:0/10
AccuracySec=1min
`,
    },
  ];
}
