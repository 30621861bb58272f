import assert from "node:assert/strict";
import { ReplicatedDatabase, type ReplicatedDatabaseArgs } from "./replicated-database";
import * as random from "@pulumi/random";
import { bastion, children, find, findOne, network, planned, the } from "./test-support";

const plan = (difference: Partial<ReplicatedDatabaseArgs> = {}, options = {}) =>
  planned(() => new ReplicatedDatabase("database", { network: network(), bastion: bastion(), ...difference }), options);

const instance = async (name: string, difference?: Partial<ReplicatedDatabaseArgs>) =>
  the(await plan(difference), "Instance", name);

describe("ReplicatedDatabase", () => {
  it("is a primary and a replica, with their groups, password and secret", async () => {
    assert.deepEqual(children(await plan()), [
      "Instance database",
      "Instance database-replica-1",
      "ParameterGroup database",
      "RandomPassword database",
      "Secret database",
      "SecretVersion database",
      "SecurityGroup database",
      "SubnetGroup database",
    ]);
  });

  it("makes a small encrypted MariaDB that nobody reaches from outside", async () => {
    const database = await plan();
    const { inputs, protect, ignoreChanges } = the(database, "Instance", "database");
    assert.deepEqual(inputs, {
      vpcSecurityGroupIds: [the(database, "SecurityGroup", "database").id],
      publiclyAccessible: false,
      storageEncrypted: true,
      storageType: "gp3",
      maxAllocatedStorage: 100,
      autoMinorVersionUpgrade: true,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      copyTagsToSnapshot: true,
      enabledCloudwatchLogsExports: ["error", "slowquery"],
      engine: "mariadb",
      engineVersion: "10.11",
      instanceClass: "db.t4g.micro",
      allocatedStorage: 20,
      dbName: "app",
      username: "app",
      password: "[secret]",
      port: 3306,
      dbSubnetGroupName: the(database, "SubnetGroup", "database").outputs.name,
      parameterGroupName: the(database, "ParameterGroup", "database").outputs.name,
      multiAz: false,
      availabilityZone: "ap-northeast-2a",
      backupRetentionPeriod: 7,
      deletionProtection: false,
      skipFinalSnapshot: true,
      tags: { Name: "database" },
    });
    assert.equal(protect, false);
    assert.deepEqual(ignoreChanges, ["availabilityZone"]);
  });

  it("follows the primary with a replica that names nothing it takes over", async () => {
    const database = await plan();
    assert.deepEqual(the(database, "Instance", "database-replica-1").inputs, {
      vpcSecurityGroupIds: [the(database, "SecurityGroup", "database").id],
      publiclyAccessible: false,
      storageEncrypted: true,
      storageType: "gp3",
      maxAllocatedStorage: 100,
      autoMinorVersionUpgrade: true,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      copyTagsToSnapshot: true,
      enabledCloudwatchLogsExports: ["error", "slowquery"],
      identifier: `${the(database, "Instance", "database").outputs.identifier as string}-replica-1`,
      applyImmediately: true,
      replicateSourceDb: the(database, "Instance", "database").outputs.identifier,
      instanceClass: "db.t4g.micro",
      availabilityZone: "ap-northeast-2c",
      deletionProtection: false,
      skipFinalSnapshot: true,
      tags: { Name: "database-replica-1" },
    });
  });

  it("tells a first preview which primary a replica follows", async () => {
    const database = await plan({}, { mode: "preview" });
    const replica = the(database, "Instance", "database-replica-1");
    assert.deepEqual(replica.propertyDependencies.replicateSourceDb, [the(database, "Instance", "database").urn]);
  });

  it("gives replicas a class of their own and spreads them over the zones", async () => {
    const database = await plan({
      replicaCount: 3,
      instanceClass: "db.m7g.large",
      replicaInstanceClass: "db.t4g.large",
    });
    const replicas = [1, 2, 3].map((number) => the(database, "Instance", `database-replica-${number}`).inputs);
    assert.deepEqual(
      replicas.map(({ instanceClass, availabilityZone }) => [instanceClass, availabilityZone] as unknown),
      [
        ["db.t4g.large", "ap-northeast-2c"],
        ["db.t4g.large", "ap-northeast-2a"],
        ["db.t4g.large", "ap-northeast-2c"],
      ],
    );
  });

  it("lets RDS choose the zones where there is a standby", async () => {
    const { inputs } = await instance("database", { multiAz: true });
    assert.equal(inputs.multiAz, true);
    assert.equal("availabilityZone" in inputs, false);
  });

  it("is kept from deletion in production, and leaves a last snapshot under a name of its own", async () => {
    const { inputs, protect } = await instance("database", { protect: true });
    assert.equal(protect, true);
    assert.equal(inputs.deletionProtection, true);
    assert.equal(inputs.skipFinalSnapshot, false);
    assert.match(inputs.finalSnapshotIdentifier as string, /^database-last-[0-9a-f]{8}$/);
    const replica = await instance("database-replica-1", { protect: true });
    assert.deepEqual([replica.protect, replica.inputs.deletionProtection], [true, true]);
  });

  it("keeps the last snapshot's name as long as the database lives", async () => {
    const { inputs } = the(await plan({ protect: true }), "RandomId", "database-last-snapshot");
    assert.deepEqual(inputs.keepers, { engine: "mariadb", placement: "isolated" });
  });

  for (const replicaCount of [0, 16, 1.5]) {
    it(`refuses ${replicaCount} replicas`, async () => {
      await assert.rejects(plan({ replicaCount }), /RDS takes 1 to 15 replicas/);
    });
  }

  it("requires TLS and speaks utf8mb4", async () => {
    const { inputs } = the(await plan(), "ParameterGroup", "database");
    assert.equal(inputs.family, "mariadb10.11");
    assert.deepEqual(inputs.parameters, [
      { name: "require_secure_transport", value: "1" },
      { name: "character_set_server", value: "utf8mb4" },
      { name: "collation_server", value: "utf8mb4_unicode_ci" },
      { name: "slow_query_log", value: "1" },
      { name: "log_output", value: "FILE" },
    ]);
  });

  for (const [engine, engineVersion, expected] of [
    ["mysql", undefined, { engineVersion: "8.4", family: "mysql8.4", port: 3306 }],
    ["mysql", "8.4.5", { engineVersion: "8.4.5", family: "mysql8.4", port: 3306 }],
    ["postgres", undefined, { engineVersion: "17", family: "postgres17", port: 5432 }],
    ["postgres", "16.4", { engineVersion: "16.4", family: "postgres16", port: 5432 }],
  ] as const) {
    it(`takes ${engine} ${engineVersion ?? "by default"} with its family and port, and never paid extended support`, async () => {
      const database = await plan({ engine, engineVersion });
      const { inputs } = the(database, "Instance", "database");
      assert.equal(inputs.engineVersion, expected.engineVersion);
      assert.equal(inputs.port, expected.port);
      assert.equal(inputs.engineLifecycleSupport, "open-source-rds-extended-support-disabled");
      assert.equal(the(database, "ParameterGroup", "database").inputs.family, expected.family);
      assert.equal(the(database, "Instance", "database-replica-1").inputs.engineLifecycleSupport, undefined);
    });
  }

  it("sits in the isolated subnets, or in the public ones under another name, which replaces it", async () => {
    const isolated = the(await plan(), "SubnetGroup", "database");
    assert.deepEqual(isolated.inputs.subnetIds, ["subnet-isolated-1", "subnet-isolated-2"]);
    const database = await plan({ placement: "publicZone" });
    const group = the(database, "SubnetGroup", "database-public-zone");
    assert.deepEqual(group.inputs.subnetIds, ["subnet-public-1", "subnet-public-2"]);
    const primary = the(database, "Instance", "database");
    assert.equal(primary.inputs.publiclyAccessible, false);
    assert.deepEqual(primary.replaceOnChanges, ["dbSubnetGroupName"]);
  });

  it("lets the bastion in only where asked for", async () => {
    assert.deepEqual(find(await plan(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"), []);
    const { inputs } = the(await plan({ bastionAccess: true }), "SecurityGroupIngressRule", "bastion-to-database");
    assert.deepEqual([inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort], ["sg-bastion", 3306, 3306]);
  });

  it("keeps the password secret, in the secret and everywhere else", async () => {
    const database = await plan();
    assert.equal(the(database, "SecretVersion", "database").inputs.secretString, "[secret]");
    assert.deepEqual(the(database, "RandomPassword", "database").inputs, {
      length: 32,
      overrideSpecial: "!#$%&*()-_=+[]{}<>:?",
    });
    const password = the(database, "RandomPassword", "database").outputs;
    assert.equal(password.result, "[secret]");
  });

  it("hands out the addresses of the primary and the replicas", async () => {
    const database = await plan({ replicaCount: 2 });
    const { outputs } = findOne(database, "three-tier:index:ReplicatedDatabase", "database");
    assert.equal(outputs.writerEndpoint, the(database, "Instance", "database").outputs.address);
    assert.deepEqual(
      outputs.readerEndpoints,
      [1, 2].map((number) => the(database, "Instance", `database-replica-${number}`).outputs.address as unknown),
    );
    assert.equal(outputs.secretArn, the(database, "Secret", "database").outputs.arn);
  });

  for (const replicaCount of [1, 3]) {
    it(`tells servers the real names of ${replicaCount} replicas, without waiting for one`, async () => {
      const database = await planned(() => {
        const args = { network: network(), bastion: bastion(), replicaCount };
        const { readerJdbcUrl } = new ReplicatedDatabase("database", args);
        new random.RandomId("server", { byteLength: 4, keepers: { told: readerJdbcUrl } });
      });
      const server = the(database, "RandomId", "server");
      const { outputs } = findOne(database, "three-tier:index:ReplicatedDatabase", "database");
      assert.deepEqual(
        (server.inputs.keepers as { told: string }).told.match(/[^/,]+(?=:3306)/g),
        outputs.readerEndpoints,
      );
      assert.deepEqual(server.dependencies, [the(database, "Instance", "database").urn]);
    });
  }

  it("replaces a replica by deleting it first: its name cannot be had twice", async () => {
    assert.equal((await instance("database-replica-1")).deleteBeforeReplace, true);
    assert.equal((await instance("database")).deleteBeforeReplace, undefined);
  });
});
