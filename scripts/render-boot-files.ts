/**
 * Renders the boot files of every kind of server into a directory, for `check-boot-files.sh`: in `<directory>/<variant>`
 * `user-data.yaml`, the same as EC2 gets it (`user-data.gz`), and what cloud-init would write below `root`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { bastionUserData } from "../components/boot/bastion";
import type { BootFile } from "../components/boot/cloud-config";
import { ubuntuReleases } from "../components/boot/operating-system";
import type { OperatingSystem, TierBootArgs } from "../components/boot/types";
import { packUserData } from "../components/boot/user-data";
import { wasUserData } from "../components/boot/was";
import { webUserData } from "../components/boot/web";

const region = "ap-northeast-2";

function variants(): Record<string, string> {
  const rendered: Record<string, string> = { bastion: bastionUserData() };
  for (const operatingSystem of Object.keys(ubuntuReleases) as OperatingSystem[]) {
    const common: TierBootArgs = {
      operatingSystem,
      region,
      logAgent: { fileSystemDnsName: `fs-0123456789abcdef0.efs.${region}.amazonaws.com`, flushIntervalSeconds: 10 },
      terminationHook: { autoScalingGroupName: "three-tier-dev", lifecycleHookName: "three-tier-dev-leaving" },
    };
    const was = {
      ...common,
      port: 8080,
      healthCheckPath: "/actuator/health",
      javaVersion: 17 as const,
      shutdownSeconds: 30,
      database: {
        writerJdbcUrl: "jdbc:mariadb://writer.example.com:3306/app",
        readerJdbcUrl: "jdbc:mariadb://reader.example.com:3306/app",
        secretArn: `arn:aws:secretsmanager:${region}:123456789012:secret:database-AbCdEf`,
      },
      environment: { GREETING: `"it's" $HOME \\ %h\n\`id\` 안녕` },
    };
    rendered[`web-${operatingSystem}`] = webUserData({
      ...common,
      upstream: { host: `internal-was-1234567890.${region}.elb.amazonaws.com`, port: 8080 },
      healthCheckPath: "/healthz",
      maxBodyMiB: 10,
    });
    rendered[`was-${operatingSystem}`] = wasUserData(was);
    rendered[`was-jar-${operatingSystem}`] = wasUserData({
      ...was,
      jar: { bucket: "releases", key: "app/app-1.0.0.jar" },
    });
  }
  return rendered;
}

const [, , directory] = process.argv;
if (!directory) throw new Error("usage: render-boot-files.ts DIRECTORY");
for (const [variant, userData] of Object.entries(variants())) {
  mkdirSync(join(directory, variant), { recursive: true });
  writeFileSync(join(directory, variant, "user-data.yaml"), userData);
  writeFileSync(join(directory, variant, "user-data.gz"), Buffer.from(packUserData(userData), "base64"));
  for (const file of (parse(userData) as { write_files: BootFile[] }).write_files) {
    const path = join(directory, variant, "root", file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content, { mode: file.permissions === "0755" ? 0o755 : 0o644 });
  }
}
