import {
  booleanOf,
  type Endpoint,
  entriesOf,
  enumerate,
  isGiven,
  listOf,
  member,
  type Network,
  numberOf,
  read,
  type Resource,
  UNKNOWN,
  type Value,
} from "../network";
import { fsbp } from "../frameworks";
import { MEND, stackPolicy } from "../policy";
import { roleOf, serversOf } from "../roles";

interface Config {
  allowedAddresses: number;
}

/** Outsiders know the service by one address. */
export const oneOutboundAddress = stackPolicy<Config>(
  {
    name: "one-outbound-address",
    displayName: "One outbound address",
    description: "Servers leave the VPC by the approved number of fixed addresses, and none by an address of its own.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp("EC2.9", "EC2 instances should not have a public IPv4 address"),
    remediationSteps: "Let all servers leave by one NAT gateway with one EIP, and give none a public address.",
    configSchema: {
      properties: {
        allowedAddresses: {
          type: "integer",
          description: "How many outbound addresses there may be: one, or as many as NAT gateways",
          minimum: 1,
          maximum: 16,
          default: 1,
        },
      },
    },
  },
  { allowedAddresses: 1 },
  ({ network, report, config }) => {
    const gateways = network.index
      .of("ec2/natGateway")
      .filter((gateway) => read(gateway, "connectivityType") !== "private");
    const counted = gateways.map((gateway) => ({ gateway, addresses: addressesOf(network, gateway) }));
    const total = counted.reduce((sum, { addresses }) => sum + (addresses ?? 0), 0);
    const names = enumerate(gateways.map(({ name }) => `"${name}"`));
    for (const { gateway } of counted.filter(({ addresses }) => addresses === undefined)) {
      report(
        `cannot be proven: how many addresses NAT gateway "${gateway.name}" has is not known yet\n${MEND}give it one by allocationId.`,
        gateway.urn,
      );
    }
    if (total > config.allowedAddresses) {
      report(
        `servers leave by ${total} addresses, of NAT gateways ${names}; ${config.allowedAddresses} approved\n` +
          `${MEND}use one NAT gateway with one address, or approve as many (allowedAddresses).`,
        gateways.at(-1)?.urn,
      );
    }
    const servers = network.endpoints.filter(
      ({ kind, resource }) => ["server", "interface"].includes(kind) && roleOf(network, resource) !== "bastion",
    );
    const tiers = [...serversOf(network, "web"), ...serversOf(network, "was")];
    if (gateways.length === 0 && tiers.length > 0) {
      report(`servers have no fixed address to leave by: there is no NAT gateway\n${MEND}give the VPC one.`);
    }
    for (const server of servers) {
      const own = ownAddress(server);
      if (own !== undefined) report(own, server.resource.urn);
    }
    for (const service of network.index.of("ecs/service")) {
      const assigned = booleanOf(member(read(service, "networkConfiguration"), "assignPublicIp")) ?? false;
      if (assigned !== false) {
        const certainty = assigned === true ? "" : "cannot be proven: ";
        report(
          `${certainty}tasks of "${service.name}" leave by addresses of their own\n${MEND}set assignPublicIp to false.`,
          service.urn,
        );
      }
    }
    for (const route of network.subnets.routeTables.all()) {
      const problem = EXITS[route.target];
      if (problem !== undefined)
        report(`${route.name} ${problem}\n${MEND}route to the NAT gateway alone.`, route.gateway?.urn);
    }
    return { "NAT gateways": gateways.length, addresses: total, servers: servers.length };
  },
);

/** Ways out by addresses other than those of NAT gateways. */
const EXITS: Partial<Record<string, string>> = {
  "egress-only gateway": "lets every server leave by an IPv6 address of its own",
  "other network": "leaves by another network, whose addresses are not described in this stack",
  appliance: "leaves through an interface or endpoint, whose address is not described in this stack",
  unknown: "cannot be proven to leave by the NAT gateway",
};

/** How many public addresses a NAT gateway has; undefined while it cannot be told. */
function addressesOf({ index }: Network, gateway: Resource): number | undefined {
  const mode = read(gateway, "availabilityMode");
  if (mode === UNKNOWN || read(gateway, "connectivityType") === UNKNOWN) return undefined;
  const associations = index.referring(gateway, "natGatewayId", "ec2/natGatewayEipAssociation");
  const associated = associations.map((one) => read(one, "allocationId"));
  if (mode === "regional") {
    // Without addresses of its own, AWS adds one for every zone that it grows into (VPC user guide, "Regional NAT gateways").
    const lists = entriesOf(read(gateway, "availabilityZoneAddresses")).map((entry) => member(entry, "allocationIds"));
    return lists.length === 0 || lists.includes(UNKNOWN)
      ? undefined
      : countApart([...lists.flatMap(listOf), ...associated]);
  }
  const secondary = read(gateway, "secondaryAllocationIds");
  if (secondary === UNKNOWN) return undefined;
  const first = read(gateway, "allocationId");
  const named = countApart([isGiven(first) ? first : "its own", ...listOf(secondary), ...associated]);
  return Math.max(named, 1 + (numberOf(read(gateway, "secondaryPrivateIpAddressCount")) ?? 0));
}

/** How many different ids these are; those not known yet may all be different. */
function countApart(ids: Value[]): number {
  const known = ids.filter((id) => typeof id === "string");
  return new Set(known).size + ids.length - known.length;
}

function ownAddress({ name, interfaces }: Endpoint): string | undefined {
  const locks = interfaces.flatMap(({ ipv4, ipv6 }) => [
    { lock: ipv4, mend: "set associatePublicIpAddress to false, and attach no address." },
    { lock: ipv6, mend: "ask for no IPv6 addresses, in a subnet that assigns none." },
  ]);
  const found = locks.find(({ lock }) => lock.state === "open") ?? locks.find(({ lock }) => lock.state === "undecided");
  if (found === undefined) return undefined;
  const certainty = found.lock.state === "open" ? "" : "cannot be proven: ";
  return `${certainty}${name} leaves by an address of its own: ${found.lock.because ?? ""}\n${MEND}${found.mend}`;
}
