/**
 * IPv4 blocks, strictly: four decimal numbers without leading zeros, a slash and a length.
 *
 * ```
 * 10.20.0.0/16     10.20.0.0 ├──────────── 65536 addresses ────────────┤ 10.20.255.255
 * ```
 */
export interface Block {
  /** The address as it is written, as a number; its host bits may be set. */
  address: number;
  prefixLength: number;
}

/** The block a text names, or nothing when it is not an IPv4 block. */
export function parseBlock(text: string): Block | undefined {
  const [addressText = "", lengthText = "", ...rest] = text.split("/");
  const address = parseAddress(addressText);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(lengthText)) return undefined;
  const prefixLength = Number(lengthText);
  return prefixLength > 32 ? undefined : { address, prefixLength };
}

/** The number of a dotted address, or nothing when it is not one. */
export function parseAddress(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** Number of addresses in a block. */
export function sizeOf(block: Block): number {
  return 2 ** (32 - block.prefixLength);
}

/** First address of a block, as a number. */
export function firstOf(block: Block): number {
  return block.address - (block.address % sizeOf(block));
}

export function hasHostBits(block: Block): boolean {
  return firstOf(block) !== block.address;
}

/** The one way to write a block: its first address and its length. */
export function formatBlock(block: Block): string {
  const first = firstOf(block);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join(".")}/${block.prefixLength}`;
}

export function contains(outer: Block, inner: Block): boolean {
  return (
    outer.prefixLength <= inner.prefixLength &&
    firstOf(outer) === firstOf({ address: inner.address, prefixLength: outer.prefixLength })
  );
}

/** Blocks never overlap in part: one contains the other, or they share nothing. */
export function overlap(one: Block, other: Block): boolean {
  return contains(one, other) || contains(other, one);
}

/** Private ranges (RFC 1918) and the shared one of carriers (RFC 6598): never a source on the internet. */
const PRIVATE_BLOCKS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map((text) => {
  const block = parseBlock(text);
  if (!block) throw new Error(`${text} is not a block`);
  return block;
});

/** Whether every address of a block is private. */
export function isPrivate(block: Block): boolean {
  return PRIVATE_BLOCKS.some((range) => contains(range, block));
}
