/**
 * Protocols and ports as sets of numbers on one line: protocol × 65536 + port. A protocol without ports fills its whole
 * stretch, and `-1` the whole line.
 */
import { IntervalSet } from "./interval-set";

const PORTS = 65536n;
const PROTOCOLS = 256n;

/** Assigned Internet Protocol Numbers (IANA), those that AWS takes by name. */
const NUMBERS: Partial<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
const NAMES = new Map(Object.entries(NUMBERS).map(([name, number]) => [number, name]));

export type Traffic = IntervalSet;

export const ALL_TRAFFIC: Traffic = IntervalSet.of({ first: 0n, last: PROTOCOLS * PORTS - 1n });
export const NO_TRAFFIC: Traffic = IntervalSet.EMPTY;

/** Ports `from` to `to` of a protocol by number. */
function stretch(protocol: number, from = 0, to = 65535): Traffic {
  const start = BigInt(protocol) * PORTS;
  return IntervalSet.of({ first: start + BigInt(from), last: start + BigInt(to) });
}

export function tcp(from: number, to = from): Traffic {
  return stretch(6, from, to);
}

/** One port of a protocol by name or number; the port of a protocol without ports does not matter. */
export function trafficOf(protocol: string, port: number): Traffic {
  const number = NUMBERS[protocol] ?? Number(protocol);
  return hasPorts(number) ? stretch(number, port, port) : stretch(number);
}

/** What clients receive answers on: any port that is not reserved. */
export function answersTo(traffic: Traffic): Traffic {
  return IntervalSet.union(
    protocolsOf(traffic).map((protocol) => (hasPorts(protocol) ? stretch(protocol, 1024) : stretch(protocol))),
  );
}

/** The part of `traffic` whose protocol has answers among `answers`. */
export function withAnswers(traffic: Traffic, answers: Traffic): Traffic {
  return traffic.intersect(IntervalSet.union(protocolsOf(answers).map((protocol) => stretch(protocol))));
}

/**
 * What a rule of a security group or network ACL covers. `-1` and `all` are every protocol; -1 or nothing in place of
 * a port, and ICMP types, stand for all.
 *
 * @returns undefined where the protocol is none
 */
export function ruleTraffic(protocol: string, from: number | undefined, to: number | undefined): Traffic | undefined {
  const name = protocol.toLowerCase();
  if (name === "-1" || name === "all") return ALL_TRAFFIC;
  const number = NUMBERS[name] ?? (/^\d{1,3}$/.test(name) ? Number(name) : NaN);
  if (!(number >= 0 && number < 256)) return undefined;
  if (!hasPorts(number) || from === undefined || to === undefined || from < 0) return stretch(number);
  return stretch(number, from, to < 0 ? 65535 : to);
}

function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17;
}

function protocolsOf(traffic: Traffic): number[] {
  const protocols = new Set<number>();
  for (const { first, last } of traffic.intervals) {
    for (let protocol = first / PORTS; protocol <= last / PORTS; protocol++) protocols.add(Number(protocol));
  }
  return [...protocols];
}

/** `22`, `80, 443`, `udp 53`, `icmp`, `every port`, `every port but 22`; TCP goes without saying. */
export function describeTraffic(traffic: Traffic): string {
  if (ALL_TRAFFIC.isWithin(traffic)) return "every port";
  const rest = ALL_TRAFFIC.subtract(traffic);
  if (rest.size < PORTS) return `every port but ${describeTraffic(rest)}`;
  const parts: string[] = [];
  for (const { first, last } of traffic.intervals) {
    for (let start = first; start <= last;) {
      const protocol = start / PORTS;
      const end = last < (protocol + 1n) * PORTS - 1n ? last : (protocol + 1n) * PORTS - 1n;
      parts.push(describePorts(Number(protocol), Number(start % PORTS), Number(end % PORTS)));
      start = end + 1n;
      if (parts.length > 6) return `${parts.slice(0, 6).join(", ")}, …`;
    }
  }
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

function describePorts(protocol: number, from: number, to: number): string {
  const name = NAMES.get(protocol) ?? `protocol ${protocol}`;
  if (from === 0 && to === 65535) return protocol === 6 ? "every TCP port" : name;
  const ports = from === to ? String(from) : `${from}-${to}`;
  return protocol === 6 ? ports : `${name} ${ports}`;
}
