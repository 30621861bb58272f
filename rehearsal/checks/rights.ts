/** Who runs what, and who can read what. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Check } from "./check";

const unprivileged: Check = {
  name: "the application runs without rights, within the limits of its unit",
  run: async ({ was, web, account }) => {
    const uid = account.ids?.uid ?? userInfo().uid;
    // Nobody gets more than the rehearsal itself may have.
    const [, most] = /^Max open files +\d+ +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    const limit = Math.min(Number(was.service.unit.last("LimitNOFILE")), Number(most));
    assert.ok(limit > 0 && was.service.pids.length >= 2);
    for (const pid of was.service.pids) {
      assert.equal(status(pid, "Uid"), uid, `process ${pid}`);
      assert.equal(status(pid, "CapEff", 16), 0, `capabilities of process ${pid}`);
      assert.match(readFileSync(`/proc/${pid}/limits`, "utf8"), new RegExp(`Max open files +${limit} +${limit} `));
    }
    const [, ...workers] = web.service.pids;
    assert.ok(workers.length > 0);
    for (const pid of workers) assert.notEqual(status(pid, "Uid"), 0, `nginx's worker ${pid} is root`);
    return Promise.resolve({
      seen: `PM2 and Java as ${account.user}, ${limit} files, no capabilities; nginx's workers not as root`,
    });
  },
};

const credentials: Check = {
  name: "the password is where only the application can read it",
  run: async ({ was, web, account, credentials: { password } }) => {
    const directory = join(was.root, "run/app");
    const file = join(directory, "credentials.json");
    const uid = account.ids?.uid ?? userInfo().uid;
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    assert.equal(statSync(file).mode & 0o777, 0o400);
    assert.deepEqual([statSync(directory).uid, statSync(file).uid], [uid, uid]);
    assert.ok(readFileSync(file, "utf8").includes(JSON.stringify(password)));
    const others = [web.root, was.root].flatMap(filesBelow).filter((other) => other !== file);
    assert.deepEqual(
      others.filter((other) => textOf(other).includes(password)),
      [],
    );
    return Promise.resolve({
      seen: `run/app/credentials.json 0400 of ${account.user}; in none of ${others.length} other files`,
    });
  },
};

/** A number out of /proc/<pid>/status. */
function status(pid: number, key: string, base = 10): number {
  const [, value = ""] = new RegExp(`^${key}:\\s+(\\w+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return parseInt(value, base);
}

/** Its text; none where it has gone in between, as the buffers of logs do. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

export const rights: Check[] = [unprivileged, credentials];
