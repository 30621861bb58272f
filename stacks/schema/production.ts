import type { Finding } from "../problems";
import { SCALING_DEFAULTS } from "../../components/auto-scaling-group";
import { DATABASE_DEFAULTS } from "../../components/replicated-database";
import type { Known } from "./rule";

const LEAST_BACKUP_DAYS = 7;

/** What a stack has to have that calls itself production. */
export function* productionRules({ settings, isGiven }: Known): Generator<Finding> {
  if (settings.production !== true) return;
  const { network = {}, web = {}, database = {} } = settings;

  if (web.selfSignedCertificate === true) {
    yield {
      path: ["web", "selfSignedCertificate"],
      message: "is not for production, browsers warn of it; give certificateArn or domain instead",
    };
  }
  for (const tier of ["web", "was"] as const) {
    const path = [tier, "scaling", "minSize"];
    const least = settings[tier]?.scaling?.minSize ?? (isGiven(...path) ? undefined : SCALING_DEFAULTS.minSize);
    if (least === 0) {
      yield { path, message: "leaves one server in the tier, and production needs two; write at least 1" };
    }
  }
  if (network.flowLogRetentionDays === undefined) {
    yield {
      path: ["network", "flowLogRetentionDays"],
      message: "is missing, and production keeps flow logs; write the days to keep them such as 90",
    };
  }
  if (web.accessLogRetentionDays === undefined) {
    yield {
      path: ["web", "accessLogRetentionDays"],
      message: "is missing, and production keeps access logs; write the days to keep them such as 90",
    };
  }
  if (!(database.multiAz ?? DATABASE_DEFAULTS.multiAz)) {
    yield {
      path: ["database", "multiAz"],
      message: `${isGiven("database", "multiAz") ? "leaves the primary without a standby" : "is missing"}, and production survives the loss of a zone; write true`,
    };
  }
  if ((database.backupRetentionDays ?? DATABASE_DEFAULTS.backupRetentionDays) < LEAST_BACKUP_DAYS) {
    yield {
      path: ["database", "backupRetentionDays"],
      message: `is too few for production; write at least ${LEAST_BACKUP_DAYS}`,
    };
  }
}
