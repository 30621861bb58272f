/** The way to EFS: stunnel, by its rendered configuration and unit, in front of a mount target that stands in for EFS. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { Authority, type Certificate } from "../certificates";
import { PORTS } from "../local-table";
import type { Site } from "../set-up";
import { type Check, since } from "./check";

const tunnel: Check = {
  name: "EFS is reached by TLS alone, under its own name, and again once it is back",
  run: async (site) => {
    const { stage, web, rendered } = site;
    const [amazon, other] = [await Authority.create(stage, "amazon"), await Authority.create(stage, "other")];
    copyFileSync(amazon.certificate, join(web.root, "etc/ca-certificates.crt"));
    const name = `DNS:${rendered.names.fileSystem}`;
    await web.tunnel.start();
    await stage.eventually("stunnel listens", 10, () => say(site, "hello").then(() => true));

    const refused = {
      "of another name": await amazon.issue("other-name", ["DNS:fs-0.efs.ap-northeast-2.amazonaws.com"]),
      "of another authority": await other.issue("other-authority", [name]),
    };
    for (const [what, certificate] of Object.entries(refused)) {
      const target = await mountTarget(site, certificate);
      assert.equal(await say(site, "hello"), "", `it is sent to a server with a certificate ${what}`);
      assert.equal(target.heard(), "");
      await target.close();
    }

    const process = web.tunnel.mainPid;
    const certificate = await amazon.issue("efs", [name]);
    const target = await mountTarget(site, certificate);
    assert.equal(await say(site, "hello"), "hello");
    assert.match(target.protocol(), /^TLSv1\.[23]$/);
    await target.close();
    assert.equal(await say(site, "while it is away"), "");
    const begin = performance.now();
    const again = await mountTarget(site, certificate);
    await stage.eventually("it is reached again", 30, async () => (await say(site, "back")) === "back" || undefined);
    const recovery = since(begin);
    assert.equal(web.tunnel.mainPid, process, "stunnel had to be started again");
    await again.close();
    await web.tunnel.stop();
    return {
      seen: `${target.protocol()}; nothing goes to a server with a certificate ${Object.keys(refused).join(" or ")}`,
      recovery,
    };
  },
};

/** A mount target that says what it hears, over TLS. */
async function mountTarget({ addresses }: Site, { certificate, key }: Certificate) {
  let heard = "";
  let protocol = "";
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
    protocol = socket.getProtocol() ?? "";
    socket.on("error", () => undefined);
    socket.setEncoding("utf8").on("data", (data: string) => {
      heard += data;
      socket.end(data);
    });
  });
  // A client that does not like the certificate.
  server.on("tlsClientError", () => undefined);
  server.listen(PORTS.nfs, addresses.mountTarget);
  await once(server, "listening");
  return {
    heard: () => heard,
    protocol: () => protocol,
    close: async () => {
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends a text into the tunnel; what comes back before it is closed. Throws where there is no tunnel. */
async function say({ addresses }: Site, text: string): Promise<string> {
  const socket = connect(PORTS.tunnel, addresses.tunnel);
  let refused: Error | undefined;
  // A connection that is torn down is one that brought nothing.
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNREFUSED") refused = error;
  });
  let back = "";
  socket.setEncoding("utf8").on("data", (data: string) => {
    back += data;
  });
  socket.write(text);
  await new Promise((resolve) => socket.on("close", resolve));
  if (refused !== undefined) throw refused;
  return back;
}

export const logFileSystem: Check[] = [tunnel];
