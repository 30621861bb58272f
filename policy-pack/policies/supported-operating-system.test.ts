import { resource, UNKNOWN } from "../test-support";
import { supportedOperatingSystem } from "./supported-operating-system";
import { describePolicy } from "./three-tier.test";

const UBUNTU = "resolve:ssm:/aws/service/canonical/ubuntu/server";
const template = (imageId?: unknown) => [resource("ec2/launchTemplate:LaunchTemplate", "web", { imageId })];
const instance = (ami?: unknown) => [resource("ec2/instance:Instance", "web-base", { ami })];
const configuration = (imageId: unknown) => [
  resource("ec2/launchConfiguration:LaunchConfiguration", "old", { imageId }),
];

describePolicy(supportedOperatingSystem, {
  denies: {
    "Ubuntu 20.04": [
      template(`${UBUNTU}/20.04/stable/current/amd64/hvm/ebs-gp2/ami-id`),
      "web: runs Ubuntu 20.04, whose standard support ended in May 2025\n" +
        "Mend: set operatingSystem to ubuntu-24.04, or buy extended support (Ubuntu Pro).",
    ],
    "Ubuntu 20.04 by its code name": [
      template(`${UBUNTU}/focal/stable/current/amd64/hvm/ebs-gp2/ami-id`),
      /runs Ubuntu 20\.04/,
    ],
    "Ubuntu 18.04": [template(`${UBUNTU}/18.04/stable/current/amd64/hvm/ebs-gp2/ami-id`), /Ubuntu 18\.04, .* May 2023/],
    "Ubuntu 16.04": [template(`${UBUNTU}/16.04/stable/current/amd64/hvm/ebs-gp2/ami-id`), /Ubuntu 16\.04/],
    "Amazon Linux 2": [
      template("resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"),
      /runs Amazon Linux 2 and older, whose standard support ended in June 2026/,
    ],
    "the first Amazon Linux": [
      template("resolve:ssm:/aws/service/ami-amazon-linux-latest/amzn-ami-hvm-x86_64-gp2"),
      /Amazon Linux 2 and older/,
    ],
    "a server of an old release": [instance(`${UBUNTU}/20.04/stable/current/amd64/hvm/ebs-gp2/ami-id`), /^web-base: /],
    "a spot instance of an old release": [
      [resource("ec2/spotInstanceRequest:SpotInstanceRequest", "cheap", { ami: `${UBUNTU}/20.04/stable` })],
      /^cheap: runs Ubuntu 20\.04/,
    ],
    "a launch configuration of an old release": [configuration(`${UBUNTU}/bionic/stable`), /^old: runs Ubuntu 18\.04/],
  },
  allows: {
    "Ubuntu 24.04": template(`${UBUNTU}/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id`),
    "Ubuntu 22.04": template(`${UBUNTU}/jammy/stable/current/amd64/hvm/ebs-gp2/ami-id`),
    "Amazon Linux 2023": template("resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"),
    "an image by its id": [...template("ami-0123456789abcdef0"), ...instance("ami-0123456789abcdef0")],
    "an image that is not known yet": [...template(UNKNOWN), ...instance(UNKNOWN)],
    "a template that leaves the image to whoever launches from it": template(),
    "what is no server": [resource("ec2/ami:Ami", "ubuntu-20.04", { name: "ubuntu-20.04" })],
  },
});
