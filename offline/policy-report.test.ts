import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { createColors } from "picocolors";
import type { CheckResult, PolicyResult, Violation } from "./policy-check";
import { renderAccess, renderPolicies, renderViolations, renderViolationTotals } from "./policy-report";

const plain = createColors(false);
const policy = (more: Partial<PolicyResult>): PolicyResult => ({
  pack: "shop",
  name: "ssh",
  description: "",
  enforcementLevel: "mandatory",
  type: "stack",
  status: "passed",
  ...more,
});
const violation = (more: Partial<Violation>): Violation => ({
  policy: "ssh",
  pack: "shop",
  enforcementLevel: "mandatory",
  message: "no",
  urn: "urn:pulumi:dev::shop::shop:index:Tier$aws:ec2/instance:Instance::web",
  description: "",
  ...more,
});
const check = (policies: PolicyResult[], violations: Violation[] = []): CheckResult => ({
  pack: { name: "shop", version: "1.0.0" },
  policies,
  violations,
});

describe("the report on policies", () => {
  it("is empty without a pack and without paths", () => {
    assert.deepEqual(
      [
        renderPolicies([], plain),
        renderViolations([], plain),
        renderViolationTotals([], plain),
        renderAccess([], plain),
      ],
      ["", "", "", ""],
    );
  });

  it("shows every policy of a pack with its level, and what it has examined", () => {
    const policies = [
      policy({ counts: { servers: 5, paths: 1, addresses: 1, primaries: 1 } }),
      policy({ name: "prod-only", status: "not applicable", reason: "dev is no production", severity: "high" }),
      policy({ name: "os", status: "advisory", enforcementLevel: "advisory" }),
      policy({ name: "off", status: "disabled", enforcementLevel: "disabled" }),
      policy({ name: "was", status: "violated", counts: {} }),
    ];
    assert.equal(
      renderPolicies([check(policies, [violation({})])], plain),
      [
        "Policies:",
        "    ❌ shop@v1.0.0",
        "        passed          ssh        mandatory  5 servers, 1 path, 1 address, 1 primary examined",
        "        not applicable  prod-only  mandatory  dev is no production",
        "        violated        os         advisory",
        "        disabled        off",
        "        violated        was        mandatory",
      ].join("\n"),
    );
  });

  it("marks a pack as pulumi does", () => {
    const marks = [[], [violation({ enforcementLevel: "advisory" })], [violation({})]].map(
      (violations) => renderPolicies([check([], violations)], plain).split("\n")[1],
    );
    assert.deepEqual(marks, ["    ✅ shop@v1.0.0", "    ⚠️ shop@v1.0.0", "    ❌ shop@v1.0.0"]);
  });

  it("shows violations with the whole message", () => {
    const violations = [
      violation({
        severity: "critical",
        message: "Servers are safe.\nweb is not:\n  internet → web\n\nMend: close it\n",
      }),
      violation({ enforcementLevel: "advisory", urn: "" }),
    ];
    assert.equal(
      renderViolations([check([], violations)], plain),
      [
        "Policy Violations:",
        "    [mandatory] [severity: critical]  ssh  (aws:ec2:Instance: web)",
        "        Servers are safe.",
        "        web is not:",
        "          internet → web",
        "",
        "        Mend: close it",
        "    [advisory]  ssh",
        "        no",
      ].join("\n"),
    );
  });

  it("counts violations", () => {
    const advisory = violation({ enforcementLevel: "advisory" });
    assert.equal(renderViolationTotals([check([])], plain), "Violations:\n    none");
    assert.equal(
      renderViolationTotals([check([], [violation({}), advisory]), check([], [violation({})])], plain),
      "Violations:\n    2 mandatory\n    1 advisory",
    );
  });

  it("shows who reaches what as a table", () => {
    const rows = [
      { from: "internet", to: "WEB", port: "80", through: "public load balancer" },
      { from: "bastion", to: "WAS", port: "22", through: "" },
    ];
    assert.equal(
      renderAccess(rows, plain),
      [
        "Who reaches what:",
        "    From      To   Port  Through",
        "    internet  WEB  80    public load balancer",
        "    bastion   WAS  22",
      ].join("\n"),
    );
  });

  it("keeps its columns when it is coloured", () => {
    const checks = [check([policy({}), policy({ name: "s", status: "not applicable" })])];
    const colored = renderPolicies(checks, createColors(true));
    assert.notEqual(colored, renderPolicies(checks, plain));
    assert.equal(stripVTControlCharacters(colored), renderPolicies(checks, plain));
  });
});
