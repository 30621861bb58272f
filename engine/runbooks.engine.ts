/** The procedures of docs/deploying.md, under the real engine: what AWS does by hand is done in the pretended account. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { nodeArguments } from "../command-line/node-arguments";
import { nameOf, typeOf } from "../offline/urn";
import type { WireMap } from "../offline/wire";
import type { Existing } from "./account";
import { changes, namedChanges } from "./changes";
import { TestStack } from "./test-stack";

const INSTANCE = "aws:rds/instance:Instance";
const GROUP = "aws:autoscaling/group:Group";

describe("runbooks under the engine", function () {
  this.timeout(900_000);
  const stacks: TestStack[] = [];
  let dev: TestStack;

  before(() => {
    dev = TestStack.create("dev");
    stacks.push(dev);
    dev.mustDo("up", "--skip-preview");
  });
  after(() => {
    for (const stack of stacks) stack.remove();
  });

  const copy = () => {
    const stack = dev.copy();
    stacks.push(stack);
    return stack;
  };

  it("roll out: another key of the jar replaces servers, in the group by an instance refresh", () => {
    const stack = copy();
    stack.set({ "was.jar": { bucket: "example-artifacts", key: "releases/app-1.0.1.jar" } });
    const run = namedChanges(stack.mustDo("up"));
    assert.deepEqual(run.replace, [
      "aws:ec2/instance:Instance was-base",
      "aws:lb/targetGroupAttachment:TargetGroupAttachment was-base",
    ]);
    assert.deepEqual(run.update, [`${GROUP} was`, "aws:ec2/launchTemplate:LaunchTemplate was"]);
    assert.deepEqual(changes(stack.mustDo("up")), {});
  });

  it("scale by the vendor: sizes that are set by hand stay", () => {
    const stack = copy();
    stack.set({ "was.scaling": { owner: "vendor", minSize: 1, maxSize: 2 } });
    stack.edit("policy-pack/config/dev.json", (text) => text.replace(/("was": .*)"program"/, '$1"vendor"'));
    stack.mustDo("up");
    const group = existing(stack, GROUP, "was");
    const sizes = { minSize: 2, maxSize: 6, desiredCapacity: 4 };
    stack.account.put({
      ...group,
      inputs: { ...group.inputs, minSize: 2, maxSize: 6 },
      outputs: { ...group.outputs, ...sizes },
    });
    stack.mustDo("refresh");
    // The approved bounds judge what was found: they are raised first, by whoever approves.
    const stopped = stack.run("up");
    assert.notEqual(stopped.status, 0);
    assert.match(stopped.output, /scaling-within-approved-bounds/);
    stack.edit("policy-pack/config/dev.json", (text) =>
      text.replace(/("was": .*"minSize": )1(, "maxSize": )2/, "$12$26"),
    );
    stack.mustDo("up");
    assert.deepEqual(sizesOf(existing(stack, GROUP, "was")), sizes);
  });

  it("lose the primary: a promoted replica takes its place, and gets a replica of its own", () => {
    const stack = copy();
    const primary = existing(stack, INSTANCE, "database");
    const replica = existing(stack, INSTANCE, "database-replica-1");
    // As `aws rds promote-read-replica` leaves it, and as the loss of the primary does.
    stack.account.remove(primary);
    const own = Object.fromEntries(Object.entries(replica.outputs).filter(([key]) => key !== "replicateSourceDb"));
    const { availabilityZone, identifier } = replica.inputs;
    stack.account.put({
      ...replica,
      inputs: { ...primary.inputs, availabilityZone: availabilityZone ?? null, identifier: identifier ?? null },
      outputs: { ...primary.outputs, ...own },
    });

    adopt(stack, replica);
    stack.mustDo("refresh");
    const run = namedChanges(stack.mustDo("up"));
    assert.deepEqual(run.create, [`${INSTANCE} database-replica-1`]);
    assert.deepEqual(
      (run.replace ?? []).filter((what) => what.startsWith(INSTANCE)),
      [],
    );
    assert.deepEqual(run.delete ?? [], []);
    assert.ok(run.update?.includes("aws:ec2/launchTemplate:LaunchTemplate was"), "WAS is told of the new writer");
    assert.deepEqual(changes(stack.mustDo("up")), {});
    const databases = stack.account.all().filter(({ type }) => type === INSTANCE);
    const sources = databases.map(({ inputs }) => [inputs.identifier === identifier, inputs.replicateSourceDb]);
    assert.deepEqual(sources.sort(), [
      [false, identifier],
      [true, undefined],
    ]);
  });

  it("restore: a database made from a backup takes the primary's place", () => {
    const stack = copy();
    const primary = existing(stack, INSTANCE, "database");
    const restored = {
      ...primary,
      id: "db-RESTORED000000000000000000",
      inputs: { ...primary.inputs, identifier: "restored" },
      outputs: {
        ...primary.outputs,
        id: "db-RESTORED000000000000000000",
        identifier: "restored",
        address: "restored.example.com",
      },
    };
    stack.account.put(restored);
    stack.account.remove(existing(stack, INSTANCE, "database-replica-1"));
    stack.account.remove(primary);

    adopt(stack, restored);
    stack.mustDo("refresh");
    const run = namedChanges(stack.mustDo("up"));
    assert.deepEqual(run.create, [`${INSTANCE} database-replica-1`]);
    assert.deepEqual(
      (run.replace ?? []).filter((what) => what.startsWith(INSTANCE)),
      [],
    );
    assert.equal(existing(stack, INSTANCE, "database-replica-1").inputs.replicateSourceDb, "restored");
  });

  it("upgrade the engine: once AWS has upgraded replicas and primary, the program follows", () => {
    const stack = copy();
    for (const name of ["database", "database-replica-1"]) {
      const instance = existing(stack, INSTANCE, name);
      const version: WireMap = name === "database" ? { engineVersion: "11.4" } : {};
      stack.account.put({
        ...instance,
        inputs: { ...instance.inputs, ...version },
        outputs: { ...instance.outputs, engineVersion: "11.4" },
      });
    }
    stack.set({ "database.engineVersion": "11.4" });
    stack.mustDo("refresh");
    const run = namedChanges(stack.mustDo("up"));
    assert.deepEqual(run.replace, ["aws:rds/parameterGroup:ParameterGroup database"]);
    assert.ok(run.update?.includes(`${INSTANCE} database`));
    assert.deepEqual(run.create ?? [], []);
    assert.deepEqual(changes(stack.mustDo("up")), {});
  });

  it("rotate the password: a new one reaches the database and the secret, and nothing is lost", () => {
    const stack = copy();
    const password = stack.resources().find(({ type }) => type === "random:index/randomPassword:RandomPassword");
    assert.ok(password);
    const before = existing(stack, INSTANCE, "database").inputs.password;
    const run = namedChanges(stack.mustDo("up", "--replace", password.urn));
    assert.deepEqual(run.replace, [
      "aws:secretsmanager/secretVersion:SecretVersion database",
      "random:index/randomPassword:RandomPassword database",
    ]);
    assert.ok(run.update?.includes(`${INSTANCE} database`));
    assert.notDeepEqual(existing(stack, INSTANCE, "database").inputs.password, before);
    assert.deepEqual(changes(stack.mustDo("up")), {});
  });

  it("rotate the key pair: servers are replaced, addresses and data stay", () => {
    const stack = copy();
    const address = existing(stack, "aws:ec2/eip:Eip", "bastion").id;
    stack.set({ "bastion.keyName": "three-tier-2" });
    const run = namedChanges(stack.mustDo("up"));
    assert.deepEqual(run.replace, [
      "aws:ec2/instance:Instance bastion",
      "aws:ec2/instance:Instance was-base",
      "aws:ec2/instance:Instance web-base",
      "aws:lb/targetGroupAttachment:TargetGroupAttachment was-base",
      "aws:lb/targetGroupAttachment:TargetGroupAttachment web-base",
    ]);
    assert.equal(existing(stack, "aws:ec2/eip:Eip", "bastion").id, address);
    assert.deepEqual(run.delete ?? [], []);
  });
});

function existing(stack: TestStack, type: string, name: string): Existing {
  const found = stack.account.all().filter(({ urn }) => typeOf(urn) === type && nameOf(urn) === name);
  assert.equal(found.length, 1, `${type} ${name}`);
  return found[0];
}

function sizesOf({ outputs: { minSize, maxSize, desiredCapacity } }: Existing) {
  return { minSize, maxSize, desiredCapacity };
}

/** The commands of the runbook: export, adopt-database, import. */
function adopt(stack: TestStack, { id, inputs }: Existing): void {
  const [old, adopted] = ["state.json", "adopted.json"].map((name) => join(stack.directory, name)) as [string, string];
  stack.mustRun("stack", "export", "--stack", stack.stack, "--file", old);
  const command = join(__dirname, "../deploy/adopt-database.ts");
  const identifier = inputs.identifier as string;
  const args = nodeArguments(command, old, identifier, id, "--out", adopted);
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  stack.mustRun("stack", "import", "--stack", stack.stack, "--file", adopted);
}
