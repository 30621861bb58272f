import { type Patch, patchStackFile, stackFileText } from "./stack-file";

/** Settings that are refused, as a change to a committed stack, and every line that says why. */
export interface BadSettings {
  /** Completes "refuses …". */
  name: string;
  stack: "dev" | "prod";
  patch: Patch;
  problems: readonly string[];
}

/** The stack file of a case, to be written as `Pulumi.<any name>.yaml`. */
export function badStackFileText({ stack, patch }: BadSettings): string {
  return patchStackFile(stackFileText(stack), patch);
}

/** What the program says of a case whose file is called `where`. */
export function expectedMessage({ problems }: BadSettings, where: string): string {
  const headline = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
  return [`${where}: ${headline}`, ...problems.map((problem) => `  ${problem}`)].join("\n");
}

const ED25519_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOayAfF8B6biTSnAtXS+y53xHr/mbrWKubY51XBEzfA6 operator@example.com";
const NISTP256_KEY =
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG+b1khKelQNL7cjIjY9JyFlOULrztjhOcHeUJBH2VNMwvLScSrgBVjfI2w+nN1BKLGBbNeY3NXSBdv+Mp0mT8Y= operator@example.com";
/** 1024 bits. */
const SHORT_RSA_KEY = `ssh-rsa ${sshRsaBlob(128)} operator@example.com`;
const PRIVATE_KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nnot-a-key\n-----END OPENSSH PRIVATE KEY-----\n";

/** The public key blob of an RSA modulus of so many bytes, all bits set. */
function sshRsaBlob(bytes: number): string {
  const fields = [
    Buffer.from("ssh-rsa"),
    Buffer.from([1, 0, 1]),
    Buffer.concat([Buffer.from([0]), Buffer.alloc(bytes, 255)]),
  ];
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  ).toString("base64");
}

/** A case with one problem. */
function one(name: string, patch: Patch, problem: string, stack: "dev" | "prod" = "dev"): BadSettings {
  return { name, stack, patch, problems: [problem] };
}

