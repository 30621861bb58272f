import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import {
  aws,
  editor,
  egress,
  fromInternet,
  fromNeighbour,
  idOf,
  ingress,
  type Inputs,
  instance,
  itAnswers,
  itAnswersDeployed,
  networkOf,
  publicServer,
} from "./stacks.test";

const edited = editor(publicServer);

const rule = (ports: number | [number, number], source: string, inputs: Inputs = {}) =>
  fromInternet(({ group }) => [ingress("debug", group, ports, source, inputs)]);
const legacyRule = (inputs: Inputs) => (stack: { group: TestResource }) => [
  aws("ec2/securityGroupRule:SecurityGroupRule", "legacy", {
    type: "ingress",
    securityGroupId: idOf(stack.group),
    protocol: "tcp",
    fromPort: 22,
    toPort: 22,
    ...inputs,
  }),
];
const inline = (inputs: Inputs) => ({ protocol: "tcp", fromPort: 22, toPort: 22, ...inputs });
const inlineRule = (inputs: Inputs) =>
  fromInternet(({ group }) => {
    group.inputs.ingress = [inline(inputs)];
    return [];
  });
const prefixList = (entries: unknown, ...others: TestResource[]) =>
  fromInternet(({ group }) => {
    const list = aws("ec2/managedPrefixList:ManagedPrefixList", "operators", { entries, addressFamily: "IPv4" });
    const debug = ingress("debug", group, 22, "0.0.0.0/0", { cidrIpv4: undefined, prefixListId: idOf(list) });
    return [list, debug, ...others];
  });
const entry = (cidr: unknown, prefixListId: unknown = "ManagedPrefixList-operators") =>
  aws("ec2/managedPrefixListEntry:ManagedPrefixListEntry", "entry", { cidr, prefixListId });
