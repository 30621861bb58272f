/** The script that mounts the log volume, run for real beside stand-ins for the disks. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileOf, webArgs } from "./test-support";
import { webUserData } from "./web";

/** Disks are lines `name model partitions` in `disks`; a file system is a file named after its disk. */
const STUBS = {
  lsblk: `case "$*" in
    "-dnpo NAME,TYPE") while read -r name _; do echo "/dev/$name disk"; done <"$STATE/disks" ;;
    "-dno MODEL "*) awk -v name="\${3#/dev/}" '$1 == name { print $2 == "storage" ? "Amazon EC2 NVMe Instance Storage" : "Amazon Elastic Block Store" }' "$STATE/disks" ;;
    "-rno NAME "*) awk -v name="\${3#/dev/}" '$1 == name { for (i = 0; i <= $3; i++) print name i }' "$STATE/disks" ;;
  esac`,
  blkid: `disk=\${!#}; disk=\${disk#/dev/}
    [ ! -e "$STATE/broken" ] || exit 4
    [ -e "$STATE/$disk" ] || exit 2
    case "$*" in *UUID*) echo "uuid-of-$disk" ;; *) echo ext4 ;; esac`,
  "mkfs.ext4": 'disk=${!#}; touch "$STATE/${disk#/dev/}"; echo "formats $disk" >>"$STATE/done"',
  mountpoint: 'test -e "$STATE/mounted"',
  mount: 'touch "$STATE/mounted"; echo "mounts" >>"$STATE/done"',
  sleep: "true",
};

describe("mounting the log volume", () => {
  let root: string;
  const state = (name: string) => join(root, "state", name);
  const fstab = () => readFileSync(join(root, "etc/fstab"), "utf8");
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "log-volume-"));
    for (const directory of ["etc", "bin", "state"]) mkdirSync(join(root, directory));
    writeFileSync(join(root, "etc/fstab"), "LABEL=root / ext4 defaults 0 1\n");
    for (const [name, body] of Object.entries(STUBS)) {
      writeFileSync(join(root, "bin", name), `#!/bin/bash\n${body}\n`);
      chmodSync(join(root, "bin", name), 0o755);
    }
    const script = fileOf(webUserData(webArgs()), "/usr/local/lib/three-tier/mount-log-volume")
      .replaceAll("/etc/fstab", `${root}/etc/fstab`)
      .replaceAll("/var/log/three-tier", `${root}/var/log/three-tier`);
    writeFileSync(join(root, "script"), script);
    chmodSync(join(root, "script"), 0o755);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const run = (disks: string) => {
    writeFileSync(state("disks"), disks);
    const env = { PATH: `${root}/bin:/usr/bin:/bin`, STATE: join(root, "state") };
    return spawnSync(join(root, "script"), { env, encoding: "utf8" });
  };
  const ROOT_AND_LOGS = "nvme0n1 ebs 3\nnvme1n1 ebs 0\n";

  it("formats and mounts it once, however often it is run", () => {
    for (let time = 0; time < 3; time += 1) {
      const { status, stderr } = run(ROOT_AND_LOGS);
      assert.deepEqual([status, stderr], [0, ""]);
    }
    assert.equal(readFileSync(state("done"), "utf8"), "formats /dev/nvme1n1\nmounts\n");
    const lines = fstab().trimEnd().split("\n");
    assert.equal(lines.length, 2);
    assert.match(
      lines[1],
      /^UUID=uuid-of-nvme1n1 \S+\/var\/log\/three-tier auto noatime,nodev,nosuid,noexec,nofail 0 2$/,
    );
  });

  it("keeps what is on a volume, and mounts it after a reboot", () => {
    writeFileSync(state("nvme1n1"), "");
    assert.equal(run(ROOT_AND_LOGS).status, 0);
    rmSync(state("mounted"));
    assert.equal(run(ROOT_AND_LOGS).status, 0);
    assert.equal(readFileSync(state("done"), "utf8"), "mounts\nmounts\n");
  });

  it("leaves a server's own storage alone", () => {
    assert.equal(run(`${ROOT_AND_LOGS}nvme2n1 storage 0\n`).status, 0);
    assert.match(readFileSync(state("done"), "utf8"), /^formats \/dev\/nvme1n1\n/);
  });

  const refused: [string, string, RegExp][] = [
    ["no disk", "nvme0n1 ebs 3\n", /found: none/],
    ["two disks to choose from", `${ROOT_AND_LOGS}nvme2n1 ebs 0\n`, /found: \/dev\/nvme1n1 \/dev\/nvme2n1/],
  ];
  for (const [what, disks, message] of refused) {
    it(`fails, and touches nothing, with ${what}`, () => {
      const { status, stderr } = run(disks);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.equal(existsSync(state("done")), false);
    });
  }

  it("never formats a disk that cannot be read", () => {
    writeFileSync(state("broken"), "");
    assert.notEqual(run(ROOT_AND_LOGS).status, 0);
    assert.equal(existsSync(state("done")), false);
  });
});
