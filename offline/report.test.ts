import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { MonthlyCost } from "../cost/monthly-cost";
import { planProgram, type PlanOptions } from "./plan";
import { renderJson, renderPlan } from "./report";

class Box extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("shop:index:Box", name, {}, options);
    this.registerOutputs({});
  }
}

const plan = (options: PlanOptions = {}) =>
  planProgram(
    () => {
      const a = new Box("a");
      new Box("c", { parent: new Box("b", { parent: a }) });
      const vpc = new aws.ec2.Vpc("d", {}, { parent: a });
      aws.ec2.Vpc.get("old", "vpc-1");
      return {
        text: "two\nlines",
        id: vpc.id,
        hidden: pulumi.secret("hush"),
        list: [1, { deep: true }],
        empty: [],
        nothing: null,
      };
    },
    { project: "shop", ...options },
  );

const LINE = { what: "t3.micro", quantity: 1, maxQuantity: 2, unitPrice: 0.0114, per: "hour" } as const;
const PLAN_KEYS = ["formatVersion", "project", "stack", "mode", "resources", "outputs"];

/** Compared with the output of pulumi 3.259 for a like program. */
const TREE = `Previewing update (dev), offline:

     Type                     Name      Plan
 +   pulumi:pulumi:Stack      shop-dev  create
 +   ├─ shop:index:Box        a         create
 +   │  ├─ shop:index:Box     b         create
 +   │  │  └─ shop:index:Box  c         create
 +   │  └─ aws:ec2:Vpc        d         create
 >   └─ aws:ec2:Vpc           old       read

Outputs:
    empty : []
    hidden: [secret]
    id    : [unknown]
    list  : [
        [0]: 1
        [1]: {
            deep: true
        }
    ]
    text  : "two\\nlines"

Resources:
    + 5 to create
    > 1 to read
`;

describe("the report", () => {
  it("draws the tree as pulumi does", async () => {
    assert.equal(renderPlan(await plan(), { color: false }), TREE);
  });

  it("says what was created after an update", async () => {
    const text = renderPlan(await plan({ mode: "update" }), { color: false });
    assert.match(text, /^Simulating update \(dev\), offline:/);
    assert.match(text, /Name +Status\n \+ .* created\n/);
    assert.match(text, / {4}\+ 5 created\n/);
  });

  it("colours on demand only", async () => {
    const escape = "\u001b[";
    assert.ok(renderPlan(await plan(), { color: true }).includes(escape));
    assert.ok(!renderPlan(await plan(), { color: false }).includes(escape));
  });

  it("says behind the totals what the stack costs, component by component", async () => {
    const component = { urn: "", name: "web", type: "shop:index:Tier", monthly: 8.3, maximum: 16.6 };
    const cost: MonthlyCost = {
      ...({ region: "ap-northeast-2", currency: "USD", total: 8.3, maximum: 16.6, complete: true } as const),
      prices: { file: "cost/prices/ap-northeast-2.yaml", oldest: "2026-01-02", newest: "2026-01-30" },
      components: [{ ...component, lines: [{ ...component, ...LINE }], use: [], notPriced: [] }],
      ...{ use: [], notPriced: [], excluded: [] },
    };
    const text = renderPlan(await plan(), { color: false }, { checks: [], access: [], cost });
    assert.ok(
      text.endsWith(
        "    > 1 to read\n\nMonthly cost, USD:\n    Tier web  8.30\n    about 8 USD, 17 with every group at its maximum " +
          "(on demand, ap-northeast-2, prices of 2026-01; transfer and use excluded)\n",
      ),
    );
    const json = JSON.parse(renderJson(await plan(), { checks: [], access: [], cost })) as { cost: unknown };
    assert.deepEqual(json.cost, cost);
  });

  it("is one object as JSON", async () => {
    const json = JSON.parse(renderJson(await plan())) as Record<string, unknown> & { resources: object[] };
    assert.deepEqual(Object.keys(json), [...PLAN_KEYS, "policies", "violations", "access"]);
    assert.deepEqual(
      [json.formatVersion, json.stack, json.mode, json.policies, json.violations, json.access],
      [1, "dev", "preview", [], [], []],
    );
    const keys = [
      "urn",
      "type",
      "name",
      "parent",
      "custom",
      "inputs",
      "propertyDependencies",
      "protect",
      "ignoreChanges",
    ];
    for (const resource of json.resources) {
      assert.deepEqual(
        keys.filter((key) => !(key in resource)),
        [],
      );
    }
  });
});
