import { type TestResource, UNKNOWN } from "../test-support";
import { oneOutboundAddress } from "./one-outbound-address";
import { aws, change, configured, describePolicy, edited, idOf, instance, refreshed, without } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const eip = (name: string) => aws("ec2/eip:Eip", name);
/** A NAT gateway with other inputs than one address. */
const gateway = (inputs: Inputs) => change("natGateway", { allocationId: undefined, ...inputs });
const secondGateway = edited(({ public2 }) => {
  const second = eip("second");
  const natGateway = { allocationId: idOf(second), subnetId: idOf(public2) };
  return [second, aws("ec2/natGateway:NatGateway", "second", natGateway)];
});
const privateRoute = (target: Inputs) => change("privateRoute", { natGatewayId: undefined, ...target });
const associated = (edit: (association: TestResource) => void = () => undefined) =>
  edited(({ natGateway }) => {
    const second = eip("second");
    const association = aws("ec2/natGatewayEipAssociation:NatGatewayEipAssociation", "second", {
      natGatewayId: idOf(natGateway),
      allocationId: idOf(second),
    });
    edit(association);
    return [second, association];
  });
const regional = (...zones: unknown[]) =>
  gateway({ availabilityMode: "regional", availabilityZoneAddresses: zones, subnetId: undefined });

