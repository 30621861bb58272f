import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import * as aws from "./aws";

/** Where a load balancer's certificate comes from. Exactly one is given. */
export interface CertificateSettings {
  /** ARN of an existing ACM certificate in the stack's region. */
  certificateArn?: string;
  /** Name to serve and the Route 53 zone it is in; the certificate and the alias record are made. */
  domain?: { name: string; zoneId: string };
  /** Make a self-signed certificate. Browsers warn; refused in production. @default false */
  selfSignedCertificate?: boolean;
}

/**
 * The ARN of the certificate to serve, known once it can be used.
 *
 * @throws Error when not exactly one of the settings is given.
 */
export function certificateArn(
  name: string,
  settings: CertificateSettings,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const ways = [settings.certificateArn !== undefined, settings.domain !== undefined, settings.selfSignedCertificate];
  if (ways.filter(Boolean).length !== 1) {
    throw new Error(`"${name}": give exactly one of certificateArn, domain and selfSignedCertificate`);
  }
  if (settings.certificateArn !== undefined) return pulumi.output(settings.certificateArn);
  if (settings.domain !== undefined) return validatedByDns(name, settings.domain, parent);
  return selfSigned(name, parent);
}

function validatedByDns(
  name: string,
  domain: { name: string; zoneId: string },
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const child = { parent };
  const certificate = new aws.acm.Certificate(name, { domainName: domain.name, validationMethod: "DNS" }, child);
  const [proof] = [certificate.domainValidationOptions[0]];
  const record = new aws.route53.Record(
    `${name}-validation`,
    {
      zoneId: domain.zoneId,
      name: proof.resourceRecordName,
      type: proof.resourceRecordType,
      records: [proof.resourceRecordValue],
      ttl: 300,
      // The proof of a name is the same for every certificate of the account, and stays valid.
      allowOverwrite: true,
    },
    child,
  );
  return new aws.acm.CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
    child,
  ).certificateArn;
}

/** For trying things out, without a domain: renewed by the first update within a month of its end. */
function selfSigned(name: string, parent: pulumi.Resource): pulumi.Output<string> {
  const child = { parent };
  const key = new tls.PrivateKey(name, { algorithm: "RSA", rsaBits: 2048 }, child);
  const selfSignedCert = new tls.SelfSignedCert(
    name,
    {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: "three-tier.example", organization: "Self-signed, not for production" },
      dnsNames: ["three-tier.example"],
      validityPeriodHours: 365 * 24,
      earlyRenewalHours: 30 * 24,
      allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
    },
    child,
  );
  return new aws.acm.Certificate(
    name,
    { certificateBody: selfSignedCert.certPem, privateKey: key.privateKeyPem },
    child,
  ).arn;
}
