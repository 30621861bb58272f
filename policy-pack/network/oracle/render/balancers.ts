/** Load balancers with their listeners, target groups and attachments. */
import type { ActionSpec, BalancerSpec, ServerTargetSpec, TargetGroupSpec } from "../spec";
import { CLASSIC, digits, listed, type Properties, Ref, type Registry } from "./registry";

const ARN = "arn:aws:elasticloadbalancing:eu-west-1:123456789012";

export function renderTargetGroups(registry: Registry): void {
  for (const group of registry.spec.targetGroups) {
    const arn = `${ARN}:targetgroup/${group.name}/${digits(group.name)}`;
    const { protocol, targetType, preserveClientIp } = group;
    const preserved = protocol.includes("UDP") || (preserveClientIp ?? targetType !== "ip");
    registry.add(
      type(registry, "TargetGroup"),
      group.name,
      {
        name: group.name,
        vpcId: registry.outside(group.vpc),
        port: group.port,
        protocol,
        ...(targetType === "instance" ? {} : { targetType }),
        ...(preserveClientIp === undefined ? {} : { preserveClientIp: String(preserveClientIp) }),
      },
      {
        id: arn,
        arn,
        targetType,
        ipAddressType: "ipv4",
        ...(protocol.startsWith("HTTP") ? {} : { preserveClientIp: String(preserved) }),
      },
    );
  }
}

export function renderBalancers(registry: Registry): void {
  for (const balancer of registry.spec.balancers) {
    if (balancer.kind === "classic") {
      renderClassic(registry, balancer);
    } else {
      renderModern(registry, balancer, balancer.kind);
    }
  }
  // Targets may be load balancers themselves.
  registry.spec.targetGroups.forEach((group) => {
    renderAttachments(registry, group);
  });
}

function common(registry: Registry, { name, kind, internal, groups, subnets }: BalancerSpec) {
  const ids = groups.map((group) => registry.groupId(group));
  const worn = kind === "network" ? ids : registry.worn(groups, registry.subnet(subnets[0]).vpc);
  return {
    inputs: {
      name: `${name}-1a2b3c4`,
      ...(internal ? { internal: true } : {}),
      ...listed("securityGroups", ids),
    },
    computed: {
      internal,
      securityGroups: worn,
      subnets: subnets.map((subnet) => registry.ref(subnet).value),
    },
  };
}

function renderClassic(registry: Registry, balancer: BalancerSpec): void {
  const { name, crossZone, listeners } = balancer;
  const { inputs, computed } = common(registry, balancer);
  const members = balancer.instances.flatMap((one) => ("server" in one ? [one] : []));
  const own = members.filter(({ by }) => by === "instances").map(({ server }) => registry.ref(server));
  const id = `${name}-1a2b3c4`;
  registry.add(
    CLASSIC,
    name,
    {
      ...inputs,
      subnets: balancer.subnets.map((subnet) => registry.outside(subnet)),
      ...(crossZone === undefined ? {} : { crossZoneLoadBalancing: crossZone }),
      listeners: listeners.map(({ port, protocol, instancePort }) => {
        const one = protocol.toLowerCase();
        return { lbPort: port, lbProtocol: one, instancePort, instanceProtocol: one };
      }),
      ...listed("instances", own),
    },
    {
      ...computed,
      id,
      instances: registry.options.refreshed ? members.map(({ server }) => registry.ref(server).value) : own,
      crossZoneLoadBalancing: crossZone ?? true,
    },
  );
  for (const { server } of members.filter(({ by }) => by === "attachment")) {
    registry.add(
      "aws:elb/attachment:Attachment",
      `${name}-${server}`,
      { elb: registry.ref(name), instance: registry.ref(server) },
      { id: `${id}-${digits(server)}` },
    );
  }
}

