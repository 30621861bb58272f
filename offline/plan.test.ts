import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { find, findOne, planProgram, UNKNOWN, wireState } from "./plan";
import { secret } from "./wire";

const STACK = "urn:pulumi:dev::three-tier::pulumi:pulumi:Stack::three-tier-dev";

class Box extends pulumi.ComponentResource {
  constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, args, options);
    this.registerOutputs({ name });
  }
}

describe("a plan", () => {
  it("holds what the engine would be asked for", async () => {
    const plan = await planProgram(() => {
      const box = new Box("box", { size: 1 });
      const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }, { parent: box, protect: true });
      new aws.ec2.Subnet(
        "one",
        { vpcId: vpc.id, cidrBlock: "10.0.0.0/24", tags: { Name: "one" } },
        {
          parent: vpc,
          dependsOn: [box],
          ignoreChanges: ["tags"],
          customTimeouts: { create: "5m" },
          aliases: [{ name: "old" }],
        },
      );
    });
    const parent = "urn:pulumi:dev::three-tier::test:index:Box$aws:ec2/vpc:Vpc::main";
    assert.deepEqual(plan.resources.map(({ urn }) => urn).slice(0, 3), [
      STACK,
      "urn:pulumi:dev::three-tier::test:index:Box::box",
      parent,
    ]);
    assert.deepEqual(findOne(plan, "test:index:Box", "box").inputs, { size: 1 });
    assert.deepEqual(findOne(plan, "test:index:Box", "box").outputs, { name: "box" });
    const subnet = findOne(plan, "aws:ec2/subnet:Subnet");
    const { aliases, ...rest } = subnet;
    assert.deepEqual(
      aliases.map((alias) => (alias as { name: string }).name),
      ["old"],
    );
    assert.deepEqual(rest, {
      urn: "urn:pulumi:dev::three-tier::test:index:Box$aws:ec2/vpc:Vpc$aws:ec2/subnet:Subnet::one",
      type: "aws:ec2/subnet:Subnet",
      name: "one",
      parent,
      custom: true,
      external: false,
      id: UNKNOWN,
      inputs: { vpcId: UNKNOWN, cidrBlock: "10.0.0.0/24", tags: { Name: "one" } },
      outputs: { vpcId: UNKNOWN, cidrBlock: "10.0.0.0/24", tags: { Name: "one" } },
      dependencies: [parent],
      propertyDependencies: { vpcId: [parent], cidrBlock: [], tags: [] },
      protect: true,
      ignoreChanges: ["tags"],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      retainOnDelete: false,
      deleteBeforeReplace: undefined,
      deletedWith: undefined,
      provider: undefined,
      customTimeouts: { create: "5m" },
    });
  });

  it("knows no ids at preview, and plausible ones at update", async () => {
    const program = () => ({ id: new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" }).id });
    assert.equal((await planProgram(program)).outputs.id, UNKNOWN);
    const { outputs } = await planProgram(program, { mode: "update" });
    assert.match(outputs.id as string, /^vpc-0[\da-f]{16}$/);
    assert.deepEqual((await planProgram(program, { mode: "update" })).outputs, outputs);
  });

  it("tells the program whether it is a preview", async () => {
    const program = () => ({ preview: pulumi.runtime.isDryRun() });
    assert.equal((await planProgram(program)).outputs.preview, true);
    assert.equal((await planProgram(program, { mode: "update" })).outputs.preview, false);
  });

  it("shows no secret, and keeps what policies need apart", async () => {
    const plan = await planProgram(
      () => {
        const password = new random.RandomPassword("p", { length: 16 });
        const tags = { open: "o", hidden: pulumi.secret("hush") };
        const instance = new aws.ec2.Instance("i", { instanceType: "t3.micro", ami: "ami-1", tags });
        return { password: password.result, mixed: { tags: instance.tags }, id: instance.id };
      },
      { mode: "update" },
    );
    assert.doesNotMatch(JSON.stringify(plan), /hush/);
    assert.equal(plan.outputs.password, "[secret]");
    const instance = findOne(plan, "aws:ec2/instance:Instance");
    assert.deepEqual(instance.inputs.tags, { open: "o", hidden: "[secret]" });
    assert.deepEqual(wireState(instance).inputs.tags, { open: "o", hidden: secret("hush") });
  });

  it("reads what exists in both modes", async () => {
    for (const mode of ["preview", "update"] as const) {
      const plan = await planProgram(() => ({ id: aws.ec2.Vpc.get("old", "vpc-123").id }), { mode });
      assert.equal(plan.outputs.id, "vpc-123");
      const { external, outputs } = findOne(plan, "aws:ec2/vpc:Vpc");
      assert.equal(external, true);
      assert.equal(outputs.arn, "arn:aws:ec2:ap-northeast-2:123456789012:vpc/vpc-123");
    }
  });

  it("answers functions at preview too", async () => {
    const plan = await planProgram(async () => ({
      account: (await aws.getCallerIdentity()).accountId,
      region: aws.getRegionOutput().region,
      image: aws.ssm.getParameterOutput({ name: "/aws/service/canonical/ubuntu/x" }).insecureValue,
    }));
    assert.equal(plan.outputs.account, "123456789012");
    assert.equal(plan.outputs.region, "ap-northeast-2");
    assert.match(plan.outputs.image as string, /^ami-0[\da-f]{16}$/);
  });

  it("tells of the functions that are called, those without an answer among them", async () => {
    const called: [string, object][] = [];
    const program = async () => {
      await aws.ssm.getParameter({ name: "/a" });
      await pulumi.runtime.invoke("aws:no/getSuch:getSuch", { b: 1 });
    };
    const onInvoke = (token: string, args: object) => called.push([token, args]);
    await assert.rejects(planProgram(program, { onInvoke }));
    assert.deepEqual(called, [
      ["aws:ssm/getParameter:getParameter", { name: "/a" }],
      ["aws:no/getSuch:getSuch", { b: 1 }],
    ]);
  });

  it("hands over settings, and which of them are secret", async () => {
    const plan = await planProgram(
      () => {
        const config = new pulumi.Config();
        return {
          net: config.requireObject("net"),
          token: config.requireSecret("token"),
          org: pulumi.getOrganization(),
        };
      },
      { config: { "three-tier:net": '{"a":1}', "three-tier:token": "hush" }, secretConfigKeys: ["three-tier:token"] },
    );
    assert.deepEqual(plan.outputs, { net: { a: 1 }, token: "[secret]", org: "organization" });
  });

  it("makes ids up as for a stack of another name, on demand", async () => {
    const idsOf = async (stack: string, likeStack?: string) => {
      const plan = await planProgram(() => new aws.ec2.Vpc("main"), { stack, likeStack, mode: "update" });
      const { id, urn } = findOne(plan, "aws:ec2/vpc:Vpc");
      return { id, isOf: urn.split("::")[0] };
    };
    const dev = await idsOf("dev");
    const prod = await idsOf("prod", "dev");
    assert.deepEqual([dev.isOf, prod.isOf], ["urn:pulumi:dev", "urn:pulumi:prod"]);
    assert.equal(prod.id, dev.id);
    assert.notEqual((await idsOf("prod")).id, dev.id);
  });

  it("takes explicit providers from parents, as the engine does", async () => {
    const plan = await planProgram(() => {
      const provider = new aws.Provider("west", { region: "us-west-2" });
      new aws.ec2.Vpc("inner", {}, { parent: new Box("box", {}, { providers: [provider] }) });
    });
    assert.match(findOne(plan, "aws:ec2/vpc:Vpc").provider ?? "", /pulumi:providers:aws::west::/);
  });

  it("waits for what the program does later", async () => {
    const plan = await planProgram(() => {
      setTimeout(() => new Box("late"), 120);
    });
    assert.equal(find(plan, "test:index:Box").length, 1);
  });

  it("shares nothing with the next one, even side by side", async () => {
    const names = ["a", "b", "c", "d"];
    const plans = await Promise.all(
      names.map((name) =>
        planProgram(() => ({ name: new pulumi.Config().require("name"), box: new Box("same").urn }), {
          stack: name,
          config: { "three-tier:name": name },
        }),
      ),
    );
    assert.deepEqual(
      plans.map(({ outputs }) => outputs.name as unknown),
      names,
    );
    assert.deepEqual(
      plans.map(({ resources }) => resources.length),
      [2, 2, 2, 2],
    );
    assert.match(plans[3].outputs.box as string, /^urn:pulumi:d::/);
    assert.throws(() => new pulumi.Config().require("name"));
  });

  it("leaves the handlers of the process as they were", async () => {
    const events = ["unhandledRejection", "uncaughtException"];
    const handlers = () => events.map((event) => process.listeners(event as "uncaughtException"));
    const before = handlers();
    await planProgram(() => undefined);
    await assert.rejects(planProgram(() => Promise.reject(new Error("no"))));
    assert.deepEqual(handlers(), before);
  });

  it("says what there is when asked for something else", async () => {
    const plan = await planProgram(() => {
      new Box("one");
      new Box("two");
    });
    assert.throws(
      () => findOne(plan, "test:index:Box", "three"),
      /0 resources are test:index:Box named "three"; .*: one, two$/,
    );
    assert.throws(() => findOne(plan, "test:index:Box"), /2 resources are test:index:Box;/);
  });
});

