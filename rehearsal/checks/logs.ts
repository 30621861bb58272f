/** Logs of nginx and the application on the log volume. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { makeMarks, oneLineEach } from "../marks";
import type { RunningServer, Site } from "../set-up";
import type { Check } from "./check";

/** A line of nginx's access log, as `log_format access` has it. */
const ACCESS = /^[\d., -]+ \[[\dT:+-]+\] "[^"]*" \d{3} \d+ "[^"]*" "[^"]*" [\d.]+ [\d., -]+$/;

const rotated: Check = {
  name: "logs are rotated without losing or doubling a line; one request, one line",
  run: async (site) => {
    const before = await makeMarks(site, "before");
    for (const server of [site.web, site.was]) await rotate(site, server);
    const after = await makeMarks(site, "after");
    const files = (server: RunningServer, directory: string, name: string) =>
      oneLineEach(site, logs(server, directory), (file) => file.startsWith(name), [...before, ...after], 10);
    const nginx = await files(site.web, "nginx", "access.log");
    const application = await files(site.was, "pm2", "out.log");
    for (const texts of [nginx, application]) {
      const fileOf = (mark: string) => [...texts].filter(([, text]) => text.includes(mark)).map(([file]) => file);
      assert.ok(
        before.every((mark) => fileOf(mark).join().endsWith(".1")),
        "lines from before are in the rotated file",
      );
      assert.ok(
        after.every((mark) => fileOf(mark).join().endsWith(".log")),
        "lines from after are in the new file",
      );
    }
    for (const line of [...nginx.values()].join("").split("\n")) if (line !== "") assert.match(line, ACCESS);
    return { seen: `${before.length} requests before, ${after.length} after: a line each in access.log and out.log` };
  },
};

/** A directory of logs of a server. */
export function logs({ root }: RunningServer, directory: string): string {
  return join(root, "var/log/three-tier", directory);
}

/** By the rendered logrotate file, as its timer would. */
export async function rotate({ stage }: Site, { root }: RunningServer): Promise<void> {
  const state = join(root, "tmp/logrotate.state");
  await stage.run("logrotate", ["--force", "--state", state, join(root, "etc/logrotate.d/three-tier")]);
}

export const logVolume: Check[] = [rotated];
