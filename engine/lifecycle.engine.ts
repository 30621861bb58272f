/** The life of a stack under the real engine: what `pulumi` does from the first preview to the last resource. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { nameOf } from "../offline/urn";
import { changes, namedChanges } from "./changes";
import type { StateResource } from "./events";
import { announced, deployed, type OfflinePreview, offlinePreview, planned, shown } from "./offline-preview";
import { type EngineRun, TestStack } from "./test-stack";

/** What holds state: replacing one of these loses data, or an address that others rely on. */
const STATEFUL = [
  "aws:ec2/eip:Eip",
  "aws:efs/fileSystem:FileSystem",
  "aws:rds/instance:Instance",
  "aws:s3/bucket:Bucket",
  "aws:secretsmanager/secret:Secret",
];

/** A door to the WAS from everywhere, as someone might add it in a hurry. */
const HOLE = `
import * as aws from "@pulumi/aws";
new aws.vpc.SecurityGroupIngressRule("hole", {
  securityGroupId: was.securityGroupId,
  description: "Only for a moment",
  cidrIpv4: "0.0.0.0/0",
  ipProtocol: "tcp",
  fromPort: 22,
  toPort: 22,
});
`;

for (const stack of ["dev", "prod"]) {
  describe(`stack ${stack} under the engine`, function () {
    this.timeout(600_000);
    const stacks: TestStack[] = [];
    let undeployed: TestStack;
    let live: TestStack;
    let firstPreview: EngineRun;
    let offline: OfflinePreview;
    let state: StateResource[];

    const copyOf = (original: TestStack) => {
      const copy = original.copy();
      stacks.push(copy);
      return copy;
    };

    before(() => {
      undeployed = TestStack.create(stack);
      stacks.push(undeployed);
      firstPreview = undeployed.mustDo("preview");
      offline = offlinePreview(undeployed.project, stack, "preview");
      live = copyOf(undeployed);
      live.mustDo("up", "--skip-preview");
      state = live.resources();
    });

    after(() => {
      for (const each of stacks) each.remove();
    });

    it("previews what the offline preview says, resource by resource", () => {
      assert.deepEqual(announced(firstPreview.events), planned(offline));
    });

    it("is judged by the policies as offline, violation by violation", () => {
      const violations = firstPreview.events.flatMap(({ policyEvent }) => policyEvent ?? []);
      const verdicts = violations.map((violation) => [
        violation.policyName,
        violation.resourceUrn ?? "",
        violation.enforcementLevel,
      ]);
      assert.deepEqual(
        verdicts.sort(),
        offline.violations.map(({ policy, urn, enforcementLevel }) => [policy, urn, enforcementLevel]).sort(),
      );
    });

    it("deploys what the simulated update says: inputs, outputs, dependencies", () => {
      const updated = offlinePreview(live.project, stack, "update");
      assert.deepEqual(deployed(state), planned(updated));
      const byUrn = new Map(state.map((resource) => [resource.urn, resource]));
      for (const { urn, outputs, dependencies, propertyDependencies, custom } of updated.resources) {
        const { id, ...kept } = shown(byUrn.get(urn)?.outputs ?? {});
        assert.equal(id, byUrn.get(urn)?.id, urn);
        assert.deepEqual(kept, outputs, urn);
        assert.deepEqual([...(byUrn.get(urn)?.dependencies ?? [])].sort(), [...dependencies].sort(), urn);
        if (custom)
          assert.deepEqual(nonEmpty(byUrn.get(urn)?.propertyDependencies), nonEmpty(propertyDependencies), urn);
      }
    });

    it("creates every resource once", () => {
      const custom = state.filter(({ custom: managed, type }) => managed && !type.startsWith("pulumi:"));
      assert.deepEqual(
        live.account
          .all()
          .map(({ urn }) => urn)
          .sort(),
        custom.map(({ urn }) => urn).sort(),
      );
    });

    it("has nothing to do at a second up, and its policies agree", () => {
      const again = copyOf(live).mustDo("up", "--expect-no-changes");
      assert.deepEqual(changes(again), {});
      assert.deepEqual(mandatory(again), []);
    });

    it("finds no drift where there is none", () => {
      copyOf(live).mustDo("refresh", "--expect-no-changes");
    });

    it("takes what AWS changes by itself for no drift", () => {
      const scaled = copyOf(live);
      for (const existing of scaled.account.all()) {
        if (existing.type === "aws:autoscaling/group:Group") {
          scaled.account.put({ ...existing, outputs: { ...existing.outputs, desiredCapacity: 2 } });
        }
        if (existing.type === "aws:rds/instance:Instance") {
          const latestRestorableTime = "2026-01-01T00:05:00Z";
          scaled.account.put({ ...existing, outputs: { ...existing.outputs, latestRestorableTime } });
        }
      }
      scaled.mustDo("refresh", "--preview-only", "--expect-no-changes");
    });

    it("finds what was changed by hand, and puts it right", () => {
      const drifted = copyOf(live);
      const group = drifted.account
        .all()
        .find(({ type, urn }) => type === "aws:lb/targetGroup:TargetGroup" && nameOf(urn) === "web");
      assert.ok(group);
      drifted.account.put({
        ...group,
        outputs: { ...group.outputs, deregistrationDelay: 0 },
        inputs: { ...group.inputs, deregistrationDelay: 0 },
      });
      const found = drifted.run("refresh", "--preview-only", "--expect-no-changes");
      assert.notEqual(found.status, 0);
      assert.match(found.output, /no changes were expected/);
      drifted.mustDo("refresh");
      assert.deepEqual(changes(drifted.mustDo("up")), { update: [group.urn] });
      assert.deepEqual(changes(drifted.mustDo("up")), {});
    });

    it(`changes ${stack === "dev" ? "nothing but the group" : "nothing, as the vendor owns them,"} when bounds change`, () => {
      const resized = copyOf(live);
      resized.set({ "web.scaling.maxSize": 5 });
      resized.edit(`policy-pack/config/${stack}.json`, (text) => text.replace(/("web": .*"maxSize": )\d/, "$15"));
      assert.deepEqual(
        namedChanges(resized.mustDo("up")),
        stack === "dev" ? { update: ["aws:autoscaling/group:Group web"] } : {},
      );
    });

    it("replaces servers, and nothing that holds state, when the application's environment changes", () => {
      const changed = copyOf(live);
      changed.set({ "was.environment": { GREETING: "hello" } });
      const run = changed.mustDo("up");
      assert.deepEqual(namedChanges(run), {
        update: ["aws:autoscaling/group:Group was", "aws:ec2/launchTemplate:LaunchTemplate was"],
        replace: ["aws:ec2/instance:Instance was-base", "aws:lb/targetGroupAttachment:TargetGroupAttachment was-base"],
      });
      assert.deepEqual(changes(changed.mustDo("up")), {});
    });

    it("changes the database in place when its class does", () => {
      const changed = copyOf(live);
      changed.set({ "database.instanceClass": "db.m7g.xlarge" });
      assert.deepEqual(namedChanges(changed.mustDo("up")), {
        update: ["aws:rds/instance:Instance database", "aws:rds/instance:Instance database-replica-1"],
      });
    });

    it("only adds when a zone is appended", () => {
      const wider = copyOf(live);
      wider.set({ "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-2c", "ap-northeast-2b"] });
      const run = changes(wider.mustDo("up"));
      assert.deepEqual(run.replace ?? [], []);
      assert.deepEqual(run.delete ?? [], []);
      assert.ok((run.create ?? []).length > 0);
      assert.deepEqual(
        (run.update ?? []).filter((urn) => STATEFUL.some((type) => urn.includes(type))),
        [],
      );
    });

    it("refuses to delete what is protected", () => {
      const guarded = copyOf(live);
      if (stack === "dev") {
        guarded.mustRun(
          "state",
          "protect",
          "--yes",
          "--stack",
          stack,
          urnOf(state, "aws:ec2/eip:Eip", "main-outbound"),
        );
      }
      guarded.set({ "network.eipAllocationIds": ["eipalloc-0123456789abcdef0"] });
      const refused = guarded.run("up");
      assert.notEqual(refused.status, 0);
      assert.match(refused.output, /main-outbound.*protect/s);
      assert.deepEqual(guarded.account.all(), live.account.all());
    });

    it("stops an unsafe edit before anything is created", () => {
      const hurried = copyOf(undeployed);
      hurried.edit("index.ts", (text) => text + HOLE);
      const stopped = hurried.run("up");
      assert.notEqual(stopped.status, 0);
      assert.ok(mandatory(stopped).includes("ssh-only-from-bastion"), stopped.output);
      assert.deepEqual(hurried.account.all(), []);
      assert.deepEqual(hurried.resources(), []);
    });

    it("stops an unsafe edit of what is deployed before anything changes", () => {
      const hurried = copyOf(live);
      hurried.edit("index.ts", (text) => text + HOLE);
      const stopped = hurried.run("up");
      assert.notEqual(stopped.status, 0);
      assert.ok(mandatory(stopped).includes("ssh-only-from-bastion"), stopped.output);
      assert.deepEqual(hurried.account.all(), live.account.all());
    });

    it("completes after a failure half-way, and creates nothing twice", () => {
      const unlucky = copyOf(undeployed);
      unlucky.account.refuse(["aws:rds/instance:Instance database-replica-1"]);
      const failed = unlucky.run("up");
      assert.notEqual(failed.status, 0);
      assert.match(failed.output, /LimitExceeded: the account refuses database-replica-1/);
      const half = unlucky.account.all().length;
      assert.ok(half > 0 && half < live.account.all().length);
      unlucky.account.refuse([]);
      unlucky.mustDo("up");
      assert.deepEqual(unlucky.account.all(), live.account.all());
      assert.deepEqual(changes(unlucky.mustDo("up")), {});
    });

    it(
      stack === "dev" ? "is destroyed without a trace" : "is destroyed only after production has been given up",
      () => {
        const doomed = copyOf(live);
        if (stack === "prod") {
          const refused = doomed.run("destroy");
          assert.notEqual(refused.status, 0);
          assert.match(refused.output, /protect/);
          assert.deepEqual(doomed.account.all(), live.account.all());

          doomed.set({ production: false });
          const unjudged = doomed.run("up");
          assert.notEqual(unjudged.status, 0);
          assert.deepEqual([...new Set(mandatory(unjudged))], ["stateful-is-protected"]);
          doomed.policyConfig = join(__dirname, "../deploy/teardown-policies.json");
          const given = namedChanges(doomed.mustDo("up"));
          assert.deepEqual(given.replace ?? [], []);
          // The name of the last snapshot, which there will not be.
          assert.deepEqual(given.delete, ["random:index/randomId:RandomId database-last-snapshot"]);
        }
        doomed.mustDo("destroy");
        assert.deepEqual(doomed.account.all(), []);
        assert.deepEqual(doomed.resources(), []);
      },
    );
  });
}

/** Names of the mandatory policies that a run breaks. */
function mandatory({ events }: EngineRun): string[] {
  return events.flatMap(({ policyEvent }) =>
    policyEvent?.enforcementLevel === "mandatory" ? [policyEvent.policyName] : [],
  );
}

function urnOf(resources: StateResource[], type: string, name: string): string {
  const found = resources.find((resource) => resource.type === type && nameOf(resource.urn) === name);
  assert.ok(found, `${type} ${name}`);
  return found.urn;
}

/** Dependencies by property, sorted, without the properties that have none. */
function nonEmpty(dependencies: StateResource["propertyDependencies"] = {}): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(dependencies).flatMap(([property, urns]) =>
      urns && urns.length > 0 ? [[property, [...urns].sort()] as const] : [],
    ),
  );
}
