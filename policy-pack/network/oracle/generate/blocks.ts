/** Blocks and ports where a little is the whole difference. */
import type { ServerSpec, SubnetSpec, VpcSpec } from "../spec";

export const IPV4 = [
  "0.0.0.0/0",
  "0.0.0.0/1",
  "128.0.0.0/1",
  "10.0.0.0/8",
  "203.0.113.0/25",
  "203.0.113.128/25",
  "198.51.100.7/32",
];

export const IPV6 = ["::/0", "2000::/3", "::/1", "2001:db8::/33", "2001:db8:8000::/33", "2a00:1450::7/128"];

export const PORTS: [number, number][] = [
  [22, 22],
  [0, 65535],
  [443, 443],
  [8080, 8080],
  [22, 80],
  [81, 443],
  [1, 21],
  [23, 65535],
  [8080, 8081],
  [80, 8079],
  [0, 0],
];

/** Where responses go. */
export const RESPONSES: [number, number][] = [
  [1024, 65535],
  [0, 65535],
  [0, 1023],
  [1024, 32767],
  [32768, 65535],
  [0, 65534],
  [1025, 65535],
];

/** Subnets, halves of subnets, single servers, VPCs. */
export function insideBlocks(subnets: SubnetSpec[], vpcs: VpcSpec[], servers: ServerSpec[]): string[] {
  return [
    ...subnets.map(({ cidr }) => cidr),
    ...servers.flatMap(({ addresses }) => addresses.map((one) => `${one}/32`)),
    ...subnets.flatMap(({ cidr }) => [cidr.replace("0/24", "0/25"), cidr.replace("0/24", "128/25")]),
    ...vpcs.map(({ cidr }) => cidr),
    "10.0.0.0/15",
  ];
}

export function pick<T>(from: readonly T[], at: number): T {
  return from[at % from.length];
}

export function unique<T>(values: T[]): T[] {
  return [...new Set(values)];
}

export function uniqueBy<T>(values: T[], key: (value: T) => unknown): T[] {
  return values.filter((value, at) => values.findIndex((other) => key(other) === key(value)) === at);
}

export function named<T extends { name: string }>(from: T[], name: string): T {
  return from.find((one) => one.name === name) ?? from[0];
}
