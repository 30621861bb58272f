/** A name server for one name, whose addresses change: stands in for the VPC's resolver. */
import { createSocket } from "node:dgram";
import { once } from "node:events";

export interface Resolver {
  /** What the name stands for from now on. */
  addresses: string[];
  /** How often it has been asked for the name. */
  questions: number;
  close(): void;
}

/** Seconds that an address may be kept; those of load balancers say the same. */
const TTL = 60;

/** Answers A questions (RFC 1035) for `name` on `address`; every other name does not exist. */
export async function startResolver(
  name: string,
  addresses: string[],
  address: string,
  port: number,
): Promise<Resolver> {
  const socket = createSocket("udp4");
  const resolver: Resolver = {
    addresses,
    questions: 0,
    close: () => {
      socket.close();
    },
  };
  socket.on("message", (question, { address: asker, port: askerPort }) => {
    const asked = readQuestion(question);
    if (asked === undefined) return;
    const known = asked.name === name.toLowerCase();
    if (known) resolver.questions += 1;
    const found = known && asked.type === 1 ? resolver.addresses : [];
    socket.send(answer(question.subarray(0, asked.end), found, known), askerPort, asker);
  });
  socket.bind(port, address);
  await once(socket, "listening");
  return resolver;
}

/** The name and type of the only question, and where it ends. */
function readQuestion(message: Buffer): { name: string; type: number; end: number } | undefined {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) return undefined;
  const labels: string[] = [];
  let at = 12;
  while (at < message.length && message[at] > 0) {
    const length = message[at];
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > message.length) return undefined;
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(question: Buffer, addresses: string[], known: boolean): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  // An answer, recursion available; 3: there is no such name.
  header.writeUInt16BE(known ? 0x8180 : 0x8183, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const record = Buffer.alloc(16);
    // The name stands at byte 12; type A, class IN.
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(1, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(TTL, 6);
    record.writeUInt16BE(4, 10);
    Buffer.from(address.split(".").map(Number)).copy(record, 12);
    return record;
  });
  return Buffer.concat([header, question.subarray(12), ...records]);
}
