import assert from "node:assert/strict";
import { Resolver as Client } from "node:dns/promises";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type Resolver, startResolver } from "./resolver";

const NAME = "internal-was-1.example.com";

describe("the rehearsal's resolver", () => {
  let resolver: Resolver;
  let client: Client;
  let port: number;
  beforeEach(async () => {
    const free = createSocket("udp4");
    free.bind(0, "127.0.0.1");
    await once(free, "listening");
    ({ port } = free.address());
    free.close();
    resolver = await startResolver(NAME, ["127.0.0.7"], "127.0.0.1", port);
    client = new Client({ tries: 1, timeout: 2000 });
    client.setServers([`127.0.0.1:${port}`]);
  });
  afterEach(() => {
    resolver.close();
  });

  it("answers with the addresses of the moment, whatever the case of the name", async () => {
    assert.deepEqual(await client.resolve4(NAME, { ttl: true }), [{ address: "127.0.0.7", ttl: 60 }]);
    resolver.addresses = ["127.0.0.8", "127.0.0.9"];
    assert.deepEqual(await client.resolve4(NAME.toUpperCase()), ["127.0.0.8", "127.0.0.9"]);
    assert.equal(resolver.questions, 2);
  });

  it("knows no other name", async () => {
    await assert.rejects(client.resolve4("www.example.com"), { code: "ENOTFOUND" });
    assert.equal(resolver.questions, 0);
  });

  it("has no other kind of address", async () => {
    await assert.rejects(client.resolve6(NAME), { code: "ENODATA" });
  });

  it("goes on after what is no question", async () => {
    const socket = createSocket("udp4");
    for (const bytes of [
      [],
      [1],
      Array.from({ length: 17 }, () => 255),
      [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63, 65, 0, 0, 1],
    ]) {
      await new Promise((sent) => {
        socket.send(Buffer.from(bytes), port, "127.0.0.1", sent);
      });
    }
    socket.close();
    assert.deepEqual(await client.resolve4(NAME), ["127.0.0.7"]);
  });
});
