import type { z } from "zod";
import { SCALING_DEFAULTS, type ScalingSettings } from "../../components/auto-scaling-group";
import type { ServerSettings } from "../../components/servers";
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from "../../components/health-check";
import type { Finding } from "../problems";
import { choice, type Complaint, mapping, pattern, text, wholeNumber } from "./leaf";
import type { Known, Sound } from "./rule";

const SIZES = /^(nano|micro|small|medium|large|xlarge|\d{1,3}xlarge|metal|metal-\d{1,3}xl)$/;

export function instanceType(example: string): z.ZodType<string> {
  const mend = `write one such as "${example}"`;
  return text(mend, (value) => {
    const [family = "", size = "", ...rest] = value.split(".");
    if (!/^[a-z]{1,3}\d?[a-z0-9-]*$/.test(family) || !SIZES.test(size) || rest.length > 0) {
      return `is not an EC2 instance type; ${mend}`;
    }
    return family.startsWith("mac") ? `runs macOS only; ${mend}` : undefined;
  });
}

export function imageId(): z.ZodType<string> {
  return pattern(
    "an AMI id",
    /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/,
    'write one such as "ami-0123456789abcdef0", or leave the key out for the newest public image',
  );
}

/** Limits: Elastic Load Balancing API reference, "CreateTargetGroup" and "Matcher". */
function healthCheckSchema(pathExample: string, pathComplaint?: Complaint<string>): z.ZodType<HealthCheckSettings> {
  const mend = `write a path such as "${pathExample}"`;
  return mapping<HealthCheckSettings>(
    {},
    {
      path: text(
        mend,
        (value) => (value.startsWith("/") ? undefined : `does not begin with a slash; ${mend}`),
        (value) => (value.length > 1024 ? "is too long; write at most 1024 characters" : undefined),
        (value) => (value.includes("?") ? `has a query, which is not part of the path; ${mend}` : undefined),
        (value) =>
          /^[A-Za-z0-9/._~@:-]+$/.test(value) ? undefined : `has a character that does not belong in a path; ${mend}`,
        ...(pathComplaint ? [pathComplaint] : []),
      ),
      intervalSeconds: wholeNumber(5, 300),
      timeoutSeconds: wholeNumber(2, 120),
      healthyThreshold: wholeNumber(2, 10),
      unhealthyThreshold: wholeNumber(2, 10),
      successCodes: text('write codes such as "200", "200,204" or "200-299"', successCodesComplaint),
    },
  );
}

const successCodesComplaint: Complaint<string> = (value) => {
  const mend = 'write codes from 200 to 499 such as "200", "200,204" or "200-299"';
  if (!/^\d{3}((,\d{3})*|-\d{3})$/.test(value)) return `is not a list or a range of HTTP codes; ${mend}`;
  const codes = value.split(/[,-]/).map(Number);
  if (codes.some((code) => code < 200 || code > 499)) return `has a code that load balancers do not take; ${mend}`;
  return value.includes("-") && codes[0] >= codes[1] ? `is a range that ends before it begins; ${mend}` : undefined;
};

const scalingSchema = mapping<ScalingSettings>(
  {},
  {
    owner: choice<NonNullable<ScalingSettings["owner"]>>({ program: true, vendor: true }),
    // A target group holds 1000 servers, the base EC2 is one of them (Application Load Balancer quotas).
    minSize: wholeNumber(0, 999),
    maxSize: wholeNumber(1, 999),
    targetCpuPercent: wholeNumber(1, 100),
  },
);

/** The optional keys that WEB and WAS share. */
export function serverShape(pathExample: string, pathComplaint?: Complaint<string>) {
  return {
    instanceType: instanceType("t3.small"),
    imageId: imageId(),
    // Ubuntu's images are 8 GiB; 16384 is the most Auto Scaling takes for gp3 (API reference, "Ebs").
    rootVolumeGiB: wholeNumber(8, 16384),
    logVolumeGiB: wholeNumber(1, 16384),
    scaling: scalingSchema,
    healthCheck: healthCheckSchema(pathExample, pathComplaint),
  } satisfies { [K in keyof ServerSettings]-?: z.ZodType<Exclude<ServerSettings[K], undefined>> };
}

export function* serverRules({ settings, isGiven }: Known): Generator<Finding> {
  for (const tier of ["web", "was"] as const) {
    const { scaling = {}, healthCheck = {} } = settings[tier] ?? {};
    yield* scalingFindings(tier, scaling, (key) => isGiven(tier, "scaling", key));
    yield* healthCheckFindings(tier, healthCheck, (key) => isGiven(tier, "healthCheck", key));
  }
}

type IsGiven = (key: string) => boolean;

function* scalingFindings(tier: string, scaling: Sound<ScalingSettings>, isGiven: IsGiven): Generator<Finding> {
  const least = scaling.minSize ?? (isGiven("minSize") ? undefined : SCALING_DEFAULTS.minSize);
  const most = scaling.maxSize ?? (isGiven("maxSize") ? undefined : SCALING_DEFAULTS.maxSize);
  if (least !== undefined && most !== undefined && least > most) {
    yield isGiven("maxSize")
      ? {
          path: [tier, "scaling", "maxSize"],
          message: `is less than minSize (${least}${isGiven("minSize") ? "" : " by default"}); write at least ${least}`,
        }
      : {
          path: [tier, "scaling", "minSize"],
          message: `is more than maxSize (${most} by default); write maxSize too, at least ${least}`,
        };
  }
  if (scaling.owner === "vendor" && isGiven("targetCpuPercent")) {
    yield {
      path: [tier, "scaling", "targetCpuPercent"],
      message: "has no effect with owner vendor, who scales by own policies; leave it out",
    };
  }
}

function* healthCheckFindings(tier: string, check: Sound<HealthCheckSettings>, isGiven: IsGiven): Generator<Finding> {
  const { intervalSeconds, timeoutSeconds } = HEALTH_CHECK_DEFAULTS;
  const interval = check.intervalSeconds ?? (isGiven("intervalSeconds") ? undefined : intervalSeconds);
  const timeout = check.timeoutSeconds ?? (isGiven("timeoutSeconds") ? undefined : timeoutSeconds);
  if (interval === undefined || timeout === undefined || timeout < interval) return;
  yield isGiven("timeoutSeconds")
    ? {
        path: [tier, "healthCheck", "timeoutSeconds"],
        message: `is not less than intervalSeconds (${interval}${isGiven("intervalSeconds") ? "" : " by default"}); write at most ${interval - 1}`,
      }
    : {
        path: [tier, "healthCheck", "intervalSeconds"],
        message: `is not more than timeoutSeconds (${timeout} by default); write at least ${timeout + 1}, or timeoutSeconds too`,
      };
}
