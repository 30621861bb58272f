import assert from "node:assert/strict";
import { type TrustArgs, trustPolicy } from "./trust";

const github: TrustArgs = {
  host: "github",
  repository: "acme/three-tier",
  purpose: "deploy",
  stack: "prod",
  account: "111122223333",
  region: "ap-northeast-2",
};

const subjects: [string, Partial<TrustArgs>, object][] = [
  [
    "GitHub's environment of the stack to deploy",
    {},
    {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:acme/three-tier:environment:prod",
      },
    },
  ],
  [
    "GitHub's pull requests to preview",
    { purpose: "preview" },
    {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:acme/three-tier:pull_request",
      },
    },
  ],
  [
    "a branch, where it is named",
    { subject: "ref:refs/heads/main" },
    {
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:acme/three-tier:ref:refs/heads/main",
      },
    },
  ],
  [
    "GitLab's main branch to deploy",
    { host: "gitlab", repository: "acme/infra/three-tier" },
    {
      StringEquals: {
        "gitlab.com:aud": "https://gitlab.com",
        "gitlab.com:sub": "project_path:acme/infra/three-tier:ref_type:branch:ref:main",
      },
    },
  ],
  [
    "any of GitLab's branches to preview, for its tokens know no merge requests",
    { host: "gitlab", purpose: "preview" },
    {
      StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
      StringLike: { "gitlab.com:sub": "project_path:acme/three-tier:ref_type:branch:ref:*" },
    },
  ],
];

describe("trustPolicy", () => {
  for (const [name, difference, condition] of subjects) {
    it(`trusts ${name}, and nothing else`, () => {
      const { Statement } = trustPolicy({ ...github, ...difference });
      assert.equal(Statement.length, 1);
      assert.deepEqual(Statement[0].Condition, condition);
      assert.equal(Statement[0].Action, "sts:AssumeRoleWithWebIdentity");
    });
  }

  it("names the account's OIDC provider, in its partition", () => {
    const provider = (difference: Partial<TrustArgs>) =>
      trustPolicy({ ...github, ...difference }).Statement[0].Principal.Federated;
    assert.equal(provider({}), "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com");
    assert.equal(
      provider({ host: "gitlab", region: "us-gov-west-1" }),
      "arn:aws-us-gov:iam::111122223333:oidc-provider/gitlab.com",
    );
  });
});
