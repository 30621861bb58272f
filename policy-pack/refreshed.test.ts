/** The same verdicts over a new stack, one whose provider computes, and one that is deployed and refreshed; over gRPC. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { withComputedOutputs } from "../offline/computed-outputs";
import { loadConfig } from "../offline/config";
import { type Plan, planProgram, UNKNOWN } from "../offline/plan";
import { checkResources, type CheckResult } from "../offline/policy-check";
import { readPolicyConfig } from "../offline/policy-config-file";
import { PolicyPack } from "../offline/policy-pack";
import { PackProcess } from "../offline/policy-pack-process";
import { type PolicyResource, policyResources } from "../offline/policy-resource";
import { refreshedResources } from "../offline/refreshed-state";
import type { Wire } from "../offline/wire";
import { runProgram } from "./test-program";

const PROJECT = join(__dirname, "..");

const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

for (const stack of ["dev", "prod"]) {
  describe(`policies over ${stack}`, function () {
    this.timeout(60_000);
    let pack: PolicyPack;
    let planned: Plan;
    let deployed: Plan;
    before(async () => {
      const { config, project, secretConfigKeys } = loadConfig(PROJECT, stack);
      const options = { project, stack, config };
      const process = new PackProcess(__dirname, { project, stack, mode: "preview", config, secretConfigKeys });
      pack = await PolicyPack.open(process, readPolicyConfig(join(__dirname, "config", `${stack}.json`)));
      planned = await planProgram(runProgram, options);
      deployed = await planProgram(runProgram, { ...options, mode: "update" });
    });
    after(() => pack.stop());

    const mandatory = ({ violations }: CheckResult) =>
      violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").map(({ message }) => message);
    const advice = ({ violations }: CheckResult) =>
      violations
        .filter(({ enforcementLevel }) => enforcementLevel === "advisory")
        .map(({ message, urn }) => `${urn}\n${message}`);
    const counts = ({ policies }: CheckResult) => policies.map((policy) => [policy.name, policy.status, policy.counts]);

    it("pass a new stack, and one whose computed outputs are unknown, by the same counts", async () => {
      const plain = await checkResources(pack, policyResources(planned));
      const computed = await checkResources(pack, withComputedOutputs(planned));
      assert.ok(planned.resources.length > 100);
      assert.deepEqual(mandatory(plain), []);
      assert.deepEqual(mandatory(computed), []);
      assert.deepEqual(advice(computed), advice(plain));
      assert.deepEqual(counts(computed), counts(plain));
    });

    it("pass a deployed stack after a refresh as they passed the new one", async () => {
      const result = await checkResources(pack, refreshedResources(deployed));
      assert.deepEqual(mandatory(result), []);
      assert.deepEqual(advice(result), advice(await checkResources(pack, policyResources(planned))));
    });

    it("see a rule that someone added by hand", async () => {
      const resources = refreshedResources(deployed);
      addEntry(find(resources, GROUP, "was"), "ingress", {
        ...entry("tcp", 22, 22),
        cidrBlocks: ["0.0.0.0/0"],
        description: "temporary",
      });
      const found = mandatory(await checkResources(pack, resources));
      assert.equal(
        found.find((message) => message.startsWith("Servers accept SSH")),
        [
          "Servers accept SSH from the bastion and from nothing else.",
          'was-base, was (launch template) accept 22 from 0.0.0.0/0: internet → ingress rule "temporary" found in AWS of "was" of WasTier "was" → group "was" → was-base:22',
          "Mend: the rule stands in AWS and not in the program: someone added it by hand, or this update is about to remove it. " +
            "Remove it in AWS (aws ec2 revoke-security-group-ingress), then run `pulumi refresh`.",
        ].join("\n"),
      );
    });

    it("see a route that someone added by hand", async () => {
      const resources = refreshedResources(deployed);
      const table = find(resources, "aws:ec2/routeTable:RouteTable", "main-private-1");
      addEntry(table, "routes", { cidrBlock: "192.168.0.0/16", vpcPeeringConnectionId: "pcx-0123" });
      const found = mandatory(await checkResources(pack, resources));
      assert.match(found.join("\n"), /main-private-1" found in AWS leaves by another network/);
    });

    it("let a rule be removed that a refresh has seen", async () => {
      const resources = refreshedResources(deployed).filter(
        ({ type, name }) => !(type === RULE && name === "was-to-logs"),
      );
      assert.deepEqual(mandatory(await checkResources(pack, resources)), []);
    });

    it("let a group be replaced whose old id a refresh has seen", async () => {
      const resources = refreshedResources(deployed);
      const group = find(resources, GROUP, "bastion");
      group.outputs = { ...group.outputs, id: UNKNOWN, arn: UNKNOWN };
      for (const resource of resources) {
        for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
          if (!urns.includes(group.urn)) continue;
          const unknown = Array.isArray(resource.inputs[property]) ? [UNKNOWN] : UNKNOWN;
          resource.inputs = { ...resource.inputs, [property]: unknown };
          resource.outputs = { ...resource.outputs, [property]: unknown };
        }
      }
      assert.deepEqual(mandatory(await checkResources(pack, resources)), []);
    });
  });
}

function find(resources: PolicyResource[], type: string, name: string): PolicyResource {
  const found = resources.find((one) => one.type === type && one.name === name);
  assert.ok(found, `${type} ${name}`);
  return found;
}

function addEntry(resource: PolicyResource, property: string, value: Wire): void {
  const list = resource.outputs[property];
  resource.outputs = { ...resource.outputs, [property]: [...(Array.isArray(list) ? list : []), value] };
}

function entry(protocol: string, fromPort: number, toPort: number) {
  const none: Wire[] = [];
  return { protocol, fromPort, toPort, ipv6CidrBlocks: none, prefixListIds: none, securityGroups: none, self: false };
}
