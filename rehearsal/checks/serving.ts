/** The site as it is when all is well. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { ask, USER } from "../ask";
import { PORTS } from "../local-table";
import { json, nameOf, PRIMARY, readNotes, REPLICA, writeNote } from "../notes";
import { seconds } from "../report";
import { type Check, since } from "./check";

const starts: Check = {
  name: "the health check is 200 only when the application can serve",
  run: async (site) => {
    const { stage, was, addresses, rendered } = site;
    const health = () => ask(addresses.was, PORTS.was, rendered.healthPaths.was, { timeout: 5 });
    await assert.rejects(health(), /ECONNREFUSED/, "something answers before the application is started");
    assert.equal((await site.ask("/notes")).status, 502);
    assert.equal((await site.ask(rendered.healthPaths.web)).status, 200, "WEB's own health");

    const ready = join(was.root, "etc/three-tier/ready");
    rmSync(ready);
    assert.equal(await was.service.start(), false, "app.service starts on a server that is half set up");
    writeFileSync(ready, "");

    const begin = performance.now();
    await was.service.start();
    let before = 0;
    await stage.eventually("the health check is 200", 60, async () => {
      before += 1;
      return (await health()).status === 200 || undefined;
    });
    const recovery = since(begin);
    const { server } = await writeNote(site, "at the first good health check");
    await readNotes(site);
    assert.deepEqual(server, PRIMARY);
    return {
      seen: `${rendered.healthPaths.was} failed ${before - 1} times; at its first 200 a write and a read were answered`,
      recovery,
    };
  },
};

const writes: Check = {
  name: "a write reaches the primary and appears on the replica",
  run: async (site) => {
    const text = "안녕 😀";
    const { server, id } = await writeNote(site, text);
    assert.deepEqual(server, PRIMARY);
    const begin = performance.now();
    const reader = await site.stage.eventually(`note ${id} is on the replica`, 10, async () => {
      const { server, notes } = await readNotes(site);
      return notes.some((note) => note.id === id && note.text === text) ? server : undefined;
    });
    assert.deepEqual(reader, REPLICA);
    return { seen: `written by ${nameOf(server)}, read from ${nameOf(reader)} ${since(begin).toFixed(2)} s later` };
  },
};

const readOnly: Check = {
  name: "read-only transactions are answered by the replica",
  run: async (site) => {
    const times = 20;
    for (let time = 0; time < times; time += 1) assert.deepEqual((await readNotes(site)).server, REPLICA);
    return { seen: `${times} of ${times} by ${nameOf(REPLICA)}` };
  },
};

const refusesWrites: Check = {
  name: "the replica refuses writes",
  run: async ({ databases: { replica, primary } }) => {
    const insert = "insert into note (text) values ('by hand')";
    const refused = await replica.ask(insert, true);
    assert.match(refused.output, /ERROR 1290 .*read-only/);
    // The same statement of the same user is good elsewhere.
    assert.deepEqual(await primary.ask(insert, true), { code: 0, output: "" });
    return { seen: /ERROR .*/.exec(refused.output)?.[0] ?? "" };
  },
};

const requiresTls: Check = {
  name: "databases refuse connections without TLS",
  run: async ({ databases: { replica, primary } }) => {
    const answers: string[] = [];
    for (const server of [primary, replica]) {
      // The same user, password and statement: only TLS differs.
      assert.deepEqual(await server.ask("select 1", true), { code: 0, output: "1\n" });
      const plain = await server.ask("select 1", false);
      assert.notEqual(plain.code, 0, `${server.name} takes a connection without TLS`);
      answers.push(plain.output.trim());
    }
    return { seen: `${answers.join("; ")}; with TLS, chain and name checked, both answer` };
  },
};

const parameters: Check = {
  name: "the parameter group of the stack is in force on both databases",
  run: async ({ databases: { replica, primary }, rendered: { database } }) => {
    for (const server of [primary, replica]) {
      assert.match(
        await server.query("select version()"),
        new RegExp(`^${database.engineVersion.replaceAll(".", "\\.")}\\.`),
      );
      for (const { name, value } of database.parameters) {
        const found = await server.query(`select @@global.${name}`);
        assert.equal(found, value, `${name} of ${server.name}`);
      }
    }
    return { seen: database.parameters.map(({ name, value }) => `${name}=${value}`).join(" ") };
  },
};

const forwarded: Check = {
  name: "the application knows who asked, and by what URL",
  run: async (site) => {
    const expected = { url: "https://www.example.com/rehearsal/request", secure: true, remoteAddress: USER };
    assert.deepEqual(json(await site.ask("/rehearsal/request"), 200), expected);
    // A user's own header stands before what the load balancer adds.
    const forged = { headers: { "X-Forwarded-For": `198.51.100.66, ${USER}` } };
    assert.deepEqual(json(await site.ask("/rehearsal/request", forged), 200), expected);
    return { seen: `${expected.url} of ${USER}, also with a forged X-Forwarded-For` };
  },
};

const bodyLimit: Check = {
  name: "bodies are taken up to the limit, and not beyond",
  run: async (site) => {
    const [, mebibytes] = /client_max_body_size (\d+)m;/.exec(site.web.file("/etc/nginx/nginx.conf")) ?? [];
    const limit = Number(mebibytes) * 1024 * 1024;
    const send = (bytes: number) =>
      site.ask("/rehearsal/body", {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: Buffer.alloc(bytes),
      });
    assert.equal(json(await send(limit), 200), limit);
    const { status, body } = await send(limit + 1);
    assert.equal(status, 413);
    assert.doesNotMatch(body.toString(), /nginx\/\d/, "the version of nginx is shown");
    return { seen: `${limit} bytes: 200; one more: 413` };
  },
};

const compressed: Check = {
  name: "answers are compressed for those who ask for it",
  run: async (site) => {
    const plain = await site.ask("/rehearsal/page");
    assert.equal(plain.headers["content-encoding"], undefined);
    const packed = await site.ask("/rehearsal/page", { headers: { "Accept-Encoding": "gzip" } });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.equal(packed.headers.vary, "Accept-Encoding");
    assert.deepEqual(gunzipSync(packed.body), plain.body);
    return { seen: `${plain.body.length} bytes plain, ${packed.body.length} gzip` };
  },
};

/** Last of all: it was asked when nginx started. */
export const neverAnswered: Check = {
  name: "an answer that never comes is given up in time",
  run: async (site) => {
    const [, limit] = /proxy_read_timeout (\d+)s;/.exec(site.web.file("/etc/nginx/nginx.conf")) ?? [];
    const answer = await site.unanswered;
    assert.equal(answer.status, 504);
    assert.ok(Math.abs(answer.seconds - Number(limit)) < 3, `504 after ${answer.seconds} s, not ${limit}`);
    return { seen: `504 after ${seconds(answer.seconds).trim()}, proxy_read_timeout is ${limit} s` };
  },
};

export const serving: Check[] = [
  ...[starts, writes, readOnly, refusesWrites, requiresTls, parameters],
  ...[forwarded, bodyLimit, compressed],
];
