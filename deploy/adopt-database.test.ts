import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";
import { adoptDatabase, type Export } from "./adopted-state";

const urn = (type: string, name: string) =>
  `urn:pulumi:dev::three-tier::three-tier:index:ReplicatedDatabase$${type}::${name}`;
const INSTANCE = "aws:rds/instance:Instance";
const PRIMARY = urn(INSTANCE, "database");
const REPLICA = urn(INSTANCE, "database-replica-1");
const TEMPLATE = "urn:pulumi:dev::three-tier::three-tier:index:WasTier$aws:ec2/launchTemplate:LaunchTemplate::was";

const STATE: Export = {
  deployment: {
    resources: [
      {
        urn: PRIMARY,
        type: INSTANCE,
        id: "db-OLD",
        inputs: { identifier: "database-1", engine: "mariadb" },
        outputs: { id: "db-OLD", resourceId: "db-OLD", identifier: "database-1", address: "old" },
        dependencies: [],
      },
      {
        urn: REPLICA,
        type: INSTANCE,
        id: "db-REPLICA",
        inputs: { identifier: "replica-1", replicateSourceDb: "database-1" },
        dependencies: [PRIMARY],
      },
      {
        urn: TEMPLATE,
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        id: "lt-1",
        dependencies: [PRIMARY, REPLICA],
        propertyDependencies: { userData: [REPLICA, PRIMARY], name: null },
      },
    ],
  },
};
const ADOPTED = { identifier: "replica-1", resourceId: "db-REPLICA" };

describe("adoptDatabase", () => {
  it("puts the instance in the primary's place, and drops the replicas with all that refers to them", () => {
    const { state, dropped } = adoptDatabase(STATE, ADOPTED);
    assert.deepEqual(dropped, ["database-replica-1"]);
    assert.deepEqual(state.deployment.resources, [
      {
        urn: PRIMARY,
        type: INSTANCE,
        id: "db-REPLICA",
        inputs: { identifier: "replica-1", engine: "mariadb" },
        outputs: { id: "db-REPLICA", resourceId: "db-REPLICA", identifier: "replica-1", address: "old" },
        dependencies: [],
      },
      {
        urn: TEMPLATE,
        type: "aws:ec2/launchTemplate:LaunchTemplate",
        id: "lt-1",
        dependencies: [PRIMARY],
        propertyDependencies: { userData: [PRIMARY], name: null },
      },
    ]);
  });

  it("refuses a state without a database", () => {
    assert.throws(() => adoptDatabase({ deployment: {} }, ADOPTED), /holds no primary of a ReplicatedDatabase/);
  });

  it("refuses a state with two", () => {
    const [primary] = STATE.deployment.resources ?? [];
    const resources = [primary, { ...primary, urn: urn(INSTANCE, "other") }];
    assert.throws(() => adoptDatabase({ deployment: { resources } }, ADOPTED), /holds more than one primary/);
  });
});

describe("npm run adopt-database", function () {
  this.timeout(30_000);
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "adopt-"));
    writeFileSync(join(directory, "state.json"), JSON.stringify(STATE));
    writeFileSync(join(directory, "other.json"), "[]");
    writeFileSync(join(directory, "broken.json"), "{");
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const adopt = (...args: string[]) => runFile(join(__dirname, "adopt-database.ts"), args, { cwd: directory });

  it("writes the new state, and says what is left behind", () => {
    const { status, stderr } = adopt("state.json", "replica-1", "db-REPLICA", "--out", "new.json");
    assert.equal(
      stderr,
      "new.json: replica-1 is the primary. No longer in the state, and left in AWS if they still exist: the old primary, " +
        "database-replica-1\n",
    );
    assert.equal(status, 0);
    assert.deepEqual(
      JSON.parse(readFileSync(join(directory, "new.json"), "utf8")),
      adoptDatabase(STATE, ADOPTED).state,
    );
  });

  const refused: [args: string[], message: RegExp, code: number][] = [
    [["none.json", "replica-1", "db-REPLICA"], /^error: There is no file none.json\n$/, 1],
    [[".", "replica-1", "db-REPLICA"], /^error: \. cannot be read\n$/, 1],
    [["broken.json", "replica-1", "db-REPLICA"], /^error: broken.json is not JSON\n$/, 1],
    [["other.json", "replica-1", "db-REPLICA"], /^error: other.json is not the export of a stack: .*\n$/, 1],
    [
      ["state.json", "replica-1", "replica-1"],
      /^error: "replica-1" is not a DbiResourceId, .*--db-instance-identifier replica-1 .*\n$/,
      1,
    ],
    [["state.json", "replica-1"], /^error: missing required argument 'resource id'\n/, 2],
  ];
  for (const [args, message, code] of refused) {
    it(`refuses ${args.join(" ")}, and writes nothing`, () => {
      const { status, stderr } = adopt(...args, "--out", "refused.json");
      assert.match(stderr, message);
      assert.equal(status, code);
      assert.equal(existsSync(join(directory, "refused.json")), false);
    });
  }
});
