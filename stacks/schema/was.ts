import type { WasSettings } from "../../components/was-tier";
import type { Finding } from "../problems";
import { looksSecret } from "../secrets";
import { mapping, numberChoice, text, texts, wholeNumber } from "./leaf";
import type { Known } from "./rule";
import { serverShape } from "./servers";

/**
 * What the settings may add to the boot files, in bytes: user data holds 16 KiB compressed, and the boot files need less
 * than half of it. Whether settings can be compressed at all is not known.
 */
export const ROOM_IN_USER_DATA = 8000;

/** What the address of each replica beyond the first takes. */
const REPLICA_BYTES = 82;

/** Set by the boot files, or by what runs the application: a second value would be lost or break it. */
const RESERVED_NAMES =
  /^(SERVER_PORT|SERVER_SHUTDOWN|SPRING_LIFECYCLE_\w*|DATABASE_\w*|PM2_\w*|PATH|HOME|USER|SHELL|PWD|LD_\w+)$/i;

export const wasSchema = mapping<WasSettings>(
  {},
  {
    ...serverShape("/actuator/health/liveness"),
    jar: mapping<NonNullable<WasSettings["jar"]>>(
      {
        bucket: text('write the name of the bucket such as "example-artifacts"', bucketComplaint),
        key: text('write the key of the jar such as "releases/app-1.0.0.jar"', keyComplaint),
      },
      {},
    ),
    javaVersion: numberChoice<NonNullable<WasSettings["javaVersion"]>>({ 11: true, 17: true, 21: true }),
    shutdownSeconds: wholeNumber(1, 300),
    environment: texts('write variables as "NAME: value" lines'),
  },
);

/** Amazon S3 user guide, "General purpose bucket naming rules". */
function bucketComplaint(value: string): string | undefined {
  const mend = "write its name as S3 lists it";
  if (/^(s3:|arn:|https?:)/.test(value)) return "is an address, not a bucket's name; write the name alone";
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) || value.includes("..")) {
    return `is not a bucket's name (3 to 63 lower-case letters, digits, dots and hyphens); ${mend}`;
  }
  if (/^\d+(\.\d+){3}$/.test(value)) return `is an IP address, not a bucket's name; ${mend}`;
  if (/^(xn--|sthree-|amzn-s3-demo-)/.test(value) || /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(value)) {
    return `is a name S3 keeps to itself; ${mend}`;
  }
  return undefined;
}

/** The key goes into a policy and a command line: wildcards, quotes and spaces stay out of it. */
function keyComplaint(value: string): string | undefined {
  const mend = 'write one such as "releases/app-1.0.0.jar"';
  if (value.startsWith("/")) return "begins with a slash, which S3 would take as part of the key; leave it out";
  if (!/^[A-Za-z0-9/!_.()=+@:,-]+$/.test(value)) return `has a character that is unsafe in an S3 key; ${mend}`;
  if (value.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return `has an empty or relative part; ${mend}`;
  }
  if (value.length > 1024) return "is too long; write at most 1024 characters";
  return value.endsWith(".jar") ? undefined : `does not end with .jar; ${mend}`;
}

export function* wasRules({ settings }: Known): Generator<Finding> {
  const environment = settings.was?.environment ?? {};
  for (const [name, value] of Object.entries(environment)) {
    const path = ["was", "environment", name];
    if (value === undefined) continue;
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      yield {
        path,
        message: "is under a name no environment variable has; write letters, digits and _ such as MODE",
      };
    } else if (RESERVED_NAMES.test(name)) {
      yield { path, message: "is set by the program itself; leave it out, or choose another name" };
    } else if (looksSecret(name, value)) {
      yield {
        path,
        message:
          "looks like a secret, and this file is no place for one; keep it in AWS Secrets Manager and give the application the secret's ARN",
      };
    } else if (/\p{Cc}/u.test(value)) {
      yield { path, message: "has a line break or another control character; write one line" };
    }
  }
  const room = ROOM_IN_USER_DATA - REPLICA_BYTES * ((settings.database?.replicaCount ?? 1) - 1);
  const size = [environment, settings.was?.jar, settings.was?.healthCheck?.path].reduce(bytesInUserData, 0);
  if (size > room) {
    yield {
      path: ["was", "environment"],
      message: `takes ${size} bytes with the jar's place, too many to boot with; write at most ${room} and read the rest from S3 or Parameter Store`,
    };
  }
}

/** Adds the bytes of a value as it is written into the boot files: JSON, an entry a line. */
function bytesInUserData(sum: number, value: object | string | undefined): number {
  return sum + (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value, undefined, 1)));
}
