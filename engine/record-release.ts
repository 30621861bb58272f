/**
 * `npm run record-release`: keeps the state of every stack as this version deploys it in `testdata/releases/<version>`, for
 * the versions after to be held to. Needs a `pulumi` command; run before a version is tagged.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EXIT, fail, runCommand, write } from "../command-line/command";
import { Command } from "commander";
import { installedPulumi } from "../deploy/pulumi-command";
import { TestStack } from "./test-stack";

const ROOT = resolve(__dirname, "..");
const STACKS = ["dev", "prod"];

const command = new Command("npm run record-release --")
  .description("Writes the state of every stack, as this version deploys it, to testdata/releases/<version>.")
  .helpOption("-h, --help", "show this help")
  .allowExcessArguments(false);

async function main(): Promise<number> {
  if (!installedPulumi()) {
    return fail("There is no pulumi command; `npx pulumi version` downloads one");
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const directory = join(ROOT, "testdata/releases", version);
  if (existsSync(directory)) {
    return fail(`testdata/releases/${version} exists: what has been released does not change any more`);
  }
  const states = STACKS.map((name) => [name, stateOf(name)] as const);
  mkdirSync(directory, { recursive: true });
  for (const [name, state] of states) {
    writeFileSync(join(directory, `${name}.json`), state);
    await write(process.stdout, `testdata/releases/${version}/${name}.json\n`);
  }
  return EXIT.done;
}

/** The export of a stack, secrets encrypted, one resource a line; without what depends on when and where it was made. */
function stateOf(name: string): string {
  const stack = TestStack.create(name);
  try {
    stack.mustDo("up", "--skip-preview");
    const { deployment, ...rest } = JSON.parse(stack.mustRun("stack", "export", "--stack", name)) as Exported;
    const resources = deployment.resources.map((resource) => ({
      ...resource,
      created: undefined,
      modified: undefined,
      sourcePosition: undefined,
      stackTrace: undefined,
    }));
    const lines = resources.map((resource) => JSON.stringify(resource)).join(",\n");
    const marker = '"resources":[]';
    const frame = JSON.stringify({ ...rest, deployment: { ...deployment, resources: [] } });
    return `${frame.replace(marker, `"resources":[\n${lines}\n]`)}\n`;
  } finally {
    stack.remove();
  }
}

interface Exported {
  deployment: { resources: Record<string, unknown>[] };
}

runCommand(command, main);
