import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Interrupted, isAlive, Stage } from "./stage";
import { inOrder, Service, startAll, stopAll, UnitFile } from "./units";

const OTHER = { user: "nobody in particular", group: "nobody" };

describe("a unit file", () => {
  it("takes drop-ins, and what an empty value takes back", () => {
    const unit = new UnitFile("a.service", [
      "[Service]\nExecStart=/bin/old\nExecStop=/bin/stop\nTimeoutStopSec=5\n",
      "# a comment\n[Service]\nExecStart=\nExecStart=/bin/new --with=equals\nExecStop=\nTimeoutStopSec=60\n",
    ]);
    assert.deepEqual(unit.all("ExecStart"), ["/bin/new --with=equals"]);
    assert.deepEqual(unit.all("ExecStop"), []);
    assert.equal(unit.seconds("TimeoutStopSec", 90), 60);
    assert.equal(unit.seconds("RestartSec", 90), 90);
  });

  for (const text of ["[Service]\nMemoryMax=1G\n", "[Socket]\nListenStream=1\n", "[Unit]\nExecStart=/bin/a\n"]) {
    it(`is refused with what is not known: ${JSON.stringify(text)}`, () => {
      assert.throws(() => new UnitFile("a.service", [text]), /a\.service: .* is not known to the rehearsal/);
    });
  }
});

