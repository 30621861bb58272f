/** Policy packs for tests, written where a test needs one of its own. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { PackStack } from "./policy-pack-process";

/** A pack with a policy for each thing that can happen to one. */
export const TEST_PACK = join(__dirname, "testdata/policies");

export const TEST_STACK: PackStack = {
  project: "three-tier",
  stack: "dev",
  mode: "preview",
  config: { "aws:region": "eu-west-1" },
  secretConfigKeys: [],
};

/** Writes a pack into a new directory; what `files` leaves out is as a pack that starts has it. */
export function writePack(files: Record<string, string | undefined>): string {
  const directory = mkdtempSync(join(tmpdir(), "pack-"));
  symlinkSync(join(__dirname, "../node_modules"), join(directory, "node_modules"));
  const complete: Record<string, string | undefined> = {
    "PulumiPolicy.yaml": "runtime: nodejs\n",
    "package.json": '{ "name": "pack", "version": "1.0.0", "main": "index.js" }',
    "index.js": programWith("[]"),
    ...files,
  };
  for (const [name, text] of Object.entries(complete)) {
    if (text !== undefined) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
  }
  return directory;
}

/** The program of a pack with the given policies, in JavaScript. */
export function programWith(policies: string, initialConfig = "undefined"): string {
  return `new (require("@pulumi/policy").PolicyPack)("pack", { policies: ${policies} }, ${initialConfig});`;
}
