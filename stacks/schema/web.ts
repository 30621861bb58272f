import { partitionOf } from "../../components/iam";
import type { WebSettings } from "../../components/web-tier";
import type { Finding } from "../problems";
import { RULES_PER_GROUP } from "./bastion";
import { blockComplaint, repeatedBlocks } from "./blocks";
import { flag, list, mapping, pattern, text, wholeNumber } from "./leaf";
import type { Known } from "./rule";
import { serverShape } from "./servers";

const WRITE_SOURCES = 'write blocks such as "0.0.0.0/0" or "203.0.113.0/24"';
const WRITE_NAME = 'write a name in lower case such as "www.example.com"';
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const CERTIFICATE = /^arn:(aws[a-z-]*):acm:([a-z0-9-]+):\d{12}:certificate\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const webSchema = mapping<WebSettings>(
  {},
  {
    ...serverShape("/healthz", (value) =>
      value === "/"
        ? 'would hide the home page, for nginx answers this path itself; write one such as "/healthz"'
        : undefined,
    ),
    certificateArn: pattern(
      "the ARN of an ACM certificate",
      CERTIFICATE,
      'write one such as "arn:aws:acm:ap-northeast-2:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef"',
    ),
    domain: mapping<NonNullable<WebSettings["domain"]>>(
      {
        name: text(WRITE_NAME, domainNameComplaint),
        zoneId: pattern(
          "the id of a Route 53 hosted zone",
          /^Z[A-Z0-9]{1,31}$/,
          'write one such as "Z0123456789ABCDEFGHIJ"',
        ),
      },
      {},
    ),
    selfSignedCertificate: flag(),
    allowedCidrBlocks: list(
      text(
        WRITE_SOURCES,
        blockComplaint(WRITE_SOURCES, () => undefined),
      ),
      RULES_PER_GROUP / 2,
      WRITE_SOURCES,
      "ports 80 and 443 take a rule each, and a security group holds 60",
    ),
    accessLogRetentionDays: wholeNumber(1, 3653),
    maxBodyMiB: wholeNumber(1, 1024),
  },
);

/** Limits: AWS Certificate Manager user guide, "Domain name" (the first one has at most 64 characters). */
function domainNameComplaint(value: string): string | undefined {
  if (value.startsWith("*.")) return `is a wildcard, which names no site; ${WRITE_NAME}`;
  if (value.endsWith(".")) return `ends with a dot; ${WRITE_NAME}`;
  const labels = value.split(".");
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label)) || /^\d+$/.test(labels.at(-1) ?? "")) {
    return `is not a domain name; ${WRITE_NAME}`;
  }
  return value.length > 64 ? "is too long for a certificate; write at most 64 characters" : undefined;
}

export function* webRules({ settings, isGiven }: Known): Generator<Finding> {
  const { web = {}, region } = settings;
  yield* repeatedBlocks(["web", "allowedCidrBlocks"], web.allowedCidrBlocks);

  const kinds = ["certificateArn", "domain", "selfSignedCertificate"] as const;
  const given = kinds.filter(
    (kind) => isGiven("web", kind) && (kind !== "selfSignedCertificate" || web.selfSignedCertificate !== false),
  );
  for (const kind of given.slice(1)) {
    yield { path: ["web", kind], message: `is given together with ${given[0] ?? ""}; give one of ${kinds.join(", ")}` };
  }
  if (given.length === 0) {
    yield {
      path: ["web", "certificateArn"],
      message: "is missing, and HTTPS needs a certificate; give certificateArn, domain or selfSignedCertificate: true",
    };
  }

  const certificate = CERTIFICATE.exec(web.certificateArn ?? "");
  if (region === undefined || certificate === null) return;
  const [, partition, certificateRegion] = certificate;
  if (certificateRegion !== region) {
    yield {
      path: ["web", "certificateArn"],
      message: `is in another region, where a load balancer cannot use it; write one of ${region}`,
    };
  } else if (partition !== partitionOf(region)) {
    yield {
      path: ["web", "certificateArn"],
      message: `is not of the region's partition; begin it with arn:${partitionOf(region)}:`,
    };
  }
}
