import assert from "node:assert/strict";
import fc from "fast-check";
import { applicationStopSeconds, PM2_HOME } from "./pm2";
import { jdbcUrl } from "../jdbc-url";
import { RDS_ROOT, RDS_ROOTS } from "./rds-root";
import { terminationSeconds } from "./termination";
import { fileOf, parsed, settingsOf, unitValues, wasArgs } from "./test-support";
import { wasUserData } from "./was";

const jar = { bucket: "releases", key: "app.jar" };
const placeholder = wasUserData(wasArgs());
const withJar = wasUserData(wasArgs({ jar }));
const setupOf = (userData: string) => fileOf(userData, "/usr/local/lib/three-tier/setup");
const unitOf = (userData: string) => fileOf(userData, "/etc/systemd/system/app.service");

describe("the boot files of a WAS server", () => {
  it("install Java, Node and PM2 of the versions that are set", () => {
    assert.match(setupOf(wasUserData(wasArgs({ javaVersion: 21 }))), / openjdk-21-jre-headless nodejs$/m);
    assert.match(setupOf(withJar), /^npm install .* --before=\d{4}-\d\d-\d\d pm2@\d+\.\d+\.\d+$/m);
    assert.match(setupOf(withJar), /https:\/\/deb\.nodesource\.com\/node_24\.x nodistro main/);
  });

  it("run the application as a user without log-in", () => {
    assert.match(setupOf(withJar), /^id app .*\|\| useradd --system .* --shell \/usr\/sbin\/nologin app$/m);
    assert.deepEqual(unitValues(unitOf(withJar), "User"), ["app"]);
    for (const limit of ["LimitNOFILE=65536", "NoNewPrivileges=yes", "ProtectSystem=full", "PrivateTmp=yes"]) {
      assert.match(unitOf(withJar), new RegExp(`^${limit}$`, "m"));
    }
  });

  it("run the jar under Java with a share of the memory", () => {
    assert.deepEqual(settingsOf(withJar).process, {
      name: "app",
      script: "/usr/bin/java",
      interpreter: "none",
      args: ["-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "/var/lib/app/app.jar"],
      cwd: "/var/lib/app",
      out_file: "/var/log/three-tier/pm2/out.log",
      error_file: "/var/log/three-tier/pm2/error.log",
      merge_logs: true,
      kill_timeout: 35_000,
      exp_backoff_restart_delay: 1000,
    });
    assert.deepEqual(settingsOf(withJar).jar, jar);
  });

  it("run a placeholder on the same port and path without a jar", () => {
    assert.deepEqual(settingsOf(placeholder).placeholder, { port: 8080, path: "/actuator/health" });
    assert.ok(fileOf(placeholder, "/usr/local/lib/three-tier/placeholder.js").includes('{"status":"UP"}'));
    assert.ok(!parsed(placeholder).write_files.some((file) => file.path.endsWith("fetch-jar")));
  });

  it("fetch the jar and the credentials as root before every start", () => {
    const programs = "/usr/local/lib/three-tier";
    assert.deepEqual(unitValues(unitOf(withJar), "ExecStartPre"), [
      `+${programs}/fetch-jar`,
      `+${programs}/read-credentials`,
    ]);
    assert.deepEqual(unitValues(unitOf(placeholder), "ExecStartPre"), [`+${programs}/read-credentials`]);
  });

  it("hold the password in memory only", () => {
    assert.deepEqual(unitValues(unitOf(withJar), "RuntimeDirectory"), ["app"]);
    assert.deepEqual(unitValues(unitOf(withJar), "RuntimeDirectoryMode"), ["0700"]);
    const program = fileOf(withJar, "/usr/local/lib/three-tier/read-credentials");
    assert.match(program, /TARGET = "\/run\/app\/credentials\.json"/);
    assert.match(program, /0o400/);
    assert.ok(!JSON.stringify(settingsOf(withJar)).includes("DATABASE_PASSWORD"));
  });

  it("put the known root certificate of the region's RDS where the JDBC URLs look", () => {
    const { region } = wasArgs();
    assert.ok(jdbcUrl("mariadb", ["writer"], 3306, "app").endsWith(`serverSslCert=${RDS_ROOT}`));
    assert.match(setupOf(withJar), new RegExp(`https://truststore\\.pki\\.rds\\.amazonaws\\.com/${region}/`));
    assert.match(setupOf(withJar), new RegExp(`grep -q \\^${RDS_ROOTS[region]};`));
    assert.throws(
      () => wasUserData(wasArgs({ region: "cn-north-1" })),
      /root certificate of RDS in cn-north-1 is not known/,
    );
  });

  it("try to start the application again up to a limit that is reached, however long a start takes", () => {
    const [burst, wait, start] = ["StartLimitBurst", "RestartSec", "TimeoutStartSec"].map((key) =>
      Number(unitValues(unitOf(withJar), key)[0]),
    );
    const [hours] = unitValues(unitOf(withJar), "StartLimitIntervalSec");
    assert.match(hours, /^\d+h$/);
    assert.ok(burst * (wait + start) < parseInt(hours, 10) * 3600, "the starts are forgotten before the limit");
  });

  it("give PM2 and systemd more time than Spring Boot", () => {
    for (const shutdownSeconds of [1, 30, 300]) {
      const userData = wasUserData(wasArgs({ shutdownSeconds }));
      const { kill_timeout } = settingsOf(userData).process as { kill_timeout: number };
      const [stop] = unitValues(unitOf(userData), "TimeoutStopSec");
      assert.ok(shutdownSeconds * 1000 < kill_timeout && kill_timeout < Number(stop) * 1000);
      assert.equal(Number(stop), applicationStopSeconds(shutdownSeconds));
    }
  });

  it("leave in order: the load balancer's drain, Tomcat, PM2, systemd, and the hook last of all", () => {
    for (const shutdownSeconds of [1, 30, 300]) {
      const userData = wasUserData(wasArgs({ shutdownSeconds }));
      const { process, environment, drainSeconds } = settingsOf(userData) as {
        process: { kill_timeout: number };
        environment: Record<string, string>;
        drainSeconds: number;
      };
      const stop = Number(unitValues(unitOf(userData), "TimeoutStopSec")[0]);
      const hook = terminationSeconds(stop) - drainSeconds;
      const limits = [shutdownSeconds, process.kill_timeout / 1000, stop, hook];
      for (const [index, limit] of limits.slice(1).entries()) assert.ok(limits[index] < limit, limits.join(" < "));
      assert.ok(drainSeconds > 0);
      assert.equal(environment.SERVER_SHUTDOWN, "graceful");
      assert.equal(environment.SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE, `${shutdownSeconds}s`);
      const watcher = fileOf(userData, "/usr/local/lib/three-tier/await-termination");
      assert.match(
        watcher,
        /sleep\(SETTINGS\["drainSeconds"\]\)\n +systemctl\("stop", SETTINGS\["service"\]\)\n +flush\(\)/,
      );
    }
  });

  it("stop the application before fluentd, and never start it on a server half set up", () => {
    assert.deepEqual(unitValues(unitOf(withJar), "After"), ["network-online.target fluentd.service"]);
    assert.deepEqual(unitValues(unitOf(withJar), "ConditionPathExists"), ["/etc/three-tier/ready"]);
    assert.deepEqual(unitValues(unitOf(withJar), "PIDFile"), [`${PM2_HOME}/pm2.pid`]);
  });

  it("make PM2 reopen its files after a rotation", () => {
    assert.match(
      fileOf(withJar, "/etc/logrotate.d/three-tier"),
      /kill -USR2 "\$\(cat \/var\/lib\/app\/\.pm2\/pm2\.pid\)"/,
    );
  });

  it("refuse a shutdown longer than 300 seconds", () => {
    assert.throws(() => wasUserData(wasArgs({ shutdownSeconds: 301 })), /shutdownSeconds: 301/);
  });
});

describe("the application's environment", () => {
  const environmentOf = (environment: Record<string, string>) =>
    settingsOf(wasUserData(wasArgs({ environment }))).environment as Record<string, string>;

  it("tells Spring Boot and the data sources what they need", () => {
    assert.deepEqual(environmentOf({}), {
      MANAGEMENT_ENDPOINT_HEALTH_PROBES_ENABLED: "true",
      SERVER_FORWARDHEADERSSTRATEGY: "native",
      SERVER_TOMCAT_REMOTEIP_PROTOCOLHEADER: "X-Original-Proto",
      SERVER_TOMCAT_REMOTEIP_PORTHEADER: "X-Original-Port",
      SERVER_TOMCAT_KEEPALIVETIMEOUT: "75s",
      SERVER_PORT: "8080",
      SERVER_SHUTDOWN: "graceful",
      SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE: "30s",
      DATABASE_WRITER_JDBC_URL: "jdbc:mariadb://writer.example.com:3306/app?sslMode=verify-full",
      DATABASE_READER_JDBC_URL: "jdbc:mariadb://reader.example.com:3306/app?sslMode=verify-full",
      DATABASE_SECRET_ARN: "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:database-AbCdEf",
    });
  });

  it("can override a default, but nothing the server relies on", () => {
    const environment = environmentOf({ SERVER_TOMCAT_KEEPALIVETIMEOUT: "90s", SERVER_PORT: "1" });
    assert.equal(environment.SERVER_TOMCAT_KEEPALIVETIMEOUT, "90s");
    assert.equal(environment.SERVER_PORT, "8080");
  });

  it("carries any text unchanged through YAML and JSON, and into nothing else", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom('"', "'", "$HOME", "`id`", "\\", "%h", "\n", "\t", "${x}", "#{x}", "---", "안녕"),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (pieces) => {
        const value = pieces.join("");
        const plain = wasUserData(wasArgs({ environment: { GREETING: "" } }));
        const userData = wasUserData(wasArgs({ environment: { GREETING: value } }));
        assert.equal((settingsOf(userData).environment as Record<string, string>).GREETING, value);
        const others = (document: string) =>
          parsed(document).write_files.filter((file) => file.path !== "/etc/three-tier/settings.json");
        assert.deepEqual(others(userData), others(plain));
      }),
    );
  });
});
