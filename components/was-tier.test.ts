import assert from "node:assert/strict";
import { awsCallsOf } from "./boot/aws-calls";
import { unpackUserData } from "./boot/user-data";
import { wasUserData } from "./boot/was";
import { webUserData } from "./boot/web";
import { bastion, database, find, logs, network, planned, the } from "./test-support";
import { WasTier, type WasTierArgs } from "./was-tier";

const plan = (difference: Partial<WasTierArgs> = {}) =>
  planned(
    () =>
      new WasTier("was", {
        region: "ap-northeast-2",
        operatingSystem: "ubuntu-20.04",
        network: network(),
        bastion: bastion(),
        logs: logs(),
        database: database(),
        ...difference,
      }),
  );

const jar = { bucket: "releases", key: "app/1.0.jar" };

describe("WasTier", () => {
  it("has an internal load balancer in the private subnets, 8080 to 8080", async () => {
    const was = await plan();
    const loadBalancer = the(was, "LoadBalancer", "was");
    assert.deepEqual(loadBalancer.inputs, {
      loadBalancerType: "application",
      internal: true,
      subnets: ["subnet-private-1", "subnet-private-2"],
      securityGroups: [the(was, "SecurityGroup", "was-alb").id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
    });
    const target = the(was, "TargetGroup", "was");
    assert.deepEqual(the(was, "Listener", "was").inputs, {
      loadBalancerArn: loadBalancer.outputs.arn as string,
      port: 8080,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: target.outputs.arn as string }],
    });
    assert.equal(target.inputs.port, 8080);
    assert.equal((target.inputs.healthCheck as { path: string }).path, "/actuator/health/liveness");
  });

  it("is reached by its load balancer and the bastion alone, and reaches the database and the logs", async () => {
    const was = await plan();
    const own = the(was, "SecurityGroup", "was").id;
    const rules = find(was, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    const into = (id: string | undefined) =>
      rules
        .filter(({ inputs }) => inputs.securityGroupId === id)
        .map(({ inputs }) => [inputs.referencedSecurityGroupId as string, inputs.fromPort as number] as const);
    assert.deepEqual(
      new Set(into(own)),
      new Set([
        [the(was, "SecurityGroup", "was-alb").id, 8080],
        ["sg-bastion", 22],
      ]),
    );
    assert.deepEqual(into("sg-database"), [[own, 3306]]);
    assert.deepEqual(into("sg-logs"), [[own, 2049]]);
    assert.deepEqual(into(the(was, "SecurityGroup", "was-alb").id), [], "WEB opens its own way in");
  });

  it("boots base EC2 and group alike, with both JDBC URLs and the secret's ARN", async () => {
    const was = await plan({ jar, environment: { SPRING_PROFILES_ACTIVE: "prod" } });
    const decoded = (text: unknown) => unpackUserData(text as string);
    const expected = wasUserData({
      operatingSystem: "ubuntu-20.04",
      region: "ap-northeast-2",
      logAgent: { fileSystemDnsName: "fs-1.efs.ap-northeast-2.amazonaws.com", flushIntervalSeconds: 10 },
      terminationHook: { autoScalingGroupName: "three-tier-dev-was", lifecycleHookName: "flush-logs" },
      port: 8080,
      healthCheckPath: "/actuator/health/liveness",
      javaVersion: 17,
      jar,
      shutdownSeconds: 30,
      database: {
        writerJdbcUrl: "jdbc:mariadb://writer:3306/app",
        readerJdbcUrl: "jdbc:mariadb://reader:3306/app",
        secretArn: "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:database",
      },
      environment: { SPRING_PROFILES_ACTIVE: "prod" },
    });
    assert.equal(decoded(the(was, "Instance", "was-base").inputs.userDataBase64), expected);
    assert.equal(decoded(the(was, "LaunchTemplate", "was").inputs.userData), expected);
  });
});

describe("instance roles", () => {
  const permitted = async (difference?: Partial<WasTierArgs>) =>
    find(await plan(difference), "aws:iam/rolePolicy:RolePolicy")
      .flatMap(({ inputs }) => (JSON.parse(inputs.policy as string) as { Statement: Statement[] }).Statement)
      .map(({ Action, Resource }) => `${Action} ${Resource}`)
      .sort();
  const bootFiles = async (difference?: Partial<WasTierArgs>) =>
    unpackUserData(the(await plan(difference), "LaunchTemplate", "was").inputs.userData as string);

  it("permit the WAS exactly what its boot files call", async () => {
    for (const difference of [{}, { jar }]) {
      const actions = (await permitted(difference)).map((permission) => permission.split(" ")[0]);
      assert.deepEqual(actions, awsCallsOf(await bootFiles(difference)));
    }
  });

  it("permit WEB exactly what its boot files call", () => {
    const calls = awsCallsOf(
      webUserData({
        operatingSystem: "ubuntu-24.04",
        region: "ap-northeast-2",
        logAgent: { fileSystemDnsName: "fs-1.efs.ap-northeast-2.amazonaws.com", flushIntervalSeconds: 10 },
        terminationHook: { autoScalingGroupName: "group", lifecycleHookName: "hook" },
        upstream: { host: "was", port: 8080 },
        healthCheckPath: "/healthz",
        maxBodyMiB: 10,
      }),
    );
    // What WebTier permits is held to this one action by its own test.
    assert.deepEqual(calls, ["autoscaling:CompleteLifecycleAction"]);
  });

  it("name one secret, one object and the WAS's own group, never a wildcard", async () => {
    const permissions = await permitted({ jar });
    assert.equal(permissions.length, 3);
    assert.match(
      permissions[0] ?? "",
      /^autoscaling:CompleteLifecycleAction arn:aws:autoscaling:.*three-tier-dev-was$/,
    );
    assert.deepEqual(permissions.slice(1), [
      "s3:GetObject arn:aws:s3:::releases/app/1.0.jar",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:database",
    ]);
  });
});

interface Statement {
  Action: string;
  Resource: string;
}
