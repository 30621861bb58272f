import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Netmask } from "netmask";
import {
  type Block,
  contains,
  firstOf,
  formatBlock,
  hasHostBits,
  isPrivate,
  overlap,
  parseBlock,
  sizeOf,
} from "./cidr";

const anyBlock = fc.record({ address: fc.nat(2 ** 32 - 1), prefixLength: fc.nat(32) });

/** The block a test is sure of. */
function block(text: string): Block {
  const parsed = parseBlock(text);
  assert.ok(parsed, text);
  return parsed;
}

describe("parseBlock", () => {
  for (const text of ["0.0.0.0/0", "10.0.0.0/8", "255.255.255.255/32"]) {
    it(`takes ${text}`, () => {
      assert.equal(formatBlock(block(text)), text);
    });
  }

  for (const text of [
    "",
    "/",
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/8/8",
    "10.0.0.256/32",
    "010.0.0.0/8",
    "0x0a.0.0.0/8",
    " 10.0.0.0/8",
    "10.0.0.0/-1",
    "1e1.0.0.0/8",
    "::/0",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.equal(parseBlock(text), undefined);
    });
  }

  it("never throws, and what it takes has one spelling", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d./]{0,20}$/)), (text) => {
        const parsed = parseBlock(text);
        if (parsed && !hasHostBits(parsed)) assert.equal(formatBlock(parsed), text);
      }),
    );
  });
});

describe("blocks", () => {
  it("agree with netmask on first address, size and containment", () => {
    fc.assert(
      fc.property(anyBlock, anyBlock, (one, other) => {
        const [oneMask, otherMask] = [one, other].map((each) => new Netmask(formatBlock(each)));
        assert.equal(firstOf(one), oneMask.netLong);
        assert.equal(sizeOf(one), oneMask.size);
        assert.equal(contains(one, other), one.prefixLength <= other.prefixLength && oneMask.contains(otherMask.base));
        assert.equal(overlap(one, other), overlap(other, one));
      }),
    );
  });

  for (const [outer, inner, expected] of [
    ["10.0.0.0/8", "10.255.0.0/16", true],
    ["10.0.0.0/8", "11.0.0.0/16", false],
    ["10.0.0.0/16", "10.0.0.0/8", false],
    ["0.0.0.0/0", "203.0.113.7/32", true],
  ] as const) {
    it(`says that ${outer} ${expected ? "contains" : "does not contain"} ${inner}`, () => {
      assert.equal(contains(block(outer), block(inner)), expected);
    });
  }

  for (const [text, expected] of [
    ["10.0.0.0/8", true],
    ["172.31.0.0/16", true],
    ["172.32.0.0/16", false],
    ["192.168.7.0/24", true],
    ["100.64.0.0/10", true],
    ["100.0.0.0/8", false],
    ["0.0.0.0/0", false],
  ] as const) {
    it(`says that ${text} is ${expected ? "private" : "not private"}`, () => {
      assert.equal(isPrivate(block(text)), expected);
    });
  }
});
