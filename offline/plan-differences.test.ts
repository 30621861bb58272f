import assert from "node:assert/strict";
import { areThereAny, planDifferences, type ResourceChange } from "./plan-differences";
import type { Preview, PreviewPolicy, PreviewResource, PreviewViolation } from "./preview-json";
import { makeUrn } from "./urn";
import { UNKNOWN } from "./wire";

const PLACE = { project: "shop", stack: "dev" };
const STACK: PreviewResource = resource("pulumi:pulumi:Stack", "shop-dev", { custom: false, parent: null });
const WEB = resource("shop:index:Web", "web", { custom: false });
const VPC = "aws:ec2/vpc:Vpc";

/** A resource right below the stack, unless it says otherwise. */
function resource(type: string, name: string, different: Partial<PreviewResource> = {}): PreviewResource {
  const parent =
    different.parent === undefined ? "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev" : different.parent;
  return {
    urn: makeUrn(PLACE, parent ?? undefined, type, name),
    ...{ type, name, parent, custom: true, external: false },
    ...{ inputs: {}, propertyDependencies: {}, aliases: [], protect: false },
    ...different,
  };
}

function preview(resources: PreviewResource[], different: Partial<Preview> = {}): Preview {
  return {
    ...PLACE,
    mode: "preview",
    ...{ resources: [STACK, ...resources], outputs: {}, policies: [], violations: [], access: [] },
    ...different,
  };
}

function changes(before: PreviewResource[], after: PreviewResource[]): ResourceChange[] {
  return planDifferences(preview(before), preview(after)).components.flatMap(({ resources }) => resources);
}

