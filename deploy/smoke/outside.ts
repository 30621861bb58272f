/** The internet as this machine sees it: all that the checks reach but by `ssh`, they reach through here. */
import { lookup } from "node:dns/promises";
import { EventEmitter, once } from "node:events";
import { connect, isIP, type Socket } from "node:net";

export interface Outside {
  /** The addresses of a name; an address stands for itself. */
  addressesOf(name: string): Promise<string[]>;
  /** A socket on its way to a port. */
  connect(address: string, port: number): Socket;
  /** Certificates that are trusted, in place of those that Node trusts. */
  trusted?: string[];
  /** How long anything may take to answer. */
  timeoutSeconds: number;
}

export function internet(timeoutSeconds: number): Outside {
  return {
    addressesOf: async (name) =>
      isIP(name) === 0 ? (await lookup(name, { all: true })).map(({ address }) => address) : [name],
    connect: (address, port) => connect({ host: address, port }),
    timeoutSeconds,
  };
}

/** Nothing came within the time allowed. */
export class Silence extends Error {}

/** Waits for an event, but neither for ever nor past an error. */
export async function arrival(emitter: EventEmitter, event: string, { timeoutSeconds }: Outside): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const [value] = (await once(emitter, event, { signal })) as unknown[];
    return value;
  } catch (error) {
    throw signal.aborted ? new Silence(`no answer within ${timeoutSeconds} s`) : error;
  }
}

/** A connection to a port; whoever gets it, closes it. */
export async function connection(outside: Outside, address: string, port: number): Promise<Socket> {
  const socket = outside.connect(address, port);
  try {
    await arrival(socket, "connect", outside);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // What goes wrong from now on, the one who waits for an answer hears of.
  return socket.on("error", () => undefined);
}

const WORDS: Record<string, string> = {
  ECONNREFUSED: "the connection is refused",
  ECONNRESET: "the connection is cut off",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ENOTFOUND: "there is no such name",
  EAI_AGAIN: "the name cannot be looked up at the moment",
  ETIMEDOUT: "no answer",
};

/** The reason why something was not reached, in few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return WORDS[code] ?? error.message;
}
