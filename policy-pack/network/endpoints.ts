/** What has addresses in the network: servers, load balancers, databases, mount targets, and what is not modelled. */
import { type Interface, type InterfaceProperties, Interfaces, type NamedGroups } from "./interfaces";
import { addTo } from "./lists";
import { open, undecided } from "./locks";
import {
  booleanOf,
  entriesOf,
  isGiven,
  listOf,
  member,
  numberOf,
  read,
  readInput,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "./resource";
import type { Group, SecurityGroups } from "./security-groups";
import { type References, type StackIndex, together } from "./stack-index";
import type { Subnets } from "./subnets";
import { kindOf } from "./types";

export type EndpointKind = "server" | "load balancer" | "database" | "mount target" | "interface" | "not modelled";

export interface Endpoint {
  kind: EndpointKind;
  name: string;
  resource: Resource;
  interfaces: Interface[];
}

const INSTANCE = "ec2/instance";
const TEMPLATE = "ec2/launchTemplate";
const LAUNCH_CONFIGURATION = "ec2/launchConfiguration";
const INTERFACE = "ec2/networkInterface";
const SCALING_GROUP = "autoscaling/group";
const SUBNET_GROUP = "rds/subnetGroup";
const DATABASE = "rds/instance";

const ANYWHERE: References = { resources: [], foreign: [], open: true };

export class Endpoints {
  readonly all: Endpoint[] = [];
  private readonly byUrn = new Map<string, Endpoint>();
  private readonly interfaces: Interfaces;
  private launches?: ReturnType<Endpoints["allLaunches"]>;

  constructor(
    private readonly index: StackIndex,
    private readonly securityGroups: SecurityGroups,
    private readonly subnets: Subnets,
  ) {
    this.interfaces = new Interfaces(securityGroups, subnets);
    for (const resource of index.of(INSTANCE)) this.addInstance(resource);
    for (const resource of index.of(TEMPLATE)) this.addTemplate(resource);
    for (const resource of index.of(LAUNCH_CONFIGURATION)) this.addLaunchConfiguration(resource);
    for (const resource of index.of("ec2/spotFleetRequest")) this.addSpotFleet(resource);
    for (const resource of index.of(SCALING_GROUP))
      this.addLauncher(resource, this.placeOf(resource, "vpcZoneIdentifiers"));
    for (const resource of index.of("ec2/fleet", "ec2/spotFleetRequest")) this.addLauncher(resource, ANYWHERE);
    for (const resource of index.of(INTERFACE)) this.addInterface(resource);
    for (const resource of index.of(DATABASE)) this.add("database", resource, this.databaseProperties(resource));
    for (const resource of index.of("rds/cluster")) this.add("database", resource, this.clusterProperties(resource));
    for (const resource of index.of("efs/mountTarget"))
      this.add("mount target", resource, this.mountTargetProperties(resource));
    for (const resource of index.of("lb/loadBalancer"))
      this.addLoadBalancer(resource, this.loadBalancerProperties(resource));
    for (const resource of index.of("elb/loadBalancer"))
      this.addLoadBalancer(resource, this.classicProperties(resource));
    for (const resource of index.of("ec2/networkInterfaceAttachment")) this.attachInterface(resource);
    for (const resource of index.of("ec2/networkInterfaceSecurityGroupAttachment")) this.attachGroup(resource);
    for (const resource of index.of("ec2/eip")) this.attachAddress(resource, "networkInterface", "instance");
    for (const resource of index.of("ec2/eipAssociation"))
      this.attachAddress(resource, "networkInterfaceId", "instanceId");
  }

  get(resource: Resource): Endpoint | undefined {
    return this.byUrn.get(resource.urn);
  }

  /** Something that is not modelled, but wears groups or stands in subnets. */
  addOther(resource: Resource, groups: Group[], subnets: Resource[], reason: string): Endpoint {
    const endpoint = this.add("not modelled", resource, {
      groups: groups.length > 0 ? { groups, open: false } : undefined,
      subnets: { resources: subnets, foreign: [], open: subnets.length === 0 },
      placement: "somewhere",
      publicIpv4: UNKNOWN,
      ipv6: UNKNOWN,
    });
    for (const one of endpoint.interfaces) one.sideDoor = reason;
    return endpoint;
  }

  private add(kind: EndpointKind, resource: Resource, ...properties: InterfaceProperties[]): Endpoint {
    const name = kindOf(resource.type) === TEMPLATE ? `${resource.name} (launch template)` : resource.name;
    const interfaces = properties.map((one) => this.interfaces.create(resource, one));
    const endpoint: Endpoint = { kind, name, resource, interfaces };
    this.byUrn.set(resource.urn, endpoint);
    this.all.push(endpoint);
    return endpoint;
  }

  private addInstance(resource: Resource): void {
    const templates = this.templatesOf(resource, "launchTemplate");
    const template = templates.resources.at(0);
    const place = this.subnets.refer(resource, "subnetId");
    const inherited = template && this.templateProperties(template, place).at(0);
    const owned = this.interfaceReferences(resource);
    const named = this.instanceGroups(resource);
    const isTemplateUnknown = !isNowhere(templates) && (template === undefined || templates.doubt !== undefined);
    const fallback = isTemplateUnknown
      ? { groups: [], doubt: `the launch template of ${resource.name} is not part of this stack`, open: true }
      : inherited?.groups;
    const properties: InterfaceProperties = {
      groups: named ?? fallback,
      subnets: this.placeOf(resource, "subnetId", inherited?.subnets),
      placement: "everywhere",
      publicIpv4:
        booleanOf(read(resource, "associatePublicIpAddress")) ?? (isTemplateUnknown ? UNKNOWN : inherited?.publicIpv4),
      ipv6: ownIpv6(resource),
      privateIps: [read(resource, "privateIp"), ...listOf(read(resource, "secondaryPrivateIps"))],
      ipv6Addresses: listOf(read(resource, "ipv6Addresses")),
    };
    // One that is given its first interface has none of its own; whatever an interface wears that is not described.
    const isDescribed = owned !== undefined && !owned.open && owned.foreign.length === 0;
    const doubt = owned?.doubt ?? `the network interface of ${resource.name} is not part of this stack`;
    const undescribed: InterfaceProperties = {
      ...properties,
      groups: { groups: named?.groups ?? [], doubt, open: true },
      publicIpv4: UNKNOWN,
    };
    const endpoint = this.add(
      "server",
      resource,
      ...(owned === undefined ? [properties] : isDescribed ? [] : [undescribed]),
    );
    const address = textOf(read(resource, "publicIp"));
    const primary = endpoint.interfaces.at(0);
    if (primary && address !== undefined) primary.ipv4 = open(`${resource.name} has the public address ${address}`);
  }

  /** AWS gives an instance the groups of both properties; what it reports as names is in the other one by id. */
  private instanceGroups(resource: Resource): NamedGroups | undefined {
    const ids = this.namedGroups(resource, "vpcSecurityGroupIds");
    const names = readInput(resource, "securityGroups");
    if (!isGiven(names) || (Array.isArray(names) && names.length === 0)) return ids;
    const more = this.securityGroups.refer(resource, "securityGroups", names);
    return {
      groups: [...(ids?.groups ?? []), ...more.groups],
      doubt: ids?.doubt ?? more.doubt,
      open: (ids?.open ?? false) || more.open,
    };
  }

  /** What starts servers from a template that the stack does not describe is a server that wears no one knows what. */
  private addLauncher(resource: Resource, places: References): void {
    const launched = this.launchReferences(resource);
    if (launched.foreign.length === 0 && !launched.open) return;
    const doubt =
      launched.doubt ?? `launch template ${launched.foreign.join(", ")} of ${resource.name} is not part of this stack`;
    const groups = { groups: [], doubt, open: true };
    this.add("server", resource, {
      groups,
      subnets: places,
      placement: "everywhere",
      publicIpv4: UNKNOWN,
      ipv6: UNKNOWN,
    });
  }

  private addTemplate(resource: Resource): void {
    const places = perSubnet(this.launchSubnets(resource));
    this.add("server", resource, ...places.flatMap((place) => this.templateProperties(resource, place)));
  }

  private templateProperties(resource: Resource, users: References): InterfaceProperties[] {
    const outer = this.namedGroups(resource, "vpcSecurityGroupIds") ?? this.namedGroups(resource, "securityGroupNames");
    const entries = entriesOf(read(resource, "networkInterfaces"));
    if (entries.length === 0) {
      const isOnlyRead = resource.inputs === undefined && outer === undefined;
      const doubt = `the groups of launch template "${resource.name}" are not part of this stack`;
      const unread: InterfaceProperties = {
        groups: { groups: [], doubt, open: true },
        publicIpv4: UNKNOWN,
        subnets: users,
        placement: "everywhere",
      };
      return [isOnlyRead ? unread : { groups: outer, subnets: users, placement: "everywhere" }];
    }
    return entries.map((entry, position): InterfaceProperties => {
      const groups = this.securityGroups.refer(resource, "networkInterfaces", member(entry, "securityGroups"));
      const own = member(entry, "subnetId");
      const subnets = isGiven(own) && own !== UNKNOWN ? this.subnets.refer(resource, "networkInterfaces", own) : users;
      return {
        groups: groups.groups.length > 0 || groups.open ? groups : outer,
        subnets,
        placement: "everywhere",
        isPrimary: position === 0,
        publicIpv4: publicAddressOf(entry),
        ipv6: hasIpv6(
          [member(entry, "ipv6AddressCount"), member(entry, "ipv6PrefixCount")],
          [member(entry, "ipv6Addresses"), member(entry, "ipv6Prefixes")],
          member(entry, "primaryIpv6"),
        ),
      };
    });
  }

  /** Every subnet that something launches servers of a template, or launch configuration, in. */
  private launchSubnets(template: Resource): References {
    this.launches ??= this.allLaunches();
    const { ofAny, of } = this.launches[kindOf(template.type) === TEMPLATE ? "templates" : "configurations"];
    const places = [...ofAny, ...(of.get(template) ?? [])];
    if (places.length > 0) return together(places);
    const doubt = `nothing in this stack starts servers from ${template.name}`;
    const anySubnet = this.index.of("ec2/subnet", "ec2/defaultSubnet");
    return anySubnet.length > 0 ? { resources: anySubnet, foreign: [], doubt, open: false } : ANYWHERE;
  }

  /** Where each launch template and each launch configuration is used. */
  private allLaunches() {
    const launches = {
      templates: { ofAny: [] as References[], of: new Map<Resource, References[]>() },
      configurations: { ofAny: [] as References[], of: new Map<Resource, References[]>() },
    };
    const enter = (kind: keyof typeof launches, used: References, place: References) => {
      const { ofAny, of } = launches[kind];
      if (used.open) ofAny.push(place);
      else for (const one of new Set(used.resources)) addTo(of, one, place);
    };
    for (const group of this.index.of(SCALING_GROUP)) {
      const place = this.placeOf(group, "vpcZoneIdentifiers");
      const named = ["launchTemplate", "mixedInstancesPolicy"].map((property) => this.templatesOf(group, property));
      enter("templates", together(named), place);
      enter("configurations", this.index.refer(group, "launchConfiguration", LAUNCH_CONFIGURATION), place);
    }
    for (const fleet of this.index.of("ec2/fleet", "ec2/spotFleetRequest")) {
      const written = listOf(read(fleet, "launchTemplateConfigs")).flatMap((one) => listOf(member(one, "overrides")));
      const named = written.map((one) => this.subnets.refer(fleet, "launchTemplateConfigs", member(one, "subnetId")));
      enter(
        "templates",
        this.templatesOf(fleet, "launchTemplateConfigs"),
        named.length > 0 ? together(named) : ANYWHERE,
      );
    }
    return launches;
  }

  /** The servers that an Auto Scaling group or a fleet launches. */
  launchedBy(resource: Resource): Endpoint[] {
    const launched = this.launchReferences(resource);
    const own = this.byUrn.get(resource.urn);
    const resources = launched.open ? this.index.of(TEMPLATE, LAUNCH_CONFIGURATION) : launched.resources;
    return [...resources.flatMap((one) => this.byUrn.get(one.urn) ?? []), ...(own ? [own] : [])];
  }

  private launchReferences(resource: Resource): References {
    return together([
      this.templatesOf(resource, "launchTemplate"),
      this.templatesOf(resource, "mixedInstancesPolicy"),
      this.templatesOf(resource, "launchTemplateConfigs"),
      this.index.refer(resource, "launchConfiguration", LAUNCH_CONFIGURATION),
    ]);
  }

  /** The templates that a property, at any depth, names by id or name. */
  private templatesOf(resource: Resource, property: string): References {
    const names = [...valuesOf(read(resource, property), ["id", "name", "launchTemplateId", "launchTemplateName"])];
    return together(names.map((name) => this.index.references(resource, property, name, [TEMPLATE])));
  }

  private addLaunchConfiguration(resource: Resource): void {
    this.add("server", resource, {
      groups: this.namedGroups(resource, "securityGroups"),
      subnets: this.launchSubnets(resource),
      placement: "everywhere",
      publicIpv4: booleanOf(read(resource, "associatePublicIpAddress")),
    });
  }

  private addSpotFleet(resource: Resource): void {
    const entries = entriesOf(read(resource, "launchSpecifications"));
    if (entries.length === 0) return;
    const properties = entries.map((entry): InterfaceProperties => {
      const groups = this.securityGroups.refer(resource, "launchSpecifications", member(entry, "vpcSecurityGroupIds"));
      const place = this.subnets.refer(resource, "launchSpecifications", member(entry, "subnetId"));
      return {
        groups: groups.groups.length > 0 || groups.open ? groups : undefined,
        subnets: isNowhere(place) ? ANYWHERE : place,
        placement: "everywhere",
        publicIpv4: booleanOf(member(entry, "associatePublicIpAddress")),
      };
    });
    this.add("server", resource, ...properties);
  }

  /** An interface belongs to the instance that it is attached to; one that is not attached is an endpoint of its own. */
  private addInterface(resource: Resource): void {
    const written = listOf(read(resource, "attachments"));
    const instances = together([
      ...written.map((one) => this.index.references(resource, "attachments", member(one, "instance"), [INSTANCE])),
      ...this.index
        .of(INSTANCE)
        .filter((instance) => this.interfaceReferences(instance)?.resources.includes(resource))
        .map((instance): References => ({ resources: [instance], foreign: [], open: false })),
    ]);
    const endpoint = this.add("interface", resource, {
      groups: this.namedGroups(resource, "securityGroups"),
      subnets: this.placeOf(resource, "subnetId"),
      placement: "everywhere",
      publicIpv4: false,
      ipv6: ownIpv6(resource),
      privateIps: interfaceAddresses(resource),
      ipv6Addresses: listOf(read(resource, "ipv6Addresses")),
    });
    this.join(endpoint, instances.resources);
  }

  private attachInterface(resource: Resource): void {
    const instances = this.index.refer(resource, "instanceId", INSTANCE);
    const attached = this.index.refer(resource, "networkInterfaceId", INTERFACE);
    for (const one of attached.open ? this.index.of(INTERFACE) : attached.resources) {
      const endpoint = this.byUrn.get(one.urn);
      if (endpoint) this.join(endpoint, instances.open ? this.index.of(INSTANCE) : instances.resources);
    }
  }

  private join(own: Endpoint, instances: readonly Resource[]): void {
    const servers = instances.flatMap((instance) => this.byUrn.get(instance.urn) ?? []);
    const server = servers.at(0);
    if (server === undefined) return;
    for (const one of own.interfaces) one.isPrimary = servers.every(({ interfaces }) => interfaces.length === 0);
    for (const one of servers) one.interfaces.push(...own.interfaces);
    this.byUrn.set(own.resource.urn, server);
    this.all.splice(this.all.indexOf(own), 1);
  }

  private attachGroup(resource: Resource): void {
    const {
      groups,
      doubt,
      open: isOpen,
    } = this.securityGroups.refer(resource, "securityGroupId", read(resource, "securityGroupId"));
    const { foreign } = this.index.refer(resource, "networkInterfaceId", INTERFACE, INSTANCE);
    for (const group of foreign.length > 0 ? groups : []) {
      group.outsiders ??= `interface ${foreign.join(", ")} wears it, and is not part of this stack`;
    }
    const { interfaces, doubt: where } = this.interfacesNamed(resource, "networkInterfaceId");
    for (const one of interfaces) {
      one.groups.push(...groups.map((group) => ({ group, doubt: doubt ?? where })));
      if (isOpen) one.undescribedGroups ??= doubt;
    }
  }

  /** AWS tells both the interface that an address is attached to and its instance: the interface decides. */
  private attachAddress(resource: Resource, ...properties: string[]): void {
    for (const property of properties) {
      const { interfaces, doubt } = this.interfacesNamed(resource, property);
      for (const one of interfaces) {
        if (doubt === undefined) one.ipv4 = open(`address "${resource.name}" is attached to it`);
        else if (one.ipv4.state === "shut") one.ipv4 = undecided(doubt);
      }
      if (interfaces.length > 0) return;
    }
  }

  /** The interfaces that a property names, directly or by their instance: its first one. */
  private interfacesNamed(resource: Resource, property: string): { interfaces: Interface[]; doubt?: string } {
    const { resources, doubt, open: isOpen } = this.index.refer(resource, property, INTERFACE, INSTANCE);
    const named = isOpen ? this.index.of(INTERFACE, INSTANCE) : resources;
    const interfaces = named.flatMap((one) => {
      const endpoint = this.byUrn.get(one.urn);
      if (endpoint === undefined) return [];
      const own = this.joined(endpoint, one);
      return own === undefined ? [] : [own];
    });
    return { interfaces, doubt };
  }

  private joined(endpoint: Endpoint, named: Resource): Interface | undefined {
    if (endpoint.resource === named) return endpoint.interfaces[0];
    return endpoint.interfaces[endpoint.interfaces.length - 1];
  }

  private databaseProperties(resource: Resource): InterfaceProperties {
    return {
      groups: this.namedGroups(resource, "vpcSecurityGroupIds"),
      subnets: this.databaseSubnets(resource),
      placement: "somewhere",
      publicIpv4: booleanOf(read(resource, "publiclyAccessible")) ?? false,
      ipv6: textOf(read(resource, "networkType")) === "DUAL" ? UNKNOWN : false,
    };
  }

  /** A replica in the same region stands in the subnets of its source. */
  private databaseSubnets(resource: Resource, depth = 0): References {
    const groups = this.index.refer(resource, "dbSubnetGroupName", SUBNET_GROUP);
    if (!isNowhere(groups)) {
      const places = groups.resources.map((group) => this.placeOf(group, "subnetIds"));
      return {
        ...together(places),
        open: groups.open || groups.foreign.length > 0 || places.some((place) => place.open),
      };
    }
    const sources = this.index.refer(resource, "replicateSourceDb", DATABASE);
    const source = sources.resources.at(0);
    return source !== undefined && depth < 5 ? this.databaseSubnets(source, depth + 1) : ANYWHERE;
  }

  private clusterProperties(resource: Resource): InterfaceProperties {
    const members = this.index.referring(resource, "clusterIdentifier", "rds/clusterInstance");
    const access = [resource, ...members].map((one) => booleanOf(read(one, "publiclyAccessible")) ?? false);
    return {
      ...this.databaseProperties(resource),
      publicIpv4: access.includes(true) || (access.includes(UNKNOWN) ? UNKNOWN : false),
    };
  }

  private mountTargetProperties(resource: Resource): InterfaceProperties {
    return {
      groups: this.namedGroups(resource, "securityGroups"),
      subnets: this.placeOf(resource, "subnetId"),
      placement: "everywhere",
      publicIpv4: false,
      ipv6: textOf(read(resource, "ipAddressType"))?.includes("IPV6") ? UNKNOWN : false,
      privateIps: [read(resource, "ipAddress")],
    };
  }

  /** A load balancer has a node in each of its subnets; a connection goes in and out by the same one. */
  private addLoadBalancer(resource: Resource, properties: InterfaceProperties): void {
    const nodes = perSubnet(properties.subnets).map((subnets) => ({ ...properties, subnets }));
    this.add("load balancer", resource, ...nodes);
  }

  private loadBalancerProperties(resource: Resource): InterfaceProperties {
    const type = read(resource, "loadBalancerType");
    const isApplication = type === undefined || type === "application";
    const groups = this.namedGroups(resource, "securityGroups");
    const mappings = listOf(read(resource, "subnetMappings"));
    const places = [
      this.subnets.refer(resource, "subnets"),
      ...mappings.map((one) => this.subnets.refer(resource, "subnetMappings", member(one, "subnetId"))),
    ].filter((place) => !isNowhere(place));
    const isInternal = booleanOf(read(resource, "internal")) ?? false;
    const ipAddressType = read(resource, "ipAddressType");
    const isDual = textOf(ipAddressType)?.includes("dualstack") ?? false;
    return {
      groups,
      subnets: places.length > 0 ? together(places) : ANYWHERE,
      placement: "everywhere",
      publicIpv4:
        ipAddressType === "dualstack-without-public-ipv4" ? false : isInternal === UNKNOWN ? UNKNOWN : !isInternal,
      // An internal one has them, and blocks them from the internet (ELB user guide, "IP address types").
      ipv6: ipAddressType === UNKNOWN ? UNKNOWN : isDual,
      isInternal: isInternal === true,
      isUnfiltered: !isApplication && groups === undefined,
    };
  }

  private classicProperties(resource: Resource): InterfaceProperties {
    const isInternal = booleanOf(read(resource, "internal")) ?? false;
    return {
      groups: this.namedGroups(resource, "securityGroups"),
      subnets: this.placeOf(resource, "subnets"),
      placement: "everywhere",
      publicIpv4: isInternal === UNKNOWN ? UNKNOWN : !isInternal,
      ipv6: false,
    };
  }

  private namedGroups(resource: Resource, property: string): NamedGroups | undefined {
    const value = read(resource, property);
    if (!isGiven(value) || (Array.isArray(value) && value.length === 0)) return undefined;
    return this.securityGroups.refer(resource, property, value);
  }

  /** The subnets a property names; anywhere, or as something else says, where it names none. */
  private placeOf(resource: Resource, property: string, otherwise = ANYWHERE): References {
    const place = this.subnets.refer(resource, property);
    return isNowhere(place) ? otherwise : place;
  }

  /** The interfaces that an instance is launched with; undefined where it makes its own. */
  private interfaceReferences(resource: Resource): References | undefined {
    const first = read(resource, "primaryNetworkInterface");
    const ids: [string, Value][] = [
      ["primaryNetworkInterface", isGiven(first) ? member(first, "networkInterfaceId") : undefined],
      ...entriesOf(read(resource, "networkInterfaces")).map((one): [string, Value] => [
        "networkInterfaces",
        member(one, "networkInterfaceId"),
      ]),
    ];
    const given = ids.filter(([, id]) => isGiven(id));
    if (given.length === 0) return undefined;
    return together(given.map(([property, id]) => this.index.references(resource, property, id, [INTERFACE])));
  }
}

function interfaceAddresses(resource: Resource): Value[] {
  const lists = [...listOf(read(resource, "privateIps")), ...listOf(read(resource, "privateIpLists"))];
  return lists.length > 0 ? lists : [read(resource, "privateIp")];
}

/** Whether an interface of a template gets a public address, of AWS or of a carrier. */
function publicAddressOf(entry: Value): boolean | typeof UNKNOWN | undefined {
  const carrier = booleanOf(member(entry, "associateCarrierIpAddress")) ?? false;
  return carrier === false ? booleanOf(member(entry, "associatePublicIpAddress")) : carrier;
}

/** Whether an instance or interface asks for IPv6 addresses. */
function ownIpv6(resource: Resource): boolean | typeof UNKNOWN | undefined {
  return hasIpv6(
    [read(resource, "ipv6AddressCount"), read(resource, "ipv6PrefixCount")],
    [read(resource, "ipv6Addresses"), read(resource, "ipv6Prefixes")],
    read(resource, "enablePrimaryIpv6"),
  );
}

/** Left out, the subnet decides. */
function hasIpv6(counts: Value[], lists: Value[], primary: Value): boolean | typeof UNKNOWN | undefined {
  const isAsked = counts.some((count) => (numberOf(count) ?? 0) > 0) || lists.some((list) => listOf(list).length > 0);
  if (isAsked || booleanOf(primary) === true) return true;
  return [...counts, ...lists, primary].includes(UNKNOWN) ? UNKNOWN : undefined;
}

/** Every text, or unknown value, under one of `keys` at any depth. */
export function* valuesOf(value: Value, keys: string[]): Generator<Value> {
  if (value === UNKNOWN) yield UNKNOWN;
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === "object") yield* valuesOf(inner, keys);
    else if (keys.includes(key) && isGiven(inner)) yield inner;
  }
}

/** Each subnet by itself, where it is certain that all of them are meant. */
function perSubnet(places: References): References[] {
  const { resources, foreign, doubt, open: isOpen } = places;
  if (doubt !== undefined || isOpen || foreign.length > 0) return [places];
  return resources.map((subnet) => ({ resources: [subnet], foreign: [], open: false }));
}

function isNowhere({ resources, foreign, open: isOpen }: References): boolean {
  return resources.length === 0 && foreign.length === 0 && !isOpen;
}
