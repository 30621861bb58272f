/**
 * What the tables of the policies share: the small three-tier stack that their examples are edits of, and how a table is
 * run. The stack is an example itself: every policy allows it.
 */
import assert from "node:assert/strict";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { atFirstPreview, aws, editor, idOf, ingress, type Inputs, instance } from "../network/stacks.test";
import { component, judge, type TestResource } from "../test-support";
import { policies } from ".";

export { aws, idOf, ingress, instance };

/** One example: its resources, and the policy's configuration where it differs from none. */
export type Example = TestResource[] | { resources: TestResource[]; config?: Inputs; isRefreshed?: boolean };

export function configured(config: Inputs, resources: TestResource[]): Example {
  return { resources, config };
}

/** An example that is about what AWS reports: there is none at a first preview. */
export function refreshed(resources: TestResource[], config: Inputs = {}): Example {
  return { resources, config, isRefreshed: true };
}

/** A violation: the whole message, or a pattern in it. */
type Expected = string | RegExp;

/** Phrases that complete "denies …", "allows …" and "does not apply to …". */
export interface Table {
  /** Each with every violation, in order. */
  denies: Record<string, [Example, Expected, ...Expected[]]>;
  allows: Record<string, Example>;
  /** Each with the reason. */
  notApplicable?: Record<string, [Example, string]>;
}

/**
 * Tests a policy by a table: each example as it is deployed, and at the first preview, when nothing that AWS decides is
 * known.
 */
export function describePolicy(policy: ResourceValidationPolicy | StackValidationPolicy, table: Table): void {
  const judged = (example: Example) => {
    const { resources, config = {}, isRefreshed = false } = Array.isArray(example) ? { resources: example } : example;
    const states = [
      { when: "deployed", stack: resources },
      ...(isRefreshed ? [] : [{ when: "at the first preview", stack: atFirstPreview(resources) }]),
    ];
    return states.map(({ when, stack }) => ({ when, ...judge(policy, stack, config) }));
  };
  const { denies, allows, notApplicable = {} } = table;
  describe(policy.name, () => {
    for (const [phrase, [example, ...expected]] of Object.entries(denies)) {
      it(`denies ${phrase}`, () => {
        for (const { when, violations } of judged(example)) assertViolations(violations, expected, when);
      });
    }
    for (const [phrase, example] of Object.entries(allows)) {
      it(`allows ${phrase}`, () => {
        for (const { when, violations, notApplicable } of judged(example)) {
          assert.deepEqual({ violations, notApplicable }, { violations: [], notApplicable: undefined }, when);
        }
      });
    }
    for (const [phrase, [example, reason]] of Object.entries(notApplicable)) {
      it(`does not apply to ${phrase}`, () => {
        for (const { when, violations, notApplicable } of judged(example)) {
          assert.deepEqual({ violations, notApplicable }, { violations: [], notApplicable: reason }, when);
        }
      });
    }
  });
}

function assertViolations(violations: string[], expected: Expected[], when: string): void {
  const isAsExpected = (violation: string | undefined, one: Expected) =>
    typeof one === "string" ? violation === one : violation !== undefined && one.test(violation);
  // What is as expected is shown as expected, so that a failure shows the difference.
  const shown = violations.map((violation, index) =>
    index < expected.length && isAsExpected(violation, expected[index]) ? expected[index] : violation,
  );
  assert.deepEqual(shown, expected, when);
}

export type ThreeTier = ReturnType<typeof threeTier>;

/** The stack after `edit`, with what that returns in addition, and without `omitted`. */
export const edited = editor(threeTier);

/** `change("wasBase", { subnetId })`: the stack with other inputs, or options, of one resource. */
export function change(key: keyof ThreeTier, inputs: Inputs, options: Partial<TestResource> = {}): TestResource[] {
  return edited((stack) => {
    Object.assign(stack[key].inputs, inputs);
    Object.assign(stack[key], options);
    return [];
  });
}

export function without(...omitted: (keyof ThreeTier)[]): TestResource[] {
  return edited(() => [], ...omitted);
}

/**
 *     users ─443→ web-lb ─80→ web ─8080→ was-lb ─8080→ was ─3306→ database
 *     operators ─22→ bastion ─22→ web, was          web, was ─2049→ logs
 *
 * in two zones, each tier with a server of its own and a group of them.
 */
