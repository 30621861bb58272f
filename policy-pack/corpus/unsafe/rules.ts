import * as aws from "@pulumi/aws";
import { group, INTERNET, later, port } from "../builders";
import { change } from "../composition";
import { caughtBy } from "./unsafe-edit";

const HTTP_FROM_ANYWHERE = { protocol: "tcp", ...port(80), cidrBlocks: [INTERNET] };

export const rules = caughtBy("rules-stand-alone", [
  {
    title: "an inline rule in a tier's group",
    before: () => {
      change(aws.ec2.SecurityGroup, "web", { ingress: [HTTP_FROM_ANYWHERE] });
    },
    says: 'web: has inline rules ("ingress")',
  },
  {
    title: "an inline egress rule",
    before: () => {
      change(aws.ec2.SecurityGroup, "database", { egress: [{ ...HTTP_FROM_ANYWHERE, protocol: "-1" }] });
    },
    says: 'database: has inline rules ("egress")',
  },
  {
    title: "an empty list of inline rules, which deletes those that stand alone",
    before: () => {
      change(aws.ec2.SecurityGroup, "was", { ingress: [] });
    },
    says: 'was: has inline rules ("ingress")',
  },
  {
    title: "a rule that says nothing of who it is about, as a misspelt one does",
    before: () => {
      change(aws.vpc.SecurityGroupIngressRule, "operators-203.0.113.0/24-to-bastion", { cidrIpv4: undefined });
    },
    says: "operators-203.0.113.0/24-to-bastion: says nothing of who it is about",
  },
  {
    title: "a new group with inline rules",
    edit: (composition) => {
      group("extra", composition, { ingress: [HTTP_FROM_ANYWHERE] });
    },
    says: 'extra: has inline rules ("ingress")',
  },
  {
    title: "an inline rule in the default group",
    before: () => {
      change(aws.ec2.DefaultSecurityGroup, "main", { egress: [{ ...HTTP_FROM_ANYWHERE, protocol: "-1" }] });
    },
    says: 'main: has inline rules ("egress")',
  },
  {
    title: "inline rules that are not known yet",
    edit: (composition) => {
      group("extra", composition, { ingress: later([HTTP_FROM_ANYWHERE]) });
    },
    says: 'extra: has inline rules ("ingress")',
  },
]);
