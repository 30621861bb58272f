import { type TestResource, UNKNOWN } from "../test-support";
import { bastionKeyPairOnly } from "./bastion-key-pair-only";
import {
  aws,
  change,
  configured,
  describePolicy,
  edited,
  idOf,
  ingress,
  type ThreeTier,
  without,
} from "./three-tier.test";

type Inputs = Record<string, unknown>;

const OPERATORS = "\nMend: allow the operators' address blocks alone.";

/** The bastion with one more rule. */
const rule = (ports: number | [number, number], source: string, inputs: Inputs = {}) =>
  edited(({ bastionGroup }) => [ingress("debug", bastionGroup, ports, source, inputs)]);
const ruleFor = (source: (stack: ThreeTier) => TestResource) =>
  edited((stack) => [ingress("debug", stack.bastionGroup, 22, source(stack))]);
/** The operators' rules in place of the one that the stack has. */
const operators = (...blocks: string[]) =>
  edited(
    ({ bastionGroup }) => blocks.map((block, index) => ingress(`operators-${index + 1}`, bastionGroup, 22, block)),
    "operatorsToBastion",
  );
const keyName = (value: unknown, from: TestResource[] = []) =>
  edited(({ bastionServer }) => {
    bastionServer.inputs.keyName = value;
    bastionServer.dependencies.keyName = from;
    return from;
  });
const keyPair = aws("ec2/keyPair:KeyPair", "operations", { publicKey: "ssh-ed25519 AAAA" });