function threeTier() {
  const vpc = aws("ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" });
  const vpcId = idOf(vpc);
  const internetGateway = aws("ec2/internetGateway:InternetGateway", "main", { vpcId });
  const subnet = (name: string, cidrBlock: string, zone: string) =>
    aws("ec2/subnet:Subnet", name, { vpcId, cidrBlock, availabilityZone: `eu-west-1${zone}` });
  const public1 = subnet("public-1", "10.0.0.0/24", "a");
  const public2 = subnet("public-2", "10.0.1.0/24", "b");
  const private1 = subnet("private-1", "10.0.10.0/24", "a");
  const private2 = subnet("private-2", "10.0.11.0/24", "b");
  const publicTable = aws("ec2/routeTable:RouteTable", "public", { vpcId });
  const privateTable = aws("ec2/routeTable:RouteTable", "private", { vpcId });
  const route = (name: string, table: TestResource, target: Inputs) =>
    aws("ec2/route:Route", name, {
      routeTableId: idOf(table),
      destinationCidrBlock: "0.0.0.0/0",
      ...target,
    });
  const association = (of: TestResource, table: TestResource) =>
    aws("ec2/routeTableAssociation:RouteTableAssociation", of.name, {
      subnetId: idOf(of),
      routeTableId: idOf(table),
    });
  const outbound = aws("ec2/eip:Eip", "outbound", { domain: "vpc" }, { protect: true });
  const natGateway = aws("ec2/natGateway:NatGateway", "main", {
    allocationId: idOf(outbound),
    subnetId: idOf(public1),
  });

  const group = (name: string, parent: TestResource) =>
    aws("ec2/securityGroup:SecurityGroup", name, { vpcId }, { parent });
  const key = { keyName: "operations", metadataOptions: { httpTokens: "required" } };
  const server = (name: string, groupOf: TestResource, place: TestResource) =>
    instance(
      name,
      {
        ...key,
        rootBlockDevice: { encrypted: true },
        subnetId: idOf(place),
        vpcSecurityGroupIds: [idOf(groupOf)],
      },
      { parent: groupOf.parent },
    );
  const template = (name: string, groupOf: TestResource) =>
    aws(
      "ec2/launchTemplate:LaunchTemplate",
      name,
      {
        ...key,
        blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs: { encrypted: "true" } }],
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [idOf(groupOf)] }],
      },
      { parent: groupOf.parent },
    );
  const scalingGroup = (of: TestResource, targets: TestResource) =>
    aws(
      "autoscaling/group:Group",
      of.name,
      {
        minSize: 2,
        maxSize: 4,
        vpcZoneIdentifiers: [idOf(private1), idOf(private2)],
        launchTemplate: { id: idOf(of), version: "1" },
        targetGroupArns: [idOf(targets)],
      },
      { parent: of.parent },
    );
  const balancer = (name: string, groupOf: TestResource, internal: boolean, places: TestResource[]) =>
    aws(
      "lb/loadBalancer:LoadBalancer",
      name,
      {
        internal,
        securityGroups: [idOf(groupOf)],
        subnets: places.map(idOf),
      },
      { parent: groupOf.parent },
    );
  const targetGroup = (name: string, port: number, parent: TestResource) =>
    aws("lb/targetGroup:TargetGroup", name, { vpcId, port, protocol: "HTTP" }, { parent });
  const attachment = (targets: TestResource, of: TestResource) =>
    aws(
      "lb/targetGroupAttachment:TargetGroupAttachment",
      of.name,
      { targetGroupArn: idOf(targets), targetId: idOf(of) },
      { parent: of.parent },
    );
  const listener = (name: string, of: TestResource, inputs: Inputs, action: Inputs) =>
    aws(
      "lb/listener:Listener",
      name,
      { loadBalancerArn: idOf(of), ...inputs, defaultActions: [action] },
      { parent: of.parent },
    );
  const forward = (targets: TestResource) => ({ type: "forward", targetGroupArn: idOf(targets) });

  const bastion = component("Bastion", "bastion");
  const bastionGroup = group("bastion", bastion);
  const bastionServer = server("bastion", bastionGroup, public1);
  bastionServer.inputs.associatePublicIpAddress = true;

  const web = component("WebTier", "web");
  const webBalancerGroup = group("web-lb", web);
  const webGroup = group("web", web);
  const webBalancer = balancer("web", webBalancerGroup, false, [public1, public2]);
  const webTargets = targetGroup("web", 80, web);
  const webBase = server("web-base", webGroup, private1);
  const webTemplate = template("web", webGroup);
  const certificate = {
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    certificateArn: "arn:aws:acm:eu-west-1:444455556666:certificate/1",
  };

  const was = component("WasTier", "was");
  const wasBalancerGroup = group("was-lb", was);
  const wasGroup = group("was", was);
  const wasBalancer = balancer("was", wasBalancerGroup, true, [private1, private2]);
  const wasTargets = targetGroup("was", 8080, was);
  const wasBase = server("was-base", wasGroup, private2);
  const wasTemplate = template("was", wasGroup);

  const database = component("ReplicatedDatabase", "database");
  const databaseGroup = group("database", database);
  const databaseSubnets = aws(
    "rds/subnetGroup:SubnetGroup",
    "database",
    { subnetIds: [idOf(private1), idOf(private2)] },
    { parent: database },
  );
  const databaseInstance = (name: string, zone: string, inputs: Inputs) =>
    aws(
      "rds/instance:Instance",
      name,
      {
        availabilityZone: `eu-west-1${zone}`,
        vpcSecurityGroupIds: [idOf(databaseGroup)],
        storageEncrypted: true,
        deletionProtection: true,
        publiclyAccessible: false,
        ...inputs,
      },
      { parent: database, protect: true },
    );
  const primary = databaseInstance("database", "a", {
    dbSubnetGroupName: idOf(databaseSubnets),
    backupRetentionPeriod: 7,
    skipFinalSnapshot: false,
  });
  const replica = databaseInstance("database-replica-1", "b", {
    replicateSourceDb: idOf(primary),
    skipFinalSnapshot: true,
  });

  const logs = component("LogPipeline", "logs");
  const logsGroup = group("logs", logs);
  const fileSystem = aws("efs/fileSystem:FileSystem", "logs", { encrypted: true }, { parent: logs, protect: true });
  const mountTarget = (name: string, place: TestResource) =>
    aws(
      "efs/mountTarget:MountTarget",
      name,
      { fileSystemId: idOf(fileSystem), subnetId: idOf(place), securityGroups: [idOf(logsGroup)] },
      { parent: logs },
    );

  return {
    ...{ vpc, internetGateway, public1, public2, private1, private2, publicTable, privateTable },
    publicRoute: route("public", publicTable, { gatewayId: idOf(internetGateway) }),
    privateRoute: route("private", privateTable, { natGatewayId: idOf(natGateway) }),
    publicAssociation1: association(public1, publicTable),
    publicAssociation2: association(public2, publicTable),
    privateAssociation1: association(private1, privateTable),
    privateAssociation2: association(private2, privateTable),
    ...{ outbound, natGateway },

    ...{ bastion, bastionGroup, bastionServer },
    operatorsToBastion: ingress("operators-to-bastion", bastionGroup, 22, "198.18.7.0/24"),

    ...{ web, webBalancerGroup, webGroup, webBalancer, webTargets, webBase, webTemplate },
    webScalingGroup: scalingGroup(webTemplate, webTargets),
    webAttachment: attachment(webTargets, webBase),
    httpListener: listener(
      "web-http",
      webBalancer,
      { port: 80, protocol: "HTTP" },
      { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
    ),
    httpsListener: listener(
      "web-https",
      webBalancer,
      { port: 443, protocol: "HTTPS", ...certificate },
      forward(webTargets),
    ),
    usersToBalancer: ingress("users-to-web-lb", webBalancerGroup, 443, "0.0.0.0/0"),
    plainUsersToBalancer: ingress("plain-users-to-web-lb", webBalancerGroup, 80, "0.0.0.0/0"),
    balancerToWeb: ingress("web-lb-to-web", webGroup, 80, webBalancerGroup),
    bastionToWeb: ingress("bastion-to-web", webGroup, 22, bastionGroup),

    ...{ was, wasBalancerGroup, wasGroup, wasBalancer, wasTargets, wasBase, wasTemplate },
    wasScalingGroup: scalingGroup(wasTemplate, wasTargets),
    wasAttachment: attachment(wasTargets, wasBase),
    wasListener: listener("was-http", wasBalancer, { port: 8080, protocol: "HTTP" }, forward(wasTargets)),
    webToBalancer: ingress("web-to-was-lb", wasBalancerGroup, 8080, webGroup),
    balancerToWas: ingress("was-lb-to-was", wasGroup, 8080, wasBalancerGroup),
    bastionToWas: ingress("bastion-to-was", wasGroup, 22, bastionGroup),

    ...{ database, databaseGroup, databaseSubnets, primary, replica },
    wasToDatabase: ingress("was-to-database", databaseGroup, 3306, wasGroup),

    ...{ logs, logsGroup, fileSystem },
    mountTarget1: mountTarget("logs-1", private1),
    mountTarget2: mountTarget("logs-2", private2),
    webToLogs: ingress("web-to-logs", logsGroup, 2049, webGroup),
    wasToLogs: ingress("was-to-logs", logsGroup, 2049, wasGroup),
  };
}

describe("the small three-tier stack", () => {
  for (const policy of policies) {
    it(`is allowed by ${policy.name}, deployed and at the first preview`, () => {
      const stack = Object.values(threeTier());
      for (const resources of [stack, atFirstPreview(stack)]) {
        assert.deepEqual(judge(policy, resources), { violations: [] });
      }
    });
  }

  it("has no id that is known at the first preview", () => {
    assert.doesNotMatch(
      JSON.stringify(atFirstPreview(Object.values(threeTier())).map(({ inputs }) => inputs)),
      /"(Vpc|Subnet|SecurityGroup)-/,
    );
  });
});