/** The server in AWS's default group, or in that which the program makes of it. */
const inDefaultGroup = (group?: Inputs) =>
  fromInternet(({ vpc, server }) => {
    server.inputs.vpcSecurityGroupIds = undefined;
    if (group === undefined) return [];
    return [aws("ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId: idOf(vpc), ...group })];
  });

describe("a rule of a security group", () => {
  itAnswers({
    path: {
      "for everyone": rule(22, "0.0.0.0/0"),
      "for half of the internet": rule(22, "128.0.0.0/1"),
      "for the very address": rule(22, "203.0.113.7/32"),
      "for a range of ports": rule([1, 1024], "0.0.0.0/0"),
      "for a protocol by its number": rule(22, "0.0.0.0/0", { ipProtocol: "6" }),
      "for ports as text": rule(22, "0.0.0.0/0", { fromPort: "22", toPort: "22" }),
      "for every protocol": rule(0, "0.0.0.0/0", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
      "of the older kind": fromInternet(legacyRule({ cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] })),
      "of the older kind, for every protocol": fromInternet(
        legacyRule({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }),
      ),
      "that is inline": inlineRule({ cidrBlocks: ["0.0.0.0/0"] }),
      "of a second group": fromInternet(({ vpc, server, group }) => {
        const second = aws("ec2/securityGroup:SecurityGroup", "second", { vpcId: idOf(vpc) });
        server.inputs.vpcSecurityGroupIds = [idOf(group), idOf(second)];
        return [second, ingress("debug", second, 22, "0.0.0.0/0")];
      }),
      "for a prefix list": prefixList([{ cidr: "198.18.0.0/15" }, { cidr: "203.0.113.0/24" }]),
      "for an entry that is added to a prefix list": prefixList([], entry("203.0.113.7/32")),
      "in AWS's default group, which the program opens": inDefaultGroup({
        ingress: [inline({ cidrBlocks: ["0.0.0.0/0"] })],
      }),
      "of AWS's default group by the id that the VPC tells": fromInternet(({ vpc, server }) => {
        server.inputs.vpcSecurityGroupIds = undefined;
        vpc.outputs.defaultSecurityGroupId = "sg-default";
        return [ingress("debug", vpc, 22, "0.0.0.0/0", { securityGroupId: "sg-default" })];
      }),
    },
    "no path": {
      "that does not exist": fromInternet(() => []),
      "for other addresses": rule(22, "198.18.0.0/15"),
      "for IPv6, which the server lacks": rule(22, "::/0"),
      "for other ports": rule([23, 65535], "0.0.0.0/0"),
      "for another protocol": rule(22, "0.0.0.0/0", { ipProtocol: "udp" }),
      "for another group": fromInternet(({ group, neighbourGroup }) => [ingress("debug", group, 22, neighbourGroup)]),
      "of a group that the server is not in": fromInternet(({ neighbourGroup }) => [
        ingress("debug", neighbourGroup, 22, "0.0.0.0/0"),
      ]),
      "for what leaves": fromInternet(({ group }) => [egress(group)]),
      "of the older kind, for what leaves": fromInternet(legacyRule({ type: "egress", cidrBlocks: ["0.0.0.0/0"] })),
      "for a prefix list of others": prefixList([{ cidr: "198.18.0.0/15" }]),
      "in AWS's default group, which is for its members": inDefaultGroup(),
      "in AWS's default group, which the program empties": inDefaultGroup({ ingress: [], egress: [] }),
    },
    "cannot be proven": {
      "for addresses that are not known yet": rule(22, "0.0.0.0/0", { cidrIpv4: UNKNOWN }),
      "for addresses that are none": rule(22, "0.0.0.0/0", { cidrIpv4: "everyone" }),
      "for ports that are not known yet": rule(22, "0.0.0.0/0", { toPort: UNKNOWN }),
      "for a protocol that is not known yet": rule(22, "0.0.0.0/0", { ipProtocol: UNKNOWN }),
      "for a protocol that nobody knows": rule(22, "0.0.0.0/0", { ipProtocol: "quic" }),
      "for a group that is not known yet": rule(22, "0.0.0.0/0", {
        cidrIpv4: undefined,
        referencedSecurityGroupId: UNKNOWN,
      }),
      "of a group that is not known yet": rule(22, "0.0.0.0/0", { securityGroupId: UNKNOWN }),
      "of the older kind, of a direction that is not known yet": fromInternet(
        legacyRule({ type: UNKNOWN, cidrBlocks: ["0.0.0.0/0"] }),
      ),
      "of the older kind, for a list that is not known yet": fromInternet(legacyRule({ cidrBlocks: UNKNOWN })),
      "for a prefix list that is not known yet": prefixList(UNKNOWN),
      "for a prefix list with an entry that is not known yet": prefixList([{ cidr: UNKNOWN }]),
      "for an entry of a prefix list that is not known yet": prefixList([], entry("198.18.0.0/15", UNKNOWN)),
      "for a prefix list outside of the stack": rule(22, "0.0.0.0/0", { cidrIpv4: undefined, prefixListId: "pl-1" }),
      "that is inline and not known yet": fromInternet(({ group }) => {
        group.inputs.ingress = UNKNOWN;
        return [];
      }),
      "that is inline and not known in part": inlineRule({ cidrBlocks: UNKNOWN }),
      "of a group outside of the stack": fromInternet(({ server }) => {
        server.inputs.vpcSecurityGroupIds = ["sg-1"];
        return [];
      }),
      "of groups that are not known yet": fromInternet(({ server }) => {
        server.inputs.vpcSecurityGroupIds = UNKNOWN;
        return [];
      }),
      "of one of two groups": fromInternet(({ server, group, neighbourGroup }) => {
        server.inputs.vpcSecurityGroupIds = [UNKNOWN];
        server.dependencies.vpcSecurityGroupIds = [group, neighbourGroup];
        return [ingress("debug", group, 22, "0.0.0.0/0")];
      }),
    },
  });
});

describe("a rule for a group", () => {
  itAnswers({
    path: {
      "that the other server is in": fromNeighbour(({ group, neighbourGroup }) => [
        ingress("debug", group, 22, neighbourGroup),
      ]),
      "of the older kind": fromNeighbour((stack) =>
        legacyRule({ sourceSecurityGroupId: idOf(stack.neighbourGroup) })(stack),
      ),
      "that is inline": fromNeighbour(({ group, neighbourGroup }) => {
        group.inputs.ingress = [inline({ securityGroups: [idOf(neighbourGroup)] })];
        return [];
      }),
      "that is its own, of the older kind": fromNeighbour((stack) => {
        stack.neighbour.inputs.vpcSecurityGroupIds = [idOf(stack.group)];
        return [...legacyRule({ self: true })(stack), egress(stack.group)];
      }),
      "that is its own, inline": fromNeighbour(({ group, neighbour }) => {
        neighbour.inputs.vpcSecurityGroupIds = [idOf(group)];
        group.inputs.ingress = [inline({ self: true })];
        return [egress(group)];
      }),
      "that is AWS's default one, for its members": fromNeighbour(({ server, neighbour }) => {
        server.inputs.vpcSecurityGroupIds = neighbour.inputs.vpcSecurityGroupIds = undefined;
        return [];
      }),
      "by the addresses of the subnet": fromNeighbour(({ group }) => [ingress("debug", group, 22, "10.0.0.0/24")]),
      "that is not known yet and comes from the other's": fromNeighbour(({ group, neighbourGroup }) => {
        const debug = ingress("debug", group, 22, neighbourGroup, { referencedSecurityGroupId: UNKNOWN });
        debug.dependencies.referencedSecurityGroupId = [neighbourGroup];
        return [debug];
      }),
    },
    "no path": {
      "that the other server is not in": fromNeighbour(({ group }) => [ingress("debug", group, 22, group)]),
      "that the other server cannot leave": fromNeighbour(
        ({ group, neighbourGroup }) => [ingress("debug", group, 22, neighbourGroup)],
        "neighbourOut",
      ),
      "that the other server leaves at another port": fromNeighbour(
        ({ group, neighbourGroup }) => [
          ingress("debug", group, 22, neighbourGroup),
          egress(neighbourGroup, { ipProtocol: "tcp", fromPort: 443, toPort: 443 }),
        ],
        "neighbourOut",
      ),
      "by the addresses of another subnet": fromNeighbour(({ group }) => [ingress("debug", group, 22, "10.0.1.0/24")]),
    },
    "cannot be proven": {
      "that may be its own": fromNeighbour((stack) => {
        stack.neighbour.inputs.vpcSecurityGroupIds = [idOf(stack.group)];
        return [...legacyRule({ self: UNKNOWN })(stack), egress(stack.group)];
      }),
      "that may be the other's": fromNeighbour(({ group, neighbourGroup }) => {
        const debug = ingress("debug", group, 22, neighbourGroup, { referencedSecurityGroupId: UNKNOWN });
        debug.dependencies.referencedSecurityGroupId = [group, neighbourGroup];
        return [debug];
      }),
      "by some of the addresses that the other may have": fromNeighbour(({ group }) => [
        ingress("debug", group, 22, "10.0.0.0/25"),
      ]),
      "while it is not known which groups the other is in": fromNeighbour(({ group, neighbour, neighbourGroup }) => {
        neighbour.inputs.vpcSecurityGroupIds = UNKNOWN;
        return [ingress("debug", group, 22, neighbourGroup)];
      }),
    },
  });
});

describe("a group in another VPC", () => {
  const otherVpc = (isSameVpc: boolean) =>
    fromNeighbour(({ vpc, neighbour, group, neighbourGroup }) => {
      const other = aws("ec2/vpc:Vpc", "other", { cidrBlock: "10.1.0.0/16" });
      const vpcId = idOf(isSameVpc ? vpc : other);
      const subnet = aws("ec2/subnet:Subnet", "other", { vpcId, cidrBlock: "10.1.0.0/24" });
      neighbour.inputs.subnetId = idOf(subnet);
      return [other, subnet, ingress("debug", group, 22, neighbourGroup)];
    });
  itAnswers({ path: { "in the same after all": otherVpc(true) }, "no path": { "without peering": otherVpc(false) } });
});

describe("what AWS reports of a group", () => {
  /** An entry as the provider reads it back. */
  const reported = (inputs: Inputs) => ({
    protocol: "tcp",
    fromPort: 22,
    toPort: 22,
    cidrBlocks: [],
    ipv6CidrBlocks: [],
    prefixListIds: [],
    securityGroups: [],
    self: false,
    description: "",
    ...inputs,
  });
  /** The rules of the server's group: name and whether the program lacks it. */
  const rulesOf = (stack: TestResource[], direction: "ingress" | "egress" = "ingress") => {
    const { endpoints, securityGroups } = networkOf(stack);
    const { interfaces } = endpoints.find(({ name }) => name === "server")!;
    return interfaces[0].groups.flatMap(({ group }) =>
      [...securityGroups.rulesOf(group, direction)].map(({ name, isFound }) => (isFound ? `${name}!` : name)),
    );
  };
  const table: [phrase: string, edit: Parameters<typeof edited>[0], rules: string[]][] = [
    [
      "is a rule of the program",
      ({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24"] })];
        return [ingress("operators", group, 22, "198.18.7.0/24")];
      },
      ['rule "operators"'],
    ],
    [
      "is several rules of the program in one entry",
      ({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24", "198.18.9.0/24"] })];
        return [ingress("one", group, 22, "198.18.7.0/24"), ingress("two", group, 22, "198.18.9.0/24")];
      },
      ['rule "one"', 'rule "two"'],
    ],
    [
      "is a rule of the program for a group",
      ({ group, neighbourGroup }) => {
        group.outputs.ingress = [reported({ securityGroups: [idOf(neighbourGroup)] })];
        return [ingress("neighbour", group, 22, neighbourGroup)];
      },
      ['rule "neighbour"'],
    ],
    [
      "is a rule of the program for the group itself",
      ({ group }) => {
        group.outputs.ingress = [reported({ self: true })];
        return [ingress("own", group, 22, group)];
      },
      ['rule "own"'],
    ],
    [
      "is a rule of the program for a prefix list",
      ({ group }) => {
        const list = aws("ec2/managedPrefixList:ManagedPrefixList", "list", { entries: [{ cidr: "198.18.7.0/24" }] });
        group.outputs.ingress = [reported({ prefixListIds: [idOf(list)] })];
        return [list, ingress("list", group, 22, "", { cidrIpv4: undefined, prefixListId: idOf(list) })];
      },
      ['rule "list"'],
    ],
    [
      "is a rule for every protocol, whose ports it reports as 0",
      ({ group }) => {
        group.outputs.ingress = [reported({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] })];
        return [ingress("all", group, 0, "0.0.0.0/0", { ipProtocol: "-1", fromPort: undefined, toPort: undefined })];
      },
      ['rule "all"'],
    ],
    [
      "is a rule that someone added by hand",
      ({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["0.0.0.0/0"], description: "debug" })];
        return [];
      },
      ['ingress rule "debug" found in AWS!'],
    ],
    [
      "is a rule that someone added without a description",
      ({ group, neighbourGroup }) => {
        group.outputs.ingress = [reported({ securityGroups: [idOf(neighbourGroup)] })];
        return [];
      },
      ["ingress rule found in AWS!"],
    ],
    [
      "is a rule that someone widened by hand",
      ({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.0.0/16"] })];
        return [ingress("operators", group, 22, "198.18.7.0/24")];
      },
      ['rule "operators"', "ingress rule found in AWS!"],
    ],
    [
      "is a rule at another port",
      ({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24"], toPort: 23 })];
        return [ingress("operators", group, 22, "198.18.7.0/24")];
      },
      ['rule "operators"', "ingress rule found in AWS!"],
    ],
    [
      "is a rule beside inline ones",
      ({ group }) => {
        group.inputs.ingress = [inline({ cidrBlocks: ["198.18.7.0/24"] })];
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24"] }), reported({ cidrBlocks: ["0.0.0.0/0"] })];
        return [];
      },
      ["inline ingress rule 1", "ingress rule found in AWS!"],
    ],
    [
      "is the inline rules of the program",
      ({ group }) => {
        group.inputs.ingress = [inline({ cidrBlocks: ["198.18.7.0/24"] })];
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24"] })];
        return [];
      },
      ["inline ingress rule 1"],
    ],
    [
      "is a rule in a default group that the program empties",
      ({ vpc, server }) => {
        server.inputs.vpcSecurityGroupIds = undefined;
        const inputs = { vpcId: idOf(vpc), ingress: [], egress: [] };
        const outputs = { ingress: [reported({ cidrBlocks: ["0.0.0.0/0"] })] };
        return [aws("ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", inputs, { outputs })];
      },
      ["ingress rule found in AWS!"],
    ],
    [
      "is a rule for a group that is being replaced",
      ({ group, neighbourGroup }) => {
        const rule = ingress("neighbour", group, 22, neighbourGroup, {
          referencedSecurityGroupId: UNKNOWN,
          description: "SSH from beside",
        });
        rule.dependencies.referencedSecurityGroupId = [neighbourGroup];
        neighbourGroup.outputs.id = UNKNOWN;
        group.outputs.ingress = [reported({ securityGroups: ["sg-old"], description: "SSH from beside" })];
        return [rule];
      },
      ['rule "neighbour"'],
    ],
    [
      "is a rule for a group outside, while another is being replaced",
      ({ group, neighbourGroup }) => {
        const rule = ingress("neighbour", group, 22, neighbourGroup, {
          referencedSecurityGroupId: UNKNOWN,
          description: "SSH from beside",
        });
        rule.dependencies.referencedSecurityGroupId = [neighbourGroup];
        neighbourGroup.outputs.id = UNKNOWN;
        group.outputs.ingress = [reported({ securityGroups: ["sg-other"], description: "just a moment" })];
        return [rule];
      },
      ['rule "neighbour"', 'ingress rule "just a moment" found in AWS!'],
    ],
    [
      "is not known yet",
      ({ group }) => {
        group.outputs.ingress = UNKNOWN;
        return [ingress("operators", group, 22, "198.18.7.0/24")];
      },
      ['rule "operators"'],
    ],
  ];
  for (const [phrase, edit, rules] of table) {
    it(phrase, () => {
      assert.deepEqual(rulesOf(edited(edit)), rules);
    });
  }

  it("is a way out that someone added by hand", () => {
    const stack = edited(({ group }) => {
      group.outputs.egress = [reported({ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] })];
      return [];
    });
    assert.deepEqual(rulesOf(stack, "egress"), ["egress rule found in AWS!"]);
  });

  itAnswersDeployed({
    path: {
      "lets in": fromInternet(({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["0.0.0.0/0"] })];
        return [];
      }),
      "lets in beside what the program has": fromInternet(({ group }) => {
        group.outputs.ingress = [reported({ cidrBlocks: ["198.18.7.0/24", "203.0.113.0/24"] })];
        return [ingress("operators", group, 22, "198.18.7.0/24")];
      }),
    },
  });
});