function renderModern(registry: Registry, balancer: BalancerSpec, kind: "application" | "network"): void {
  const { name, subnets, nodeAddresses, crossZone, addressType } = balancer;
  const { inputs, computed } = common(registry, balancer);
  const arn = `${ARN}:loadbalancer/${kind === "network" ? "net" : "app"}/${name}/${digits(name)}`;
  const mappings = subnets.map((subnet) => ({
    subnetId: registry.outside(subnet),
    ...(nodeAddresses?.[subnet] === undefined ? {} : { privateIpv4Address: nodeAddresses[subnet] }),
  }));
  registry.add(
    type(registry, "LoadBalancer"),
    name,
    {
      ...inputs,
      ...(kind === "network" ? { loadBalancerType: "network" } : {}),
      ...(nodeAddresses
        ? { subnetMappings: mappings }
        : { subnets: subnets.map((subnet) => registry.outside(subnet)) }),
      ipAddressType: addressType,
      ...(crossZone === undefined ? {} : { enableCrossZoneLoadBalancing: crossZone }),
    },
    {
      ...computed,
      id: arn,
      arn,
      loadBalancerType: kind,
      vpcId: registry.ref(registry.subnet(subnets[0]).vpc).value,
      ipAddressType: addressType ?? "ipv4",
      dnsName: `${name}.elb.amazonaws.com`,
    },
  );
  balancer.listeners.forEach((listener, at) => {
    const listenerName = `${name}-listener-${at + 1}`;
    const listenerArn = `${arn.replace(":loadbalancer/", ":listener/")}/${digits(listenerName)}`;
    const secured = ["HTTPS", "TLS"].includes(listener.protocol);
    registry.add(
      type(registry, "Listener"),
      listenerName,
      {
        loadBalancerArn: registry.ref(name),
        port: listener.port,
        protocol: listener.protocol,
        ...(secured ? { certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" } : {}),
        defaultActions: [action(registry, listener.action)],
      },
      { id: listenerArn, arn: listenerArn },
    );
    (kind === "application" ? listener.rules : []).forEach((one, index) => {
      registry.add(
        type(registry, "ListenerRule"),
        `${listenerName}-rule-${index + 1}`,
        {
          listenerArn: registry.ref(listenerName),
          priority: index + 1,
          conditions: [{ pathPattern: { values: [`/${index + 1}/*`] } }],
          actions: [action(registry, one)],
        },
        { id: `${listenerArn.replace(":listener/", ":listener-rule/")}/${index}` },
      );
    });
  });
}

function action(registry: Registry, one: ActionSpec): Properties {
  if (one.type === "redirect") {
    return { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };
  }
  if (one.type === "fixed-response") {
    return { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };
  }
  const arns = one.targetGroups.map((name) => registry.ref(name));
  return one.weighted || arns.length > 1
    ? { type: "forward", forward: { targetGroups: arns.map((arn) => ({ arn, weight: 1 })) } }
    : { type: "forward", targetGroupArn: arns[0] };
}

function renderAttachments(registry: Registry, group: TargetGroupSpec): void {
  group.targets.forEach((target, at) => {
    if ("fleet" in target) {
      return;
    }
    const targetId = "balancer" in target ? registry.ref(target.balancer) : serverId(registry, group, target);
    const port = "server" in target && target.port !== undefined ? { port: target.port } : {};
    registry.add(
      type(registry, "TargetGroupAttachment"),
      `${group.name}-target-${at + 1}`,
      { targetGroupArn: registry.ref(group.name), targetId, ...port },
      { id: `${group.name}-${digits(`${group.name}-${at}`)}` },
    );
  });
}

function serverId(registry: Registry, { targetType }: TargetGroupSpec, target: ServerTargetSpec): Ref | string {
  const { address, literal } = target;
  if (targetType === "instance" || address === undefined) {
    return registry.ref(target.server);
  }
  const server = registry.server(target.server);
  const extra = server.interfaces.find(({ addresses }) => addresses[0] === address);
  // Secondary addresses are always written in the program.
  if (literal === true || (extra === undefined && address !== server.addresses[0])) {
    return address;
  }
  const known = server.addressGiven && extra === undefined && server.ownInterface === undefined;
  return new Ref(address, registry.ref(extra?.name ?? server.name).urns, known);
}

function type(registry: Registry, name: string): string {
  return `aws:${registry.options.balancerModule ?? "lb"}/${name[0].toLowerCase()}${name.slice(1)}:${name}`;
}
