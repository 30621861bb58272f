/** Stands in for the internal load balancer in front of the WAS. */
import { once } from "node:events";
import { createServer, request as forward, type Server } from "node:http";

export interface LoadBalancer {
  /** Requests it has seen. */
  requests: number;
  close(): Promise<void>;
}

/** A path that is taken, and never answered. */
export const NEVER_ANSWERED = "/never-answered";

/**
 * Forwards to one target. What it does to a request is what an application load balancer does: the asker is added to
 * X-Forwarded-For, X-Forwarded-Proto and -Port are replaced by its own, and a target that does not answer is a 502
 * (Elastic Load Balancing, "HTTP headers and Application Load Balancers" and "Troubleshoot your Application Load
 * Balancers").
 */
export async function startLoadBalancer(address: string, port: number, target: string): Promise<LoadBalancer> {
  const server = createServer((request, response) => {
    balancer.requests += 1;
    if (request.url === NEVER_ANSWERED) return;
    const before = request.headers["x-forwarded-for"];
    const asker = request.socket.remoteAddress ?? "";
    const headers = {
      ...request.headers,
      "x-forwarded-for": before === undefined ? asker : `${String(before)}, ${asker}`,
      "x-forwarded-proto": "http",
      "x-forwarded-port": String(port),
      connection: "close",
    };
    const { method, url: path } = request;
    const onward = forward({ host: target, port, method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    onward.on("error", () => {
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(502, { server: "awselb/2.0", "content-type": "text/html" });
        response.end("<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\r\n");
      }
    });
    request.pipe(onward);
  });
  const balancer: LoadBalancer = { requests: 0, close: () => close(server) };
  server.listen(port, address);
  await once(server, "listening");
  return balancer;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
