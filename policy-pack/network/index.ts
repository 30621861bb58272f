/**
 * Who can reach what, computed from the resources of a stack: on the whole graph, while ids may still be unknown. Knows
 * no policy.
 *
 *     const network = buildNetwork(resources);
 *     verdict(network, { from: "203.0.113.7", to: urn, protocol: "tcp", port: 22 });  // no path, path, cannot be proven
 *     breaches(network, servers, tcp(22), isBastion);                   // rules that let in anyone else, with the path
 *     pathsAround(network, { from: "outside", to: was, avoid: web });   // ways that avoid something
 */
export { ALL_IPV4, ALL_IPV6, describeAddresses, INTERNET } from "./addresses";
export { type Breach, breaches } from "./breaches";
export { componentOf, describeEndpoint, enumerate } from "./describe";
export type { Endpoint } from "./endpoints";
export { type Path, pathsAround } from "./flood";
export { IntervalSet } from "./interval-set";
export { type AccessRow, accessTable, accessWays, type Way } from "./access-table";
export { type Hop, hopsOf, leadsOn } from "./hops";
export { buildNetwork, type Network } from "./network";
export * from "./resource";
export { ALL_TRAFFIC, describeTraffic, NO_TRAFFIC, tcp, type Traffic } from "./traffic";
export { kindOf } from "./types";
export { type Answer, type Packet, verdict } from "./verdict";
