import type { z } from "zod";
import { DATABASE_DEFAULTS, type DatabaseSettings } from "../../components/replicated-database";
import type { Finding } from "../problems";
import { choice, type Complaint, enumerate, flag, mapping, text, wholeNumber } from "./leaf";
import type { Known } from "./rule";
import { isReservedWord } from "./sql-words";

type Engine = NonNullable<DatabaseSettings["engine"]>;

/**
 * Versions in RDS standard support in November 2026, and why the ones before are refused. Sources: the release
 * calendars in the Amazon RDS user guide and the RDS for PostgreSQL release notes.
 */
const VERSIONS: Record<Engine, { supported: string[]; retired: Record<string, string> }> = {
  mariadb: {
    supported: ["10.11", "11.4", "11.8"],
    retired: {
      "10.4": "has left RDS",
      "10.5": "has left RDS",
      "10.6": "is out of RDS standard support since August 2026",
    },
  },
  mysql: {
    supported: ["8.4"],
    retired: {
      "5.7": "is in paid extended support since March 2024",
      "8.0": "is in paid extended support since August 2026",
    },
  },
  postgres: {
    supported: ["14", "15", "16", "17", "18"],
    retired: {
      "11": "is in paid extended support since April 2024",
      "12": "is in paid extended support since March 2025",
      "13": "is in paid extended support since March 2026",
    },
  },
};

/** Families that run neither MariaDB nor MySQL nor PostgreSQL in the versions above (Amazon RDS user guide, "DB instance classes"). */
const UNSUITABLE_FAMILIES = /^(t1|m1|m2|m3|r3|x1|x1e|z1d)$/;

const WRITE_A_NAME = 'write a letter, then letters, digits and _ as in "app"';

export const databaseSchema = mapping<DatabaseSettings>(
  {},
  {
    engine: choice<Engine>({ mariadb: true, mysql: true, postgres: true }),
    engineVersion: text('write one in quotes such as "10.11"'),
    instanceClass: instanceClass(),
    replicaInstanceClass: instanceClass(),
    // Limits of storage and replicas: RDS API reference, "CreateDBInstance", and Amazon RDS user guide, "Read replicas".
    replicaCount: wholeNumber(1, 15),
    allocatedStorageGiB: wholeNumber(20, 65536),
    maxAllocatedStorageGiB: wholeNumber(22, 65536),
    databaseName: text(WRITE_A_NAME, nameComplaint(64)),
    username: text(WRITE_A_NAME, nameComplaint(16)),
    multiAz: flag(),
    backupRetentionDays: wholeNumber(1, 35),
    placement: choice<NonNullable<DatabaseSettings["placement"]>>({ isolated: true, publicZone: true }),
    bastionAccess: flag(),
  },
);

function instanceClass(): z.ZodType<string> {
  const mend = 'write one such as "db.t4g.micro"';
  return text(mend, (value) => {
    if (value === "db.serverless") return `is a class of Aurora, not of RDS instances; ${mend}`;
    const [, family = ""] = /^db\.([a-z]\d?[a-z0-9-]*)\.(micro|small|medium|large|\d{0,3}xlarge)$/.exec(value) ?? [];
    if (family === "") return `is not an RDS instance class; ${mend}`;
    return UNSUITABLE_FAMILIES.test(family) ? `does not run this engine; ${mend}` : undefined;
  });
}

function nameComplaint(longest: number): Complaint<string> {
  return (value) => {
    if (value.length > longest) return `is too long; write at most ${longest} characters`;
    return /^[A-Za-z][A-Za-z0-9_]*$/.test(value) ? undefined : `is not a name RDS takes; ${WRITE_A_NAME}`;
  };
}

export function* databaseRules({ settings, isGiven }: Known): Generator<Finding> {
  const { database = {} } = settings;
  const engine = database.engine ?? (isGiven("database", "engine") ? undefined : DATABASE_DEFAULTS.engine);
  if (engine !== undefined) {
    yield* versionFindings(engine, database.engineVersion);
    yield* nameFindings(engine, "databaseName", database.databaseName);
    yield* nameFindings(engine, "username", database.username);
  }
  yield* storageFindings({ settings, isGiven });
}

function* versionFindings(engine: Engine, version: string | undefined): Generator<Finding> {
  if (version === undefined) return;
  const { supported, retired } = VERSIONS[engine];
  const isOf = (major: string) => new RegExp(`^${major.replace(".", "\\.")}(\\.\\d+)?$`).test(version);
  if (supported.some(isOf)) return;
  const path = ["database", "engineVersion"];
  const mend = `write ${enumerate(supported.map((major) => `"${major}"`))}`;
  const reason = Object.entries(retired).find(([major]) => isOf(major))?.[1];
  yield { path, message: `${reason ?? `is not a version of ${engine} that RDS supports as standard`}; ${mend}` };
}

function* nameFindings(engine: Engine, key: "databaseName" | "username", name: string | undefined): Generator<Finding> {
  if (name === undefined) return;
  const path = ["database", key];
  if (engine === "postgres" && name.length > 63) {
    yield { path, message: "is too long for postgres; write at most 63 characters" };
  } else if (engine === "postgres" && /^pg_/i.test(name)) {
    yield { path, message: "begins with pg_, which postgres keeps to itself; write another name" };
  } else if (isReservedWord(engine, name)) {
    yield { path, message: `is a word ${engine} keeps to itself; write another name such as "app"` };
  }
}

/** Autoscaling needs room: RDS wants its limit at least 10 percent above the storage at the start. */
function* storageFindings({ settings: { database = {} }, isGiven }: Known): Generator<Finding> {
  const start =
    database.allocatedStorageGiB ??
    (isGiven("database", "allocatedStorageGiB") ? undefined : DATABASE_DEFAULTS.allocatedStorageGiB);
  const limit =
    database.maxAllocatedStorageGiB ??
    (isGiven("database", "maxAllocatedStorageGiB") ? undefined : DATABASE_DEFAULTS.maxAllocatedStorageGiB);
  if (start === undefined || limit === undefined) return;
  const least = Math.ceil((start * 11) / 10);
  if (limit >= least) return;
  if (least > 65536) {
    yield {
      path: ["database", "allocatedStorageGiB"],
      message: "leaves autoscaling no room below 65536; write at most 59578",
    };
    return;
  }
  yield isGiven("database", "maxAllocatedStorageGiB")
    ? {
        path: ["database", "maxAllocatedStorageGiB"],
        message: `is less than 10 percent above allocatedStorageGiB (${start}${isGiven("database", "allocatedStorageGiB") ? "" : " by default"}); write at least ${least}`,
      }
    : {
        path: ["database", "allocatedStorageGiB"],
        message: `leaves no room below maxAllocatedStorageGiB (${limit} by default); write maxAllocatedStorageGiB too, at least ${least}`,
      };
}
