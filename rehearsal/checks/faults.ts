/** What goes away, and how long it takes until all is well again. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ask } from "../ask";
import { startLoadBalancer } from "../load-balancer";
import { PORTS } from "../local-table";
import { nameOf, PRIMARY, readNotes, REPLICA, type ServerName, writeNote } from "../notes";
import { seconds } from "../report";
import type { Site } from "../set-up";
import type { Service } from "../units";
import { type Check, since } from "./check";

const javaDies: Check = {
  name: "PM2 restarts a Java process that was killed",
  run: async (site) => {
    const before = javaOf(site.was.service);
    const begin = performance.now();
    process.kill(before, "SIGKILL");
    await site.stage.eventually("nginx says that the application is gone", 5, async () =>
      (await site.ask("/notes")).status === 502 ? true : undefined,
    );
    await site.stage.eventually("the site answers again", 60, () => readNotes(site));
    const recovery = since(begin);
    const after = javaOf(site.was.service);
    assert.notEqual(after, before);
    return { seen: `process ${before} killed, 502 in between, process ${after} answers`, recovery };
  },
};

const replicaStops: Check = {
  name: "reads go to the writer while the replica is away",
  run: async (site) => {
    await readNotes(site);
    await site.databases.replica.stop();
    const { recovery, failed } = await readsFrom(site, PRIMARY, 20);
    // Whatever was said to the replica as it went is lost.
    assert.ok(failed <= 1, `${failed} reads failed on the way`);
    return {
      seen: `by ${nameOf(PRIMARY)}; ${failed === 0 ? "no read failed" : "the read under way failed"}`,
      recovery,
    };
  },
};

const replicaReturns: Check = {
  name: "reads return to the replica when it is back",
  run: async (site) => {
    const { id } = await writeNote(site, "while the replica is away");
    await site.databases.replica.start();
    const { recovery, failed } = await readsFrom(site, REPLICA, 30);
    assert.equal(failed, 0, "reads failed on the way");
    await site.stage.eventually("what it has missed is on the replica", 30, async () => {
      const { server, notes } = await readNotes(site);
      return (server.id === REPLICA.id && notes.some((note) => note.id === id)) || undefined;
    });
    return { seen: `by ${nameOf(REPLICA)}, which has caught up; no read failed`, recovery };
  },
};

const primaryStops: Check = {
  name: "without the primary reads go on, and no server is taken out for it",
  run: async (site) => {
    const { stage, databases, addresses, rendered } = site;
    const status = async (path: string) => (await ask(addresses.was, PORTS.was, path)).status;
    const readiness = "/actuator/health/readiness";
    assert.equal(await status(readiness), 200);
    await databases.primary.stop();
    await assert.rejects(writeNote(site, "in vain"), /the answer is 503/);
    assert.deepEqual((await readNotes(site)).server, REPLICA);
    assert.equal(await status(rendered.healthPaths.was), 200);
    assert.equal(await status(readiness), 503);
    const begin = performance.now();
    await databases.primary.start();
    await stage.eventually("writes are taken again", 30, () => writeNote(site, "the primary is back"));
    assert.equal(await status(readiness), 200);
    return {
      seen: "reads by the replica, liveness 200, readiness 503; writes again once it is back",
      recovery: since(begin),
    };
  },
};

const wasStops: Check = {
  name: "stopping the WAS finishes its requests; then nginx says so at once",
  run: async (site) => {
    const { service } = site.was;
    const [slow, stopped] = await stopUnder(site, service);
    const limit = service.unit.seconds("TimeoutStopSec", 90);
    assert.deepEqual([slow.status, slow.body.toString()], [200, "done"], "the request that was under way");
    assert.ok(!stopped.killed && stopped.seconds < limit, `it had to be killed after ${stopped.seconds} s`);

    const gone = await site.ask("/notes");
    assert.equal(gone.status, 502);
    assert.ok(gone.seconds < 1, `the answer took ${gone.seconds} s`);
    assert.doesNotMatch(gone.body.toString(), /nginx\/\d|Exception/);

    const begin = performance.now();
    await service.start();
    await site.stage.eventually("the site answers again", 60, () => readNotes(site));
    return {
      seen: `stopped in ${seconds(stopped.seconds).trim()} of ${limit}, the request under way was answered; 502 after ${gone.seconds.toFixed(2)} s`,
      recovery: since(begin),
    };
  },
};

const balancerHangs: Check = {
  name: "a load balancer that takes no connection is given up in time",
  run: async (site) => {
    const { addresses, resolver, stage, environment, web } = site;
    const [, limit] = /proxy_connect_timeout (\d+)s;/.exec(web.file("/etc/nginx/nginx.conf")) ?? [];
    const said = stage.path("black-hole.log");
    const hole = join(__dirname, "../stand-ins/black-hole.py");
    stage.start("python3", [hole, addresses.blackHole, String(PORTS.was)], said, { env: environment });
    await stage.eventually("it takes no connection", 20, () => readFileSync(said, "utf8") === "full\n" || undefined);
    const before = resolver.addresses;
    resolver.addresses = [addresses.blackHole];
    const answer = await stage.eventually("nginx asks there", 60, async () => {
      const found = await site.ask("/notes");
      return found.status === 200 ? undefined : found;
    });
    resolver.addresses = before;
    assert.equal(answer.status, 504);
    assert.ok(Math.abs(answer.seconds - Number(limit)) < 1, `504 after ${answer.seconds} s, not ${limit}`);
    assert.doesNotMatch(answer.body.toString(), /nginx\/\d/);
    const begin = performance.now();
    await stage.eventually("the site answers again", 60, () => allWorkers(site));
    return {
      seen: `504 after ${seconds(answer.seconds).trim()}, proxy_connect_timeout is ${limit} s`,
      recovery: since(begin),
    };
  },
};

const balancerMoves: Check = {
  name: "nginx follows the internal load balancer to its new address",
  run: async (site) => {
    const { addresses, resolver, stage } = site;
    await allWorkers(site);
    await site.loadBalancer.close();
    const gone = await site.ask("/notes");
    assert.equal(gone.status, 502);
    assert.ok(gone.seconds < 1, `the answer took ${gone.seconds} s`);
    assert.doesNotMatch(gone.body.toString(), /nginx\/\d/);

    const [, moved] = addresses.loadBalancers;
    const balancer = await startLoadBalancer(moved, PORTS.was, addresses.was);
    stage.atEnd(() => balancer.close());
    site.loadBalancer = balancer;
    const begin = performance.now();
    resolver.addresses = [moved];
    await stage.eventually("the site answers again", 30, () => allWorkers(site));
    const recovery = since(begin);
    assert.ok(balancer.requests > 0);
    return {
      seen: `502 after ${gone.seconds.toFixed(2)} s; then ${moved} without a reload, though its TTL is 60 s`,
      recovery,
    };
  },
};

const webStops: Check = {
  name: "stopping nginx finishes its requests",
  run: async (site) => {
    const { service } = site.web;
    const [slow, stopped] = await stopUnder(site, service);
    const limit = service.unit.seconds("TimeoutStopSec", 90);
    assert.deepEqual([slow.status, slow.body.toString()], [200, "done"], "the request that was under way");
    assert.ok(!stopped.killed && stopped.seconds < limit, `it had to be killed after ${stopped.seconds} s`);
    await assert.rejects(site.ask("/notes"), /ECONNREFUSED/);
    const begin = performance.now();
    await service.start();
    await site.stage.eventually("the site answers again", 10, () => readNotes(site));
    return {
      seen: `stopped in ${seconds(stopped.seconds).trim()} of ${limit}, the request under way was answered`,
      recovery: since(begin),
    };
  },
};

/** Reads without a pause until `wanted` answers; how long that took, and how many reads were not answered. */
async function readsFrom(site: Site, wanted: ServerName, limit: number) {
  const begin = performance.now();
  let failed = 0;
  await site.stage.eventually(`reads are answered by ${nameOf(wanted)}`, limit, async () => {
    try {
      return (await readNotes(site)).server.id === wanted.id || undefined;
    } catch (error) {
      failed += 1;
      throw error;
    }
  });
  return { recovery: since(begin), failed };
}

/** Every worker of nginx keeps what it was told for itself. */
function allWorkers(site: Site) {
  return Promise.all(Array.from({ length: 30 }, () => readNotes(site)));
}

/** Stops a service while a request of some seconds is under way. */
async function stopUnder(site: Site, service: Service) {
  const { requests } = site.loadBalancer;
  const slow = site.ask("/rehearsal/slow?seconds=3");
  slow.catch(() => undefined);
  await site.stage.eventually("the request is under way", 5, () => site.loadBalancer.requests > requests || undefined);
  return Promise.all([slow, service.stop()]);
}

/** The process that runs the jar. */
function javaOf(service: Service): number {
  const java = service.pids.find((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("\0-jar\0"));
  assert.ok(java !== undefined, "no Java process runs the jar");
  return java;
}

export const faults: Check[] = [...[javaDies, replicaStops, replicaReturns, primaryStops], ...[wasStops, webStops]];

/** The end of the first load balancer is the end of the question that nobody answers. */
export const lastFaults: Check[] = [balancerMoves, balancerHangs];
