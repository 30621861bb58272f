import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import * as aws from "@pulumi/aws";
import { Ajv } from "ajv";
import { planProgram } from "../offline/plan";
import { checkPlan } from "../offline/policy-check";
import { readPolicyConfig } from "../offline/policy-config-file";
import { PolicyPack } from "../offline/policy-pack";
import { PackProcess } from "../offline/policy-pack-process";
import { policyResources } from "../offline/policy-resource";
import { policies } from "./policies";
import { change, edited, ingress, without } from "./policies/three-tier.test";
import { judge, resource, type TestResource } from "./test-support";

type Policy = ResourceValidationPolicy | StackValidationPolicy;

const FOLDER = join(__dirname, "policies");
const FILES = readdirSync(FOLDER).filter((file) => !file.endsWith(".test.ts") && file !== "index.ts");
const ADVISORY = ["supported-operating-system", "placeholder-settings"];
const CONFIGS = readdirSync(join(__dirname, "config")).map((file) => join(__dirname, "config", file));

const byName = (name: string) => policies.find((policy) => policy.name === name);
const source = (file: string) => readFileSync(join(FOLDER, file), "utf8");

/** `ssh-only-from-bastion` → `sshOnlyFromBastion` */
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe("the policy pack", () => {
  it("has eighteen policies, each once", () => {
    assert.equal(policies.length, 18);
    assert.equal(new Set(policies.map(({ name }) => name)).size, 18);
  });

  it("has a policy for each file, and a file for each policy", () => {
    assert.deepEqual(policies.map(({ name }) => `${name}.ts`).sort(), FILES.sort());
  });

  for (const file of FILES) {
    const name = basename(file, ".ts");

    it(`has in ${file} one policy of that name`, () => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- whichever there are
      const exported = Object.entries(require(join(FOLDER, file)) as Record<string, Policy>);
      assert.deepEqual(
        exported.filter(([key]) => key !== "default" && key !== "module.exports").map(([key]) => key),
        [camelCase(name)],
      );
      const [, policy] = exported.find(([key]) => key === camelCase(name))!;
      assert.equal(policy.name, name);
      assert.equal(policy, byName(name));
    });

    it(`tests ${name} by a table with denied and allowed stacks`, () => {
      const test = source(`${name}.test.ts`);
      const [, table] = test.split(`describePolicy(${camelCase(name)}, {`);
      for (const verb of ["denies", "allows"]) {
        assert.match(table, new RegExp(`^ {2}${verb}: \\{\\n {4}("|\\w+:|\\.\\.\\.)`, "m"), verb);
      }
    });
  }

  for (const policy of policies) {
    it(`says of ${policy.name} all that a reader needs`, () => {
      const { displayName, description, severity, remediationSteps, enforcementLevel } = policy;
      assert.match(displayName ?? "", /^[A-Z].*[^.]$/);
      for (const sentence of [description, remediationSteps]) assert.match(sentence ?? "", /^[A-Z][^]*\.$/);
      assert.ok(["low", "medium", "high", "critical"].includes(severity ?? ""), severity);
      assert.equal(enforcementLevel, ADVISORY.includes(policy.name) ? "advisory" : "mandatory");
    });
  }

  it("names controls that the standard has", () => {
    for (const { name, framework } of policies) {
      if (framework === undefined) continue;
      assert.equal(framework.name, "AWS Foundational Security Best Practices", name);
      const controls = framework.reference.split(", ");
      for (const control of controls) assert.ok(CONTROLS.has(control), `${name}: ${control}`);
      const [title] = controls.map((control) => CONTROLS.get(control)!);
      if (controls.length === 1) assert.ok(framework.specification.startsWith(title), `${name}: ${title}`);
    }
  });
});

/**
 * Security Hub user guide, "AWS Foundational Security Best Practices standard": the controls that policies of this pack
 * may name, reviewed with their titles. EC2.13 (port 22) and EC2.53, EC2.54 belong to other standards.
 */
