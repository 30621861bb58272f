/** The script of the first boot, run for real as far as that goes without installing anything. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { READY_FILE } from "./paths";
import { RDS_ROOT } from "./rds-root";
import { fileOf, wasArgs, webArgs } from "./test-support";
import { wasUserData } from "./was";
import { webUserData } from "./web";

const SETUP = "/usr/local/lib/three-tier/setup";
const tiers: [string, string][] = [
  ["web", webUserData(webArgs())],
  ["was", wasUserData(wasArgs({ jar: { bucket: "releases", key: "app.jar" } }))],
];

/** Programs that only note that they were called; a file with the name of an account stands for that account. */
const STUBS: Record<string, string> = {
  ...Object.fromEntries(
    ["sshd", "systemctl", "apt-get", "install", "nginx", "update-ca-certificates", "mount-log-volume"].map((name) => [
      name,
      "",
    ]),
  ),
  getent: 'test -e "$STATE/$2.group"',
  id: 'test -e "$STATE/$1"',
  // As the real ones: an account that exists already is an error.
  groupadd: 'name=${!#}; test ! -e "$STATE/$name.group" && touch "$STATE/$name.group"',
  useradd: 'name=${!#}; test ! -e "$STATE/$name" && touch "$STATE/$name"',
  curl: 'while [ $# -gt 1 ]; do if [ "$1" = -o ]; then cat "$STATE/download" >"$2"; fi; shift; done',
  npm: 'mkdir -p "$3/node_modules/.bin"; cp "$STATE/lock" "$3/node_modules/.package-lock.json"',
  // What a certificate is, is its text.
  openssl: 'cat "$3"',
  gpg: 'printf "pub:\\nfpr:::::::::%s:\\n" "$(cat "$STATE/fingerprint")"',
};

const certificate = (name: string) => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
const integrity = (name: string) => `      "integrity": "sha512-${name}",\n`;
const sum = (text: string) => createHash("sha256").update(text).digest("hex");

/** A place where a setup script runs, with a root of its own. */
class Place {
  readonly root = mkdtempSync(join(tmpdir(), "setup-"));
  private readonly script: string;

  constructor(userData: string) {
    for (const directory of [
      "run",
      "usr/sbin",
      "usr/bin",
      "opt",
      "usr/share/keyrings",
      "usr/local/share/ca-certificates",
      "state",
      "bin",
    ]) {
      mkdirSync(join(this.root, directory), { recursive: true });
    }
    for (const directory of ["etc/apt/sources.list.d", "etc/ssl/certs", "etc/three-tier", "usr/local/lib/three-tier"]) {
      mkdirSync(join(this.root, directory), { recursive: true });
    }
    for (const [name, body] of Object.entries(STUBS)) this.write(`bin/${name}`, this.noting(name, body));
    this.write("usr/local/lib/three-tier/mount-log-volume", this.noting("mount-log-volume", ""));
    this.script = fileOf(userData, SETUP)
      // Each key is the one that is expected.
      .replace(/(?<=sha256sum \| grep \^)\w+/, sum("sha512-a\nsha512-b\n"))
      .replace(/(?<=sha256sum \| grep -q \^)\w+/, sum(certificate("root")))
      .replace(/^trust_key (\S+) (\S+) /gm, `echo $2 >${this.root}/state/fingerprint; trust_key $1 $2 `)
      .replace(/(?<![\w.$])\/(?=(?:run|etc|usr|var|opt)\/)/g, `${this.root}/`);
  }

  /** What is downloaded from now on, and what npm says it has installed. */
  serve({
    download = certificate("other") + certificate("root"),
    lock = [integrity("b"), integrity("a")].join(""),
  } = {}) {
    writeFileSync(join(this.root, "state/download"), download);
    writeFileSync(join(this.root, "state/lock"), lock);
  }

  /** Makes a program fail. */
  breakProgram(name: string): void {
    this.write(`bin/${name}`, "#!/bin/bash\nexit 7\n");
  }

  run(): { status: number | null; stderr: string } {
    const env = { PATH: `${this.root}/bin:/usr/bin:/bin`, STATE: `${this.root}/state` };
    this.write("setup", this.script);
    return spawnSync(join(this.root, "setup"), { env, encoding: "utf8" });
  }

  get isReady(): boolean {
    return existsSync(join(this.root, READY_FILE));
  }

