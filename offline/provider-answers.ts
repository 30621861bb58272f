/**
 * What the providers answer when they create a resource: plausible values, always the same for the same request. Pure,
 * so that the stand-ins which serve the real engine can give the very same answers.
 */
import { createHash } from "node:crypto";
import type { CreateRequest } from "./monitor";
import { packageOf, urnInStack } from "./urn";
import { mapProperties, revealed, type Wire, type WireMap } from "./wire";

/** Where the pretended account is. */
export interface ProviderContext {
  region: string;
  /** Make up what a stack of this name would get. */
  likeStack?: string;
}

export const ACCOUNT_ID = "123456789012";

/** The state of a resource once created. At preview there is no id, and only what providers know by then. */
export function createAnswer(request: CreateRequest, context: ProviderContext): { id?: string; outputs: WireMap } {
  const subject = subjectOf(request, context);
  const named = checkedInputs(request, context);
  if (request.mode === "preview") {
    return { outputs: named };
  }
  const answer = ANSWERS[request.type] ?? genericAnswer(request.type);
  const { id, ...computed } = answer({ ...subject, inputs: mapProperties(named, revealed) });
  const common = packageOf(request.type) === "aws" ? { region: context.region, tagsAll: named.tags } : {};
  return { id: text(id), outputs: definedOnly({ ...common, ...computed, ...named }) };
}

/** The inputs as a provider completes them before a preview: with a name in AWS, where the program gives none. */
export function checkedInputs(request: CreateRequest, context: ProviderContext): WireMap {
  return { ...physicalName(request.type, subjectOf(request, context)), ...request.inputs };
}

/** The resource an answer is about. */
interface Subject {
  name: string;
  /** With the physical name filled in, secrets in clear. */
  inputs: Record<string, Wire | undefined>;
  region: string;
  /** The first digits of a hash of the URN. */
  hex: (digits: number) => string;
  /** `vpc-0…` */
  id: (prefix: string) => string;
  arn: (service: string, resource: string, scope?: "global" | "anonymous") => string;
}

type Answer = (subject: Subject) => Record<string, Wire | undefined>;

function subjectOf(request: CreateRequest, { region, likeStack }: ProviderContext): Subject {
  const { name, inputs, existingId = "", generation = 0 } = request;
  const urn = likeStack === undefined ? request.urn : urnInStack(request.urn, likeStack);
  const hash = createHash("sha512")
    .update(generation === 0 ? urn : `${urn}#${generation}`)
    .digest("hex");
  const hex = (digits: number) => hash.slice(0, digits);
  return {
    name,
    inputs,
    region,
    hex,
    id: (prefix) => (existingId.startsWith(`${prefix}-`) ? existingId : `${prefix}-0${hex(16)}`),
    arn: (service, resource, scope) =>
      ["arn", "aws", service, scope ? "" : region, scope === "anonymous" ? "" : ACCOUNT_ID, resource].join(":"),
  };
}

/**
 * The property that names resources of a type in AWS: providers fill it in, with the resource's name and a random suffix, before
 * the preview, so that it is known by then.
 */
export const NAME_PROPERTIES: Partial<Record<string, string>> = {
  "aws:autoscaling/group:Group": "name",
  "aws:autoscaling/policy:Policy": "name",
  "aws:backup/plan:Plan": "name",
  "aws:backup/vault:Vault": "name",
  "aws:cloudwatch/eventRule:EventRule": "name",
  "aws:cloudwatch/logGroup:LogGroup": "name",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
  "aws:ec2/keyPair:KeyPair": "keyName",
  "aws:ec2/launchTemplate:LaunchTemplate": "name",
  "aws:ec2/managedPrefixList:ManagedPrefixList": "name",
  "aws:ec2/securityGroup:SecurityGroup": "name",
  "aws:efs/fileSystem:FileSystem": "creationToken",
  "aws:iam/instanceProfile:InstanceProfile": "name",
  "aws:iam/policy:Policy": "name",
  "aws:iam/role:Role": "name",
  "aws:iam/rolePolicy:RolePolicy": "name",
  "aws:iam/user:User": "name",
  "aws:kms/alias:Alias": "name",
  "aws:lambda/function:Function": "name",
  "aws:lb/loadBalancer:LoadBalancer": "name",
  "aws:lb/targetGroup:TargetGroup": "name",
  "aws:rds/instance:Instance": "identifier",
  "aws:rds/optionGroup:OptionGroup": "name",
  "aws:rds/parameterGroup:ParameterGroup": "name",
  "aws:rds/subnetGroup:SubnetGroup": "name",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:secretsmanager/secret:Secret": "name",
  "aws:sns/topic:Topic": "name",
  "aws:sqs/queue:Queue": "name",
  "aws:ssm/parameter:Parameter": "name",
};

