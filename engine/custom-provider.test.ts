import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { secret, UNKNOWN } from "../offline/wire";
import { Account } from "./account";
import { CustomProvider, DEFAULTS } from "./custom-provider";

const urn = (type: string, name = "main") => `urn:pulumi:dev::three-tier::${type}::${name}`;
const BUCKET = urn("aws:s3/bucket:Bucket");
const GROUP = urn("aws:ec2/securityGroup:SecurityGroup");
const INSTANCE = urn("aws:ec2/instance:Instance");
const DATABASE = urn("aws:rds/instance:Instance");
const TEMPLATE = urn("aws:ec2/launchTemplate:LaunchTemplate");
const BALANCER = urn("aws:lb/loadBalancer:LoadBalancer");
const HOOK = (tier: string) => urn("aws:autoscaling/lifecycleHook:LifecycleHook", `${tier}-flush-logs`);

describe("CustomProvider", () => {
  let directory: string;
  let account: Account;
  let provider: CustomProvider;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "account-"));
    account = new Account(directory);
    provider = new CustomProvider(account);
    provider.context = { region: "eu-west-1" };
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  describe("check", () => {
    it("makes up a name, and says so", () => {
      const { name, [DEFAULTS]: defaults } = provider.check(GROUP, {}, {});
      assert.match(name as string, /^main-[\da-f]{7}$/);
      assert.deepEqual(defaults, ["name"]);
    });

    it("keeps the name that a resource has", () => {
      assert.equal(provider.check(GROUP, { name: "main-1234567" }, {}).name, "main-1234567");
    });

    it("leaves a given name alone", () => {
      assert.deepEqual(provider.check(GROUP, { name: "old" }, { name: "new" }), { name: "new", [DEFAULTS]: [] });
    });

    it("makes up another name while the one that is replaced exists", () => {
      const first = provider.check(GROUP, {}, {});
      provider.create(GROUP, first);
      assert.notEqual(provider.check(GROUP, {}, {}).name, first.name);
    });
  });

  describe("diff", () => {
    it("finds nothing in equal inputs, whoever filled them in", () => {
      const difference = provider.diff(GROUP, { name: "a", [DEFAULTS]: ["name"] }, { name: "a", [DEFAULTS]: [] });
      assert.deepEqual(difference, { changed: [], replacing: [], deleteBeforeReplace: false });
    });

    it("tells an update from a replacement", () => {
      const difference = provider.diff(
        INSTANCE,
        { instanceType: "a", keyName: "k" },
        { instanceType: "b", keyName: "k" },
      );
      assert.deepEqual(difference, { changed: ["instanceType"], replacing: [], deleteBeforeReplace: false });
      assert.deepEqual(provider.diff(INSTANCE, { keyName: "k" }, { keyName: "l" }).replacing, ["keyName"]);
    });

    it("notices a property that is taken away", () => {
      assert.deepEqual(provider.diff(INSTANCE, { keyName: "k" }, {}).replacing, ["keyName"]);
    });

    it("looks into objects", () => {
      const root = (encrypted: boolean, volumeSize = 8) => ({ rootBlockDevice: { encrypted, volumeSize } });
      assert.deepEqual(provider.diff(INSTANCE, root(true), root(true, 9)), {
        changed: ["rootBlockDevice"],
        replacing: [],
        deleteBeforeReplace: false,
      });
      assert.deepEqual(provider.diff(INSTANCE, root(false), root(true)).replacing, ["rootBlockDevice.encrypted"]);
    });

    it("replaces a server for its user data only where that is asked for", () => {
      const server = (userData: string, userDataReplaceOnChange: boolean) => ({ userData, userDataReplaceOnChange });
      assert.deepEqual(provider.diff(INSTANCE, server("a", false), server("b", false)).replacing, []);
      assert.deepEqual(provider.diff(INSTANCE, server("a", true), server("b", true)).replacing, ["userData"]);
    });

    it("takes an unknown value for a change, and a secret for what is in it", () => {
      assert.deepEqual(provider.diff(INSTANCE, { subnetId: "subnet-1" }, { subnetId: UNKNOWN }).replacing, [
        "subnetId",
      ]);
      assert.deepEqual(provider.diff(DATABASE, { password: "x" }, { password: secret("x") }).changed, []);
    });

    it("has the old one go first where the program gives the name", () => {
      const group = (description: string, defaults: string[]) => ({ name: "a", description, [DEFAULTS]: defaults });
      assert.equal(provider.diff(GROUP, group("x", []), group("y", [])).deleteBeforeReplace, true);
      assert.equal(provider.diff(GROUP, group("x", ["name"]), group("y", ["name"])).deleteBeforeReplace, false);
    });
  });

  it("previews what it will compute as unknown", () => {
    const outputs = provider.previewCreate(GROUP, { name: "a", [DEFAULTS]: [] });
    assert.equal(outputs.arn, UNKNOWN);
    assert.equal(outputs.name, "a");
    assert.equal(DEFAULTS in outputs, false);
    assert.deepEqual(account.all(), []);
  });

  describe("create", () => {
    it("puts a resource into the account, with its id among the outputs", () => {
      const { id, outputs } = provider.create(BUCKET, { bucket: "b" });
      assert.equal(id, "b");
      assert.equal(outputs.id, "b");
      assert.deepEqual(
        account.all().map((existing) => [existing.urn, existing.id]),
        [[BUCKET, "b"]],
      );
    });

    it("refuses what has the name of another", () => {
      provider.create(BUCKET, { bucket: "b" });
      assert.throws(
        () => provider.create(urn("aws:s3/bucket:Bucket", "other"), { bucket: "b" }),
        /^Error: AlreadyExists: other would be the same in AWS as .*::main$/,
      );
    });

    it("lets parts of different groups have the same name", () => {
      for (const tier of ["web", "was"])
        provider.create(HOOK(tier), { name: "flush-logs", autoscalingGroupName: tier });
      assert.equal(account.find(HOOK("was"), "flush-logs")?.inputs.autoscalingGroupName, "was");
      assert.throws(
        () =>
          provider.create(urn("aws:autoscaling/lifecycleHook:LifecycleHook"), {
            name: "flush-logs",
            autoscalingGroupName: "web",
          }),
        /AlreadyExists/,
      );
    });

    it("gives what replaces a resource another id", () => {
      const first = provider.create(INSTANCE, {});
      assert.notEqual(provider.create(INSTANCE, {}).id, first.id);
    });

    it("replaces a password, which has no id of its own", () => {
      const password = urn("random:index/randomPassword:RandomPassword");
      const [old, young] = [0, 1].map(() => provider.create(password, { length: 32 }));
      assert.equal(old.id, young.id);
      assert.notEqual(old.outputs.result, young.outputs.result);
      provider.delete(password, "none", old.outputs);
      assert.deepEqual(
        account.all().map(({ outputs }) => outputs.result),
        [young.outputs.result],
      );
    });

    it("fails where the account refuses", () => {
      account.refuse(["aws:ec2/instance:Instance main"]);
      assert.throws(() => provider.create(INSTANCE, {}), /^Error: LimitExceeded: the account refuses main$/);
      account.refuse([]);
      provider.create(INSTANCE, {});
    });
  });

  it("counts the versions of a launch template, unknown at preview", () => {
    const inputs = { name: "a", imageId: "ami-1" };
    const { id, outputs } = provider.create(TEMPLATE, inputs);
    const change = { state: outputs, olds: inputs, news: { ...inputs, imageId: "ami-2" } };
    assert.equal(provider.update(TEMPLATE, id, change, "preview").latestVersion, UNKNOWN);
    assert.equal(account.find(TEMPLATE, id)?.inputs.imageId, "ami-1");
    const updated = provider.update(TEMPLATE, id, change, "update");
    assert.equal(updated.latestVersion, 2);
    assert.equal(updated.arn, outputs.arn);
    assert.equal(account.find(TEMPLATE, id)?.inputs.imageId, "ami-2");
  });

  it("gives a database that is renamed another address, in the same domain", () => {
    const olds = { identifier: "old", engine: "mariadb" };
    const news = { ...olds, identifier: "new" };
    const { id, outputs: state } = provider.create(DATABASE, olds);
    const { address, endpoint, resourceId } = provider.update(DATABASE, id, { state, olds, news }, "update");
    assert.equal(address, (state.address as string).replace(/^old\./, "new."));
    assert.equal(endpoint, `${address}:3306`);
    assert.equal(resourceId, state.resourceId);
    assert.equal(provider.update(DATABASE, id, { state, olds, news }, "preview").address, state.address);
  });

  it("drops what an update takes away", () => {
    const { id, outputs } = provider.create(INSTANCE, { keyName: "k", monitoring: true });
    const change = { state: outputs, olds: { keyName: "k", monitoring: true }, news: { keyName: "k" } };
    assert.equal("monitoring" in provider.update(INSTANCE, id, change, "update"), false);
  });

  it("does not update what is gone", () => {
    assert.throws(
      () => provider.update(INSTANCE, "i-1", { state: {}, olds: {}, news: {} }, "update"),
      /^Error: NotFound: main does not exist any more$/,
    );
  });

  describe("read", () => {
    it("tells what exists, and what is gone", () => {
      const { id, outputs } = provider.create(INSTANCE, { keyName: "k" });
      assert.deepEqual(provider.read(INSTANCE, id, outputs)?.inputs, { keyName: "k" });
      provider.delete(INSTANCE, id, outputs);
      assert.equal(provider.read(INSTANCE, id, outputs), undefined);
    });

    it("takes what is only read to exist", () => {
      assert.match(provider.read(INSTANCE, "i-1", {})?.outputs.arn as string, /:instance\/i-1$/);
    });
  });

  describe("delete", () => {
    const refused: [what: string, urn: string, state: Record<string, string | boolean>, message: RegExp][] = [
      [
        "a protected database",
        DATABASE,
        { deletionProtection: true, skipFinalSnapshot: true },
        /while deletionProtection is true/,
      ],
      [
        "a protected load balancer",
        BALANCER,
        { enableDeletionProtection: true },
        /while enableDeletionProtection is true/,
      ],
      [
        "a database that would leave no snapshot",
        DATABASE,
        { skipFinalSnapshot: false },
        /neither finalSnapshotIdentifier nor/,
      ],
    ];
    for (const [what, resource, state, message] of refused) {
      it(`refuses ${what}`, () => {
        const { id } = provider.create(resource, state);
        assert.throws(() => {
          provider.delete(resource, id, state);
        }, message);
        assert.equal(account.all().length, 1);
      });
    }

    const allowed: [what: string, state: Record<string, string | boolean>][] = [
      ["with its last snapshot named", { skipFinalSnapshot: false, finalSnapshotIdentifier: "last" }],
      ["that needs none", { skipFinalSnapshot: true }],
      ["that is a replica", { replicateSourceDb: "database" }],
    ];
    for (const [what, state] of allowed) {
      it(`deletes a database ${what}`, () => {
        const { id } = provider.create(DATABASE, state);
        provider.delete(DATABASE, id, state);
        assert.deepEqual(account.all(), []);
      });
    }
  });

  it("sees the resources of its own package only", () => {
    provider.create(BUCKET, { bucket: "b" });
    assert.deepEqual(new Account(directory, "random").all(), []);
    assert.equal(new Account(directory, "aws").all().length, 1);
  });
});

describe("a provider plugin", () => {
  it("does not start without an account", () => {
    const plugin = join(__dirname, "providers/aws/pulumi-resource-aws");
    const { status, stderr, stdout } = spawnSync(process.execPath, [plugin], {
      env: { ...process.env, NODE_OPTIONS: "", STAND_IN_ACCOUNT: "" },
      encoding: "utf8",
    });
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /The stand-in for aws needs a directory for its account in STAND_IN_ACCOUNT/);
  });
});
