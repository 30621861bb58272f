import { kindOf, listOf, read, type Resource } from "../network";
import { type Finding, resourcePolicy } from "../policy";

/** What examples are written with: RFC 5737, RFC 3849, RFC 2606, and the example account of AWS's documentation. */
const EXAMPLES: { pattern: RegExp; what: string }[] = [
  { pattern: /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+\//, what: "an address block of documentation" },
  { pattern: /^2001:0?db8:/i, what: "an address block of documentation" },
  { pattern: /(^|\.)(example\.(com|org|net)|example|test|invalid)\.?$/i, what: "a domain of documentation" },
  { pattern: /^arn:aws[\w-]*:[\w-]+:[\w-]*:111122223333:/, what: "an ARN of AWS's example account" },
];

/** The committed examples have been replaced by real values. */
export const placeholderSettings = resourcePolicy(
  {
    name: "placeholder-settings",
    displayName: "No placeholder left",
    description: "No value of documentation is left in the settings.",
    enforcementLevel: "advisory",
    severity: "low",
    remediationSteps: "Put your own value in the stack's settings.",
  },
  {
    "vpc/securityGroupIngressRule": placeholders("cidrIpv4", "cidrIpv6"),
    "lb/listener": placeholders("certificateArn"),
    "acm/certificate": placeholders("domainName", "subjectAlternativeNames"),
    "route53/record": placeholders("name"),
  },
  kindOf,
);

function placeholders(...properties: string[]): (resource: Resource) => Finding[] {
  return (resource) =>
    properties.flatMap((property) => {
      const written = read(resource, property);
      const values = (Array.isArray(written) ? listOf(written) : [written]).filter(
        (value) => typeof value === "string",
      );
      return values.flatMap((value) => {
        const example = EXAMPLES.find(({ pattern }) => pattern.test(value));
        return example === undefined
          ? []
          : [
              {
                problem: `${property} ${value} is ${example.what}`,
                mend: "put your own value in the stack's settings.",
              },
            ];
      });
    });
}
