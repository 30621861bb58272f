/** fluentd, from the log volume to the directory that stands in for EFS. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeMarks, oneLineEach, textsBelow } from "../marks";
import { readNotes } from "../notes";
import { seconds } from "../report";
import type { RunningServer, Site } from "../set-up";
import { find } from "../tools";
import { startAll, stopAll } from "../units";
import { type Check, since } from "./check";
import { logs, rotate } from "./logs";

/** Longest pause between two tries of a chunk, an append, and some room. */
const PATIENCE = 60;

const arrives: Check = {
  name: "lines of nginx and the application arrive on EFS, by tier, host and day",
  run: async (site) => {
    const begin = performance.now();
    const marks = await makeMarks(site, "shipped");
    await shipped(site, marks);
    const files = ["web", "was"].flatMap((tier) => [...textsBelow(join(site.efs, tier), isLog).keys()]);
    const pattern = new RegExp(`^${hostname()}/\\d{4}-\\d\\d-\\d\\d/(nginx|pm2)-(access|error|out)\\.log$`);
    for (const file of files) assert.match(file, pattern);
    return { seen: `${marks.length} requests, a line each in ${files.join(", ")}`, recovery: since(begin) };
  },
};

/** From the message to the last frame of the cause. */
const TRACE =
  /^\S+ +ERROR .*message of trace\n\s*java\.lang\.IllegalStateException: failure of trace\n[^]*?\nCaused by: .*cause of trace\n(?:\tat .*\n)*\t\.\.\. .*\n/m;

const oneEvent: Check = {
  name: "a Java stack trace is one event, and whole on EFS",
  run: async (site) => {
    const mark = "trace";
    assert.equal((await site.ask(`/rehearsal/failure?mark=${mark}`)).status, 200);
    const traceIn = (texts: Map<string, string>) => TRACE.exec([...texts.values()].join(""))?.[0];
    const written = await site.stage.eventually("the trace is in the log", 10, () =>
      traceIn(textsBelow(logs(site.was, "pm2"), (file) => file.includes("out.log"))),
    );
    await site.stage.eventually(
      "the same trace is on EFS",
      PATIENCE,
      () => traceIn(textsBelow(join(site.efs, "was"), (file) => file.endsWith("-out.log"))) === written || undefined,
    );
    const events = await eventsOf(site, written);
    const [event, ...more] = events.filter((text) => /message of|failure of|cause of/.test(text));
    assert.equal(more.length, 0, "the trace is in more than one event");
    assert.equal(event.trimEnd(), written.trimEnd());
    return { seen: `${written.split("\n").length} lines from the message to the last frame of the cause` };
  },
};

const efsAway: Check = {
  name: "nothing is lost while EFS is away, though logs are rotated",
  run: async (site) => {
    const directories = ["web", "was"].map((tier) => join(site.efs, tier));
    const failures = () => [site.web, site.was].map((server) => journal(server).split("failed to flush").length);
    const before = failures();
    setMode(directories, 0o000);
    let marks: string[];
    try {
      marks = await makeMarks(site, "away");
      for (const server of [site.web, site.was]) await rotate(site, server);
      marks.push(...(await makeMarks(site, "still-away")));
      await site.stage.eventually(
        "both agents fail to write",
        PATIENCE,
        () => failures().every((count, index) => count > before[index]) || undefined,
      );
    } finally {
      setMode(directories, 0o750);
    }
    const begin = performance.now();
    await shipped(site, marks);
    return { seen: `${marks.length} requests during the outage, each arrived once`, recovery: since(begin) };
  },
};

const restarted: Check = {
  name: "a restart of fluentd loses and repeats nothing, though logs are rotated meanwhile",
  run: async (site) => {
    const agents = [site.web, site.was].flatMap(({ agent }) => agent ?? []);
    const marks = await makeMarks(site, "before-restart");
    for (const agent of agents) assert.equal((await agent.stop()).killed, false);
    marks.push(...(await makeMarks(site, "meanwhile")));
    for (const server of [site.web, site.was]) await rotate(site, server);
    marks.push(...(await makeMarks(site, "meanwhile-rotated")));
    const begin = performance.now();
    for (const agent of agents) await agent.start();
    marks.push(...(await makeMarks(site, "after-restart")));
    await shipped(site, marks);
    return { seen: `${marks.length} requests before, between and after, each arrived once`, recovery: since(begin) };
  },
};

const shutDown: Check = {
  name: "a server that shuts down ends its requests, then ships its last lines",
  run: async (site) => {
    const { was } = site;
    const { requests } = site.loadBalancer;
    const slow = site.ask("/rehearsal/slow?seconds=3");
    slow.catch(() => undefined);
    await site.stage.eventually("it is under way", 5, () => site.loadBalancer.requests > requests || undefined);
    const marks = await makeMarks(site, "shut-down");
    const stopped = await stopAll(was.services);
    assert.equal((await slow).status, 200);
    assert.deepEqual([...stopped.keys()], ["app.service", "fluentd.service"]);
    assert.ok([...stopped.values()].every(({ killed }) => !killed));
    // At once: whatever was to come has come.
    await oneLineEach(site, join(site.efs, "was"), isLog, [...marks], 0);
    const last = [...textsBelow(join(site.efs, "was"), isLog).values()].join("");
    const [, rest = ""] = last.split(marks.at(-1) ?? "");
    assert.match(rest, /Graceful shutdown complete/);
    assert.deepEqual(chunks(was), []);
    const begin = performance.now();
    await startAll(was.services);
    await site.stage.eventually("the site answers again", 60, () => readNotes(site));
    const order = [...stopped].map(([name, { seconds: took }]) => `${name} ${seconds(took).trim()}`);
    return { seen: `${order.join(", then ")}; no chunk is left, the last words are on EFS`, recovery: since(begin) };
  },
};

