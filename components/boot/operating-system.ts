import type { OperatingSystem } from "./types";

/** Instruction set of an instance type, in Canonical's words. */
export type Architecture = "amd64" | "arm64";

interface UbuntuRelease {
  codename: string;
  /** Volume type in the name of Canonical's parameter: gp3 from 23.10 on. */
  imageVolume: "ebs-gp2" | "ebs-gp3";
  /** Major version of fluent-package (LTS): 5 is the last for 20.04, 6 the first for 24.04 that is maintained. */
  fluentPackage: 5 | 6;
  /** Major version of Node.js in NodeSource's repository; PM2 needs 18. */
  node: number;
}

/**
 * Everything that depends on the Ubuntu release.
 *
 * - Images: Ubuntu on AWS, "Find Ubuntu images with the SSM Parameter Store".
 * - fluent-package: fluent/fluent-package-builder, tags v5.0.9 and v6.0.4, `fluent-lts-apt-source/debian/rules`.
 * - Node: nodesource/distributions, DEV_README, "Supported Versions": 24.x runs on 20.04 and 24.04 (glibc 2.28 is enough).
 */
export const ubuntuReleases: Record<OperatingSystem, UbuntuRelease> = {
  "ubuntu-20.04": {
    codename: "focal",
    imageVolume: "ebs-gp2",
    fluentPackage: 5,
    node: 24,
  },
  "ubuntu-24.04": {
    codename: "noble",
    imageVolume: "ebs-gp3",
    fluentPackage: 6,
    node: 24,
  },
};

/** Name of Canonical's public parameter that holds the newest image's id. */
export function ubuntuImageParameter(operatingSystem: OperatingSystem, architecture: Architecture): string {
  const version = operatingSystem.replace("ubuntu-", "");
  const { imageVolume } = ubuntuReleases[operatingSystem];
  return `/aws/service/canonical/ubuntu/server/${version}/stable/current/${architecture}/hvm/${imageVolume}/ami-id`;
}

/** Root device of Ubuntu's images, which a launch template must name to change the root volume. */
export const ROOT_DEVICE = "/dev/sda1";

/** Root device of Amazon Linux images. */
export const AMAZON_LINUX_ROOT_DEVICE = "/dev/xvda";

/** Device name to attach the log volume by; `files/mount-log-volume.sh` finds it under whatever name Linux gives it. */
export const LOG_DEVICE = "/dev/sdf";

/** Name of Amazon's public parameter that holds the id of the newest Amazon Linux 2023 image. */
export function amazonLinuxImageParameter(architecture: Architecture): string {
  const machine = architecture === "arm64" ? "arm64" : "x86_64";
  return `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}`;
}

/** A package source outside Ubuntu, and the keys it may be signed with. */
export interface PackageSource {
  name: string;
  uri: string;
  suite: string;
  component: string;
  /** Keys are downloaded, and refused unless their fingerprint is this one. */
  keys: { url: string; fingerprint: string }[];
}

/**
 * fluent-package. Version 5 was published under the older of the two keys, version 6 is under the newer one
 * (fluent-package-builder, `manage-fluent-repositories.sh` of v5.0.9 and v6.0.4); upstream's own source package
 * trusts both for both, and so do we.
 */
export function fluentSource(operatingSystem: OperatingSystem): PackageSource {
  const { codename, fluentPackage } = ubuntuReleases[operatingSystem];
  return {
    name: "fluent",
    uri: `https://fluentd.cdn.cncf.io/lts/${fluentPackage}/ubuntu/${codename}/`,
    suite: codename,
    component: "contrib",
    keys: [
      {
        url: "https://fluentd.cdn.cncf.io/GPG-KEY-td-agent",
        fingerprint: "BEE682289B2217F45AF4CC3F901F9177AB97ACBE",
      },
      {
        url: "https://fluentd.cdn.cncf.io/GPG-KEY-fluent-package",
        fingerprint: "B40948B6A3B80E90F40E841F977D7A0943FA320E",
      },
    ],
  };
}

/** Node.js; `nodistro` serves every release (nodesource/distributions, `scripts/deb/setup_24.x`). */
export function nodeSource(operatingSystem: OperatingSystem): PackageSource {
  return {
    name: "nodesource",
    uri: `https://deb.nodesource.com/node_${ubuntuReleases[operatingSystem].node}.x`,
    suite: "nodistro",
    component: "main",
    keys: [
      {
        url: "https://deb.nodesource.com/gpgkey/nodesource-repo.gpg.key",
        fingerprint: "6F71F525282841EEDAF851B42F59B5F99B1BE0B4",
      },
    ],
  };
}
