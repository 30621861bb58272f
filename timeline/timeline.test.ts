import assert from "node:assert/strict";
import { DATABASE, resource, timesOf, urn } from "./test-support";
import { lengthening, timelineOf } from "./timeline";

const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const seconds = { vpc: 10, gateway: 90, server: 30 };

/** Network, primary and replica: 1 + 100, 1, 100, 150 seconds; what is beside them is given. */
const stack = (...beside: Parameters<typeof resource>[0][]) => [
  resource({ name: "address", type: "aws:ec2/eip:Eip" }),
  resource({ name: "network", type: "awsx:ec2:Vpc", custom: false, dependsOn: ["address"] }),
  resource({ name: "vpc", parent: "network" }),
  resource({ name: "gateway", parent: "vpc" }),
  resource({ name: "subnets", type: SUBNET_GROUP, by: { subnetIds: ["vpc"] } }),
  resource({ name: "primary", type: DATABASE, by: { dbSubnetGroupName: ["subnets"] } }),
  resource({
    name: "replica",
    type: DATABASE,
    inputs: { replicateSourceDb: "primary" },
    by: { replicateSourceDb: ["primary"] },
  }),
  ...beside.map(resource),
];

describe("the lower bound of a deployment", () => {
  it("is the network, the primary and the replica, one after the other", () => {
    const { bound, schedule, ratio } = timelineOf(stack(), timesOf(seconds));
    assert.deepEqual(
      bound.criticalPath.map(({ name, end }) => [name, end]),
      [
        ["address", 1],
        ["vpc", 11],
        ["gateway", 101],
        ["subnets", 102],
        ["primary", 202],
        ["replica", 352],
      ],
    );
    assert.deepEqual([schedule.total, ratio], [352, 1]);
  });

  it("is not raised by what a program lets these wait for", () => {
    const late = stack({ name: "slow" }).map((one) =>
      one.name === "address" || one.name === "primary"
        ? {
            ...one,
            dependencies: [...one.dependencies, urn("slow")],
            propertyDependencies: { ...one.propertyDependencies, tags: [urn("slow")] },
          }
        : one,
    );
    const { bound, schedule } = timelineOf(late, timesOf({ ...seconds, slow: 50 }));
    assert.deepEqual([bound.total, schedule.total], [352, 402]);
  });

  it("is nothing, and the ratio 1, where nothing is imposed", () => {
    const { bound, ratio } = timelineOf([resource({ name: "server" })], timesOf(seconds));
    assert.deepEqual([bound.total, ratio], [0, 1]);
  });
});

describe("what lengthens a deployment", () => {
  it("is nothing that ends with the bound, or little later", () => {
    const beside = { name: "server", by: { userData: ["primary"] } };
    assert.equal(lengthening(timelineOf(stack(beside), timesOf({ ...seconds, server: 167 }))), undefined);
  });

  it("is named, with the property by which it waits", () => {
    const waiting = stack(
      { name: "template", by: { userData: ["primary", "replica"] } },
      { name: "server", by: { launchTemplate: ["template"] } },
    );
    assert.equal(
      lengthening(timelineOf(waiting, timesOf(seconds))),
      [
        "pulumi up takes 383 s, 1.09 times the 352 s that AWS and awsx impose, because of what is not imposed; take away one of these waits:",
        `  "template" (test:index:template) takes 1 s and waits for "replica" (${DATABASE}) through userData`,
        '  "server" (test:index:server) takes 30 s and waits for "template" (test:index:template) through launchTemplate',
      ].join("\n"),
    );
  });

  it("is named where it holds back what is imposed itself", () => {
    const late = stack({ name: "slow" }).map((one) =>
      one.name === "primary" ? { ...one, dependencies: [...one.dependencies, urn("slow")] } : one,
    );
    assert.match(
      lengthening(timelineOf(late, timesOf({ ...seconds, slow: 300 }))) ?? "",
      /\n {2}"primary" \(.*\) takes 100 s and waits for "slow" \(test:index:slow\) through dependsOn$/,
    );
  });

  it("may be a type of which nothing is known, which is said", () => {
    const { unknownTypes } = timelineOf(stack({ name: "x" }, { name: "y", type: "test:index:x" }), timesOf(seconds));
    assert.deepEqual(unknownTypes, ["test:index:x"]);
  });
});
