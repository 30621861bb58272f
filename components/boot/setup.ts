import type { BootFile } from "./cloud-config";
import { EFS_UNIT } from "./efs-mount";
import { FLUENTD_UID } from "./fluentd";
import { MOUNT_LOG_VOLUME } from "./log-volume";
import { fluentSource, type PackageSource, ubuntuReleases } from "./operating-system";
import { LOG_DIRECTORY, PROGRAM_DIRECTORY, READY_FILE } from "./paths";
import type { OperatingSystem } from "./types";

/** Run once, by cloud-init, at the first boot. */
export const SETUP = `${PROGRAM_DIRECTORY}/setup`;

/** What a tier adds to the first boot. */
export interface TierSetup {
  operatingSystem: OperatingSystem;
  /** Package sources besides fluent-package's. */
  sources: PackageSource[];
  /** Packages besides those that ship the logs. */
  packages: string[];
  /** Shell lines after the packages are installed and before the service starts. */
  steps: string[];
  /** The unit that serves requests. */
  service: string;
}

/**
 * The script of the first boot. It ends at the first step that fails: the service is not started then, nor at a later
 * boot, the load balancer finds the server unhealthy, and `cloud-init status` and its log say why. Run again, by
 * `cloud-init clean` or on an image made of a server, it comes to the same.
 *
 * A source's key is refused unless it has the known fingerprint and is the only one in its file. `policy-rc.d` keeps
 * packages from starting anything before its configuration stands (Debian Policy, invoke-rc.d).
 * On 24.04 sshd starts at the first connection, and its directory, which `sshd -t` asks for, only exists from then on.
 */
export function setup(tier: TierSetup): BootFile[] {
  const sources = [fluentSource(tier.operatingSystem), ...tier.sources];
  const packages = [
    "python3-boto3",
    "stunnel4",
    "nfs-common",
    `fluent-package=${ubuntuReleases[tier.operatingSystem].fluentPackage}.\\*`,
    ...tier.packages,
  ];
  const content = `#!/bin/bash
set -Eeuo pipefail
trap 'echo "setup failed at line $LINENO: $BASH_COMMAND" >&2' ERR
export DEBIAN_FRONTEND=noninteractive
rm -f ${READY_FILE}

download() { curl -fsSL --retry 8 --max-time 300 -o "$@"; }

trust_key() {
  local found
  download "/usr/share/keyrings/$1" "$3"
  found=$(gpg --show-keys --with-colons "/usr/share/keyrings/$1" | awk -F: '/^pub/ { p = 1 } /^fpr/ && p { print $10; p = 0 }')
  [[ $found == "$2" ]] || { echo "$3 holds another key: $found" >&2; return 1; }
}

mkdir -p /run/sshd
sshd -t
systemctl try-reload-or-restart ssh
${MOUNT_LOG_VOLUME}

printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
chmod 0755 /usr/sbin/policy-rc.d
trap 'rm -f /usr/sbin/policy-rc.d' EXIT

getent group _fluentd >/dev/null || groupadd --system --gid ${FLUENTD_UID} _fluentd
id _fluentd &>/dev/null || useradd --system --uid ${FLUENTD_UID} --gid _fluentd --home-dir /var/lib/fluent --shell /usr/sbin/nologin --groups adm _fluentd
${sources.map(sourceLines).join("\n")}
apt-get update
apt-get install -y --no-install-recommends ${packages.join(" ")}

install -d -o _fluentd -g _fluentd -m 0750 ${LOG_DIRECTORY}/fluentd
${tier.steps.join("\n")}

rm -f /usr/sbin/policy-rc.d
touch ${READY_FILE}
systemctl daemon-reload
systemctl restart logrotate.timer
systemctl enable --now '${EFS_UNIT}.automount'
systemctl enable fluentd await-termination ${tier.service}
systemctl restart fluentd await-termination ${tier.service}
`;
  return [
    { path: SETUP, permissions: "0755", content },
    {
      // confold: a configuration file written before its package stays without a question.
      path: "/etc/apt/apt.conf.d/90three-tier",
      content: `Acquire::Retries "8";
DPkg::Lock::Timeout "600";
DPkg::Options { "--force-confold"; };
`,
    },
  ];
}

function sourceLines({ name, uri, suite, component, keys }: PackageSource): string {
  const keyrings = keys.map((_, index) => `${name}-${index + 1}.asc`);
  const signedBy = keyrings.map((keyring) => `/usr/share/keyrings/${keyring}`).join(",");
  return [
    ...keys.map(({ url, fingerprint }, index) => `trust_key ${keyrings[index] ?? ""} ${fingerprint} ${url}`),
    `echo 'deb [signed-by=${signedBy}] ${uri} ${suite} ${component}' >/etc/apt/sources.list.d/${name}.list`,
  ].join("\n");
}
