/**
 * Which output properties a provider computes, by the declarations of the SDK's classes: those that are never
 * undefined. What can be left out and is then not there is declared `pulumi.Output<… | undefined>`.
 */
import { readFileSync } from "node:fs";
import { packageOf } from "./urn";

const DECLARATION = /^ {4}readonly (\w+): pulumi\.Output<([\s\S]*?)>;$/gm;
const read = new Map<string, Map<string, string>>();

/** Computed property → its TypeScript type, such as `string[]`; throws if the resource's class is not installed. */
export function computedOutputs(type: string): Map<string, string> {
  const outputs = read.get(type) ?? readOutputs(type);
  read.set(type, outputs);
  return outputs;
}

function readOutputs(type: string): Map<string, string> {
  const [, module = ""] = type.split(":");
  const path = `@pulumi/${packageOf(type)}/${module.replace(/^index\//, "")}.js`;
  const declarations = readFileSync(require.resolve(path).replace(/\.js$/, ".d.ts"), "utf8");
  const properties = [...declarations.matchAll(DECLARATION)].map(([, name = "", kind = ""]) => [name, kind] as const);
  return new Map(properties.filter(([, kind]) => !kind.endsWith("| undefined")));
}
