import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import type { ServerOptions } from "node:https";
import type { Ranges } from "./ranges";
import { certificate, isHealthy, redirects, refusesOldTls, serves } from "./site-checks";
import { type Certificate, makeCertificates, type TestCertificates } from "./test-certificates";
import { answers, type Door, localNetwork, LocalServers, redirectToHttps } from "./test-network";
import type { Verdict } from "./verdict";

const HOST = "www.site.example";
const [ONE, TWO] = ["203.0.113.1", "203.0.113.2"];
const SITE = { host: HOST, addresses: [ONE] };

describe("a site, from outside", () => {
  let certificates: TestCertificates;
  let servers: LocalServers;
  before(() => {
    certificates = makeCertificates(HOST);
  });
  after(() => {
    certificates.remove();
  });
  beforeEach(() => {
    servers = new LocalServers();
  });
  afterEach(() => {
    servers.close();
  });

  const network = (doors: Record<string, Door>, timeoutSeconds?: number) =>
    localNetwork({ names: {}, doors }, [certificates.authority], timeoutSeconds);
  /** A server that takes connections and says nothing. */
  const mute = () => servers.tcp(() => undefined);
  /** A server that hangs up at the first word. */
  const rude = () => servers.tcp((socket) => socket.once("data", () => socket.resetAndDestroy()));

  describe("80 redirects to 443", () => {
    const check = async (listener: RequestListener) =>
      redirects(network({ [`${ONE}:80`]: await servers.http(listener) }), SITE);
    const to = (status: number, location: string) =>
      check((_, response) => response.writeHead(status, { location }).end());
    const link = "/smoke-test/page?kept=yes";

    it("passes as the load balancer does it, and where the port is left out", async () => {
      const found = { status: "passed", seen: `301 to https://${HOST}:443${link}` };
      assert.deepEqual(await check(redirectToHttps), found);
      assert.equal((await to(301, `https://${HOST}${link}`)).status, "passed");
    });

    for (const [name, status, location, seen] of [
      ["for a time only", 302, `https://${HOST}${link}`, /^203\.0\.113\.1: 302 to https:.*, not 301$/],
      ["with another method kept", 308, `https://${HOST}${link}`, /308 to .*, not 301$/],
      [
        "to another place",
        301,
        `https://elsewhere.example${link}`,
        /301 to https:\/\/elsewhere.*, not to https:\/\/www/,
      ],
      ["to plain HTTP", 301, `http://${HOST}${link}`, /, not to https:/],
      ["to another port", 301, `https://${HOST}:8443${link}`, /, not to https:/],
      ["without the path", 301, `https://${HOST}/`, /, not to https:/],
      ["without the query", 301, `https://${HOST}/smoke-test/page`, /, not to https:/],
      ["to what is no address", 301, "https://", /, not to https:/],
      ["to a path", 301, link, /, not to https:/],
    ] as const) {
      it(`fails ${name}`, async () => {
        failedWith(await to(status, location), seen, /listener of port 80/);
      });
    }

    it("fails where content is served", async () => {
      failedWith(await check(answers({ [link]: 200 })), /^203\.0\.113\.1: 200, not 301$/);
    });

    it("fails where nothing is named to go to", async () => {
      failedWith(await check((_, response) => response.writeHead(301).end()), /301, not to https:/);
    });

    it("fails on silence, refusal, a cut line, and what is no HTTP", async () => {
      const door = async (port: Door, patience?: number) => redirects(network({ [`${ONE}:80`]: port }, patience), SITE);
      failedWith(await door("silent", 0.2), /^203\.0\.113\.1: no answer within 0.2 s$/, /web\.allowedCidrBlocks/);
      failedWith(await door(await mute(), 0.2), /no answer within 0.2 s$/);
      failedWith(await redirects(network({}), SITE), /the connection is refused$/);
      failedWith(await door(await rude()), /the connection is cut off$/);
      failedWith(await door(await servers.tcp((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"))), /Parse Error/);
    });
  });

  /** 443 of one address. */
  const https = async (options: ServerOptions, listener: RequestListener = answers()) =>
    network({ [`${ONE}:443`]: await servers.https({ ...certificates.good, ...options }, listener) });

  describe("443 has a good certificate", () => {
    const check = async (served: Certificate, selfSigned = false) => certificate(await https(served), SITE, selfSigned);

    it("passes a trusted one, with the days that are left", async () => {
      const { status, seen } = await check(certificates.good);
      assert.match(seen, /^trusted, for www\.site\.example, (299|300) days left$/);
      assert.equal(status, "passed");
    });

    it("passes a self-signed one where the settings have it, and a trusted one too", async () => {
      const { status, seen } = await check(certificates.selfSigned, true);
      assert.match(seen, /^self-signed, as web\.selfSignedCertificate says, (299|300) days left$/);
      assert.equal(status, "passed");
      assert.equal((await check(certificates.good, true)).status, "passed");
    });

    for (const [name, choose, selfSigned, seen, mend] of [
      ["an expired one", (all) => all.expired, false, /: it ended on .* GMT$/, /renew/],
      ["an expired one, self-signed or not", (all) => all.expired, true, /: it ended on .* GMT$/, /renew/],
      ["one that ends soon", (all) => all.endsSoon, false, /: it ends in [45] days, on .* GMT$/, /renew/],
      ["one for another name", (all) => all.stranger, false, /: it is for stranger\.example, not for www\.s/, /--host/],
      [
        "a self-signed one",
        (all) => all.selfSigned,
        false,
        /: it is for three-tier\.example, not for www\.s/,
        /--host/,
      ],
      [
        "one of an unknown authority",
        (all) => all.untrusted,
        false,
        /: it is not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
        /NODE_EXTRA_CA_CERTS/,
      ],
      [
        "one of an unknown authority where a self-signed one is expected",
        (all) => all.untrusted,
        true,
        /: it is not trusted: UNABLE_TO_VERIFY_LEAF_SIGNATURE$/,
        /authority/,
      ],
    ] as [string, (all: TestCertificates) => Certificate, boolean, RegExp, RegExp][]) {
      it(`fails ${name}`, async () => {
        failedWith(await check(choose(certificates), selfSigned), seen, mend);
      });
    }

    it("fails on silence, refusal, and what is no TLS", async () => {
      const door = async (port: Door, patience?: number) =>
        certificate(network({ [`${ONE}:443`]: port }, patience), SITE, false);
      failedWith(await door("silent", 0.2), /no answer within 0.2 s$/);
      failedWith(await door(await mute(), 0.2), /no answer within 0.2 s$/);
      failedWith(await certificate(network({}), SITE, false), /the connection is refused$/);
      failedWith(await door(await servers.http(answers())), /wrong version number|packet length/i);
    });

    it("fails where one of two addresses has another", async () => {
      const [good, bad] = [
        await servers.https(certificates.good, answers()),
        await servers.https(certificates.expired, answers()),
      ];
      const outside = network({ [`${ONE}:443`]: good, [`${TWO}:443`]: bad });
      failedWith(await certificate(outside, { host: HOST, addresses: [ONE, TWO] }, false), /^203\.0\.113\.2: it ended/);
    });
  });

  describe("443 refuses old TLS", () => {
    const check = async (options: ServerOptions) => refusesOldTls(await https(options), SITE);

    it("passes from TLS 1.2 on", async () => {
      for (const minVersion of ["TLSv1.2", "TLSv1.3"] as const) {
        const verdict = await check({ minVersion, ciphers: "DEFAULT:@SECLEVEL=0" });
        assert.deepEqual(verdict, { status: "passed", seen: "TLS 1.0 and 1.1 are refused" });
      }
    });

    for (const version of ["TLSv1", "TLSv1.1"] as const) {
      it(`fails where ${version} is accepted`, async () => {
        const old = { minVersion: version, maxVersion: version, ciphers: "DEFAULT:@SECLEVEL=0" };
        failedWith(await check(old), new RegExp(`: ${version} is accepted$`), /sslPolicy/);
        failedWith(await check({ ...old, maxVersion: "TLSv1.3" }), / is accepted$/);
      });
    }

    it("passes where the line is cut off", async () => {
      assert.equal((await refusesOldTls(network({ [`${ONE}:443`]: await rude() }), SITE)).status, "passed");
    });

    it("is not checked where nobody answers", async () => {
      const door = async (port: Door) => refusesOldTls(network({ [`${ONE}:443`]: port }, 0.2), SITE);
      for (const port of ["silent", await mute()] as const) {
        assert.deepEqual(await door(port), { status: "not checked", seen: `${ONE}: no answer within 0.2 s` });
      }
      assert.equal((await refusesOldTls(network({}), SITE)).status, "not checked");
    });
  });

  describe("443 serves", () => {
    const check = async (statuses: Record<string, number>) => serves(await https({}, answers(statuses)), SITE);

    it("passes a page, a way to log in, and none", async () => {
      for (const status of [200, 302, 401, 404]) {
        assert.deepEqual(await check({ "/": status }), { status: "passed", seen: `${status} for /` });
      }
    });

    it("passes whatever the certificate is: that is another check's question", async () => {
      assert.equal((await serves(await https(certificates.expired), SITE)).status, "passed");
    });

    it("fails on a server's failure, each with where to look", async () => {
      failedWith(await check({ "/": 500 }), /: 500 for \/$/, /log of the tier/);
      failedWith(await check({ "/": 502 }), /: 502 for \/$/, /does not run/);
      failedWith(await check({ "/": 503 }), /: 503 for \/$/, /target group/);
      failedWith(await check({ "/": 504 }), /: 504 for \/$/, /in time/);
    });

    it("fails on silence after the request, and on a refusal", async () => {
      const outside = { ...(await https({}, () => undefined)), timeoutSeconds: 0.5 };
      failedWith(await serves(outside, SITE), /no answer within 0.5 s$/);
      failedWith(await serves(network({}), SITE), /the connection is refused$/, /port 443/);
    });

    it("asks for the site by its name, in TLS and in HTTP", async () => {
      const asked: unknown[] = [];
      const outside = await https(
        {
          SNICallback: (name, done) => {
            asked.push(name);
            done(null);
          },
        },
        ({ headers }, response) => {
          asked.push(headers.host);
          response.end();
        },
      );
      await serves(outside, SITE);
      assert.deepEqual(asked, [HOST, HOST]);
    });
  });

  describe("a tier is healthy", () => {
    const check = async (status: number, successCodes: Ranges = [[200, 200]], path = "/healthz") =>
      isHealthy(await https({}, answers({ [path]: status })), SITE, { path, successCodes });

    it("passes by the codes and the path that the load balancer goes by", async () => {
      assert.deepEqual(await check(200), { status: "passed", seen: "200 for /healthz" });
      assert.equal((await check(204, [[200, 299]])).status, "passed");
      assert.equal((await check(200, [[200, 200]], "/other")).status, "passed");
    });

    it("fails by any other", async () => {
      failedWith(await check(204), /: 204 for \/healthz$/);
      failedWith(await check(404), /: 404 for \/healthz$/);
      failedWith(await check(503), /: 503 for \/healthz$/, /in service/);
      failedWith(await check(200, [[204, 204]]), /: 200 for \/healthz$/);
    });

    it("fails where nobody answers", async () => {
      const health = { path: "/healthz", successCodes: [[200, 200]] as const };
      failedWith(await isHealthy(network({}), SITE, health), /the connection is refused$/);
    });
  });
});

function failedWith(verdict: Verdict, seen: RegExp, mend = /./): void {
  assert.equal(verdict.status, "failed", verdict.seen);
  assert.match(verdict.seen, seen);
  assert.match("mend" in verdict ? verdict.mend : "", mend);
}
