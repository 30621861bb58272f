import { gunzipSync, gzipSync, strFromU8, strToU8 } from "fflate";

/** Amazon EC2 User Guide, "Run commands when you launch an EC2 instance": raw user data is limited to 16 KB. */
export const MAX_USER_DATA_BYTES = 16_384;

/**
 * What EC2 takes as user data: the text, compressed (cloud-init docs, "User-data formats": gzip), in Base64.
 *
 * Not by Node's zlib: what that writes differs between its versions and systems, and another text replaces servers.
 *
 * @throws Error for what EC2 would refuse
 */
export function packUserData(text: string): string {
  // Without a date: the same text is the same bytes.
  const bytes = gzipSync(strToU8(text), { level: 9, mtime: 0 });
  if (bytes.length > MAX_USER_DATA_BYTES) {
    throw new Error(
      `The boot files take ${bytes.length} bytes, EC2 allows ${MAX_USER_DATA_BYTES}: shorten "environment".`,
    );
  }
  return Buffer.from(bytes).toString("base64");
}

/** The text that {@link packUserData} was given. */
export function unpackUserData(packed: string): string {
  return strFromU8(gunzipSync(Buffer.from(packed, "base64")));
}
