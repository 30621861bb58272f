import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Plan, planProgram } from "./plan";
import { type CheckResult, checkPlan, checkResources } from "./policy-check";
import { PolicyPack } from "./policy-pack";
import { PackProcess } from "./policy-pack-process";
import { policyResources } from "./policy-resource";
import { programWith, TEST_PACK, TEST_STACK, writePack } from "./test-pack";

/** A stack of VPCs with these names. */
const vpcs = (...names: string[]): Promise<Plan> =>
  planProgram(() => names.map((name) => new aws.ec2.Vpc(name, { cidrBlock: "10.0.0.0/16" })));

const policy = ({ policies }: CheckResult, name: string) => policies.find((one) => one.name === name)!;
const violationsOf = ({ violations }: CheckResult, name: string) => violations.filter((one) => one.policy === name);
const urn = (name: string) => `urn:pulumi:dev::three-tier::aws:ec2/vpc:Vpc::${name}`;
const STACK_URN = "urn:pulumi:dev::three-tier::pulumi:pulumi:Stack::three-tier-dev";

describe("policies", function () {
  this.slow(5000);

  let pack: PolicyPack;
  before(async () => {
    pack = await PolicyPack.open(new PackProcess(TEST_PACK, TEST_STACK));
  });
  after(() => pack.stop());
  const check = async (...names: string[]) => checkPlan(pack, await vpcs(...names));

  it("report a mandatory violation with all that is known of it", async () => {
    const result = await check("public");
    assert.deepEqual(result.violations, [
      {
        policy: "vpc-is-private",
        pack: "test-policies",
        enforcementLevel: "mandatory",
        severity: "high",
        message: "Describes vpc-is-private.\nit is public\n  by its name",
        urn: urn("public"),
        description: "Describes vpc-is-private.",
      },
    ]);
    assert.equal(policy(result, "vpc-is-private").status, "violated");
    assert.deepEqual(result.pack, { name: "test-policies", version: "1.2.3" });
  });

  it("report an advisory violation", async () => {
    const result = await check("small");
    assert.deepEqual(
      result.violations.map(({ enforcementLevel, policy, severity }) => [enforcementLevel, policy, severity]),
      [["advisory", "vpc-is-big", undefined]],
    );
    assert.equal(policy(result, "vpc-is-big").status, "advisory");
  });

  it("come back one by one, in the order of the pack, with level, type and status", async () => {
    const { policies, violations } = await check("fine", "reason");
    assert.deepEqual(violations, []);
    assert.deepEqual(
      policies.map(({ name, type, enforcementLevel, status }) => [name, type, enforcementLevel, status].join(" ")),
      [
        "vpc-is-private resource mandatory passed",
        "vpc-is-big resource advisory passed",
        "never-asked resource disabled disabled",
        "vpc-has-owner resource remediate passed",
        "mends-what-is-mended-by-no-one resource remediate passed",
        "reads-resource resource mandatory passed",
        "shows-resource resource advisory passed",
        "counts stack mandatory passed",
        "reads-stack stack mandatory passed",
        "reads-stack-kindly stack advisory passed",
        "throws stack mandatory passed",
        "dies stack mandatory passed",
        "names stack mandatory passed",
        "queues-only stack mandatory not applicable",
        "has-a-reason stack mandatory passed",
        "limits-vpcs stack mandatory passed",
        "shows-stack stack advisory passed",
      ],
    );
  });

  it("say why they are not applicable", async () => {
    const result = await check("fine");
    assert.equal(policy(result, "has-a-reason").reason, "nothing to see");
    assert.equal(
      policy(result, "queues-only").reason,
      "Policy only applies to resources of type 'aws:sqs/queue:Queue'",
    );
  });

  it("count what they examine, anew each time", async () => {
    for (const names of [["a"], ["a", "b", "c"]]) {
      const { counts } = policy(await check(...names), "counts");
      // The stack and the default provider are resources too.
      assert.deepEqual(counts, { resources: names.length + 2, vpcs: names.length });
    }
  });

  for (const [name, value] of [
    ["reads-stack", "string value at .id can't be known during preview"],
    ["reads-resource", "string value at .tags.from can't be known during preview"],
  ]) {
    it(`fail closed if they are mandatory and meet an unknown value: ${name}`, async () => {
      const plan = await planProgram(() => {
        const other = new aws.ec2.Vpc("other");
        new aws.ec2.Vpc(name, { tags: { from: other.id } });
      });
      const result = await checkPlan(pack, plan);
      assert.deepEqual(
        violationsOf(result, name).map(({ enforcementLevel, message }) => [enforcementLevel, message]),
        [
          [
            "mandatory",
            `can't run policy '${name}' from policy pack 'test-policies@v9.9.9' during preview: ${value}\n` +
              "The policy is mandatory and has not judged the stack: that counts as a violation.",
          ],
        ],
      );
      assert.equal(policy(result, name).status, "violated");
    });
  }

  it("leave a note if they are advisory and meet an unknown value", async () => {
    const result = await check("reads-stack-kindly");
    assert.deepEqual(
      result.violations.map(({ enforcementLevel, policy }) => [enforcementLevel, policy]),
      [["advisory", "reads-stack-kindly"]],
    );
  });

  it("do not change what they would remediate, and say so", async () => {
    const result = await check("ownerless", "unmended");
    assert.deepEqual(
      result.violations.map(({ enforcementLevel, policy, message, urn }) => [enforcementLevel, policy, message, urn]),
      [
        [
          "mandatory",
          "mends-what-is-mended-by-no-one",
          "Describes mends-what-is-mended-by-no-one.\nnobody mended it",
          urn("unmended"),
        ],
        [
          "advisory",
          "vpc-has-owner",
          "Describes vpc-has-owner.\nThe engine would change: tags. The offline preview changes nothing.",
          urn("ownerless"),
        ],
      ],
    );
    assert.equal(policy(result, "vpc-has-owner").status, "advisory");
  });

  it("blame the stack for what is no resource of it", async () => {
    const { violations } = await check("names");
    assert.deepEqual(
      violations.map(({ message, urn }) => [message.split("\n")[1], urn]),
      [
        ["one of the stack", urn("names")],
        ["no resource in particular", STACK_URN],
        ["one of another stack", STACK_URN],
      ],
    );
  });

  it("name the policy and the line if one throws, and go on with the next stack", async () => {
    await assert.rejects(check("throws"), {
      name: "Error",
      message:
        /^The policy pack offline\/testdata\/policies fails:\n {2}Error validating resource with policy 'throws' from policy pack 'test-policies@v9\.9\.9':\n {2}Error: lost its way\n {6}at index\.js:\d+:\d+$/,
    });
    assert.deepEqual((await check("fine")).violations, []);
  });

  it("leave time for other work, a piece at a time, while they are at theirs", async () => {
    const done: number[] = [];
    const pieces = [1, 2, 3].map((piece) => () => done.push(piece));
    const resources = policyResources(await vpcs("public"));
    const result = await checkResources(pack, resources, pieces);
    // While they are at the resources, and at the stack.
    assert.deepEqual(done, [1, 2]);
    assert.equal(pieces.length, 1);
    assert.deepEqual(result, await checkResources(pack, resources));
  });

  it("are done before other work fails them", async () => {
    const resources = policyResources(await vpcs("public"));
    const result = await checkResources(pack, resources);
    const fail = () => assert.fail("the other work fails");
    await assert.rejects(checkResources(pack, resources, [fail]), /the other work fails$/);
    assert.deepEqual(await checkResources(pack, resources), result);
  });

  it("judge more resources than they are asked about at once, each once", async () => {
    const names = Array.from({ length: 150 }, (_, index) => `small-${index}`);
    const result = await check(...names, "small");
    assert.deepEqual(violationsOf(result, "vpc-is-big").length, 1);
    assert.deepEqual(policy(result, "counts").counts, { resources: 153, vpcs: 151 });
  });

  it("judge one stack after the other, also if asked side by side", async () => {
    const plans = await Promise.all([vpcs("public"), vpcs("fine"), vpcs("small")]);
    const results = await Promise.all(plans.map((plan) => checkPlan(pack, plan)));
    assert.deepEqual(
      results.map(({ violations }) => violations.map(({ policy }) => policy)),
      [["vpc-is-private"], [], ["vpc-is-big"]],
    );
  });

  it("can be given other settings, and keep the old ones if those are wrong", async () => {
    await pack.configure({ "limits-vpcs": { limit: 1 }, "vpc-is-private": "advisory", "vpc-is-big": "disabled" });
    await assert.rejects(
      pack.configure({ "limits-vpcs": { limit: "many" } }, "dev.json"),
      /^Error: dev\.json: a policy setting is wrong\n {2}limits-vpcs\.limit: "many" must be integer$/,
    );
    const result = await check("public", "small");
    assert.deepEqual(
      result.violations.map(({ enforcementLevel, policy }) => [enforcementLevel, policy]),
      [
        ["mandatory", "limits-vpcs"],
        ["advisory", "vpc-is-private"],
      ],
    );
    assert.equal(policy(result, "vpc-is-big").status, "disabled");
    await pack.configure({});
    assert.deepEqual(
      (await check("public")).violations.map(({ enforcementLevel }) => enforcementLevel),
      ["mandatory"],
    );
  });

  it("hold stack policies that count as mandatory at the level remediate", async () => {
    await pack.configure({ "limits-vpcs": { enforcementLevel: "remediate", limit: 1 } });
    const { violations } = await check("a", "b");
    assert.deepEqual(
      violations.map(({ enforcementLevel, policy }) => [enforcementLevel, policy]),
      [["mandatory", "limits-vpcs"]],
    );
    await pack.configure({});
  });

  describe("see of a resource", () => {
    interface Seen {
      urn: string;
      opts: Record<string, unknown>;
      parent: string | null;
      provider: { urn: string; name: string; type: string; props: object } | null;
      props: Record<string, unknown>;
      dependencies: string[];
      propertyDependencies: Record<string, string[]>;
    }
    const seen = (result: CheckResult, policy: string) =>
      new Map(
        violationsOf(result, policy).map(({ message }) => {
          const resource = JSON.parse(message.split("\n")[1]) as Seen;
          return [resource.urn.split("::")[3], resource];
        }),
      );
    const NO_OPTIONS = {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    };

    it("inputs or outputs, options, parent, dependencies and provider", async () => {
      const plan = await planProgram(
        () => {
          const vpc = new aws.ec2.Vpc("show", { cidrBlock: "10.0.0.0/16", tags: { a: pulumi.secret("hush") } });
          new aws.ec2.SecurityGroup(
            "show-group",
            { vpcId: vpc.id, description: "all" },
            {
              parent: vpc,
              protect: true,
              ignoreChanges: ["tags"],
              aliases: [{ name: "old" }],
              customTimeouts: { create: "1h5m", delete: "2.5s" },
              additionalSecretOutputs: ["name"],
              deleteBeforeReplace: true,
            },
          );
        },
        { config: { "aws:region": "eu-west-1", "three-tier:other": "1" } },
      );
      const result = await checkPlan(pack, plan);
      const provider = {
        urn: `urn:pulumi:dev::three-tier::pulumi:providers:aws::default_7_48_0`,
        name: "default_7_48_0",
        type: "pulumi:providers:aws",
        props: { region: "eu-west-1", version: "7.48.0" },
      };
      const groupUrn = "urn:pulumi:dev::three-tier::aws:ec2/vpc:Vpc$aws:ec2/securityGroup:SecurityGroup::show-group";
      const group = seen(result, "shows-resource").get("show-group")!;
      const name = group.props.name as string;
      assert.match(name, /^show-group-[\da-f]{7}$/, "the name that the provider gives is an input");
      assert.deepEqual(group, {
        urn: groupUrn,
        opts: {
          protect: true,
          ignoreChanges: ["tags"],
          aliases: [],
          customTimeouts: { createSeconds: 3900, updateSeconds: 0, deleteSeconds: 2.5 },
          additionalSecretOutputs: ["name"],
          deleteBeforeReplace: true,
          parent: urn("show"),
        },
        parent: null,
        provider,
        props: { name, description: "all", vpcId: "unknown" },
      });
      const stack = seen(result, "shows-stack");
      assert.deepEqual(stack.get("show"), {
        urn: urn("show"),
        opts: { ...NO_OPTIONS, parent: STACK_URN },
        parent: "three-tier-dev",
        provider,
        props: { cidrBlock: "10.0.0.0/16", tags: { a: "hush" }, id: "unknown" },
        dependencies: [],
        propertyDependencies: {},
      });
      assert.deepEqual(stack.get("show-group"), {
        urn: groupUrn,
        opts: group.opts,
        parent: "show",
        provider,
        props: { name, description: "all", vpcId: "unknown", id: "unknown" },
        dependencies: ["show"],
        propertyDependencies: { vpcId: ["show"] },
      });
      assert.deepEqual(
        policyResources(plan).map(({ name }) => name),
        ["three-tier-dev", "default_7_48_0", "show", "show-group"],
      );
      assert.equal(stack.get("three-tier-dev")?.provider, null);
      assert.deepEqual(stack.get("default_7_48_0"), {
        urn: provider.urn,
        opts: NO_OPTIONS,
        parent: null,
        provider: null,
        props: provider.props,
        dependencies: [],
        propertyDependencies: {},
      });
    });

    it("explicit providers, and components without one", async () => {
      const plan = await planProgram(() => {
        const provider = new aws.Provider("west", { region: "us-west-2" });
        const box = new pulumi.ComponentResource("shop:index:Box", "show-box", { size: 1 }, { provider });
        new aws.ec2.Vpc("show", {}, { parent: box });
      });
      const result = await checkPlan(pack, plan);
      const stack = seen(result, "shows-stack");
      assert.deepEqual([...stack.keys()].sort(), ["show", "show-box", "three-tier-dev", "west"]);
      assert.equal(stack.get("show")?.provider?.name, "west");
      assert.deepEqual(stack.get("show")?.provider?.props, {
        region: "us-west-2",
        skipCredentialsValidation: "false",
        skipRegionValidation: "true",
        version: "7.48.0",
      });
      assert.equal(stack.get("show-box")?.provider, null);
      assert.deepEqual(seen(result, "shows-resource").get("show-box")?.props, { size: 1 });
    });

    it("ids after an update", async () => {
      const plan = await planProgram(
        () => {
          new aws.ec2.Vpc("show");
        },
        { mode: "update" },
      );
      const { props } = seen(await checkPlan(pack, plan), "shows-stack").get("show")!;
      assert.match(props.id as string, /^vpc-/);
    });

    it("what is only read as a part of the stack, not by itself", async () => {
      const plan = await planProgram(() => {
        aws.ec2.Vpc.get("show", "vpc-1");
      });
      const result = await checkPlan(pack, plan);
      assert.equal(seen(result, "shows-resource").get("show"), undefined);
      assert.equal(seen(result, "shows-stack").get("show")?.props.id, "vpc-1");
    });

    it("ids in place of references to resources, and URNs in place of those to components", async () => {
      const plan = await planProgram(() => {
        const vpc = new aws.ec2.Vpc("vpc");
        const box = new pulumi.ComponentResource("shop:index:Box", "box");
        new pulumi.ComponentResource("shop:index:Box", "show", { vpc, box, list: [box] });
      });
      assert.deepEqual(seen(await checkPlan(pack, plan), "shows-resource").get("show")?.props, {
        vpc: "unknown",
        box: "urn:pulumi:dev::three-tier::shop:index:Box::box",
        list: ["urn:pulumi:dev::three-tier::shop:index:Box::box"],
      });
    });

    it("no internal property at the top", async () => {
      const [resource, ...others] = policyResources(await vpcs()).reverse();
      const inputs = { __defaults: [], tags: { __defaults: [] } };
      const result = await checkResources(pack, [...others, { ...resource, name: "show", inputs, outputs: inputs }]);
      for (const name of ["shows-resource", "shows-stack"]) {
        assert.deepEqual(seen(result, name).get("three-tier-dev")?.props, { tags: { __defaults: [] } }, name);
      }
    });
  });
});

