/** What earlier versions have deployed, this one keeps: by the states they left behind. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "./offline/config";
import { type Plan, planProgram } from "./offline/plan";
import { readStackExport } from "./offline/stack-export";
import { upgradeOf } from "./offline/upgrade";
import { runProgram } from "./policy-pack/test-program";

const RELEASES = join(__dirname, "testdata/releases");

/**
 * Resources that a later version takes away on purpose, by the URN an earlier one gave them; why is in the changelog.
 * Never what holds state.
 */
const TAKEN_AWAY: string[] = [];

describe("a deployed stack", () => {
  for (const version of readdirSync(RELEASES)) {
    for (const stack of ["dev", "prod"]) {
      const file = join(RELEASES, version, `${stack}.json`);

      it(`of ${version}, ${stack}, keeps every resource`, async () => {
        const { resources } = readStackExport(file);
        assert.ok(resources.length > 100);
        const { deleted, kept } = upgradeOf(resources, await planOf(stack));
        assert.deepEqual(
          deleted.filter((urn) => !TAKEN_AWAY.includes(urn)),
          [],
        );
        assert.ok(kept.size > 100);
      });

      it(`of ${version}, ${stack}, would lose a resource that is renamed without an alias`, async () => {
        const { resources } = readStackExport(file);
        const renamed = resources.map((resource) => ({
          ...resource,
          urn: resource.urn.replace(/(ReplicatedDatabase\$aws:rds\/instance:Instance)::database$/, "$1::old"),
        }));
        const { deleted, created } = upgradeOf(renamed, await planOf(stack));
        assert.deepEqual(
          deleted.map((urn) => urn.split("::").at(-1)),
          ["old"],
        );
        assert.ok(created.some((urn) => urn.endsWith("aws:rds/instance:Instance::database")));
      });
    }
  }
});

const plans = new Map<string, Promise<Plan>>();

/** The plan of a stack as it is, made once. */
function planOf(stack: string): Promise<Plan> {
  const plan = plans.get(stack) ?? makePlan(stack);
  plans.set(stack, plan);
  return plan;
}

function makePlan(stack: string): Promise<Plan> {
  const { project, config, secretConfigKeys } = loadConfig(__dirname, stack);
  return planProgram(runProgram, { project, stack, config, secretConfigKeys });
}
