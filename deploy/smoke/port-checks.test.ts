import assert from "node:assert/strict";
import { Socket } from "node:net";
import { internet } from "./outside";
import { nothingElseAnswers, staysInside, USUAL_PORTS } from "./port-checks";
import { numbersIn, parseRanges, type Ranges } from "./ranges";
import { type Door, localNetwork, LocalServers, withCode } from "./test-network";

const [ONE, TWO] = ["203.0.113.1", "203.0.113.2"];
const USUAL = parseRanges(USUAL_PORTS, 1, 65535)!;
const heard = (): Promise<string | undefined> => Promise.resolve(undefined);
const unheard = () => Promise.resolve("443 of the site does not answer either");

describe("nothing else answers", () => {
  let servers: LocalServers;
  let open: number;
  beforeEach(async () => {
    servers = new LocalServers();
    open = await servers.tcp(() => undefined);
  });
  afterEach(() => {
    servers.close();
  });

  const check = (
    doors: Record<string, Door>,
    { ports = USUAL, meant = [80, 443], addresses = [ONE, TWO], witness = heard, patience = 10 } = {},
  ) => nothingElseAnswers(localNetwork({ names: {}, doors }, [], patience), { addresses, ports, meant }, witness);

  it("passes where all but what is meant is shut, and says how much was tried", async () => {
    assert.deepEqual(await check({ [`${ONE}:80`]: open, [`${ONE}:443`]: open, [`${TWO}:443`]: open }), {
      status: "passed",
      seen: `${[...numbersIn(USUAL)].length - 2} ports are shut at ${ONE}, ${TWO}`,
    });
  });

  it("passes where a filter swallows everything, more of it than is tried at a time", async () => {
    const ports: Ranges = [[1, 100]];
    const doors = Object.fromEntries([...numbersIn(ports)].map((port) => [`${ONE}:${port}`, "silent" as const]));
    const verdict = await check(doors, { ports, addresses: [ONE], patience: 0.1 });
    assert.deepEqual(verdict, { status: "passed", seen: `99 ports are shut at ${ONE}` });
  });

  for (const port of [21, 22, 23, 25, 111, 2049, 3000, 3306, 3389, 5432, 6379, 8080, 8443, 9000, 24224]) {
    it(`fails where ${port} is open, by the usual list`, async () => {
      const verdict = await check({ [`${TWO}:${port}`]: open });
      assert.equal(verdict.status, "failed");
      assert.equal(verdict.seen, `open: ${TWO} port ${port}`);
      assert.match("mend" in verdict ? verdict.mend : "", /npm run audit/);
    });
  }

  it("fails with all that is open, what is meant elsewhere too", async () => {
    const doors = { [`${ONE}:22`]: open, [`${ONE}:80`]: open, [`${TWO}:3306`]: open };
    const verdict = await check(doors, { meant: [22] });
    assert.deepEqual([verdict.status, verdict.seen], ["failed", `open: ${ONE} port 80, ${TWO} port 3306`]);
  });

  it("finds any port by a list of its own, the first and the last", async () => {
    const doors = { [`${ONE}:1`]: open, [`${ONE}:65535`]: open };
    const verdict = await check(doors, {
      ports: [
        [1, 3],
        [65533, 65535],
      ],
      addresses: [ONE],
    });
    assert.deepEqual([verdict.status, verdict.seen], ["failed", `open: ${ONE} port 1, ${ONE} port 65535`]);
  });

  it("is not checked where not even what is meant is heard of", async () => {
    assert.deepEqual(await check({ [`${ONE}:22`]: open }, { witness: unheard }), {
      status: "not checked",
      seen: "443 of the site does not answer either, so silence proves nothing",
    });
  });

  it("is not checked where this machine cannot try", async () => {
    const outside = localNetwork({ names: {}, doors: {} });
    const exhausted = { ...outside, connect: () => new Socket().destroy(withCode("connect EMFILE", "EMFILE")) };
    assert.deepEqual(await nothingElseAnswers(exhausted, { addresses: [ONE], ports: [[22, 23]], meant: [] }, heard), {
      status: "not checked",
      seen: `could not be tried: ${ONE} port 22: connect EMFILE`,
    });
  });

  it("finds real doors, on loopback", async () => {
    const doors = { addresses: ["127.0.0.1"], ports: [[open, open]] as Ranges, meant: [] };
    assert.deepEqual((await nothingElseAnswers(internet(10), doors, heard)).seen, `open: 127.0.0.1 port ${open}`);
    servers.close();
    assert.equal((await nothingElseAnswers(internet(10), doors, heard)).status, "passed");
  });
});

describe("what stays inside", () => {
  let servers: LocalServers;
  before(() => {
    servers = new LocalServers();
  });
  after(() => {
    servers.close();
  });

  const names = {
    "writer.example": ["10.20.3.4"],
    "reader.example": ["192.168.3.4"],
    "public.example": ["10.20.3.4", ONE],
    "public6.example": ["2001:db8::1"],
    "inside6.example": ["fd00::1"],
  };
  const check = (asked: string[], doors: Record<string, Door> = {}, witness = heard) =>
    staysInside(localNetwork({ names, doors }), asked, USUAL, witness);

  it("passes private addresses that do not answer", async () => {
    const verdict = await check(["writer.example", "reader.example", "inside6.example"]);
    assert.equal(verdict.status, "passed");
    assert.match(verdict.seen, /^\d+ ports are shut at 10\.20\.3\.4, 192\.168\.3\.4, fd00::1$/);
  });

  for (const [name, address] of [
    ["public.example", ONE],
    ["public6.example", "2001:db8::1"],
  ]) {
    it(`fails ${name}, shut or not`, async () => {
      const verdict = await check(["writer.example", name]);
      assert.deepEqual([verdict.status, verdict.seen], ["failed", `${address} can be reached from the internet`]);
    });
  }

  it("fails a private address that answers", async () => {
    const verdict = await check(["writer.example"], { "10.20.3.4:3306": await servers.tcp(() => undefined) });
    assert.deepEqual([verdict.status, verdict.seen], ["failed", "open: 10.20.3.4 port 3306"]);
    assert.match("mend" in verdict ? verdict.mend : "", /; or run the test from a network that has no way into/);
  });

  it("is not checked where the name leads nowhere, or nothing is heard", async () => {
    assert.deepEqual(await check(["writer.example", "gone.example"]), {
      status: "not checked",
      seen: "gone.example: there is no such name; some resolvers hide private addresses",
    });
    assert.equal((await check(["writer.example"], {}, unheard)).status, "not checked");
  });
});
