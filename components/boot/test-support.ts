import { createHash } from "node:crypto";
import { parse } from "yaml";
import type { BootFile } from "./cloud-config";
import type { WasBootArgs, WebBootArgs } from "./types";

const common = {
  operatingSystem: "ubuntu-20.04" as const,
  region: "ap-northeast-2",
  logAgent: { fileSystemDnsName: "fs-0123456789abcdef0.efs.ap-northeast-2.amazonaws.com", flushIntervalSeconds: 10 },
  terminationHook: { autoScalingGroupName: "dev-group", lifecycleHookName: "dev-leaving" },
};

/** The arguments of a WEB server; a test names only the difference. */
export function webArgs(difference: Partial<WebBootArgs> = {}): WebBootArgs {
  return {
    ...common,
    upstream: { host: "internal-was.example.com", port: 8080 },
    healthCheckPath: "/healthz",
    maxBodyMiB: 10,
    ...difference,
  };
}

/** The arguments of a WAS server; a test names only the difference. */
export function wasArgs(difference: Partial<WasBootArgs> = {}): WasBootArgs {
  return {
    ...common,
    port: 8080,
    healthCheckPath: "/actuator/health",
    javaVersion: 17,
    shutdownSeconds: 30,
    database: {
      writerJdbcUrl: "jdbc:mariadb://writer.example.com:3306/app?sslMode=verify-full",
      readerJdbcUrl: "jdbc:mariadb://reader.example.com:3306/app?sslMode=verify-full",
      secretArn: "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:database-AbCdEf",
    },
    environment: {},
    ...difference,
  };
}

/** What cloud-init understands of user data. */
export interface ParsedCloudConfig {
  timezone: string;
  ssh_pwauth: boolean;
  disable_root: boolean;
  write_files: BootFile[];
  runcmd: string[][];
}

/** Reads user data as cloud-init does. */
export function parsed(userData: string): ParsedCloudConfig {
  return parse(userData) as ParsedCloudConfig;
}

/** The content of one file of user data. */
export function fileOf(userData: string, path: string): string {
  const files = parsed(userData).write_files.filter((file) => file.path === path);
  if (files.length !== 1) throw new Error(`${files.length} files at ${path}`);
  return files[0]?.content ?? "";
}

/** The settings that the programs of a server read. */
export function settingsOf(userData: string): Record<string, unknown> {
  return JSON.parse(fileOf(userData, "/etc/three-tier/settings.json")) as Record<string, unknown>;
}

/** The values of a key in a unit file, in order. */
export function unitValues(unit: string, key: string): string[] {
  return unit
    .split("\n")
    .filter((line) => line.startsWith(`${key}=`))
    .map((line) => line.slice(key.length + 1));
}

/** Text that cannot be compressed, but for its letters being few. */
export function noise(length: number): string {
  let text = "";
  while (text.length < length) text += createHash("sha512").update(text).digest("base64");
  return text.slice(0, length);
}
