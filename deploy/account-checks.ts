/**
 * What has to exist in the AWS account before a stack can be deployed. Asked beforehand: AWS itself refuses a missing
 * key pair or certificate only after half of the stack has been created.
 */
import { ACMClient, DescribeCertificateCommand } from "@aws-sdk/client-acm";
import { DescribeKeyPairsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { UserError } from "../command-line/user-error";
import type { StackSettings } from "../stacks/settings";

/** Who deploys, and where. */
export interface Caller {
  account: string;
  arn: string;
}

/** Where and as whom AWS is asked, as the stack's settings say. */
export interface AwsAccess {
  region: string;
  /** `aws:profile` of the stack. */
  profile?: string;
}

/** The identity behind the credentials; throws `UserError` if there are none that are valid. */
export async function callerOf(access: AwsAccess): Promise<Caller> {
  try {
    const { Account = "", Arn = "" } = await new STSClient(access).send(new GetCallerIdentityCommand());
    return { account: Account, arn: Arn };
  } catch (error) {
    throw new UserError(credentialsProblem(error, access));
  }
}

/** What is missing in the account, one line each; throws `UserError` if AWS does not answer. */
export async function missingFrom(access: AwsAccess, { bastion, web }: StackSettings): Promise<string[]> {
  const problems = await Promise.all([
    bastion.keyName === undefined ? undefined : keyPairProblem(access, bastion.keyName),
    web.certificateArn === undefined ? undefined : certificateProblem(access, web.certificateArn),
  ]);
  return problems.filter((problem) => problem !== undefined);
}

async function keyPairProblem(access: AwsAccess, keyName: string): Promise<string | undefined> {
  try {
    await new EC2Client(access).send(new DescribeKeyPairsCommand({ KeyNames: [keyName] }));
    return undefined;
  } catch (error) {
    if (nameOf(error) !== "InvalidKeyPair.NotFound") {
      throw unanswered(error, "ec2:DescribeKeyPairs");
    }
    return (
      `bastion.keyName: there is no key pair "${keyName}" in ${access.region}; create it (docs/deploying.md, "Key ` +
      `pair"), name one that exists, or give bastion.publicKey instead`
    );
  }
}

async function certificateProblem(access: AwsAccess, arn: string): Promise<string | undefined> {
  const where = `web.certificateArn: ${arn}`;
  try {
    const { Certificate } = await new ACMClient(access).send(new DescribeCertificateCommand({ CertificateArn: arn }));
    return Certificate?.Status === "ISSUED"
      ? undefined
      : `${where} is ${Certificate?.Status ?? "without a status"}, not ISSUED; wait for its validation, or renew it`;
  } catch (error) {
    if (!["ResourceNotFoundException", "InvalidArnException", "AccessDeniedException"].includes(nameOf(error))) {
      throw unanswered(error, "acm:DescribeCertificate");
    }
    return (
      `${where} does not exist in ${access.region}, or may not be read with these credentials; name a certificate of ` +
      `this account and region, or give web.domain to have one made`
    );
  }
}

function credentialsProblem(error: unknown, { region, profile }: AwsAccess): string {
  const name = nameOf(error);
  const who = profile === undefined ? "" : ` of the profile "${profile}" (aws:profile)`;
  const mend =
    "log in (`aws sso login`), name a profile (AWS_PROFILE), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  if (name === "CredentialsProviderError" || name === "TokenProviderError") {
    return `There are no AWS credentials${who}: ${mend}`;
  }
  if (/^(ExpiredToken|RequestExpired)/.test(name)) {
    return `The AWS credentials${who} have expired: ${mend}`;
  }
  if (/^(InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|AccessDenied|IncompleteSignature)/.test(name)) {
    return `AWS refuses the credentials${who} (${name}): ${mend}`;
  }
  return `AWS does not answer in ${region} (${messageOf(error)}): check aws:region, the network and the proxy`;
}

function unanswered(error: unknown, action: string): UserError {
  return new UserError(
    `AWS does not answer ${action} (${nameOf(error)}: ${messageOf(error)}); allow it, or leave these questions out with ` +
      "--no-account-checks",
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