const CONTROLS = new Map([
  ["AutoScaling.2", "Amazon EC2 Auto Scaling group should cover multiple Availability Zones"],
  ["AutoScaling.3", "Auto Scaling group launch configurations should require IMDSv2"],
  ["EC2.2", "VPC default security groups should not allow inbound or outbound traffic"],
  ["EC2.3", "Attached EBS volumes should be encrypted at rest"],
  ["EC2.8", "EC2 instances should use IMDSv2"],
  ["EC2.9", "EC2 instances should not have a public IPv4 address"],
  ["EC2.18", "Security groups should only allow unrestricted incoming traffic for authorized ports"],
  ["EC2.19", "Security groups should not allow unrestricted access to ports with high risk"],
  ["EC2.25", "EC2 launch templates should not assign public IPs to network interfaces"],
  ["EC2.170", "EC2 launch templates should use IMDSv2"],
  ["EC2.173", "EC2 Spot Fleet requests with launch parameters should enable encryption for attached EBS volumes"],
  ["EC2.181", "EC2 launch templates should enable encryption for attached EBS volumes"],
  ["EFS.1", "EFS should be configured to encrypt file data at rest using AWS KMS"],
  ["EFS.8", "EFS file systems should be encrypted at rest"],
  ["ELB.1", "Application Load Balancer should be configured to redirect all HTTP requests to HTTPS"],
  ["ELB.3", "Classic Load Balancer listeners should be configured with HTTPS or TLS termination"],
  ["ELB.13", "Application, Network and Gateway Load Balancers should span multiple Availability Zones"],
  ["ELB.17", "Application and Network Load Balancers with listeners should use recommended security policies"],
  ["ELB.18", "Application and Network Load Balancer listeners should use secure protocols to encrypt data in transit"],
  ["RDS.2", "RDS DB instances should prohibit public access"],
  ["RDS.3", "RDS DB instances should have encryption at rest enabled"],
  ["RDS.5", "RDS DB instances should be configured with multiple Availability Zones"],
  ["RDS.7", "RDS clusters should have deletion protection enabled"],
  ["RDS.8", "RDS DB instances should have deletion protection enabled"],
  ["RDS.11", "RDS instances should have automatic backups enabled"],
  ["RDS.15", "RDS DB clusters should be configured for multiple Availability Zones"],
  ["RDS.27", "RDS DB clusters should be encrypted at rest"],
]);

