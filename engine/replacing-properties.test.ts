import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { packageOf } from "../offline/urn";
import { REPLACING_PROPERTIES } from "./replacing-properties";

const ROOT = resolve(__dirname, "..");

/** The types of custom resources in the committed lists of both stacks. */
function typesInUse(): string[] {
  const lines = ["dev", "prod"].flatMap((stack) =>
    readFileSync(join(ROOT, `testdata/${stack}.resources.txt`), "utf8").split("\n"),
  );
  const types = lines.map((line) => line.split("  ")[0] ?? "");
  return [...new Set(types)].filter((type) => ["aws", "random", "tls"].includes(packageOf(type)));
}

/** Names of a class's inputs, by its declarations. */
function inputsOf(type: string): Set<string> {
  const [, module = "", name = ""] = type.split(":");
  const file = require.resolve(`@pulumi/${packageOf(type)}/${module.replace(/^index\//, "")}.js`);
  const declarations = readFileSync(file.replace(/\.js$/, ".d.ts"), "utf8");
  const args = declarations.slice(declarations.indexOf(`export interface ${name}Args {`));
  return new Set([...args.matchAll(/^ {4}(\w+)\??: /gm)].map(([, property = ""]) => property));
}

describe("replacing properties", () => {
  it("are known of every type that the stacks use", () => {
    assert.deepEqual(
      typesInUse().filter((type) => REPLACING_PROPERTIES[type] === undefined),
      [],
    );
  });

  for (const [type, paths = []] of Object.entries(REPLACING_PROPERTIES)) {
    it(`of ${type} are inputs of it`, () => {
      const inputs = inputsOf(type);
      assert.ok(inputs.size > 0);
      assert.deepEqual(
        paths.filter((path) => !inputs.has(path.split(".")[0] ?? "")),
        [],
      );
    });
  }
});
