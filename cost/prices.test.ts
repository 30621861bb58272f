import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../command-line/user-error";
import { datesOf, loadPrices, parsePrices } from "./prices";

const SEOUL = readFileSync(join(__dirname, "prices/ap-northeast-2.yaml"), "utf8");

describe("price tables", () => {
  it("are all readable, each of the region it is named after", () => {
    const files = readdirSync(join(__dirname, "prices"));
    assert.ok(files.includes("ap-northeast-2.yaml"));
    for (const file of files) assert.equal(`${loadPrices(file.replace(/\.yaml$/, ""))?.region}.yaml`, file);
  });

  it("say of which days their prices are, the oldest and the newest", () => {
    assert.deepEqual(datesOf(parsePrices(SEOUL, "ap-northeast-2")), { oldest: "2025-04-24", newest: "2026-10-01" });
  });

  it("name a source of every price, and mark what nobody has read", () => {
    const { sources } = parsePrices(SEOUL, "ap-northeast-2");
    const unverified = Object.entries(sources).filter(([, { verified }]) => !verified);
    assert.deepEqual(
      unverified.map(([key]) => key),
      ["derived"],
    );
  });

  it("are absent for other regions, and for what is no region", () => {
    for (const region of ["eu-west-1", "../package", ""]) assert.equal(loadPrices(region), undefined);
  });

  const wrong: [string, string, string, string[]][] = [
    [
      "a price below 0",
      "natGateway: { price: 0.059,",
      "natGateway: { price: -1,",
      ["units.natGateway.price: -1 is not a price; write US dollars as a number above 0"],
    ],
    [
      "a price of 0, which would be one that is not known",
      "    t3.small: 0.026",
      "    t3.small: 0",
      ["instances.perHour.t3.small: 0 is not a price; write US dollars as a number above 0"],
    ],
    [
      "a price that is a text",
      "    t3.small: 0.026",
      '    t3.small: "0.026 USD"',
      ['instances.perHour.t3.small: "0.026 USD" is not a price; write US dollars as a number above 0'],
    ],
    [
      "a price for another unit",
      "natGateway: { price: 0.059, per: hour",
      "natGateway: { price: 0.059, per: month",
      ['units.natGateway.per: "month" is not the unit that is reckoned with; the price has to be for one hour'],
    ],
    [
      "a source that is none",
      "  source: ec2instances-info\n  perHour:\n    t3.nano",
      "  source: hearsay\n  perHour:\n    t3.nano",
      [
        'instances.source: "hearsay" is no source; name one of offer-files, efs-offer-file, ec2instances-info, bills, derived',
      ],
    ],
    [
      "a source without a date",
      "    date: 2026-07-14\n",
      "    date: last summer\n",
      ['sources.efs-offer-file.date: "last summer" is not a date; write one such as 2026-10-01'],
    ],
    [
      "another region",
      "region: ap-northeast-2",
      "region: ap-northeast-1",
      ['region: "ap-northeast-1" is not the file\'s; write "ap-northeast-2"'],
    ],
    ["another currency", "currency: USD", "currency: KRW", ['currency: "KRW" is not reckoned with; prices are in USD']],
    [
      "an unknown key",
      "  kmsKey:",
      "  hsm: { price: 1, per: hour, source: offer-files }\n  kmsKey:",
      ["units.hsm: is no key of a price table; take it out"],
    ],
    ["a missing price", /^ {2}secret: .*\n/m.exec(SEOUL)?.[0] ?? "", "", ["units.secret: is missing"]],
    [
      "a price where a map belongs",
      "natGateway: { price: 0.059, per: hour, source: offer-files }",
      "natGateway: 0.059",
      ["units.natGateway: 0.059 is not a mapping of keys to values"],
    ],
    [
      "two mistakes",
      "currency: USD",
      "currency: KRW\nhours: 730",
      ['currency: "KRW" is not reckoned with; prices are in USD', "hours: is no key of a price table; take it out"],
    ],
  ];
  for (const [name, from, to, complaints] of wrong) {
    it(`are refused with ${name}, naming file, key, value and mend`, () => {
      assert.ok(from !== "" && SEOUL.includes(from), "the table has what is changed");
      const text = SEOUL.replace(from, () => to);
      const count = complaints.length === 1 ? "1 entry is wrong" : `${complaints.length} entries are wrong`;
      const message = [`cost/prices/ap-northeast-2.yaml: ${count}`, ...complaints.map((line) => `  ${line}`)].join(
        "\n",
      );
      assert.throws(
        () => parsePrices(text, "ap-northeast-2"),
        (error) => error instanceof UserError && (assert.equal(error.message, message), true),
      );
    });
  }

  for (const [name, text, message] of [
    ["no YAML", "region: [", /^cost\/prices\/x\.yaml: .* at line 1, column 10$/],
    ["empty", "", /^cost\/prices\/x\.yaml: 1 entry is wrong\n {2}the table: null is not a mapping of keys to values$/],
    [
      "a list",
      "- 1\n",
      /^cost\/prices\/x\.yaml: 1 entry is wrong\n {2}the table: \[1\] is not a mapping of keys to values$/,
    ],
  ] as [string, string, RegExp][]) {
    it(`are refused where the file is ${name}`, () => {
      assert.throws(
        () => parsePrices(text, "x"),
        (error) => error instanceof UserError && (assert.match(error.message, message), true),
      );
    });
  }
});
