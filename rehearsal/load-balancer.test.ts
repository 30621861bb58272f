import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createPort } from "node:net";
import { ask } from "./ask";
import { startLoadBalancer } from "./load-balancer";

describe("the stand-in for the internal load balancer", () => {
  const BALANCER = "127.0.0.1";
  const TARGET = "127.0.0.2";
  let port: number;
  let balancer: Awaited<ReturnType<typeof startLoadBalancer>>;
  let target: Server | undefined;
  beforeEach(async () => {
    const free = createPort().listen(0, BALANCER);
    await once(free, "listening");
    ({ port } = free.address() as AddressInfo);
    free.close();
    balancer = await startLoadBalancer(BALANCER, port, TARGET);
  });
  afterEach(async () => {
    await balancer.close();
    target?.close();
  });

  it("names itself in the headers as a load balancer does", async () => {
    let seen: IncomingHttpHeaders = {};
    target = createServer((request, response) => {
      seen = request.headers;
      response.end("answer");
    }).listen(port, TARGET);
    await once(target, "listening");
    const headers = { "X-Forwarded-For": "203.0.113.9", "X-Original-Proto": "https" };
    const { status, body } = await ask(BALANCER, port, "/path", { headers });
    assert.deepEqual([status, body.toString()], [200, "answer"]);
    assert.equal(seen["x-forwarded-for"], `203.0.113.9, ${BALANCER}`);
    assert.equal(seen["x-forwarded-proto"], "http");
    assert.equal(seen["x-forwarded-port"], String(port));
    assert.equal(seen["x-original-proto"], "https");
    assert.equal(seen.host, "www.example.com");
    assert.equal(balancer.requests, 1);
  });

  it("answers 502 for a target that is not there", async () => {
    const { status, headers } = await ask(BALANCER, port, "/");
    assert.equal(status, 502);
    assert.equal(headers.server, "awselb/2.0");
  });
});
