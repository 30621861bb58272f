import assert from "node:assert/strict";
import type { TimedResource } from "./resource";
import { scheduleOf } from "./schedule";
import { DATABASE, GROUP, resource, TARGET_GROUP, timesOf, urn } from "./test-support";

const REMOTE = { type: "awsx:ec2:Vpc", custom: false };
const LOCAL = { type: "shop:index:Network", custom: false };

/** `name start-end slack` of every resource. */
const lines = (resources: TimedResource[], seconds: Record<string, number> = {}) =>
  scheduleOf(resources, timesOf(seconds)).resources.map(
    ({ name, start, end, slack }) => `${name} ${start}-${end} slack ${slack}`,
  );

describe("the schedule of a deployment", () => {
  it("starts a resource when the last thing it waits for is there, and says how late each could be", () => {
    const resources = [
      resource({ name: "a" }),
      resource({ name: "b", by: { aId: ["a"] } }),
      resource({ name: "c", by: { aId: ["a"] } }),
      resource({ name: "d", by: { bId: ["b"] }, dependsOn: ["c"] }),
      resource({ name: "e" }),
    ];
    assert.deepEqual(lines(resources, { a: 10, b: 5, c: 20, d: 3, e: 4 }), [
      "a 0-10 slack 0",
      "e 0-4 slack 29",
      "b 10-15 slack 15",
      "c 10-30 slack 0",
      "d 30-33 slack 0",
    ]);
  });

  it("has a critical path that says what waits for what, and by which properties", () => {
    const resources = [
      resource({ name: "a" }),
      resource({ name: "b", by: { subnetId: ["a"], zone: ["a"], tags: [] } }),
      resource({ name: "c", dependsOn: ["b"] }),
      resource({ name: "d", parent: "c" }),
      resource({ name: "e", by: { aId: ["a"] } }),
    ];
    const { total, criticalPath } = scheduleOf(resources, timesOf({ a: 10, b: 20, c: 30, d: 40, e: 50 }));
    assert.equal(total, 100);
    assert.deepEqual(
      criticalPath.map(({ name, start, waitsFor, through }) => [name, start, waitsFor, through]),
      [
        ["a", 0, undefined, undefined],
        ["b", 10, urn("a"), "subnetId, zone"],
        ["c", 30, urn("b"), "dependsOn"],
        ["d", 60, urn("c"), "parent"],
      ],
    );
  });

  it("takes a dependency on a component for one on all that is in it", () => {
    const resources = [
      resource({ name: "network", ...LOCAL }),
      resource({ name: "vpc", parent: "network" }),
      resource({ name: "gateway", parent: "vpc" }),
      resource({ name: "server", dependsOn: ["network"] }),
      resource({ name: "early", by: { vpcId: ["vpc"] } }),
    ];
    const times = timesOf({ vpc: 10, gateway: 90, server: 5, early: 5 });
    assert.deepEqual(lines(resources, { vpc: 10, gateway: 90, server: 5, early: 5 }), [
      "vpc 0-10 slack 0",
      "early 10-15 slack 90",
      "gateway 10-100 slack 0",
      "server 100-105 slack 0",
    ]);
    const last = scheduleOf(resources, times).criticalPath.at(-1);
    assert.deepEqual([last?.waitsFor, last?.through], [urn("gateway"), "dependsOn"]);
  });

  it("lets what takes an id from a remote component wait for all of it, and its children for what it is given", () => {
    const resources = [
      resource({ name: "address" }),
      resource({ name: "network", ...REMOTE, by: { natGateways: ["address"] } }),
      resource({ name: "vpc", parent: "network" }),
      resource({ name: "subnet", parent: "vpc", by: { vpcId: ["vpc"] } }),
      resource({ name: "gateway", parent: "subnet" }),
      resource({ name: "group", by: { vpcId: ["vpc", "subnet"] } }),
    ];
    const seconds = { address: 3, vpc: 10, subnet: 5, gateway: 90, group: 2 };
    assert.deepEqual(lines(resources, seconds), [
      "address 0-3 slack 0",
      "vpc 3-13 slack 0",
      "subnet 13-18 slack 0",
      "gateway 18-108 slack 0",
      "group 108-110 slack 0",
    ]);
    const [, vpc, , , group] = scheduleOf(resources, timesOf(seconds)).criticalPath;
    assert.deepEqual([vpc.waitsFor, vpc.through], [urn("address"), "natGateways"]);
    assert.deepEqual([group.waitsFor, group.through], [urn("gateway"), "vpcId"]);
  });

  it("does not wait for what is not in the plan", () => {
    assert.deepEqual(lines([resource({ name: "a", dependsOn: ["elsewhere"] })], { a: 2 }), ["a 0-2 slack 0"]);
  });

  it("of nothing takes no time", () => {
    assert.deepEqual(scheduleOf([], timesOf()), { total: 0, resources: [], criticalPath: [] });
  });

  it("refuses resources that wait for each other", () => {
    const circle = [resource({ name: "a", dependsOn: ["b"] }), resource({ name: "b", dependsOn: ["a"] })];
    assert.throws(() => scheduleOf(circle, timesOf()), {
      message: `these resources wait for each other: ${urn("a")}, ${urn("b")}`,
    });
  });
});