describe("services", () => {
  let stage: Stage;
  let interrupt: AbortController;
  beforeEach(() => {
    interrupt = new AbortController();
    stage = new Stage(interrupt.signal);
  });
  afterEach(() => stage.end());

  const service = (name: string, text: string) =>
    new Service(new UnitFile(`${name}.service`, [text]), {
      stage,
      account: OTHER,
      runDirectory: join(stage.directory, "run"),
      environment: { PATH: "/usr/bin:/bin" },
      journal: join(stage.directory, "journal"),
    });
  /** A process that stays, and does `onTerm` when it is told to stop. */
  const staying = (onTerm: string) => {
    const script = stage.path(`stay-${onTerm.length}`);
    const ready = join(stage.directory, "ready");
    writeFileSync(script, `trap '${onTerm}' TERM\necho >${ready}\nwhile :; do sleep 0.05; done\n`);
    return { command: `/bin/sh ${script}`, ready };
  };

  it("are ordered by what they come after, whatever the order they are given in", () => {
    const app = service("app", "[Unit]\nAfter=network-online.target fluentd.service\n[Service]\nExecStart=/bin/true\n");
    const agent = service("fluentd", "[Unit]\nAfter=a.mount\n[Service]\nExecStart=/bin/true\n");
    assert.deepEqual(inOrder([app, agent]), [agent, app]);
    assert.deepEqual(inOrder([agent, app]), [agent, app]);
  });

  it("that wait for each other are named", () => {
    const a = service("a", "[Unit]\nAfter=b.service\n[Service]\nExecStart=/bin/true\n");
    const b = service("b", "[Unit]\nAfter=a.service\n[Service]\nExecStart=/bin/true\n");
    assert.throws(() => inOrder([a, b]), /Units wait for each other: a\.service, b\.service/);
  });

  it("stop in the reverse of the order that they start in", async () => {
    const log = join(stage.directory, "log");
    const text = (name: string, after: string) => {
      const script = stage.path(`${name}.sh`);
      writeFileSync(script, `echo "$1 ${name}" >>${log}\n`);
      return `[Unit]\nAfter=${after}\n[Service]\nExecStartPre=/bin/sh ${script} start\nExecStart=/bin/sleep 60\nExecStop=/bin/sh ${script} stop\n`;
    };
    const services = [service("app", text("app", "agent.service")), service("agent", text("agent", "a.mount"))];
    await startAll(services);
    const stopped = await stopAll(services);
    assert.equal(readFileSync(log, "utf8"), "start agent\nstart app\nstop app\nstop agent\n");
    assert.deepEqual([...stopped.keys()], ["app.service", "agent.service"]);
  });

  it("do not start while a condition does not hold", async () => {
    const ready = join(stage.directory, "ready");
    const text = `[Unit]\nConditionPathExists=${ready}\n[Service]\nExecStart=/bin/sleep 60\n`;
    const conditional = service("a", text);
    assert.equal(await conditional.start(), false);
    assert.deepEqual(conditional.pids, []);
    writeFileSync(ready, "");
    assert.equal(await conditional.start(), true);
    assert.equal(conditional.pids.length, 1);
  });

  it("do not start when a step before fails, with what it said", async () => {
    const failing = service("a", "[Service]\nExecStartPre=/bin/ls /nowhere\nExecStart=/bin/sleep 60\n");
    await assert.rejects(failing.start(), /a\.service: \/bin\/ls \/nowhere ended with 2:\n.*nowhere/);
    assert.equal(failing.mainPid, undefined);
  });

  it("get a directory of their own in /run while they run", async () => {
    const text = "[Service]\nRuntimeDirectory=a\nRuntimeDirectoryMode=0700\nExecStart=/bin/sleep 60\n";
    const running = service("a", text);
    await running.start();
    assert.equal(statSync(join(stage.directory, "run/a")).mode & 0o777, 0o700);
    await running.stop();
    assert.equal(existsSync(join(stage.directory, "run/a")), false);
  });

  it("have the time of TimeoutStopSec to end, and are killed then", async () => {
    const { command, ready } = staying("echo no");
    const stubborn = service("a", `[Service]\nExecStart=${command}\nTimeoutStopSec=0.3\n`);
    await stubborn.start();
    await stage.eventually("it runs", 5, () => existsSync(ready) || undefined);
    const pid = stubborn.mainPid!;
    const { killed } = await stubborn.stop();
    assert.equal(killed, true);
    await stage.eventually("it is gone", 5, () => !isAlive(pid) || undefined);
  });

  it("are asked by the signal of their unit", async () => {
    const { command, ready } = staying("exit 0");
    const gentle = service("a", `[Service]\nExecStart=${command}\nKillSignal=SIGTERM\nTimeoutStopSec=10\n`);
    await gentle.start();
    await stage.eventually("it runs", 5, () => existsSync(ready) || undefined);
    assert.equal((await gentle.stop()).killed, false);
  });

  it("are all gone when the stage ends, also after an interruption, and so is its directory", async () => {
    const { command, ready } = staying("echo no");
    const running = service("a", `[Service]\nExecStart=${command}\nTimeoutStopSec=0.1\n`);
    await running.start();
    stage.atEnd(() => running.stop());
    await stage.eventually("it runs", 5, () => existsSync(ready) || undefined);
    const pid = running.mainPid!;
    interrupt.abort();
    await assert.rejects(stage.finish("/bin/true", []), Interrupted);
    await stage.end();
    assert.equal(isAlive(pid), false);
    assert.equal(existsSync(stage.directory), false);
  });
});

describe("a stage", () => {
  it("goes on cleaning up when one step of it fails", async () => {
    const stage = new Stage(new AbortController().signal);
    const done: string[] = [];
    stage.atEnd(() => done.push("first made"));
    stage.atEnd(() => {
      throw new Error("no");
    });
    stage.atEnd(() => done.push("last made"));
    await stage.end();
    assert.deepEqual(done, ["last made", "first made"]);
    assert.equal(existsSync(stage.directory), false);
  });

  it("says what a program that fails has said", async () => {
    const stage = new Stage(new AbortController().signal);
    await assert.rejects(stage.run("/bin/ls", ["/nowhere"]), /^Error: \/bin\/ls ended with 2:\n {2}.*nowhere/);
    await assert.rejects(stage.run("there-is-no-such-program", []), /There is no there-is-no-such-program/);
    await stage.end();
  });
});
