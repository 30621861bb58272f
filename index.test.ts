/** The whole architecture, planned for every committed stack through the command line. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeArguments } from "./command-line/node-arguments";
import type { PlannedResource } from "./offline/plan";
import type { PolicyResult, Violation } from "./offline/policy-check";
import { longText } from "./offline/text-diff";
import type { AccessRow } from "./policy-pack/network";

interface Preview {
  stack: string;
  mode: string;
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
  policies: PolicyResult[];
  violations: Violation[];
  access: AccessRow[];
}

const preview = (stack: string, mode: string): Preview =>
  JSON.parse(
    execFileSync(process.execPath, nodeArguments("offline/cli.ts", "--stack", stack, "--mode", mode, "--json"), {
      cwd: __dirname,
      encoding: "utf8",
      maxBuffer: 1 << 26,
    }),
  ) as Preview;

const COMPONENTS = ["Bastion", "LogPipeline", "ReplicatedDatabase", "VpcWithNat", "WasTier", "WebTier"];

for (const stack of ["dev", "prod"]) {
  describe(`stack ${stack}`, () => {
    let planned: Preview;
    let updated: Preview;
    before(function () {
      this.timeout(120_000);
      planned = preview(stack, "preview");
      updated = preview(stack, "update");
    });

    const all = (kind: string, from = updated) => from.resources.filter(({ type }) => type.endsWith(`:${kind}`));
    const one = (kind: string, name: string, from = updated) => {
      const found = all(kind, from).filter((resource) => resource.name === name);
      assert.equal(found.length, 1, `${kind} ${name}`);
      return found[0];
    };
    const instances = () => updated.resources.filter(({ type }) => type === "aws:ec2/instance:Instance");
    const databases = () => updated.resources.filter(({ type }) => type === "aws:rds/instance:Instance");

    it("creates exactly the listed resources", () => {
      const byUrn = new Map(planned.resources.map((resource) => [resource.urn, resource]));
      const lines = planned.resources
        .map(({ type, name, parent }) => {
          const above = parent === undefined ? undefined : byUrn.get(parent);
          return `${type}  ${name}  ${above ? `${above.type} ${above.name}` : "-"}`;
        })
        .sort();
      golden(`${stack}.resources.txt`, `${lines.join("\n")}\n`);
    });

    it("registers the same resources at preview and at update", () => {
      const urns = ({ resources }: Preview) => resources.map(({ urn }) => urn).sort();
      assert.deepEqual(urns(updated), urns(planned));
      assert.equal(new Set(urns(planned)).size, planned.resources.length);
    });

    it("consists of the six components, and every resource is part of one", () => {
      const byUrn = new Map(planned.resources.map((resource) => [resource.urn, resource]));
      const root = planned.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
      assert.deepEqual(
        planned.resources
          .filter(({ parent }) => parent === root?.urn)
          .map(({ type }) => type.replace("three-tier:index:", ""))
          .filter((type) => !type.startsWith("pulumi:"))
          .sort(),
        COMPONENTS,
      );
      for (const resource of planned.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))) {
        let above: PlannedResource | undefined = resource;
        while (above && !above.type.startsWith("three-tier:index:")) above = byUrn.get(above.parent ?? "");
        assert.ok(above, `${resource.urn} has no component above it`);
      }
    });

    it("puts base EC2 and group of a tier into one target group", () => {
      for (const tier of ["web", "was"]) {
        const { arn } = one("TargetGroup", tier).outputs as { arn: string };
        assert.equal(one("TargetGroupAttachment", `${tier}-base`).inputs.targetGroupArn, arn);
        assert.equal(one("TargetGroupAttachment", `${tier}-base`).inputs.targetId, one("Instance", `${tier}-base`).id);
        assert.deepEqual(one("Group", tier).inputs.targetGroupArns, [arn]);
      }
    });

    it("boots the WAS once the database can be named, and makes everything else before", () => {
      const databases = ["database", "database-replica-1"].map((name) => one("Instance", name, planned).urn);
      const waiting = planned.resources
        .filter(({ dependencies }) => databases.some((urn) => dependencies.includes(urn)))
        .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`);
      assert.deepEqual(waiting.sort(), ["Instance database-replica-1", "Instance was-base", "LaunchTemplate was"]);
    });

    it("passes every policy, none of them about nothing", () => {
      for (const { policies, violations } of [planned, updated]) {
        assert.deepEqual(
          violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
          [],
        );
        assert.equal(policies.length, 18);
        for (const { name, status, counts = {} } of policies) {
          if (status === "disabled") continue;
          assert.notEqual(status, "not applicable", name);
          assert.ok(
            Object.values(counts).some((count) => count > 0),
            `${name} has examined nothing`,
          );
        }
        const disabled = policies.filter(({ status }) => status === "disabled").map(({ name }) => name);
        assert.deepEqual(disabled, stack === "prod" ? [] : ["stateful-is-protected", "survives-one-zone"]);
      }
    });

    it("says who reaches what, the same before and after the deployment", () => {
      const rows = ({ access }: Preview) =>
        access.map(({ from, to, port }) => `${from} → ${to}:${port.replace(" ?", "")}`).sort();
      assert.deepEqual(rows(planned), rows(updated));
      golden(`${stack}.access.txt`, `${rows(updated).join("\n")}\n`);
    });

    it("leaves by exactly one address, on exactly one NAT gateway", () => {
      const [gateway, ...others] = all("NatGateway");
      assert.deepEqual(others, []);
      const feeding = all("Eip").filter(({ outputs }) => outputs.allocationId === gateway.inputs.allocationId);
      assert.deepEqual(
        feeding.map(({ name }) => name),
        ["main-outbound"],
      );
      assert.deepEqual(updated.outputs.outboundAddresses, [feeding[0]?.outputs.publicIp]);
    });

    it("gives no server but the bastion a public address", () => {
      for (const { name, inputs } of instances()) {
        assert.equal(inputs.associatePublicIpAddress, name === "bastion", name);
      }
      for (const { inputs } of all("LaunchTemplate")) {
        const [networkInterface] = inputs.networkInterfaces as { associatePublicIpAddress: string }[];
        assert.equal(networkInterface.associatePublicIpAddress, "false");
      }
      const attached = all("Eip").filter(({ inputs }) => inputs.instance !== undefined);
      assert.deepEqual(
        attached.map(({ inputs }) => inputs.instance as string),
        [one("Instance", "bastion").id],
      );
      assert.deepEqual(all("EipAssociation"), []);
    });

    it("has a public load balancer and an internal one", () => {
      assert.equal(one("LoadBalancer", "web").inputs.internal, false);
      assert.equal(one("LoadBalancer", "was").inputs.internal, true);
      assert.equal(all("LoadBalancer").length, 2);
    });

    it("has a replica that names the primary and carries no credentials", () => {
      const replicas = databases().filter(({ inputs }) => inputs.replicateSourceDb !== undefined);
      assert.ok(replicas.length >= 1);
      for (const { inputs } of replicas) {
        assert.equal(inputs.replicateSourceDb, one("Instance", "database").outputs.identifier);
        for (const key of ["username", "password", "passwordWo", "manageMasterUserPassword", "engine", "dbName"]) {
          assert.equal(key in inputs, false, key);
        }
        assert.equal(inputs.storageEncrypted, true);
      }
    });

    it("has no inline rules, and describes every rule and group in words AWS takes", () => {
      for (const { name, inputs } of all("SecurityGroup")) {
        assert.equal("ingress" in inputs || "egress" in inputs, false, name);
      }
      for (const kind of ["SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule"]) {
        for (const { name, inputs } of all(kind)) {
          // EC2 API reference, "CreateSecurityGroup" and "IpRange".
          assert.match(inputs.description as string, /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/, name);
        }
      }
    });

    it("keeps load balancers' names within AWS's 32 characters", () => {
      for (const kind of ["LoadBalancer", "TargetGroup"]) {
        for (const { name } of all(kind)) {
          assert.match(`${name}-1234567`, /^(?!internal-)[a-zA-Z0-9-]{1,32}$/);
        }
      }
    });

    it("boots every server with less than the 16 KB AWS takes", () => {
      const texts = [
        ...instances().map(({ inputs }) => inputs.userDataBase64 as string),
        ...all("LaunchTemplate").map(({ inputs }) => inputs.userData as string),
      ];
      assert.equal(texts.length, 5);
      for (const text of texts) {
        assert.match(longText(text)?.text ?? "", /^#cloud-config\n/);
        const { length } = Buffer.from(text, "base64");
        assert.ok(length < 16384, `${length} bytes`);
      }
    });

    it("encrypts every volume, database and file system", () => {
      for (const { inputs } of instances()) {
        const volumes = [inputs.rootBlockDevice, ...((inputs.ebsBlockDevices as unknown[] | undefined) ?? [])];
        for (const volume of volumes) assert.equal((volume as { encrypted: boolean }).encrypted, true);
      }
      for (const { inputs } of all("LaunchTemplate")) {
        for (const { ebs } of inputs.blockDeviceMappings as { ebs: { encrypted: string } }[]) {
          assert.equal(ebs.encrypted, "true");
        }
      }
      for (const { inputs } of databases()) assert.equal(inputs.storageEncrypted, true);
      assert.equal(one("FileSystem", "logs").inputs.encrypted, true);
    });

    it("shows no secret, neither in resources nor in outputs nor in what servers boot with", () => {
      assert.equal(one("RandomPassword", "database").outputs.result, "[secret]");
      assert.equal(one("Instance", "database").inputs.password, "[secret]");
      assert.equal(one("SecretVersion", "database").inputs.secretString, "[secret]");
      const text = JSON.stringify(updated);
      assert.doesNotMatch(text, /BEGIN (RSA |EC )?PRIVATE KEY/);
    });

    it("exports what a person uses next, and nothing else", () => {
      assert.deepEqual(Object.keys(updated.outputs).sort(), [
        "bastionAddress",
        "databaseReaders",
        "databaseWriter",
        "logFileSystemId",
        "outboundAddresses",
        "sftpCommand",
        "siteUrl",
        "sshConfig",
      ]);
    });

    it("protects what holds state in production, and only there", () => {
      const isProtected = updated.resources
        .filter(({ protect }) => protect)
        .map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`)
        .sort();
      assert.deepEqual(
        isProtected,
        stack === "prod"
          ? [
              "Bucket web-access-logs",
              "Eip main-outbound",
              "FileSystem logs",
              "Instance database",
              "Instance database-replica-1",
              "Secret database",
            ]
          : [],
      );
    });
  });
}

describe("stack prod", () => {
  it("has a standby database, two zones, at least two servers a tier, and keeps its logs", () => {
    const { resources } = preview("prod", "update");
    const inputs = (type: string, name: string) =>
      resources.find((resource) => resource.type === type && resource.name === name)?.inputs ?? {};
    assert.equal(inputs("aws:rds/instance:Instance", "database").multiAz, true);
    assert.equal(inputs("aws:rds/instance:Instance", "database").deletionProtection, true);
    assert.equal(inputs("aws:lb/loadBalancer:LoadBalancer", "web").enableDeletionProtection, true);
    assert.ok("accessLogs" in inputs("aws:lb/loadBalancer:LoadBalancer", "web"));
    assert.ok(resources.some(({ type }) => type === "aws:ec2/flowLog:FlowLog"));
    for (const tier of ["web", "was"]) {
      const group = inputs("aws:autoscaling/group:Group", tier) as { minSize: number; vpcZoneIdentifiers: string[] };
      assert.ok(group.minSize + 1 >= 2);
      assert.ok(group.vpcZoneIdentifiers.length >= 2);
    }
  });
});

describe("a one-line hole", () => {
  const rule = (securityGroupId: string, peer: string, port: number) =>
    `new aws.vpc.SecurityGroupIngressRule("hole", { securityGroupId: ${securityGroupId}, ${peer}, ipProtocol: "tcp", fromPort: ${port}, toPort: ${port} });`;
  const anyone = 'cidrIpv4: "0.0.0.0/0"';
  const holes: { tier: string; line: string; path: string }[] = [
    {
      tier: "the bastion",
      line: rule("bastion.securityGroupId", anyone, 22),
      path: 'internet → rule "hole" → group "bastion" → bastion:22',
    },
    {
      tier: "WEB",
      line: rule("web.securityGroupId", anyone, 80),
      path: 'web-base, web (launch template) accept 80 from 0.0.0.0/0: internet → rule "hole" → group "web" → web-base:80',
    },
    {
      tier: "the WAS",
      line: rule("was.securityGroupId", "referencedSecurityGroupId: web.securityGroupId", 8080),
      path: 'web-base, web (launch template) in group "web" → rule "hole" → group "was" → was-base:8080',
    },
    {
      tier: "the internal load balancer",
      line: rule("was.loadBalancerSecurityGroupId", "referencedSecurityGroupId: bastion.securityGroupId", 8080),
      path: 'bastion in group "bastion" → rule "hole" → group "was-alb" → load balancer "was":8080',
    },
    {
      tier: "the database",
      line: rule("database.securityGroupId", "referencedSecurityGroupId: web.securityGroupId", 3306),
      path: 'web-base, web (launch template) in group "web" → rule "hole" → group "database" → database:3306',
    },
    {
      tier: "the log file system",
      line: rule("logs.securityGroupId", 'cidrIpv4: "10.0.0.0/8"', 2049),
      path: 'networks with 10.0.0.0/8 → rule "hole" → group "logs" → logs-1:2049',
    },
  ];

  for (const { tier, line, path } of holes) {
    it(`in ${tier} fails the preview, which shows the path`, () => {
      const program = join(__dirname, `.hole-${tier.replaceAll(" ", "-")}.ts`);
      const source = readFileSync(join(__dirname, "index.ts"), "utf8");
      writeFileSync(program, `import * as aws from "@pulumi/aws";\n${source}\n${line}\n`);
      try {
        const args = nodeArguments("offline/cli.ts", "--program", program);
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: __dirname, encoding: "utf8" });
        assert.equal(status, 1, stderr);
        assert.ok(stdout.includes(path), stdout.slice(stdout.indexOf("Policy Violations:")));
        assert.match(stdout, /\n {8}Mend: /);
      } finally {
        rmSync(program);
      }
    });
  }
});

/** Compares with a file in `testdata/`, or writes it where UPDATE_GOLDEN is set. */
function golden(file: string, actual: string): void {
  const path = join(__dirname, "testdata", file);
  if (process.env.UPDATE_GOLDEN !== undefined || !existsSync(path)) {
    assert.ok(process.env.UPDATE_GOLDEN !== undefined, `${file} is missing; run with UPDATE_GOLDEN=1 to write it`);
    mkdirSync(join(__dirname, "testdata"), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.equal(actual, readFileSync(path, "utf8"));
}
