/** VPCs, subnets, gateways, routes, network ACLs. */
import type { NaclRuleSpec, NaclSpec, RouteSpec, RouteTableSpec, VpcSpec } from "../spec";
import { digits, listed, type Properties, Ref, type Registry } from "./registry";

export function renderVpcs(registry: Registry): void {
  for (const vpc of registry.spec.vpcs) {
    renderVpc(registry, vpc);
  }
  for (const subnet of registry.spec.subnets) {
    const vpc = registry.spec.vpcs.find(({ name }) => name === subnet.vpc);
    const start = subnet.cidr.split(".").slice(0, 2).join(".");
    const added = vpc?.secondaryCidr?.startsWith(`${start}.`);
    registry.add(
      "aws:ec2/subnet:Subnet",
      subnet.name,
      {
        // Only once the block is there.
        vpcId: added ? registry.ref(`${subnet.vpc}-block`, "vpcId") : registry.ref(subnet.vpc),
        availabilityZone: subnet.zone,
        cidrBlock: subnet.cidr,
        ipv6CidrBlock: subnet.ipv6Cidr,
        ...(subnet.mapPublicIp ? { mapPublicIpOnLaunch: true } : {}),
        ...(subnet.assignIpv6 ? { assignIpv6AddressOnCreation: true } : {}),
      },
      {
        id: `subnet-${digits(subnet.name)}`,
        arn: `arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-${digits(subnet.name)}`,
        mapPublicIpOnLaunch: subnet.mapPublicIp,
        assignIpv6AddressOnCreation: subnet.assignIpv6,
      },
      registry.componentOf(subnet.vpc),
    );
  }
  for (const { name: vpc, natGateways } of registry.spec.vpcs) {
    for (const { name, subnet, address } of natGateways) {
      const id = `eipalloc-${digits(name)}`;
      const computed = { id, allocationId: id, publicIp: address };
      registry.add("aws:ec2/eip:Eip", `${name}-address`, { domain: "vpc" }, computed);
      registry.add(
        "aws:ec2/natGateway:NatGateway",
        name,
        { subnetId: registry.ref(subnet), allocationId: registry.ref(`${name}-address`) },
        { id: `nat-${digits(name)}`, publicIp: address },
        registry.componentOf(vpc),
      );
    }
  }
  renderRoutes(registry);
  registry.spec.nacls.forEach((acl) => {
    renderNacl(registry, acl);
  });
}

function renderVpc(registry: Registry, vpc: VpcSpec): void {
  const component = registry.component(vpc.name);
  const hex = digits(vpc.name);
  // The provider reads both properties from whatever is the main table by then.
  const associated = registry.spec.routeTables.find((one) => one.vpc === vpc.name && one.kind === "main-associated");
  const mainTable = `rtb-${associated && registry.options.refreshed ? digits(associated.name) : hex}`;
  registry.add(
    "aws:ec2/vpc:Vpc",
    vpc.name,
    {
      cidrBlock: vpc.cidr,
      enableDnsHostnames: true,
      ...(vpc.ipv6Cidr === undefined ? {} : { assignGeneratedIpv6CidrBlock: true }),
    },
    {
      id: `vpc-${hex}`,
      arn: `arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-${hex}`,
      defaultNetworkAclId: `acl-${hex}`,
      defaultRouteTableId: mainTable,
      mainRouteTableId: mainTable,
      defaultSecurityGroupId: `sg-${hex}`,
      ipv6CidrBlock: vpc.ipv6Cidr,
    },
    component,
  );
  const vpcId = registry.ref(vpc.name);
  const add = (type: string, name: string, inputs: Properties, computed: Properties) => {
    registry.add(`aws:ec2/${type[0].toLowerCase()}${type.slice(1)}:${type}`, name, inputs, computed, component);
  };
  if (vpc.secondaryCidr !== undefined) {
    const inputs = { vpcId, cidrBlock: vpc.secondaryCidr };
    add("VpcIpv4CidrBlockAssociation", `${vpc.name}-block`, inputs, { id: `vpc-cidr-assoc-${hex}` });
  }
  if (vpc.internetGateway !== "none") {
    const gateway = `${vpc.name}-internet`;
    const direct = vpc.internetGateway === "direct";
    const attached = registry.options.refreshed ? { vpcId: vpcId.value } : {};
    add("InternetGateway", gateway, direct ? { vpcId } : {}, { id: `igw-${hex}`, ...attached });
    if (!direct) {
      const inputs = { vpcId, internetGatewayId: registry.ref(gateway) };
      add("InternetGatewayAttachment", gateway, inputs, { id: `igw-${hex}:vpc-${hex}` });
    }
  }
  if (vpc.egressOnlyGateway) {
    add("EgressOnlyInternetGateway", `${vpc.name}-egress-only`, { vpcId }, { id: `eigw-${hex}` });
  }
}

function renderRoutes(registry: Registry): void {
  registry.spec.routeTables.forEach((table) => {
    renderTable(registry, table);
  });
  for (const { name, vpc, routeTable } of registry.spec.subnets) {
    if (routeTable !== undefined) {
      registry.add(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        name,
        { subnetId: registry.ref(name), routeTableId: tableId(registry, routeTable) },
        { id: `rtbassoc-${digits(name)}` },
        registry.componentOf(vpc),
      );
    }
  }
}

