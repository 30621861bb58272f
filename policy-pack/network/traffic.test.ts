import assert from "node:assert/strict";
import fc from "fast-check";
import { IntervalSet } from "./interval-set";
import {
  ALL_TRAFFIC,
  answersTo,
  describeTraffic,
  NO_TRAFFIC,
  ruleTraffic,
  tcp,
  trafficOf,
  withAnswers,
} from "./traffic";

/** What a rule covers that is written right. */
const rule = (protocol: string, from?: number, to?: number) => {
  const traffic = ruleTraffic(protocol, from, to);
  assert.ok(traffic !== undefined);
  return traffic;
};

describe("ruleTraffic", () => {
  const everyPortOf = (protocol: string) => IntervalSet.union([trafficOf(protocol, 0), trafficOf(protocol, 65535)]);
  const table: [
    phrase: string,
    rule: Parameters<typeof ruleTraffic>,
    covered: [string, number][],
    not: [string, number][],
  ][] = [
    [
      "one port",
      ["tcp", 22, 22],
      [["tcp", 22]],
      [
        ["tcp", 21],
        ["tcp", 23],
        ["udp", 22],
      ],
    ],
    [
      "a range of ports",
      ["tcp", 20, 30],
      [
        ["tcp", 20],
        ["tcp", 30],
      ],
      [
        ["tcp", 19],
        ["tcp", 31],
      ],
    ],
    [
      "every port of a protocol",
      ["tcp", 0, 65535],
      [
        ["tcp", 0],
        ["tcp", 65535],
      ],
      [["udp", 0]],
    ],
    ["a protocol in capitals", ["TCP", 22, 22], [["tcp", 22]], [["udp", 22]]],
    ["a protocol by its number", ["6", 22, 22], [["tcp", 22]], [["tcp", 23]]],
    ["UDP", ["udp", 53, 53], [["udp", 53]], [["tcp", 53]]],
    ["UDP by its number", ["17", 53, 53], [["udp", 53]], [["udp", 54]]],
    [
      "every protocol",
      ["-1", undefined, undefined],
      [
        ["tcp", 22],
        ["udp", 1],
        ["icmp", 0],
        ["50", 0],
      ],
      [],
    ],
    [
      "every protocol, whatever its ports",
      ["-1", 22, 22],
      [
        ["tcp", 80],
        ["udp", 1],
      ],
      [],
    ],
    [
      "every protocol by its name",
      ["all", 0, 0],
      [
        ["tcp", 22],
        ["icmp", 0],
      ],
      [],
    ],
    [
      "-1 for ports",
      ["tcp", -1, -1],
      [
        ["tcp", 0],
        ["tcp", 65535],
      ],
      [["udp", 0]],
    ],
    [
      "-1 for the last port",
      ["tcp", 1024, -1],
      [
        ["tcp", 1024],
        ["tcp", 65535],
      ],
      [["tcp", 1023]],
    ],
    [
      "no ports",
      ["udp", undefined, undefined],
      [
        ["udp", 0],
        ["udp", 65535],
      ],
      [["tcp", 0]],
    ],
    [
      "ICMP, whatever its type",
      ["icmp", 8, 0],
      [
        ["icmp", 0],
        ["icmp", 8],
      ],
      [
        ["tcp", 8],
        ["icmpv6", 8],
      ],
    ],
    ["ICMPv6", ["icmpv6", -1, -1], [["icmpv6", 0]], [["icmp", 0]]],
    [
      "a protocol without ports",
      ["50", 0, 0],
      [
        ["50", 0],
        ["50", 7],
      ],
      [["51", 0]],
    ],
    [
      "the protocol 0",
      ["0", undefined, undefined],
      [["0", 0]],
      [
        ["1", 0],
        ["tcp", 0],
      ],
    ],
    ["the last protocol", ["255", undefined, undefined], [["255", 0]], [["254", 0]]],
  ];
  for (const [phrase, given, covered, not] of table) {
    it(`covers ${phrase}`, () => {
      const traffic = rule(...given);
      for (const [protocol, port] of covered)
        assert.ok(trafficOf(protocol, port).isWithin(traffic), `${protocol} ${port}`);
      for (const [protocol, port] of not) assert.ok(!trafficOf(protocol, port).meets(traffic), `${protocol} ${port}`);
    });
  }

  for (const protocol of ["", "ssh", "256", "-2", "tcp6", "6.0", "1e2"]) {
    it(`knows "${protocol}" for no protocol`, () => {
      assert.equal(ruleTraffic(protocol, 22, 22), undefined);
    });
  }

  it("covers nothing where the last port comes before the first", () => {
    assert.ok(rule("tcp", 30, 20).isEmpty);
  });

  it("keeps protocols apart, whatever their ports", () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.nat(65535), fc.nat(65535), (one, other, from, to) => {
        const [first, second] = [rule(String(one), from, to), rule(String(other), from, to)];
        assert.equal(first.meets(second), one === other && !first.isEmpty);
        assert.ok(first.isWithin(ALL_TRAFFIC));
      }),
    );
  });

  it("covers all traffic with all protocols together", () => {
    const protocols = Array.from({ length: 256 }, (_, number) => rule(String(number)));
    assert.ok(IntervalSet.union(protocols).equals(ALL_TRAFFIC));
    assert.ok(!everyPortOf("tcp").equals(rule("tcp")));
  });
});

