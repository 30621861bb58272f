import type { BootFile } from "./cloud-config";
import { dnsName } from "./checks";
import { EFS_DIRECTORY } from "./paths";

const TUNNEL = "efs-tunnel.service";
const TUNNEL_PORT = 20049;

/** systemd's name of a mount at {@link EFS_DIRECTORY}: a dash in a path is written `\x2d`. */
export const EFS_UNIT = "mnt-efs\\x2dlogs";

/**
 * EFS over TLS: stunnel carries NFS to the mount target of the server's zone. An automount mounts EFS at the first
 * access and tries again at every access while it is away, so neither the boot nor a request ever waits for it.
 *
 * - Tunnel: EFS User Guide, "Encrypting data in transit" (without the mount helper); settings as in aws/efs-utils,
 *   `src/efs_utils_common/metadata.py`. Ubuntu's CA bundle holds Amazon Root CA 1 to 4 and Starfield G2. The package's
 *   own service differs between the releases (an init script on 20.04), so stunnel runs under a unit of ours.
 * - Mount options: EFS User Guide, "Recommended NFS mount settings"; `retry=0` leaves trying again to the automount.
 * - Units rather than a line in fstab: `x-systemd.requires` ends up on the mount in 24.04, but on the automount in 20.04.
 *   Without default dependencies, for those put a network mount before `remote-fs.target`, which nginx waits for.
 */
export function efsMount(fileSystemDnsName: string): BootFile[] {
  const host = dnsName("fileSystemDnsName", fileSystemDnsName);
  return [
    {
      path: "/etc/three-tier/stunnel.conf",
      content: `foreground = yes
syslog = no
pid =
[efs]
client = yes
accept = 127.0.0.1:${TUNNEL_PORT}
connect = ${host}:2049
sslVersionMin = TLSv1.2
verifyChain = yes
CAfile = /etc/ssl/certs/ca-certificates.crt
checkHost = ${host}
TIMEOUTbusy = 20
TIMEOUTclose = 0
TIMEOUTidle = 70
delay = yes
`,
    },
    {
      path: `/etc/systemd/system/${TUNNEL}`,
      content: `[Unit]
Description=TLS tunnel to EFS
Wants=network-online.target
After=network-online.target
[Service]
ExecStart=/usr/bin/stunnel4 /etc/three-tier/stunnel.conf
DynamicUser=yes
Restart=always
RestartSec=5
`,
    },
    {
      path: `/etc/systemd/system/${EFS_UNIT}.mount`,
      content: `[Unit]
DefaultDependencies=no
Requires=${TUNNEL}
After=${TUNNEL}
Conflicts=umount.target
Before=umount.target
[Mount]
What=127.0.0.1:/
Where=${EFS_DIRECTORY}
Type=nfs4
Options=port=${TUNNEL_PORT},nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport,retry=0,_netdev,nosuid,nodev,noexec
ForceUnmount=yes
TimeoutSec=30
`,
    },
    {
      path: `/etc/systemd/system/${EFS_UNIT}.automount`,
      content: `[Automount]
Where=${EFS_DIRECTORY}
[Install]
WantedBy=multi-user.target
`,
    },
  ];
}
