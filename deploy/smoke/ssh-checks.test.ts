import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bastionSsh } from "../../components/boot/ssh";
import { complaintOf, offeredMethods, type SshOptions } from "./ssh";
import { leavesBy, takesKeysOnly } from "./ssh-checks";
import { LocalServers } from "./test-network";
import { sshdPath, TestSsh } from "./test-sshd";
import type { Verdict } from "./verdict";

const FIXED = "198.51.100.7";
const answering = (text: string) =>
  `case "$*" in "-fsS --max-time 10 https://checkip.amazonaws.com") echo "${text}";; *) exit 2;; esac`;

describe("by SSH, with a real sshd", function () {
  this.slow(2000);
  let servers: LocalServers;
  let keys: TestSsh;
  before(function () {
    // apt-get install openssh-server
    if (sshdPath() === undefined) this.skip();
    servers = new LocalServers();
    keys = new TestSsh(servers);
  });
  after(() => {
    // Without sshd there is nothing to end.
    (servers as LocalServers | undefined)?.close();
    (keys as TestSsh | undefined)?.remove();
  });

  const options = (sshConfig: string, timeoutSeconds = 10): SshOptions => ({ sshConfig, timeoutSeconds });
  /** A server that says so, and nothing more. */
  const mute = () => servers.tcp(() => undefined);
  const closedPort = async () => {
    const closed = new LocalServers();
    const port = await closed.tcp(() => undefined);
    closed.close();
    return port;
  };

  describe("bastion takes keys only", () => {
    const check = async (settings: string[]) =>
      takesKeysOnly(options(keys.config({ bastion: await keys.start(settings) })));

    it("passes where publickey is all there is, without any key", async () => {
      const config = keys.config({ bastion: await keys.start() }, "/nonexistent/key");
      assert.deepEqual(await takesKeysOnly(options(config)), {
        status: "passed",
        seen: "it offers publickey and nothing else",
      });
    });

    for (const [setting, seen] of [
      ["PasswordAuthentication yes", "it offers publickey, password"],
      ["KbdInteractiveAuthentication yes", "it offers publickey, keyboard-interactive"],
      ["HostbasedAuthentication yes", "it offers publickey, hostbased"],
    ]) {
      it(`fails with ${setting}`, async () => {
        failedWith(await check([setting]), new RegExp(`^${seen}$`), /10-three-tier\.conf/);
      });
    }

    it("passes with what the bastion boots with, whatever its image has", async () => {
      const image = ["PasswordAuthentication yes", "KbdInteractiveAuthentication yes", "GSSAPIAuthentication yes"];
      failedWith(await check(image), /^it offers publickey, .*password/);
      assert.equal((await check([bastionSsh.content, ...image])).status, "passed");
    });

    it("fails where keys are not taken", async () => {
      failedWith(await check(["PubkeyAuthentication no", "PasswordAuthentication yes"]), /^it offers password$/);
    });

    it("fails where the connection is refused, cut off or silent, and what answers is no SSH", async () => {
      const at = (port: number, patience?: number) => takesKeysOnly(options(keys.config({ bastion: port }), patience));
      failedWith(await at(await closedPort()), /Connection refused$/, /bastion\.allowedCidrBlocks/);
      failedWith(await at(await servers.tcp((socket) => socket.resetAndDestroy())), /reset|closed/i);
      failedWith(await at(await servers.http(() => undefined)), /./);
      failedWith(await at(await mute(), 1), /timed out|no answer within/i);
    });
  });

  describe("leaves by the fixed address", () => {
    const check = async (script: string, from?: Partial<SshOptions>) => {
      const [bastion, web] = [await keys.start(), await keys.start([keys.curl(script)])];
      return leavesBy([FIXED, "198.51.100.8"], "web", { ...options(keys.config({ bastion, web })), ...from });
    };

    it("passes where the server is seen by it, through the bastion", async () => {
      assert.deepEqual(await check(answering(FIXED)), { status: "passed", seen: FIXED });
      assert.equal((await check(answering("198.51.100.8"))).status, "passed");
    });

    it("fails where it is seen by another", async () => {
      const verdict = await check(answering("192.0.2.9"));
      failedWith(verdict, /^it leaves by 192\.0\.2\.9, not by 198\.51\.100\.7 or 198\.51\.100\.8$/, /NAT gateway/);
    });

    it("fails where the answer is no address, or there is none", async () => {
      failedWith(await check(answering("<html>")), /answers "<html>", which is no address$/);
      failedWith(await check("true"), /answers "", which is no address$/);
      failedWith(
        await check("echo 'curl: (28) Connection timed out' >&2; exit 28"),
        /^https:\/\/checkip.* does not answer it: curl: \(28\) Connection timed out$/,
        /route/,
      );
    });

    it("fails where the server hangs", async () => {
      failedWith(await check("sleep 10", { timeoutSeconds: 1 }), /^no answer within 5 s$/);
    });

    it("fails without the key, and passes with the one named instead", async () => {
      const [bastion, web] = [await keys.start(), await keys.start([keys.curl(answering(FIXED))])];
      const config = keys.config({ bastion, web }, "/nonexistent/key");
      failedWith(await leavesBy([FIXED], "web", options(config)), /Permission denied \(publickey\)/, /--identity/);
      const named = { ...options(config), identityFile: keys.identityFile };
      assert.equal((await leavesBy([FIXED], "web", named)).status, "passed");
    });

    it("fails with what ssh says of a key that others may read", async () => {
      const [bastion, web] = [await keys.start(), await keys.start()];
      chmodSync(keys.identityFile, 0o644);
      try {
        failedWith(await leavesBy([FIXED], "web", options(keys.config({ bastion, web }))), /too open/);
      } finally {
        chmodSync(keys.identityFile, 0o600);
      }
    });

    it("fails where the bastion lets nobody through, and where the server is gone", async () => {
      const [shut, bastion, web] = [
        await keys.start(["AllowTcpForwarding no"]),
        await keys.start(),
        await closedPort(),
      ];
      failedWith(
        await leavesBy([FIXED], "web", options(keys.config({ bastion: shut, web: bastion }))),
        /forwarding failed/,
      );
      failedWith(await leavesBy([FIXED], "web", options(keys.config({ bastion, web }))), /./);
      failedWith(await leavesBy([FIXED], "web", options(keys.config({ bastion: web }))), /Connection refused/);
    });

    it("takes another host key than last time, and leaves nothing behind", async () => {
      const { TMPDIR } = process.env;
      const own = mkdtempSync(join(tmpdir(), "own-"));
      process.env.TMPDIR = own;
      const other = new TestSsh(servers);
      try {
        assert.equal((await check(answering(FIXED))).status, "passed");
        const config = other.config({ bastion: await other.start([other.curl(answering(FIXED))]) });
        assert.equal((await leavesBy([FIXED], "web", options(config))).status, "passed");
        other.remove();
        assert.deepEqual(readdirSync(own), []);
      } finally {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
        rmSync(own, { recursive: true });
      }
    });
  });
});

