import type { BootFile } from "./cloud-config";
import { SETTINGS_FILE } from "./paths";
import { DRAIN_SECONDS } from "./termination";
import type { TierBootArgs } from "./types";

/** The settings that the programs on a server read. Nothing secret: user data can be read by whoever is on the server. */
export function settingsFile(args: TierBootArgs, service: string, more: Record<string, unknown> = {}): BootFile {
  const settings = { region: args.region, ...args.terminationHook, service, drainSeconds: DRAIN_SECONDS, ...more };
  return { path: SETTINGS_FILE, content: `${JSON.stringify(settings)}\n` };
}
