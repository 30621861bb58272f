import { kindOf, read, type Resource } from "../network";
import { type Finding, resourcePolicy } from "../policy";

/** Releases whose standard support has ended (Ubuntu release cycle; Amazon Linux FAQ). */
const ENDED: { pattern: RegExp; name: string; since: string }[] = [
  { pattern: /ubuntu\S*(14\.04|trusty)/i, name: "Ubuntu 14.04", since: "April 2019" },
  { pattern: /ubuntu\S*(16\.04|xenial)/i, name: "Ubuntu 16.04", since: "April 2021" },
  { pattern: /ubuntu\S*(18\.04|bionic)/i, name: "Ubuntu 18.04", since: "May 2023" },
  { pattern: /ubuntu\S*(20\.04|focal)/i, name: "Ubuntu 20.04", since: "May 2025" },
  { pattern: /ami-amazon-linux-latest\/amzn2?-ami/i, name: "Amazon Linux 2 and older", since: "June 2026" },
];

/** Security updates still come. */
export const supportedOperatingSystem = resourcePolicy(
  {
    name: "supported-operating-system",
    displayName: "Supported operating system",
    description: "Servers run a release that still gets security updates.",
    enforcementLevel: "advisory",
    severity: "medium",
    remediationSteps: "Set operatingSystem to ubuntu-24.04, or buy extended support (Ubuntu Pro).",
  },
  {
    "ec2/launchTemplate": release("imageId"),
    "ec2/instance": release("ami"),
    "ec2/launchConfiguration": release("imageId"),
  },
  kindOf,
);

function release(property: string): (resource: Resource) => Finding[] {
  return (resource) => {
    const image = read(resource, property);
    const ended = ENDED.find(({ pattern }) => typeof image === "string" && pattern.test(image));
    if (ended === undefined) return [];
    const problem = `runs ${ended.name}, whose standard support ended in ${ended.since}`;
    return [{ problem, mend: "set operatingSystem to ubuntu-24.04, or buy extended support (Ubuntu Pro)." }];
  };
}
