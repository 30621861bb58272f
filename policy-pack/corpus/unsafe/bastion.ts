import * as aws from "@pulumi/aws";
import {
  EVERY_PORT,
  group,
  INTERNET,
  later,
  legacyRule,
  letIn,
  letInGroup,
  networkBalancer,
  networkInterface,
  openGroup,
  port,
  publicBalancer,
} from "../builders";
import { change } from "../composition";
import { caughtBy } from "./unsafe-edit";

const BASTION = 'group "bastion" → bastion';

export const bastion = caughtBy("bastion-key-pair-only", [
  {
    title: "a bastion without a key pair",
    before: () => {
      change(aws.ec2.Instance, "bastion", { keyName: undefined });
    },
    says: "bastion has no key pair",
  },
  {
    title: "a bastion whose key pair may be none",
    before: () => {
      change(aws.ec2.Instance, "bastion", { keyName: later("") });
    },
    says: {
      preview: "cannot be proven: the key pair of bastion is not known yet",
      update: "bastion has no key pair",
    },
  },
  {
    title: "a bastion that takes passwords",
    before: () => {
      const userDataBase64 = Buffer.from("#cloud-config\nssh_pwauth: true\n").toString("base64");
      change(aws.ec2.Instance, "bastion", { userDataBase64 });
    },
    says: "bastion *password",
  },
  {
    title: "an open group on a second interface of the bastion",
    edit: (composition) => {
      const { id: networkInterfaceId } = networkInterface("spare", composition, [
        openGroup("spare", composition, 80).id,
      ]);
      const { id: instanceId } = composition.child(aws.ec2.Instance, "bastion");
      new aws.ec2.NetworkInterfaceAttachment("spare", { instanceId, networkInterfaceId, deviceIndex: 1 });
    },
    says: 'internet → rule "spare-open" → group "spare" → bastion:80',
  },
  {
    title: "SSH from the whole internet",
    edit: ({ bastion }) => {
      letIn("home-office", bastion.securityGroupId, { cidrIpv4: INTERNET });
    },
    says: `internet → rule "home-office" → ${BASTION}:22`,
  },
  {
    title: "SSH from the whole IPv6 internet",
    edit: ({ bastion }) => {
      letIn("home-office", bastion.securityGroupId, { cidrIpv6: "::/0" });
    },
    says: `internet → rule "home-office" → ${BASTION}:22`,
  },
  {
    title: "SSH from one provider's IPv6 block",
    edit: ({ bastion }) => {
      letIn("provider", bastion.securityGroupId, { cidrIpv6: "2001:db8::/32" });
    },
    says: `internet → rule "provider" → ${BASTION}:22`,
  },
  {
    title: "an allow list wider than approved",
    edit: ({ bastion }) => {
      letIn("country", bastion.securityGroupId, { cidrIpv4: "203.0.0.0/15" });
    },
    says: `internet → rule "country" → ${BASTION}:22`,
  },
  {
    title: "an allow list that is too wide only as a whole",
    settings: { "bastion.allowedCidrBlocks": ["203.0.0.0/16", "198.51.0.0/16"] },
    says: "the bastion accepts 22 from too much of the internet, 198.51.0.0/16, 203.0.0.0/16",
  },
  {
    title: "a web server on the bastion",
    edit: ({ bastion }) => {
      letIn("status-page", bastion.securityGroupId, { cidrIpv4: INTERNET, ...port(443) });
    },
    says: `internet → rule "status-page" → ${BASTION}:443`,
  },
  {
    title: "every port for operators",
    edit: ({ bastion }) => {
      letIn("operators", bastion.securityGroupId, { cidrIpv4: "203.0.113.0/24", ...EVERY_PORT });
    },
    says: `internet → rule "operators" → ${BASTION} on `,
  },
  {
    title: "a range of ports for operators",
    edit: ({ bastion }) => {
      legacyRule("operators", bastion.securityGroupId, { cidrBlocks: ["203.0.113.0/24"], fromPort: 22, toPort: 23 });
    },
    says: `internet → rule "operators" → ${BASTION}:23`,
  },
  {
    title: "ICMP from anywhere",
    edit: ({ bastion }) => {
      letIn("ping", bastion.securityGroupId, { cidrIpv4: INTERNET, ipProtocol: "icmp", ...port(-1) });
    },
    says: `internet → rule "ping" → ${BASTION} on icmp`,
  },
  {
    title: "SSH back from the WAS",
    edit: ({ bastion, was }) => {
      letInGroup("was-to-bastion", bastion.securityGroupId, was.securityGroupId);
    },
    says: `was* in group "was" → rule "was-to-bastion" → ${BASTION}:22`,
  },
  {
    title: "SSH from the VPC's own block",
    edit: ({ bastion, network }) => {
      letIn("inside", bastion.securityGroupId, { cidrIpv4: network.cidrBlock });
    },
    says: `networks with 10.20.0.0/16 → rule "inside" → ${BASTION}:22`,
  },
  {
    title: "SSH through a public load balancer",
    edit: (composition) => {
      const door = group("door", composition);
      letIn("door-open", door.id, { cidrIpv4: INTERNET });
      const { id } = composition.child(aws.ec2.Instance, "bastion");
      networkBalancer("door", composition, 22, id, { securityGroups: [door.id] });
      letInGroup("door-to-bastion", composition.bastion.securityGroupId, door.id);
    },
    says: `load balancer "door" in group "door" → rule "door-to-bastion" → ${BASTION}:22`,
  },
  {
    title: "the public load balancer's group let in",
    edit: (composition) => {
      const shop = group("shop", composition);
      publicBalancer("shop", composition, [shop.id]);
      letInGroup("shop-to-bastion", composition.bastion.securityGroupId, shop.id, port(8443));
    },
    says: `load balancer "shop" in group "shop" → rule "shop-to-bastion" → ${BASTION}:8443`,
  },
  {
    title: "SSH from EC2 Instance Connect's prefix list",
    edit: ({ bastion }) => {
      letIn("connect", bastion.securityGroupId, { prefixListId: "pl-0ec8123456789abcd" });
    },
    says: `cannot be proven: *anyone → rule "connect" → ${BASTION}:22`,
  },
  {
    title: "operators at an address that is not known yet",
    edit: ({ bastion }) => {
      letIn("operators", bastion.securityGroupId, { cidrIpv4: later(INTERNET) });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "operators" → ${BASTION}:22`,
      update: `internet → rule "operators" → ${BASTION}:22`,
    },
  },
]);
