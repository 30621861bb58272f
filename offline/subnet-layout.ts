/**
 * Where awsx's "Auto" strategy puts subnets: every zone gets a block of the same size, in the order of the zones, and
 * its subnets follow one another inside it, each on a boundary of its own size.
 *
 *     10.0.0.0/16, zone mask 20, masks 24, 22
 *     zone 1  10.0.0.0/20   10.0.0.0/24  (gap)  10.0.4.0/22  (free)
 *     zone 2  10.0.16.0/20  10.0.16.0/24 (gap)  10.0.20.0/22 (free)
 */
import { Netmask } from "netmask";

export interface LayoutRequest {
  vpcCidr: string;
  zones: number;
  /** Prefix length of a zone's block. @default the VPC divided by the number of zones */
  zoneMask?: number;
  /** Prefix length of each subnet in a zone; undefined shares the zone equally. */
  subnetMasks: (number | undefined)[];
}

/** CIDR blocks by zone, then by subnet; throws where AWS could not create them. */
export function layOutSubnets({ vpcCidr, zones, zoneMask, subnetMasks }: LayoutRequest): string[][] {
  const vpc = new Netmask(vpcCidr);
  const zoneBits = zoneMask ?? vpc.bitmask + bitsFor(zones);
  const masks = subnetMasks.map((mask) => mask ?? zoneBits + bitsFor(subnetMasks.length));
  const zoneSize = sizeOf(zoneBits);
  const needed = masks.reduce((sum, mask) => sum + sizeOf(mask), 0);
  if (needed > zoneSize) {
    throw new Error(
      `The subnets of one zone need ${needed} addresses, but a zone's block (/${zoneBits}) has ${zoneSize}`,
    );
  }
  const start = vpc.netLong;
  return Array.from({ length: zones }, (_, zone) => {
    let next = start + zone * zoneSize;
    const end = next + zoneSize;
    return masks.map((mask) => {
      const size = sizeOf(mask);
      const address = Math.ceil(next / size) * size;
      next = address + size;
      const cidr = `${dotted(address)}/${mask}`;
      if (next > end) {
        throw new Error(
          `Subnet ${cidr} of zone ${zone + 1} does not fit into its block (/${zoneBits}): order the subnets by size, or widen the zones`,
        );
      }
      if (next > start + vpc.size) {
        throw new Error(
          `Subnet ${cidr} of zone ${zone + 1} lies outside the VPC ${vpcCidr}: ${zones} zones of /${zoneBits} do not fit`,
        );
      }
      return cidr;
    });
  });
}

/** How many bits tell `count` things apart. */
function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

function sizeOf(mask: number): number {
  return 2 ** (32 - mask);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
