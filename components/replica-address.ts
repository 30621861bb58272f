/** "CreateDBInstanceReadReplica", DBInstanceIdentifier. */
const LONGEST = 63;

/**
 * Name in AWS of a primary's replica, 1 for the first: known before the replica exists. Every promotion lengthens it.
 *
 * @throws Error where RDS would refuse it for its length
 */
export function replicaIdentifier(primary: string, number: number): string {
  const identifier = `${primary}-replica-${number}`;
  if (identifier.length > LONGEST) {
    throw new Error(
      `The replica of database ${primary} would be named ${identifier}, and RDS allows ${LONGEST} characters: give ` +
        `the primary a shorter name (aws rds modify-db-instance --db-instance-identifier ${primary} ` +
        "--new-db-instance-identifier …), then run `pulumi refresh`",
    );
  }
  return identifier;
}

/**
 * Host name of a primary's replica, from the primary's own: `database-0123456.cabcdefghijk.ap-northeast-2.rds.amazonaws.com`
 * leads to `database-0123456-replica-1.cabcdefghijk.…`. What follows the name is the same for all instances of an account in
 * a region, and never changes (RDS User Guide, "Amazon RDS DB instances").
 */
export function replicaAddress(primaryAddress: string, number: number): string {
  const [identifier = "", ...domain] = primaryAddress.split(".");
  return [replicaIdentifier(identifier, number), ...domain].join(".");
}
