import assert from "node:assert/strict";
import { planProgram } from "../offline/plan";
import { loadConfig } from "../offline/config";
import { join } from "node:path";
import { planProject } from "../offline/plan-project";
import { checkResources } from "../offline/policy-check";
import { PolicyPack } from "../offline/policy-pack";
import { PackProcess } from "../offline/policy-pack-process";
import { type PolicyResource, policyResources } from "../offline/policy-resource";
import { TEST_STACK } from "../offline/test-pack";
import { manyTiers } from "./large-stack";

const ROOT = join(__dirname, "..");

describe("a large stack", function () {
  this.slow(10_000);
  let stack: PolicyResource[];
  before(async () => {
    stack = policyResources((await planProject(loadConfig(ROOT, "dev"), { mode: "update" })).plan);
  });

  it("has as many resources as are asked for, and hardly more", () => {
    for (const size of [100, 1_000, 3_000]) {
      const { length } = manyTiers(stack, size);
      assert.ok(length >= size && length < size + stack.length, `${size}: ${length}`);
    }
  });

  it("has every resource once, and no copy that names a resource of another one", () => {
    const resources = manyTiers(stack, 3_000);
    const urns = new Set(resources.map(({ urn }) => urn));
    assert.equal(urns.size, resources.length);
    const copies = new Map<unknown, Set<string>>();
    for (const { urn, outputs, provider } of resources) {
      const copy = /-\d+$/.exec(urn)?.[0] ?? "";
      if (provider) copies.set(outputs.id, (copies.get(outputs.id) ?? new Set()).add(copy));
    }
    for (const [id, owners] of copies) assert.equal(owners.size, 1, `${String(id)} is in ${[...owners].join(" and ")}`);
    for (const { urn, parent, dependencies, propertyDependencies } of resources) {
      for (const other of [parent ?? [], dependencies, ...Object.values(propertyDependencies)].flat()) {
        assert.ok(urns.has(other), `${urn} names ${other}`);
      }
    }
  });

  it("is one stack with its providers once", () => {
    const once = manyTiers(stack, 1_000).filter(({ type }) => type.startsWith("pulumi:"));
    assert.deepEqual(
      once,
      stack.filter(({ type }) => type.startsWith("pulumi:")),
    );
  });

  it("breaks no policy but the one that there is one way in", async () => {
    const pack = await PolicyPack.open(new PackProcess(join(ROOT, "policy-pack"), TEST_STACK), {
      "stateful-is-protected": "disabled",
      "survives-one-zone": "disabled",
    });
    try {
      const { violations, policies } = await checkResources(pack, manyTiers(stack, 300));
      const mandatory = violations.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
      assert.deepEqual([...new Set(mandatory.map(({ policy }) => policy))], ["ssh-only-from-bastion"]);
      assert.ok((policies.find(({ name }) => name === "was-stays-private")?.counts?.servers ?? 0) > 4);
    } finally {
      await pack.stop();
    }
  });

  it("can be made of any stack that is deployed", async () => {
    const plan = await planProgram(() => undefined, { mode: "update" });
    assert.throws(() => manyTiers(policyResources(plan), 10), /has nothing that could be multiplied/);
  });
});