describe("a group that is added to a server", () => {
  const added = (inputs: (stack: ReturnType<typeof publicServer>, open: TestResource) => Inputs) =>
    fromInternet((stack) => {
      const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(stack.vpc) });
      stack.server.outputs.primaryNetworkInterfaceId = "eni-server";
      const attachment = aws(
        "ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
        "open",
        { securityGroupId: idOf(open), networkInterfaceId: "eni-server", ...inputs(stack, open) },
      );
      return [open, ingress("debug", open, 22, "0.0.0.0/0"), attachment];
    });
  itAnswers({
    path: { "by its interface": added(() => ({})) },
    "no path": {
      "by the interface of another": added(({ neighbour }) => {
        neighbour.outputs.primaryNetworkInterfaceId = "eni-neighbour";
        return { networkInterfaceId: "eni-neighbour" };
      }),
    },
    "cannot be proven": {
      "by an interface that is not known yet": added(() => ({ networkInterfaceId: UNKNOWN })),
      "while the group is not known yet": added(() => ({ securityGroupId: UNKNOWN })),
      "while the group is outside of the stack": added(() => ({ securityGroupId: "sg-1" })),
    },
  });
});

describe("a server in nobody's VPC", () => {
  it("wears groups that are not described", () => {
    const { endpoints } = networkOf([instance("server", { subnetId: "subnet-1" })]);
    assert.equal(endpoints[0].interfaces[0].undescribedGroups, "the VPC of subnet subnet-1 is not known yet");
  });
});
