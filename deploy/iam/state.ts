/**
 * What Pulumi's state in an S3 bucket takes, and the KMS key that its secrets are encrypted with. From the sources of
 * Pulumi 3.248: `pkg/backend/diy` (its paths and its calls) and `pkg/secrets/cloud` (the data key of a stack is made and
 * encrypted once, by `pulumi stack init`, and decrypted from then on).
 */
import { type Grant, named, s3 } from "./grant";
import type { PlanFacts, Purpose } from "./policy";

export interface StateStore {
  bucket: string;
  /** ARN of the key of `--secrets-provider awskms://…`. */
  kmsKeyArn?: string;
}

/** A role sees and changes the state of its own stack alone; only its name shows to others, in the list of stacks. */
export function stateGrants({ bucket, kmsKeyArn }: StateStore, purpose: Purpose, facts: PlanFacts): Grant[] {
  const { project, stack } = facts;
  const object = (path: string) => s3(`${bucket}/.pulumi/${path}`);
  const state = object(`stacks/${project}/${stack}.*`);
  const besides = [
    object(`history/${project}/${stack}/*`),
    object(`backups/${project}/${stack}/*`),
    object(`locks/organization/${project}/${stack}/*`),
  ];
  return [
    { ...named(["s3:ListBucket"], s3(bucket)), condition: { StringLike: { "s3:prefix": ".pulumi/*" } } },
    named(["s3:GetObject"], object("meta.yaml"), state),
    ...(purpose === "deploy" ? [named(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], state, ...besides)] : []),
    ...(kmsKeyArn === undefined ? [] : [named(["kms:Decrypt"], kmsKeyArn)]),
  ];
}
