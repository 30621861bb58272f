import assert from "node:assert/strict";
import { type PlanFacts, policyDocuments, type Purpose, type Statement } from "./policy";
import { stateGrants } from "./state";

const facts: PlanFacts = {
  project: "three-tier",
  stack: "dev",
  resources: [],
  functions: [],
  region: "ap-northeast-2",
  tags: { Project: "three-tier", Environment: "dev" },
};
const KEY = "arn:aws:kms:ap-northeast-2:111122223333:key/12345678-90ab-cdef-1234-567890abcdef";

function statements(purpose: Purpose, kmsKeyArn?: string): Statement[] {
  const grants = stateGrants({ bucket: "acme-pulumi-state", kmsKeyArn }, purpose, facts);
  return policyDocuments(facts, purpose, "111122223333", grants).flatMap(({ Statement }) => Statement);
}
const objectsOf = (purpose: Purpose, action: string) =>
  statements(purpose)
    .filter(({ Action }) => Action.includes(action))
    .flatMap(({ Resource }) => Resource)
    .map((resource) => resource.replace("arn:aws:s3:::acme-pulumi-state/.pulumi/", ""))
    .sort();

describe("stateGrants", () => {
  it("lets a preview read the state of its stack, and write nothing", () => {
    assert.deepEqual(objectsOf("preview", "s3:GetObject"), ["meta.yaml", "stacks/three-tier/dev.*"]);
    assert.doesNotMatch(JSON.stringify(statements("preview")), /Put|Delete/);
  });

  it("lets a deployment write state, history, backups and locks of its stack, and of no other", () => {
    const written = [
      "backups/three-tier/dev/*",
      "history/three-tier/dev/*",
      "locks/organization/three-tier/dev/*",
      "stacks/three-tier/dev.*",
    ];
    for (const action of ["s3:PutObject", "s3:DeleteObject"]) assert.deepEqual(objectsOf("deploy", action), written);
    assert.deepEqual(objectsOf("deploy", "s3:GetObject"), [
      "backups/three-tier/dev/*",
      "history/three-tier/dev/*",
      "locks/organization/three-tier/dev/*",
      "meta.yaml",
      "stacks/three-tier/dev.*",
    ]);
  });

  for (const purpose of ["deploy", "preview"] as const) {
    it(`lists the bucket under Pulumi's prefix alone, to ${purpose}`, () => {
      const [list] = statements(purpose).filter(({ Action }) => Action.includes("s3:ListBucket"));
      assert.deepEqual(
        [list.Resource, list.Condition],
        [["arn:aws:s3:::acme-pulumi-state"], { StringLike: { "s3:prefix": ".pulumi/*" } }],
      );
    });

    it(`decrypts with the key that is named, and does not encrypt, to ${purpose}`, () => {
      const withKey = statements(purpose, KEY).filter(({ Action }) => Action.some((action) => /^kms:/.test(action)));
      assert.deepEqual(
        withKey.map(({ Action, Resource }) => [Action, Resource]),
        [[["kms:Decrypt"], [KEY]]],
      );
      assert.doesNotMatch(JSON.stringify(statements(purpose)), /kms:/);
    });
  }
});
