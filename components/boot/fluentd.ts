import { type BootFile, staticFile } from "./cloud-config";
import { wholeNumber } from "./checks";
import { EFS_UNIT } from "./efs-mount";
import { EFS_DIRECTORY, LOG_DIRECTORY, PROGRAM_DIRECTORY } from "./paths";

/** EFS knows owners by number, so the agent has the same number on every server, before the package picks one. */
export const FLUENTD_UID = 640;

/** Seconds that fluentd may take to stop: fluent-package's own value. */
export const FLUENTD_STOP_SECONDS = 120;

const SHIP_LOGS = `${PROGRAM_DIRECTORY}/ship-logs`;

/**
 * What one event is. nginx writes a line an event. Java writes a stack trace behind its message: lines that begin with a
 * space or with nothing, exceptions by their full name, and causes go on with what is above them. A rotation may leave
 * such lines at the beginning of a file, where `emit_unmatched_lines` keeps them (fluentd docs, "multiline" and "in_tail").
 */
const parsing = {
  web: `  <parse>
    @type none
  </parse>`,
  was: `  multiline_flush_interval 2s
  emit_unmatched_lines true
  <parse>
    @type multiline
    format_firstline /^(?!\\s|$|Caused by: |(?:\\w+\\.)+[\\w$]+(?:Exception|Error)\\b)/
    format1 /^(?<message>.*)/
  </parse>`,
};

/**
 * fluentd tails the log files in one directory on EBS and appends each to
 * `/mnt/efs-logs/<tier>/<host>/<day>/<directory>-<file>.log`.
 *
 * - `follow_inodes` with a pattern that matches rotated names: a file rotated while fluentd was down is still read to
 *   its end, once (fluentd docs, "in_tail"; sound since v1.16.2, fluent/fluentd #4208 and #4237). The tag is `log` and
 *   the path, with dots: `log.var.log.three-tier.nginx.access.log.1`.
 * - Positions and chunks are on EBS and survive restarts; a chunk that cannot be written stays and is tried forever,
 *   and when the buffer is full reading stops, so nothing is dropped before logrotate's last generation.
 * - `out_file` refuses to start while its path is not writable, and would otherwise fill an unmounted directory. The
 *   automount covers the mount point, so a write during an outage fails, and `ship-logs` starts fluentd when EFS is there.
 * - Delivery is at least once: a chunk interrupted halfway is appended again.
 */
export function fluentd(tier: "web" | "was", logDirectory: string, flushIntervalSeconds: number): BootFile[] {
  const interval = wholeNumber("flushIntervalSeconds", flushIntervalSeconds, 1, 300);
  const [tagOfDirectory, tagOfFile] = [1, 2].map((place) => LOG_DIRECTORY.split("/").length - 1 + place);
  return [
    {
      path: "/etc/three-tier/fluentd.conf",
      content: `<source>
  @type tail
  tag log.*
  path ${LOG_DIRECTORY}/${logDirectory}/*.log*
  pos_file ${LOG_DIRECTORY}/fluentd/tail.pos
  read_from_head true
  follow_inodes true
  refresh_interval 5s
  rotate_wait 10s
${parsing[tier]}
</source>
<match log.**>
  @type file
  path "${EFS_DIRECTORY}/${tier}/#{Socket.gethostname}/%Y-%m-%d/\${tag[${tagOfDirectory}]}-\${tag[${tagOfFile}]}"
  append true
  <format>
    @type single_value
  </format>
  <buffer tag,time>
    @type file
    path ${LOG_DIRECTORY}/fluentd/buffer
    timekey 1d
    timekey_use_utc true
    flush_mode interval
    flush_interval ${interval}s
    flush_at_shutdown true
    chunk_limit_size 8m
    total_limit_size 1g
    overflow_action block
    retry_forever true
    retry_max_interval 30s
  </buffer>
</match>
`,
    },
    { path: SHIP_LOGS, permissions: "0755", content: staticFile("ship-logs.sh") },
    {
      // Stopping runs backwards: the service (After=fluentd), fluentd, the mount, the tunnel.
      path: "/etc/systemd/system/fluentd.service.d/three-tier.conf",
      content: `[Unit]
RequiresMountsFor=${LOG_DIRECTORY}
After=${EFS_UNIT}.automount ${EFS_UNIT}.mount efs-tunnel.service
[Service]
Type=simple
PIDFile=
ExecStart=
ExecStart=+${SHIP_LOGS} ${EFS_DIRECTORY}/${tier}
RestartSec=10
TimeoutStopSec=${FLUENTD_STOP_SECONDS}
`,
    },
  ];
}