describe("a program that cannot be planned", () => {
  const never = new Promise<string>(() => undefined);
  const failing: [string, () => unknown, RegExp][] = [
    [
      "throws",
      () => {
        throw new Error("no");
      },
      /^no$/,
    ],
    ["rejects", () => Promise.reject(new Error("no")), /^no$/],
    [
      "raises a RunError",
      () => {
        throw new pulumi.RunError("settings");
      },
      /^settings$/,
    ],
    [
      "raises a ResourceError",
      () => {
        throw new pulumi.ResourceError("bad", new Box("a"));
      },
      /^bad$/,
    ],
    [
      "throws in an apply",
      () => {
        new Box("a").urn.apply(() => {
          throw new Error("no");
        });
      },
      /^no$/,
    ],
    [
      "throws in an apply that an input takes",
      () =>
        new Box("b", {
          x: new Box("a").urn.apply(() => {
            throw new Error("no");
          }),
        }),
      /^error serializing property "x": no$/,
    ],
    [
      "throws in an output",
      () => ({
        x: new Box("a").urn.apply(() => {
          throw new Error("no");
        }),
      }),
      /^no$/,
    ],
    [
      "throws later",
      () => {
        setTimeout(() => {
          throw new Error("late");
        }, 20);
      },
      /^late$/,
    ],
    ["logs an error", () => pulumi.log.error("no"), /logged an error/],
    [
      "names two resources alike",
      () => [new Box("a"), new Box("a")],
      /^Duplicate resource URN 'urn:.*Box::a'; try giving it a unique name$/,
    ],
    [
      "has a type without three parts",
      () =>
        new (class extends pulumi.CustomResource {
          constructor() {
            super("foo", "n", {});
          }
        })(),
      /^Type 'foo' is not a valid type token \(must have format '\*:\*:\*'\)$/,
    ],
    [
      "asks an unknown function",
      () => pulumi.runtime.invoke("aws:no/getSuch:getSuch", {}),
      /aws:no\/getSuch:getSuch has no offline answer/,
    ],
    [
      "uses a remote component without a stand-in",
      () =>
        new (class extends pulumi.ComponentResource {
          constructor() {
            super("x:y:Z", "n", {}, {}, true);
          }
        })(),
      /^The remote component x:y:Z has no offline stand-in/,
    ],
    [
      "waits for an input for ever",
      () => new Box("stuck", { x: never }),
      /does not end: an output never resolves.*\n {2}test:index:Box stuck$/,
    ],
    [
      "waits for itself",
      () => {
        let resolve: (urn: pulumi.Output<string>) => void = () => undefined;
        const a = new Box("a", {
          x: new Promise((done) => {
            resolve = done;
          }),
        });
        resolve(new Box("b", { x: a.urn }).urn);
      },
      /\n {2}test:index:Box a\n {2}test:index:Box b$/,
    ],
    ["has an output that never resolves", () => ({ never }), /does not end: an output or a promise never resolves/],
    ["never returns", () => never, /does not end/],
  ];
  for (const [name, program, message] of failing) {
    it(`ends in its own error if it ${name}`, async () => {
      const { error } = console;
      console.error = () => undefined;
      try {
        await assert.rejects(planProgram(program), { message });
      } finally {
        console.error = error;
      }
      const next = await planProgram(() => {
        new Box("next");
      });
      assert.equal(next.resources.length, 2, "the next plan is not disturbed");
    });
  }

  it("rejects with the very error that was thrown", async () => {
    const error = new Error("mine");
    await assert.rejects(
      planProgram(() => {
        throw error;
      }),
      (caught) => caught === error,
    );
    await assert.rejects(
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- programs may
      planProgram(() => void Promise.reject("a text")),
      (caught) => caught === "a text",
    );
  });

  it("takes secrets out of errors", async () => {
    const program = () => {
      const { result } = new random.RandomPassword("p", { length: 20 });
      return {
        x: result.apply((text) => {
          throw new Error(`bad: ${text}`);
        }),
      };
    };
    await assert.rejects(planProgram(program, { mode: "update" }), { message: "bad: [secret]" });
  });
});
