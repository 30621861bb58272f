import { type TestResource, UNKNOWN } from "../test-support";
import { databaseOnlyFromWas } from "./database-only-from-was";
import {
  aws,
  change,
  configured,
  describePolicy,
  edited,
  idOf,
  ingress,
  instance,
  type ThreeTier,
  without,
} from "./three-tier.test";

type Inputs = Record<string, unknown>;

const MEND = "\nMend: name the WAS's security group as the only source.";
const CLOSED = "\nMend: set publiclyAccessible to false.";

const rule = (source: string, inputs: Inputs = {}) =>
  edited(({ databaseGroup }) => [ingress("debug", databaseGroup, 3306, source, inputs)]);
const ruleFor = (source: (stack: ThreeTier) => TestResource) =>
  edited((stack) => [ingress("debug", stack.databaseGroup, 3306, source(stack))]);
/** A rule for the bastion, beside the WAS. */
const bastionRule = ruleFor(({ bastionGroup }) => bastionGroup);
const ruleFrom = (...keys: (keyof ThreeTier)[]) =>
  edited((stack) => {
    const debug = ingress("debug", stack.databaseGroup, 3306, "0.0.0.0/0", {
      cidrIpv4: undefined,
      referencedSecurityGroupId: UNKNOWN,
    });
    debug.dependencies.referencedSecurityGroupId = keys.map((key) => stack[key]);
    return [debug];
  });
const cluster = (inputs: Inputs, member: Inputs) =>
  edited(({ databaseGroup, databaseSubnets }) => {
    const orders = aws("rds/cluster:Cluster", "orders", {
      vpcSecurityGroupIds: [idOf(databaseGroup)],
      dbSubnetGroupName: idOf(databaseSubnets),
      ...inputs,
    });
    return [
      orders,
      aws("rds/clusterInstance:ClusterInstance", "orders-1", { clusterIdentifier: idOf(orders), ...member }),
    ];
  });

