/** Plans of committed stacks with some of their settings changed, for tests. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { loadConfig } from "../../offline/config";
import { planProgram } from "../../offline/plan";
import { type Patch, patchStackFile, stackFileText } from "../../stacks/stack-file";
import { runProgram } from "../../policy-pack/test-program";
import type { PlanFacts } from "./policy";

const PROJECT_FILE = resolve(__dirname, "../../Pulumi.yaml");

/** A made-up account. */
export const ACCOUNT = "111122223333";

export interface Variant {
  /** Completes "a stack with …". */
  name: string;
  stack: "dev" | "prod";
  patch: Patch;
}

const ED25519_KEY =
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOayAfF8B6biTSnAtXS+y53xHr/mbrWKubY51XBEzfA6 operator@example.com";

/** Every setting that brings in, or leaves out, a resource or an action. */
export const VARIANTS: Variant[] = [
  { name: "what dev is committed with", stack: "dev", patch: {} },
  { name: "what prod is committed with", stack: "prod", patch: {} },
  {
    name: "a domain, a public key and existing outbound addresses",
    stack: "dev",
    patch: {
      "web.selfSignedCertificate": undefined,
      "web.domain": { name: "www.example.com", zoneId: "Z0123456789ABCDEFGHIJ" },
      "bastion.keyName": undefined,
      "bastion.publicKey": ED25519_KEY,
      "network.eipAllocationIds": ["eipalloc-0123456789abcdef0"],
    },
  },
  {
    name: "throw-away logs of everything and a NAT gateway per zone",
    stack: "dev",
    patch: {
      "network.natGateways": "onePerZone",
      "network.flowLogRetentionDays": 7,
      "web.accessLogRetentionDays": 7,
      "logs.backup": true,
    },
  },
  {
    name: "PostgreSQL in the public zone with five replicas and the bastion let in",
    stack: "dev",
    patch: {
      "database.engine": "postgres",
      "database.engineVersion": undefined,
      "database.placement": "publicZone",
      "database.replicaCount": 5,
      "database.bastionAccess": true,
    },
  },
  {
    name: "a jar, its own images and Graviton servers",
    stack: "prod",
    patch: {
      "was.jar": { bucket: "example-artifacts", key: "releases/app-1.0.0.jar" },
      "was.imageId": "ami-0123456789abcdef0",
      "bastion.imageId": "ami-0123456789abcdef1",
      "web.instanceType": "t4g.small",
      operatingSystem: "ubuntu-24.04",
    },
  },
];

/** What a policy is made from, of a stack's file with some of its values changed. */
export async function planned({ stack, patch }: Pick<Variant, "stack" | "patch">): Promise<PlanFacts> {
  const { project, config } = configOf(stack, patch);
  const functions: PlanFacts["functions"] = [];
  const { resources } = await planProgram(runProgram, {
    ...{ project, stack, config },
    onInvoke: (token, args) => functions.push({ token, args }),
  });
  const { tags } = JSON.parse(config["aws:defaultTags"]) as Pick<PlanFacts, "tags">;
  return { project, stack, resources, functions, region: config["aws:region"], tags };
}

function configOf(stack: string, patch: Patch) {
  const directory = mkdtempSync(join(tmpdir(), "three-tier-"));
  try {
    copyFileSync(PROJECT_FILE, join(directory, "Pulumi.yaml"));
    writeFileSync(join(directory, `Pulumi.${stack}.yaml`), patchStackFile(stackFileText(stack), patch));
    return loadConfig(directory, stack);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
