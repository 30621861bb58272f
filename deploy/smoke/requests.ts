/** Requests to one address of a site, by the name that users type. */
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { arrival, connection, type Outside } from "./outside";

export interface Answer {
  status: number;
  location?: string;
}

export async function httpGet(outside: Outside, address: string, host: string, path: string): Promise<Answer> {
  return answerOf(outside, await connection(outside, address, 80), host, path);
}

/** Whether the certificate is any good is another check's question. */
export async function httpsGet(outside: Outside, address: string, host: string, path: string): Promise<Answer> {
  return answerOf(outside, await handshake(outside, await connection(outside, address, 443), host), host, path);
}

/** TLS over a connection, whoever the other side is; `authorizationError` says what is wrong with it. */
export async function handshake(
  outside: Outside,
  socket: Socket,
  host: string,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  try {
    const secure = connect({ socket, servername: host, rejectUnauthorized: false, ca: outside.trusted, ...options });
    await arrival(secure, "secureConnect", outside);
    return secure.on("error", () => undefined);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

async function answerOf(outside: Outside, socket: Socket, host: string, path: string): Promise<Answer> {
  try {
    const headers = { host, connection: "close", "user-agent": "three-tier smoke test" };
    const sent = request({ createConnection: () => socket, path, headers });
    sent.on("error", () => undefined).end();
    const { statusCode = 0, headers: answered } = (await arrival(sent, "response", outside)) as IncomingMessage;
    return { status: statusCode, ...(answered.location !== undefined && { location: answered.location }) };
  } finally {
    socket.destroy();
  }
}
