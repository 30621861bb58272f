import assert from "node:assert/strict";
import { capacityOf, type TierCapacity } from "./capacity";
import { ATTACHMENT, GROUP, resource, TARGET_GROUP } from "./test-support";

interface Given {
  bases?: number;
  minSize?: number;
  maxSize?: number;
  zones?: number;
  preferences?: Record<string, number>;
}

/** The tier of a group behind a target group, with base EC2s in it, and one that is in another. */
function tier({ bases = 1, minSize = 2, maxSize = 4, zones = 2, preferences }: Given = {}): TierCapacity {
  const healthCheck = { interval: 15, timeout: 5, healthyThreshold: 2, unhealthyThreshold: 3 };
  const attachments = Array.from({ length: bases }, (_, index) =>
    resource({ name: `base-${index}`, type: ATTACHMENT, by: { targetGroupArn: ["targets"] } }),
  );
  const [only] = capacityOf([
    resource({ name: "targets", type: TARGET_GROUP, inputs: { healthCheck, deregistrationDelay: 30 } }),
    resource({
      name: "web",
      type: GROUP,
      by: { targetGroupArns: ["targets"] },
      inputs: {
        ...{ minSize, maxSize },
        vpcZoneIdentifiers: Array<string>(zones).fill("unknown"),
        ...(preferences && { instanceRefresh: { strategy: "Rolling", preferences } }),
      },
    }),
    ...attachments,
    resource({ name: "elsewhere", type: ATTACHMENT, by: { targetGroupArn: ["others"] } }),
  ]);
  return only;
}

describe("the capacity of a tier", () => {
  it("is its base EC2s and the minimum of its group", () => {
    const { name, bases, servers, zones, detectionSeconds, drainSeconds, serverLoss, baseReplacement } = tier();
    assert.deepEqual({ name, bases, servers, zones }, { name: "web", bases: 1, servers: 3, zones: 2 });
    assert.deepEqual([detectionSeconds, drainSeconds], [50, 30]);
    assert.deepEqual(serverLoss, { lost: 1, share: 1 / 3 });
    assert.deepEqual(baseReplacement, { lost: 1, share: 1 / 3 });
  });

  for (const [what, given, expected] of [
    ["keeps all where new ones come first", { min: 100, max: 200 }, { lost: 0, extra: 10, withinMaximum: true }],
    ["starts one at a time where it may grow by less than one", { min: 100, max: 105 }, { lost: 0, extra: 1 }],
    ["keeps all at 100 percent even where nothing is said of growing", { min: 100 }, { lost: 0, extra: 1 }],
    ["loses what may be unhealthy", { min: 50, max: 100 }, { lost: 5, extra: 0 }],
    ["rounds in favour of what is kept", { min: 75, max: 100 }, { lost: 2, extra: 0 }],
    ["loses one by default", {}, { lost: 1, extra: 0 }],
    ["loses all where all may be unhealthy", { min: 0, max: 100 }, { lost: 10, extra: 0 }],
  ] as const) {
    it(`in an instance refresh: ${what}`, () => {
      const { min, max } = given as { min?: number; max?: number };
      const preferences = {
        ...(min !== undefined && { minHealthyPercentage: min }),
        ...(max !== undefined && { maxHealthyPercentage: max }),
      };
      const { refresh } = tier({ bases: 2, minSize: 10, maxSize: 20, preferences });
      const { lost, extra, withinMaximum, share } = refresh;
      assert.deepEqual({ lost, extra, withinMaximum }, { withinMaximum: true, ...expected });
      assert.equal(share, expected.lost / 12);
    });
  }

  it("in an instance refresh of one server: nothing with the new one first, the only one with the old one first", () => {
    const of = (minHealthyPercentage: number, maxHealthyPercentage: number) =>
      tier({ minSize: 1, maxSize: 1, preferences: { minHealthyPercentage, maxHealthyPercentage } }).refresh;
    assert.deepEqual([of(100, 200).lost, of(100, 200).extra, of(100, 200).withinMaximum], [0, 1, false]);
    assert.deepEqual([of(90, 100).lost, of(90, 100).share], [1, 1 / 2]);
  });

  for (const [given, lost] of [
    [{ bases: 1, minSize: 2, zones: 2 }, 2],
    [{ bases: 1, minSize: 1, zones: 2 }, 2],
    [{ bases: 0, minSize: 4, zones: 3 }, 2],
    [{ bases: 1, minSize: 3, zones: 3 }, 2],
    [{ bases: 1, minSize: 3, zones: 1 }, 4],
    [{ bases: 0, minSize: 0, zones: 2 }, 0],
  ] as const) {
    it(`in the loss of a zone: ${lost} of ${given.bases} base EC2 and ${given.minSize} in ${given.zones} zones`, () => {
      assert.equal(tier(given).zoneLoss.lost, lost);
    });
  }

  it("is none where no load balancer serves a group", () => {
    assert.deepEqual(capacityOf([resource({ name: "batch", type: GROUP, inputs: { minSize: 1 } })]), []);
  });
});
