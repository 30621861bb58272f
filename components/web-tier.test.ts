import assert from "node:assert/strict";
import type { Plan } from "../offline/plan";
import { unpackUserData } from "./boot/user-data";
import { webUserData } from "./boot/web";
import { bastion, children, find, findOne, logs, network, planned, the, was } from "./test-support";
import { WebTier, type WebTierArgs } from "./web-tier";

const plan = (difference: Partial<WebTierArgs> = {}) =>
  planned(
    () =>
      new WebTier("web", {
        region: "ap-northeast-2",
        operatingSystem: "ubuntu-20.04",
        network: network(),
        bastion: bastion(),
        logs: logs(),
        was: was(),
        certificateArn: "arn:aws:acm:ap-northeast-2:111122223333:certificate/1",
        ...difference,
      }),
  );

/** `from → to:port` of every rule of a direction. */
const arrows = (plan: Plan, direction: "Ingress" | "Egress") => {
  const groups = new Map(find(plan, "aws:ec2/securityGroup:SecurityGroup").map(({ id, name }) => [id, name]));
  const nameOf = (id: string) => groups.get(id) ?? id;
  return find(plan, `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`)
    .map(({ inputs }) => {
      const own = nameOf(inputs.securityGroupId as string);
      const peer = (inputs.cidrIpv4 as string | undefined) ?? nameOf(inputs.referencedSecurityGroupId as string);
      assert.equal(inputs.fromPort, inputs.toPort);
      return direction === "Ingress"
        ? `${peer} → ${own}:${inputs.fromPort as number}`
        : `${own} → ${peer}:${inputs.toPort as number}`;
    })
    .sort();
};

