/**
 * Name in AWS of a primary's replica, 1 for the first: known before the replica exists. RDS allows 63 letters, digits and
 * hyphens ("CreateDBInstanceReadReplica", DBInstanceIdentifier).
 */
export function replicaIdentifier(primary: string, number: number): string {
  return `${primary}-replica-${number}`;
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
