import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { find, type Plan, planProgram } from "../offline/plan";
import { costRows, costSummary } from "./cost-report";
import { costOf, costsAnything, type CostedResource, monthlyCost, type PricedCost } from "./monthly-cost";
import { loadPrices, parsePrices } from "./prices";

const REGION = "ap-northeast-2";
/** Round prices, so that the amounts below can be reckoned by hand. */
const PRICES = parsePrices(
  `
region: ${REGION}
currency: USD
sources: { made-up: { name: made up, date: 2026-01-01, detail: for tests } }
instances: { source: made-up, perHour: { t3.micro: 0.01, t3.small: 0.02 } }
databases:
  source: made-up
  perHour:
    db.t4g.micro: { mariadb: 0.03, mysql: 0.03, postgres: 0.04 }
    db.m7g.large: { mariadb: 0.2, mysql: 0.2 }
multiAz:
  factor: { value: 2, source: made-up }
  source: made-up
  perHour: { db.t4g.micro: { postgres: 0.09 } }
units:
  ebsGp3: { price: 0.1, per: GB-month, source: made-up }
  ebsGp2: { price: 0.2, per: GB-month, source: made-up }
  natGateway: { price: 0.06, per: hour, source: made-up }
  publicIpv4: { price: 0.005, per: hour, source: made-up }
  applicationLoadBalancer: { price: 0.02, per: hour, source: made-up }
  networkLoadBalancer: { price: 0.03, per: hour, source: made-up }
  interfaceEndpoint: { price: 0.01, per: hour, source: made-up }
  rdsGp3: { price: 0.1, per: GB-month, source: made-up }
  rdsGp3MultiAz: { price: 0.3, per: GB-month, source: made-up }
  rdsGp2: { price: 0.15, per: GB-month, source: made-up }
  rdsGp2MultiAz: { price: 0.35, per: GB-month, source: made-up }
  secret: { price: 0.4, per: month, source: made-up }
  kmsKey: { price: 1, per: month, source: made-up }
use:
  natData: { price: 0.06, per: GB, source: made-up }
  applicationCapacity: { price: 0.008, per: LCU-hour, source: made-up }
  networkCapacity: { price: 0.006, per: LCU-hour, source: made-up }
  rdsBackup: { price: 0.09, per: GB-month, source: made-up }
  efsStandard: { price: 0.3, per: GB-month, source: made-up }
  logIngestion: { price: 0.7, per: GB, source: made-up }
  logStorage: { price: 0.03, per: GB-month, source: made-up }
  s3Standard: { price: 0.02, per: GB-month, source: made-up }
  secretRequests: { price: 0.05, per: 10000 requests, source: made-up }
  kmsRequests: { price: 0.03, per: 10000 requests, source: made-up }
`,
  REGION,
);

class Tier extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("shop:index:Tier", name, {}, options);
  }
}

const plan = (program: () => unknown, mode: Plan["mode"] = "preview") => planProgram(program, { mode });
const costAt = async (program: () => unknown) => monthlyCost((await plan(program)).resources, PRICES);
const linesOf = ({ components }: PricedCost) =>
  components.flatMap(({ lines }) => lines).map(({ name, what, monthly, maximum }) => [name, what, monthly, maximum]);
const notPricedOf = ({ notPriced }: PricedCost) => notPriced.map(({ name, what }) => [name, what]);
const usesOf = ({ use }: PricedCost) => use.map(({ what, unitPrice, per }) => [what, unitPrice, per]);

const ROOT = { volumeType: "gp3", volumeSize: 10 };
/** An instance without anything that is not priced. */
const server = (name: string, args: aws.ec2.InstanceArgs = {}, options?: pulumi.CustomResourceOptions) =>
  new aws.ec2.Instance(
    name,
    { instanceType: "t3.micro", rootBlockDevice: ROOT, associatePublicIpAddress: false, ...args },
    options,
  );
/** A group of servers with two volumes. */
const group = (
  name: string,
  args: Partial<aws.autoscaling.GroupArgs> = {},
  template: aws.ec2.LaunchTemplateArgs = {},
  options: pulumi.CustomResourceOptions = {},
) => {
  const launchTemplate = new aws.ec2.LaunchTemplate(name, {
    instanceType: "t3.small",
    blockDeviceMappings: [
      { deviceName: "/dev/sda1", ebs: { volumeType: "gp3", volumeSize: 10 } },
      { deviceName: "/dev/sdf", ebs: { volumeType: "gp2", volumeSize: 5 } },
    ],
    networkInterfaces: [{ associatePublicIpAddress: "false" }],
    ...template,
  });
  return new aws.autoscaling.Group(
    name,
    { minSize: 1, maxSize: 3, launchTemplate: { id: launchTemplate.id, version: "1" }, ...args },
    options,
  );
};

