import assert from "node:assert/strict";
import { EFS_UNIT } from "./efs-mount";
import { EFS_DIRECTORY, LOG_DIRECTORY, READY_FILE, SETTINGS_FILE } from "./paths";
import { fileOf, parsed, unitValues, wasArgs, webArgs } from "./test-support";
import { terminationSeconds } from "./termination";
import { wasUserData } from "./was";
import { webUserData } from "./web";

const units = "/etc/systemd/system";

for (const [tier, userData, service] of [
  ["web", webUserData(webArgs()), "nginx"],
  ["was", wasUserData(wasArgs()), "app"],
] as const) {
  const setup = fileOf(userData, "/usr/local/lib/three-tier/setup");
  const step = (text: string) => {
    assert.equal(setup.split(text).length, 2, `${text} is there once`);
    return setup.indexOf(text);
  };

  describe(`the first boot of ${tier}`, () => {
    it("ends at the first failure and says where", () => {
      assert.match(setup, /^#!\/bin\/bash\nset -Eeuo pipefail\ntrap 'echo .* >&2' ERR\n/);
    });

    it("mounts the log volume, installs, becomes ready and starts, in this order", () => {
      const order = [
        "/usr/local/lib/three-tier/mount-log-volume",
        "apt-get install",
        `touch ${READY_FILE}`,
        `systemctl restart fluentd await-termination ${service}`,
      ].map(step);
      assert.deepEqual(
        order,
        order.toSorted((a, b) => a - b),
      );
    });

    it("closes SSH to passwords", () => {
      assert.equal(parsed(userData).ssh_pwauth, false);
      assert.equal(
        fileOf(userData, "/etc/ssh/sshd_config.d/10-three-tier.conf"),
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin no\n",
      );
    });
  });

  describe(`the log agent of ${tier}`, () => {
    const config = fileOf(userData, "/etc/three-tier/fluentd.conf");

    it("reads rotated files to their end, from the beginning, once", () => {
      const directory = tier === "web" ? "nginx" : "pm2";
      assert.match(config, new RegExp(`^  path ${LOG_DIRECTORY}/${directory}/\\*\\.log\\*$`, "m"));
      assert.match(config, /^ {2}read_from_head true$/m);
      assert.match(config, /^ {2}follow_inodes true$/m);
    });

    it("appends one file a log, host and day to EFS", () => {
      const path = `${EFS_DIRECTORY}/${tier}/#{Socket.gethostname}/%Y-%m-%d/\${tag[4]}-\${tag[5]}`;
      assert.ok(config.includes(`  path "${path}"\n  append true\n`));
      assert.match(config, /timekey_use_utc true/);
    });

    it("keeps positions and chunks on the log volume", () => {
      assert.match(config, new RegExp(`pos_file ${LOG_DIRECTORY}/fluentd/tail\\.pos`));
      assert.match(config, new RegExp(`path ${LOG_DIRECTORY}/fluentd/buffer`));
      assert.equal(config.split(EFS_DIRECTORY).length, 2);
    });

    it("loses nothing: flushes when it stops, tries forever, and waits when it is full", () => {
      for (const line of [
        "flush_at_shutdown true",
        "retry_forever true",
        "overflow_action block",
        "flush_interval 10s",
      ]) {
        assert.ok(config.includes(`    ${line}\n`), line);
      }
    });

    it("stops before the mount, and the mount before the tunnel", () => {
      const agent = fileOf(userData, `${units}/fluentd.service.d/three-tier.conf`);
      assert.ok(unitValues(agent, "After")[0]?.split(" ").includes(`${EFS_UNIT}.mount`));
      const mount = fileOf(userData, `${units}/${EFS_UNIT}.mount`);
      assert.deepEqual(unitValues(mount, "After"), ["efs-tunnel.service"]);
      assert.deepEqual(unitValues(mount, "Requires"), ["efs-tunnel.service"]);
    });

    it("never makes a boot wait for EFS: nothing wants or requires the mount", () => {
      const wanting = parsed(userData).write_files.filter((file) =>
        [...unitValues(file.content, "Wants"), ...unitValues(file.content, "Requires")].join().includes(EFS_UNIT),
      );
      assert.deepEqual(wanting, []);
      assert.deepEqual(unitValues(fileOf(userData, `${units}/fluentd.service.d/three-tier.conf`), "Type"), ["simple"]);
      assert.ok(setup.includes(`systemctl enable --now '${EFS_UNIT}.automount'`));
    });
  });

  describe(`the EFS mount of ${tier}`, () => {
    it("takes the recommended options, through the tunnel", () => {
      const mount = fileOf(userData, `${units}/${EFS_UNIT}.mount`);
      assert.deepEqual(unitValues(mount, "What"), ["127.0.0.1:/"]);
      assert.deepEqual(unitValues(mount, "Where"), [EFS_DIRECTORY]);
      assert.match(
        unitValues(mount, "Options")[0] ?? "",
        /^port=20049,nfsvers=4\.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport,/,
      );
    });

    it("accepts the file system's certificate only, by chain and name", () => {
      const host = "fs-0123456789abcdef0.efs.ap-northeast-2.amazonaws.com";
      const tunnel = fileOf(userData, "/etc/three-tier/stunnel.conf");
      for (const line of [
        "verifyChain = yes",
        `checkHost = ${host}`,
        `connect = ${host}:2049`,
        "accept = 127.0.0.1:20049",
      ]) {
        assert.ok(tunnel.includes(`${line}\n`), line);
      }
    });
  });

  describe(`the files of ${tier}`, () => {
    it("agree on where things are, in the static files too", () => {
      const paths: string[] = userData.match(/\/(?:var\/log|mnt|etc)\/(?:three-tier|efs-logs)[\w./-]*/g) ?? [];
      const known = [LOG_DIRECTORY, EFS_DIRECTORY, "/etc/three-tier"];
      assert.ok(paths.includes(SETTINGS_FILE));
      assert.deepEqual(
        paths.filter((path) => !known.some((start) => path === start || path.startsWith(`${start}/`))),
        [],
      );
    });

    it("are each written once", () => {
      const paths = parsed(userData).write_files.map((file) => file.path);
      assert.deepEqual(paths, [...new Set(paths)]);
    });

    it("ask for no metadata without a token", () => {
      assert.equal(userData.split("169.254.169.254").length, 2);
      assert.match(userData, /X-aws-ec2-metadata-token-ttl-seconds/);
    });
  });
}

describe("the termination hook's heartbeat", () => {
  it("covers draining, the service, shipping and a spare minute", () => {
    assert.equal(terminationSeconds(60), 320);
  });
});