describePolicy(databaseOnlyFromWas, {
  denies: {
    "a rule for the internet": [
      rule("0.0.0.0/0"),
      "database, database-replica-1 accept 3306 from 0.0.0.0/0: internet → " +
        'rule "debug" of ReplicatedDatabase "database" → group "database" → database:3306' +
        MEND,
    ],
    "a rule for the VPC's addresses": [rule("10.0.0.0/16"), /accept 3306 from 10\.0\.0\.0\/16: networks with 10\.0/],
    "another port, whoever it is for": [
      rule("10.0.0.0/16", { fromPort: 33060, toPort: 33060 }),
      /accept 33060 from 10\.0\.0\.0\/16: /,
    ],
    "every protocol": [
      rule("10.0.0.0/16", { ipProtocol: "-1", fromPort: undefined, toPort: undefined }),
      /accept every port from 10\.0\.0\.0\/16: .* → database on every port\n/,
    ],
    WEB: [
      ruleFor(({ webGroup }) => webGroup),
      "database, database-replica-1 accept 3306 from web-base, web (launch template): " +
        'web-base, web (launch template) in group "web" → rule "debug" of ReplicatedDatabase "database" → ' +
        'group "database" → database:3306' +
        MEND,
    ],
    "the bastion, unless it is configured": [
      bastionRule,
      "database, database-replica-1 accept 3306 from bastion: " +
        'bastion in group "bastion" → rule "debug" of ReplicatedDatabase "database" → group "database" → database:3306' +
        MEND,
    ],
    "the bastion, if it is configured otherwise": [
      configured({ allowBastion: false }, bastionRule),
      /accept 3306 from bastion: /,
    ],
    "another server in the WAS's group": [
      edited(({ wasGroup, private1 }) => [
        aws("ec2/instance:Instance", "stray", { subnetId: idOf(private1), vpcSecurityGroupIds: [idOf(wasGroup)] }),
      ]),
      /accept 3306 from stray: stray in group "was" → rule "was-to-database"/,
    ],
    "a load balancer in the WAS's group": [
      change("wasBalancer", { securityGroups: ["SecurityGroup-was-lb", "SecurityGroup-was"] }),
      /accept 3306 from load balancer "was": load balancer "was" in group "was" → rule "was-to-database"/,
    ],
    "a database proxy, which is not modelled": [
      edited(({ wasGroup, private1 }) => [
        aws("rds/proxy:Proxy", "pool", { vpcSubnetIds: [idOf(private1)], vpcSecurityGroupIds: [idOf(wasGroup)] }),
      ]),
      /accept 3306 from pool: pool in group "was" → rule "was-to-database"/,
    ],
    "a source that is not known yet": [
      ruleFrom(),
      "cannot be proven: database, database-replica-1 accept 3306 from an unknown source: anyone → " +
        'rule "debug" of ReplicatedDatabase "database" → group "database" → database:3306\n' +
        'Because "referencedSecurityGroupId" of debug is not known yet, and comes from no resource of this stack.' +
        MEND,
    ],
    "a source that may be one of two groups": [
      ruleFrom("wasGroup", "webGroup"),
      /^cannot be proven: .* from web-base, .*\nBecause "referencedSecurityGroupId" of debug is not known yet; it comes from "was", "web"\.\n/,
    ],
    "a database whose groups are not known yet": [
      change("primary", { vpcSecurityGroupIds: UNKNOWN }),
      /^cannot be proven: database accepts every port from an unknown source: /,
      /^cannot be proven: database-replica-1 accepts 3306 from database: database, perhaps in group "was" → rule/,
    ],
    "a database in a group outside of the stack": [
      change("primary", { vpcSecurityGroupIds: ["sg-1"] }),
      /^cannot be proven: database accepts every port from an unknown source: .*\nBecause security group sg-1 is not part/,
    ],
    "databases in AWS's default group, with whoever is in it too": [
      edited(({ primary, replica, private1 }) => {
        primary.inputs.vpcSecurityGroupIds = replica.inputs.vpcSecurityGroupIds = undefined;
        return [instance("stray", { subnetId: idOf(private1) })];
      }),
      /^database, database-replica-1 accept every port from stray: stray in group "default group of main" → AWS's default rule/,
    ],
    "databases of another group": [
      edited(({ vpc, databaseGroup }) => {
        const others = aws("ec2/securityGroup:SecurityGroup", "others", { vpcId: idOf(vpc) });
        return [
          others,
          aws("rds/instance:Instance", "invoices", { vpcSecurityGroupIds: [idOf(others)] }),
          ingress("debug", databaseGroup, 3306, others),
        ];
      }),
      /^database, database-replica-1 accept 3306 from invoices: invoices in group "others" → rule "debug"/,
    ],
    "a publicly accessible database": [
      change("primary", { publiclyAccessible: true }),
      `database is publicly accessible${CLOSED}`,
    ],
    "a database that may be publicly accessible": [
      change("replica", { publiclyAccessible: UNKNOWN }),
      `cannot be proven: database-replica-1 is publicly accessible${CLOSED}`,
    ],
    "a cluster with a rule for the internet": [
      edited(({ vpc }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        return [
          open,
          ingress("all", open, 5432, "0.0.0.0/0"),
          aws("rds/cluster:Cluster", "orders", { vpcSecurityGroupIds: [idOf(open)] }),
        ];
      }),
      'orders accepts 5432 from 0.0.0.0/0: internet → rule "all" → group "open" → orders:5432' + MEND,
    ],
    "a cluster with a publicly accessible member": [
      cluster({}, { publiclyAccessible: true }),
      `orders is publicly accessible${CLOSED}`,
    ],
    "a cluster with a member that may be publicly accessible": [
      cluster({}, { publiclyAccessible: UNKNOWN }),
      `cannot be proven: orders is publicly accessible${CLOSED}`,
    ],
    "a store of another kind with a rule for the VPC's addresses": [
      edited(({ vpc }) => {
        const open = aws("ec2/securityGroup:SecurityGroup", "open", { vpcId: idOf(vpc) });
        return [
          open,
          ingress("all", open, 27017, "10.0.0.0/16"),
          aws("docdb/cluster:Cluster", "documents", { vpcSecurityGroupIds: [idOf(open)] }),
        ];
      }),
      'documents accepts 27017 from 10.0.0.0/16: networks with 10.0.0.0/16 → rule "all" → group "open" → ' +
        "documents:27017" +
        MEND,
    ],
    "a store of another kind that is publicly accessible": [
      edited(({ databaseGroup }) => [
        aws("redshift/cluster:Cluster", "warehouse", {
          publiclyAccessible: true,
          vpcSecurityGroupIds: [idOf(databaseGroup)],
        }),
      ]),
      `warehouse is publicly accessible${CLOSED}`,
    ],
    "a store of another kind that may be publicly accessible": [
      edited(({ databaseGroup }) => [
        aws("redshift/cluster:Cluster", "warehouse", {
          publiclyAccessible: UNKNOWN,
          vpcSecurityGroupIds: [idOf(databaseGroup)],
        }),
      ]),
      `cannot be proven: warehouse is publicly accessible${CLOSED}`,
    ],
    "what makes resources that the stack does not describe": [
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
      /^cannot be proven: "extra"/,
    ],
    "each fault by itself": [
      edited(({ databaseGroup, primary }) => {
        primary.inputs.publiclyAccessible = true;
        return [ingress("debug", databaseGroup, 3306, "0.0.0.0/0"), ingress("debug-too", databaseGroup, 3306, "::/0")];
      }),
      /from 0\.0\.0\.0\/0/,
      /from ::\/0/,
      /publicly accessible/,
    ],
  },
  allows: {
    "the bastion where it is configured": configured({ allowBastion: true }, bastionRule),
    "a source that is not known yet and comes from the WAS's group": ruleFrom("wasGroup"),
    "a database that leaves public access to AWS, which is off": change("primary", { publiclyAccessible: undefined }),
    "public access that is written as text": change("primary", { publiclyAccessible: "false" }),
    "databases of one group that answer each other": edited(({ databaseGroup }) => [
      ingress("own", databaseGroup, 3306, databaseGroup),
    ]),
    "a store of another kind of the WAS's": edited(({ databaseGroup }) => [
      aws("docdb/cluster:Cluster", "documents", { vpcSecurityGroupIds: [idOf(databaseGroup)] }),
    ]),
    "a cluster of the WAS's": cluster({}, { publiclyAccessible: false }),
    "an exempt creator": configured(
      { exempt: { "aws:cloudformation/stack:Stack": "makes no servers" } },
      edited(() => [aws("cloudformation/stack:Stack", "extra")]),
    ),
    "a database that nobody reaches": without("wasToDatabase"),
  },
  notApplicable: {
    "a stack without databases": [without("primary", "replica"), "the stack has no database"],
  },
});
