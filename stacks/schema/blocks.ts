import { type Block, contains, formatBlock, hasHostBits, overlap, parseAddress, parseBlock } from "../cidr";
import type { Finding, Path } from "../problems";
import type { Complaint } from "./leaf";

/** Complains of anything but an IPv4 block in its one spelling, and then of what `complaint` says of the block. */
export function blockComplaint(mend: string, complaint: (block: Block) => string | undefined): Complaint<string> {
  return (text) => {
    const address = parseAddress(text);
    if (address !== undefined) {
      const alone = complaint({ address, prefixLength: 32 }) === undefined;
      return `is an address without a length; ${alone ? `write "${text}/32" for it alone` : mend}`;
    }
    const block = parseBlock(text);
    if (block === undefined) return `is not an IPv4 block; ${mend}`;
    const wrong = complaint(block);
    if (wrong !== undefined) return wrong;
    return hasHostBits(block) ? `has host bits set; write "${formatBlock(block)}"` : undefined;
  };
}

/** Blocks that are in a list already, as a whole or in part: one rule of a security group for each is enough. */
export function* repeatedBlocks(path: Path, texts: readonly (string | undefined)[] = []): Generator<Finding> {
  const blocks = texts.map((text) => (text === undefined ? undefined : parseBlock(text)));
  for (const [index, block] of blocks.entries()) {
    if (block === undefined) continue;
    for (const [earlierIndex, earlier] of blocks.slice(0, index).entries()) {
      if (earlier === undefined || !overlap(earlier, block)) continue;
      const other = `"${formatBlock(earlier)}" at index ${earlierIndex}`;
      yield {
        path: [...path, index],
        message: contains(earlier, block)
          ? `is already covered by ${other}; leave it out`
          : `covers ${other} too; leave that one out`,
      };
      break;
    }
  }
}

/** Elements that stand in a list before. */
export function* repeated(path: Path, texts: readonly (string | undefined)[] = []): Generator<Finding> {
  for (const [index, text] of texts.entries()) {
    const earlier = texts.indexOf(text);
    if (text === undefined || earlier === index) continue;
    yield { path: [...path, index], message: `is already at index ${earlier}; name each one once` };
  }
}
