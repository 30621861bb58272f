/** Addresses as plain numbers. IPv4 and IPv6 never compare equal. */
export interface Address {
  family: 4 | 6;
  value: bigint;
}

/** All addresses from `first` to `last`. */
export interface Block {
  family: 4 | 6;
  first: bigint;
  last: bigint;
  prefix: number;
}

const blocks = new Map<string, Block>();

/** `10.0.0.0/16` or `2001:db8::/32`; an address alone is a block of one. */
export function block(text: string): Block {
  const known = blocks.get(text);
  if (known) {
    return known;
  }
  const [base, length] = text.split("/") as [string, string | undefined];
  const { family, value } = parsed(base);
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(length);
  const size = 1n << BigInt(bits - prefix);
  const first = value - (value % size);
  const result = { family, first, last: first + size - 1n, prefix };
  blocks.set(text, result);
  return result;
}

/** `10.0.0.1` or `2001:db8::1` */
export function address(text: string): Address {
  const { family, first } = block(text);
  return { family, value: first };
}

export function within({ family, value }: Address, { family: other, first, last }: Block): boolean {
  return family === other && first <= value && value <= last;
}

export function addressText({ family, value }: Address): string {
  const width = family === 4 ? 8n : 16n;
  const parts = family === 4 ? 4 : 8;
  return Array.from({ length: parts }, (_, at) => (value >> (width * BigInt(parts - 1 - at))) & ((1n << width) - 1n))
    .map((part) => part.toString(family === 4 ? 10 : 16))
    .join(family === 4 ? "." : ":");
}

/** Blocks whose addresses never come from the internet. */
const NOT_THE_INTERNET = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
].map(block);

/** Whether a packet from this address can come in from the internet. */
export function isPublic(from: Address): boolean {
  return from.family === 4
    ? !NOT_THE_INTERNET.some((excluded) => within(from, excluded))
    : within(from, block("2000::/3"));
}

function parsed(text: string): Address {
  if (text.includes(":")) {
    const [head, tail] = text.split("::") as [string, string | undefined];
    const left = head === "" ? [] : head.split(":");
    const right = tail === undefined || tail === "" ? [] : tail.split(":");
    const middle = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill("0");
    const parts = [...left, ...middle, ...right];
    return { family: 6, value: parts.reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n) };
  }
  return { family: 4, value: text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}
