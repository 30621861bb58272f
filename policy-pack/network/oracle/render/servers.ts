/** Instances with their interfaces and addresses; launch templates with their Auto Scaling groups. */
import type { FleetSpec, FleetTargetSpec, InterfaceSpec, ServerSpec, TargetSpec } from "../spec";
import {
  CLASSIC,
  digits,
  INSTANCE,
  LAUNCH_TEMPLATE,
  listed,
  type Properties,
  Ref,
  type Registry,
  urn,
} from "./registry";

const IMAGE = "ami-0123456789abcdef0";

export function renderServers(registry: Registry): void {
  for (const server of registry.spec.servers) {
    const primary = `${server.name}-primary`;
    if (server.ownInterface !== undefined) {
      renderInterface(registry, primary, server, server.addressGiven);
    }
    renderInstance(registry, server);
    const instance = registry.ref(server.name);
    const eni = registry.ref(server.name, "primaryNetworkInterfaceId");
    renderEip(registry, server.name, server.eip, instance, eni);
    renderAttachedGroups(registry, server.name, server, server.ownInterface ? registry.ref(primary) : eni);
    for (const extra of server.interfaces) {
      renderInterface(registry, extra.name, extra, server.addressGiven);
      const id = `eni-attach-${digits(extra.name)}`;
      registry.add(
        "aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment",
        `${extra.name}-attachment`,
        { instanceId: instance, networkInterfaceId: registry.ref(extra.name), deviceIndex: 1 },
        { id, attachmentId: id },
      );
      renderEip(registry, extra.name, extra.eip, instance, registry.ref(extra.name));
      renderAttachedGroups(registry, extra.name, extra, registry.ref(extra.name));
    }
  }
}

function renderInstance(registry: Registry, server: ServerSpec): void {
  const { refreshed } = registry.options;
  const subnet = registry.subnet(server.subnet);
  const open = server.ownInterface === undefined && (server.publicAddress ?? subnet.mapPublicIp);
  const launched = open ? "192.0.2.77" : "";
  const publicIp = refreshed ? (server.eip?.address ?? launched) : launched;
  const eni = server.ownInterface && registry.ref(`${server.name}-primary`);
  const launchedOn =
    server.ownInterface === "networkInterfaces"
      ? { networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: eni }] }
      : { primaryNetworkInterface: { networkInterfaceId: eni } };
  const ownInterface = {
    subnetId: registry.outside(server.subnet),
    associatePublicIpAddress: server.publicAddress,
    ...listed(
      "vpcSecurityGroupIds",
      server.groups.map((name) => registry.groupId(name)),
    ),
    ...(server.addressGiven ? { privateIp: server.addresses[0] } : {}),
    ...listed("secondaryPrivateIps", server.addresses.slice(1)),
    ...(server.ipv6By === "address" ? { ipv6Addresses: [server.ipv6Address] } : {}),
    ...(server.ipv6By === "count" ? { ipv6AddressCount: 1 } : {}),
  };
  registry.add(
    INSTANCE,
    server.name,
    { ami: IMAGE, instanceType: "t3.micro", ...(eni ? launchedOn : ownInterface) },
    {
      id: `i-${digits(server.name)}`,
      arn: `arn:aws:ec2:eu-west-1:123456789012:instance/i-${digits(server.name)}`,
      primaryNetworkInterfaceId: eni?.value ?? `eni-${digits(server.name)}`,
      privateIp: server.addresses[0],
      secondaryPrivateIps: server.addresses.slice(1),
      publicIp,
      associatePublicIpAddress: publicIp !== "",
      ipv6Addresses: ipv6Addresses(registry, server),
      vpcSecurityGroupIds: groupsFound(registry, server),
      subnetId: registry.ref(server.subnet).value,
      availabilityZone: subnet.zone,
    },
  );
}