describe("a policy pack that ends while it is asked", function () {
  this.slow(5000);

  it("is named with how it ended", async () => {
    const pack = await PolicyPack.open(new PackProcess(TEST_PACK, TEST_STACK));
    await assert.rejects(checkPlan(pack, await vpcs("dies")), {
      message: "The policy pack offline/testdata/policies ended while it was being asked (exit code 3)",
    });
    await pack.stop();
  });
});

describe("what a policy reports to have examined", function () {
  this.slow(5000);

  it("is all there, however much a pack sends, and only what makes sense", async () => {
    const policies = `[{
      name: "talks",
      description: "",
      enforcementLevel: "mandatory",
      validateStack: () => {
        for (const message of [null, "text", { type: "examined" }, { type: "examined", policy: "talks", counts: 1 }]) {
          process.send(message);
        }
        for (let round = 1; round <= 5000; round++) {
          process.send({ type: "examined", policy: "talks", counts: { rounds: round, odd: "x".repeat(200) } });
        }
      },
    }]`;
    const pack = await PolicyPack.open(new PackProcess(writePack({ "index.js": programWith(policies) }), TEST_STACK));
    for (let check = 0; check < 3; check++) {
      assert.deepEqual(policy(await checkPlan(pack, await vpcs()), "talks").counts, { rounds: 5000 });
    }
    await pack.stop();
  });
});

