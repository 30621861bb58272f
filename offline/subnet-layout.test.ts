import assert from "node:assert/strict";
import fc from "fast-check";
import { layOutSubnets, type LayoutRequest } from "./subnet-layout";

const layouts: Record<string, [LayoutRequest, string[][]]> = {
  "subnets of falling size without a gap": [
    { vpcCidr: "10.0.0.0/16", zones: 2, zoneMask: 20, subnetMasks: [22, 24, 24] },
    [
      ["10.0.0.0/22", "10.0.4.0/24", "10.0.5.0/24"],
      ["10.0.16.0/22", "10.0.20.0/24", "10.0.21.0/24"],
    ],
  ],
  "a larger subnet on the next boundary of its own size": [
    { vpcCidr: "10.0.0.0/16", zones: 2, zoneMask: 20, subnetMasks: [24, 22, 24] },
    [
      ["10.0.0.0/24", "10.0.4.0/22", "10.0.8.0/24"],
      ["10.0.16.0/24", "10.0.20.0/22", "10.0.24.0/24"],
    ],
  ],
  "zones that share the VPC where no mask is given": [
    { vpcCidr: "172.31.128.0/20", zones: 3, subnetMasks: [24] },
    [["172.31.128.0/24"], ["172.31.132.0/24"], ["172.31.136.0/24"]],
  ],
  "subnets that share a zone where no mask is given": [
    { vpcCidr: "10.0.0.0/20", zones: 2, subnetMasks: [undefined, undefined, undefined] },
    [
      ["10.0.0.0/23", "10.0.2.0/23", "10.0.4.0/23"],
      ["10.0.8.0/23", "10.0.10.0/23", "10.0.12.0/23"],
    ],
  ],
  "addresses above the middle of the range": [
    { vpcCidr: "192.168.0.0/16", zones: 1, zoneMask: 17, subnetMasks: [18, 28] },
    [["192.168.0.0/18", "192.168.64.0/28"]],
  ],
};

const refusals: Record<string, [LayoutRequest, RegExp]> = {
  "subnets larger than their zone": [
    { vpcCidr: "10.0.0.0/16", zones: 2, zoneMask: 24, subnetMasks: [24, 24] },
    /need 512 addresses, but a zone's block \(\/24\) has 256/,
  ],
  "subnets whose gaps make them larger than their zone": [
    { vpcCidr: "10.0.0.0/16", zones: 2, zoneMask: 22, subnetMasks: [24, 23, 24] },
    /Subnet 10\.0\.4\.0\/24 of zone 1 does not fit/,
  ],
  "zones larger than the VPC": [
    { vpcCidr: "10.0.0.0/20", zones: 3, zoneMask: 21, subnetMasks: [24] },
    /Subnet 10\.0\.16\.0\/24 of zone 3 lies outside the VPC 10\.0\.0\.0\/20/,
  ],
};

describe("the subnet layout", () => {
  for (const [name, [request, blocks]] of Object.entries(layouts)) {
    it(`puts ${name}`, () => {
      assert.deepEqual(layOutSubnets(request), blocks);
    });
  }

  for (const [name, [request, message]] of Object.entries(refusals)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => layOutSubnets(request), message);
    });
  }

  it("never lets subnets overlap or leave the VPC, and aligns each to its size", () => {
    const request = fc.record({
      vpcCidr: fc.tuple(fc.nat(255), fc.integer({ min: 16, max: 20 })).map(([net, mask]) => `10.${net}.0.0/${mask}`),
      zones: fc.integer({ min: 1, max: 6 }),
      zoneMask: fc.option(fc.integer({ min: 18, max: 23 }), { nil: undefined }),
      subnetMasks: fc.array(fc.option(fc.integer({ min: 20, max: 28 }), { nil: undefined }), {
        minLength: 1,
        maxLength: 5,
      }),
    });
    let laidOut = 0;
    fc.assert(
      fc.property(request, (wanted) => {
        let blocks: string[][];
        try {
          blocks = layOutSubnets(wanted);
        } catch {
          return;
        }
        laidOut++;
        const ranges = blocks.flat().map(rangeOf);
        const [vpcFirst, vpcLast] = rangeOf(wanted.vpcCidr);
        const inOrder = ranges.toSorted(([a], [b]) => a - b);
        inOrder.forEach(([first, last], index) => {
          assert.equal(first % (last - first + 1), 0);
          assert.ok(first >= vpcFirst && last <= vpcLast);
          assert.ok(index === 0 || first > inOrder[index - 1][1]);
        });
      }),
      { numRuns: 500 },
    );
    assert.ok(laidOut > 100, "most requests must be possible, or nothing was tested");
  });
});

function rangeOf(cidr: string): [number, number] {
  const [address, mask] = cidr.split("/");
  const first = address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
  return [first, first + 2 ** (32 - Number(mask)) - 1];
}
