import assert from "node:assert/strict";
import fc from "fast-check";
import {
  addressesOf,
  ALL_ADDRESSES,
  ALL_IPV4,
  ALL_IPV6,
  describeAddresses,
  INTERNET,
  PRIVATE_ADDRESSES,
} from "./addresses";
import { IntervalSet } from "./interval-set";

/** Blocks that are written right, as one set. */
const blocks = (...texts: string[]) =>
  IntervalSet.union(
    texts.map((text) => {
      const set = addressesOf(text);
      assert.ok(set !== undefined, text);
      return set;
    }),
  );

describe("addressesOf", () => {
  const sizes: [text: string, size: bigint][] = [
    ["203.0.113.7", 1n],
    ["203.0.113.7/32", 1n],
    ["203.0.113.0/24", 256n],
    ["10.0.0.0/8", 1n << 24n],
    ["0.0.0.0/1", 1n << 31n],
    ["0.0.0.0/0", 1n << 32n],
    ["2001:db8::1", 1n],
    ["2001:db8::1/128", 1n],
    ["2001:db8::/64", 1n << 64n],
    ["::/1", 1n << 127n],
    ["::/0", 1n << 128n],
  ];
  for (const [text, size] of sizes) {
    it(`holds ${size} in ${text}`, () => {
      assert.equal(blocks(text).size, size);
    });
  }

  const same: [one: string, other: string][] = [
    ["10.1.2.3/8", "10.0.0.0/8"],
    ["2001:DB8:0:0::1/64", "2001:db8::/64"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
  ];
  for (const [one, other] of same) {
    it(`takes ${one} for ${other}`, () => {
      assert.ok(blocks(one).equals(blocks(other)));
    });
  }

  for (const text of [
    "",
    " ",
    "home",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/",
    "10.0.0.256",
    "10.0.0.0/8/8",
    "2001:db8::/129",
    "2001:db8::g",
    "sg-0123456789abcdef0",
    "i-0123456789abcdef0",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "example.com/24",
  ]) {
    it(`knows "${text}" for no address`, () => {
      assert.equal(addressesOf(text), undefined);
    });
  }

  // Some parsers read these as hexadecimal, octal or shortened addresses; AWS takes none of them.
  for (const text of ["10", "10.1", "0x0a000001", "010.0.0.1"]) {
    it(`takes "${text}" for no address, as AWS`, () => {
      assert.equal(addressesOf(text), undefined);
    });
  }
});

describe("the addresses of both families", () => {
  it("are apart: ::/0 holds no IPv4 address, 0.0.0.0/0 no IPv6 one", () => {
    assert.ok(!blocks("::/0").meets(ALL_IPV4));
    assert.ok(!blocks("0.0.0.0/0").meets(ALL_IPV6));
    assert.ok(blocks("::/0").equals(ALL_IPV6));
    assert.ok(blocks("0.0.0.0/0").equals(ALL_IPV4));
    assert.ok(blocks("::/0", "0.0.0.0/0").equals(ALL_ADDRESSES));
  });

  it("do not meet where one is written in the other", () => {
    assert.ok(!blocks("::ffff:203.0.113.7").meets(ALL_IPV4));
  });

  it("join to everything from halves, quarters and what is left of them", () => {
    assert.ok(blocks("0.0.0.0/1", "128.0.0.0/1").equals(ALL_IPV4));
    assert.ok(blocks("::/1", "8000::/1").equals(ALL_IPV6));
    assert.ok(blocks("192.0.0.0/2", "0.0.0.0/2", "128.0.0.0/2", "64.0.0.0/2").equals(ALL_IPV4));
    assert.ok(!blocks("0.0.0.0/1", "128.0.0.0/2").equals(ALL_IPV4));
  });
});

describe("the internet", () => {
  for (const text of [
    "8.8.8.8",
    "1.0.0.0",
    "11.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "223.255.255.255",
    "2600::",
    "2001:db8::",
  ]) {
    it(`has ${text}`, () => {
      assert.ok(blocks(text).isWithin(INTERNET));
    });
  }
  for (const text of [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "fd00::/8",
    "fe80::1",
    "ff02::1",
  ]) {
    it(`has no ${text}`, () => {
      assert.ok(!blocks(text).meets(INTERNET));
    });
  }

  it("has no private addresses, which other networks may have", () => {
    assert.ok(!PRIVATE_ADDRESSES.meets(INTERNET));
    assert.ok(blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7").isWithin(PRIVATE_ADDRESSES));
  });
});

describe("describeAddresses", () => {
  const table: [given: string[], expected: string][] = [
    [[], "none"],
    [["0.0.0.0/0"], "0.0.0.0/0"],
    [["::/0"], "::/0"],
    [["203.0.113.7"], "203.0.113.7/32"],
    [["0.0.0.0/1", "128.0.0.0/1"], "0.0.0.0/0"],
    [["10.0.0.0/9", "10.128.0.0/10"], "10.0.0.0/9, 10.128.0.0/10"],
    [["10.0.1.0/24", "10.0.2.0/24"], "10.0.1.0/24, 10.0.2.0/24"],
    [["2001:0DB8::/32"], "2001:db8::/32"],
    [["::/0", "0.0.0.0/0"], "::/0, 0.0.0.0/0"],
    [["1.0.0.1", "1.0.0.3", "1.0.0.5", "1.0.0.7"], "1.0.0.1/32, 1.0.0.3/32, 1.0.0.5/32, 1.0.0.7/32"],
    [["1.0.0.1", "1.0.0.3", "1.0.0.5", "1.0.0.7", "1.0.0.9"], "1.0.0.1/32, 1.0.0.3/32, 1.0.0.5/32, 1.0.0.7/32, …"],
  ];
  for (const [given, expected] of table) {
    it(`writes ${given.join(" and ") || "nothing"} as ${expected}`, () => {
      assert.equal(describeAddresses(blocks(...given)), expected);
    });
  }

  it("writes what is read again as the same set, in as few blocks as there are", () => {
    const ipv4 = fc
      .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
      .map(([address, length]) => `${address}/${length}`);
    const ipv6 = fc
      .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
      .map(([address, length]) => `${address}/${length}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(ipv4, ipv6), { minLength: 1, maxLength: 5 }), (texts) => {
        const given = blocks(...texts);
        const written = describeAddresses(given, 1000).split(", ");
        assert.ok(blocks(...written).equals(given));
        assert.ok(written.length <= texts.length);
      }),
      { numRuns: 300 },
    );
  });
});
