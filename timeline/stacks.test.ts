import assert from "node:assert/strict";
import { planned, VARIANTS } from "../deploy/iam/test-support";
import { loadConfig } from "../offline/config";
import { planProgram } from "../offline/plan";
import { runProgram } from "../policy-pack/test-program";
import { capacityOf } from "./capacity";
import { loadCreationTimes } from "./creation-times";
import { isQuick } from "./quick-types";
import type { TimedResource } from "./resource";
import { capacityRows } from "./timeline-report";
import { ALLOWED_RATIO, lengthening, timelineOf } from "./timeline";

/** Types with a time that depends on more than the type. */
const BY_KIND = ["aws:autoscaling/group:Group", "aws:rds/instance:Instance"];

describe("the timeline of the stacks", function () {
  this.timeout(300_000);
  const resources = new Map<string, TimedResource[]>();
  before(async () => {
    for (const variant of VARIANTS) resources.set(variant.name, (await planned(variant)).resources);
  });
  const of = (name: string) => resources.get(name) ?? [];
  const named = (name: string) => timelineOf(of(name));

  it("knows every type that some setting brings in, as slow or as quick", () => {
    const types = [...resources.values()].flat().flatMap(({ custom, type }) => (custom ? [type] : []));
    const timed = [...Object.keys(loadCreationTimes().types), ...BY_KIND];
    assert.deepEqual(
      [...new Set(types)].filter((type) => !timed.includes(type) && !isQuick(type)),
      [],
    );
    assert.deepEqual(
      timed.filter((type) => !types.includes(type)),
      [],
      "no time is kept for what no setting brings in",
    );
  });

  for (const { name } of VARIANTS) {
    it(`is at most ${ALLOWED_RATIO} times what AWS and awsx impose for a stack with ${name}`, () => {
      const timeline = named(name);
      assert.ok(timeline.bound.total > 600, "network, primary and replica");
      assert.equal(lengthening(timeline), undefined);
    });

    it(`bounds by the network, the primary and a replica for a stack with ${name}`, () => {
      const types = named(name).bound.criticalPath.map(({ type }) => type.split(":").at(-1));
      assert.deepEqual(types.slice(-7), [
        ...["Vpc", "Subnet", "NatGateway", "Route"],
        ...["SubnetGroup", "Instance", "Instance"],
      ]);
    });
  }

  it("lengthens, and says by what, where servers wait for a replica", () => {
    const all = of("what dev is committed with");
    const find = (type: string, name: string) =>
      all.filter((one) => one.type.endsWith(`:${type}`) && one.name === name)[0];
    const [template, replica] = [find("LaunchTemplate", "was"), find("Instance", "database-replica-1")];
    const waiting = {
      ...template,
      propertyDependencies: {
        ...template.propertyDependencies,
        userData: [...template.propertyDependencies.userData, replica.urn],
      },
    };
    const message = lengthening(timelineOf(all.map((one) => (one === template ? waiting : one))));
    assert.match(message ?? "", /^pulumi up takes \d+ s, 1\.3\d times /);
    assert.match(
      message ?? "",
      /\n {2}"was" \(.*LaunchTemplate\) .* waits for "database-replica-1" \(.*\) through userData\n/,
    );
  });

  it("holds as long as replicas take three fifths of what is assumed of them, or servers boot in twice the time", () => {
    const times = loadCreationTimes();
    const { replica } = times.databases;
    const { boot } = times.groups;
    for (const changed of [
      { ...times, databases: { ...times.databases, replica: { ...replica, seconds: replica.seconds * 0.6 } } },
      { ...times, groups: { ...times.groups, boot: { ...boot, seconds: boot.seconds * 2 } } },
    ]) {
      for (const { name } of VARIANTS) assert.equal(lengthening(timelineOf(of(name), changed)), undefined);
    }
  });

  for (const { name, stack } of VARIANTS) {
    it(`keeps full service capacity through an instance refresh of a stack with ${name}`, () => {
      const tiers = capacityOf(of(name));
      assert.deepEqual(
        tiers.map((tier) => [tier.name, tier.bases, tier.minSize, tier.maxSize, tier.zones]),
        ["was", "web"].map((tier) => (stack === "prod" ? [tier, 1, 2, 4, 2] : [tier, 1, 1, 2, 2])),
      );
      for (const { refresh } of tiers) {
        assert.deepEqual([refresh.lost, refresh.share, refresh.withinMaximum], [0, 0, true]);
      }
    });
  }

  it("loses a third of prod, and says so, where an instance refresh may take old servers out first", () => {
    const preferences = { minHealthyPercentage: 50, maxHealthyPercentage: 100 };
    const groups = of("what prod is committed with").map((one) =>
      one.type === "aws:autoscaling/group:Group"
        ? { ...one, inputs: { ...one.inputs, instanceRefresh: { strategy: "Rolling", preferences } } }
        : one,
    );
    const tiers = capacityOf(groups);
    assert.equal(tiers.length, 2);
    for (const tier of tiers) {
      assert.deepEqual([tier.refresh.lost, tier.refresh.share], [1, 1 / 3]);
      const [{ lost, meaning }] = capacityRows(tier);
      assert.equal(lost, "1 of 3 (33%)");
      assert.match(meaning, /^old ones go first: 50 to 100 percent of 2 are kept; /);
    }
  });

  it("loses two of three servers of prod with a zone, and one to a new base EC2, at most", () => {
    for (const { zoneLoss, baseReplacement, detectionSeconds } of capacityOf(of("what prod is committed with"))) {
      assert.deepEqual([zoneLoss.lost, zoneLoss.share], [2, 2 / 3]);
      assert.deepEqual([baseReplacement.lost, detectionSeconds], [1, 50]);
    }
  });

  for (const stack of ["dev", "prod"]) {
    it(`is the same before and after an update: ${stack}`, async () => {
      const { project, config } = loadConfig(__dirname, stack);
      const inMode = async (mode: "preview" | "update") =>
        (await planProgram(runProgram, { project, stack, config, mode })).resources;
      const [preview, update] = [await inMode("preview"), await inMode("update")];
      assert.deepEqual(capacityOf(update), capacityOf(preview));
      const times = (all: TimedResource[]) =>
        timelineOf(all).schedule.resources.map(({ urn, start, end }) => [urn, start, end]);
      assert.deepEqual(times(update), times(preview));
    });
  }
});
