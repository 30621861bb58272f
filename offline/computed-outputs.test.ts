import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { computedOutputs } from "./class-outputs";
import { withComputedOutputs } from "./computed-outputs";
import { planProgram, UNKNOWN } from "./plan";

describe("the outputs that providers compute", () => {
  it("are those of the class that are always there", () => {
    const outputs = computedOutputs("aws:ec2/instance:Instance");
    assert.equal(outputs.get("privateIp"), "string");
    assert.equal(outputs.get("ipv6Addresses"), "string[]");
    assert.equal(outputs.get("rootBlockDevice"), "outputs.ec2.InstanceRootBlockDevice");
    assert.match(outputs.get("tagsAll") ?? "", /^\{\s+\[key: string\]: string;\s+\}$/);
    assert.deepEqual([outputs.has("tags"), outputs.has("userData")], [false, false]);
  });

  it("are found for every package of the project", () => {
    assert.ok(computedOutputs("random:index/randomPassword:RandomPassword").has("result"));
    assert.ok(computedOutputs("tls:index/privateKey:PrivateKey").has("publicKeyOpenssh"));
    assert.ok(computedOutputs("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").has("arn"));
  });

  it("are unknown at a preview, but for what is given", async () => {
    const plan = await planProgram(() => {
      new pulumi.ComponentResource("shop:index:Box", "box");
      new aws.ec2.SecurityGroup("web", { description: "Web", tags: { Name: "web" } });
      new random.RandomId("id", { byteLength: 4 });
      aws.ec2.Vpc.get("old", "vpc-1");
    });
    const outputs = new Map(withComputedOutputs(plan).map(({ name, outputs }) => [name, outputs]));
    const { name, ...web } = outputs.get("web")!;
    assert.match(name as string, /^web-/);
    assert.deepEqual(web, {
      arn: UNKNOWN,
      description: "Web",
      egress: UNKNOWN,
      id: UNKNOWN,
      ingress: UNKNOWN,
      namePrefix: UNKNOWN,
      ownerId: UNKNOWN,
      region: UNKNOWN,
      tags: { Name: "web" },
      tagsAll: UNKNOWN,
      vpcId: UNKNOWN,
    });
    assert.equal(outputs.get("id")?.hex, UNKNOWN);
    assert.deepEqual(outputs.get("box"), {});
    assert.equal(outputs.get("old")?.id, "vpc-1");
    assert.ok(!Object.values(outputs.get("old")!).includes(UNKNOWN));
    assert.deepEqual(Object.keys(outputs.get("default_7_48_0")!), ["region", "version"]);
  });
});
