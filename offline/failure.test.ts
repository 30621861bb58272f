import assert from "node:assert/strict";
import { join } from "node:path";
import { describeFailure } from "./failure";

const PROJECT = join(__dirname, "..");

describe("describeFailure", () => {
  it("names the user's lines, passing over packages and the preview itself", () => {
    const error = new Error("no such zone");
    error.stack = [
      "Error: no such zone",
      "    at process.processImmediate (node:internal/timers:483:21)",
      `    at exit (${join(__dirname, "output-capture.ts")}:28:11)`,
      `    at apply (${join(PROJECT, "node_modules/@pulumi/pulumi/output.js")}:1:1)`,
      `    at new Bastion (${join(PROJECT, "components/bastion.ts")}:12:5)`,
      `    at Object.<anonymous> (${join(PROJECT, "index.ts")}:3:1)`,
      `    at Module._extensions..ts (${join(PROJECT, "policy-pack/start-up/typescript.cjs")}:30:12)`,
      `    at Module._extensions..js (${join(PROJECT, "policy-pack/quick-start.cjs")}:30:12)`,
    ].join("\n");
    assert.equal(
      describeFailure(error, PROJECT),
      "Error: no such zone\n    at components/bastion.ts:12:5\n    at index.ts:3:1",
    );
  });

  it("says what was thrown where it is no error", () => {
    assert.equal(describeFailure("out of zones", PROJECT), "The program ended with: out of zones");
    assert.equal(describeFailure({ code: 7 }, PROJECT), "The program ended with: { code: 7 }");
  });
});
