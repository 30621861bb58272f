/**
 * What EC2 would refuse of a public key, or is too weak: it imports RSA and ED25519 keys only (Amazon EC2 user guide,
 * "Create a key pair for your Amazon EC2 instance").
 */
export function publicKeyComplaint(mend: string): (text: string) => string | undefined {
  return (text) => {
    if (text.includes("PRIVATE KEY"))
      return `is a private key; make a new pair, for this one is known now, and ${mend}`;
    const [, type = "", base64 = ""] = /^([a-z][a-z0-9@.-]*) ([A-Za-z0-9+/]+={0,2})( [^\r\n]*)?\s*$/.exec(text) ?? [];
    if (type === "") return `is not an OpenSSH public key; ${mend}`;
    if (type !== "ssh-ed25519" && type !== "ssh-rsa") return `is of a type EC2 does not import; ${mend}`;

    const [typeInside, ...fields] = readFields(Buffer.from(base64, "base64"));
    if (fields.length === 0 || typeInside.toString("latin1") !== type) return `is damaged or cut off; ${mend}`;
    if (type === "ssh-ed25519") {
      return fields.length === 1 && fields[0].length === 32 ? undefined : `is damaged or cut off; ${mend}`;
    }
    const bits = fields.length === 2 ? bitLength(fields[1]) : 0;
    if (bits === 0) return `is damaged or cut off; ${mend}`;
    return bits >= 2048 && bits <= 8192 ? undefined : `is an RSA key of ${bits} bits; ${mend}`;
  };
}

/** The length-prefixed fields of a key blob; none when it does not add up. */
function readFields(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset + 4 <= blob.length) {
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) return [];
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  return offset === blob.length ? fields : [];
}

function bitLength(number: Buffer): number {
  const digits = number.toString("hex").replace(/^0+/, "");
  return digits === "" ? 0 : BigInt(`0x${digits}`).toString(2).length;
}
