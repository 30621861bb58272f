/**
 * Never silently advisory: whatever is unknown, a mandatory policy that a stack violates goes on saying so. Every
 * property that the pack reads is made unknown in turn, with nothing to tell where its value comes from.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { loadConfig } from "../offline/config";
import { planProgram } from "../offline/plan";
import { policyResources } from "../offline/policy-resource";
import { revealed } from "../offline/wire";
import { reads } from "./network";
import { policies } from "./policies";
import { runProgram } from "./test-program";
import { type Details, judge, resource, type TestResource, UNKNOWN } from "./test-support";

const PROJECT = join(__dirname, "..");

/** One unsafe thing added to the real stack, and the policy that sees it. */
interface Scenario {
  title: string;
  policy: string;
  add: (find: (type: string, name: string) => TestResource) => TestResource[];
}

const rule = (inputs: Record<string, unknown>, dependencies: Details["dependencies"]) =>
  resource(
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "debug",
    { ipProtocol: "tcp", ...inputs },
    { dependencies, outputs: { id: UNKNOWN } },
  );

const group = (find: Parameters<Scenario["add"]>[0], name: string) => find("aws:ec2/securityGroup:SecurityGroup", name);

const SCENARIOS: Scenario[] = [
  {
    title: "SSH from half of the internet",
    policy: "ssh-only-from-bastion",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, cidrIpv4: "0.0.0.0/1", fromPort: 22, toPort: 22 },
        { securityGroupId: [group(find, "was")] },
      ),
    ],
  },
  {
    title: "WEB past the internal load balancer",
    policy: "was-stays-private",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, referencedSecurityGroupId: UNKNOWN, fromPort: 8080, toPort: 8080 },
        { securityGroupId: [group(find, "was")], referencedSecurityGroupId: [group(find, "web")] },
      ),
    ],
  },
  {
    title: "users past the public load balancer",
    policy: "web-only-through-load-balancer",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, cidrIpv4: "10.0.0.0/8", fromPort: 80, toPort: 80 },
        { securityGroupId: [group(find, "web")] },
      ),
    ],
  },
  {
    title: "the database from WEB",
    policy: "database-only-from-was",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, referencedSecurityGroupId: UNKNOWN, fromPort: 3306, toPort: 3306 },
        { securityGroupId: [group(find, "database")], referencedSecurityGroupId: [group(find, "web")] },
      ),
    ],
  },
  {
    title: "the logs from the bastion",
    policy: "logs-only-from-tiers",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, referencedSecurityGroupId: UNKNOWN, fromPort: 2049, toPort: 2049 },
        { securityGroupId: [group(find, "logs")], referencedSecurityGroupId: [group(find, "bastion")] },
      ),
    ],
  },
  {
    title: "the bastion's web server",
    policy: "bastion-key-pair-only",
    add: (find) => [
      rule(
        { securityGroupId: UNKNOWN, cidrIpv4: "203.0.113.0/24", fromPort: 80, toPort: 80 },
        { securityGroupId: [group(find, "bastion")] },
      ),
    ],
  },
  {
    title: "a second NAT gateway",
    policy: "one-outbound-address",
    add: (find) => [
      resource(
        "ec2/natGateway:NatGateway",
        "second",
        { subnetId: UNKNOWN, allocationId: UNKNOWN },
        {
          dependencies: {
            subnetId: [find("aws:ec2/subnet:Subnet", "main-public-2")],
            allocationId: [find("aws:ec2/eip:Eip", "bastion")],
          },
        },
      ),
    ],
  },
  {
    title: "an HTTP listener",
    policy: "https-only",
    add: (find) => [
      resource(
        "lb/listener:Listener",
        "clear",
        {
          loadBalancerArn: UNKNOWN,
          port: 81,
          protocol: "HTTP",
          defaultActions: [{ type: "forward", targetGroupArn: UNKNOWN }],
        },
        {
          dependencies: {
            loadBalancerArn: [find("aws:lb/loadBalancer:LoadBalancer", "web")],
            defaultActions: [find("aws:lb/targetGroup:TargetGroup", "web")],
          },
        },
      ),
    ],
  },
  {
    title: "a database without a replica",
    policy: "replica-follows-primary",
    add: () => [resource("rds/instance:Instance", "second", { engine: "mariadb", storageEncrypted: true })],
  },
  {
    title: "a group of no tier",
    policy: "scaling-within-approved-bounds",
    add: () => [resource("autoscaling/group:Group", "extra", { minSize: 1, maxSize: 1 })],
  },
  {
    title: "a bucket that is not protected",
    policy: "stateful-is-protected",
    add: () => [resource("s3/bucket:Bucket", "notes")],
  },
  {
    title: "a secret in user data",
    policy: "no-secret-in-user-data",
    add: () => [
      resource("ec2/launchTemplate:LaunchTemplate", "extra", {
        userData: Buffer.from("#!/bin/sh\nexport DB_PASSWORD=correct-horse-battery\n").toString("base64"),
      }),
    ],
  },
];

