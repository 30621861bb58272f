/** What the rules of the settings promise the boot files. */
import assert from "node:assert/strict";
import { packUserData } from "../components/boot/user-data";
import { applicationEnvironment } from "../components/boot/spring";
import { noise } from "../components/boot/test-support";
import { wasUserData } from "../components/boot/was";
import type { WasBootArgs } from "../components/boot/types";
import { type DatabaseEngine, ENGINES } from "../components/database-engines";
import { jdbcUrl } from "../components/jdbc-url";
import { SettingsError } from "./problems";
import { ROOM_IN_USER_DATA } from "./schema/was";
import { parseSettings } from "./settings";
import { patchStackFile, readStackFile, stackFileText } from "./stack-file";

const host = (name: string) => `database-${name}-1234567.abcdefghijkl.ap-northeast-2.rds.amazonaws.com`;

/** A WAS of the longest names AWS makes. */
function bootArgs(engine: DatabaseEngine, replicas: number, difference: Partial<WasBootArgs>): WasBootArgs {
  const { port } = ENGINES[engine];
  const readers = Array.from({ length: replicas }, (_, index) => host(`replica-${index + 1}`));
  return {
    operatingSystem: "ubuntu-24.04",
    region: "ap-northeast-2",
    logAgent: { fileSystemDnsName: "fs-0123456789abcdef0.efs.ap-northeast-2.amazonaws.com", flushIntervalSeconds: 300 },
    terminationHook: { autoScalingGroupName: `${"n".repeat(60)}-was`, lifecycleHookName: "flush-logs" },
    port: 8080,
    healthCheckPath: "/actuator/health/liveness",
    javaVersion: 17,
    shutdownSeconds: 300,
    database: {
      writerJdbcUrl: jdbcUrl(engine, [host("x")], port, "d".repeat(63)),
      readerJdbcUrl: jdbcUrl(engine, readers, port, "d".repeat(63)),
      secretArn: "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:database-1234567-AbCdEf",
    },
    environment: {},
    ...difference,
  };
}

describe("accepted settings", () => {
  for (const engine of ["mariadb", "mysql", "postgres"] as const) {
    for (const replicas of [1, 5, 15]) {
      it(`fit into user data with ${replicas} replica(s) of ${engine} and all the room used up`, () => {
        const jar = { bucket: "example-artifacts", key: "releases/app-1.0.0.jar" };
        const values = (length: number) =>
          readStackFile(
            patchStackFile(stackFileText("dev"), {
              "was.jar": jar,
              "was.environment": { BANNER: "x".repeat(length) },
              "database.replicaCount": replicas,
            }),
            "three-tier",
          );
        const accepted = (length: number) => {
          try {
            parseSettings(values(length), "Pulumi.dev.yaml");
            return true;
          } catch {
            return false;
          }
        };
        let length = ROOM_IN_USER_DATA;
        while (!accepted(length)) length -= 1;
        assert.ok(length > 0);
        packUserData(wasUserData(bootArgs(engine, replicas, { jar, environment: { BANNER: noise(length) } })));
      });
    }
  }

  it("cannot override what the servers rely on", () => {
    const wanted = { environment: {} };
    const fixed = Object.keys(applicationEnvironment(bootArgs("mariadb", 1, wanted))).filter(
      (name) => applicationEnvironment(bootArgs("mariadb", 1, { environment: { [name]: "mine" } }))[name] !== "mine",
    );
    assert.ok(fixed.includes("SERVER_PORT"));
    for (const name of fixed) {
      const patched = patchStackFile(stackFileText("dev"), { "was.environment": { [name]: "mine" } });
      assert.throws(
        () => parseSettings(readStackFile(patched, "three-tier"), "Pulumi.dev.yaml"),
        (error) => {
          assert.ok(error instanceof SettingsError);
          assert.deepEqual(
            error.problems.map(({ key, message }) => `${key}: ${message}`),
            [`was.environment.${name}: is set by the program itself; leave it out, or choose another name`],
          );
          return true;
        },
      );
    }
  });
});
