import assert from "node:assert/strict";
import { renderDifferences, renderMarkdown } from "./differences-report";
import type { Differences, ResourceChange } from "./plan-differences";
import { UNKNOWN } from "./wire";

const NONE: Differences = {
  ...{ project: "shop", stack: "dev", mode: "preview" },
  ...{ components: [], outputs: [], policies: [], violations: { gone: [], come: [] }, access: { gone: [], come: [] } },
};
const WEB = { type: "shop:index:Web", name: "web" };

function changed(different: Partial<ResourceChange> = {}): ResourceChange {
  return {
    ...{ kind: "changed", type: "aws:ec2/instance:Instance", name: "web-base", external: false },
    ...{ inputs: [{ path: "instanceType", before: "t3.micro", after: "t3.small" }], options: [], references: [] },
    ...different,
  };
}

const withResources = (...resources: ResourceChange[]): Differences => ({
  ...NONE,
  components: [{ component: WEB, resources }],
});

const subnet = (name: string) => `urn:pulumi:dev::shop::aws:ec2/subnet:Subnet::${name}`;

const FULL: Differences = {
  ...NONE,
  components: [
    {
      component: WEB,
      resources: [
        changed({
          inputs: [
            { path: "instanceType", before: "t3.micro", after: "t3.small" },
            { path: "tags.Owner", after: { a: UNKNOWN, b: "[secret]" } },
            { path: "keyName", before: "k" },
            {
              path: "userDataBase64",
              ...{ before: "", after: "" },
              text: { decoded: true, lineCount: 2, lines: ["@@ -1,2 +1,2 @@", " a", "-b", "+c"] },
            },
          ],
          options: [{ path: "protect", before: false, after: true }],
          references: [{ path: "subnetId", gone: [subnet("a")], come: [subnet("b")] }],
        }),
      ],
    },
    {
      component: undefined,
      resources: [
        changed({ kind: "removed", type: "aws:ec2/vpc:Vpc", name: "old", inputs: [] }),
        changed({ type: "aws:ec2/vpc:Vpc", name: "new", inputs: [], formerUrn: subnet("former"), external: true }),
      ],
    },
  ],
  outputs: [{ path: "url", before: "a", after: UNKNOWN }],
  policies: [
    {
      ...{ pack: "p", name: "ssh" },
      before: { pack: "p", name: "ssh", enforcementLevel: "mandatory", status: "passed" },
      after: { pack: "p", name: "ssh", enforcementLevel: "advisory", status: "advisory" },
    },
    { pack: "p", name: "new", after: { pack: "p", name: "new", enforcementLevel: "disabled", status: "disabled" } },
  ],
  violations: {
    come: [
      {
        ...{ pack: "p", policy: "ssh", enforcementLevel: "advisory", severity: "high" },
        ...{ urn: subnet("a"), message: "Open.\n  Mend it.\n" },
      },
    ],
    gone: [{ pack: "p", policy: "tls", enforcementLevel: "mandatory", urn: "", message: "Plain." }],
  },
  access: {
    gone: [{ from: "internet", to: "web", port: "443", through: "x" }],
    come: [
      { from: "bastion", to: "web", port: "22", through: "y" },
      { from: "internet", to: "web", port: "8443", through: "x" },
    ],
  },
};

const FULL_TEXT = `Comparing shop (dev) as at a first preview, offline:

shop:index:Web web:
  ~ aws:ec2:Instance  web-base
  ~     instanceType: "t3.micro" → "t3.small"
  +     tags.Owner: {"a":[unknown],"b":[secret]}
  -     keyName: "k"
  ~     userDataBase64 (decoded):
            @@ -1,2 +1,2 @@
            a
  -         b
  +         c
  ~     subnetId: [unknown], no longer from aws:ec2:Subnet a, now from aws:ec2:Subnet b
  ~     option protect: false → true

outside of components:
  - aws:ec2:Vpc  old
  ~ aws:ec2:Vpc  new  (was aws:ec2:Subnet former)  (read only)

Outputs:
  ~ url: "a" → [unknown]

Policies:
  ~ ssh: passed (mandatory) → violated (advisory)
  + new: disabled

Policy Violations:
  + new: [advisory] [severity: high]  ssh  (aws:ec2:Subnet: a)
  +     Open.
  +       Mend it.
  - gone: [mandatory]  tls

Who reaches what:
  - internet → web  443  x
  + internet → web  8443  x
  + bastion → web  22  y

Differences:
    1 resource removed
    2 resources changed
    1 new violation
    1 violation gone
    2 other verdicts
    3 rows of who reaches what
    1 output changed
`;

