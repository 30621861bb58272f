import type { BastionSettings } from "../../components/bastion";
import { isPrivate, overlap, parseBlock, sizeOf } from "../cidr";
import { publicKeyComplaint } from "../ssh-public-key";
import type { Finding } from "../problems";
import { blockComplaint, repeatedBlocks } from "./blocks";
import { list, mapping, text, wholeNumber } from "./leaf";
import type { Known } from "./rule";
import { imageId, instanceType } from "./servers";

const WRITE_SOURCES = 'name the addresses operators come from such as "203.0.113.0/24"';

/** No organisation of operators comes from more public addresses than a /16 in one block. */
const WIDEST_PUBLIC_PREFIX = 16;

/** Rules of a security group in one direction before the account's quota has to be raised (Amazon VPC quotas). */
export const RULES_PER_GROUP = 60;

const PUBLIC_KEY_MEND = "paste the one line of a .pub file, of type ssh-ed25519, or ssh-rsa with 2048 to 8192 bits";

export const bastionSchema = mapping<BastionSettings>(
  {
    allowedCidrBlocks: list(
      text(
        WRITE_SOURCES,
        blockComplaint(WRITE_SOURCES, (block) => {
          if (block.prefixLength === 0) return `opens SSH to the world; ${WRITE_SOURCES}`;
          if (isPrivate(block) || block.prefixLength >= WIDEST_PUBLIC_PREFIX) return undefined;
          return `opens SSH to ${sizeOf(block)} addresses; write public blocks of /${WIDEST_PUBLIC_PREFIX} or smaller such as "203.0.113.0/24"`;
        }),
      ),
      RULES_PER_GROUP,
      WRITE_SOURCES,
      "a security group holds no more rules",
    ),
  },
  {
    keyName: text("write the name of a key pair as EC2 lists it", (value) =>
      /^[!-~]([ -~]{0,253}[!-~])?$/.test(value)
        ? undefined
        : "is not a key pair's name; write 1 to 255 ASCII characters without a space at either end",
    ),
    publicKey: text(PUBLIC_KEY_MEND, publicKeyComplaint(PUBLIC_KEY_MEND)),
    identityFile: text('write the path of the private key such as "~/.ssh/three-tier.pem"', (value) =>
      /^[^\s"'\p{Cc}]([^"\p{Cc}]*[^\s"\p{Cc}])?$/u.test(value)
        ? undefined
        : 'is not a path that fits into an ssh configuration; write one without quotes such as "~/.ssh/three-tier.pem"',
    ),
    instanceType: instanceType("t3.micro"),
    imageId: imageId(),
    rootVolumeGiB: wholeNumber(8, 16384),
  },
);

export function* bastionRules({ settings, isGiven }: Known): Generator<Finding> {
  const path = ["bastion", "allowedCidrBlocks"];
  const sources = settings.bastion?.allowedCidrBlocks;
  yield* repeatedBlocks(path, sources);

  const vpc = parseBlock(settings.network?.cidrBlock ?? "");
  for (const [index, source] of sources?.entries() ?? []) {
    const block = parseBlock(source ?? "");
    if (block === undefined || vpc === undefined || !overlap(block, vpc)) continue;
    yield {
      path: [...path, index],
      message: `overlaps the VPC (network.cidrBlock), which would let its servers into the bastion; ${WRITE_SOURCES}`,
    };
  }

  const named = isGiven("bastion", "keyName");
  const pasted = isGiven("bastion", "publicKey");
  if (named && pasted) {
    yield { path: ["bastion", "publicKey"], message: "is given together with keyName; give one of the two" };
  }
  if (!named && !pasted) {
    yield {
      path: ["bastion", "keyName"],
      message: "is missing; name an existing EC2 key pair, or paste a public key as publicKey",
    };
  }
}
