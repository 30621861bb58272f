/** Requests as the public load balancer passes them on to nginx. */
import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  seconds: number;
}

export interface Question {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Seconds to wait for the whole answer. */
  timeout?: number;
}

/** The user that the load balancer speaks for. */
export const USER = "203.0.113.9";

export async function ask(host: string, port: number, path: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", body, timeout = 20 } = question;
  const headers = {
    "X-Forwarded-For": USER,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "443",
    Host: "www.example.com",
    ...question.headers,
  };
  const begin = performance.now();
  const asking = request({ host, port, path, method, headers, agent: false });
  const late = setTimeout(() => {
    asking.destroy(new Error(`no answer within ${timeout} s`));
  }, timeout * 1000);
  try {
    const answered = once(asking, "response") as Promise<[import("node:http").IncomingMessage]>;
    asking.end(body);
    const [response] = await answered;
    // What is sent after the answer may not be wanted any more.
    asking.on("error", () => undefined);
    const answer = { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
    return { ...answer, seconds: (performance.now() - begin) / 1000 };
  } finally {
    clearTimeout(late);
  }
}
