import assert from "node:assert/strict";
import type { CheckResult } from "../offline/policy-check";
import { MASK, UNKNOWN, wireState } from "../offline/plan";
import { secretTexts } from "../offline/wire";
import { accessTable } from "../policy-pack/network";
import { timelineOf } from "../timeline/timeline";
import { timelineSummary, totalText } from "../timeline/timeline-report";
import { buildReport, type JudgedStack } from "./build-report";
import { costData } from "./cost";
import { escapedJson } from "./html";
import type { AccessCell, Report, ResourceData, SettingData } from "./report-data";
import { valueData } from "./resources";
import { settingsData } from "./settings";
import { judgedStack } from "./test-report";
import { capacityData, timelineData } from "./timeline";

describe("the data of a report", function () {
  this.timeout(60_000);
  let dev: JudgedStack;
  let prod: JudgedStack;
  let report: Report;
  before(async () => {
    dev = await judgedStack("dev");
    prod = await judgedStack("prod", "dev");
    report = buildReport(dev, "en", { stack: prod });
  });

  describe("secrets", () => {
    it("are in none of its texts, wherever someone names them", () => {
      const secrets = dev.plan.resources.flatMap((resource) => secretTexts(wireState(resource).outputs));
      const password = secrets.find((text) => text.length >= 20 && !text.includes("\n"))!;
      assert.ok(password);
      const [check] = dev.checks;
      const checks: CheckResult[] = [
        {
          ...check,
          violations: [{ ...check.violations[0], message: `user data has ${password} in it\nMend: not ${password}` }],
        },
      ];
      const bootFile = Buffer.from(`password:\n  ${password}\n`).toString("base64");
      const plan = { ...dev.plan, outputs: { bootFile } };
      const told = buildReport({ ...dev, plan, checks }, "en");
      const { packs, outputs } = told;
      assert.ok(!JSON.stringify(told).includes(password));
      assert.equal(packs[0].policies[1].violations[0].message, `user data has ${MASK} in it`);
      assert.equal(packs[0].policies[1].violations[0].mend, `not ${MASK}`);
      assert.equal(outputs[0].text, `password:\n  ${MASK}\n`);
    });

    it("that the settings file keeps, or that look like some, are masked", () => {
      const { settings } = dev;
      const was = { environment: { MODE: "a", TOKEN: "abc" }, unknownKey: "postgres://u:pass@host/x" };
      const config = { ...settings.config, "three-tier:was": JSON.stringify(was), "other:key": "hidden" };
      const rows = settingsData({ ...settings, config, secretConfigKeys: ["other:key"] });
      const valueOf = (key: string) => rows.find((row) => row.key === key)?.value;
      assert.equal(valueOf("was.environment"), `MODE: a\nTOKEN: "${MASK}"`);
      assert.equal(valueOf("was.unknownKey"), MASK);
      assert.equal(valueOf("other:key"), MASK);
    });
  });

  describe("the matrix", () => {
    const cellOf = (from: string, to: string): AccessCell => {
      const { froms, tos, cells } = report.access;
      return cells[froms.indexOf(from)][tos.indexOf(to)]!;
    };

    it("has every row of the table, and no other direct way", () => {
      const { froms, tos, cells } = report.access;
      const shown = cells.flatMap((line, row) =>
        line.flatMap((cell, column) =>
          (cell?.paths ?? [])
            .filter(({ via }) => via === undefined)
            .map(({ ports }) => `${froms[row]} → ${tos[column]}: ${ports}`),
        ),
      );
      const rows = accessTable(dev.network).map(({ from, to, port }) => `${from} → ${to}: ${port}`);
      assert.ok(rows.length > 10);
      assert.deepEqual(shown.sort(), rows.sort());
    });

    it("knows the whole way through a load balancer", () => {
      const [path, ...others] = cellOf("internet", "web").paths;
      assert.deepEqual(others, []);
      assert.deepEqual([path.ports, path.via], ["80", "web load balancer"]);
      assert.deepEqual(
        path.hops.map(({ kind, text }) => `${kind}: ${text}`),
        [
          "source: internet",
          'route: internet gateway "main"',
          'rule in: rule "users-0.0.0.0/0-to-web-alb-443" of WebTier "web"',
          'group: group "web-alb"',
          'target: load balancer "web":443',
          'listener: listener "web-https"',
          'rule out: rule "web-alb-to-web" of WebTier "web"',
          'rule in: rule "web-alb-to-web" of WebTier "web"',
          'group: group "web"',
          "target: web-base:80, web (launch template):80",
        ],
      );
    });

    it("leads to the resources that a hop is made by", () => {
      const hop = cellOf("was", "database").paths[0].hops.find(({ kind }) => kind === "group");
      assert.equal(named(report.resources, "database", "aws:ec2:SecurityGroup").id, hop?.resource);
    });

    it("says which policies in force refuse what is not there", () => {
      assert.deepEqual(cellOf("internet", "was"), {
        paths: [],
        heldBy: ["was-stays-private", "ssh-only-from-bastion"],
      });
      // One is disabled, the other not applicable.
      assert.deepEqual(cellOf("203.0.113.0/24", "web").heldBy, ["ssh-only-from-bastion"]);
      assert.deepEqual(cellOf("internet", "database").heldBy, []);
    });
  });

  it("tells policies' messages from how to mend them, and leaves out what is said anyway", () => {
    const [{ policies }] = report.packs;
    assert.deepEqual(
      policies.map(({ status, examined }) => [status, examined]),
      [
        ["passed", "4 servers, 1 rule examined"],
        ["violated", "2 servers examined"],
        ["disabled", ""],
        ["not applicable", "there is no database"],
      ],
    );
    const [violation] = policies[1].violations;
    assert.equal(violation.message, "was-base accepts 22 from </script><!-- everyone");
    assert.equal(violation.mend, "shut it.");
    assert.equal(violation.where, "aws:ec2:Instance was-base");
    assert.equal(violation.resource, named(report.resources, "was-base").id);
  });

  it("says of every setting where it comes from, and what it is in the other stack", () => {
    const settingOf = (key: string) => report.settings.find((setting) => setting.key === key);
    const told = (key: string) => {
      const { value, source, other } = settingOf(key) as SettingData;
      return [value, source, other];
    };
    assert.deepEqual(told("was.instanceType"), ["t3.small", "stack", "t3.medium"]);
    assert.deepEqual(told("production"), ["false", "project", "true"]);
    assert.deepEqual(told("database.allocatedStorageGiB"), ["20", "default", "100"]);
    assert.deepEqual(told("web.certificateArn").slice(0, 2), [undefined, "none"]);
    assert.deepEqual(told("aws:defaultTags.tags.Environment"), ["dev", "stack", "prod"]);
    const rows = settingsData(dev.settings);
    assert.ok(rows.every((row) => !("other" in row)));
  });

  it("costs what the preview says, beside the other stack", () => {
    const { cost } = report;
    assert.ok(cost && "total" in cost && dev.cost && "total" in dev.cost && prod.cost && "total" in prod.cost);
    assert.equal(cost.total, dev.cost.total);
    assert.deepEqual(cost.other, { stack: "prod", total: prod.cost.total });
    assert.deepEqual(
      cost.components.map(({ label, monthly }) => [label, monthly]),
      dev.cost.components.map(({ type, name, monthly }) => [`${type.split(":").at(-1) ?? ""} ${name}`, monthly]),
    );
    assert.ok(cost.components.every(({ other }) => other !== undefined));
    assert.deepEqual(costData({ reason: "no price table" }), { reason: "no price table" });
    assert.equal(costData(undefined), undefined);
  });

  it("takes the time that the pages say, beside the other stack", () => {
    const { total, summary, path, slack, sources, other, ...rest } = report.timeline;
    const [own, theirs] = [dev, prod].map(({ plan }) => timelineOf(plan.resources));
    assert.deepEqual([total, summary], [totalText(own), timelineSummary(own)]);
    assert.deepEqual(rest, { timesFile: "timeline/creation-times.yaml" }, "nothing lengthens it");
    assert.deepEqual(other, { stack: "prod", total: totalText(theirs), summary: timelineSummary(theirs) });
    assert.match(sources, /^public logs of applies \(/);
    assert.deepEqual(path.at(0), {
      ...{ start: "00:00", name: "main-outbound", type: "aws:ec2:Eip", takes: "3 s", waitsBy: "", other: "3 s" },
    });
    const primary = path.find(({ type, name }) => type === "aws:rds:Instance" && name === "database");
    assert.deepEqual([primary?.takes, primary?.other], ["4 min 3 s", "9 min 37 s"]);
    assert.ok(slack.some(({ type, name }) => type === "aws:autoscaling:Group" && name === "was"));
  });

  it("says what lengthens a deployment, and of what the other stack has nothing", () => {
    const { plan } = dev;
    const find = (type: string, name: string) =>
      plan.resources.find((one) => one.type.endsWith(`:${type}`) && one.name === name)!;
    const [group, replica] = [find("Group", "was"), find("Instance", "database-replica-1")];
    const late = { ...group, dependencies: [...group.dependencies, replica.urn] };
    const resources = plan.resources.map((one) => (one === group ? late : one));
    const { lengthening, path } = timelineData({ ...plan, resources }, "en", { stack: "other", resources: [] });
    assert.match(lengthening ?? "", /\n {2}"was" \(.*Group\) .* waits for "database-replica-1" .* through dependsOn\n/);
    assert.ok(path.every((step) => !("other" in step)));
    assert.ok(capacityData(plan, "en", { stack: "other", resources: [] }).every((tier) => !("other" in tier)));
  });

  it("says what tiers lose, beside the other stack", () => {
    assert.deepEqual(
      report.capacity.map(({ name, servers, other }) => [name, servers, other?.stack, other?.servers]),
      ["was", "web"].map((name) => [
        ...[name, "2 servers: 1 base EC2 and 1 in the group (2 at most), over 2 zones"],
        ...["prod", "3 servers: 1 base EC2 and 2 in the group (4 at most), over 2 zones"],
      ]),
    );
    assert.deepEqual(
      report.capacity[0].events.map(({ event, lost, other }) => [event, lost, other]),
      [
        ["instance refresh", "0 of 2 (0%)", "0 of 3 (0%)"],
        ["replacement of the base EC2", "1 of 2 (50%)", "1 of 3 (33%)"],
        ["a server dies", "1 of 2 (50%)", "1 of 3 (33%)"],
        ["a zone is lost", "at most 2 of 2 (100%)", "at most 2 of 3 (67%)"],
      ],
    );
  });

  it("says both in the language of the page", () => {
    const { timeline, capacity } = buildReport(dev, "ko");
    assert.match(timeline.total, /^약 \d+분/);
    assert.ok(!("other" in timeline));
    assert.equal(capacity[0].events[0].event, "인스턴스 새로 고침");
    assert.ok(capacity.every((tier) => !("other" in tier)));
  });

  it("does not take made-up ids, or the stack's name in URNs, for differences", () => {
    const { differences } = report;
    assert.ok(differences);
    const titles = differences.sections.flatMap(({ blocks }) => blocks.map(([title]) => `${title.sign} ${title.text}`));
    assert.ok(titles.includes("- aws:ec2:FlowLog  main-flow-logs"), titles.join("\n"));
    assert.ok(titles.includes("+ tls:index:PrivateKey  web"));
    assert.ok(!titles.some((title) => /Route|SecurityGroup|Stack/.test(title)), titles.join("\n"));
    assert.deepEqual(buildReport(dev, "en", { stack: dev }).differences?.sections, []);
    assert.ok(!("differences" in buildReport(dev, "en")));
  });

  describe("a value", () => {
    const table: [string, unknown, string[], ReturnType<typeof valueData>][] = [
      [
        "that is not known says from where it will come",
        UNKNOWN,
        ["urn:pulumi:dev::p::aws:ec2/vpc:Vpc::main", "urn:pulumi:dev::p::aws:ec2/vpc:Vpc::main"],
        { name: "a", text: "[unknown]", note: "unknown", from: ["aws:ec2:Vpc main"] },
      ],
      ["that is secret stays so", MASK, [], { name: "a", text: MASK, note: "secret" }],
      ["with unknown parts", { id: UNKNOWN, port: 1 }, [], { name: "a", text: 'id: "[unknown]"\nport: 1' }],
      ["of one line", "t3.micro", ["urn:pulumi:dev::p::aws:ec2/vpc:Vpc::main"], { name: "a", text: "t3.micro" }],
      [
        "as JSON is laid out",
        `{"a":[1,"${UNKNOWN}"]}`,
        [],
        { name: "a", text: 'a:\n  - 1\n  - "[unknown]"', note: "json" },
      ],
      ["that only begins like JSON is left alone", "[default]", [], { name: "a", text: "[default]" }],
      [
        "in base64 is decoded",
        Buffer.from("#!/bin/sh\nexit\n").toString("base64"),
        [],
        { name: "a", text: "#!/bin/sh\nexit\n", note: "decoded" },
      ],
    ];
    for (const [phrase, value, dependencies, expected] of table) {
      it(phrase, () => {
        assert.deepEqual(valueData("a", value, dependencies), expected);
      });
    }
  });

  it("is written so that nothing in it ends a script, and read back as it was", () => {
    const data = { "</script>": "<!-- \u2028 \u2029 ]]> &amp;" };
    const text = escapedJson(data);
    assert.doesNotMatch(text, /[<>&\u2028\u2029]/);
    assert.deepEqual(JSON.parse(text), data);
  });

  function named(resources: ResourceData[], name: string, type?: string): ResourceData {
    const all = (some: ResourceData[]): ResourceData[] => some.flatMap((one) => [one, ...all(one.children)]);
    const found = all(resources).find(
      (one) => one.name === name && !one.isComponent && (type === undefined || one.type === type),
    );
    assert.ok(found, name);
    return found;
  }
});