function physicalName(type: string, { name, inputs, hex }: Subject): WireMap {
  const property = NAME_PROPERTIES[type];
  if (property === undefined) {
    return {};
  }
  const prefix = inputs[`${property}Prefix`];
  return { [property]: typeof prefix === "string" ? prefix + hex(7) : `${name}-${hex(7)}` };
}

/** An answer for types that have none of their own. */
function genericAnswer(type: string): Answer {
  const [packageName, module = ""] = type.split(":");
  const [service = "", resource = ""] = module.split("/");
  return ({ name, hex, arn }) => {
    const id = `${name}-${hex(7)}`;
    return packageName === "aws" ? { id, arn: arn(service, `${resource}/${id}`) } : { id };
  };
}

/** What identifies a resource that has no id of its own: one of its inputs. */
function identifiedBy(...properties: string[]): Answer {
  return ({ inputs }) => ({ id: properties.map((property) => text(inputs[property])).join(",") });
}

function ec2(prefix: string, resource: string, more: Answer = () => ({})): Answer {
  return (subject) => {
    const id = subject.id(prefix);
    return { id, arn: subject.arn("ec2", `${resource}/${id}`), ownerId: ACCOUNT_ID, ...more(subject) };
  };
}

const securityGroupRule: Answer = ({ id, arn }) => {
  const ruleId = id("sgr");
  return { id: ruleId, securityGroupRuleId: ruleId, arn: arn("ec2", `security-group-rule/${ruleId}`) };
};

const instance: Answer = (subject) => {
  const { inputs, region, id } = subject;
  const [privateIp, publicIp] = [privateAddress(subject), publicAddress(subject)];
  const isPublic = inputs.associatePublicIpAddress === true;
  return {
    availabilityZone: `${region}a`,
    instanceState: "running",
    privateIp,
    privateDns: `ip-${dashed(privateIp)}.${region}.compute.internal`,
    publicIp: isPublic ? publicIp : "",
    publicDns: isPublic ? `ec2-${dashed(publicIp)}.${region}.compute.amazonaws.com` : "",
    primaryNetworkInterfaceId: id("eni"),
  };
};

const eip: Answer = (subject) => {
  const { inputs, id, region, arn } = subject;
  const publicIp = publicAddress(subject);
  return {
    id: id("eipalloc"),
    arn: arn("ec2", `elastic-ip/${id("eipalloc")}`),
    allocationId: id("eipalloc"),
    publicIp,
    publicDns: `ec2-${dashed(publicIp)}.${region}.compute.amazonaws.com`,
    domain: "vpc",
    ...(inputs.instance === undefined ? {} : { associationId: id("eipassoc"), privateIp: privateAddress(subject) }),
  };
};

const loadBalancer: Answer = ({ inputs, region, hex, arn }) => {
  const kind = inputs.loadBalancerType === "network" ? "net" : "app";
  const suffix = `${kind}/${text(inputs.name)}/${hex(16)}`;
  const id = arn("elasticloadbalancing", `loadbalancer/${suffix}`);
  const host = `${text(inputs.name)}-${digits(hex(12), 10)}.${region}.elb.amazonaws.com`;
  return {
    id,
    arn: id,
    arnSuffix: suffix,
    dnsName: inputs.internal === true ? `internal-${host}` : host,
    zoneId: "ZWKZPGTI48KDX",
  };
};