const hook: Check = {
  name: "a server that its group ends ships its last lines, and only then says so",
  run: async (site) => {
    const { instance, was, stage, aws } = site;
    const marks = await makeMarks(site, "ended");
    const asked: string[] = [];
    const units = new Map(was.services.map((service) => [service.unit.name.replace(".service", ""), service]));
    instance.systemctl = async ([verb = "", ...rest]) => {
      const service = units.get(rest.at(-1) ?? "");
      assert.ok(service !== undefined, `systemctl ${[verb, ...rest].join(" ")}`);
      if (verb === "stop") assert.equal((await service.stop()).killed, false);
      else if (service.mainPid !== undefined) process.kill(service.mainPid, "SIGUSR1");
      asked.push(`${verb} ${service.unit.name}`);
    };
    const file = join(aws, "lifecycle-actions.jsonl");
    assert.equal(existsSync(file), false);
    const program = join(was.root, "usr/local/lib/three-tier/await-termination");
    const watcher = stage.start(program, [], join(was.root, "journal.log"), { env: site.environment });
    const begin = performance.now();
    instance.lifecycleState = "Terminated";
    // What was done before the action was completed, and not what was done after.
    const [said, done] = await stage.eventually("the lifecycle action is completed", 120, () =>
      existsSync(file) ? ([readFileSync(file, "utf8"), [...asked]] as const) : undefined,
    );
    const took = since(begin);
    instance.lifecycleState = "InService";
    await stage.eventually("the watcher ends", 10, () => (watcher.exitCode === 0 ? true : undefined));
    assert.deepEqual(JSON.parse(said), {
      AutoScalingGroupName: "three-tier-dev-was",
      LifecycleHookName: "flush-logs",
      InstanceId: instance.id,
      LifecycleActionResult: "CONTINUE",
    });
    assert.deepEqual([done[0], done.at(-1)], ["stop app.service", "stop fluentd.service"]);
    await oneLineEach(site, join(site.efs, "was"), isLog, marks, 0);
    assert.deepEqual(chunks(was), []);
    const again = performance.now();
    await startAll(was.services);
    await stage.eventually("the site answers again", 60, () => readNotes(site));
    return {
      seen: `application, then fluentd stopped, all lines on EFS; the hook was completed after ${seconds(took).trim()}`,
      recovery: since(again),
    };
  },
};

/** Each mark is on EFS once for nginx and once for the application. */
async function shipped(site: Site, marks: string[]): Promise<void> {
  for (const tier of ["web", "was"]) await oneLineEach(site, join(site.efs, tier), isLog, marks, PATIENCE);
}

function isLog(file: string): boolean {
  return file.endsWith(".log");
}

function chunks(server: RunningServer): string[] {
  return readdirSync(logs(server, "fluentd/buffer")).filter(isLog);
}

/** What its units have said. */
function journal({ root }: RunningServer): string {
  return readFileSync(join(root, "journal.log"), "utf8");
}

/** What the WAS's fluentd takes a text to be, event by event: its own configuration, but for where and how it writes. */
async function eventsOf(site: Site, text: string): Promise<string[]> {
  const directory = site.stage.path("events");
  mkdirSync(join(directory, "in"), { recursive: true });
  const volume = join(site.was.root, "var/log/three-tier");
  const config = site.was
    .file("/etc/three-tier/fluentd.conf")
    .replaceAll(`${volume}/pm2`, `${directory}/in`)
    .replaceAll(volume, directory)
    .replace(/^ {2}path ".*"$/m, `  path ${directory}/out/\${tag}`)
    .replace("@type single_value", "@type json")
    .replace(/flush_interval \d+s/, "flush_interval 1s");
  writeFileSync(join(directory, "fluentd.conf"), config);
  writeFileSync(join(directory, "in/out.log"), `2026-01-01 a line before\n${text}2026-01-01 a line behind\n`);
  const agent = site.stage.start(
    find("fluentd") ?? "",
    ["-c", join(directory, "fluentd.conf")],
    join(directory, "said"),
  );
  try {
    const events = await site.stage.eventually("fluentd has read it", 30, () => {
      const lines = [...textsBelow(join(directory, "out"), isLog).values()].join("").split("\n").filter(Boolean);
      return lines.some((line) => line.includes("a line behind")) ? lines : undefined;
    });
    return events.map((line) => (JSON.parse(line) as { message: string }).message);
  } finally {
    agent.kill("SIGTERM");
  }
}

function setMode(directories: string[], mode: number): void {
  for (const directory of directories) {
    assert.ok(statSync(directory).isDirectory());
    chmodSync(directory, mode);
  }
}

const checks = [arrives, oneEvent, efsAway, restarted, shutDown, hook];

/** Each of them says why it was not run where there is no fluentd. */
export const shipping: Check[] = checks.map(({ name, run }) => ({
  name,
  run: (site) =>
    site.withoutFluentd === undefined ? run(site) : Promise.resolve({ seen: site.withoutFluentd, skipped: true }),
}));