describePolicy(oneOutboundAddress, {
  denies: {
    "two NAT gateways": [
      secondGateway,
      'servers leave by 2 addresses, of NAT gateways "main", "second"; 1 approved\n' +
        "Mend: use one NAT gateway with one address, or approve as many (allowedAddresses).",
    ],
    "more NAT gateways than are approved": [
      configured({ allowedAddresses: 1 }, secondGateway),
      /^servers leave by 2 addresses/,
    ],
    "a NAT gateway with a second address": [
      change("natGateway", { secondaryAllocationIds: ["eipalloc-2"] }),
      /^servers leave by 2 addresses, of NAT gateways "main"; 1 approved/,
    ],
    "an address that is associated with a NAT gateway": [associated(), /^servers leave by 2 addresses/],
    "addresses in every zone of a regional NAT gateway": [
      regional({ allocationIds: ["eipalloc-1"] }, { allocationIds: ["eipalloc-2", "eipalloc-3"] }),
      /^servers leave by 3 addresses/,
    ],
    "a regional NAT gateway, to which AWS adds addresses": [
      regional(),
      'cannot be proven: how many addresses NAT gateway "main" has is not known yet\n' +
        "Mend: give it one by allocationId.",
    ],
    "a regional NAT gateway whose addresses are not known yet": [
      gateway({ availabilityMode: "regional", availabilityZoneAddresses: UNKNOWN }),
      /^cannot be proven: how many addresses/,
    ],
    "a regional NAT gateway with a zone that is not known yet": [
      regional({ allocationIds: UNKNOWN }),
      /^cannot be proven: how many addresses/,
    ],
    "a NAT gateway that may be regional": [
      change("natGateway", { availabilityMode: UNKNOWN }),
      /^cannot be proven: how many addresses/,
    ],
    "second addresses that are not known yet": [
      change("natGateway", { secondaryAllocationIds: UNKNOWN }),
      /^cannot be proven: how many addresses/,
    ],
    "a NAT gateway that may be public": [
      change("natGateway", { connectivityType: UNKNOWN }),
      /^cannot be proven: how many addresses/,
    ],
    "servers without a NAT gateway": [
      without("natGateway", "privateRoute"),
      "servers have no fixed address to leave by: there is no NAT gateway\nMend: give the VPC one.",
    ],
    "servers with a private NAT gateway alone": [
      gateway({ connectivityType: "private" }),
      /^servers have no fixed address to leave by/,
    ],
    "a server with a public address": [
      change("wasBase", { associatePublicIpAddress: true }),
      "was-base leaves by an address of its own: was-base has a public address\n" +
        "Mend: set associatePublicIpAddress to false, and attach no address.",
    ],
    "a server that may have a public address": [
      change("wasBase", { associatePublicIpAddress: UNKNOWN }),
      "cannot be proven: was-base leaves by an address of its own: whether was-base has a public address is not known " +
        "yet\nMend: set associatePublicIpAddress to false, and attach no address.",
    ],
    "a server that takes one from its subnet": [
      edited(({ private2, wasBase }) => {
        private2.inputs.mapPublicIpOnLaunch = true;
        wasBase.inputs.associatePublicIpAddress = undefined;
        return [];
      }),
      /^was-base leaves by an address of its own: was-base has a public address from subnet private-2\n/,
    ],
    "a server with an address that is attached to it": [
      edited(({ webBase }) => [aws("ec2/eip:Eip", "direct", { instance: idOf(webBase) })]),
      /^web-base leaves by an address of its own: address "direct" is attached to it\n/,
    ],
    "an address that is attached by an association": [
      edited(({ webBase }) => {
        const direct = eip("direct");
        const inputs = { allocationId: idOf(direct), instanceId: idOf(webBase) };
        return [direct, aws("ec2/eipAssociation:EipAssociation", "direct", inputs)];
      }),
      /^web-base leaves by an address of its own: address "direct" is attached to it\n/,
    ],
    "a template that gives out public addresses": [
      change("wasTemplate", {
        networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: ["SecurityGroup-was"] }],
      }),
      /^was \(launch template\) leaves by an address of its own/,
    ],
    "an IPv6 address": [
      change("wasBase", { ipv6AddressCount: 1 }),
      /^was-base leaves by an address of its own: was-base has an IPv6 address\n/,
    ],
    "a stray server with a public address": [
      edited(({ public1 }) => [instance("stray", { subnetId: idOf(public1), associatePublicIpAddress: true })]),
      /^stray leaves by an address of its own/,
    ],
    "an interface with an address": [
      edited(({ public1 }) => {
        const own = aws("ec2/networkInterface:NetworkInterface", "appliance", { subnetId: idOf(public1) });
        return [own, aws("ec2/eip:Eip", "direct", { networkInterface: idOf(own) })];
      }),
      /^appliance leaves by an address of its own/,
    ],
    "tasks with public addresses": [
      edited(() => [
        aws("ecs/service:Service", "tasks", { networkConfiguration: { subnets: ["subnet-1"], assignPublicIp: true } }),
      ]),
      'tasks of "tasks" leave by addresses of their own\nMend: set assignPublicIp to false.',
    ],
    "tasks that may have public addresses": [
      edited(() => [aws("ecs/service:Service", "tasks", { networkConfiguration: UNKNOWN })]),
      /cannot be proven: tasks of "tasks" leave by addresses of their own\n/,
    ],
    "a way out by IPv6": [
      privateRoute({ egressOnlyGatewayId: "eigw-1" }),
      'route "private" lets every server leave by an IPv6 address of its own\nMend: route to the NAT gateway alone.',
    ],
    "a way out through another network": [
      privateRoute({ transitGatewayId: "tgw-1" }),
      'route "private" leaves by another network, whose addresses are not described in this stack\n' +
        "Mend: route to the NAT gateway alone.",
    ],
    "a way out through a VPN": [privateRoute({ gatewayId: "vgw-1" }), /^route "private" leaves by another network/],
    "a way out through an appliance": [
      privateRoute({ networkInterfaceId: "eni-1" }),
      /^route "private" leaves through an interface or endpoint, whose address is not described in this stack/,
    ],
    "a way out that is not known yet": [
      privateRoute({ gatewayId: UNKNOWN }),
      /route "private".*cannot be proven|cannot be proven.*route "private"/,
    ],
    "a route that says no target": [privateRoute({}), /^route "private" cannot be proven to leave by the NAT gateway/],
    "a way out of a table that is not known yet": [
      change("privateRoute", { routeTableId: UNKNOWN, natGatewayId: undefined, transitGatewayId: "tgw-1" }),
      /^route "private" leaves by another network/,
    ],
    "an inline route to another network": [
      change("privateTable", { routes: [{ cidrBlock: "0.0.0.0/0", vpcPeeringConnectionId: "pcx-1" }] }),
      /^a route of table "private" leaves by another network/,
    ],
  },
  allows: {
    "as many NAT gateways as are approved": configured({ allowedAddresses: 2 }, secondGateway),
    "as many addresses of one NAT gateway as are approved": configured({ allowedAddresses: 2 }, associated()),
    "as many addresses as are approved, once AWS reports all of them": refreshed(
      edited(({ natGateway }) => {
        const second = eip("second");
        natGateway.outputs.secondaryAllocationIds = [idOf(second)];
        const inputs = { natGatewayId: idOf(natGateway), allocationId: idOf(second) };
        return [second, aws("ec2/natGatewayEipAssociation:NatGatewayEipAssociation", "second", inputs)];
      }),
      { allowedAddresses: 2 },
    ),
    "an address that is not known yet": change("natGateway", { allocationId: UNKNOWN }),
    "one address of a regional NAT gateway": regional({
      availabilityZone: "eu-west-1a",
      allocationIds: ["eipalloc-1"],
    }),
    "a private NAT gateway beside": edited(({ private1 }) => [
      aws("ec2/natGateway:NatGateway", "inside", { connectivityType: "private", subnetId: idOf(private1) }),
    ]),
    "the bastion's own address": edited(({ bastionServer }) => [
      aws("ec2/eip:Eip", "bastion", { instance: idOf(bastionServer) }),
    ]),
    "a way to a gateway endpoint": edited(({ privateTable }) => [
      aws("ec2/route:Route", "bucket", {
        routeTableId: idOf(privateTable),
        destinationCidrBlock: "3.5.0.0/16",
        gatewayId: "vpce-1",
      }),
    ]),
    "tasks without public addresses": edited(() => [
      aws("ecs/service:Service", "plain", {}),
      aws("ecs/service:Service", "tasks", { networkConfiguration: { assignPublicIp: "false" } }),
    ]),
    "a stack without servers": [aws("ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" })],
  },
});