describe("planDifferences", () => {
  it("finds nothing between a preview and itself", () => {
    const same = preview(
      [WEB, resource(VPC, "a", { inputs: { id: UNKNOWN }, propertyDependencies: { id: [WEB.urn] } })],
      {
        outputs: { a: 1 },
        policies: [policy("a", "passed")],
        violations: [violation("a")],
        access: [{ from: "a", to: "b", port: "22", through: "c" }],
      },
    );
    const differences = planDifferences(same, structuredClone(same));
    assert.equal(areThereAny(differences), false);
    assert.deepEqual(differences.components, []);
  });

  it("lists what comes with its inputs, and what goes without", () => {
    const [come, gone] = [
      resource(VPC, "b", { inputs: { cidrBlock: "10.0.0.0/16" }, protect: true }),
      resource(VPC, "a"),
    ];
    assert.deepEqual(changes([gone], [come]), [
      {
        ...{ kind: "added", type: VPC, name: "b", external: false, references: [] },
        inputs: [{ path: "cidrBlock", after: "10.0.0.0/16" }],
        options: [{ path: "protect", after: true }],
      },
      { kind: "removed", type: VPC, name: "a", external: false, inputs: [], options: [], references: [] },
    ]);
  });

  it("does not mind the order", () => {
    const [a, b] = [resource(VPC, "a"), resource(VPC, "b")];
    assert.deepEqual(changes([a, b], [b, a]), []);
  });

  it("lists changed inputs and options, and no aliases or dependencies", () => {
    const before = resource(VPC, "a", { inputs: { tags: { A: "1" } }, protect: true, dependencies: ["x"] });
    const after = resource(VPC, "a", {
      inputs: { tags: { A: "2" } },
      ...{ protect: false, customTimeouts: { delete: "20m" }, dependencies: ["y"], aliases: ["urn:z"] },
    });
    const [{ inputs, options }] = changes([before], [after]);
    assert.deepEqual(inputs, [{ path: "tags.A", before: "1", after: "2" }]);
    assert.deepEqual(options, [
      { path: "protect", before: true, after: false },
      { path: "customTimeouts", after: { delete: "20m" } },
    ]);
    assert.deepEqual(changes([before], [{ ...before, dependencies: ["y"], aliases: ["urn:z"] }]), []);
  });

  it("lists another id of what is only read", () => {
    const read = (id: string) => resource(VPC, "a", { external: true, id });
    assert.deepEqual(changes([read("vpc-1")], [read("vpc-2")])[0].inputs, [
      { path: "id", before: "vpc-1", after: "vpc-2" },
    ]);
    const made = (id: string) => resource(VPC, "a", { id });
    assert.deepEqual(changes([made("vpc-1")], [made("vpc-2")]), [], "the provider's ids are not the program's");
  });

  it("sees that an unknown value comes from another resource", () => {
    const from = (urn: string, value: unknown = [UNKNOWN]) =>
      resource(VPC, "a", { inputs: { groups: value }, propertyDependencies: { groups: [urn, "urn:kept"] } });
    assert.deepEqual(changes([from("urn:a")], [from("urn:b")])[0].references, [
      { path: "groups", gone: ["urn:a"], come: ["urn:b"] },
    ]);
    assert.deepEqual(changes([from("urn:a", ["sg-1"])], [from("urn:b", ["sg-1"])]), [], "a known value says it itself");
  });

  for (const [name, alias] of [
    ["its former URN", makeUrn(PLACE, undefined, VPC, "old")],
    ["its former name", { name: "old", type: "", parenturn: "" }],
  ] as const) {
    it(`takes a renamed resource for the same, by an alias of ${name}`, () => {
      const [before, after] = [resource(VPC, "old", { inputs: { a: 1 } }), resource(VPC, "new", { inputs: { a: 1 } })];
      const [change, ...more] = changes([before], [{ ...after, aliases: [alias] }]);
      assert.deepEqual([change.kind, change.name, change.formerUrn, change.inputs], ["changed", "new", before.urn, []]);
      assert.deepEqual(more, []);
    });
  }

  it("takes the children of a renamed component for the same, as the engine does", () => {
    const store = resource(WEB.type, "store", { custom: false, aliases: [{ name: "web" }] });
    const before = [WEB, resource(VPC, "web-a", { parent: WEB.urn })];
    const after = [store, resource(VPC, "store-a", { parent: store.urn })];
    const [component, child, ...more] = changes(before, after);
    assert.deepEqual(
      [component.formerUrn, child.formerUrn],
      before.map(({ urn }) => urn),
    );
    assert.deepEqual(more, []);
  });

  it("takes a resource moved into a component for the same, by an alias without parent", () => {
    const before = resource(VPC, "a");
    const after = resource(VPC, "a", { parent: WEB.urn, aliases: [{ noparent: true }] });
    const [{ component, resources }] = planDifferences(preview([WEB, before]), preview([WEB, after])).components;
    assert.deepEqual([component?.name, resources[0].kind, resources[0].formerUrn], ["web", "changed", before.urn]);
  });

  it("takes a resource that bears a name which is still in use for a new one", () => {
    const old = resource(VPC, "old");
    const [change] = changes([old], [old, resource(VPC, "new", { aliases: [old.urn] })]);
    assert.deepEqual([change.kind, change.name], ["added", "new"]);
  });

  it("groups by the outermost component", () => {
    const inner = resource("shop:index:Inner", "inner", { custom: false, parent: WEB.urn });
    const deep = resource(VPC, "deep", { parent: inner.urn });
    const { components } = planDifferences(preview([]), preview([WEB, inner, deep, resource(VPC, "alone")]));
    assert.deepEqual(
      components.map(({ component, resources }) => [component?.name, resources.map(({ name }) => name)]),
      [
        ["web", ["web", "inner", "deep"]],
        [undefined, ["alone"]],
      ],
    );
  });

  it("lists policies that come, go, or judge otherwise", () => {
    const [kept, ...before] = [policy("kept", "passed"), policy("gone", "passed"), policy("worse", "passed")];
    const after = [policy("worse", "violated"), policy("milder", "passed"), policy("new", "passed"), kept];
    const { policies } = planDifferences(
      preview([], { policies: [kept, ...before, policy("milder", "passed", "advisory")] }),
      preview([], { policies: after }),
    );
    assert.deepEqual(
      policies.map((change) => [change.name, change.before?.status, change.after?.status]),
      [
        ["gone", "passed", undefined],
        ["worse", "passed", "violated"],
        ["milder", "passed", "passed"],
        ["new", undefined, "passed"],
      ],
    );
  });

  it("lists violations and ways that come and go, as often as they are there", () => {
    const row = { from: "internet", to: "web", port: "443", through: "rule" };
    const { violations, access } = planDifferences(
      preview([], { violations: [violation("a"), violation("b")], access: [row] }),
      preview([], { violations: [violation("b"), violation("b"), violation("c")], access: [{ ...row, port: "22" }] }),
    );
    const messages = (list: PreviewViolation[]) => list.map(({ message }) => message);
    assert.deepEqual([messages(violations.gone), messages(violations.come)], [["a"], ["b", "c"]]);
    assert.deepEqual(access, { gone: [row], come: [{ ...row, port: "22" }] });
  });
});

function policy(name: string, status: string, enforcementLevel = "mandatory"): PreviewPolicy {
  return { pack: "pack", name, enforcementLevel, status };
}

function violation(message: string): PreviewViolation {
  return { pack: "pack", policy: "policy", enforcementLevel: "mandatory", urn: STACK.urn, message };
}
