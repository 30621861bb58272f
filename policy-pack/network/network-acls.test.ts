import { type TestResource, UNKNOWN } from "../test-support";
import {
  aws,
  fromInternet,
  fromNeighbour,
  idOf,
  ingress,
  type Inputs,
  itAnswers,
  type PublicServer,
  type Question,
} from "./stacks.test";

const ALL = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0", action: "allow", ruleNo: 100 };
const SSH = { ...ALL, protocol: "tcp", fromPort: 22, toPort: 22 };
const EPHEMERAL = { ...ALL, protocol: "tcp", fromPort: 1024, toPort: 65535 };
const deny = (rule: Inputs, ruleNo: number) => ({ ...rule, action: "deny", ruleNo });
const number = (rule: Inputs, ruleNo: number) => ({ ...rule, ruleNo });

const acl = ({ vpc, subnet }: PublicServer, inputs: Inputs) =>
  aws("ec2/networkAcl:NetworkAcl", "guard", { vpcId: idOf(vpc), subnetIds: [idOf(subnet)], ...inputs });
/** SSH to a server that lets everyone in: whether there is a way is for the network ACL to decide. */
const guarded = (edit: (stack: PublicServer) => TestResource[]) =>
  fromInternet((stack) => [...edit(stack), ingress("everyone", stack.group, 22, "0.0.0.0/0")]);
const rules = (inward: unknown, outward: unknown) =>
  guarded((stack) => [acl(stack, { ingress: inward, egress: outward })]);
const separate = (...entries: Inputs[]) =>
  guarded((stack) => {
    const guard = acl(stack, {});
    const all = entries.map((inputs, index) =>
      aws("ec2/networkAclRule:NetworkAclRule", `rule-${index}`, {
        networkAclId: idOf(guard),
        protocol: "-1",
        cidrBlock: "0.0.0.0/0",
        ruleAction: "allow",
        ruleNumber: 100,
        ...inputs,
      }),
    );
    return [guard, ...all];
  });
const defaultAcl = (inputs: Inputs) =>
  guarded((stack) => {
    stack.vpc.outputs.defaultNetworkAclId = "acl-default";
    return [
      aws("ec2/defaultNetworkAcl:DefaultNetworkAcl", "default", { defaultNetworkAclId: "acl-default", ...inputs }),
    ];
  });

describe("the rules of a network ACL", () => {
  itAnswers({
    path: {
      "let everything through": rules([ALL], [ALL]),
      "let SSH in and its answers out": rules([SSH], [EPHEMERAL]),
      "let in before they keep out": rules([SSH, deny(ALL, 200)], [ALL]),
      "let in by the lowest number, in whatever order they stand": rules([deny(ALL, 200), SSH], [ALL]),
      "keep others out": rules([deny({ ...ALL, cidrBlock: "198.18.0.0/15" }, 50), ALL], [ALL]),
      "keep other ports out": rules([deny({ ...SSH, fromPort: 23, toPort: 80 }, 50), ALL], [ALL]),
      "are written with a protocol by its number": rules([{ ...SSH, protocol: "6" }], [{ ...EPHEMERAL, protocol: 6 }]),
      "are written in capitals": rules([{ ...ALL, action: "ALLOW" }], [ALL]),
      "are written with numbers as text": rules([{ ...SSH, ruleNo: "100", fromPort: "22", toPort: "22" }], [ALL]),
      "are resources of their own": separate({ egress: false }, { egress: true }),
      "are resources of their own, inward where they do not say": separate({}, { egress: "true" }),
      "of an adopted default one": defaultAcl({ ingress: [ALL], egress: [ALL] }),
    },
    "no path": {
      "let nothing through where there are none": rules([], []),
      "let nothing in": rules([], [ALL]),
      "let no answers out": rules([ALL], []),
      "let answers out at a reserved port alone": rules([ALL], [SSH]),
      "let answers of another protocol out": rules([SSH], [{ ...EPHEMERAL, protocol: "udp" }]),
      "keep out before they let in": rules([deny(SSH, 50), ALL], [ALL]),
      "keep the client out": rules([deny({ ...ALL, cidrBlock: "203.0.113.0/24" }, 50), ALL], [ALL]),
      "keep the answers to the client back": rules(
        [ALL],
        [deny({ ...ALL, cidrBlock: "203.0.113.0/24" }, 50), number(ALL, 60)],
      ),
      "are for IPv6": rules([{ ...ALL, cidrBlock: undefined, ipv6CidrBlock: "::/0" }], [ALL]),
      "are resources of their own, outward alone": separate({ egress: true }),
      "are resources of their own, and keep out": separate(
        { ruleAction: "deny", ruleNumber: 50 },
        {},
        { egress: true },
      ),
      "of an adopted default one that is emptied": defaultAcl({}),
    },
    "cannot be proven": {
      "are not known yet": rules(UNKNOWN, [ALL]),
      "are not known in part": rules([{ ...ALL, cidrBlock: UNKNOWN }], [ALL]),
      "have a number that is not known yet": rules([{ ...ALL, ruleNo: UNKNOWN }], [ALL]),
      "are resources of a direction that is not known yet": separate({ egress: UNKNOWN }, { egress: true }),
      "are resources that are not known in part": separate({ cidrBlock: UNKNOWN }, { egress: true }),
      "have an address that is none": rules([{ ...ALL, cidrBlock: "everyone" }], [ALL]),
    },
  });
});

