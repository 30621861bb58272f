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

describe("the name of a replica", () => {
  it("is the primary's with a number, of 63 characters at most", () => {
    const primary = `d${"a".repeat(52)}`;
    assert.equal(replicaIdentifier(primary, 1), `${primary}-replica-1`);
    assert.throws(
      () => replicaIdentifier(`${primary}b`, 1),
      /^Error: The replica of database da+b would be named da+b-replica-1, and RDS allows 63 characters: give the primary a shorter name \(aws rds modify-db-instance --db-instance-identifier da+b /,
    );
    assert.throws(() => replicaIdentifier(primary, 10), /RDS allows 63 characters/);
  });
});
