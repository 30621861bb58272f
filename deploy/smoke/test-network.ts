/** A little internet on loopback, for tests: its addresses and ports lead to servers of the test. */
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import { type AddressInfo, connect, createServer, type Server, Socket } from "node:net";
import type { Outside } from "./outside";

/** What stands behind a port: a server on loopback, or nobody who says so. What is not listed refuses. */
export type Door = number | "silent";

export interface Map {
  /** Addresses by name. */
  names: Record<string, string[]>;
  /** By address and port, `203.0.113.1:443`. */
  doors: Record<string, Door>;
}

export function localNetwork({ names, doors }: Map, trusted: string[] = [], timeoutSeconds = 10): Outside {
  return {
    addressesOf: (name) =>
      name in names
        ? Promise.resolve(names[name])
        : Promise.reject(withCode(`getaddrinfo ENOTFOUND ${name}`, "ENOTFOUND")),
    connect: (address, port) => {
      const door = (doors as Record<string, Door | undefined>)[`${address}:${port}`];
      if (door === "silent") return new Socket();
      if (door === undefined) return new Socket().destroy(withCode("connect ECONNREFUSED", "ECONNREFUSED"));
      return connect({ host: "127.0.0.1", port: door });
    },
    trusted,
    timeoutSeconds,
  };
}

export function withCode(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

/** Servers on free ports of loopback, closed together. */
export class LocalServers {
  private readonly servers: Server[] = [];
  private readonly sockets = new Set<Socket>();

  http(listener: RequestListener): Promise<number> {
    return this.listen(createHttpServer(listener));
  }

  https(options: ServerOptions, listener: RequestListener): Promise<number> {
    return this.listen(createHttpsServer(options, listener));
  }

  /** Whatever connects is handed over. */
  tcp(listener: (socket: Socket) => void, options = {}): Promise<number> {
    return this.listen(createServer(options, listener));
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers) server.close();
  }

  private async listen(server: Server): Promise<number> {
    this.servers.push(server);
    server.on("connection", (socket: Socket) => this.sockets.add(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
}

/** As the load balancer's listener of port 80 does. */
export const redirectToHttps: RequestListener = ({ url = "", headers }, response) => {
  response.writeHead(301, { location: `https://${headers.host ?? ""}:443${url}` }).end();
};

/** As WEB and WAS behind port 443. */
export const answers =
  (statuses: Record<string, number> = {}): RequestListener =>
  ({ url = "" }, response) => {
    const healthy: Record<string, number> = { "/": 200, "/healthz": 200, "/actuator/health/liveness": 200 };
    response.writeHead({ ...healthy, ...statuses }[url] ?? 404).end();
  };