/** What follows an instance's name in its address: the same for all of an account in a region. */
function databaseDomain(region: string): string {
  const hash = createHash("sha512").update(`${ACCOUNT_ID} ${region}`).digest("hex");
  return `c${hash.slice(0, 11)}.${region}.rds.amazonaws.com`;
}

const databaseInstance: Answer = ({ inputs, region, hex, arn }) => {
  const resourceId = `db-${hex(26).toUpperCase()}`;
  const address = `${text(inputs.identifier)}.${databaseDomain(region)}`;
  const port = inputs.port ?? (/^(aurora-)?postgres/.test(text(inputs.engine)) ? 5432 : 3306);
  return {
    id: resourceId,
    resourceId,
    arn: arn("rds", `db:${text(inputs.identifier)}`),
    address,
    port,
    endpoint: `${address}:${text(port)}`,
    hostedZoneId: "ZLA2NUCOLGUUR",
    status: "available",
    availabilityZone: `${region}a`,
    engineVersionActual: inputs.engineVersion,
    masterUserSecrets: [],
  };
};

const certificate: Answer = ({ inputs, hex, arn }) => {
  const id = arn("acm", `certificate/${uuid(hex(32))}`);
  const extra = Array.isArray(inputs.subjectAlternativeNames) ? inputs.subjectAlternativeNames : [];
  const domains = inputs.domainName === undefined ? [] : [...new Set([inputs.domainName, ...extra].map(text))];
  const validated = inputs.validationMethod === "DNS" ? domains : [];
  return {
    id,
    arn: id,
    status: inputs.domainName === undefined ? "ISSUED" : "PENDING_VALIDATION",
    domainValidationOptions: validated.map((domainName) => ({
      domainName,
      resourceRecordName: `_${hex(32)}.${domainName.replace(/^\*\./, "")}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${hex(64).slice(32)}.acm-validations.aws.`,
    })),
  };
};

const role: Answer = ({ inputs, hex, arn }) => ({
  id: inputs.name,
  arn: arn("iam", `role${text(inputs.path ?? "/")}${text(inputs.name)}`, "global"),
  uniqueId: `AROA${hex(17).toUpperCase()}`,
});

const bucket: Answer = ({ inputs, region, arn }) => ({
  id: inputs.bucket,
  arn: arn("s3", text(inputs.bucket), "anonymous"),
  bucketDomainName: `${text(inputs.bucket)}.s3.amazonaws.com`,
  bucketRegionalDomainName: `${text(inputs.bucket)}.s3.${region}.amazonaws.com`,
  hostedZoneId: "Z3W03O7B5YMIYP",
});

const bucketPart = identifiedBy("bucket");

const randomText: Answer = ({ inputs, hex }) => {
  const length = Number(inputs.length);
  const lower = inputs.lower === false ? "" : "abcdefghijkmnpqrstuvwxyz";
  const upper = inputs.upper === false ? "" : "ABCDEFGHJKLMNPQRSTUVWXYZ";
  const numeric = inputs.numeric === false || inputs.number === false ? "" : "23456789";
  const special = inputs.special === false ? "" : text(inputs.overrideSpecial ?? "!#$%&*()-_=+[]{}<>:?");
  const kinds = [lower, upper, numeric, special].filter((kind) => kind !== "");
  // One of each kind in turn: whatever minimum of each is asked for is met.
  const result = Array.from({ length }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? "";
    return kind[Number.parseInt(hex(128).slice(index % 126, (index % 126) + 2), 16) % kind.length] ?? "";
  }).join("");
  return { id: result, result, length };
};

const randomId: Answer = ({ inputs, hex }) => {
  const length = Number(inputs.byteLength);
  const bytes = Buffer.from(
    hex(128)
      .repeat(Math.ceil(length / 64))
      .slice(0, length * 2),
    "hex",
  );
  const prefix = text(inputs.prefix ?? "");
  return {
    id: bytes.toString("base64url"),
    hex: prefix + bytes.toString("hex"),
    dec: prefix + BigInt(`0x${bytes.toString("hex") || "0"}`).toString(),
    b64Url: prefix + bytes.toString("base64url"),
    b64Std: prefix + bytes.toString("base64"),
  };
};