function renderInterface(registry: Registry, name: string, spec: InterfaceSpec, addressGiven: boolean): void {
  registry.add(
    "aws:ec2/networkInterface:NetworkInterface",
    name,
    {
      subnetId: registry.outside(spec.subnet),
      ...listed(
        "securityGroups",
        spec.groups.map((group) => registry.groupId(group)),
      ),
      ...(addressGiven ? { privateIps: spec.addresses } : {}),
      ...(!addressGiven && spec.addresses.length > 1 ? { privateIpsCount: spec.addresses.length - 1 } : {}),
      ...(spec.ipv6By === "address" ? { ipv6Addresses: [spec.ipv6Address] } : {}),
      ...(spec.ipv6By === "count" ? { ipv6AddressCount: 1 } : {}),
    },
    {
      id: `eni-${digits(name)}`,
      privateIp: spec.addresses[0],
      privateIps: spec.addresses,
      ipv6Addresses: ipv6Addresses(registry, spec),
      securityGroups: groupsFound(registry, spec),
    },
  );
}

function ipv6Addresses(registry: Registry, { subnet, ipv6Address, ipv6By }: InterfaceSpec): string[] {
  const { ipv6Cidr, assignIpv6 } = registry.subnet(subnet);
  const given = ipv6Cidr !== undefined && (ipv6By !== undefined || assignIpv6);
  return given && ipv6Address !== undefined ? [ipv6Address] : [];
}

function groupsFound(registry: Registry, { subnet, groups, attachedGroups }: InterfaceSpec): unknown[] {
  const attached = registry.options.refreshed ? attachedGroups.map((name) => registry.groupId(name).value) : [];
  return [...registry.worn(groups, registry.subnet(subnet).vpc), ...attached];
}

function renderAttachedGroups(registry: Registry, name: string, { attachedGroups }: InterfaceSpec, eni: Ref): void {
  attachedGroups.forEach((group, at) => {
    registry.add(
      "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment",
      `${name}-group-${at + 1}`,
      { securityGroupId: registry.groupId(group), networkInterfaceId: eni },
      { id: `sga-${digits(`${name}-${at}`)}` },
    );
  });
}

function renderEip(registry: Registry, name: string, eip: InterfaceSpec["eip"], instance: Ref, eni: Ref): void {
  if (eip === undefined) {
    return;
  }
  const allocationId = `eipalloc-${digits(name)}`;
  // AWS names both, wherever the address is.
  const found = (one: string) =>
    registry.options.refreshed ? { [one]: instance.value, networkInterface: eni.value } : {};
  const given = eip.by === "eip-instance" ? { instance } : eip.by === "eip-interface" ? { networkInterface: eni } : {};
  registry.add(
    "aws:ec2/eip:Eip",
    `${name}-address`,
    { domain: "vpc", ...given },
    { id: allocationId, allocationId, publicIp: eip.address, ...found("instance") },
  );
  if (eip.by === "association-instance" || eip.by === "association-interface") {
    const to = eip.by === "association-instance" ? { instanceId: instance } : { networkInterfaceId: eni };
    const both = registry.options.refreshed ? { instanceId: instance.value, networkInterfaceId: eni.value } : {};
    registry.add(
      "aws:ec2/eipAssociation:EipAssociation",
      `${name}-address`,
      { allocationId: registry.ref(`${name}-address`, "allocationId"), ...to },
      { id: `eipassoc-${digits(name)}`, publicIp: eip.address, ...both },
    );
  }
}

