import assert from "node:assert/strict";
import { createAnswer } from "./provider-answers";
import { secret, UNKNOWN, type WireMap } from "./wire";

const HERE = { region: "eu-central-1" };

function create(type: string, inputs: WireMap = {}, mode: "preview" | "update" = "update", name = "main") {
  return createAnswer({ mode, urn: `urn:pulumi:dev::shop::${type}::${name}`, type, name, inputs }, HERE);
}

const expected: [string, WireMap, Record<string, RegExp>][] = [
  ["aws:ec2/vpc:Vpc", {}, { id: /^vpc-0[\da-f]{16}$/, arn: /^arn:aws:ec2:eu-central-1:\d{12}:vpc\/vpc-0/ }],
  ["aws:ec2/subnet:Subnet", {}, { id: /^subnet-0/ }],
  ["aws:ec2/securityGroup:SecurityGroup", {}, { id: /^sg-0/, name: /^main-[\da-f]{7}$/ }],
  [
    "aws:ec2/instance:Instance",
    { associatePublicIpAddress: false },
    { id: /^i-0/, privateIp: /^10\.0\./, privateDns: /^ip-10-0-.*\.eu-central-1\.compute\.internal$/, publicIp: /^$/ },
  ],
  ["aws:ec2/instance:Instance", { associatePublicIpAddress: true }, { publicIp: /^198\.1[89]\./ }],
  ["aws:ec2/eip:Eip", {}, { id: /^eipalloc-0/, allocationId: /^eipalloc-0/, publicIp: /^198\.1[89]\./ }],
  ["aws:ec2/natGateway:NatGateway", {}, { id: /^nat-0/ }],
  ["aws:ec2/launchTemplate:LaunchTemplate", {}, { id: /^lt-0/, latestVersion: /^1$/ }],
  ["aws:efs/fileSystem:FileSystem", {}, { id: /^fs-0/, dnsName: /^fs-0.*\.efs\.eu-central-1\.amazonaws\.com$/ }],
  [
    "aws:lb/loadBalancer:LoadBalancer",
    {},
    { id: /^arn:.*:loadbalancer\/app\/main-/, dnsName: /^main-.*\.elb\.amazonaws\.com$/ },
  ],
  ["aws:lb/loadBalancer:LoadBalancer", { internal: true }, { dnsName: /^internal-main-/ }],
  ["aws:rds/instance:Instance", { engine: "mariadb" }, { id: /^db-/, endpoint: /^main-.*\.rds\.amazonaws\.com:3306$/ }],
  ["aws:rds/instance:Instance", { engine: "postgres", identifier: "x" }, { address: /^x\.c/, port: /^5432$/ }],
  ["aws:s3/bucket:Bucket", { bucket: "b" }, { id: /^b$/, arn: /^arn:aws:s3:::b$/ }],
  ["aws:iam/role:Role", {}, { id: /^main-/, arn: /^arn:aws:iam::\d{12}:role\/main-/ }],
  ["aws:secretsmanager/secret:Secret", {}, { id: /^arn:aws:secretsmanager:.*:secret:main-/ }],
  ["aws:unheard/of:Of", {}, { id: /^main-[\da-f]{7}$/, arn: /^arn:aws:unheard:eu-central-1:\d{12}:of\/main-/ }],
  ["random:index/randomId:RandomId", { byteLength: 4 }, { hex: /^[\da-f]{8}$/, dec: /^\d+$/ }],
  ["random:index/randomPassword:RandomPassword", { length: 40 }, { id: /^none$/, result: /^.{40}$/ }],
  ["tls:index/privateKey:PrivateKey", {}, { privateKeyPem: /^-----BEGIN PRIVATE KEY-----/ }],
];

describe("what providers answer", () => {
  for (const [type, inputs, properties] of expected) {
    it(`is plausible for ${type} ${JSON.stringify(inputs)}`, () => {
      const { id, outputs } = create(type, inputs);
      for (const [property, pattern] of Object.entries(properties)) {
        assert.match(String(property === "id" ? id : (outputs[property] as string)), pattern, property);
      }
    });
  }

  it("depends on the resource alone, and differs from one to the next", () => {
    assert.deepEqual(create("aws:ec2/vpc:Vpc"), create("aws:ec2/vpc:Vpc"));
    assert.notEqual(create("aws:ec2/vpc:Vpc").id, create("aws:ec2/vpc:Vpc", {}, "update", "other").id);
  });

  it("gives the databases of an account in a region one domain, and those of another region another", () => {
    const domainOf = (name: string, region: string) => {
      const type = "aws:rds/instance:Instance";
      const urn = `urn:pulumi:dev::shop::${type}::${name}`;
      const { outputs } = createAnswer({ mode: "update", urn, type, name, inputs: {} }, { region });
      return (outputs.address as string).replace(/^[^.]*\./, "");
    };
    assert.match(domainOf("main", "eu-central-1"), /^c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/);
    assert.equal(domainOf("main", "eu-central-1"), domainOf("other", "eu-central-1"));
    assert.notEqual(domainOf("main", "eu-central-1").split(".")[0], domainOf("main", "eu-west-1").split(".")[0]);
  });

  it("echoes inputs as they came, secrets and all", () => {
    const inputs = { password: secret("p"), tags: { a: "b" } };
    const { outputs } = create("aws:rds/instance:Instance", inputs);
    assert.deepEqual({ password: outputs.password, tags: outputs.tags }, inputs);
    assert.deepEqual(outputs.tagsAll, inputs.tags);
  });

  it("is, at preview, the inputs and the name alone", () => {
    const { id, outputs } = create("aws:ec2/securityGroup:SecurityGroup", { vpcId: UNKNOWN }, "preview");
    assert.equal(id, undefined);
    assert.deepEqual(Object.keys(outputs), ["name", "vpcId"]);
    assert.equal(outputs.name, create("aws:ec2/securityGroup:SecurityGroup").outputs.name);
  });

  it("validates every name of a certificate once, and none of an imported one", () => {
    const names = {
      domainName: "a.example",
      subjectAlternativeNames: ["*.a.example", "a.example"],
      validationMethod: "DNS",
    };
    const options = create("aws:acm/certificate:Certificate", names).outputs.domainValidationOptions as WireMap[];
    assert.deepEqual(
      options.map(({ domainName }) => domainName),
      ["a.example", "*.a.example"],
    );
    const imported = create("aws:acm/certificate:Certificate", { certificateBody: "c", privateKey: secret("k") });
    assert.deepEqual(imported.outputs.domainValidationOptions, []);
  });

  it("holds every kind of character a password must have, and no other", () => {
    const { outputs } = create("random:index/randomPassword:RandomPassword", { length: 12, overrideSpecial: "!" });
    assert.match(outputs.result as string, /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*!)[a-zA-Z\d!]{12}$/);
    const plain = create("random:index/randomPassword:RandomPassword", { length: 12, special: false, upper: false });
    assert.match(plain.outputs.result as string, /^[a-z\d]{12}$/);
  });
});
