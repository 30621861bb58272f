import assert from "node:assert/strict";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";
import type { PricedCost } from "./monthly-cost";

const PROJECT = join(__dirname, "..");
/** A pack that is quick to start. */
const PACK = join(PROJECT, "offline/testdata/policies");

describe("npm run preview", function () {
  this.slow(10_000);

  const preview = (...args: string[]) =>
    runFile(join(PROJECT, "offline/cli.ts"), ["--policy-pack", PACK, ...args], { cwd: PROJECT });

  it("ends its totals with the monthly cost, component by component", () => {
    const { stdout, stderr } = preview("--stack", "dev");
    const [, cost = stderr] = /\n\n(Monthly cost, USD:\n(?: {4}.*\n)*)/.exec(stdout) ?? [];
    assert.equal(
      cost,
      `Monthly cost, USD:
    VpcWithNat main               46.72
    Bastion bastion               13.87
    LogPipeline logs             by use
    ReplicatedDatabase database   42.14
    WasTier was                   59.13
    WebTier web                   47.45
    about 209 USD, 243 with every group at its maximum (on demand, ap-northeast-2, prices of 2025-04 to 2026-10; transfer and use excluded)
`,
    );
  });

  it("has every line of it as JSON", () => {
    const { stdout } = preview("--stack", "prod", "--mode", "update", "--json");
    const { cost } = JSON.parse(stdout) as { cost: PricedCost };
    assert.deepEqual([cost.total, cost.maximum, cost.complete], [838.82, 962.2, true]);
    assert.deepEqual(cost.prices, {
      file: "cost/prices/ap-northeast-2.yaml",
      oldest: "2025-04-24",
      newest: "2026-10-01",
    });
    const gateway = cost.components.flatMap(({ lines }) => lines).find(({ what }) => what === "NAT gateway");
    assert.deepEqual(gateway, {
      urn: gateway?.urn,
      name: "main-1",
      type: "aws:ec2/natGateway:NatGateway",
      what: "NAT gateway",
      quantity: 1,
      maxQuantity: 1,
      unitPrice: 0.059,
      per: "hour",
      monthly: 43.07,
      maximum: 43.07,
    });
  });
});
