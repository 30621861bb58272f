import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { publicKeyComplaint } from "./ssh-public-key";

const complaintOf = publicKeyComplaint("MEND");

describe("publicKeyComplaint", () => {
  const ed25519 = openSshEd25519(generateKeyPairSync("ed25519").publicKey);
  const [rsa1024, rsa2048, rsa3072] = [1024, 2048, 3072].map((modulusLength) =>
    openSshRsa(generateKeyPairSync("rsa", { modulusLength }).publicKey),
  );

  for (const [name, key] of [
    ["ED25519", ed25519],
    ["ED25519 with a comment", `${ed25519} operator@example.com`],
    ["ED25519 with the line's end", `${ed25519} operator@example.com\n`],
    ["RSA of 2048 bits", rsa2048],
    ["RSA of 3072 bits", rsa3072],
  ]) {
    it(`takes ${name}`, () => {
      assert.equal(complaintOf(key), undefined);
    });
  }

  for (const [name, key, expected] of [
    ["RSA of 1024 bits", rsa1024, "is an RSA key of 1024 bits; MEND"],
    ["another type than the key is of", ed25519.replace("ssh-ed25519", "ssh-rsa"), "is damaged or cut off; MEND"],
    ["a key that is cut off", ed25519.slice(0, -8), "is damaged or cut off; MEND"],
    ["a DSA key", "ssh-dss AAAAB3NzaC1kc3M=", "is of a type EC2 does not import; MEND"],
    ["two keys", `${ed25519}\n${ed25519}`, "is not an OpenSSH public key; MEND"],
    ["an option in front", `no-pty ${ed25519}`, "is not an OpenSSH public key; MEND"],
    ["PEM", "-----BEGIN PUBLIC KEY-----", "is not an OpenSSH public key; MEND"],
    ["nothing", "", "is not an OpenSSH public key; MEND"],
  ]) {
    it(`refuses ${name}`, () => {
      assert.equal(complaintOf(key), expected);
    });
  }
});

function openSshEd25519(key: KeyObject): string {
  return openSsh("ssh-ed25519", [Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url")]);
}

function openSshRsa(key: KeyObject): string {
  const { e = "", n = "" } = key.export({ format: "jwk" });
  // A leading zero keeps a number whose first bit is set from being negative.
  return openSsh("ssh-rsa", [
    Buffer.from(e, "base64url"),
    Buffer.concat([Buffer.from([0]), Buffer.from(n, "base64url")]),
  ]);
}

function openSsh(type: string, fields: Buffer[]): string {
  const blob = [Buffer.from(type), ...fields].flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(blob).toString("base64")}`;
}
