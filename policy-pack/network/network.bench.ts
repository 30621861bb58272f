/** `npm run bench`: how the cost of the model and its questions grows with the size of a stack. */
import { performance } from "node:perf_hooks";
import { ALL_TRAFFIC, breaches, buildNetwork, pathsAround, type Resource, tcp } from ".";

/** So many resources for each service: a group with rules, servers, a load balancer with its targets. */
const SERVERS_PER_SERVICE = 60;

/** Many three-tier services side by side in one VPC, about `size` resources. */
function stackOf(size: number): Resource[] {
  const resources: Resource[] = [];
  const add = (type: string, name: string, properties: Record<string, unknown>) => {
    const urn = `urn:pulumi:bench::bench::${type}::${name}`;
    const id = `${name}-id`;
    resources.push({
      urn,
      type,
      name,
      custom: true,
      inputs: properties,
      outputs: { ...properties, id, arn: `arn:aws:${id}` },
      propertyDependencies: {},
      protect: false,
      ignoreChanges: [],
    });
    return id;
  };
  const vpcId = add("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/8" });
  const gateway = add("aws:ec2/internetGateway:InternetGateway", "gateway", { vpcId });
  for (let service = 0; resources.length < size; service++) {
    const name = (part: string) => `${part}-${service}`;
    const cidrBlock = `10.${(service >> 8) & 255}.${service & 255}.0/24`;
    const subnetId = add("aws:ec2/subnet:Subnet", name("subnet"), { vpcId, cidrBlock });
    const table = add("aws:ec2/routeTable:RouteTable", name("table"), { vpcId });
    add("aws:ec2/routeTableAssociation:RouteTableAssociation", name("table"), { subnetId, routeTableId: table });
    add("aws:ec2/route:Route", name("route"), {
      routeTableId: table,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: gateway,
    });
    const [front, back] = ["front", "back"].map((part) =>
      add("aws:ec2/securityGroup:SecurityGroup", name(part), { vpcId }),
    );
    const allow = (rule: string, securityGroupId: string | undefined, peer: Record<string, unknown>, port: number) =>
      add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name(rule), {
        securityGroupId,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        ...peer,
      });
    allow("users", front, { cidrIpv4: "0.0.0.0/0" }, 443);
    allow("requests", back, { referencedSecurityGroupId: front }, 80);
    allow("neighbours", back, { cidrIpv4: cidrBlock }, 9100);
    const balancer = add("aws:lb/loadBalancer:LoadBalancer", name("balancer"), {
      securityGroups: [front],
      subnets: [subnetId],
      internal: false,
    });
    const targets = add("aws:lb/targetGroup:TargetGroup", name("targets"), { port: 80, protocol: "HTTP", vpcId });
    add("aws:lb/listener:Listener", name("listener"), {
      loadBalancerArn: `arn:aws:${balancer}`,
      port: 443,
      protocol: "HTTPS",
      defaultActions: [{ type: "forward", targetGroupArn: `arn:aws:${targets}` }],
    });
    for (let server = 0; server < SERVERS_PER_SERVICE; server++) {
      const targetId = add("aws:ec2/instance:Instance", name(`server-${server}`), {
        subnetId,
        vpcSecurityGroupIds: [back],
        associatePublicIpAddress: false,
        privateIp: `10.${(service >> 8) & 255}.${service & 255}.${server + 4}`,
      });
      add("aws:lb/targetGroupAttachment:TargetGroupAttachment", name(`target-${server}`), {
        targetGroupArn: `arn:aws:${targets}`,
        targetId,
      });
    }
  }
  return resources;
}

console.log("resources   model ms   allow list ms   detours ms");
for (const size of [1_250, 2_500, 5_000, 10_000, 20_000]) {
  const resources = stackOf(size);
  const times = [performance.now()];
  const network = buildNetwork(resources);
  times.push(performance.now());
  const servers = network.endpoints.filter(({ kind }) => kind === "server");
  breaches(network, servers, tcp(22), () => false);
  breaches(network, servers, ALL_TRAFFIC, ({ kind }) => kind === "load balancer");
  times.push(performance.now());
  pathsAround(network, { from: "outside", to: new Set(servers.slice(-SERVERS_PER_SERVICE)), avoid: new Set() });
  times.push(performance.now());
  const spent = times.slice(1).map((time, index) => (time - times[index]).toFixed(0));
  console.log(`${String(resources.length).padStart(9)}${spent.map((ms) => ms.padStart(12)).join(" ")}`);
}