describe("the settings of the policies", () => {
  const configurable = policies.flatMap(({ name, configSchema }) => (configSchema ? [{ name, configSchema }] : []));

  /** As the engine wraps it: what the schema does not name is a typing mistake. */
  const validatorOf = ({ properties, required = [] }: PolicyConfigSchema) =>
    new Ajv({ allErrors: true, strict: false }).compile({
      type: "object",
      properties,
      required,
      additionalProperties: false,
    });
  const defaultsOf = ({ properties }: PolicyConfigSchema) =>
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, schema.default as unknown]));

  for (const { name, configSchema } of configurable) {
    it(`of ${name} are described, and have defaults that are valid`, () => {
      for (const [key, schema] of Object.entries(configSchema.properties)) {
        assert.notEqual(schema.description ?? "", "", key);
        assert.notEqual(schema.default, undefined, key);
      }
      const validate = validatorOf(configSchema);
      assert.ok(validate(defaultsOf(configSchema)), JSON.stringify(validate.errors));
      assert.ok(!validate({ ...defaultsOf(configSchema), "no-such-setting": 1 }));
    });
  }

  for (const file of CONFIGS) {
    it(`in ${basename(file)} are of policies that there are, and valid`, () => {
      for (const [name, settings] of Object.entries(readPolicyConfig(file))) {
        const policy = byName(name);
        assert.ok(policy !== undefined, name);
        if (typeof settings === "string") {
          assert.ok(["advisory", "mandatory", "disabled"].includes(settings), `${name}: ${settings}`);
          continue;
        }
        const { enforcementLevel = "mandatory", ...properties } = settings as Record<string, unknown>;
        assert.equal(enforcementLevel, policy.enforcementLevel, name);
        const validate = validatorOf(policy.configSchema ?? { properties: {} });
        assert.ok(validate(properties), `${name}: ${JSON.stringify(validate.errors)}`);
      }
    });
  }

  it("are kept for each stack", () => {
    const stacks = readdirSync(join(__dirname, "..")).flatMap((file) => /^Pulumi\.(\w+)\.yaml$/.exec(file)?.[1] ?? []);
    assert.deepEqual(CONFIGS.map((file) => basename(file, ".json")).sort(), stacks.sort());
  });

  it("switch off in dev what is for production alone, and nothing in prod", () => {
    const levels = (stack: string) =>
      Object.entries(readPolicyConfig(join(__dirname, "config", `${stack}.json`))).filter(
        ([, settings]) => typeof settings === "string",
      );
    assert.deepEqual(levels("dev"), [
      ["stateful-is-protected", "disabled"],
      ["survives-one-zone", "disabled"],
    ]);
    assert.deepEqual(levels("prod"), []);
  });

  describe("that are left out count as the schema says", () => {
    const creator = resource("cloudformation/stack:Stack", "extra");
    /** By the name of a policy's setting: a stack that the default denies, one that it allows, and other settings. */
    const observed: Record<
      string,
      { denied: TestResource[]; allowed: TestResource[]; other: Record<string, unknown> }
    > = {
      ...Object.fromEntries(
        configurable
          .filter(({ configSchema }) => "exempt" in configSchema.properties)
          .map(({ name }) => [
            `${name}.exempt`,
            { denied: edited(() => [creator]), allowed: without(), other: { exempt: { extra: "reviewed" } } },
          ]),
      ),
      "bastion-key-pair-only.maxPublicAddresses": {
        denied: edited(({ bastionGroup }) => [ingress("home", bastionGroup, 22, "198.20.0.0/16")]),
        allowed: edited(
          ({ bastionGroup }) => [ingress("home", bastionGroup, 22, "198.18.0.0/16")],
          "operatorsToBastion",
        ),
        other: { maxPublicAddresses: 131072 },
      },
      "database-only-from-was.allowBastion": {
        denied: edited(({ databaseGroup, bastionGroup }) => [ingress("debug", databaseGroup, 3306, bastionGroup)]),
        allowed: without(),
        other: { allowBastion: true },
      },
      "one-outbound-address.allowedAddresses": {
        denied: change("natGateway", { secondaryAllocationIds: ["eipalloc-2"] }),
        allowed: without(),
        other: { allowedAddresses: 2 },
      },
      "https-only.internalHttpPorts": {
        denied: change("wasListener", { port: 8081 }),
        allowed: without(),
        other: { internalHttpPorts: [8081] },
      },
      ...Object.fromEntries(
        (["web", "was"] as const).map((tier) => [
          `scaling-within-approved-bounds.${tier}`,
          {
            denied: change(`${tier}ScalingGroup`, { maxSize: 5 }),
            allowed: change(`${tier}ScalingGroup`, { minSize: 1, maxSize: 4 }),
            other: { [tier]: { owner: "program", minSize: 1, maxSize: 5 } },
          },
        ]),
      ),
    };

    it("for every setting", () => {
      const settings = configurable.flatMap(({ name, configSchema }) =>
        Object.keys(configSchema.properties).map((key) => `${name}.${key}`),
      );
      assert.deepEqual(Object.keys(observed).sort(), settings.sort());
    });

    for (const [setting, { denied, allowed, other }] of Object.entries(observed)) {
      it(setting, () => {
        const policy = byName(setting.split(".")[0])!;
        const violations = (stack: TestResource[], config: Record<string, unknown>) =>
          judge(policy, stack, config).violations;
        const defaults = defaultsOf(policy.configSchema!);
        assert.equal(violations(denied, {}).length, 1);
        assert.deepEqual(violations(denied, {}), violations(denied, defaults));
        assert.deepEqual(violations(allowed, {}), []);
        assert.deepEqual(violations(allowed, defaults), []);
        assert.deepEqual(violations(denied, other), []);
      });
    }
  });
});

