import assert from "node:assert/strict";
import { bastionUserData } from "./bastion";
import { fileOf, parsed } from "./test-support";

describe("the boot files of the bastion", () => {
  const userData = bastionUserData();

  it("leave keys as the only way in, and the inside as the only way on", () => {
    assert.equal(parsed(userData).ssh_pwauth, false);
    assert.equal(
      fileOf(userData, "/etc/ssh/sshd_config.d/10-three-tier.conf"),
      `PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin no
GSSAPIAuthentication no
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
    );
  });

  it("apply security updates of the newest release", () => {
    assert.equal(fileOf(userData, "/etc/dnf/vars/releasever"), "latest\n");
    assert.match(fileOf(userData, "/etc/dnf/automatic.conf"), /upgrade_type = security\n.*\napply_updates = yes/);
    assert.match(fileOf(userData, "/usr/local/lib/three-tier/setup"), /systemctl enable --now dnf-automatic\.timer/);
  });
});
