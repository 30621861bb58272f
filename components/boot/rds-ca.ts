/** The certificates RDS servers are signed by, for the JDBC URLs (RDS User Guide, "Using SSL/TLS to encrypt a connection"). */
export const RDS_CA_BUNDLE = "/etc/ssl/certs/rds-global-bundle.pem";

/**
 * Downloads the bundle, and teaches the system's and Java's trust stores the same certificates: MySQL's driver reads no
 * PEM file. `update-ca-certificates` takes one certificate a file; Java's store follows by ca-certificates-java's hook.
 */
export const installRdsCa: string[] = [
  `curl -fsSL --retry 8 --max-time 300 -o ${RDS_CA_BUNDLE} https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem`,
  `grep -q 'BEGIN CERTIFICATE' ${RDS_CA_BUNDLE}`,
  `awk '/BEGIN CERTIFICATE/ { file = sprintf("/usr/local/share/ca-certificates/rds-%d.crt", ++n) } file { print >file }' ${RDS_CA_BUNDLE}`,
  "update-ca-certificates >/dev/null",
];