describe("the network ACL of a subnet", () => {
  const CLOSED = { ingress: [], egress: [] };
  const second = ({ vpc }: PublicServer) => aws("ec2/networkAcl:NetworkAcl", "second", { vpcId: idOf(vpc), ...CLOSED });
  const association = (inputs: Inputs) => aws("ec2/networkAclAssociation:NetworkAclAssociation", "association", inputs);
  itAnswers({
    path: {
      "is AWS's own, which lets everything through": guarded(() => []),
      "is one that guards other subnets": guarded((stack) => [second(stack)]),
      "is its own before the default one": guarded((stack) => {
        stack.vpc.outputs.defaultNetworkAclId = "acl-default";
        return [
          acl(stack, { ingress: [ALL], egress: [ALL] }),
          aws("ec2/defaultNetworkAcl:DefaultNetworkAcl", "default", { defaultNetworkAclId: "acl-default" }),
        ];
      }),
    },
    "no path": {
      "is one that is associated with it": guarded((stack) => {
        const closed = second(stack);
        return [closed, association({ networkAclId: idOf(closed), subnetId: idOf(stack.subnet) })];
      }),
    },
    "cannot be proven": {
      "is one that may guard it": guarded((stack) => [acl(stack, { subnetIds: UNKNOWN, ...CLOSED })]),
      "is one of two": guarded((stack) => [
        acl(stack, { ingress: [ALL], egress: [ALL] }),
        second(stack),
        association({ networkAclId: UNKNOWN, subnetId: idOf(stack.subnet) }),
      ]),
      "is not part of the stack": guarded((stack) => [
        association({ networkAclId: "acl-1", subnetId: idOf(stack.subnet) }),
      ]),
    },
  });
});

describe("a network ACL between servers", () => {
  const inside = (isApart: boolean, rulesOf: Inputs): Question =>
    fromNeighbour((stack) => {
      const { vpc, neighbour, group, neighbourGroup } = stack;
      const other = aws("ec2/subnet:Subnet", "other", { vpcId: idOf(vpc), cidrBlock: "10.0.1.0/24" });
      if (isApart) neighbour.inputs.subnetId = idOf(other);
      return [other, acl(stack, rulesOf), ingress("neighbour", group, 22, neighbourGroup)];
    });
  const inVpc = (rule: Inputs) => ({ ...rule, cidrBlock: "10.0.1.0/24" });
  itAnswers({
    path: {
      "decides nothing inside of a subnet": inside(false, { ingress: [], egress: [] }),
      "lets in and answers": inside(true, { ingress: [inVpc(SSH)], egress: [inVpc(EPHEMERAL)] }),
    },
    "no path": {
      "keeps out": inside(true, { ingress: [], egress: [ALL] }),
      "keeps answers back": inside(true, { ingress: [ALL], egress: [] }),
      "keeps the other subnet out": inside(true, { ingress: [deny(inVpc(ALL), 50), ALL], egress: [ALL] }),
    },
    "cannot be proven": {
      "keeps half of the other subnet out": inside(true, {
        ingress: [deny({ ...ALL, cidrBlock: "10.0.1.0/25" }, 50), ALL],
        egress: [ALL],
      }),
    },
  });
});
