import { resource, UNKNOWN } from "../test-support";
import { placeholderSettings } from "./placeholder-settings";
import { describePolicy } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const rule = (inputs: Inputs) => [
  resource("vpc/securityGroupIngressRule:SecurityGroupIngressRule", "operators", inputs),
];
const listener = (certificateArn: unknown) => [resource("lb/listener:Listener", "https", { certificateArn })];
const certificate = (inputs: Inputs) => [resource("acm/certificate:Certificate", "site", inputs)];
const record = (name: unknown) => [resource("route53/record:Record", "site", { name })];

describePolicy(placeholderSettings, {
  denies: {
    "an address block of documentation": [
      rule({ cidrIpv4: "203.0.113.0/24" }),
      "operators: cidrIpv4 203.0.113.0/24 is an address block of documentation\n" +
        "Mend: put your own value in the stack's settings.",
    ],
    "each of the blocks": [
      [...rule({ cidrIpv4: "192.0.2.7/32" }), ...rule({ cidrIpv4: "198.51.100.0/25" })],
      /192\.0\.2\.7\/32 is an address block/,
      /198\.51\.100\.0\/25 is an address block/,
    ],
    "an IPv6 block of documentation, however it is written": [
      [...rule({ cidrIpv6: "2001:db8:1::/48" }), ...rule({ cidrIpv6: "2001:0DB8::/32" })],
      /cidrIpv6 2001:db8:1::\/48 is an address block/,
      /cidrIpv6 2001:0DB8::\/32 is an address block/,
    ],
    "a certificate of the example account": [
      listener("arn:aws:acm:eu-west-1:111122223333:certificate/1"),
      /^https: certificateArn arn:aws:acm:\S+ is an ARN of AWS's example account\n/,
    ],
    "the example account in another partition": [
      listener("arn:aws-cn:acm:cn-north-1:111122223333:certificate/1"),
      /example account/,
    ],
    "a domain of documentation": [
      certificate({ domainName: "example.com" }),
      /^site: domainName example\.com is a domain of documentation\n/,
    ],
    "a domain below one": [certificate({ domainName: "shop.example.org" }), /shop\.example\.org is a domain/],
    "a top-level domain of documentation": [certificate({ domainName: "shop.example" }), /shop\.example is a domain/],
    "a wildcard below one": [certificate({ domainName: "*.example.net" }), /\*\.example\.net is a domain/],
    "each alternative name by itself": [
      certificate({
        domainName: "shop.io",
        subjectAlternativeNames: ["www.shop.io", "www.example.com", "a.EXAMPLE.com."],
      }),
      /subjectAlternativeNames www\.example\.com is/,
      /subjectAlternativeNames a\.EXAMPLE\.com\. is/,
    ],
    "a record of a domain of documentation": [record("www.example.com"), /^site: name www\.example\.com is a domain/],
  },
  allows: {
    "blocks of one's own": [...rule({ cidrIpv4: "203.0.112.0/24" }), ...rule({ cidrIpv6: "2001:db7::/32" })],
    "a rule for another group": rule({ referencedSecurityGroupId: "sg-1" }),
    "a certificate of one's own": listener("arn:aws:acm:eu-west-1:444455556666:certificate/1"),
    "domains of one's own": [
      ...certificate({ domainName: "myexample.com", subjectAlternativeNames: ["example.company"] }),
      ...record("example.com.shop.io"),
    ],
    "what is not known yet": [
      ...rule({ cidrIpv4: UNKNOWN }),
      ...listener(UNKNOWN),
      ...certificate({ domainName: UNKNOWN, subjectAlternativeNames: [UNKNOWN] }),
      ...record(UNKNOWN),
    ],
    "what says nothing": [...rule({}), ...listener(undefined), ...certificate({ subjectAlternativeNames: UNKNOWN })],
    "resources that no setting fills in": [resource("ec2/vpc:Vpc", "main", { tags: { site: "www.example.com" } })],
  },
});