describe("the policy pack over gRPC", function () {
  this.slow(10_000);

  let pack: PolicyPack;
  before(async () => {
    const stack = { project: "three-tier", stack: "dev", mode: "preview" as const, config: {}, secretConfigKeys: [] };
    pack = await PolicyPack.open(new PackProcess(__dirname, stack), {});
  });
  after(() => pack.stop());

  /** A server that lets everyone in by SSH, with its disk in clear. */
  const openServer = (port = 22) =>
    planProgram(() => {
      const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
      const subnet = new aws.ec2.Subnet("main", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
      const group = new aws.ec2.SecurityGroup("open", { vpcId: vpc.id });
      new aws.vpc.SecurityGroupIngressRule("debug", {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrIpv4: "0.0.0.0/0",
      });
      new aws.ec2.Instance("server", {
        ami: "ami-0123456789abcdef0",
        instanceType: "t3.micro",
        subnetId: subnet.id,
        vpcSecurityGroupIds: [group.id],
        associatePublicIpAddress: false,
        metadataOptions: { httpTokens: "required" },
      });
    });

  it("lists its policies with their levels", () => {
    assert.deepEqual(
      pack.policies.map(({ name, enforcementLevel, type }) => [name, enforcementLevel, type]),
      policies.map(({ name, enforcementLevel, ...policy }) => [
        name,
        enforcementLevel,
        "validateStack" in policy ? "stack" : "resource",
      ]),
    );
  });

  it("judges the stack that it is shown, not one before it of the same names", async () => {
    for (const port of [22, 443, 22]) {
      // By itself: no resource policy is asked before, by which the pack could tell.
      const { diagnostics } = await pack.analyzeStack(policyResources(await openServer(port)));
      assert.equal(
        diagnostics.some(
          ({ policy, message }) => policy === "ssh-only-from-bastion" && message.includes('rule "debug"'),
        ),
        port === 22,
        String(port),
      );
    }
  });

  it("says of itself what its files do", () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "package.json"), "utf8")) as { version: string };
    assert.deepEqual([pack.name, pack.version], ["three-tier", version]);
  });

  it("denies what it denies here, with what it has looked at", async () => {
    const { violations, policies: results } = await checkPlan(pack, await openServer());
    assert.deepEqual(
      violations.map(({ policy, message }) => `${policy}: ${message.split("\n").slice(1).join("\n")}`).sort(),
      [
        "encrypted-at-rest: server: rootBlockDevice is not encrypted\nMend: set encrypted to true.",
        'ssh-only-from-bastion: server accepts 22 from 0.0.0.0/0: internet → rule "debug" → group "open" → server:22\n' +
          "Mend: remove the rule, or name the bastion's security group as its only source.",
      ],
    );
    const counts = Object.fromEntries(results.map((result) => [result.name, result.counts]));
    assert.deepEqual(counts["ssh-only-from-bastion"], { servers: 1, rules: 1, paths: 1 });
    assert.deepEqual(counts["encrypted-at-rest"], { resources: 1 });
  });

  for (const file of CONFIGS) {
    it(`takes the settings of ${basename(file)}`, async () => {
      await pack.configure(readPolicyConfig(file), basename(file));
      const disabled = pack.policies.filter((policy) => pack.levelOf(policy) === "disabled").map(({ name }) => name);
      const isDev = basename(file) === "dev.json";
      assert.deepEqual(disabled, isDev ? ["stateful-is-protected", "survives-one-zone"] : []);
      await pack.configure({});
    });
  }
});
