/**
 * A small AWS network in plain words. The oracle answers questions about it, packet by packet; `toResources` renders it
 * as what the policy pack receives. References are by name, and every name is unique in a Spec.
 */
export interface Spec {
  vpcs: VpcSpec[];
  subnets: SubnetSpec[];
  routeTables: RouteTableSpec[];
  nacls: NaclSpec[];
  groups: GroupSpec[];
  prefixLists: PrefixListSpec[];
  servers: ServerSpec[];
  fleets: FleetSpec[];
  targetGroups: TargetGroupSpec[];
  balancers: BalancerSpec[];
}

/** As IP numbers them: a ping is "icmp" over IPv4 and "icmpv6" over IPv6. */
export type Protocol = "tcp" | "udp" | "icmp" | "icmpv6";

export interface VpcSpec {
  name: string;
  cidr: string;
  /** Added by a VpcIpv4CidrBlockAssociation, from which its subnets take the VPC's id. */
  secondaryCidr?: string;
  ipv6Cidr?: string;
  /** "attachment": a gateway of its own, joined by an InternetGatewayAttachment. */
  internetGateway: "none" | "direct" | "attachment";
  egressOnlyGateway: boolean;
  natGateways: NatGatewaySpec[];
}

export interface NatGatewaySpec {
  name: string;
  subnet: string;
  /** Its elastic address. */
  address: string;
}

export interface SubnetSpec {
  name: string;
  vpc: string;
  zone: string;
  cidr: string;
  ipv6Cidr?: string;
  mapPublicIp: boolean;
  assignIpv6: boolean;
  /** The table it is associated with. @default the VPC's main table */
  routeTable?: string;
  /** The network ACL it is associated with. @default the VPC's default one */
  nacl?: string;
}

export interface RouteTableSpec {
  name: string;
  vpc: string;
  /**
   * - "own": a RouteTable that subnets name
   * - "main": the table made with the VPC, given routes by Route resources
   * - "main-adopted": the same, as a DefaultRouteTable
   * - "main-associated": a RouteTable made the main one by a MainRouteTableAssociation, which beats the other two
   */
  kind: "own" | "main" | "main-adopted" | "main-associated";
  routes: RouteSpec[];
}

export interface RouteSpec {
  destination: string;
  /** The VPC's gateway of that kind, or a NAT gateway's name. */
  target: "internet-gateway" | "egress-only-gateway" | { nat: string };
  /** Written inside the table, where the table is a resource. */
  inline: boolean;
}

export interface NaclSpec {
  name: string;
  vpc: string;
  /** "default-adopted": the VPC's default ACL as a DefaultNetworkAcl, which removes the rules AWS gave it. */
  kind: "own" | "default-adopted";
  associatedBy: "subnetIds" | "association";
  rules: NaclRuleSpec[];
}

export interface NaclRuleSpec {
  number: number;
  direction: "ingress" | "egress";
  action: "allow" | "deny";
  protocol: Protocol | "-1";
  cidr: string;
  from: number;
  to: number;
  inline: boolean;
}

export interface GroupSpec {
  name: string;
  vpc: string;
  /**
   * - "own": a SecurityGroup; the provider removes AWS's allow-all egress
   * - "default": the VPC's default group, with the rules AWS gives it and those listed
   * - "default-adopted": the same as a DefaultSecurityGroup, which keeps only the rules listed
   */
  kind: "own" | "default" | "default-adopted";
  /** An adopted group is also still a property of its VPC. @default "resource" */
  namedBy?: "resource" | "vpc";
  rules: RuleSpec[];
}

export interface RuleSpec {
  name: string;
  direction: "ingress" | "egress";
  protocol: Protocol | "-1";
  /** Ports, for TCP and UDP. */
  from: number;
  to: number;
  /** One peer where the style is "standalone"; where it is "rule", blocks and lists, or one group, or the group itself. */
  peers: Peer[];
  /** aws.vpc.SecurityGroup{In,E}gressRule, aws.ec2.SecurityGroupRule, or inside the SecurityGroup. */
  style: "standalone" | "rule" | "inline";
}

export type Peer =
  | { cidr: string }
  | { group: string }
  | { self: true }
  | { prefixList: string }
  /** A block of the one private address that a server's primary interface has first. */
  | { privateAddressOf: string }
  /** A block of the elastic address of a server's primary interface or of a NAT gateway. */
  | { publicAddressOf: string };

