import assert from "node:assert/strict";
import type { TierCapacity } from "./capacity";
import { DATABASE, GROUP, resource, TARGET_GROUP, timesOf } from "./test-support";
import { timelineOf } from "./timeline";
import {
  capacityRows,
  criticalPathRows,
  durationText,
  slackRows,
  sourcesText,
  tierText,
  timelineSummary,
} from "./timeline-report";

const healthCheck = { interval: 15, healthyThreshold: 2 };
const timeline = timelineOf(
  [
    resource({ name: "subnets", type: "aws:rds/subnetGroup:SubnetGroup" }),
    resource({ name: "primary", type: DATABASE, by: { dbSubnetGroupName: ["subnets"] } }),
    resource({
      name: "replica",
      type: DATABASE,
      inputs: { replicateSourceDb: "primary" },
      by: { replicateSourceDb: ["primary"] },
    }),
    resource({ name: "targets", type: TARGET_GROUP, inputs: { healthCheck } }),
    resource({
      name: "web",
      type: GROUP,
      inputs: { minElbCapacity: 1 },
      by: { targetGroupArns: ["targets"], launchTemplate: ["primary"] },
    }),
  ],
  timesOf(),
);

describe("the timeline in words", () => {
  for (const [seconds, text] of [
    [0, "0 s"],
    [59.4, "59 s"],
    [60, "1 min"],
    [972, "16 min 12 s"],
  ] as const) {
    it(`writes ${seconds} seconds as ${text}`, () => {
      assert.equal(durationText(seconds), text);
    });
  }

  it("says how long it takes, and how long it must", () => {
    assert.equal(timelineSummary(timeline), "about 4 min 11 s; AWS and awsx themselves impose 4 min 11 s (1.00 times)");
    const other = timelineOf([resource({ name: "x", type: "aws:mq/broker:Broker" })], timesOf());
    assert.equal(
      timelineSummary(other),
      "about 1 s; nothing is imposed; taken for quick, as nothing is known: aws:mq/broker:Broker",
    );
  });

  it("shows the critical path step by step", () => {
    assert.deepEqual(
      criticalPathRows(timeline).map((row) => Object.values<string>({ ...row })),
      [
        ["00:00", "subnets", "aws:rds:SubnetGroup", "1 s", ""],
        ["00:01", "primary", "aws:rds:Instance", "1 min 40 s", "dbSubnetGroupName"],
        ["01:41", "replica", "aws:rds:Instance", "2 min 30 s, estimated", "replicateSourceDb"],
      ],
    );
  });

  it("shows what takes long beside it, of what it is made, and its slack", () => {
    const takes = "1 min 50 s (launch 20 s, first boot 1 min, health checks 30 s), estimated";
    assert.deepEqual(slackRows(timeline), [
      { name: "web", type: "aws:autoscaling:Group", takes, end: "03:31", slack: "40 s" },
    ]);
  });

  it("names its sources", () => {
    assert.equal(sourcesText(timeline), "a log (2026-11-26), a guess (read nowhere)");
  });

  it("is in Korean too", () => {
    assert.equal(
      timelineSummary(timeline, "ko"),
      "약 4분 11초; AWS와 awsx 때문에 어차피 걸리는 시간은 4분 11초 (1.00배)",
    );
    assert.equal(criticalPathRows(timeline, "ko")[2].takes, "2분 30초, 추정");
    const [{ takes, slack }] = slackRows(timeline, "ko");
    assert.deepEqual([takes, slack], ["1분 50초 (인스턴스 시작 20초, 첫 부팅 1분, 상태 확인 30초), 추정", "40초"]);
    assert.equal(sourcesText(timeline, "ko"), "a log (2026-11-26), a guess (자료 없음)");
  });
});

describe("the capacity in words", () => {
  const loss = (lost: number, servers = 3) => ({ lost, share: lost / servers });
  const percentages = { minHealthyPercentage: 100, maxHealthyPercentage: 200 };
  const prod: TierCapacity = {
    ...{ name: "web", urn: "urn", bases: 1, minSize: 2, maxSize: 4, servers: 3, zones: 2 },
    refresh: { ...percentages, ...loss(0), extra: 2, withinMaximum: true },
    ...{ baseReplacement: loss(1), zoneLoss: loss(2), serverLoss: loss(1) },
    ...{ detectionSeconds: 50, drainSeconds: 30 },
  };

  it("says what is lost, and what it means for requests", () => {
    assert.equal(tierText(prod), "3 servers: 1 base EC2 and 2 in the group (4 at most), over 2 zones");
    assert.deepEqual(
      capacityRows(prod).map((row) => Object.values<string>({ ...row })),
      [
        [
          "instance refresh",
          "0 of 3 (0%)",
          "new ones are in service before old ones go: 100 to 200 percent of 2 are kept; 2 more for the time being; no request fails that ends within 30 s",
        ],
        [
          "replacement of the base EC2",
          "1 of 3 (33%)",
          "until the new one has booted; no request fails that ends within 30 s",
        ],
        ["a server dies", "1 of 3 (33%)", "up to 33% of requests may fail for up to 50 s"],
        ["a zone is lost", "at most 2 of 3 (67%)", "up to 67% of requests may fail for up to 50 s"],
      ],
    );
  });

  it("is in Korean too", () => {
    assert.equal(tierText(prod, "ko"), "서버 3대: 기본 EC2 1대와 그룹의 2대(최대 4대), 가용 영역 2개");
    const [refresh, , , zone] = capacityRows(prod, "ko");
    assert.deepEqual(Object.values<string>({ ...refresh }), [
      "인스턴스 새로 고침",
      "3대 중 0대 (0%)",
      "새 서버가 서비스를 시작한 뒤에 이전 서버를 내림: 2대의 100~200%를 유지; 그동안 2대 추가; 30초 안에 끝나는 요청은 실패하지 않음",
    ]);
    assert.deepEqual(Object.values<string>({ ...zone }), [
      "가용 영역 하나 장애",
      "3대 중 최대 2대 (67%)",
      "최대 50초 동안 요청의 최대 67%가 실패할 수 있음",
    ]);
  });

  it("says where old ones go first, where a group grows beyond its maximum, and where no server is left", () => {
    const [refresh, base, , zone] = capacityRows({
      ...{ ...prod, bases: 0, servers: 2, zoneLoss: loss(2, 2) },
      refresh: { minHealthyPercentage: 50, maxHealthyPercentage: 150, ...loss(1, 2), extra: 1, withinMaximum: false },
    });
    assert.equal(
      refresh.meaning,
      "old ones go first: 50 to 150 percent of 2 are kept; 1 more for the time being, beyond the group's maximum; no request fails that ends within 30 s",
    );
    assert.deepEqual([refresh.lost, base.meaning], ["1 of 2 (50%)", "there is none"]);
    assert.equal(zone.meaning, "no server is left until the group has started one in another zone");
  });
});
