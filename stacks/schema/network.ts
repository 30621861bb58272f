import type { NetworkSettings } from "../../components/vpc-with-nat";
import { isPrivate } from "../cidr";
import type { Finding } from "../problems";
import { blockComplaint, repeated } from "./blocks";
import { choice, list, mapping, numberChoice, pattern, text } from "./leaf";
import type { Known } from "./rule";

const WRITE_A_BLOCK = 'write a private block from /16 to /22 such as "10.20.0.0/16"';
const WRITE_ZONES = "write two to six zones of the region, one a line";

/** What CloudWatch Logs takes (API reference, "PutRetentionPolicy"). */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const networkSchema = mapping<NetworkSettings>(
  {
    cidrBlock: text(
      WRITE_A_BLOCK,
      blockComplaint(WRITE_A_BLOCK, (block) => {
        if (block.prefixLength < 16) return `is larger than a VPC may be; ${WRITE_A_BLOCK}`;
        if (block.prefixLength > 22) return `is too small for the subnets of six zones; ${WRITE_A_BLOCK}`;
        return isPrivate(block) ? undefined : `holds public addresses; ${WRITE_A_BLOCK}`;
      }),
    ),
    availabilityZoneNames: list(text('write a zone such as "ap-northeast-2a"'), 6, WRITE_ZONES),
  },
  {
    natGateways: choice<NonNullable<NetworkSettings["natGateways"]>>({ single: true, onePerZone: true }),
    eipAllocationIds: list(
      pattern(
        "the allocation id of an address",
        /^eipalloc-([0-9a-f]{8}|[0-9a-f]{17})$/,
        'write one such as "eipalloc-0123456789abcdef0"',
      ),
      6,
      "write one allocation id per NAT gateway, or leave the key out to allocate new addresses",
    ),
    flowLogRetentionDays: numberChoice(Object.fromEntries(RETENTION_DAYS.map((days) => [days, true]))),
  },
);

export function* networkRules({ settings, isGiven }: Known): Generator<Finding> {
  const { availabilityZoneNames: zones, natGateways, eipAllocationIds } = settings.network ?? {};
  const zonesPath = ["network", "availabilityZoneNames"];
  if (zones?.length === 1)
    yield {
      path: zonesPath,
      message: "is one zone only, and its failure stops everything; write two to six zones of the region",
    };
  yield* repeated(zonesPath, zones);
  for (const [index, zone] of zones?.entries() ?? []) {
    if (zone === undefined || settings.region === undefined) continue;
    if (new RegExp(`^${settings.region}[a-z]$`).test(zone)) continue;
    yield {
      path: [...zonesPath, index],
      message: `is not a zone of the region ${settings.region}; write one such as "${settings.region}a"`,
    };
  }

  const addressesPath = ["network", "eipAllocationIds"];
  yield* repeated(addressesPath, eipAllocationIds);
  if (eipAllocationIds === undefined || zones === undefined) return;
  if (isGiven("network", "natGateways") && natGateways === undefined) return;
  const gateways = natGateways === "onePerZone" ? zones.length : 1;
  if (eipAllocationIds.length === gateways) return;
  yield {
    path: addressesPath,
    message: `has ${count(eipAllocationIds.length, "address", "addresses")} for ${count(gateways, "NAT gateway", "NAT gateways")}; write as many as there are gateways`,
  };
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
