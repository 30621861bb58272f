import { type TestResource, UNKNOWN } from "../test-support";
import { replicaFollowsPrimary } from "./replica-follows-primary";
import { aws, describePolicy } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const database = (name: string, inputs: Inputs, dependencies: Record<string, TestResource[]> = {}) =>
  aws("rds/instance:Instance", name, inputs, {
    dependencies,
    outputs: { identifier: name, arn: `arn:aws:rds:eu-west-1:444455556666:db:${name}` },
  });
const primary = (inputs: Inputs = {}) => database("primary", { backupRetentionPeriod: 7, ...inputs });
const replica = (inputs: Inputs = {}) => database("replica", { replicateSourceDb: "primary", ...inputs });
const pair = (ofPrimary: Inputs, ofReplica: Inputs = {}) => [primary(ofPrimary), replica(ofReplica)];
/** A replica whose source is not known yet, and comes from `sources`. */
const unknownSource = (...sources: TestResource[]) => [
  ...sources,
  database("replica", { replicateSourceDb: UNKNOWN }, { replicateSourceDb: sources }),
];

describePolicy(replicaFollowsPrimary, {
  denies: {
    "a primary without a replica": [
      [primary()],
      'primary "primary" has no replica\nMend: add one with replicateSourceDb.',
    ],
    "a primary whose replicas follow another": [
      [primary(), replica(), database("second", { backupRetentionPeriod: 1 })],
      /^primary "second" has no replica/,
    ],
    "a primary without backups": [
      pair({ backupRetentionPeriod: 0 }),
      'primary "primary" has no backups, which a replica is made from\nMend: set backupRetentionPeriod to at least 1.',
    ],
    "a primary that leaves backups to the default, which is none": [
      pair({ backupRetentionPeriod: undefined }),
      /^primary "primary" has no backups/,
    ],
    "backups that are not known yet": [
      pair({ backupRetentionPeriod: UNKNOWN }),
      'primary "primary" cannot be proven to have backups\nMend: set backupRetentionPeriod to at least 1.',
    ],
    "a password that RDS manages": [
      pair({ manageMasterUserPassword: true }),
      'primary "primary" lets RDS manage its password, and RDS refuses replicas of such a primary\n' +
        "Mend: generate the password (random.RandomPassword) and keep it in a secret.",
    ],
    "a password that RDS manages, as text": [pair({ manageMasterUserPassword: "true" }), /lets RDS manage/],
    "a password that RDS may manage": [
      pair({ manageMasterUserPassword: UNKNOWN }),
      /^primary "primary" cannot be proven to have a password of its own: it may let RDS manage it\n/,
    ],
    "a replica of a database outside of the stack": [
      pair({}, { replicateSourceDb: "elsewhere" }),
      'replica "replica" follows elsewhere, which is not part of this stack\nMend: name the primary\'s identifier.',
      /^primary "primary" has no replica/,
    ],
    "a replica of no one knows what": [
      [primary(), ...unknownSource()],
      'replica "replica" cannot be proven to follow a primary: "replicateSourceDb" of replica is not known yet, and ' +
        "comes from no resource of this stack\nMend: name the primary's identifier.",
      /^primary "primary" has no replica/,
    ],
    "a replica that follows one of two primaries, and it cannot be told which": [
      unknownSource(primary(), database("second", { backupRetentionPeriod: 1 })),
      /cannot be proven/,
    ],
    ...Object.fromEntries(
      ["username", "password", "passwordWo", "dbName"].map((property) => [
        `a replica that says ${property}`,
        [
          pair({}, { [property]: "orders" }),
          `replica "replica" says ${property}, which it takes over from its primary\nMend: leave ${property} out.`,
        ] as [TestResource[], string],
      ]),
    ),
    "a replica whose password is not known yet": [pair({}, { password: UNKNOWN }), /^replica "replica" says password/],
    "a replica that lets RDS manage its password": [
      pair({}, { manageMasterUserPassword: true }),
      /^replica "replica" says manageMasterUserPassword/,
    ],
    "each fault by itself": [
      pair({ backupRetentionPeriod: 0, manageMasterUserPassword: true }, { username: "a", dbName: "b" }),
      /^replica "replica" says username/,
      /^replica "replica" says dbName/,
      /has no backups/,
      /lets RDS manage/,
    ],
  },
  allows: {
    "a primary with backups and a replica": pair({}),
    "a replica that names its primary by its ARN": pair(
      {},
      { replicateSourceDb: "arn:aws:rds:eu-west-1:444455556666:db:primary" },
    ),
    "a replica whose source comes from one primary": unknownSource(primary()),
    "backups of a day, as text": pair({ backupRetentionPeriod: "1" }),
    "replicas of a replica": [primary(), replica(), database("second", { replicateSourceDb: "replica" })],
    "two primaries with a replica each": [
      ...pair({}),
      database("second", { backupRetentionPeriod: 1 }),
      database("second-replica", { replicateSourceDb: "second" }),
    ],
    "a password of the program's own": pair({ password: UNKNOWN, manageMasterUserPassword: false }),
    "what AWS reports of a replica": [
      primary(),
      aws(
        "rds/instance:Instance",
        "replica",
        { replicateSourceDb: "primary" },
        { outputs: { username: "admin", dbName: "orders" } },
      ),
    ],
    "a primary of which AWS reports no source": [
      aws(
        "rds/instance:Instance",
        "primary",
        { backupRetentionPeriod: 7 },
        { outputs: { identifier: "primary", replicateSourceDb: "" } },
      ),
      replica(),
    ],
    "a replica that leaves the rest to its primary": pair(
      {},
      { username: "", password: null, manageMasterUserPassword: false },
    ),
  },
  notApplicable: {
    "a stack without databases": [[aws("ec2/vpc:Vpc", "main")], "the stack has no database"],
  },
});
