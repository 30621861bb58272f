import { booleanOf, isGiven, numberOf, read, type Resource, UNKNOWN } from "../network";
import { fsbp } from "../frameworks";
import { MEND, stackPolicy } from "../policy";

const DATABASE = "rds/instance";

/** What a replica takes over from its primary; naming it is refused, or replaces the replica at the next run. */
const INHERITED = ["username", "password", "passwordWo", "dbName", "manageMasterUserPassword"];

/** There is a replica, and AWS will make it. */
export const replicaFollowsPrimary = stackPolicy<object>(
  {
    name: "replica-follows-primary",
    displayName: "A replica follows the primary",
    description:
      "The primary has backups and a replica; its password is not managed by RDS, which allows no replica then.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("RDS.11", "RDS instances should have automatic backups enabled"),
    remediationSteps: "Give the primary backups of at least one day and a replica, and generate its password.",
  },
  {},
  ({ network: { index }, report, notApplicable }) => {
    const databases = index.of(DATABASE);
    if (databases.length === 0) notApplicable("the stack has no database");
    const replicas = databases.filter((one) => isGiven(read(one, "replicateSourceDb")));
    const primaries = databases.filter((one) => !isGiven(read(one, "replicateSourceDb")));
    const followed = new Set<Resource>();
    for (const replica of replicas) {
      const { resources, foreign, doubt } = index.refer(replica, "replicateSourceDb", DATABASE);
      for (const source of resources) followed.add(source);
      const fault = (problem: string, mend: string) => {
        report(`replica "${replica.name}" ${problem}\n${MEND}${mend}`, replica.urn);
      };
      if (doubt !== undefined)
        fault(`cannot be proven to follow a primary: ${doubt}`, "name the primary's identifier.");
      if (foreign.length > 0)
        fault(`follows ${foreign[0]}, which is not part of this stack`, "name the primary's identifier.");
      for (const property of INHERITED) {
        if (isSaid(replica, property))
          fault(`says ${property}, which it takes over from its primary`, `leave ${property} out.`);
      }
    }
    for (const primary of primaries) {
      const fault = (problem: string, mend: string) => {
        report(`primary "${primary.name}" ${problem}\n${MEND}${mend}`, primary.urn);
      };
      if (!followed.has(primary)) {
        fault("has no replica", "add one with replicateSourceDb.");
        continue;
      }
      const days = read(primary, "backupRetentionPeriod");
      if (!((numberOf(days) ?? 0) >= 1)) {
        const problem =
          days === UNKNOWN ? "cannot be proven to have backups" : "has no backups, which a replica is made from";
        fault(problem, "set backupRetentionPeriod to at least 1.");
      }
      const managed = booleanOf(read(primary, "manageMasterUserPassword"));
      if (managed === true || managed === UNKNOWN) {
        const problem = "lets RDS manage its password, and RDS refuses replicas of such a primary";
        fault(
          managed === UNKNOWN ? `cannot be proven to have a password of its own: it may let RDS manage it` : problem,
          "generate the password (random.RandomPassword) and keep it in a secret.",
        );
      }
    }
    return { primaries: primaries.length, replicas: replicas.length };
  },
);

/** What the program says; what AWS reports of a replica is its primary's. */
function isSaid({ inputs }: Resource, property: string): boolean {
  const said = inputs?.[property];
  return said !== undefined && said !== null && said !== false && said !== "";
}