describe("unknown values", function () {
  this.timeout(600_000);
  let stack: TestResource[];
  before(async () => {
    const { config, project, stack: name } = loadConfig(PROJECT, "prod");
    const plan = await planProgram(runProgram, { project, stack: name, config });
    stack = testResources(policyResources(plan));
  });

  const find = (type: string, name: string) => {
    const found = stack.find((one) => one.type === type && one.name === name);
    assert.ok(found, `${type} ${name}`);
    return found;
  };
  const policyNamed = (name: string) => {
    const policy = policies.find((one) => one.name === name);
    assert.ok(policy, name);
    return policy;
  };

  for (const { title, policy, add } of SCENARIOS) {
    it(`do not hide ${title} from ${policy}`, () => {
      const unsafe = [...stack, ...add(find)];
      const read = propertiesRead(() => judge(policyNamed(policy), unsafe));
      assert.notDeepEqual(judge(policyNamed(policy), unsafe).violations, []);
      let cases = 0;
      for (const changed of variants(unsafe, read)) {
        cases++;
        // Throws where the policy stumbles over the unknown value: the SDK would then let it pass.
        const { violations } = judge(policyNamed(policy), changed.stack);
        assert.notDeepEqual(violations, [], `${policy} passes once ${changed.title} is unknown`);
      }
      assert.ok(cases > 5, `${cases} cases`);
    });
  }

  it("make no policy of the pack stumble, wherever they are", () => {
    const everything = new Set<string>();
    for (const policy of policies) {
      for (const key of propertiesRead(() => judge(policy, stack))) {
        everything.add(key);
        const [type = "", property = ""] = key.split(" ");
        const changed = stack.map((one) => (one.type === type ? withUnknown(one, property) : one));
        judge(policy, relinked(changed, stack));
      }
    }
    assert.ok(everything.size > 120, `${everything.size} properties`);
  });
});

/** `type property` of everything read meanwhile. */
function propertiesRead(work: () => unknown): Set<string> {
  const read = new Set<string>();
  reads.listener = (type, property) => read.add(`${type} ${property}`);
  try {
    work();
  } finally {
    reads.listener = undefined;
  }
  return read;
}

/** The stack with one property unknown: of every resource of its type together, and of the last one of them alone. */
function* variants(stack: TestResource[], read: Set<string>): Generator<{ title: string; stack: TestResource[] }> {
  for (const key of read) {
    const [type = "", property = ""] = key.split(" ");
    const all = stack.filter((one) => one.type === type);
    for (const chosen of [new Set(all), ...(all.length > 1 ? [new Set(all.slice(-1))] : [])]) {
      const changed = stack.map((one) => (chosen.has(one) ? withUnknown(one, property) : one));
      yield { title: `${property} of ${chosen.size} ${type}`, stack: relinked(changed, stack) };
    }
  }
}

function withUnknown(one: TestResource, property: string): TestResource {
  return {
    ...one,
    inputs: { ...one.inputs, [property]: UNKNOWN },
    outputs: { ...one.outputs, [property]: UNKNOWN },
    dependencies: { ...one.dependencies, [property]: [] },
  };
}

/** Parents and dependencies that follow their resources into the changed stack. */
function relinked(changed: TestResource[], before: TestResource[]): TestResource[] {
  const now = new Map(before.map((one, position) => [one, { ...changed[position] }]));
  const follow = (one: TestResource) => now.get(one) ?? one;
  for (const one of now.values()) {
    one.parent = one.parent && follow(one.parent);
    one.dependencies = Object.fromEntries(
      Object.entries(one.dependencies).map(([property, list]) => [property, list.map(follow)]),
    );
  }
  return [...now.values()];
}

function testResources(shown: ReturnType<typeof policyResources>): TestResource[] {
  const made = new Map<string, TestResource>();
  for (const { urn, type, name, provider, options, ...rest } of shown) {
    made.set(urn, {
      type,
      name,
      inputs: revealed(rest.inputs) as Record<string, unknown>,
      outputs: revealed(rest.outputs) as Record<string, unknown>,
      dependencies: {},
      protect: options.protect,
      ignoreChanges: options.ignoreChanges,
      custom: provider !== undefined,
    });
  }
  for (const { urn, parent, propertyDependencies } of shown) {
    const one = made.get(urn);
    if (one === undefined) continue;
    one.parent = parent === undefined ? undefined : made.get(parent);
    one.dependencies = Object.fromEntries(
      Object.entries(propertyDependencies).map(([property, urns]) => [
        property,
        urns.flatMap((each) => made.get(each) ?? []),
      ]),
    );
  }
  return [...made.values()].filter(({ type }) => type !== "pulumi:pulumi:Stack");
}
