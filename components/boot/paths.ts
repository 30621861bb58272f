/** Where the boot files keep things. The paths appear in the static files of `files/` too; a test holds both together. */

/** Mount point of the EBS log volume. Log files, fluentd's positions and its buffers live here, never on NFS. */
export const LOG_DIRECTORY = "/var/log/three-tier";

/** Mount point of EFS. */
export const EFS_DIRECTORY = "/mnt/efs-logs";

/** Settings, the only place values from outside reach a script: JSON needs no quoting rules of its own. */
export const SETTINGS_FILE = "/etc/three-tier/settings.json";

/** Exists once the first boot went through; the service does not start before. */
export const READY_FILE = "/etc/three-tier/ready";

/** Scripts and small programs. */
export const PROGRAM_DIRECTORY = "/usr/local/lib/three-tier";
