/** Sets up an SDK state of its own for each simulated deployment, so that nothing leaks from one to the next. */
import * as pulumi from "@pulumi/pulumi";
import type { Mode, Monitor } from "./monitor";
import { getStore, type Store, withLocalStorage } from "./sdk-internals";

export interface Deployment {
  monitor: Monitor;
  project: string;
  stack: string;
  organization: string;
  mode: Mode;
  /** Full keys (`three-tier:network`); objects as JSON text. */
  config: Record<string, string>;
  secretConfigKeys: string[];
}

/** Runs `work` as a program of `deployment`: what it registers reaches that deployment's monitor and no other. */
export async function inDeployment<T>(deployment: Deployment, work: (store: Store) => Promise<T>): Promise<T> {
  const { monitor, project, stack, organization, mode, config, secretConfigKeys } = deployment;
  return withLocalStorage(async () => {
    pulumi.runtime.setMockOptions(monitor, project, stack, mode === "preview", organization);
    pulumi.runtime.setAllConfig(config, secretConfigKeys);
    return work(getStore());
  });
}
