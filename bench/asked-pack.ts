/**
 * `asked-pack.ts SIZE`, run in a process of its own: how long the policy pack takes to judge a deployed stack of so many
 * resources when it is asked as the engine asks it: by the SDK's runner, over gRPC, and once it has started. Prints JSON.
 */
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { checkResources } from "../offline/policy-check";
import { PolicyPack } from "../offline/policy-pack";
import { PackProcess, type PackStack } from "../offline/policy-pack-process";
import { largeStack } from "./large-stack";

async function main(): Promise<void> {
  const resources = await largeStack(Number(process.argv[2]));
  const stack: PackStack = { project: "three-tier", stack: "dev", mode: "update", config: {}, secretConfigKeys: [] };
  const pack = await PolicyPack.open(new PackProcess(join(__dirname, "../policy-pack"), stack));
  const started = performance.now();
  await checkResources(pack, resources);
  const milliseconds = performance.now() - started;
  await pack.stop();
  console.log(JSON.stringify({ resources: resources.length, milliseconds }));
}

void main();
