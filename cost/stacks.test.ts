import assert from "node:assert/strict";
import { planned, VARIANTS } from "../deploy/iam/test-support";
import { loadConfig } from "../offline/config";
import { planProgram } from "../offline/plan";
import { runProgram } from "../policy-pack/test-program";
import { FREE_TYPES, isFree } from "./free-types";
import { costOf, type CostedResource, type PricedCost } from "./monthly-cost";
import { PRICERS } from "./pricers";

/** Types that have a price or are known to be free, although no setting brings them in: a program may. */
const BEYOND = [
  "aws:ebs/volume:Volume",
  "aws:ec2/eipAssociation:EipAssociation",
  "aws:kms/alias:Alias",
  "aws:kms/key:Key",
];

describe("the cost of the stacks", function () {
  this.timeout(300_000);
  const resources = new Map<string, CostedResource[]>();
  before(async () => {
    for (const variant of VARIANTS) resources.set(variant.name, (await planned(variant)).resources);
  });
  const costBy = (name: string) => costOf(resources.get(name) ?? [], "ap-northeast-2") as PricedCost;
  const amounts = ({ components }: PricedCost) =>
    Object.fromEntries(components.map(({ name, monthly }) => [name, monthly]));

  it("knows every type that some setting brings in, as priced or as free, and no other", () => {
    const types = new Set(
      [...resources.values()]
        .flat()
        .filter(({ custom, type }) => custom && type.startsWith("aws:"))
        .map(({ type }) => type),
    );
    assert.deepEqual([...FREE_TYPES, ...Object.keys(PRICERS)].sort(), [...types, ...BEYOND].sort());
    assert.deepEqual(
      Object.keys(PRICERS).filter((type) => isFree(type)),
      [],
    );
  });

  for (const { name } of VARIANTS) {
    it(`is complete for a stack with ${name}`, () => {
      const cost = costBy(name);
      assert.deepEqual(cost.notPriced, []);
      assert.equal(cost.complete, true);
      assert.deepEqual(
        cost.components.map((component) => component.type.replace("three-tier:index:", "")),
        ["VpcWithNat", "Bastion", "LogPipeline", "ReplicatedDatabase", "WasTier", "WebTier"],
      );
    });
  }

  /** Reckoned by hand from the price table, in the order of the components' lines. */
  it("is that of dev, part by part", () => {
    const cost = costBy("what dev is committed with");
    assert.deepEqual(amounts(cost), {
      main: 46.72, // 43.07 + 3.65
      bastion: 13.87, // 9.49 + 0.73 + 3.65
      logs: 0,
      database: 42.14, // 2 × (18.25 + 2.62) + 0.40
      was: 59.13, // 16.43 + 2 × (18.98 + 1.46 + 0.91)
      web: 47.45, // 16.43 + 7.30 + 2 × (9.49 + 1.46 + 0.91)
    });
    assert.equal(cost.total, 209.31);
    // One more server in each tier.
    assert.equal(cost.maximum, 242.52);
  });

  it("is that of prod, with a standby and a group that the vendor scales", () => {
    const cost = costBy("what prod is committed with");
    const lines = cost.components.flatMap(({ lines }) => lines);
    const database = lines.filter(({ type }) => type === "aws:rds/instance:Instance");
    assert.deepEqual(
      database.map(({ what, monthly }) => [what, monthly]),
      [
        ["db.m7g.large for mariadb with a standby", 342.22], // 2 × 0.2344 × 730
        ["gp3 storage of a database with a standby", 26.2],
        ["db.m7g.large for mariadb", 171.11],
        ["gp3 storage of a database", 13.1],
      ],
    );
    const group = lines.find(({ type, name }) => type === "aws:autoscaling/group:Group" && name === "web");
    assert.deepEqual([group?.quantity, group?.maxQuantity, group?.monthly], [2, 4, 37.96]);
    assert.deepEqual([cost.total, cost.maximum], [838.82, 962.2]);
  });

  it("follows NAT gateways and addresses: two of both, or one existing address", () => {
    const perZone = costBy("throw-away logs of everything and a NAT gateway per zone");
    const existing = costBy("a domain, a public key and existing outbound addresses");
    assert.equal(amounts(perZone).main, 2 * 46.72);
    assert.equal(amounts(existing).main, 46.72);
    const [network] = existing.components;
    assert.deepEqual(
      network.lines.map(({ name, what }) => [name, what]),
      [
        ["main-1", "NAT gateway"],
        ["main-1", "public IPv4 address"],
      ],
    );
  });

  for (const stack of ["dev", "prod"]) {
    it(`is the same before and after an update: ${stack}`, async () => {
      const { project, config } = loadConfig(__dirname, stack);
      const [preview, update] = [
        await planProgram(runProgram, { project, stack, config, mode: "preview" }),
        await planProgram(runProgram, { project, stack, config, mode: "update" }),
      ];
      const region = config["aws:region"];
      assert.deepEqual(costOf(update.resources, region), costOf(preview.resources, region));
    });
  }
});
