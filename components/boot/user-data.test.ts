import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { noise, wasArgs } from "./test-support";
import { MAX_USER_DATA_BYTES, packUserData, unpackUserData } from "./user-data";
import { wasUserData } from "./was";

describe("user data", () => {
  const text = wasUserData(wasArgs({ environment: { GREETING: "안녕" } }));

  it("is what any gunzip gives back", () => {
    assert.equal(gunzipSync(Buffer.from(packUserData(text), "base64")).toString(), text);
    assert.equal(unpackUserData(packUserData(text)), text);
  });

  it("is the same bytes on every day, system and version of Node", () => {
    const packed = Buffer.from(packUserData("#cloud-config\n"), "base64");
    // RFC 1952: no name, no date, and the system is always 3.
    assert.deepEqual([...packed.subarray(0, 10)], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3]);
    assert.equal(
      createHash("sha256")
        .update(packUserData("#cloud-config\n".repeat(50)))
        .digest("hex"),
      "0e2e70959176957871d0081dd506afef61839597bd90920c60e54ba910a49e16",
      "the compression has changed: every server is replaced by this; say so in CHANGELOG.md",
    );
  });

  it("leaves a WAS server half of the room", () => {
    assert.ok(Buffer.from(packUserData(text), "base64").length < MAX_USER_DATA_BYTES / 2);
  });

  it("is refused when EC2 would refuse it", () => {
    assert.throws(() => packUserData(noise(2 * MAX_USER_DATA_BYTES)), /EC2 allows 16384: shorten "environment"/);
  });
});