describe("the monthly cost", function () {
  this.slow(2000);

  it("adds up resource by resource, component by component, in all", async () => {
    const cost = await costAt(() => {
      const tier = new Tier("web");
      server("base", {}, { parent: tier });
      group("scaled", {}, {}, { parent: new Tier("inner", { parent: tier }) });
      new aws.secretsmanager.Secret("key");
      new aws.ec2.SecurityGroup("free", {}, { parent: tier });
    });
    // base: 0.01 × 730 + 10 × 0.1; scaled: 0.02 × 730 + 10 × 0.1 + 5 × 0.2, up to three times that.
    assert.deepEqual(linesOf(cost), [
      ["base", "t3.micro", 7.3, 7.3],
      ["base", "gp3 storage", 1, 1],
      ["scaled", "t3.small", 14.6, 43.8],
      ["scaled", "gp3 storage", 1, 3],
      ["scaled", "gp2 storage", 1, 3],
      ["key", "secret", 0.4, 0.4],
    ]);
    assert.deepEqual(
      cost.components.map(({ type, name, monthly, maximum }) => [type, name, monthly, maximum]),
      [
        ["shop:index:Tier", "web", 24.9, 58.1],
        ["aws:secretsmanager/secret:Secret", "key", 0.4, 0.4],
      ],
    );
    assert.deepEqual([cost.total, cost.maximum, cost.complete, cost.notPriced], [25.3, 58.5, true, []]);
  });

  it("gives every line its quantity, its unit and its price", async () => {
    const cost = await costAt(() => group("web", { minSize: 2 }));
    const [servers, volumes] = cost.components[0].lines;
    assert.deepEqual([servers.quantity, servers.maxQuantity, servers.unitPrice, servers.per], [2, 3, 0.02, "hour"]);
    assert.deepEqual(
      [volumes.quantity, volumes.maxQuantity, volumes.unitPrice, volumes.per],
      [20, 30, 0.1, "GB-month"],
    );
  });

  describe("of a group", () => {
    it("counts the desired servers where they are set", async () => {
      const cost = await costAt(() => group("web", { desiredCapacity: 2 }));
      assert.deepEqual([cost.total, cost.maximum], [33.2, 49.8]);
    });

    it("counts the first sizes where somebody else owns scaling", async () => {
      const cost = await costAt(() =>
        group("web", {}, {}, { ignoreChanges: ["minSize", "maxSize", "desiredCapacity"] }),
      );
      assert.deepEqual([cost.total, cost.maximum], [16.6, 49.8]);
    });

    it("counts the public address of each server, if they have one", async () => {
      const cost = await costAt(() => group("web", {}, { networkInterfaces: [{ associatePublicIpAddress: "true" }] }));
      assert.deepEqual(linesOf(cost).at(-1), ["web", "public IPv4 address", 3.65, 10.95]);
    });

    it("may be empty", async () => {
      const cost = await costAt(() => group("web", { minSize: 0 }));
      assert.deepEqual([cost.total, cost.maximum, cost.complete], [0, 49.8, true]);
    });

    it("is not priced with a template from elsewhere, or sizes that are not known", async () => {
      const cost = await costAt(() => {
        new aws.autoscaling.Group("foreign", { minSize: 1, maxSize: 1, launchTemplate: { id: "lt-1" } });
        const size = new aws.ec2.Vpc("vpc").id.apply((id) => id.length);
        group("open", { minSize: size });
      });
      assert.deepEqual(notPricedOf(cost), [
        ["foreign", "servers of a template that is not the stack's"],
        ["open", "servers of a group whose size is not known"],
      ]);
      assert.deepEqual([cost.total, cost.complete], [0, false]);
    });
  });

  describe("of addresses", () => {
    const subnet = (name: string) => new aws.ec2.Subnet(name, { vpcId: "vpc-1" }).id;

    it("counts an EIP once, whoever wears it", async () => {
      const cost = await costAt(() => {
        const bastion = server("bastion", { associatePublicIpAddress: true });
        new aws.ec2.Eip("bastion", { instance: bastion.id });
        const eip = new aws.ec2.Eip("outbound");
        new aws.ec2.NatGateway("nat", { allocationId: eip.allocationId, subnetId: subnet("public") });
      });
      const addresses = linesOf(cost).filter(([, what]) => what === "public IPv4 address");
      assert.deepEqual(addresses, [
        ["bastion", "public IPv4 address", 3.65, 3.65],
        ["outbound", "public IPv4 address", 3.65, 3.65],
      ]);
      assert.equal(cost.total, 8.3 + 2 * 3.65 + 43.8);
    });

    it("counts an address that exists already, and is only used", async () => {
      const cost = await costAt(() => {
        new aws.ec2.NatGateway("named", { allocationId: "eipalloc-1", subnetId: subnet("a") });
        const eip = aws.ec2.Eip.get("existing", "eipalloc-2");
        new aws.ec2.NatGateway("read", { allocationId: eip.allocationId, subnetId: subnet("b") });
      });
      assert.deepEqual(linesOf(cost), [
        ["named", "NAT gateway", 43.8, 43.8],
        ["named", "public IPv4 address", 3.65, 3.65],
        ["read", "NAT gateway", 43.8, 43.8],
        ["read", "public IPv4 address", 3.65, 3.65],
      ]);
    });

    it("counts those of a public load balancer, one a subnet, and none of an internal one", async () => {
      const cost = await costAt(() => {
        const subnets = [subnet("a"), subnet("b"), subnet("c")];
        new aws.lb.LoadBalancer("public", { subnets });
        new aws.lb.LoadBalancer("private", { subnets, internal: true });
      });
      assert.deepEqual(linesOf(cost), [
        ["private", "application load balancer", 14.6, 14.6],
        ["public", "application load balancer", 14.6, 14.6],
        ["public", "public IPv4 address", 10.95, 10.95],
      ]);
      assert.deepEqual(usesOf(cost), Array(2).fill(["capacity units of the load balancer", 0.008, "LCU-hour"]));
    });

    it("does not guess where they cannot be counted", async () => {
      const cost = await costAt(() => {
        const ids = new aws.ec2.Vpc("vpc").id.apply((id) => [id]);
        new aws.lb.LoadBalancer("open", { subnets: ids });
        new aws.ec2.Instance("maybe", { instanceType: "t3.micro", rootBlockDevice: ROOT });
      });
      assert.deepEqual(notPricedOf(cost), [
        ["maybe", "a public address, where the subnet gives one"],
        ["open", "public addresses of a load balancer whose subnets are not known"],
      ]);
    });
  });

  describe("of databases", () => {
    const BASE = { allocatedStorage: 20, storageType: "gp3" };

    it("is that of class, engine and storage; a replica takes engine and size from its source", async () => {
      const cost = await costAt(() => {
        const args = { ...BASE, instanceClass: "db.t4g.micro", engine: "postgres" };
        const primary = new aws.rds.Instance("primary", args);
        new aws.rds.Instance("replica", {
          instanceClass: "db.t4g.micro",
          storageType: "gp2",
          replicateSourceDb: primary.identifier,
        });
      });
      assert.deepEqual(linesOf(cost), [
        ["primary", "db.t4g.micro for postgres", 29.2, 29.2],
        ["primary", "gp3 storage of a database", 2, 2],
        ["replica", "db.t4g.micro for postgres", 29.2, 29.2],
        ["replica", "gp2 storage of a database", 3, 3],
      ]);
      assert.deepEqual(usesOf(cost)[0], ["backups beyond the size of the database", 0.09, "GB-month"]);
    });

    it("with a standby is what the table lists, or else a multiple of the price without", async () => {
      const cost = await costAt(() => {
        const args = { ...BASE, multiAz: true };
        new aws.rds.Instance("a", { ...args, instanceClass: "db.t4g.micro", engine: "postgres" });
        new aws.rds.Instance("b", { ...args, instanceClass: "db.m7g.large", engine: "mariadb" });
      });
      assert.deepEqual(linesOf(cost), [
        ["a", "db.t4g.micro for postgres with a standby", 65.7, 65.7],
        ["a", "gp3 storage of a database with a standby", 6, 6],
        ["b", "db.m7g.large for mariadb with a standby", 292, 292],
        ["b", "gp3 storage of a database with a standby", 6, 6],
      ]);
    });

    it("is not known of a class or an engine that the table lacks; their storage still is", async () => {
      const cost = await costAt(() => {
        new aws.rds.Instance("class", { ...BASE, instanceClass: "db.x9.huge", engine: "mysql" });
        new aws.rds.Instance("engine", { ...BASE, instanceClass: "db.m7g.large", engine: "postgres" });
        new aws.rds.Instance("iops", { ...BASE, instanceClass: "db.m7g.large", engine: "mysql", iops: 12000 });
        new aws.rds.Instance("io1", {
          ...{ ...BASE, storageType: "io1" },
          ...{ instanceClass: "db.m7g.large", engine: "mysql", iops: 3000 },
        });
      });
      assert.deepEqual(notPricedOf(cost), [
        ["class", "db.x9.huge for mysql"],
        ["engine", "db.m7g.large for postgres"],
        ["io1", "io1 storage of a database"],
        ["iops", "IOPS and throughput of a database"],
      ]);
      assert.equal(cost.total, 2 + 2 + (146 + 2) + 146);
    });
  });

  describe("that is not known", () => {
    it("is named, never 0, and the total is called incomplete", async () => {
      const cost = await costAt(() => {
        server("known");
        server("huge", { instanceType: "t9.huge" });
        server("prototype", { instanceType: "constructor" });
        new aws.sqs.Queue("jobs");
      });
      assert.deepEqual(notPricedOf(cost), [
        ["huge", "t9.huge"],
        ["prototype", "constructor"],
        ["jobs", "aws:sqs/queue:Queue"],
      ]);
      assert.equal(cost.complete, false);
      assert.equal(
        costSummary(cost),
        "at least 10 USD (on demand, ap-northeast-2, prices of 2026-01; transfer and use excluded; incomplete, " +
          "3 not priced: t9.huge (huge), constructor (prototype), aws:sqs/queue:Queue (jobs))",
      );
      assert.deepEqual(costRows(cost).slice(0, -1), [
        "Instance huge       1.00 or more",
        "Instance known              8.30",
        "Instance prototype  1.00 or more",
        "Queue jobs            not priced",
      ]);
    });

    const cases: [string, aws.ec2.InstanceArgs, string][] = [
      ["the image's own root volume", { rootBlockDevice: undefined }, "a root volume as its image has it"],
      [
        "a volume of the image's size",
        { rootBlockDevice: { volumeType: "gp3" } },
        "a volume of type gp3 whose size is not known",
      ],
      ["a volume of the image's type", { rootBlockDevice: { volumeSize: 9 } }, "a volume of its image's type"],
      ["a volume of another type", { rootBlockDevice: { volumeType: "io2", volumeSize: 9 } }, "a volume of type io2"],
      [
        "a volume faster than its kind",
        { rootBlockDevice: { ...ROOT, iops: 4000 } },
        "IOPS and throughput of a gp3 volume above its baseline",
      ],
      ["dedicated hardware", { tenancy: "dedicated" }, "t3.micro on dedicated hardware"],
      ["a spot instance", { instanceMarketOptions: { marketType: "spot" } }, "t3.micro as a spot instance"],
      ["no type", { instanceType: undefined }, "a server whose instance type is not known"],
      ["another region", { region: "eu-west-1" }, "aws:ec2/instance:Instance in eu-west-1"],
    ];
    for (const [name, args, what] of cases) {
      it(`is named: ${name}`, async () => {
        assert.deepEqual(notPricedOf(await costAt(() => server("server", args))), [["server", what]]);
      });
    }

    it("is named: what a first preview does not know yet", async () => {
      const cost = await costAt(() => {
        const { id } = new aws.ec2.Vpc("vpc");
        const flag = id.apply((text) => text === "");
        server("type", { instanceType: id });
        server("volume", { rootBlockDevice: { volumeType: id, volumeSize: 9 } });
        new aws.lb.LoadBalancer("balancer", { subnets: ["a", "b"], internal: flag });
        new aws.rds.Instance("database", { instanceClass: id, engine: "mysql", allocatedStorage: 20 });
        new aws.rds.Instance("standby", { instanceClass: "db.m7g.large", engine: "mysql", multiAz: flag });
      });
      assert.deepEqual(notPricedOf(cost), [
        ["type", "a server whose instance type is not known"],
        ["volume", "a volume of type unknown"],
        ["balancer", "a load balancer that may be public or internal"],
        ["database", "unknown for mysql"],
        ["standby", "db.m7g.large with or without a standby"],
      ]);
    });

    it("is named: a provider of another region", async () => {
      const cost = await costAt(() => {
        const provider = new aws.Provider("far", { region: "us-east-1" });
        new aws.secretsmanager.Secret("far", {}, { provider });
        new aws.secretsmanager.Secret("near", {}, { provider: new aws.Provider("near", { region: REGION }) });
      });
      assert.deepEqual(notPricedOf(cost), [["far", "aws:secretsmanager/secret:Secret in us-east-1"]]);
      assert.equal(cost.total, 0.4);
    });

    it("names no more than fits on a line", async () => {
      const cost = await costAt(() => {
        for (const size of [1, 2, 3, 4, 5, 6, 7]) server(`s${size}`, { instanceType: `t9.${size}x` });
      });
      assert.match(costSummary(cost), /7 not priced: t9\.1x \(s1\), .*t9\.5x \(s5\) and 2 more\)$/);
      assert.equal(cost.notPriced.length, 7);
    });
  });

  it("leaves out what is only read", async () => {
    const cost = await costAt(() => aws.ec2.Instance.get("old", "i-1"));
    assert.deepEqual([cost.total, cost.components, cost.complete], [0, [], true]);
  });

  it("is by use for what nobody can know beforehand: with its price where there is one, in no total", async () => {
    const cost = await costAt(() => {
      const logs = new aws.efs.FileSystem("logs");
      new aws.efs.BackupPolicy("on", { fileSystemId: logs.id, backupPolicy: { status: "ENABLED" } });
      new aws.efs.BackupPolicy("off", { fileSystemId: logs.id, backupPolicy: { status: "DISABLED" } });
      new aws.s3.Bucket("files");
      new aws.cloudwatch.LogGroup("flows");
    });
    assert.deepEqual(usesOf(cost), [
      ["log ingestion", 0.7, "GB"],
      ["log storage", 0.03, "GB-month"],
      ["backups of the file system", undefined, undefined],
      ["EFS storage", 0.3, "GB-month"],
      ["EFS infrequent access, reads and writes", undefined, undefined],
      ["S3 storage", 0.02, "GB-month"],
      ["S3 requests", undefined, undefined],
    ]);
    assert.deepEqual([cost.total, cost.complete], [0, true]);
    assert.match(costRows(cost).join("\n"), /^FileSystem logs +by use$/m);
  });

  it("has interface endpoints by zone, and gateway endpoints for nothing", async () => {
    const cost = await costAt(() => {
      const vpc = { vpcId: "vpc-1", serviceName: "com.amazonaws.ap-northeast-2.s3" };
      new aws.ec2.VpcEndpoint("gateway", vpc);
      new aws.ec2.VpcEndpoint("interface", { ...vpc, vpcEndpointType: "Interface", subnetIds: ["a", "b"] });
    });
    assert.deepEqual(linesOf(cost), [["interface", "interface endpoint", 14.6, 14.6]]);
  });

  describe("without a price table", () => {
    const resources = async () => (await plan(() => server("server"))).resources;

    it("says which file to make", async () => {
      const cost = costOf(await resources(), "eu-west-1");
      assert.deepEqual(cost, {
        region: "eu-west-1",
        reason: "no price table for eu-west-1 (make cost/prices/eu-west-1.yaml)",
      });
      assert.deepEqual(costRows(cost), ["not priced: no price table for eu-west-1 (make cost/prices/eu-west-1.yaml)"]);
    });

    it("says that no region is set", async () => {
      assert.equal(costSummary(costOf(await resources(), undefined)), "not priced: no region is set (aws:region)");
    });
  });

  it("is nothing to speak of for a stack of free things", async () => {
    const free = await plan(() => new aws.ec2.Vpc("vpc", {}, { parent: new Tier("network") }));
    assert.equal(costsAnything(free.resources), false);
    assert.equal(costsAnything((await plan(() => new aws.sqs.Queue("jobs"))).resources), true);
  });

  it("depends on neither the order of the resources nor what a plan does not know yet", async () => {
    const program = () => {
      const tier = new Tier("web");
      server("a", {}, { parent: tier });
      group("b", {}, {}, { parent: tier });
    };
    const [preview, update] = [await plan(program), await plan(program, "update")];
    const prices = loadPrices(REGION)!;
    const [first] = preview.resources;
    const turned: CostedResource[] = [first, ...preview.resources.slice(1).reverse()];
    const expected = monthlyCost(preview.resources, prices);
    assert.deepEqual(monthlyCost(update.resources, prices), expected);
    assert.deepEqual(monthlyCost(turned, prices), expected);
    assert.equal(find(preview, "aws:ec2/instance:Instance").length, 1, "there is something to price");
  });

  it("has no price in its code", () => {
    const code = readFileSync(join(__dirname, "pricers.ts"), "utf8");
    assert.deepEqual(code.match(/\b\d+\.\d+\b/g) ?? [], []);
  });
});