describe("the settings that a pack's program gives", function () {
  this.slow(5000);

  const POLICIES = `[{
    name: "limits",
    description: "",
    enforcementLevel: "mandatory",
    configSchema: { properties: { limit: { type: "integer" } }, required: ["limit"] },
    validateStack: ({ getConfig }, report) => report(String(getConfig().limit)),
  }]`;
  const limit = async (initialConfig: string, config: object) => {
    const directory = writePack({ "index.js": programWith(POLICIES, initialConfig) });
    const pack = await PolicyPack.open(new PackProcess(directory, TEST_STACK), { ...config }, "dev.json");
    const { violations } = await checkPlan(pack, await vpcs());
    await pack.stop();
    return [violations[0].enforcementLevel, violations[0].message];
  };

  it("come before the policy's own, and after those of the file", async () => {
    const initial = `{ limits: { limit: 5, enforcementLevel: "advisory" } }`;
    assert.deepEqual(await limit(initial, {}), ["advisory", "\n5"]);
    assert.deepEqual(await limit(initial, { limits: { limit: 6 } }), ["advisory", "\n6"]);
    assert.deepEqual(await limit(initial, { limits: "mandatory" }), ["mandatory", "\n5"]);
  });

  it("are missed where the policy needs one", async () => {
    await assert.rejects(
      limit("undefined", {}),
      /^Error: dev\.json: a policy setting is wrong\n {2}limits\.limit: it has no value and no default; give it one$/,
    );
  });
});
