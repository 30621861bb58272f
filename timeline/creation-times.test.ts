import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../command-line/user-error";
import { isVerified, loadCreationTimes, parseCreationTimes } from "./creation-times";
import { isQuick } from "./quick-types";

const TEXT = readFileSync(join(__dirname, "creation-times.yaml"), "utf8");

describe("the table of creation times", () => {
  it("marks what nobody has read", () => {
    const times = loadCreationTimes();
    assert.equal(isVerified(times, times.databases.single), true);
    const estimated = Object.entries(times.sources).filter(([, { verified }]) => !verified);
    assert.deepEqual(
      estimated.map(([key]) => key),
      ["estimates"],
    );
    assert.equal(isVerified(times, times.databases.replica), false);
  });

  it("holds no type that is listed as quick", () => {
    const types = [
      ...Object.keys(loadCreationTimes().types),
      "aws:rds/instance:Instance",
      "aws:autoscaling/group:Group",
    ];
    assert.deepEqual(
      types.filter((type) => isQuick(type)),
      [],
    );
  });

  const wrong: [string, string, string, string[]][] = [
    [
      "a time below 0",
      "seconds: 97",
      "seconds: -1",
      ["types.aws:ec2/natGateway:NatGateway.seconds: -1 is not a time; write seconds as a number above 0"],
    ],
    [
      "a time that is a text",
      "seconds: 97",
      "seconds: 1m37s",
      ['types.aws:ec2/natGateway:NatGateway.seconds: "1m37s" is not a time; write seconds as a number above 0'],
    ],
    [
      "a time beyond its range",
      "range: [84, 121]",
      "range: [84, 90]",
      ["types.aws:ec2/natGateway:NatGateway.seconds: 97 is not within its range, 84 to 90"],
    ],
    [
      "a range of one",
      "range: [84, 121]",
      "range: [84]",
      ["types.aws:ec2/natGateway:NatGateway.range: [84] is not a range; write the shortest and the longest"],
    ],
    [
      "a range of no log",
      "seconds: 97, logs: 10,",
      "seconds: 97,",
      [
        "types.aws:ec2/natGateway:NatGateway: write both how many logs there are (logs) and what they say (range), or neither",
      ],
    ],
    [
      "a source that is none",
      "replica: { seconds: 600, source: estimates }",
      "replica: { seconds: 600, source: hearsay }",
      ['databases.replica.source: "hearsay" is no source; name one of apply-logs, one-apply-log, estimates'],
    ],
    [
      "a source without a date",
      "    date: 2026-11-26\n",
      "    date: last autumn\n",
      ['sources.apply-logs.date: "last autumn" is not a date; write one such as 2026-11-26'],
    ],
    [
      "an unknown kind",
      "  multiAz:",
      "  cluster:",
      ["databases.multiAz: is missing", "databases.cluster: is no key of the table; take it out"],
    ],
    [
      "a time where a map belongs",
      "quick: { seconds: 2, source: apply-logs }",
      "quick: 2",
      ["quick: 2 is not a mapping of keys to values"],
    ],
  ];
  for (const [name, from, to, complaints] of wrong) {
    it(`is refused with ${name}, naming file, key, value and mend`, () => {
      assert.ok(TEXT.includes(from), "the table has what is changed");
      const count = complaints.length === 1 ? "1 entry is wrong" : `${complaints.length} entries are wrong`;
      const message = [`timeline/creation-times.yaml: ${count}`, ...complaints.map((line) => `  ${line}`)].join("\n");
      assert.throws(
        () => parseCreationTimes(TEXT.replace(from, () => to)),
        (error) => error instanceof UserError && (assert.equal(error.message, message), true),
      );
    });
  }

  for (const [name, text, message] of [
    ["no YAML", "quick: [", /^timeline\/creation-times\.yaml: .* at line 1, column 9$/],
    ["empty", "", /: 1 entry is wrong\n {2}the table: null is not a mapping of keys to values$/],
    ["a list", "- 1\n", /: 1 entry is wrong\n {2}the table: \[1\] is not a mapping of keys to values$/],
  ] as [string, string, RegExp][]) {
    it(`is refused where the file is ${name}`, () => {
      assert.throws(
        () => parseCreationTimes(text),
        (error) => error instanceof UserError && (assert.match(error.message, message), true),
      );
    });
  }
});
