/** Which ways the architecture has: whatever else the network lets through is drawn as a surprise. */
import {
  ALL_TRAFFIC,
  type Endpoint,
  type Network,
  NO_TRAFFIC,
  numberOf,
  read,
  tcp,
  type Traffic,
  type Way,
} from "../policy-pack/network";
import type { Flow } from "./model";
import type { PartRole } from "./looks";
import type { Part } from "./parts";

/** Where a way begins or ends; what has no part is outside. */
export type Side = Part | undefined;

const WEB_PORTS = tcp(80).union(tcp(443));
const SSH = tcp(22);
const NFS = tcp(2049);

/** The traffic of a way that belongs to the architecture. */
export function expectedTraffic(network: Network, way: Way, from: Side, to: Side): Traffic {
  const pair = `${from?.role ?? "outside"} → ${to?.role ?? "outside"}`;
  switch (pair) {
    case "outside → bastion":
      return way.row.from === "internet" ? NO_TRAFFIC : SSH;
    case "outside → web balancer":
      return WEB_PORTS;
    case "web balancer → web":
    case "was balancer → was":
      return ALL_TRAFFIC;
    case "web → was balancer":
      return listened(network, to?.endpoints ?? []);
    case "bastion → web":
    case "bastion → was":
      return SSH;
    case "was → database":
    case "bastion → database":
      return databasePorts(to?.endpoints ?? []);
    case "web → logs":
    case "was → logs":
      return NFS;
    case "bastion → outside":
    case "web → outside":
    case "was → outside":
      return WEB_PORTS;
    default:
      return NO_TRAFFIC;
  }
}

export function flowOf(from: Side, to: Side): Flow {
  if (to === undefined) return "outbound";
  const roles: (PartRole | undefined)[] = [from?.role, to.role];
  if (roles.includes("bastion")) return "ssh";
  if (to.role === "database") return "data";
  return to.role === "logs" ? "logs" : "site";
}

function listened({ forwards }: Network, balancers: readonly Endpoint[]): Traffic {
  return forwards
    .filter(({ balancer }) => balancers.includes(balancer))
    .reduce((sum, { listens }) => sum.union(listens), NO_TRAFFIC);
}

/** What the databases say they listen on; the network model knows no default of an engine. */
function databasePorts(databases: readonly Endpoint[]): Traffic {
  const ports = databases.map(({ resource }) => numberOf(read(resource, "port"))).filter((port) => port !== undefined);
  return ports.length === 0 ? ALL_TRAFFIC : ports.reduce((sum, port) => sum.union(tcp(port)), NO_TRAFFIC);
}