export interface PrefixListSpec {
  name: string;
  family: 4 | 6;
  /** `separate`: a ManagedPrefixListEntry of its own. */
  entries: { cidr: string; separate: boolean }[];
}

export interface InterfaceSpec {
  subnet: string;
  /** Private IPv4 addresses, the primary one first. */
  addresses: string[];
  /** @default the VPC's default group */
  groups: string[];
  /** Added by NetworkInterfaceSecurityGroupAttachment. */
  attachedGroups: string[];
  /** The IPv6 address it has, where `ipv6By` or the subnet gives it one. */
  ipv6Address?: string;
  ipv6By?: "address" | "count";
  eip?: { address: string; by: "eip-instance" | "eip-interface" | "association-instance" | "association-interface" };
}

export interface ServerSpec extends InterfaceSpec {
  name: string;
  /** associatePublicIpAddress. @default the subnet's mapPublicIp */
  publicAddress?: boolean;
  /** Whether the program fixes the primary private address, so that a first preview knows it. */
  addressGiven: boolean;
  /**
   * Its primary interface is a NetworkInterface of its own, named in that property: AWS then gives no public address.
   * @default the interface that comes with the instance
   */
  ownInterface?: "networkInterfaces" | "primaryNetworkInterface";
  /** Network interfaces of their own, attached to the server. */
  interfaces: (InterfaceSpec & { name: string })[];
}

/** A launch template with its Auto Scaling group: servers at any address of any of its subnets. */
export interface FleetSpec {
  name: string;
  subnets: string[];
  /** @default the VPC's default group */
  groups: string[];
  /** @default the subnet's mapPublicIp */
  publicAddress?: boolean;
  /** Groups and addresses in the template's networkInterfaces, as `publicAddress` and `ipv6` need. */
  interfaceBlock: boolean;
  /** ipv6AddressCount 1. @default the subnet's assignIpv6 */
  ipv6: boolean;
}

export interface TargetGroupSpec {
  name: string;
  vpc: string;
  protocol: "HTTP" | "HTTPS" | "TCP" | "TLS" | "UDP" | "TCP_UDP";
  port: number;
  /** "alb": an application load balancer behind a network one. */
  targetType: "instance" | "ip" | "alb";
  /** @default on, except for TCP and TLS to ip targets. Always on for application load balancers */
  preserveClientIp?: boolean;
  targets: TargetSpec[];
}

export type TargetSpec = ServerTargetSpec | FleetTargetSpec | { balancer: string };

export interface FleetTargetSpec {
  fleet: string;
  /** The Auto Scaling group's targetGroupArns or trafficSources, or an Attachment or TrafficSourceAttachment. */
  by: "targetGroupArns" | "trafficSources" | "attachment" | "trafficSourceAttachment";
}

export interface ServerTargetSpec {
  server: string;
  /** For ip targets: which of the server's addresses. */
  address?: string;
  /** For ip targets: the address written out, rather than read from the server. */
  literal?: boolean;
  /** @default the target group's */
  port?: number;
}

export interface BalancerSpec {
  name: string;
  kind: "application" | "network" | "classic";
  subnets: string[];
  internal: boolean;
  /** @default the VPC's default group; none at all for a network load balancer */
  groups: string[];
  /** @default "ipv4" */
  addressType?: "dualstack" | "dualstack-without-public-ipv4";
  /** @default on, but off for a network load balancer */
  crossZone?: boolean;
  /** By subnet mapping, for an internal network load balancer: its address in each subnet. */
  nodeAddresses?: Partial<Record<string, string>>;
  listeners: ListenerSpec[];
  /** A classic load balancer's instances. */
  instances: ({ server: string; by: "instances" | "attachment" } | { fleet: string; by: "group" | "attachment" })[];
}

export interface ListenerSpec {
  port: number;
  protocol: "HTTP" | "HTTPS" | "TCP" | "TLS" | "UDP" | "TCP_UDP";
  /** What it does with a request; a classic load balancer has an instance port instead. */
  action: ActionSpec;
  /** Listener rules of an application load balancer, each on a path of its own. */
  rules: ActionSpec[];
  instancePort: number;
}

export type ActionSpec =
  { type: "forward"; targetGroups: string[]; weighted: boolean } | { type: "redirect" } | { type: "fixed-response" };