describe("WebTier", () => {
  it("lets users reach the load balancer, the load balancer nginx, and nginx the WAS", async () => {
    const web = await plan();
    assert.deepEqual(arrows(web, "Ingress"), [
      "0.0.0.0/0 → web-alb:443",
      "0.0.0.0/0 → web-alb:80",
      "sg-bastion → web:22",
      "web → sg-logs:2049",
      "web → sg-was-alb:8080",
      "web-alb → web:80",
    ]);
    assert.deepEqual(arrows(web, "Egress"), [
      "sg-bastion → web:22",
      "web → 0.0.0.0/0:443",
      "web → 0.0.0.0/0:80",
      "web → sg-logs:2049",
      "web → sg-was-alb:8080",
      "web-alb → web:80",
    ]);
  });

  it("lets in only the users that the settings name", async () => {
    const web = await plan({ allowedCidrBlocks: ["198.51.100.0/24"] });
    assert.deepEqual(
      arrows(web, "Ingress").filter((arrow) => arrow.includes("web-alb:")),
      ["198.51.100.0/24 → web-alb:443", "198.51.100.0/24 → web-alb:80"],
    );
  });

  it("has a public load balancer that drops invalid headers", async () => {
    const web = await plan();
    assert.deepEqual(the(web, "LoadBalancer", "web").inputs, {
      loadBalancerType: "application",
      internal: false,
      subnets: ["subnet-public-1", "subnet-public-2"],
      securityGroups: [the(web, "SecurityGroup", "web-alb").id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: false,
    });
  });

  it("redirects 80 to 443, and forwards 443 to the target group over TLS 1.2 or better", async () => {
    const web = await plan();
    const loadBalancerArn = the(web, "LoadBalancer", "web").outputs.arn as string;
    assert.deepEqual(the(web, "Listener", "web-http").inputs, {
      loadBalancerArn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
    });
    assert.deepEqual(the(web, "Listener", "web-https").inputs, {
      loadBalancerArn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      certificateArn: "arn:aws:acm:ap-northeast-2:111122223333:certificate/1",
      defaultActions: [{ type: "forward", targetGroupArn: the(web, "TargetGroup", "web").outputs.arn as string }],
    });
  });

  it("asks nginx for its health, as the settings say", async () => {
    const usual = the(await plan(), "TargetGroup", "web");
    assert.deepEqual(usual.inputs, {
      vpcId: "vpc-1",
      targetType: "instance",
      protocol: "HTTP",
      port: 80,
      deregistrationDelay: 30,
      healthCheck: {
        protocol: "HTTP",
        path: "/healthz",
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
        matcher: "200",
      },
    });
    const web = await plan({ healthCheck: { path: "/up", intervalSeconds: 60, successCodes: "200-299" } });
    const { healthCheck } = the(web, "TargetGroup", "web").inputs as { healthCheck: Record<string, unknown> };
    assert.deepEqual(
      [healthCheck.path, healthCheck.interval, healthCheck.timeout, healthCheck.matcher],
      ["/up", 60, 5, "200-299"],
    );
  });

  it("boots base EC2 and group alike, with nginx towards the WAS", async () => {
    const web = await plan();
    const expected = webUserData({
      operatingSystem: "ubuntu-20.04",
      region: "ap-northeast-2",
      logAgent: { fileSystemDnsName: "fs-1.efs.ap-northeast-2.amazonaws.com", flushIntervalSeconds: 10 },
      terminationHook: { autoScalingGroupName: "three-tier-dev-web", lifecycleHookName: "flush-logs" },
      upstream: { host: "internal-was.elb.amazonaws.com", port: 8080 },
      healthCheckPath: "/healthz",
      maxBodyMiB: 10,
    });
    const decoded = (text: unknown) => unpackUserData(text as string);
    assert.equal(decoded(the(web, "Instance", "web-base").inputs.userDataBase64), expected);
    assert.equal(decoded(the(web, "LaunchTemplate", "web").inputs.userData), expected);
  });

  it("starts servers in private subnets only, once users could be served", async () => {
    const web = await plan();
    assert.equal(the(web, "Instance", "web-base").inputs.subnetId, "subnet-private-1");
    assert.equal(the(web, "Instance", "web-base").inputs.associatePublicIpAddress, false);
    assert.deepEqual(the(web, "Group", "web").inputs.vpcZoneIdentifiers, ["subnet-private-1", "subnet-private-2"]);
    assert.ok(the(web, "Group", "web").dependencies.includes(the(web, "Listener", "web-https").urn));
  });

  it("may do nothing but say that its logs are flushed", async () => {
    assert.deepEqual(
      find(await plan(), "aws:iam/rolePolicy:RolePolicy").map(({ name }) => name),
      ["web-complete-termination"],
    );
  });
});

describe("WebTier access logs", () => {
  it("are off unless asked for", async () => {
    assert.deepEqual(find(await plan(), "aws:s3/bucket:Bucket"), []);
  });

  it("go to a private, encrypted bucket that load balancers alone may write to, over TLS", async () => {
    const web = await plan({ accessLogRetentionDays: 90, protect: true });
    const bucket = the(web, "Bucket", "web-access-logs");
    assert.deepEqual([bucket.inputs, bucket.protect], [{ forceDestroy: false }, true]);
    assert.deepEqual(the(web, "BucketServerSideEncryptionConfiguration", "web-access-logs").inputs.rules, [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.deepEqual(the(web, "BucketPublicAccessBlock", "web-access-logs").inputs, {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const rules = the(web, "BucketLifecycleConfiguration", "web-access-logs").inputs.rules as { expiration: unknown }[];
    assert.deepEqual(rules[0]?.expiration, { days: 90 });
    const arn = bucket.outputs.arn as string;
    const { Statement } = JSON.parse(the(web, "BucketPolicy", "web-access-logs").inputs.policy as string) as {
      Statement: unknown[];
    };
    assert.deepEqual(Statement, [
      {
        Sid: "LoadBalancersWrite",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: `${arn}/AWSLogs/123456789012/*`,
      },
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  it("are switched on once the bucket may be written to", async () => {
    const web = await plan({ accessLogRetentionDays: 90 });
    const loadBalancer = the(web, "LoadBalancer", "web");
    assert.deepEqual(loadBalancer.inputs.accessLogs, {
      bucket: the(web, "Bucket", "web-access-logs").id,
      enabled: true,
    });
    assert.ok(loadBalancer.dependencies.includes(the(web, "BucketPolicy", "web-access-logs").urn));
  });
});

describe("WebTier certificate", () => {
  const kinds = (plan: Plan) =>
    children(plan).filter((child) => /^(Certificate|Record|PrivateKey|SelfSigned)/.test(child));

  it("is taken as it is by its ARN", async () => {
    const web = await plan();
    assert.deepEqual(kinds(web), []);
    assert.equal(
      findOne(web, "three-tier:index:WebTier").outputs.url,
      `https://${the(web, "LoadBalancer", "web").outputs.dnsName as string}`,
    );
  });

  it("is made and proven for a domain, which then names the load balancer", async () => {
    const web = await plan({ certificateArn: undefined, domain: { name: "www.example.com", zoneId: "Z0123456789" } });
    assert.deepEqual(kinds(web), [
      "Certificate web",
      "CertificateValidation web",
      "Record web",
      "Record web-validation",
    ]);
    assert.deepEqual(the(web, "Certificate", "web").inputs, {
      domainName: "www.example.com",
      validationMethod: "DNS",
    });
    const loadBalancer = the(web, "LoadBalancer", "web").outputs;
    assert.deepEqual(the(web, "Record", "web").inputs, {
      zoneId: "Z0123456789",
      name: "www.example.com",
      type: "A",
      aliases: [
        { name: loadBalancer.dnsName as string, zoneId: loadBalancer.zoneId as string, evaluateTargetHealth: true },
      ],
    });
    assert.equal(
      the(web, "Listener", "web-https").inputs.certificateArn,
      the(web, "CertificateValidation", "web").outputs.certificateArn,
    );
    assert.equal(findOne(web, "three-tier:index:WebTier").outputs.url, "https://www.example.com");
  });

  it("is self-signed where asked for, its key never in clear", async () => {
    const web = await plan({ certificateArn: undefined, selfSignedCertificate: true });
    assert.deepEqual(kinds(web), ["Certificate web", "PrivateKey web", "SelfSignedCert web"]);
    assert.equal(the(web, "Certificate", "web").inputs.privateKey, "[secret]");
    assert.equal(the(web, "SelfSignedCert", "web").inputs.privateKeyPem, "[secret]");
  });

  for (const [phrase, difference] of [
    ["none", { certificateArn: undefined }],
    ["two", { selfSignedCertificate: true }],
  ] as const) {
    it(`is refused where there would be ${phrase}`, async () => {
      await assert.rejects(plan(difference), /give exactly one of certificateArn, domain and selfSignedCertificate/);
    });
  }
});
