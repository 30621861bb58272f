/** Throw-away certificates, made with openssl, for tests. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  key: string;
  cert: string;
}

export interface TestCertificates {
  /** The one who vouches for all but the last two. */
  authority: string;
  authorityFile: string;
  good: Certificate;
  endsSoon: Certificate;
  expired: Certificate;
  /** For another name. */
  stranger: Certificate;
  /** As `web.selfSignedCertificate` makes it. */
  selfSigned: Certificate;
  /** By an authority that nobody knows. */
  untrusted: Certificate;
  remove(): void;
}

export function makeCertificates(host: string): TestCertificates {
  const directory = mkdtempSync(join(tmpdir(), "certificates-"));
  const file = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

  const selfSigned = (name: string, subject: string) => {
    const made = ["-keyout", file(`${name}.key`), "-out", file(`${name}.pem`), "-days", "300"];
    openssl("req", "-x509", ...newKey, ...made, "-subj", `/CN=${subject}`, "-addext", `subjectAltName=DNS:${subject}`);
    return read(name);
  };
  const read = (name: string): Certificate => ({
    key: readFileSync(file(`${name}.key`), "utf8"),
    cert: readFileSync(file(`${name}.pem`), "utf8"),
  });
  const requested = (name: string, subject: string) => {
    openssl("req", ...newKey, "-keyout", file(`${name}.key`), "-out", file(`${name}.csr`), "-subj", `/CN=${subject}`);
    writeFileSync(file(`${name}.ext`), `subjectAltName=DNS:${subject}\n`);
    return ["-in", file(`${name}.csr`), "-extfile", file(`${name}.ext`), "-out", file(`${name}.pem`)];
  };
  const signed = (name: string, subject: string, days: number, by = "authority") => {
    const signer = ["-CA", file(`${by}.pem`), "-CAkey", file(`${by}.key`), "-CAcreateserial"];
    openssl("x509", "-req", ...requested(name, subject), ...signer, "-days", String(days));
    return read(name);
  };
  // Only `openssl ca` takes dates of the past in every version.
  const past = (name: string, subject: string) => {
    writeFileSync(file("index.txt"), "");
    const settings = [
      ...["[ca]", "default_ca = past"],
      ...["[past]", "rand_serial = yes", "default_md = sha256", "policy = any", `new_certs_dir = ${directory}`],
      ...[`database = ${file("index.txt")}`, "[any]", "commonName = supplied", ""],
    ];
    writeFileSync(file("ca.cnf"), settings.join("\n"));
    const signer = ["-cert", file("authority.pem"), "-keyfile", file("authority.key")];
    const dates = ["-startdate", "200101000000Z", "-enddate", "210101000000Z"];
    openssl("ca", "-batch", "-config", file("ca.cnf"), ...requested(name, subject), ...signer, ...dates);
    return read(name);
  };

  const authority = selfSigned("authority", "authority.example").cert;
  selfSigned("nobody", "nobody.example");
  return {
    authority,
    authorityFile: file("authority.pem"),
    good: signed("good", host, 300),
    endsSoon: signed("ends-soon", host, 5),
    expired: past("expired", host),
    stranger: signed("stranger", "stranger.example", 300),
    selfSigned: selfSigned("self-signed", "three-tier.example"),
    untrusted: signed("untrusted", host, 300, "nobody"),
    remove: () => {
      rmSync(directory, { recursive: true });
    },
  };
}
