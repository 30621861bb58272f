/** The questions worth asking about a Spec: at the ports and from the addresses where answers change. */
import { address, addressText, block, isPublic } from "../address";
import type { Packet } from "../oracle";
import type { Spec } from "../spec";

export function questions(spec: Spec): Packet[] {
  const names = [...spec.servers, ...spec.fleets].map(({ name }) => name);
  const origins = [...names, ...internetAddresses(spec)];
  return names.flatMap((to) =>
    ports(spec).flatMap(({ protocol, port }) =>
      origins.filter((from) => from !== to).map((from) => ({ from, to, protocol, port })),
    ),
  );
}

/** Both sides of every edge of every block that the internet has a part in. */
function internetAddresses(spec: Spec): string[] {
  const peers = spec.groups.flatMap(({ rules }) => rules.flatMap((rule) => rule.peers));
  const blocks = [
    ...peers.flatMap((peer) => ("cidr" in peer ? [peer.cidr] : [])),
    ...spec.nacls.flatMap(({ rules }) => rules.map(({ cidr }) => cidr)),
    ...spec.routeTables.flatMap(({ routes }) => routes.map(({ destination }) => destination)),
    ...spec.prefixLists.flatMap(({ entries }) => entries.map(({ cidr }) => cidr)),
  ];
  const edges = [...new Set(blocks)].map(block).flatMap(({ family, first, last }) => [
    { family, value: first - 1n },
    { family, value: first },
    { family, value: last },
    { family, value: last + 1n },
  ]);
  const used = [
    ...spec.servers.flatMap(({ eip }) => (eip ? [eip.address] : [])),
    ...spec.vpcs.flatMap(({ natGateways }) => natGateways.map((gateway) => gateway.address)),
  ];
  const all = [...["9.9.9.9", "200.0.0.1", "2600:9000::1", ...used].map(address), ...edges];
  return [...new Set(all.filter(isPublic).map(addressText))];
}

function ports(spec: Spec): { protocol: Packet["protocol"]; port: number }[] {
  const rules = spec.groups.flatMap((group) => group.rules);
  const edges = rules.flatMap(({ from, to }) => [from - 1, from, to, to + 1]);
  const targets = spec.targetGroups.flatMap(({ port, targets: all }) => [
    port,
    ...all.flatMap((target) => ("server" in target && target.port !== undefined ? [target.port] : [])),
  ]);
  const instances = spec.balancers.flatMap(({ listeners }) => listeners.map(({ instancePort }) => instancePort));
  const numbers = [...new Set([22, ...targets, ...instances, ...edges])].filter((port) => port > 0 && port < 65536);
  return [
    ...numbers.map((port) => ({ protocol: "tcp" as const, port })),
    ...[...new Set([22, ...targets])].map((port) => ({ protocol: "udp" as const, port })),
    { protocol: "icmp", port: 0 },
    { protocol: "icmpv6", port: 0 },
  ];
}