export const badSettings: readonly BadSettings[] = [
  // what is a setting at all
  one(
    "a misspelt section",
    { netwrok: { cidrBlock: "10.20.0.0/16" } },
    'netwrok: is not a setting; did you mean "network"?',
  ),
  one(
    "a section nobody knows",
    { monitoring: { enabled: true } },
    "monitoring: is not a setting; the settings here are aws:region, network, bastion, web, was, database, logs, aws:defaultTags, production and operatingSystem",
  ),
  one(
    "a misspelt key in a section",
    { "web.instancetype": "t3.small" },
    'web.instancetype: is not a setting; did you mean "instanceType"?',
  ),
  one(
    "a misspelt key further down",
    { "web.scaling.minSise": 1 },
    'web.scaling.minSise: is not a setting; did you mean "minSize"?',
  ),
  one(
    "a key nobody knows",
    { "logs.colour": "blue" },
    "logs.colour: is not a setting; the settings here are infrequentAccessAfterDays, backup and flushIntervalSeconds",
  ),
  one(
    "a section that is not a mapping",
    { "web.scaling": "program" },
    'web.scaling: "program" is not a mapping; write its settings below it, indented',
  ),
  one(
    "a section that is empty",
    { "web.scaling": null },
    "web.scaling: is empty; write its settings below it, indented",
  ),
  one(
    "text where a number belongs",
    { "database.replicaCount": "2" },
    'database.replicaCount: "2" is text, not a number; leave the quotes out',
  ),
  one(
    "a number where text belongs",
    { "web.instanceType": 3 },
    "web.instanceType: 3 is a number, not text; put it in quotes",
  ),
  one(
    "a word where true or false belongs",
    { "database.multiAz": "yes" },
    'database.multiAz: "yes" is not true or false; write true or false without quotes',
  ),
  one(
    "a text where a list belongs",
    { "bastion.allowedCidrBlocks": "203.0.113.0/24" },
    'bastion.allowedCidrBlocks: "203.0.113.0/24" is not a list; name the addresses operators come from such as "203.0.113.0/24"',
  ),
  one(
    "a fraction of a server",
    { "was.scaling.maxSize": 2.5 },
    "was.scaling.maxSize: 2.5 is not a whole number; write a whole number from 1 to 999",
  ),

  // region and tags
  one(
    "no region",
    { "aws:region": undefined },
    'aws:region: is missing; write the region to deploy to such as "ap-northeast-2"',
  ),
  {
    name: "a region whose RDS certificates are not known",
    stack: "dev",
    patch: {
      "aws:region": "ap-east-2",
      "network.availabilityZoneNames": ["ap-east-2a", "ap-east-2b"],
    },
    problems: [
      'aws:region: "ap-east-2" is a region whose RDS root certificate is not known; add its SHA-256 to RDS_ROOTS in components/boot/rds-root.ts',
    ],
  },
  {
    name: "a misspelt region, without blaming the zones",
    stack: "dev",
    patch: { "aws:region": "ap-northest-2" },
    problems: [
      'aws:region: "ap-northest-2" is not a region this program can deploy to; did you mean "ap-northeast-2"?',
    ],
  },
  {
    name: "zones of another region",
    stack: "dev",
    patch: { "aws:region": "us-east-1" },
    problems: [
      'network.availabilityZoneNames[0]: "ap-northeast-2a" is not a zone of the region us-east-1; write one such as "us-east-1a"',
      'network.availabilityZoneNames[1]: "ap-northeast-2c" is not a zone of the region us-east-1; write one such as "us-east-1a"',
    ],
  },
  one(
    "a number as a tag",
    { "aws:defaultTags.tags.CostCenter": 4711 },
    "aws:defaultTags.tags.CostCenter: 4711 is a number, not text; put it in quotes",
  ),
  {
    name: "tags outside of tags",
    stack: "dev",
    patch: { "aws:defaultTags": { Project: "three-tier" } },
    problems: [
      'aws:defaultTags.tags: is missing; write tags as "name: value" lines, values in quotes where they are numbers',
      "aws:defaultTags.Project: is not a setting; the settings here are tags",
    ],
  },
  one(
    "a tag AWS keeps to itself",
    { "aws:defaultTags.tags.aws:owner": "me" },
    'aws:defaultTags.tags.aws:owner: "me" has a name that begins with aws:, which AWS keeps to itself; rename it',
  ),
  one(
    "an operating system nobody boots",
    { operatingSystem: "ubuntu-22.04" },
    'operatingSystem: "ubuntu-22.04" is not one of the choices; write "ubuntu-20.04" or "ubuntu-24.04"',
  ),
  one(
    "an operating system that does not exist",
    { operatingSystem: "windows" },
    'operatingSystem: "windows" is not one of the choices; write "ubuntu-20.04" or "ubuntu-24.04"',
  ),

  // network
  one(
    "no address range",
    { "network.cidrBlock": undefined },
    'network.cidrBlock: is missing; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "a range that is no range",
    { "network.cidrBlock": "10.0.0.0/33" },
    'network.cidrBlock: "10.0.0.0/33" is not an IPv4 block; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "an address instead of a range",
    { "network.cidrBlock": "10.20.0.0" },
    'network.cidrBlock: "10.20.0.0" is an address without a length; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "host bits in the range",
    { "network.cidrBlock": "10.0.1.0/16" },
    'network.cidrBlock: "10.0.1.0/16" has host bits set; write "10.0.0.0/16"',
  ),
  one(
    "an octet with a leading zero",
    { "network.cidrBlock": "10.020.0.0/16" },
    'network.cidrBlock: "10.020.0.0/16" is not an IPv4 block; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "an IPv6 range",
    { "network.cidrBlock": "fd00::/16" },
    'network.cidrBlock: "fd00::/16" is not an IPv4 block; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "public addresses for the VPC",
    { "network.cidrBlock": "11.0.0.0/16" },
    'network.cidrBlock: "11.0.0.0/16" holds public addresses; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "a range larger than a VPC",
    { "network.cidrBlock": "10.0.0.0/8" },
    'network.cidrBlock: "10.0.0.0/8" is larger than a VPC may be; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "a range too small for the subnets",
    { "network.cidrBlock": "10.20.0.0/24" },
    'network.cidrBlock: "10.20.0.0/24" is too small for the subnets of six zones; write a private block from /16 to /22 such as "10.20.0.0/16"',
  ),
  one(
    "no zones",
    { "network.availabilityZoneNames": undefined },
    "network.availabilityZoneNames: is missing; write two to six zones of the region, one a line",
  ),
  one(
    "an empty list of zones",
    { "network.availabilityZoneNames": [] },
    "network.availabilityZoneNames: [] is empty; write two to six zones of the region, one a line",
  ),
  one(
    "one zone only",
    { "network.availabilityZoneNames": ["ap-northeast-2a"] },
    'network.availabilityZoneNames: ["ap-northeast-2a"] is one zone only, and its failure stops everything; write two to six zones of the region',
  ),
  one(
    "a zone twice",
    { "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-2a"] },
    'network.availabilityZoneNames[1]: "ap-northeast-2a" is already at index 0; name each one once',
  ),
  one(
    "a zone of another region",
    { "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-1c"] },
    'network.availabilityZoneNames[1]: "ap-northeast-1c" is not a zone of the region ap-northeast-2; write one such as "ap-northeast-2a"',
  ),
  one(
    "the region for a zone",
    { "network.availabilityZoneNames": ["ap-northeast-2a", "ap-northeast-2"] },
    'network.availabilityZoneNames[1]: "ap-northeast-2" is not a zone of the region ap-northeast-2; write one such as "ap-northeast-2a"',
  ),
  one(
    "seven zones",
    { "network.availabilityZoneNames": ["a", "b", "c", "d", "e", "f", "g"].map((zone) => `ap-northeast-2${zone}`) },
    'network.availabilityZoneNames: ["ap-northeast-2a","ap-northeast-2b","ap-northeast-2c","ap-northeast-2d","ap-northeast-2e","ap-nort… has 7 elements; write at most 6',
  ),
  one(
    "a misspelt NAT strategy",
    { "network.natGateways": "onePerzone" },
    'network.natGateways: "onePerzone" is not one of the choices; write "single" or "onePerZone"',
  ),
  one(
    "too few addresses",
    { "network.natGateways": "onePerZone", "network.eipAllocationIds": ["eipalloc-0123456789abcdef0"] },
    'network.eipAllocationIds: ["eipalloc-0123456789abcdef0"] has 1 address for 2 NAT gateways; write as many as there are gateways',
  ),
  one(
    "too many addresses",
    { "network.eipAllocationIds": ["eipalloc-0123456789abcdef0", "eipalloc-0123456789abcdef1"] },
    'network.eipAllocationIds: ["eipalloc-0123456789abcdef0","eipalloc-0123456789abcdef1"] has 2 addresses for 1 NAT gateway; write as many as there are gateways',
  ),
  one(
    "an address twice",
    {
      "network.natGateways": "onePerZone",
      "network.eipAllocationIds": ["eipalloc-0123456789abcdef0", "eipalloc-0123456789abcdef0"],
    },
    'network.eipAllocationIds[1]: "eipalloc-0123456789abcdef0" is already at index 0; name each one once',
  ),
  one(
    "an address instead of its allocation id",
    { "network.eipAllocationIds": ["203.0.113.7"] },
    'network.eipAllocationIds[0]: "203.0.113.7" is not the allocation id of an address; write one such as "eipalloc-0123456789abcdef0"',
  ),
  one(
    "days CloudWatch cannot keep",
    { "network.flowLogRetentionDays": 100 },
    "network.flowLogRetentionDays: 100 is not one of the choices; write 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653",
  ),

  // bastion
  one(
    "SSH from the world",
    { "bastion.allowedCidrBlocks": ["0.0.0.0/0"] },
    'bastion.allowedCidrBlocks[0]: "0.0.0.0/0" opens SSH to the world; name the addresses operators come from such as "203.0.113.0/24"',
  ),
  {
    name: "SSH from both halves of the world",
    stack: "dev",
    patch: { "bastion.allowedCidrBlocks": ["0.0.0.0/1", "128.0.0.0/1"] },
    problems: [
      'bastion.allowedCidrBlocks[0]: "0.0.0.0/1" opens SSH to 2147483648 addresses; write public blocks of /16 or smaller such as "203.0.113.0/24"',
      'bastion.allowedCidrBlocks[1]: "128.0.0.0/1" opens SSH to 2147483648 addresses; write public blocks of /16 or smaller such as "203.0.113.0/24"',
    ],
  },
  one(
    "SSH from a provider's whole range",
    { "bastion.allowedCidrBlocks": ["52.0.0.0/10"] },
    'bastion.allowedCidrBlocks[0]: "52.0.0.0/10" opens SSH to 4194304 addresses; write public blocks of /16 or smaller such as "203.0.113.0/24"',
  ),
  one(
    "SSH from nobody",
    { "bastion.allowedCidrBlocks": [] },
    'bastion.allowedCidrBlocks: [] is empty; name the addresses operators come from such as "203.0.113.0/24"',
  ),
  one(
    "no allow list",
    { "bastion.allowedCidrBlocks": undefined },
    'bastion.allowedCidrBlocks: is missing; name the addresses operators come from such as "203.0.113.0/24"',
  ),
  one(
    "a source twice",
    { "bastion.allowedCidrBlocks": ["203.0.113.0/24", "203.0.113.0/24"] },
    'bastion.allowedCidrBlocks[1]: "203.0.113.0/24" is already covered by "203.0.113.0/24" at index 0; leave it out',
  ),
  one(
    "a source inside another",
    { "bastion.allowedCidrBlocks": ["203.0.113.0/24", "203.0.113.7/32"] },
    'bastion.allowedCidrBlocks[1]: "203.0.113.7/32" is already covered by "203.0.113.0/24" at index 0; leave it out',
  ),
  one(
    "a source around another",
    { "bastion.allowedCidrBlocks": ["203.0.113.7/32", "203.0.113.0/24"] },
    'bastion.allowedCidrBlocks[1]: "203.0.113.0/24" covers "203.0.113.7/32" at index 0 too; leave that one out',
  ),
  one(
    "the VPC as a source",
    { "bastion.allowedCidrBlocks": ["203.0.113.0/24", "10.0.0.0/8"] },
    'bastion.allowedCidrBlocks[1]: "10.0.0.0/8" overlaps the VPC (network.cidrBlock), which would let its servers into the bastion; name the addresses operators come from such as "203.0.113.0/24"',
  ),
  one(
    "a source without a length",
    { "bastion.allowedCidrBlocks": ["203.0.113.7"] },
    'bastion.allowedCidrBlocks[0]: "203.0.113.7" is an address without a length; write "203.0.113.7/32" for it alone',
  ),
  one(
    "no key",
    { "bastion.keyName": undefined },
    "bastion.keyName: is missing; name an existing EC2 key pair, or paste a public key as publicKey",
  ),
  one(
    "two keys",
    { "bastion.publicKey": ED25519_KEY },
    'bastion.publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOayAfF8B6biTSnAtXS+y53xHr/mbrWKubY51XBEzfA6 operator@example.c…" is given together with keyName; give one of the two',
  ),
  one(
    "a key pair's name with a space at the end",
    { "bastion.keyName": "three-tier " },
    `bastion.keyName: "three-tier " is not a key pair's name; write 1 to 255 ASCII characters without a space at either end`,
  ),
  one(
    "a private key, without showing it",
    { "bastion.keyName": undefined, "bastion.publicKey": PRIVATE_KEY },
    "bastion.publicKey: (not shown) is a private key; make a new pair, for this one is known now, and paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits",
  ),
  one(
    "an ECDSA key",
    { "bastion.keyName": undefined, "bastion.publicKey": NISTP256_KEY },
    'bastion.publicKey: "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG+b1khKelQNL7cjIjY9JyFlOUL…" is of a type EC2 does not import; paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits',
  ),
  one(
    "a weak RSA key",
    { "bastion.keyName": undefined, "bastion.publicKey": SHORT_RSA_KEY },
    'bastion.publicKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQD////////////////////////////////////////////////////////////…" is an RSA key of 1024 bits; paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits',
  ),
  one(
    "a key that is cut off",
    { "bastion.keyName": undefined, "bastion.publicKey": ED25519_KEY.slice(0, 60) },
    'bastion.publicKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOayAfF8B6biTSnAtXS+y53x" is damaged or cut off; paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits',
  ),
  one(
    "the path of a key",
    { "bastion.keyName": undefined, "bastion.publicKey": "~/.ssh/id_ed25519.pub" },
    'bastion.publicKey: "~/.ssh/id_ed25519.pub" is not an OpenSSH public key; paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits',
  ),
  one(
    "a key file's name that breaks the ssh configuration",
    { "bastion.identityFile": "a.pem\nProxyCommand x" },
    'bastion.identityFile: "a.pem\\nProxyCommand x" is not a path that fits into an ssh configuration; write one without quotes such as "~/.ssh/three-tier.pem"',
  ),
  one(
    "a root volume smaller than the image",
    { "bastion.rootVolumeGiB": 4 },
    "bastion.rootVolumeGiB: 4 is too small; write a whole number from 8 to 16384",
  ),

  // servers
  one(
    "a misspelt instance type",
    { "web.instanceType": "t3.mirco" },
    'web.instanceType: "t3.mirco" is not an EC2 instance type; write one such as "t3.small"',
  ),
  one(
    "a database's class for a server",
    { "was.instanceType": "db.t4g.micro" },
    'was.instanceType: "db.t4g.micro" is not an EC2 instance type; write one such as "t3.small"',
  ),
  one(
    "a Mac",
    { "was.instanceType": "mac2.metal" },
    'was.instanceType: "mac2.metal" runs macOS only; write one such as "t3.small"',
  ),
  one(
    "an image's name instead of its id",
    { "web.imageId": "ubuntu-focal" },
    'web.imageId: "ubuntu-focal" is not an AMI id; write one such as "ami-0123456789abcdef0", or leave the key out for the newest public image',
  ),
  one(
    "a volume larger than EBS has",
    { "web.logVolumeGiB": 20000 },
    "web.logVolumeGiB: 20000 is too large; write a whole number from 1 to 16384",
  ),
  one(
    "a largest size below the smallest",
    { "web.scaling": { minSize: 3, maxSize: 2 } },
    "web.scaling.maxSize: 2 is less than minSize (3); write at least 3",
  ),
  one(
    "a smallest size above the default's largest",
    { "web.scaling": { minSize: 3 } },
    "web.scaling.minSize: 3 is more than maxSize (2 by default); write maxSize too, at least 3",
  ),
  one(
    "no servers at most",
    { "was.scaling.maxSize": 0 },
    "was.scaling.maxSize: 0 is too small; write a whole number from 1 to 999",
  ),
  one(
    "a CPU target for the vendor",
    { "was.scaling": { owner: "vendor", targetCpuPercent: 50 } },
    "was.scaling.targetCpuPercent: 50 has no effect with owner vendor, who scales by own policies; leave it out",
  ),
  one(
    "a CPU target above all",
    { "was.scaling.targetCpuPercent": 120 },
    "was.scaling.targetCpuPercent: 120 is too large; write a whole number from 1 to 100",
  ),
  one(
    "an owner nobody knows",
    { "web.scaling.owner": "me" },
    'web.scaling.owner: "me" is not one of the choices; write "program" or "vendor"',
  ),
  one(
    "a health check's path without a slash",
    { "was.healthCheck.path": "health" },
    'was.healthCheck.path: "health" does not begin with a slash; write a path such as "/actuator/health/liveness"',
  ),
  one(
    "a health check's path with a query",
    { "was.healthCheck.path": "/health?full=1" },
    'was.healthCheck.path: "/health?full=1" has a query, which is not part of the path; write a path such as "/actuator/health/liveness"',
  ),
  one(
    "a health check's path with a space",
    { "was.healthCheck.path": "/my health" },
    'was.healthCheck.path: "/my health" has a character that does not belong in a path; write a path such as "/actuator/health/liveness"',
  ),
  one(
    "a health check that hides the home page",
    { "web.healthCheck.path": "/" },
    'web.healthCheck.path: "/" would hide the home page, for nginx answers this path itself; write one such as "/healthz"',
  ),
  one(
    "a timeout as long as the interval",
    { "was.healthCheck": { intervalSeconds: 10, timeoutSeconds: 10 } },
    "was.healthCheck.timeoutSeconds: 10 is not less than intervalSeconds (10); write at most 9",
  ),
  one(
    "an interval below the default timeout",
    { "was.healthCheck": { intervalSeconds: 5 } },
    "was.healthCheck.intervalSeconds: 5 is not more than timeoutSeconds (5 by default); write at least 6, or timeoutSeconds too",
  ),
  one(
    "a threshold of one",
    { "was.healthCheck.healthyThreshold": 1 },
    "was.healthCheck.healthyThreshold: 1 is too small; write a whole number from 2 to 10",
  ),
  one(
    "a code that is none of success",
    { "was.healthCheck.successCodes": "500" },
    'was.healthCheck.successCodes: "500" has a code that load balancers do not take; write codes from 200 to 499 such as "200", "200,204" or "200-299"',
  ),
  one(
    "codes in words",
    { "was.healthCheck.successCodes": "2xx" },
    'was.healthCheck.successCodes: "2xx" is not a list or a range of HTTP codes; write codes from 200 to 499 such as "200", "200,204" or "200-299"',
  ),
  one(
    "a code as a number",
    { "was.healthCheck.successCodes": 200 },
    "was.healthCheck.successCodes: 200 is a number, not text; put it in quotes",
  ),

  // web
  one(
    "no certificate",
    { "web.selfSignedCertificate": undefined },
    "web.certificateArn: is missing, and HTTPS needs a certificate; give certificateArn, domain or selfSignedCertificate: true",
  ),
  one(
    "a self-signed certificate that is not wanted",
    { "web.selfSignedCertificate": false },
    "web.certificateArn: is missing, and HTTPS needs a certificate; give certificateArn, domain or selfSignedCertificate: true",
  ),
  one(
    "two certificates",
    { "web.domain": { name: "www.example.com", zoneId: "Z0123456789ABCDEFGHIJ" } },
    "web.selfSignedCertificate: true is given together with domain; give one of certificateArn, domain, selfSignedCertificate",
  ),
  one(
    "a certificate of another region",
    { "web.certificateArn": "arn:aws:acm:us-east-1:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef" },
    'web.certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef" is in another region, where a load balancer cannot use it; write one of ap-northeast-2',
    "prod",
  ),
  one(
    "a certificate of another partition",
    {
      "web.certificateArn":
        "arn:aws-cn:acm:ap-northeast-2:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef",
    },
    `web.certificateArn: "arn:aws-cn:acm:ap-northeast-2:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef" is not of the region's partition; begin it with arn:aws:`,
    "prod",
  ),
  one(
    "a certificate of IAM",
    { "web.certificateArn": "arn:aws:iam::111122223333:server-certificate/example" },
    'web.certificateArn: "arn:aws:iam::111122223333:server-certificate/example" is not the ARN of an ACM certificate; write one such as "arn:aws:acm:ap-northeast-2:111122223333:certificate/12345678-90ab-cdef-1234-567890abcdef"',
    "prod",
  ),
  one(
    "a wildcard to serve",
    {
      "web.selfSignedCertificate": undefined,
      "web.domain": { name: "*.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
    },
    'web.domain.name: "*.example.com" is a wildcard, which names no site; write a name in lower case such as "www.example.com"',
  ),
  one(
    "a URL for a domain",
    {
      "web.selfSignedCertificate": undefined,
      "web.domain": { name: "https://example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
    },
    'web.domain.name: "https://example.com" is not a domain name; write a name in lower case such as "www.example.com"',
  ),
  one(
    "a domain without its zone",
    { "web.selfSignedCertificate": undefined, "web.domain": { name: "www.example.com" } },
    'web.domain.zoneId: is missing; write one such as "Z0123456789ABCDEFGHIJ"',
  ),
  one(
    "a zone's name instead of its id",
    { "web.selfSignedCertificate": undefined, "web.domain": { name: "www.example.com", zoneId: "example.com" } },
    'web.domain.zoneId: "example.com" is not the id of a Route 53 hosted zone; write one such as "Z0123456789ABCDEFGHIJ"',
  ),
  one(
    "users from nowhere",
    { "web.allowedCidrBlocks": [] },
    'web.allowedCidrBlocks: [] is empty; write blocks such as "0.0.0.0/0" or "203.0.113.0/24"',
  ),
  one(
    "users from everywhere and somewhere",
    { "web.allowedCidrBlocks": ["0.0.0.0/0", "203.0.113.0/24"] },
    'web.allowedCidrBlocks[1]: "203.0.113.0/24" is already covered by "0.0.0.0/0" at index 0; leave it out',
  ),
  one(
    "more sources than a security group has rules",
    { "web.allowedCidrBlocks": Array.from({ length: 31 }, (_, index) => `203.0.113.${index}/32`) },
    'web.allowedCidrBlocks: ["203.0.113.0/32","203.0.113.1/32","203.0.113.2/32","203.0.113.3/32","203.0.113.4/32","203.0.113.5/… has 31 elements; write at most 30 (ports 80 and 443 take a rule each, and a security group holds 60)',
  ),
  one(
    "access logs kept for no day",
    { "web.accessLogRetentionDays": 0 },
    "web.accessLogRetentionDays: 0 is too small; write a whole number from 1 to 3653",
  ),
  one(
    "no limit to a body",
    { "web.maxBodyMiB": 0 },
    "web.maxBodyMiB: 0 is too small; write a whole number from 1 to 1024",
  ),

  // was
  one(
    "an upper-case bucket",
    { "was.jar": { bucket: "Artifacts", key: "app.jar" } },
    `was.jar.bucket: "Artifacts" is not a bucket's name (3 to 63 lower-case letters, digits, dots and hyphens); write its name as S3 lists it`,
  ),
  one(
    "a bucket's address",
    { "was.jar": { bucket: "s3://artifacts", key: "app.jar" } },
    `was.jar.bucket: "s3://artifacts" is an address, not a bucket's name; write the name alone`,
  ),
  one(
    "a bucket name of documentation",
    { "was.jar": { bucket: "amzn-s3-demo-bucket", key: "app.jar" } },
    'was.jar.bucket: "amzn-s3-demo-bucket" is a name S3 keeps to itself; write its name as S3 lists it',
  ),
  one(
    "a wildcard in a key",
    { "was.jar": { bucket: "artifacts", key: "releases/*.jar" } },
    'was.jar.key: "releases/*.jar" has a character that is unsafe in an S3 key; write one such as "releases/app-1.0.0.jar"',
  ),
  one(
    "a key with a slash in front",
    { "was.jar": { bucket: "artifacts", key: "/app.jar" } },
    'was.jar.key: "/app.jar" begins with a slash, which S3 would take as part of the key; leave it out',
  ),
  one(
    "a war file",
    { "was.jar": { bucket: "artifacts", key: "app.war" } },
    'was.jar.key: "app.war" does not end with .jar; write one such as "releases/app-1.0.0.jar"',
  ),
  one(
    "a Java nobody installs",
    { "was.javaVersion": 8 },
    "was.javaVersion: 8 is not one of the choices; write 11, 17 or 21",
  ),
  one(
    "a Java in quotes",
    { "was.javaVersion": "17" },
    'was.javaVersion: "17" is text, not a number; leave the quotes out',
  ),
  one(
    "a shutdown of ten minutes",
    { "was.shutdownSeconds": 600 },
    "was.shutdownSeconds: 600 is too large; write a whole number from 1 to 300",
  ),
  one(
    "a number in the environment",
    { "was.environment": { MAX_USERS: 100 } },
    "was.environment.MAX_USERS: 100 is a number, not text; put it in quotes",
  ),
  one(
    "a name that is none",
    { "was.environment": { "MAX-USERS": "100" } },
    'was.environment.MAX-USERS: "100" is under a name no environment variable has; write letters, digits and _ such as MODE',
  ),
  one(
    "a name the program sets",
    { "was.environment": { SERVER_PORT: "9000" } },
    'was.environment.SERVER_PORT: "9000" is set by the program itself; leave it out, or choose another name',
  ),
  one(
    "a secret by name, without showing it",
    { "was.environment": { MAIL_PASSWORD: "hunter2" } },
    `was.environment.MAIL_PASSWORD: (not shown) looks like a secret, and this file is no place for one; keep it in AWS Secrets Manager and give the application the secret's ARN`,
  ),
  one(
    "a secret by value, without showing it",
    { "was.environment": { BROKER: "amqp://app:hunter2@mq.example.com" } },
    `was.environment.BROKER: (not shown) looks like a secret, and this file is no place for one; keep it in AWS Secrets Manager and give the application the secret's ARN`,
  ),
  one(
    "two lines in a variable",
    { "was.environment": { BANNER: "one\ntwo" } },
    'was.environment.BANNER: "one\\ntwo" has a line break or another control character; write one line',
  ),
  one(
    "a novel in the environment",
    { "was.environment": { BANNER: "x".repeat(9000) } },
    "was.environment: takes 9017 bytes with the jar's place, too many to boot with; write at most 8000 and read the rest from S3 or Parameter Store",
  ),

  // database
  one(
    "an engine RDS spells otherwise",
    { "database.engine": "postgresql" },
    'database.engine: "postgresql" is not one of the choices; write "mariadb", "mysql" or "postgres"',
  ),
  one(
    "a version that YAML takes for a number",
    { "database.engineVersion": 10.11 },
    "database.engineVersion: 10.11 is a number, not text; put it in quotes",
  ),
  one(
    "a MariaDB out of support",
    { "database.engineVersion": "10.6" },
    'database.engineVersion: "10.6" is out of RDS standard support since August 2026; write "10.11", "11.4" or "11.8"',
  ),
  one(
    "a MySQL in paid support",
    { "database.engine": "mysql", "database.engineVersion": "8.0.39" },
    'database.engineVersion: "8.0.39" is in paid extended support since August 2026; write "8.4"',
  ),
  one(
    "a PostgreSQL in paid support",
    { "database.engine": "postgres", "database.engineVersion": "13" },
    'database.engineVersion: "13" is in paid extended support since March 2026; write "14", "15", "16", "17" or "18"',
  ),
  one(
    "a version of another engine",
    { "database.engine": "postgres", "database.engineVersion": "10.11" },
    'database.engineVersion: "10.11" is not a version of postgres that RDS supports as standard; write "14", "15", "16", "17" or "18"',
  ),
  one(
    "a server's type for the database",
    { "database.instanceClass": "t4g.micro" },
    'database.instanceClass: "t4g.micro" is not an RDS instance class; write one such as "db.t4g.micro"',
  ),
  one(
    "a class of Aurora",
    { "database.replicaInstanceClass": "db.serverless" },
    'database.replicaInstanceClass: "db.serverless" is a class of Aurora, not of RDS instances; write one such as "db.t4g.micro"',
  ),
  one(
    "no replica",
    { "database.replicaCount": 0 },
    "database.replicaCount: 0 is too small; write a whole number from 1 to 15",
  ),
  one(
    "more replicas than RDS allows",
    { "database.replicaCount": 16 },
    "database.replicaCount: 16 is too large; write a whole number from 1 to 15",
  ),
  one(
    "too little storage",
    { "database.allocatedStorageGiB": 10 },
    "database.allocatedStorageGiB: 10 is too small; write a whole number from 20 to 65536",
  ),
  one(
    "no room to grow",
    { "database.allocatedStorageGiB": 100, "database.maxAllocatedStorageGiB": 105 },
    "database.maxAllocatedStorageGiB: 105 is less than 10 percent above allocatedStorageGiB (100); write at least 110",
  ),
  one(
    "no room to grow by default",
    { "database.allocatedStorageGiB": 200 },
    "database.allocatedStorageGiB: 200 leaves no room below maxAllocatedStorageGiB (100 by default); write maxAllocatedStorageGiB too, at least 220",
  ),
  one(
    "a database name with a hyphen",
    { "database.databaseName": "my-app" },
    'database.databaseName: "my-app" is not a name RDS takes; write a letter, then letters, digits and _ as in "app"',
  ),
  one(
    "a database name RDS keeps to itself",
    { "database.engine": "postgres", "database.engineVersion": "17", "database.databaseName": "db" },
    'database.databaseName: "db" is a word postgres keeps to itself; write another name such as "app"',
  ),
  one(
    "a user name RDS keeps to itself",
    { "database.engine": "postgres", "database.engineVersion": "17", "database.username": "admin" },
    'database.username: "admin" is a word postgres keeps to itself; write another name such as "app"',
  ),
  one(
    "a user name that is too long",
    { "database.username": "application_owner" },
    'database.username: "application_owner" is too long; write at most 16 characters',
  ),
  one(
    "no backups, which replicas need",
    { "database.backupRetentionDays": 0 },
    "database.backupRetentionDays: 0 is too small; write a whole number from 1 to 35",
  ),
  one(
    "backups for longer than RDS keeps them",
    { "database.backupRetentionDays": 36 },
    "database.backupRetentionDays: 36 is too large; write a whole number from 1 to 35",
  ),
  one(
    "a place that does not exist",
    { "database.placement": "public" },
    'database.placement: "public" is not one of the choices; write "isolated" or "publicZone"',
  ),

  // logs
  one(
    "days EFS does not offer",
    { "logs.infrequentAccessAfterDays": 45 },
    "logs.infrequentAccessAfterDays: 45 is not one of the choices; write 1, 7, 14, 30, 60, 90, 180, 270 or 365",
  ),
  one(
    "a flush every ten minutes",
    { "logs.flushIntervalSeconds": 600 },
    "logs.flushIntervalSeconds: 600 is too large; write a whole number from 1 to 300",
  ),

  // production
  {
    name: "a self-signed certificate in production",
    stack: "prod",
    patch: { "web.certificateArn": undefined, "web.selfSignedCertificate": true },
    problems: [
      "web.selfSignedCertificate: true is not for production, browsers warn of it; give certificateArn or domain instead",
    ],
  },
  one(
    "production in one server a tier",
    { "web.scaling.minSize": 0 },
    "web.scaling.minSize: 0 leaves one server in the tier, and production needs two; write at least 1",
    "prod",
  ),
  one(
    "production without a standby",
    { "database.multiAz": false },
    "database.multiAz: false leaves the primary without a standby, and production survives the loss of a zone; write true",
    "prod",
  ),
  one(
    "production with few backups",
    { "database.backupRetentionDays": 3 },
    "database.backupRetentionDays: 3 is too few for production; write at least 7",
    "prod",
  ),
  one(
    "production without flow logs",
    { "network.flowLogRetentionDays": undefined },
    "network.flowLogRetentionDays: is missing, and production keeps flow logs; write the days to keep them such as 90",
    "prod",
  ),
  one(
    "production without access logs",
    { "web.accessLogRetentionDays": undefined },
    "web.accessLogRetentionDays: is missing, and production keeps access logs; write the days to keep them such as 90",
    "prod",
  ),
  {
    name: "the dev stack as production, with all its reasons",
    stack: "dev",
    patch: { production: true },
    problems: [
      "network.flowLogRetentionDays: is missing, and production keeps flow logs; write the days to keep them such as 90",
      "web.selfSignedCertificate: true is not for production, browsers warn of it; give certificateArn or domain instead",
      "web.accessLogRetentionDays: is missing, and production keeps access logs; write the days to keep them such as 90",
      "database.multiAz: is missing, and production survives the loss of a zone; write true",
      "database.backupRetentionDays: 1 is too few for production; write at least 7",
    ],
  },

  // many at once
  {
    name: "many wrong settings at once, in the order of the file",
    stack: "dev",
    patch: {
      "network.cidrBlock": "10.0.0.0/33",
      "bastion.allowedCidrBlocks": ["203.0.113.0/24", "0.0.0.0/0"],
      "web.scaling": { minSize: 5, maxSzie: 9 },
      "was.environment": { API_TOKEN: "hunter2", MAX_USERS: 100 },
      "database.engineVersion": 10.11,
      "logs.flushIntervalSeconds": 0,
    },
    problems: [
      'network.cidrBlock: "10.0.0.0/33" is not an IPv4 block; write a private block from /16 to /22 such as "10.20.0.0/16"',
      'bastion.allowedCidrBlocks[1]: "0.0.0.0/0" opens SSH to the world; name the addresses operators come from such as "203.0.113.0/24"',
      'web.scaling.maxSzie: is not a setting; did you mean "maxSize"?',
      "web.scaling.minSize: 5 is more than maxSize (2 by default); write maxSize too, at least 5",
      "was.environment.MAX_USERS: 100 is a number, not text; put it in quotes",
      `was.environment.API_TOKEN: (not shown) looks like a secret, and this file is no place for one; keep it in AWS Secrets Manager and give the application the secret's ARN`,
      "database.engineVersion: 10.11 is a number, not text; put it in quotes",
      "logs.flushIntervalSeconds: 0 is too small; write a whole number from 1 to 300",
    ],
  },
];
