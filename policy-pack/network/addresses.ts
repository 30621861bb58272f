/**
 * IP addresses as sets of numbers on one line: IPv6 addresses are themselves, IPv4 addresses follow behind the last of
 * them. So `::/0` holds no IPv4 address and `0.0.0.0/0` no IPv6 one, as security groups have it.
 */
import { IPv4, parse, parseCIDR } from "ipaddr.js";
import { type Interval, IntervalSet } from "./interval-set";

const IPV6_END = 1n << 128n;
const IPV4_SIZE = 1n << 32n;

export const ALL_IPV4 = IntervalSet.of({ first: IPV6_END, last: IPV6_END + IPV4_SIZE - 1n });
export const ALL_IPV6 = IntervalSet.of({ first: 0n, last: IPV6_END - 1n });
export const ALL_ADDRESSES = ALL_IPV4.union(ALL_IPV6);
/** A connection is of one family, at both ends. */
export const FAMILIES = [ALL_IPV4, ALL_IPV6] as const;

const known = new Map<string, IntervalSet | undefined>();

/** A block (`10.0.0.0/8`, `2001:db8::/32`) or a single address; undefined where the text is neither. */
export function addressesOf(text: string): IntervalSet | undefined {
  // Ids are asked about as well.
  if (!text.includes(".") && !text.includes(":")) return undefined;
  if (!known.has(text)) known.set(text, parsed(text));
  return known.get(text);
}

function parsed(text: string): IntervalSet | undefined {
  try {
    const [address, length] = text.includes("/") ? parseCIDR(text) : [parse(text), undefined];
    const isIpv4 = address.kind() === "ipv4";
    // Octal, hexadecimal and short forms are none to AWS.
    if (isIpv4 && !IPv4.isValidFourPartDecimal(text.split("/")[0])) return undefined;
    const bits = isIpv4 ? 32 : 128;
    const number = address.toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const size = 1n << BigInt(bits - (length ?? bits));
    const first = (number / size) * size + (isIpv4 ? IPV6_END : 0n);
    return IntervalSet.of({ first, last: first + size - 1n });
  } catch {
    return undefined;
  }
}

/** IANA IPv4 and IPv6 Special-Purpose Address Registries: what is not routed on the internet. */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
  "::/8",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
];

/** Addresses that hosts of other private networks may have. */
export const PRIVATE_ADDRESSES = IntervalSet.union(
  ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].map(
    (block) => addressesOf(block) ?? IntervalSet.EMPTY,
  ),
);

/** Every address of the internet. */
export const INTERNET = ALL_ADDRESSES.subtract(
  IntervalSet.union(NOT_PUBLIC.map((block) => addressesOf(block) ?? IntervalSet.EMPTY)),
);

/** As few blocks as there are, `0.0.0.0/1`; "none" for the empty set. At most `limit` are written out. */
export function describeAddresses(addresses: IntervalSet, limit = 4): string {
  const blocks: string[] = [];
  for (const interval of addresses.intervals) {
    for (const block of blocksOf(interval)) {
      if (blocks.length === limit) return `${blocks.join(", ")}, …`;
      blocks.push(block);
    }
  }
  return blocks.length === 0 ? "none" : blocks.join(", ");
}

function* blocksOf({ first, last }: Interval): Generator<string> {
  for (let from = first; from <= last;) {
    const isIpv4 = from >= IPV6_END;
    const [start, bits] = isIpv4 ? [from - IPV6_END, 32] : [from, 128];
    let length = bits;
    while (length > 0) {
      const size = 1n << BigInt(bits - length + 1);
      if (start % size !== 0n || from + size - 1n > last) break;
      length--;
    }
    yield `${isIpv4 ? ipv4Text(start) : ipv6Text(start)}/${length}`;
    from += 1n << BigInt(bits - length);
  }
}

function ipv4Text(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join(".");
}

function ipv6Text(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  return parse(groups.join(":")).toString();
}
