import { type TestResource, UNKNOWN } from "../test-support";
import { logsOnlyFromTiers } from "./logs-only-from-tiers";
import { aws, configured, describePolicy, edited, idOf, ingress, type ThreeTier, without } from "./three-tier.test";

const MEND = "\nMend: name the security groups of WEB and WAS as the only sources.";

const rule = (source: string, inputs: Record<string, unknown> = {}) =>
  edited(({ logsGroup }) => [ingress("debug", logsGroup, 2049, source, inputs)]);
const ruleFor = (source: (stack: ThreeTier) => TestResource) =>
  edited((stack) => [ingress("debug", stack.logsGroup, 2049, source(stack))]);
const ruleFrom = (...keys: (keyof ThreeTier)[]) =>
  edited((stack) => {
    const debug = ingress("debug", stack.logsGroup, 2049, "0.0.0.0/0", {
      cidrIpv4: undefined,
      referencedSecurityGroupId: UNKNOWN,
    });
    debug.dependencies.referencedSecurityGroupId = keys.map((key) => stack[key]);
    return [debug];
  });

describePolicy(logsOnlyFromTiers, {
  denies: {
    "a rule for the VPC's addresses": [
      rule("10.0.0.0/16"),
      "logs-1, logs-2 accept 2049 from 10.0.0.0/16: networks with 10.0.0.0/16 → " +
        'rule "debug" of LogPipeline "logs" → group "logs" → logs-1:2049' +
        MEND,
    ],
    "a rule for the internet": [rule("0.0.0.0/0"), /^logs-1, logs-2 accept 2049 from 0\.0\.0\.0\/0: internet → /],
    "every port": [
      rule("0.0.0.0/0", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
      /accept every port from 0\.0\.0\.0\/0: .* → logs-1 on every port\n/,
    ],
    "the bastion": [
      ruleFor(({ bastionGroup }) => bastionGroup),
      "logs-1, logs-2 accept 2049 from bastion: " +
        'bastion in group "bastion" → rule "debug" of LogPipeline "logs" → group "logs" → logs-1:2049' +
        MEND,
    ],
    "the database": [ruleFor(({ databaseGroup }) => databaseGroup), /accept 2049 from database, database-replica-1: /],
    "a load balancer": [ruleFor(({ webBalancerGroup }) => webBalancerGroup), /accept 2049 from load balancer "web": /],
    "another server in WEB's group": [
      edited(({ webGroup, private1 }) => [
        aws("ec2/instance:Instance", "stray", { subnetId: idOf(private1), vpcSecurityGroupIds: [idOf(webGroup)] }),
      ]),
      /accept 2049 from stray: stray in group "web" → rule "web-to-logs"/,
    ],
    "a source that is not known yet": [
      ruleFrom(),
      "cannot be proven: logs-1, logs-2 accept 2049 from an unknown source: anyone → " +
        'rule "debug" of LogPipeline "logs" → group "logs" → logs-1:2049\n' +
        'Because "referencedSecurityGroupId" of debug is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a source that may be one of two groups": [
      ruleFrom("wasGroup", "bastionGroup"),
      /^cannot be proven: .* from bastion: .*\nBecause "referencedSecurityGroupId" of debug is not known yet; it comes from "was", "bastion"\.\n/,
    ],
    "a mount target in AWS's default group, with whoever is in it too": [
      edited(({ mountTarget1, private1 }) => {
        mountTarget1.inputs.securityGroups = undefined;
        return [aws("ec2/instance:Instance", "stray", { subnetId: idOf(private1) })];
      }),
      /^logs-1 accepts every port from .*stray.* in group "default group of main" → AWS's default rule/,
    ],
    "a mount target whose groups are not known yet": [
      edited(({ mountTarget1 }) => {
        mountTarget1.inputs.securityGroups = UNKNOWN;
        return [];
      }, "mountTarget2"),
      "cannot be proven: logs-1 accepts every port from an unknown source: " +
        'anyone → no rule → group "none" → logs-1 on every port\n' +
        'Because "securityGroups" of logs-1 is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a mount target of another file system": [
      edited(({ vpc, private1 }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        const inputs = { fileSystemId: "fs-1", subnetId: idOf(private1), securityGroups: [idOf(open)] };
        return [open, ingress("all", open, 2049, "10.0.0.0/16"), aws("efs/mountTarget:MountTarget", "other", inputs)];
      }),
      /^other accepts 2049 from 10\.0\.0\.0\/16: /,
    ],
    "what makes resources that the stack does not describe": [
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
      /^cannot be proven: "extra"/,
    ],
  },
  allows: {
    "WEB and WAS by one group of both": edited(({ vpc, webBase, wasBase, logsGroup }) => {
      const clients = aws("ec2/securityGroup:SecurityGroup", "log-clients", { vpcId: idOf(vpc) });
      for (const one of [webBase, wasBase])
        one.inputs.vpcSecurityGroupIds = [...(one.inputs.vpcSecurityGroupIds as string[]), idOf(clients)];
      return [clients, ingress("clients", logsGroup, 2049, clients)];
    }),
    "a source that is not known yet and comes from WEB's group": ruleFrom("webGroup"),
    "an exempt creator": configured(
      { exempt: { extra: "makes no servers" } },
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
    ),
    "mount targets that nobody reaches": without("webToLogs", "wasToLogs"),
  },
  notApplicable: {
    "a stack without mount targets": [without("mountTarget1", "mountTarget2"), "the stack has no mount target"],
  },
});