describePolicy(bastionKeyPairOnly, {
  denies: {
    "a bastion without a key pair": [
      keyName(undefined),
      "bastion has no key pair\nMend: set keyName to the operators' key pair.",
    ],
    "an empty key name": [keyName(""), /^bastion has no key pair\n/],
    "no key": [keyName(null), /^bastion has no key pair\n/],
    "a key pair that is not known yet and comes from nowhere in the stack": [
      keyName(UNKNOWN),
      "cannot be proven: the key pair of bastion is not known yet\nMend: set keyName to the operators' key pair.",
    ],
    "a key pair that is not known yet and comes from something else": [
      keyName(UNKNOWN, [aws("random:index/randomPet:RandomPet", "name")]),
      /^cannot be proven: the key pair of bastion is not known yet\n/,
    ],
    "a bastion that lets people log in by password": [
      change("bastionServer", { userData: "#cloud-config\nssh_pwauth: true\n" }),
      "bastion lets people log in by password (user data)\nMend: leave password authentication off.",
    ],
    "passwords in the settings of the SSH server, in Base64": [
      change("bastionServer", {
        userDataBase64: Buffer.from("#!/bin/bash\necho >> f <<X\n  passwordauthentication yes\nX\n").toString("base64"),
      }),
      /^bastion lets people log in by password/,
    ],
    "the whole internet": [
      operators("0.0.0.0/0"),
      "the bastion accepts 22 from too much of the internet, " +
        /* what is left of it without the private and reserved blocks */
        "1.0.0.0/8, 2.0.0.0/7, 4.0.0.0/6, 8.0.0.0/7, …:\n" +
        '  internet → rule "operators-1" of Bastion "bastion" → group "bastion" → bastion:22\n' +
        "Mend: name the operators' address blocks; 65536 public IPv4 addresses are approved.",
    ],
    "the internet in two halves": [
      operators("0.0.0.0/1", "128.0.0.0/1"),
      /too much of the internet, .*\n {2}internet → rule "operators-1".*\n {2}internet → rule "operators-2"/,
    ],
    "the internet of IPv6": [operators("::/0"), /^the bastion accepts 22 from too much of the internet, /],
    "more addresses than a /16 has, all blocks together": [
      operators("198.18.0.0/16", "198.20.7.1/32"),
      /^the bastion accepts 22 from too much of the internet, 198\.18\.0\.0\/16, 198\.20\.7\.1\/32:/,
    ],
    "more IPv6 addresses than one site has": [
      operators("2600:1f18::/47"),
      /too much of the internet, 2600:1f18::\/47:/,
    ],
    "more addresses than are configured": [
      configured({ maxPublicAddresses: 255 }, without()),
      "the bastion accepts 22 from too much of the internet, 198.18.7.0/24:\n" +
        '  internet → rule "operators-to-bastion" of Bastion "bastion" → group "bastion" → bastion:22\n' +
        "Mend: name the operators' address blocks; 255 public IPv4 addresses are approved.",
    ],
    "another port for operators": [
      rule(443, "198.18.7.0/24"),
      "bastion accepts 443 from 198.18.7.0/24: internet → " +
        'rule "debug" of Bastion "bastion" → group "bastion" → bastion:443\nMend: allow TCP port 22 alone.',
    ],
    "a range of ports for operators": [rule([22, 23], "198.18.7.0/24"), /^bastion accepts 23 from 198\.18\.7\.0\/24: /],
    "the ports around 22": [
      rule([0, 65535], "198.18.7.0/24"),
      /^bastion accepts 0-21, 23-65535 from 198\.18\.7\.0\/24: /,
    ],
    "every protocol for operators": [
      rule(22, "198.18.7.0/24", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
      /^bastion accepts .* from 198\.18\.7\.0\/24: internet → rule "debug".*\nMend: allow TCP port 22 alone\.$/,
    ],
    "UDP on 22": [rule(22, "198.18.7.0/24", { ipProtocol: "udp" }), /^bastion accepts udp 22 from/],
    "ICMP for operators": [rule(-1, "198.18.7.0/24", { ipProtocol: "icmp" }), /^bastion accepts icmp from/],
    "servers by their group": [
      ruleFor(({ webGroup }) => webGroup),
      'bastion accepts 22 from web-base, web (launch template): web-base, web (launch template) in group "web" → ' +
        'rule "debug" of Bastion "bastion" → group "bastion" → bastion:22' +
        OPERATORS,
    ],
    "a load balancer in front": [
      ruleFor(({ webBalancerGroup }) => webBalancerGroup),
      /^bastion accepts 22 from load balancer "web": /,
    ],
    "servers by their addresses": [
      rule(22, "10.0.10.0/24"),
      "bastion accepts 22 from 10.0.10.0/24: networks with 10.0.10.0/24 → " +
        'rule "debug" of Bastion "bastion" → group "bastion" → bastion:22' +
        OPERATORS,
    ],
    "servers among other private addresses": [rule(22, "10.0.0.0/8"), /^bastion accepts 22 from 10\.0\.0\.0\/8: /],
    "servers by their addresses while those are not known yet": [
      edited(({ vpc, public1, public2, private1, private2, bastionGroup }) => {
        Object.assign(vpc.inputs, { cidrBlock: undefined, ipv4IpamPoolId: "ipam-pool-1" });
        for (const one of [public1, public2, private1, private2]) one.inputs.cidrBlock = UNKNOWN;
        return [ingress("debug", bastionGroup, 22, "10.0.0.0/8")];
      }),
      /10\.0\.0\.0\/8/,
    ],
    "servers by their IPv6 addresses": [
      edited(({ vpc, private1, bastionGroup }) => {
        vpc.inputs.ipv6CidrBlock = "2600:1f18:1:100::/56";
        private1.inputs.ipv6CidrBlock = "2600:1f18:1:101::/64";
        return [ingress("debug", bastionGroup, 22, "2600:1f18:1:101::/64")];
      }),
      /^bastion accepts 22 from 2600:1f18:1:101::\/64: /,
    ],
    "a source that is not known yet": [
      rule(22, "0.0.0.0/0", { cidrIpv4: UNKNOWN }),
      "cannot be proven: bastion accepts 22 from an unknown source: anyone → " +
        'rule "debug" of Bastion "bastion" → group "bastion" → bastion:22\n' +
        'Because "cidrIpv4" of debug is not known yet.' +
        OPERATORS,
    ],
    "ports that are not known yet": [
      rule(22, "198.18.7.0/24", { toPort: UNKNOWN }),
      /^cannot be proven: bastion accepts .*\nBecause the ports of "debug" are not known yet\.\n/,
    ],
    "a bastion whose groups are not known yet": [
      change("bastionServer", { vpcSecurityGroupIds: UNKNOWN }),
      /^cannot be proven: bastion accepts .* from an unknown source: [^]*\nMend: allow TCP port 22 alone\.$/,
      /^cannot be proven: bastion accepts 22 from an unknown source: /,
    ],
    "a component without a bastion": [
      without("bastionServer"),
      "there is no bastion to judge, although the stack has its component\nMend: give it one.",
    ],
    "what makes resources that the stack does not describe": [
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
      /^cannot be proven: "extra" \(aws:cloudformation\/stack:Stack\) makes resources/,
    ],
    "a launch template as a bastion, without a key pair": [
      edited(({ bastion, bastionGroup }) => [
        aws(
          "ec2/launchTemplate:LaunchTemplate",
          "jump",
          { vpcSecurityGroupIds: [idOf(bastionGroup)] },
          { parent: bastion },
        ),
      ]),
      /^jump \(launch template\) has no key pair\n/,
    ],
  },
  allows: {
    "several blocks of operators": operators("198.18.7.0/24", "198.18.9.7/32", "2600:1f18::/48"),
    "a /16 of operators": operators("198.18.0.0/16"),
    "operators by a private network of their own": operators("172.16.0.0/12"),
    "as many addresses as are configured": configured({ maxPublicAddresses: 16777216 }, operators("198.0.0.0/8")),
    "the same addresses twice": configured({ maxPublicAddresses: 256 }, operators("198.18.7.0/24", "198.18.7.0/25")),
    "operators by a prefix list": edited(({ bastionGroup }) => {
      const list = aws("ec2/managedPrefixList:ManagedPrefixList", "operators", {
        entries: [{ cidr: "198.18.7.0/24" }],
        addressFamily: "IPv4",
      });
      return [list, ingress("list", bastionGroup, 22, "0.0.0.0/0", { cidrIpv4: undefined, prefixListId: idOf(list) })];
    }, "operatorsToBastion"),
    "a bastion that nobody reaches": operators(),
    "a bastion that refuses passwords": change("bastionServer", {
      userData: "#cloud-config\nssh_pwauth: false\nwrite_files:\n- content: PasswordAuthentication no\n",
    }),
    "a key pair of the program": keyName(idOf(keyPair), [keyPair]),
    "an exempt creator": configured(
      { exempt: { extra: "makes no servers" } },
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
    ),
    "whatever other servers accept": edited(({ webGroup }) => [ingress("debug", webGroup, 22, "0.0.0.0/0")]),
  },
  notApplicable: {
    "a stack without the component": [[aws("ec2/instance:Instance", "bastion", {})], "the stack has no Bastion"],
  },
});
