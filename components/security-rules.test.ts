import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { allow, type AllowArgs } from "./security-rules";
import { children, planned, the } from "./test-support";

const plan = (args: Pick<AllowArgs, "from" | "to">) =>
  planned(() => {
    allow("arrow", { ...args, port: 443, description: "Requests" }, {});
  });

describe("allow", () => {
  const a = { securityGroupId: pulumi.output("sg-a") };
  const b = { securityGroupId: pulumi.output("sg-b") };
  const rule = { ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "Requests" };

  it("opens both ends between two groups, each naming the other", async () => {
    const arrow = await plan({ from: a, to: b });
    assert.deepEqual(children(arrow), ["SecurityGroupEgressRule arrow", "SecurityGroupIngressRule arrow"]);
    assert.deepEqual(the(arrow, "SecurityGroupEgressRule", "arrow").inputs, {
      securityGroupId: "sg-a",
      referencedSecurityGroupId: "sg-b",
      ...rule,
    });
    assert.deepEqual(the(arrow, "SecurityGroupIngressRule", "arrow").inputs, {
      securityGroupId: "sg-b",
      referencedSecurityGroupId: "sg-a",
      ...rule,
    });
  });

  it("opens only the group's end towards a block of addresses", async () => {
    const out = await plan({ from: a, to: { cidrBlock: "192.0.2.0/24" } });
    assert.deepEqual(children(out), ["SecurityGroupEgressRule arrow"]);
    assert.equal(the(out, "SecurityGroupEgressRule", "arrow").inputs.cidrIpv4, "192.0.2.0/24");

    const into = await plan({ from: { cidrBlock: "192.0.2.0/24" }, to: b });
    assert.deepEqual(children(into), ["SecurityGroupIngressRule arrow"]);
    assert.equal(the(into, "SecurityGroupIngressRule", "arrow").inputs.cidrIpv4, "192.0.2.0/24");
  });
});
