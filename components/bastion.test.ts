import assert from "node:assert/strict";
import { planProgram } from "../offline/plan";
import { Bastion, type BastionArgs } from "./bastion";
import { bastionUserData } from "./boot/bastion";
import { children, find, findOne, network, planned, the } from "./test-support";

const program = (difference: Partial<BastionArgs> = {}) =>
  new Bastion("bastion", {
    network: network(),
    allowedCidrBlocks: ["203.0.113.0/24"],
    keyName: "operations",
    ...difference,
  });
const plan = (difference?: Partial<BastionArgs>) => planned(() => program(difference));

describe("Bastion", () => {
  it("is an instance with a fixed address, one door for operators and one way to its packages", async () => {
    assert.deepEqual(children(await plan()), [
      "Eip bastion",
      "Instance bastion",
      "SecurityGroup bastion",
      "SecurityGroupEgressRule bastion-to-packages",
      "SecurityGroupIngressRule operators-203.0.113.0/24-to-bastion",
    ]);
  });

  it("runs Amazon Linux on an encrypted volume, with a key pair and session tokens only", async () => {
    const bastion = await plan();
    const { inputs, ignoreChanges } = the(bastion, "Instance", "bastion");
    assert.match(inputs.ami as string, /^ami-[0-9a-f]{17}$/);
    delete inputs.ami;
    assert.deepEqual(inputs, {
      instanceType: "t3.micro",
      subnetId: "subnet-public-1",
      vpcSecurityGroupIds: [the(bastion, "SecurityGroup", "bastion").id],
      associatePublicIpAddress: true,
      keyName: "operations",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8, tags: { Name: "bastion" } },
      userDataBase64: Buffer.from(bastionUserData()).toString("base64"),
      userDataReplaceOnChange: true,
      tags: { Name: "bastion" },
    });
    assert.deepEqual(ignoreChanges, ["ami"]);
  });

  it("follows an image that the settings name", async () => {
    const { inputs, ignoreChanges } = the(await plan({ imageId: "ami-0123456789abcdef0" }), "Instance", "bastion");
    assert.equal(inputs.ami, "ami-0123456789abcdef0");
    assert.deepEqual(ignoreChanges, []);
  });

  it("opens nothing but port 22, one rule for every block of operators", async () => {
    const bastion = await plan({ allowedCidrBlocks: ["203.0.113.0/24", "198.51.100.7/32"] });
    const rules = find(bastion, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").map(({ inputs }) => [
      inputs.cidrIpv4 as string,
      inputs.fromPort as number,
      inputs.toPort as number,
    ]);
    assert.deepEqual(rules.sort(), [
      ["198.51.100.7/32", 22, 22],
      ["203.0.113.0/24", 22, 22],
    ]);
  });

  it("imports a public key as a key pair of its own", async () => {
    const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqfXo8y7wJ5p0Y3kq1m7uYw0b5m2v1l2o3p4q5r6s7t operations";
    const bastion = await plan({ keyName: undefined, publicKey });
    assert.deepEqual(the(bastion, "KeyPair", "bastion").inputs, { publicKey });
    assert.equal(
      the(bastion, "Instance", "bastion").inputs.keyName,
      the(bastion, "KeyPair", "bastion").outputs.keyName,
    );
  });

  for (const [phrase, difference, message] of [
    ["an empty allow list", { allowedCidrBlocks: [] }, /allowedCidrBlocks is empty/],
    [
      "a world-open allow list",
      { allowedCidrBlocks: ["203.0.113.0/24", "0.0.0.0/0"] },
      /has 0\.0\.0\.0\/0, which is no/,
    ],
    ["half of the internet", { allowedCidrBlocks: ["128.0.0.0/1"] }, /has 128\.0\.0\.0\/1, which is no block of \/8/],
    ["what is no block", { allowedCidrBlocks: ["home"] }, /has home, which is no block/],
    ["no key pair", { keyName: undefined }, /give either keyName or publicKey/],
    ["two key pairs", { publicKey: "ssh-ed25519 AAAA" }, /give either keyName or publicKey/],
  ] as const) {
    it(`refuses ${phrase}`, async () => {
      await assert.rejects(plan(difference as Partial<BastionArgs>), message);
    });
  }
});

describe("Bastion ssh configuration", () => {
  it("jumps to the named servers and to every address of the VPC", async () => {
    const plan = await planProgram(
      () => {
        const bastion = program();
        return {
          sshConfig: bastion.sshConfig([{ name: "web", address: "10.20.0.10" }]),
          sftpCommand: bastion.sftpCommand,
        };
      },
      { mode: "update" },
    );
    const { publicIp } = findOne(plan, "aws:ec2/eip:Eip").outputs as { publicIp: string };
    assert.equal(
      plan.outputs.sshConfig,
      `Host bastion
  HostName ${publicIp}
  User ec2-user
  IdentityFile "~/.ssh/operations.pem"
  IdentitiesOnly yes

Host web
  HostName 10.20.0.10
  User ubuntu
  ProxyJump bastion
  IdentityFile "~/.ssh/operations.pem"
  IdentitiesOnly yes

Host 10.20.*
  User ubuntu
  ProxyJump bastion
  IdentityFile "~/.ssh/operations.pem"
  IdentitiesOnly yes`,
    );
    assert.equal(plan.outputs.sftpCommand, `sftp -i ~/.ssh/operations.pem ec2-user@${publicIp}`);
  });

  it("names the key file that the settings name", async () => {
    const plan = await planProgram(() => ({ command: program({ identityFile: "~/keys/ops (2).pem" }).sftpCommand }), {
      mode: "update",
    });
    assert.match(plan.outputs.command as string, /^sftp -i ~\/keys\/ops\\ \\\(2\\\)\.pem ec2-user@/);
  });
});