function renderTable(registry: Registry, table: RouteTableSpec): void {
  const component = registry.componentOf(table.vpc);
  const inline = table.kind === "main" ? [] : table.routes.filter((route) => route.inline);
  const shown = registry.options.refreshed ? table.routes : inline;
  const inputs = listed(
    "routes",
    inline.map((one) => route(registry, table.vpc, one, "inline")),
  );
  const computed = { routes: shown.map((one) => route(registry, table.vpc, one, "inline")) };
  const vpcId = registry.ref(table.vpc);
  if (table.kind === "main-adopted") {
    registry.add(
      "aws:ec2/defaultRouteTable:DefaultRouteTable",
      table.name,
      { ...inputs, defaultRouteTableId: firstTable(registry, table.vpc) },
      { ...computed, id: `rtb-${digits(table.vpc)}`, vpcId: vpcId.value },
      component,
    );
  } else if (table.kind !== "main") {
    const id = `rtb-${digits(table.name)}`;
    registry.add("aws:ec2/routeTable:RouteTable", table.name, { ...inputs, vpcId }, { ...computed, id }, component);
  }
  const routeTableId = tableId(registry, table.name);
  if (table.kind === "main-associated") {
    registry.add(
      "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
      table.name,
      { vpcId, routeTableId },
      { id: `rtbassoc-${digits(table.name)}`, originalRouteTableId: `rtb-${digits(table.vpc)}` },
      component,
    );
  }
  table.routes
    .filter((one) => !inline.includes(one))
    .forEach((one, at) => {
      registry.add(
        "aws:ec2/route:Route",
        `${table.name}-route-${at + 1}`,
        { routeTableId, ...route(registry, table.vpc, one, "separate") },
        { id: `r-${digits(`${table.name}-${at}`)}`, state: "active", origin: "CreateRoute" },
        component,
      );
    });
}

function tableId(registry: Registry, name: string): Ref {
  const table = registry.spec.routeTables.find((one) => one.name === name);
  return table?.kind === "main" ? firstTable(registry, table.vpc) : registry.ref(name);
}

/** The table made with the VPC, by either of the VPC's properties, as they were when the resource was made. */
function firstTable(registry: Registry, vpc: string): Ref {
  return new Ref(`rtb-${digits(vpc)}`, registry.ref(vpc).urns);
}

function route(
  registry: Registry,
  vpc: string,
  { destination, target }: RouteSpec,
  form: "inline" | "separate",
): Properties {
  const [ipv4, ipv6] =
    form === "inline" ? ["cidrBlock", "ipv6CidrBlock"] : ["destinationCidrBlock", "destinationIpv6CidrBlock"];
  const gateway =
    target === "internet-gateway"
      ? { gatewayId: registry.ref(`${vpc}-internet`) }
      : target === "egress-only-gateway"
        ? { egressOnlyGatewayId: registry.ref(`${vpc}-egress-only`) }
        : { natGatewayId: registry.ref(target.nat) };
  return { [destination.includes(":") ? ipv6 : ipv4]: destination, ...gateway };
}

function renderNacl(registry: Registry, acl: NaclSpec): void {
  const { refreshed } = registry.options;
  const subnets = registry.spec.subnets.filter(({ nacl }) => nacl === acl.name);
  const adopted = acl.kind === "default-adopted";
  const named = !adopted && acl.associatedBy === "subnetIds";
  const inline = acl.rules.filter((rule) => rule.inline || adopted);
  const side = (rules: NaclRuleSpec[], direction: NaclRuleSpec["direction"]) =>
    rules.filter((rule) => rule.direction === direction).map(block);
  const shown = refreshed ? acl.rules : inline;
  const inputs = {
    ...listed("ingress", side(inline, "ingress")),
    ...listed("egress", side(inline, "egress")),
    ...(named ? { subnetIds: subnets.map(({ name }) => registry.ref(name)) } : {}),
  };
  const computed = { ingress: side(shown, "ingress"), egress: side(shown, "egress") };
  if (adopted) {
    registry.add(
      "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
      acl.name,
      { ...inputs, defaultNetworkAclId: registry.outside(acl.vpc, "defaultNetworkAclId") },
      { ...computed, id: `acl-${digits(acl.vpc)}`, vpcId: registry.ref(acl.vpc).value },
    );
  } else {
    const members = refreshed || named ? subnets.map(({ name }) => registry.ref(name).value) : [];
    registry.add(
      "aws:ec2/networkAcl:NetworkAcl",
      acl.name,
      { ...inputs, vpcId: registry.outside(acl.vpc) },
      { ...computed, id: `acl-${digits(acl.name)}`, subnetIds: members },
    );
  }
  for (const { name } of adopted || named ? [] : subnets) {
    registry.add(
      "aws:ec2/networkAclAssociation:NetworkAclAssociation",
      `${acl.name}-${name}`,
      { networkAclId: registry.ref(acl.name), subnetId: registry.outside(name) },
      { id: `aclassoc-${digits(name)}` },
    );
  }
  acl.rules
    .filter((rule) => !inline.includes(rule))
    .forEach((rule, at) => {
      const { ruleNo, action, ...rest } = block(rule);
      const egress = rule.direction === "egress";
      registry.add(
        "aws:ec2/networkAclRule:NetworkAclRule",
        `${acl.name}-rule-${at + 1}`,
        { ...rest, networkAclId: registry.ref(acl.name), ruleNumber: ruleNo, ruleAction: action, egress },
        { id: `nacl-${digits(`${acl.name}-${at}`)}` },
      );
    });
}

function block({ number, action, protocol, cidr, from, to }: NaclRuleSpec) {
  const numbers = { tcp: "6", udp: "17", icmp: "1", icmpv6: "58", "-1": "-1" };
  const ranged = protocol === "tcp" || protocol === "udp";
  return {
    ruleNo: number,
    action,
    // Numbers and names are both in use.
    protocol: number % 2 === 0 || protocol === "icmpv6" ? numbers[protocol] : protocol,
    ...(cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
    fromPort: ranged ? from : 0,
    toPort: ranged ? to : 0,
    ...(protocol.startsWith("icmp") ? { icmpType: -1, icmpCode: -1 } : {}),
  };
}
