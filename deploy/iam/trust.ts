/** Trust policies: which jobs of a pipeline may act in a role, by the tokens that their host signs. */
import { partitionOf } from "../../components/iam";

export const HOSTS = ["github", "gitlab"] as const;
export type Host = (typeof HOSTS)[number];

interface HostFacts {
  /** Of the OIDC provider in IAM, and before its condition keys. */
  issuer: string;
  audience: string;
  /** What the `sub` of a token says of the repository. */
  repository: (path: string) => string;
  /** Completes {@link repository} where the caller says nothing. */
  subjects: { deploy: (stack: string) => string; preview: string };
}

/**
 * GitHub: "OpenID Connect reference", subject claims. GitLab: "Connect to cloud services, configure a conditional role
 * with OIDC claims"; its tokens say nothing of merge requests, so a preview is trusted on any branch.
 */
const FACTS: Record<Host, HostFacts> = {
  github: {
    issuer: "token.actions.githubusercontent.com",
    audience: "sts.amazonaws.com",
    repository: (path) => `repo:${path}`,
    subjects: { deploy: (stack) => `environment:${stack}`, preview: "pull_request" },
  },
  gitlab: {
    issuer: "gitlab.com",
    audience: "https://gitlab.com",
    repository: (path) => `project_path:${path}`,
    subjects: { deploy: () => "ref_type:branch:ref:main", preview: "ref_type:branch:ref:*" },
  },
};

export interface TrustArgs {
  host: Host;
  /** `owner/name`, or GitLab's `group/subgroup/name`. */
  repository: string;
  /** What stands behind the repository in the `sub` of the tokens, such as `ref:refs/heads/main`. */
  subject?: string;
  purpose: "deploy" | "preview";
  stack: string;
  account: string;
  region: string;
}

export function trustPolicy({ host, repository, subject, purpose, stack, account, region }: TrustArgs) {
  const { issuer, audience, repository: named, subjects } = FACTS[host];
  const rest = subject ?? (purpose === "deploy" ? subjects.deploy(stack) : subjects.preview);
  const sub = `${named(repository)}:${rest}`;
  const subCondition = { [`${issuer}:sub`]: sub };
  const audCondition = { [`${issuer}:aud`]: audience };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Pipeline",
        Effect: "Allow",
        Principal: { Federated: `arn:${partitionOf(region)}:iam::${account}:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: sub.includes("*")
          ? { StringEquals: audCondition, StringLike: subCondition }
          : { StringEquals: { ...audCondition, ...subCondition } },
      },
    ],
  };
}