export function renderFleets(registry: Registry): void {
  for (const fleet of registry.spec.fleets) {
    const groups = fleet.groups.map((name) => registry.groupId(name));
    const inBlock: Properties = {
      ...(fleet.publicAddress === undefined ? {} : { associatePublicIpAddress: String(fleet.publicAddress) }),
      ...listed("securityGroups", groups),
      ...(fleet.ipv6 ? { ipv6AddressCount: 1 } : {}),
      deleteOnTermination: "true",
    };
    registry.add(
      LAUNCH_TEMPLATE,
      fleet.name,
      {
        imageId: IMAGE,
        instanceType: "t3.micro",
        name: `${fleet.name}-1a2b3c4`,
        ...(fleet.interfaceBlock ? { networkInterfaces: [inBlock] } : listed("vpcSecurityGroupIds", groups)),
      },
      { id: `lt-${digits(fleet.name)}`, latestVersion: 1, defaultVersion: 1 },
    );
    renderAutoScaling(registry, fleet);
  }
}

function renderAutoScaling(registry: Registry, fleet: FleetSpec): void {
  const { refreshed } = registry.options;
  const targetGroups = (...ways: FleetTargetSpec["by"][]) =>
    registry.spec.targetGroups
      .filter(({ targets }) => targets.some((target) => isFleet(target, fleet.name) && ways.includes(target.by)))
      .map(({ name }) => registry.ref(name));
  const classics = (by: "group" | "attachment") =>
    registry.spec.balancers
      .filter(({ instances }) => instances.some((one) => "fleet" in one && one.fleet === fleet.name && one.by === by))
      // A classic load balancer's name is its id, and given by the provider's check.
      .map(({ name }) => ({ name, id: new Ref(`${name}-1a2b3c4`, [urn(CLASSIC, name)], true) }));
  const name = `${fleet.name}-group-1a2b3c4`;
  const sources = (arns: Ref[]) => arns.map((identifier) => ({ identifier, type: "elbv2" }));
  const inside = { arns: targetGroups("targetGroupArns"), sources: targetGroups("trafficSources") };
  const loadBalancers = classics("group").map(({ id }) => id);
  const all = targetGroups("targetGroupArns", "trafficSources", "attachment", "trafficSourceAttachment");
  registry.add(
    "aws:autoscaling/group:Group",
    `${fleet.name}-group`,
    {
      name,
      minSize: 1,
      maxSize: 4,
      vpcZoneIdentifiers: fleet.subnets.map((subnet) => registry.outside(subnet)),
      launchTemplate: { id: registry.ref(fleet.name), version: "$Latest" },
      ...listed("targetGroupArns", inside.arns),
      ...listed("trafficSources", sources(inside.sources)),
      ...listed("loadBalancers", loadBalancers),
    },
    {
      id: name,
      arn: `arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:1:autoScalingGroupName/${name}`,
      targetGroupArns: refreshed ? all : inside.arns,
      trafficSources: sources(refreshed ? all : inside.sources),
      loadBalancers: refreshed ? [...loadBalancers, ...classics("attachment").map(({ id }) => id)] : loadBalancers,
    },
  );
  const groupUrns = registry.ref(`${fleet.name}-group`).urns;
  const attach = (type: string, key: string, to: Properties, known: boolean) => {
    // By the group's name, which is known at a preview, or by its id, which is not.
    const autoscalingGroupName = new Ref(name, groupUrns, known);
    const id = `${name}-${digits(key)}`;
    registry.add(`aws:autoscaling/${type}`, `${fleet.name}-${key}`, { autoscalingGroupName, ...to }, { id });
  };
  targetGroups("attachment").forEach((lbTargetGroupArn, at) => {
    attach("attachment:Attachment", `attachment-${at}`, { lbTargetGroupArn }, at % 2 === 0);
  });
  targetGroups("trafficSourceAttachment").forEach((identifier, at) => {
    const trafficSource = { identifier, type: "elbv2" };
    attach("trafficSourceAttachment:TrafficSourceAttachment", `source-${at}`, { trafficSource }, at % 2 === 0);
  });
  classics("attachment").forEach(({ name: elb, id }) => {
    attach("attachment:Attachment", elb, { elb: new Ref(id.value, id.urns) }, false);
  });
}

function isFleet(target: TargetSpec, name: string): target is FleetTargetSpec {
  return "fleet" in target && target.fleet === name;
}
