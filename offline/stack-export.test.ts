import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planProgram, UNKNOWN } from "./plan";
import { type PolicyResource, policyResources } from "./policy-resource";
import { readStackExport, stackExportOf } from "./stack-export";
import { testFiles } from "../command-line/test-files";
import { UserError } from "../command-line/user-error";
import { secret, type WireMap } from "./wire";

const STACK = {
  urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
  type: "pulumi:pulumi:Stack",
  custom: false,
};
const VPC = { urn: "urn:pulumi:dev::shop::aws:ec2/vpc:Vpc::main", type: "aws:ec2/vpc:Vpc", custom: true, id: "vpc-1" };

const written = testFiles("state.json");

/** The file of an export with these resources, or with this text. */
function file(content: object[] | string, version: unknown = 3): string {
  return written(
    typeof content === "string" ? content : JSON.stringify({ version, deployment: { resources: content } }),
  );
}

const read = (...resources: object[]) => readStackExport(file(resources)).resources;

describe("a file that is not the export of a stack", () => {
  const wrong: [string, string, RegExp][] = [
    ["is not there", "nope.json", /^There is no file nope\.json$/],
    ["is a directory", tmpdir(), / cannot be read$/],
    ["is empty", file(""), / is not JSON; write it with: pulumi stack export --file FILE$/],
    ["is not JSON", file("hush-hush"), /state\.json is not JSON; write it with: pulumi stack export --file FILE$/],
    ["is a list", file("[]"), /state\.json is not the export of a stack; write it with: pulumi stack export/],
    ["is null", file("null"), /state\.json is not the export of a stack; /],
    ["is another JSON file", file('{ "name": "three-tier" }'), /state\.json is not the export of a stack; /],
    ["is a backend's checkpoint", file('{ "version": 3, "checkpoint": {} }'), /is not the export of a stack; /],
    [
      "is too old",
      file([STACK], 2),
      /state\.json has the version 2, not 3 or 4: export the stack with a current pulumi$/,
    ],
    ["is too new", file([STACK], 5), /state\.json has the version 5, not 3 or 4: /],
    ["has no version", file([STACK], null), /state\.json has the version null, not 3 or 4: /],
    ["has no resources", file([]), /state\.json holds no resources: the stack is not deployed$/],
    [
      "is about to lose all its resources",
      file([{ ...VPC, delete: true }]),
      /holds no resources: the stack is not deployed$/,
    ],
    [
      "has a resource without a URN",
      file([STACK, { type: "a:b:C" }]),
      /state\.json is damaged: resource 2 has no URN and type$/,
    ],
    ["has a resource that is none", file([STACK, "x"] as object[]), /is damaged: resource 2 has no URN and type$/],
  ];
  for (const [name, path, message] of wrong) {
    it(`is named with the reason if it ${name}`, () => {
      assert.throws(
        () => readStackExport(path),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /hush/);
          return true;
        },
      );
    });
  }
});

describe("the export of a stack", () => {
  it("names project and stack", () => {
    const { project, stack } = readStackExport(file([STACK], 4));
    assert.deepEqual([project, stack], ["shop", "dev"]);
  });

  it("holds what the engine would show to policies", async () => {
    const plan = await planProgram(
      () => {
        const vpc = new aws.ec2.Vpc("main", { tags: { token: pulumi.secret("hush") } }, { protect: true });
        const provider = new aws.Provider("west", { region: "us-west-2" });
        new aws.ec2.Subnet("one", { vpcId: vpc.id }, { provider, parent: vpc, customTimeouts: { create: "5m" } });
        aws.ec2.Vpc.get("old", "vpc-1");
      },
      { mode: "update" },
    );
    const expected = policyResources(plan).map((resource) => ({ ...resource, analyzed: true }));
    const { resources } = readStackExport(file(stackExportOf(expected, { showSecrets: true })));
    assert.deepEqual(plain(resources), plain(expected));
  });

  it("knows nothing of an encrypted secret", () => {
    const encrypted = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
    const [, vpc] = read(STACK, { ...VPC, inputs: { tags: [encrypted] }, outputs: { tags: encrypted } });
    assert.deepEqual(vpc.inputs, { tags: [secret(UNKNOWN)] });
    assert.deepEqual(vpc.outputs, { tags: secret(UNKNOWN) });
  });

  it("reads a secret in clear, whatever it is", () => {
    const clear = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: '{"user":"u","ports":[1]}',
    };
    const [, vpc] = read(STACK, { ...VPC, outputs: { login: clear } });
    assert.deepEqual(vpc.outputs, { login: secret({ user: "u", ports: [1] }) });
  });

  it("leaves out what is about to be deleted", () => {
    assert.deepEqual(
      read(STACK, { ...VPC, delete: true }, VPC).map(({ name }) => name),
      ["shop-dev", "main"],
    );
  });

  it("finds a resource's provider by its reference", () => {
    const urn = "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_48_0";
    const provider = { urn, type: "pulumi:providers:aws", custom: true, id: "1", inputs: { region: "eu-west-1" } };
    const [, , vpc, other] = read(STACK, provider, { ...VPC, provider: `${urn}::1` }, { ...VPC, provider: "gone::1" });
    assert.deepEqual(vpc.provider, {
      urn,
      type: "pulumi:providers:aws",
      name: "default_7_48_0",
      inputs: { region: "eu-west-1" },
    });
    assert.equal(other.provider, undefined);
  });
});

/** Without members that are undefined. */
function plain(resources: PolicyResource[]): WireMap[] {
  return JSON.parse(JSON.stringify(resources)) as WireMap[];
}
