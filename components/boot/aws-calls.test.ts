import assert from "node:assert/strict";
import { awsCallsOf } from "./aws-calls";
import { bastionUserData } from "./bastion";
import { wasArgs, webArgs } from "./test-support";
import { wasUserData } from "./was";
import { webUserData } from "./web";

describe("the AWS calls of boot files", () => {
  const servers: [string, string, string[]][] = [
    ["a bastion calls nothing", bastionUserData(), []],
    ["a WEB server completes its hook", webUserData(webArgs()), ["autoscaling:CompleteLifecycleAction"]],
    [
      "a WAS server also reads its secret",
      wasUserData(wasArgs()),
      ["autoscaling:CompleteLifecycleAction", "secretsmanager:GetSecretValue"],
    ],
    [
      "a WAS server with a jar also reads its object",
      wasUserData(wasArgs({ jar: { bucket: "releases", key: "app.jar" } })),
      ["autoscaling:CompleteLifecycleAction", "s3:GetObject", "secretsmanager:GetSecretValue"],
    ],
  ];
  for (const [what, userData, calls] of servers) {
    it(what, () => {
      assert.deepEqual(awsCallsOf(userData), calls);
    });
  }

  it("know the actions whose names differ from the method's", () => {
    assert.deepEqual(awsCallsOf('boto3.client("s3").download_file(a)\nboto3.client("s3").head_object(b)'), [
      "s3:GetObject",
    ]);
  });

  for (const hidden of ['client = boto3.client("s3")', "boto3.client(name).get(", 'boto3.resource("s3").Bucket("b")']) {
    it(`refuse a call that cannot be read: ${hidden}`, () => {
      assert.throws(() => awsCallsOf(hidden), /1 uses of boto3, but 0 calls that can be read/);
    });
  }
});
