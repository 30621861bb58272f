/** What the providers' functions answer: plausible values, known at preview too, as the real ones are. */
import { createHash } from "node:crypto";
import { ACCOUNT_ID, type ProviderContext } from "./provider-answers";
import type { Wire, WireMap } from "./wire";

type Invoke = (args: WireMap, context: ProviderContext) => WireMap;

/** The result of a function, its arguments among it; throws, naming the function, if there is none. */
export function invokeAnswer(token: string, args: WireMap, context: ProviderContext): WireMap {
  const invoke = INVOKES[token];
  if (!invoke) {
    throw new Error(
      `The function ${token} has no offline answer; there is one for: ${Object.keys(INVOKES).join(", ")}`,
    );
  }
  return { ...args, ...invoke(args, context) };
}

const getParameter: Invoke = (args, { region }) => {
  const name = text(args.name);
  const value = /^\/aws\/service\/(ami-|canonical\/)/.test(name)
    ? `ami-0${hash(region, name).slice(0, 16)}`
    : `value of ${name}`;
  return {
    id: name,
    arn: `arn:aws:ssm:${region}:${name.startsWith("/aws/") ? "" : ACCOUNT_ID}:parameter${name}`,
    type: "String",
    value,
    insecureValue: value,
    version: 1,
    region,
  };
};

const getElasticIp: Invoke = (args, { region }) => {
  const id = text(args.id ?? args.publicIp ?? JSON.stringify(args.filters ?? args.tags));
  const [a = 0, b = 0] = Buffer.from(hash(id), "hex");
  const publicIp = text(args.publicIp ?? `198.18.${a}.${b}`);
  return {
    id: id.startsWith("eipalloc-") ? id : `eipalloc-0${hash(id).slice(0, 16)}`,
    arn: `arn:aws:ec2:${region}:${ACCOUNT_ID}:elastic-ip/${id}`,
    publicIp,
    publicDns: `ec2-${publicIp.replaceAll(".", "-")}.${region}.compute.amazonaws.com`,
    domain: "vpc",
    region,
  };
};

const getAmi: Invoke = (args, { region }) => {
  const imageId = `ami-0${hash(region, JSON.stringify(args)).slice(0, 16)}`;
  return { id: imageId, imageId, name: "image", architecture: "x86_64", rootDeviceName: "/dev/sda1", region };
};

const getPrefixList: Invoke = (args, { region }) => {
  const name = text(args.name ?? `com.amazonaws.${region}.s3`);
  const id = text(args.prefixListId ?? args.id ?? `pl-${hash(region, name).slice(0, 8)}`);
  return { id, name, cidrBlocks: ["198.18.0.0/24"], region };
};

const getManagedPrefixList: Invoke = (args, context) => {
  const { id, name } = getPrefixList(args, context);
  const arn = `arn:aws:ec2:${context.region}:aws:prefix-list/${text(id)}`;
  const entries = [{ cidr: "198.18.0.0/24", description: "" }];
  return { id, name, arn, entries, addressFamily: "IPv4", maxEntries: 1, ownerId: "AWS", version: 1 };
};

const getZone: Invoke = (args, { region }) => {
  const name = text(args.name ?? "example.com").replace(/\.$/, "");
  const zoneId = text(args.zoneId ?? `Z${hash(name).slice(0, 20).toUpperCase()}`);
  return { id: zoneId, zoneId, name, arn: `arn:aws:route53:::hostedzone/${zoneId}`, privateZone: false, region };
};

const getAvailabilityZones: Invoke = (_, { region }) => {
  const letters = ["a", "b", "c"];
  return {
    id: region,
    names: letters.map((letter) => region + letter),
    zoneIds: letters.map((_letter, index) => `${region}-az${index + 1}`),
    groupNames: [region],
    region,
  };
};

const INVOKES: Partial<Record<string, Invoke>> = {
  "aws:ec2/getAmi:getAmi": getAmi,
  "aws:ec2/getElasticIp:getElasticIp": getElasticIp,
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": getManagedPrefixList,
  "aws:ec2/getPrefixList:getPrefixList": getPrefixList,
  "aws:elb/getServiceAccount:getServiceAccount": () => ({ id: "600734575887", arn: "arn:aws:iam::600734575887:root" }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": getAvailabilityZones,
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: ACCOUNT_ID,
    accountId: ACCOUNT_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/offline`,
    userId: "AIDAOFFLINE",
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getRegion:getRegion": (_, { region }) => ({
    id: region,
    name: region,
    region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
  "aws:route53/getZone:getZone": getZone,
  "aws:ssm/getParameter:getParameter": getParameter,
};

function text(value: Wire | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

function hash(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