describe("how long a resource takes", () => {
  const one = (given: Parameters<typeof resource>[0], others: TimedResource[] = []) => {
    const { resources } = scheduleOf([...others, resource(given)], timesOf());
    const { seconds, estimated, unknown, parts } = resources.filter(({ name }) => name === given.name)[0];
    return { seconds, estimated, ...(unknown && { unknown }), ...(parts && { parts }) };
  };

  for (const [what, inputs, expected] of [
    ["a database", {}, { seconds: 100, estimated: false }],
    ["one with a standby", { multiAz: true }, { seconds: 200, estimated: false }],
    ["a replica", { replicateSourceDb: "database" }, { seconds: 150, estimated: true }],
  ] as const) {
    it(`is told apart for ${what}`, () => {
      assert.deepEqual(one({ name: "database", type: DATABASE, inputs }), expected);
    });
  }

  it("is that of an API call for a type known to be quick, for what is only read, and for what is unknown, which is said", () => {
    assert.deepEqual(one({ name: "role", type: "aws:iam/role:Role" }), { seconds: 1, estimated: false });
    assert.deepEqual(one({ name: "key", type: "tls:index/privateKey:PrivateKey" }), { seconds: 1, estimated: false });
    assert.deepEqual(one({ name: "read", type: DATABASE, external: true }), { seconds: 1, estimated: false });
    assert.deepEqual(one({ name: "new", type: "aws:mq/broker:Broker" }), {
      ...{ seconds: 1, estimated: false },
      unknown: true,
    });
  });

  const targets = resource({
    name: "targets",
    type: TARGET_GROUP,
    inputs: { healthCheck: { interval: 15, healthyThreshold: 2 } },
  });
  const group = (inputs: Record<string, unknown>) =>
    one({ name: "group", type: GROUP, inputs, by: { targetGroupArns: ["targets"] } }, [targets]);

  it("goes on, for a group that waits for its load balancer, until its servers have booted and passed their checks", () => {
    for (const inputs of [{ minElbCapacity: 1 }, { waitForElbCapacity: 2, waitForCapacityTimeout: "20m" }]) {
      assert.deepEqual(group(inputs), {
        seconds: 110,
        estimated: true,
        parts: [
          { what: "launch", seconds: 20 },
          { what: "first boot", seconds: 60 },
          { what: "health checks", seconds: 30 },
        ],
      });
    }
  });

  it("ends at the launch for a group that does not wait, or has nothing to wait for", () => {
    const launched = { seconds: 20, estimated: false };
    assert.deepEqual(group({}), launched);
    assert.deepEqual(group({ minElbCapacity: 1, waitForCapacityTimeout: "0" }), launched);
    assert.deepEqual(one({ name: "group", type: GROUP, inputs: { minElbCapacity: 1 } }), launched);
  });
});