  /** What was called, in order. */
  takeCalls(): string[] {
    const file = join(this.root, "state/calls");
    const calls = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    rmSync(file, { force: true });
    return calls;
  }

  private noting(name: string, body: string): string {
    return `#!/bin/bash\necho "${name} $*" >>"${this.root}/state/calls"\n${body}\n`;
  }

  private write(path: string, content: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), content);
    chmodSync(join(this.root, path), 0o755);
  }
}

for (const [tier, userData] of tiers) {
  describe(`the setup script of ${tier}`, () => {
    let place: Place;
    beforeEach(() => {
      place = new Place(userData);
      place.serve();
    });
    afterEach(() => {
      rmSync(place.root, { recursive: true });
    });

    it("comes to the same when it is run again", () => {
      assert.deepEqual(place.run().stderr, "");
      const isAccount = (call: string) => /^(?:getent|id|useradd|groupadd) /.test(call);
      const added = (calls: string[]) => calls.filter((call) => /^(?:user|group)add /.test(call));
      const first = place.takeCalls();
      assert.equal(added(first).length, tier === "was" ? 3 : 2);
      assert.ok(place.isReady);

      const again = place.run();
      assert.deepEqual([again.status, again.stderr], [0, ""]);
      const second = place.takeCalls();
      assert.deepEqual(added(second), []);
      assert.deepEqual(
        second.filter((call) => !isAccount(call)),
        first.filter((call) => !isAccount(call)),
      );
      assert.ok(place.isReady);
    });

    for (const program of ["mount-log-volume", "curl", "gpg", "apt-get", "systemctl"]) {
      it(`is not ready, says where and fails, also the second time, when ${program} fails`, () => {
        assert.equal(place.run().status, 0);
        place.breakProgram(program);
        if (program === "mount-log-volume") {
          writeFileSync(join(place.root, "usr/local/lib/three-tier/mount-log-volume"), "#!/bin/bash\nexit 7\n");
        }
        const { status, stderr } = place.run();
        assert.notEqual(status, 0);
        assert.match(stderr, /setup failed at line \d+: /);
        assert.equal(place.isReady, false);
        assert.equal(existsSync(join(place.root, "usr/sbin/policy-rc.d")), false, "packages may start things again");
      });
    }

    it("refuses another key, or one more", () => {
      for (const found of [
        "0".repeat(40),
        `$(cat "$STATE/fingerprint"):\\nsub:\\npub:\\nfpr:::::::::${"0".repeat(40)}`,
      ]) {
        writeFileSync(join(place.root, "bin/gpg"), `#!/bin/bash\nprintf "pub:\\nfpr:::::::::${found}:\\n"\n`);
        const { status, stderr } = place.run();
        assert.notEqual(status, 0);
        assert.match(stderr, /holds another key: /);
        assert.equal(place.isReady, false);
      }
    });
  });
}

describe("what a WAS server downloads", () => {
  let place: Place;
  beforeEach(() => {
    place = new Place(wasUserData(wasArgs()));
    place.serve();
  });
  afterEach(() => {
    rmSync(place.root, { recursive: true });
  });

  it("gives it the known root certificate of RDS alone", () => {
    assert.equal(place.run().status, 0);
    assert.equal(readFileSync(join(place.root, RDS_ROOT), "utf8"), certificate("root"));
  });

  it("keeps it out of service where the known root certificate is not in the bundle, or not any more", () => {
    for (const download of [certificate("other"), "<html>", ""]) {
      place.serve();
      assert.equal(place.run().status, 0);
      place.serve({ download });
      const { status, stderr } = place.run();
      assert.notEqual(status, 0);
      assert.match(stderr, /the root of RDS is none that is known/);
      assert.deepEqual([place.isReady, existsSync(join(place.root, RDS_ROOT))], [false, false]);
    }
  });

  it("keeps it out of service where one of PM2's packages is another, one more, or missing", () => {
    const [a, b, c] = ["a", "b", "c"].map(integrity);
    for (const lock of [a + c, a + b + c, a, ""]) {
      place.serve({ lock });
      const { status, stderr } = place.run();
      assert.notEqual(status, 0, lock);
      assert.match(stderr, /setup failed at line \d+: grep/);
      assert.equal(place.isReady, false);
    }
  });
});