describe("what ssh says", () => {
  for (const [stderr, methods] of [
    ["me@192.0.2.1: Permission denied (publickey).\r\n", ["publickey"]],
    [
      "me@192.0.2.1: Permission denied (publickey,gssapi-keyex,gssapi-with-mic).",
      ["publickey", "gssapi-keyex", "gssapi-with-mic"],
    ],
    [
      "warning\nme@h: Permission denied (publickey,password,keyboard-interactive).\n",
      ["publickey", "password", "keyboard-interactive"],
    ],
    ["ssh: connect to host 192.0.2.1 port 22: Connection timed out", undefined],
    ["me@192.0.2.1: Permission denied.", undefined],
  ] as const) {
    it(`means ${methods?.join(", ") ?? "nothing"}: ${stderr.trim()}`, () => {
      assert.deepEqual(offeredMethods(stderr), methods);
    });
  }

  it("is told in a line, without frames and the end of the jump", () => {
    const stderr =
      "@@@@@\r\n@ WARNING @\r\nssh: connect to host h: timed out\nConnection closed by UNKNOWN port 65535\n";
    assert.equal(complaintOf({ stdout: "", stderr }), "ssh: connect to host h: timed out");
    assert.equal(complaintOf({ stdout: "", stderr: "" }), "ssh does not say why");
  });
});

function failedWith(verdict: Verdict, seen: RegExp, mend = /./): void {
  assert.equal(verdict.status, "failed", verdict.seen);
  assert.match(verdict.seen, seen);
  assert.match("mend" in verdict ? verdict.mend : "", mend);
}