const privateKey: Answer = ({ hex }) => ({
  id: hex(40),
  privateKeyPem: pem("PRIVATE KEY", hex(128)),
  privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", hex(128)),
  privateKeyPemPkcs8: pem("PRIVATE KEY", hex(128)),
  publicKeyPem: pem("PUBLIC KEY", hex(64)),
  publicKeyOpenssh: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA${Buffer.from(hex(66), "hex").toString("base64")}\n`,
  publicKeyFingerprintMd5: pairs(hex(32)),
  publicKeyFingerprintSha256: `SHA256:${Buffer.from(hex(64), "hex").toString("base64").replace(/=+$/, "")}`,
});

const tlsCertificate: Answer = ({ hex }) => ({
  id: digits(hex(40), 39),
  certPem: pem("CERTIFICATE", hex(128)),
  readyForRenewal: false,
  validityStartTime: "2026-01-01T00:00:00Z",
  validityEndTime: "2027-01-01T00:00:00Z",
});

const ANSWERS: Partial<Record<string, Answer>> = {
  "aws:acm/certificate:Certificate": certificate,
  "aws:acm/certificateValidation:CertificateValidation": ({ inputs }) => ({ id: inputs.certificateArn }),
  "aws:autoscaling/group:Group": ({ inputs, hex, arn }) => ({
    id: inputs.name,
    arn: arn("autoscaling", `autoScalingGroup:${uuid(hex(32))}:autoScalingGroupName/${text(inputs.name)}`),
    desiredCapacity: inputs.minSize,
  }),
  "aws:autoscaling/lifecycleHook:LifecycleHook": ({ inputs, name }) => ({ id: inputs.name ?? name }),
  "aws:autoscaling/policy:Policy": ({ inputs, hex, arn }) => ({
    id: inputs.name,
    arn: arn("autoscaling", `scalingPolicy:${uuid(hex(32))}:policyName/${text(inputs.name)}`),
  }),
  "aws:cloudwatch/logGroup:LogGroup": ({ inputs, arn }) => ({
    id: inputs.name,
    arn: arn("logs", `log-group:${text(inputs.name)}`),
  }),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group", () => ({
    name: "default",
    description: "default VPC security group",
  })),
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/eipAssociation:EipAssociation": ({ id }) => ({ id: id("eipassoc") }),
  "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log"),
  "aws:ec2/instance:Instance": ec2("i", "instance", instance),
  "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
  "aws:ec2/keyPair:KeyPair": ({ inputs, id, hex, arn }) => ({
    id: inputs.keyName,
    arn: arn("ec2", `key-pair/${text(inputs.keyName)}`),
    keyPairId: id("key"),
    fingerprint: pairs(hex(32)),
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": ec2("lt", "launch-template", () => ({
    latestVersion: 1,
    defaultVersion: 1,
  })),
  "aws:ec2/managedPrefixList:ManagedPrefixList": ec2("pl", "prefix-list", () => ({ version: 1 })),
  "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway", (subject) => ({
    networkInterfaceId: subject.id("eni"),
    privateIp: privateAddress(subject),
    publicIp: publicAddress(subject),
  })),
  "aws:ec2/networkAcl:NetworkAcl": ec2("acl", "network-acl"),
  "aws:ec2/networkInterface:NetworkInterface": ec2("eni", "network-interface", (subject) => ({
    privateIp: privateAddress(subject),
  })),
  "aws:ec2/route:Route": ({ inputs, hex }) => ({
    id: `r-${text(inputs.routeTableId)}${digits(hex(12), 10)}`,
    origin: "CreateRoute",
    state: "active",
  }),
  "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ({ id }) => ({ id: id("rtbassoc") }),
  "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group"),
  "aws:ec2/securityGroupRule:SecurityGroupRule": ({ hex, id }) => ({
    id: `sgrule-${digits(hex(12), 10)}`,
    securityGroupRuleId: id("sgr"),
  }),
  "aws:ec2/subnet:Subnet": ec2("subnet", "subnet"),
  "aws:ec2/volumeAttachment:VolumeAttachment": ({ hex }) => ({ id: `vai-${digits(hex(12), 10)}` }),
  "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", ({ id }) => ({
    defaultSecurityGroupId: id("sg"),
    defaultRouteTableId: id("rtb"),
    mainRouteTableId: id("rtb"),
    defaultNetworkAclId: id("acl"),
    dhcpOptionsId: id("dopt"),
    enableDnsSupport: true,
    instanceTenancy: "default",
    ipv6CidrBlock: "",
  })),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", ({ id }) => ({
    prefixListId: id("pl"),
    state: "available",
    vpcEndpointType: "Gateway",
  })),
  "aws:ebs/volume:Volume": ec2("vol", "volume"),
  "aws:efs/accessPoint:AccessPoint": ({ id, arn }) => ({
    id: id("fsap"),
    arn: arn("elasticfilesystem", `access-point/${id("fsap")}`),
  }),
  "aws:efs/backupPolicy:BackupPolicy": identifiedBy("fileSystemId"),
  "aws:efs/fileSystem:FileSystem": ({ id, arn, region }) => ({
    id: id("fs"),
    arn: arn("elasticfilesystem", `file-system/${id("fs")}`),
    dnsName: `${id("fs")}.efs.${region}.amazonaws.com`,
    ownerId: ACCOUNT_ID,
  }),
  "aws:efs/fileSystemPolicy:FileSystemPolicy": identifiedBy("fileSystemId"),
  "aws:efs/mountTarget:MountTarget": (subject) => ({
    id: subject.id("fsmt"),
    dnsName: `${text(subject.inputs.fileSystemId)}.efs.${subject.region}.amazonaws.com`,
    fileSystemArn: subject.arn("elasticfilesystem", `file-system/${text(subject.inputs.fileSystemId)}`),
    ipAddress: privateAddress(subject),
    networkInterfaceId: subject.id("eni"),
  }),
  "aws:iam/instanceProfile:InstanceProfile": ({ inputs, hex, arn }) => ({
    id: inputs.name,
    arn: arn("iam", `instance-profile/${text(inputs.name)}`, "global"),
    uniqueId: `AIPA${hex(17).toUpperCase()}`,
  }),
  "aws:iam/policy:Policy": ({ inputs, arn }) => {
    const id = arn("iam", `policy/${text(inputs.name)}`, "global");
    return { id, arn: id };
  },
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicy:RolePolicy": ({ inputs }) => ({ id: `${text(inputs.role)}:${text(inputs.name)}` }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ inputs }) => ({
    id: `${text(inputs.role)}-${text(inputs.policyArn)}`,
  }),
  "aws:kms/key:Key": ({ hex, arn }) => ({
    id: uuid(hex(32)),
    keyId: uuid(hex(32)),
    arn: arn("kms", `key/${uuid(hex(32))}`),
  }),
  "aws:lb/listener:Listener": ({ hex, arn, inputs }) => {
    const path = text(inputs.loadBalancerArn).split(":loadbalancer/")[1] ?? "";
    const id = arn("elasticloadbalancing", `listener/${path}/${hex(16)}`);
    return { id, arn: id };
  },
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:lb/targetGroup:TargetGroup": ({ inputs, hex, arn }) => {
    const suffix = `targetgroup/${text(inputs.name)}/${hex(16)}`;
    const id = arn("elasticloadbalancing", suffix);
    return { id, arn: id, arnSuffix: suffix };
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": ({ inputs, hex }) => ({
    id: `${text(inputs.targetGroupArn)}-${digits(hex(40), 26)}`,
  }),
  "aws:rds/instance:Instance": databaseInstance,
  "aws:rds/parameterGroup:ParameterGroup": ({ inputs, arn }) => ({
    id: inputs.name,
    arn: arn("rds", `pg:${text(inputs.name)}`),
  }),
  "aws:rds/subnetGroup:SubnetGroup": ({ inputs, arn }) => ({
    id: inputs.name,
    arn: arn("rds", `subgrp:${text(inputs.name)}`),
  }),
  "aws:route53/record:Record": ({ inputs }) => ({
    id: [inputs.zoneId, inputs.name, inputs.type].map(text).join("_"),
    fqdn: text(inputs.name).replace(/\.$/, ""),
  }),
  "aws:route53/zone:Zone": ({ hex, arn }) => ({
    id: `Z${hex(20).toUpperCase()}`,
    zoneId: `Z${hex(20).toUpperCase()}`,
    arn: arn("route53", `hostedzone/Z${hex(20).toUpperCase()}`, "anonymous"),
    nameServers: [1, 2, 3, 4].map((number) => `ns-${number}.example.com`),
  }),
  "aws:s3/bucket:Bucket": bucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketPart,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketPart,
  "aws:s3/bucketPolicy:BucketPolicy": bucketPart,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPart,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketPart,
  "aws:s3/bucketVersioning:BucketVersioning": bucketPart,
  "aws:secretsmanager/secret:Secret": ({ inputs, hex, arn }) => {
    const id = arn("secretsmanager", `secret:${text(inputs.name)}-${hex(6)}`);
    return { id, arn: id };
  },
  "aws:secretsmanager/secretVersion:SecretVersion": ({ inputs, hex }) => ({
    id: `${text(inputs.secretId)}|${uuid(hex(32))}`,
    arn: inputs.secretId,
    secretArn: inputs.secretId,
    versionId: uuid(hex(32)),
    versionStages: ["AWSCURRENT"],
  }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule,
  "random:index/randomId:RandomId": randomId,
  "random:index/randomPassword:RandomPassword": (subject) => ({
    ...randomText(subject),
    id: "none",
    bcryptHash: `$2a$10$${subject.hex(53)}`,
  }),
  "random:index/randomPet:RandomPet": ({ inputs, hex }) => ({
    id: [inputs.prefix, "calm", `otter${hex(4)}`]
      .filter(Boolean)
      .map((part) => text(part))
      .join("-"),
  }),
  "random:index/randomString:RandomString": randomText,
  "random:index/randomUuid:RandomUuid": ({ hex }) => ({ id: uuid(hex(32)), result: uuid(hex(32)) }),
  "tls:index/locallySignedCert:LocallySignedCert": tlsCertificate,
  "tls:index/privateKey:PrivateKey": privateKey,
  "tls:index/selfSignedCert:SelfSignedCert": tlsCertificate,
};

/** A text for a scalar; nothing for what has no sensible text. */
function text(value: Wire | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** An address of the range that VPCs use most; which one depends on the resource alone. */
function privateAddress({ hex }: Subject): string {
  const [a, b] = bytes(hex(4));
  return `10.0.${a}.${b}`;
}

/** An address of 198.18.0.0/15: it looks like any other, and belongs to nobody. */
function publicAddress({ hex }: Subject): string {
  const [a, b, c] = bytes(hex(6));
  return `198.${18 + (c % 2)}.${a}.${b}`;
}

function bytes(hex: string): number[] {
  return [...Buffer.from(hex, "hex")];
}

function dashed(address: string): string {
  return address.replaceAll(".", "-");
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}

/** A decimal number of so many digits. */
function digits(hex: string, count: number): string {
  return BigInt(`0x${hex}`).toString().padStart(count, "1").slice(0, count);
}

/** `ab:cd:…`, as fingerprints are written. */
function pairs(hex: string): string {
  return hex.replace(/(..)(?!$)/g, "$1:");
}

function pem(label: string, hex: string): string {
  const body = Buffer.from(hex, "hex").toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function definedOnly(map: Record<string, Wire | undefined>): WireMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as WireMap;
}