describe("answersTo", () => {
  it("are for any port that is not reserved", () => {
    assert.ok(answersTo(tcp(22)).equals(tcp(1024, 65535)));
    assert.ok(answersTo(rule("udp", 53, 53)).equals(rule("udp", 1024, 65535)));
  });

  it("have no ports where the protocol has none", () => {
    assert.ok(answersTo(rule("icmp")).equals(rule("icmp")));
  });

  it("are of each protocol of the traffic", () => {
    assert.ok(answersTo(tcp(80).union(rule("udp", 1, 9))).equals(tcp(1024, 65535).union(rule("udp", 1024, 65535))));
    assert.ok(answersTo(NO_TRAFFIC).isEmpty);
  });

  it("leave of the traffic what has some", () => {
    const traffic = tcp(22)
      .union(rule("udp", 53, 53))
      .union(rule("icmp"));
    assert.ok(withAnswers(traffic, tcp(40000)).equals(tcp(22)));
    assert.ok(withAnswers(traffic, rule("icmp").union(rule("udp", 1024, 1024))).equals(traffic.subtract(tcp(22))));
    assert.ok(withAnswers(traffic, NO_TRAFFIC).isEmpty);
  });
});

describe("describeTraffic", () => {
  const table: [traffic: IntervalSet, expected: string][] = [
    [NO_TRAFFIC, "nothing"],
    [ALL_TRAFFIC, "every port"],
    [tcp(22), "22"],
    [tcp(80).union(tcp(443)), "80, 443"],
    [tcp(8000, 8080), "8000-8080"],
    [tcp(0, 65535), "every TCP port"],
    [rule("udp", 53, 53), "udp 53"],
    [rule("udp", 1, 9), "udp 1-9"],
    [rule("udp"), "udp"],
    [rule("icmp"), "icmp"],
    [rule("icmpv6"), "icmpv6"],
    [rule("50"), "protocol 50"],
    [tcp(22).union(rule("icmp")), "icmp, 22"],
    [tcp(65535).union(rule("7")), "65535, protocol 7"],
    [tcp(0, 65535).union(rule("7")), "every TCP port, protocol 7"],
    [ALL_TRAFFIC.subtract(tcp(22)), "every port but 22"],
  ];
  for (const [traffic, expected] of table) {
    it(`writes "${expected}"`, () => {
      assert.equal(describeTraffic(traffic), expected);
    });
  }

  it("does not write more than anyone reads", () => {
    const odd = IntervalSet.union([1, 3, 5, 7, 9, 11, 13, 15].map((port) => tcp(port)));
    assert.equal(describeTraffic(odd), "1, 3, 5, 7, 9, 11, …");
  });
});

describe("trafficOf", () => {
  it("is one port of a protocol with ports", () => {
    assert.equal(trafficOf("tcp", 22).size, 1n);
    assert.ok(trafficOf("6", 22).equals(tcp(22)));
  });

  it("is all of a protocol without ports", () => {
    assert.ok(trafficOf("icmp", 22).equals(rule("icmp")));
    assert.ok(trafficOf("50", 22).equals(rule("50")));
  });
});
