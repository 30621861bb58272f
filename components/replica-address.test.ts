import assert from "node:assert/strict";
import { replicaAddress, replicaIdentifier } from "./replica-address";

describe("the address of a replica", () => {
  for (const [primary, replica] of [
    [
      "database-0123456.cabcdefghijk.ap-northeast-2.rds.amazonaws.com",
      "database-0123456-replica-1.cabcdefghijk.ap-northeast-2.rds.amazonaws.com",
    ],
    ["db.c1.cn-north-1.rds.cn-north-1.amazonaws.com.cn", "db-replica-1.c1.cn-north-1.rds.cn-north-1.amazonaws.com.cn"],
    ["restored", "restored-replica-1"],
  ]) {
    it(`follows from the primary's: ${primary}`, () => {
      assert.equal(replicaAddress(primary, 1), replica);
    });
  }

  it("tells the replicas of one primary apart, within what RDS takes for a name", () => {
    const names = [1, 15].map((number) => replicaIdentifier("database-0123456", number));
    assert.deepEqual(names, ["database-0123456-replica-1", "database-0123456-replica-15"]);
    for (const name of names) assert.match(name, /^[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]$/);
  });
});
