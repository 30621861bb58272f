import assert from "node:assert/strict";
import { fileOf, parsed, settingsOf, unitValues, webArgs } from "./test-support";
import { webUserData } from "./web";

const userData = webUserData(webArgs());

describe("the boot files of a WEB server", () => {
  it("run one script, which is among the files and executable", () => {
    const { runcmd, write_files } = parsed(userData);
    assert.deepEqual(runcmd, [["/usr/local/lib/three-tier/setup"]]);
    assert.equal(write_files.find((file) => file.path === runcmd[0]?.[0])?.permissions, "0755");
  });

  it("name the hook of their group, in the settings alone", () => {
    assert.deepEqual(settingsOf(userData), {
      region: "ap-northeast-2",
      autoScalingGroupName: "dev-group",
      lifecycleHookName: "dev-leaving",
      service: "nginx",
      drainSeconds: 15,
    });
    assert.equal(userData.split("dev-leaving").length, 2);
  });

  it("install the fluent-package that the release has", () => {
    const setup = (operatingSystem: "ubuntu-20.04" | "ubuntu-24.04") =>
      fileOf(webUserData(webArgs({ operatingSystem })), "/usr/local/lib/three-tier/setup");
    assert.match(setup("ubuntu-20.04"), /fluent-package=5\.\\\* nginx$/m);
    assert.match(setup("ubuntu-24.04"), /fluent-package=6\.\\\* nginx$/m);
  });

  it("lets nginx's workers into the log directory, for they reopen rotated logs themselves", () => {
    const setup = fileOf(userData, "/usr/local/lib/three-tier/setup");
    assert.match(setup, /^install -d -o root -g adm -m 0755 \/var\/log\/three-tier\/nginx$/m);
  });
});

describe("nginx", () => {
  const config = fileOf(userData, "/etc/nginx/nginx.conf");

  it("asks the VPC's resolver for the load balancer's addresses again and again", () => {
    assert.match(config, /^ {2}resolver 169\.254\.169\.253 valid=10s ipv6=off;$/m);
    assert.match(config, /set \$upstream "http:\/\/internal-was\.example\.com:8080";\n\s+proxy_pass \$upstream;/);
  });

  it("answers the health check itself and does not log it", () => {
    assert.match(
      config,
      /location = "\/healthz" \{\n\s+access_log off;\n\s+default_type text\/plain;\n\s+return 200 "ok\\n";/,
    );
  });

  it("passes on who asked, by which protocol and port", () => {
    for (const header of [
      "Host $host",
      "X-Forwarded-For $proxy_add_x_forwarded_for",
      "X-Forwarded-Proto $http_x_forwarded_proto",
      "X-Original-Proto $http_x_forwarded_proto",
      "X-Original-Port $http_x_forwarded_port",
    ]) {
      assert.ok(config.includes(`proxy_set_header ${header};`), header);
    }
  });

  it("keeps connections longer than the load balancer's 60 seconds", () => {
    assert.match(config, /keepalive_timeout 75s;/);
  });

  it("accepts bodies of the size that is set", () => {
    assert.match(
      fileOf(webUserData(webArgs({ maxBodyMiB: 25 })), "/etc/nginx/nginx.conf"),
      /client_max_body_size 25m;/,
    );
  });

  it("compresses what is text and long enough, and says that answers differ", () => {
    assert.match(
      config,
      /^ {2}gzip on;\n {2}gzip_min_length 1024;\n {2}gzip_types [^;]*application\/json[^;]*;\n {2}gzip_vary on;$/m,
    );
    assert.doesNotMatch(
      config,
      /gzip_types [^;]*text\/html/,
      "it is always among them, and nginx warns of a second one",
    );
  });

  it("logs to the log volume only", () => {
    assert.deepEqual(config.match(/\/var\/log\S+/g), [
      "/var/log/three-tier/nginx/error.log",
      "/var/log/three-tier/nginx/access.log",
    ]);
  });

  it("refuses an upstream that would end the directive", () => {
    assert.throws(() => webUserData(webArgs({ upstream: { host: 'a"; return 200; #', port: 1 } })), /upstream\.host/);
  });

  it("finishes its requests when it stops, before fluentd stops, and never starts on a server half set up", () => {
    const unit = fileOf(userData, "/etc/systemd/system/nginx.service.d/three-tier.conf");
    assert.deepEqual(unitValues(unit, "ExecStop"), [""]);
    assert.deepEqual(unitValues(unit, "KillSignal"), ["SIGQUIT"]);
    assert.deepEqual(unitValues(unit, "TimeoutStopSec"), ["60"]);
    assert.deepEqual(unitValues(unit, "After"), ["fluentd.service"]);
    assert.deepEqual(unitValues(unit, "ConditionPathExists"), ["/etc/three-tier/ready"]);
    assert.deepEqual(unitValues(unit, "RequiresMountsFor"), ["/var/log/three-tier"]);
  });
});
