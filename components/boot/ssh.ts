import type { BootFile } from "./cloud-config";

/** First in the directory, for sshd takes the first value it reads, and cloud-init writes a `50-` file of its own. */
const DROP_IN = "/etc/ssh/sshd_config.d/10-three-tier.conf";

const KEYS_ONLY = `PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
`;

/** Key pairs only, on WEB and WAS. */
export const serverSsh: BootFile = { path: DROP_IN, content: KEYS_ONLY };

/**
 * Key pairs only, and a door that only leads inside: ProxyJump and tunnels to SSH and databases (security groups
 * decide which), SFTP; no agent that could be misused, no ports opened backwards. Amazon Linux would offer Kerberos too
 * (`publickey,gssapi-keyex,gssapi-with-mic`), as Fedora does.
 */
export const bastionSsh: BootFile = {
  path: DROP_IN,
  content: `${KEYS_ONLY}GSSAPIAuthentication no
AllowAgentForwarding no
AllowTcpForwarding local
X11Forwarding no
MaxAuthTries 3
PermitOpen *:22 *:3306 *:5432
AllowStreamLocalForwarding no
GatewayPorts no
PermitTunnel no
ClientAliveInterval 60
`,
};