describe("renderDifferences", () => {
  it("says what differs, what the policies say last", () => {
    assert.equal(renderDifferences(FULL, { color: false }), FULL_TEXT);
  });

  it("says that nothing differs", () => {
    assert.equal(
      renderDifferences(NONE, { color: false }),
      "Comparing shop (dev) as at a first preview, offline:\n\nDifferences:\n    none\n",
    );
  });

  it("colours on demand only", () => {
    assert.ok(renderDifferences(FULL, { color: true }).includes("\u001b[32m"));
    assert.ok(!renderDifferences(FULL, { color: false }).includes("\u001b"));
  });

  for (const [name, value, expected] of [
    ["cuts long values", "x".repeat(1000), `+     p: "${"x".repeat(199)}… (1002 characters)\n`],
    ["only counts the lines of long texts", "a\nb\nc\n", "+     p: 3 lines of text\n"],
  ] as const) {
    it(name, () => {
      const text = renderDifferences(withResources(changed({ inputs: [{ path: "p", after: value }] })), {
        color: false,
      });
      assert.ok(text.includes(expected), text);
    });
  }

  it("says how long a text is that differs too much", () => {
    const inputs = [{ path: "p", before: "", after: "", text: { decoded: false, lineCount: 9 } }];
    const text = renderDifferences(withResources(changed({ inputs })), { color: false });
    assert.match(text, /~ {5}p: changed, 9 lines of text\n/);
  });
});

describe("renderMarkdown", () => {
  it("puts totals and violations first and folds each resource", () => {
    const text = renderMarkdown(FULL);
    assert.match(text, /^### <code>dev<\/code> as at a first preview: 1 resource removed, 2 resources changed, /);
    const places = ["**Policy violations**", "**Who reaches what**", "**Policies**", "<details>", "**Outputs**"];
    const order = places.map((place) => text.indexOf(place));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    assert.ok(!order.includes(-1));
    assert.ok(
      text.includes(
        "<details><summary><code>~</code> <code>aws:ec2:Instance</code> web-base</summary>\n\n```diff\n" +
          '!     instanceType: "t3.micro" → "t3.small"\n',
      ),
      text,
    );
  });

  it("says that nothing differs", () => {
    assert.equal(renderMarkdown(NONE), "### <code>dev</code> as at a first preview: none\n");
  });

  it("lets no value out of its fence", () => {
    const inputs = [{ path: "p", before: "a", after: "````\n@someone <b>" }];
    const text = renderMarkdown(withResources(changed({ inputs: [{ ...inputs[0], after: "```` @someone <b>" }] })));
    const fences = text.split("\n").filter((line) => /^`{3,}/.test(line));
    assert.deepEqual(fences, ["`````diff", "`````"]);
  });

  it("lets no name be anything but text", () => {
    const name = "</summary>@team **x** `y` [z](https://example.com) ![i](j)";
    const text = renderMarkdown(withResources(changed({ name, type: "a:b:<C>" })));
    const [summary] = text.match(/<summary>.*<\/summary>/) ?? [];
    assert.ok(summary !== undefined, text);
    assert.doesNotMatch(summary.replace(/&#\d+;/g, "").replace(/<\/?(summary|code)>/g, ""), /[<>@*`[\]()!]/);
  });

  it("leaves whole folds out of what would be too long, and counts them", () => {
    const long = { path: "p", before: "x", after: "y".repeat(150) };
    const resources = Array.from({ length: 500 }, (_, index) => changed({ name: `r${index}`, inputs: [long, long] }));
    const text = renderMarkdown(withResources(...resources));
    assert.ok(text.length <= 60_000);
    const folds = text.match(/<details>/g)?.length ?? 0;
    assert.ok(folds > 100);
    assert.equal(text.match(/<\/details>/g)?.length, folds);
    assert.match(text, new RegExp(`\n_${500 - folds} more parts are left out here: .* 60000 characters\\.`));
    assert.match(text, /^### .*: 500 resources changed\n/);
  });

  it("shows what is small even if one part is too long", () => {
    const huge = changed({
      name: "huge",
      inputs: Array.from({ length: 900 }, () => ({ path: "p", after: "z".repeat(90) })),
    });
    const text = renderMarkdown(withResources(huge, changed({ name: "small" })), 5000);
    assert.ok(text.length <= 5000);
    assert.match(text, /<\/code> small</);
    assert.match(text, /_1 more part is left out here/);
  });
});
