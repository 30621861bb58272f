import { cloudConfig, staticFile } from "./cloud-config";
import { PROGRAM_DIRECTORY } from "./paths";
import { bastionSsh } from "./ssh";

/**
 * The boot files of the bastion (Amazon Linux 2023): sshd and security updates, nothing else. The door to passwords is
 * closed first.
 *
 * AL2023 stays at the release of its image, so dnf-automatic alone finds nothing (AL2023 User Guide, "Deterministic
 * upgrades"; amazonlinux/amazon-linux-2023 discussion #395). The one server that faces the internet follows the newest.
 */
export function bastionUserData(): string {
  const setup = `${PROGRAM_DIRECTORY}/setup`;
  return cloudConfig({
    files: [
      bastionSsh,
      { path: "/etc/dnf/vars/releasever", content: "latest\n" },
      {
        path: "/etc/dnf/automatic.conf",
        content: "[commands]\nupgrade_type = security\ndownload_updates = yes\napply_updates = yes\nrandom_sleep = 0\n",
      },
      { path: setup, permissions: "0755", content: staticFile("bastion-setup.sh") },
    ],
    commands: [[setup]],
  });
}
