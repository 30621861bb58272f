export type DatabaseEngine = "mariadb" | "mysql" | "postgres";

/** What differs between the engines. */
interface EngineFacts {
  port: number;
  defaultVersion: string;
  /** Parameter group family of a version, such as `mysql8.4`. */
  family: (version: string) => string;
  /** TLS required, utf8mb4, slow queries logged. */
  parameters: Record<string, string>;
  /** Logs that RDS exports to CloudWatch ("Publishing database logs to Amazon CloudWatch Logs"). */
  logExports: string[];
  /** Whether RDS would go on for money after standard support ends, unless told not to (RDS guide, "Extended Support"). */
  hasPaidExtendedSupport: boolean;
}

const twoParts = (version: string) => version.split(".").slice(0, 2).join(".");
const MYSQL_PARAMETERS = {
  require_secure_transport: "1",
  character_set_server: "utf8mb4",
  collation_server: "utf8mb4_unicode_ci",
  slow_query_log: "1",
  log_output: "FILE",
};

export const ENGINES: Record<DatabaseEngine, EngineFacts> = {
  mariadb: {
    port: 3306,
    // Debian 12 ships the same series.
    defaultVersion: "10.11",
    family: (version) => `mariadb${twoParts(version)}`,
    parameters: MYSQL_PARAMETERS,
    logExports: ["error", "slowquery"],
    hasPaidExtendedSupport: false,
  },
  mysql: {
    port: 3306,
    defaultVersion: "8.4",
    family: (version) => `mysql${twoParts(version)}`,
    parameters: MYSQL_PARAMETERS,
    logExports: ["error", "slowquery"],
    hasPaidExtendedSupport: true,
  },
  postgres: {
    port: 5432,
    defaultVersion: "17",
    family: (version) => `postgres${version.split(".", 1).join("")}`,
    parameters: { "rds.force_ssl": "1", log_min_duration_statement: "1000" },
    logExports: ["postgresql"],
    hasPaidExtendedSupport: true,
  },
};
