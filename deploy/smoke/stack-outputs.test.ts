import assert from "node:assert/strict";
import { join } from "node:path";
import { parseOutputs, sshHostName } from "./stack-outputs";
import { runFile } from "../../command-line/test-command";
import { UserError } from "../../command-line/user-error";

const SSH_CONFIG = ["bastion", "web", "was"].map((name) => `Host ${name}\n  HostName 192.0.2.1`).join("\n\n");
const OUTPUTS = {
  siteUrl: "https://web-1.elb.example",
  bastionAddress: "198.51.100.20",
  sshConfig: SSH_CONFIG,
  outboundAddresses: ["198.51.100.7"],
  databaseWriter: "writer.example",
  databaseReaders: ["reader.example"],
};

const parse = (outputs: unknown) => parseOutputs(JSON.stringify(outputs), "the outputs of prod", "prod");

describe("the outputs of a stack", function () {
  this.slow(10_000);

  it("are taken as they are, whatever else there is", () => {
    assert.deepEqual(parse({ ...OUTPUTS, logFileSystemId: "fs-1" }), OUTPUTS);
    assert.deepEqual(parse({ ...OUTPUTS, databaseReaders: [] }).databaseReaders, []);
  });

  for (const stack of ["dev", "prod"]) {
    it(`are those that index.ts exports for ${stack}`, () => {
      const preview = join(__dirname, "../../offline/cli.ts");
      const args = ["--stack", stack, "--mode", "update", "--json"];
      const { stdout } = runFile(preview, args, { cwd: join(__dirname, "../..") });
      const { outputs } = JSON.parse(stdout) as { outputs: Record<string, unknown> };
      const { sshConfig, bastionAddress } = parse(outputs);
      assert.equal(sshHostName(sshConfig, "bastion"), bastionAddress);
      for (const name of ["web", "was"]) assert.match(sshHostName(sshConfig, name) ?? "", /^10\./);
    });
  }

  for (const [name, outputs, problems] of [
    ["of a stack that is not deployed", {}, Object.keys(OUTPUTS).map((output) => `${output} is missing`)],
    ["that are a list", [], ["they are no JSON object"]],
    ["that are nothing", null, ["they are no JSON object"]],
    ["with a site of HTTP", { ...OUTPUTS, siteUrl: "http://x.example" }, ["siteUrl is not an https:// address"]],
    ["with a secret", { ...OUTPUTS, siteUrl: "[secret]" }, ["siteUrl is not an https:// address"]],
    [
      "with a name for the bastion",
      { ...OUTPUTS, bastionAddress: "b.example" },
      ["bastionAddress is not an IP address"],
    ],
    ["with a number", { ...OUTPUTS, databaseWriter: 1 }, ["databaseWriter is not a text"]],
    ["with an empty text", { ...OUTPUTS, databaseWriter: "" }, ["databaseWriter is empty"]],
    ["without addresses to leave by", { ...OUTPUTS, outboundAddresses: [] }, ["outboundAddresses is empty"]],
    ["with a list of names", { ...OUTPUTS, outboundAddresses: ["x"] }, ["outboundAddresses.0 is not an IP address"]],
    ["without a list", { ...OUTPUTS, databaseReaders: "x" }, ["databaseReaders is not a list"]],
    [
      "without a server in the ssh configuration",
      { ...OUTPUTS, sshConfig: "Host bastion\n  HostName 192.0.2.1" },
      ["sshConfig is not an ssh configuration with a HostName for bastion, web and was"],
    ],
  ] as [string, unknown, string[]][]) {
    it(`are refused ${name}, with the output and the mend`, () => {
      assert.throws(
        () => parse(outputs),
        (error: unknown) => {
          assert.ok(error instanceof UserError);
          const [headline, ...lines] = error.message.split("\n");
          assert.equal(
            headline,
            "the outputs of prod: the stack is not deployed as index.ts has it; deploy it with: npm run up -- prod",
          );
          assert.deepEqual(
            lines,
            problems.map((problem) => `  ${problem}`),
          );
          return true;
        },
      );
    });
  }
});
