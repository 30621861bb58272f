import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import { describeTraffic } from "./traffic";
import {
  aws,
  editor,
  egress,
  idOf,
  ingress,
  type Inputs,
  instance,
  INTERNET_HOST,
  itAnswers,
  networkOf,
  type Question,
} from "./stacks.test";

/** internet → load balancer 80 in two public subnets → server 8080 in a private one. */
function balanced() {
  const vpc = aws("ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" });
  const vpcId = idOf(vpc);
  const subnet = (name: string, cidrBlock: string, zone: string) =>
    aws("ec2/subnet:Subnet", name, { vpcId, cidrBlock, availabilityZone: `eu-west-1${zone}` });
  const [public1, public2] = [subnet("public-1", "10.0.0.0/24", "a"), subnet("public-2", "10.0.1.0/24", "b")];
  const inside = subnet("private", "10.0.10.0/24", "a");
  const table = aws("ec2/routeTable:RouteTable", "public", { vpcId });
  const association = (of: TestResource) =>
    aws("ec2/routeTableAssociation:RouteTableAssociation", of.name, {
      subnetId: idOf(of),
      routeTableId: idOf(table),
    });
  const route = { routeTableId: idOf(table), destinationCidrBlock: "0.0.0.0/0", gatewayId: "igw-1" };
  const group = (name: string) => aws("ec2/securityGroup:SecurityGroup", name, { vpcId });
  const [balancerGroup, serverGroup] = [group("balancer"), group("server")];
  const server = instance("server", { subnetId: idOf(inside), vpcSecurityGroupIds: [idOf(serverGroup)] });
  const balancer = aws("lb/loadBalancer:LoadBalancer", "front", {
    securityGroups: [idOf(balancerGroup)],
    subnets: [idOf(public1), idOf(public2)],
  });
  const targets = aws("lb/targetGroup:TargetGroup", "targets", { vpcId, port: 8080, protocol: "HTTP" });
  return {
    ...{ vpc, public1, public2, inside, table, balancerGroup, serverGroup, server, balancer, targets },
    route: aws("ec2/route:Route", "public", route),
    association1: association(public1),
    association2: association(public2),
    attachment: aws("lb/targetGroupAttachment:TargetGroupAttachment", "server", {
      targetGroupArn: idOf(targets),
      targetId: idOf(server),
    }),
    listener: aws("lb/listener:Listener", "http", {
      loadBalancerArn: idOf(balancer),
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "forward", targetGroupArn: idOf(targets) }],
    }),
    users: ingress("users", balancerGroup, 80, "0.0.0.0/0"),
    balancerOut: egress(balancerGroup),
    balancerToServer: ingress("balancer-to-server", serverGroup, 8080, balancerGroup),
  };
}

type Balanced = ReturnType<typeof balanced>;
type Edit = (stack: Balanced) => TestResource[] | undefined;

const edited = editor(balanced);
/** A user to the server, by port 8080 of it. */
const user = (edit: Edit, ...omitted: (keyof Balanced)[]): Question => ({
  stack: edited(edit, ...omitted),
  from: INTERNET_HOST,
  to: aws("ec2/instance:Instance", "server"),
  port: 8080,
});
const change = (key: keyof Balanced, inputs: Inputs) =>
  user((stack) => {
    Object.assign(stack[key].inputs, inputs);
    return [];
  });
const listenerRule =
  (actions: (stack: Balanced) => unknown, inputs: Inputs = {}): Edit =>
  (stack) => {
    stack.listener.inputs.defaultActions = [{ type: "fixed-response" }];
    const rule = { listenerArn: idOf(stack.listener), actions: actions(stack), ...inputs };
    return [aws("lb/listenerRule:ListenerRule", "path", rule)];
  };

describe("a listener", () => {
  const weighted = (stack: Balanced) => [
    { type: "forward", forward: { targetGroups: [{ arn: "other" }, { arn: idOf(stack.targets), weight: 0 }] } },
  ];
  itAnswers({
    path: {
      "that forwards": user(() => []),
      "that forwards by weight": user((stack) => {
        stack.listener.inputs.defaultActions = weighted(stack);
        return [];
      }),
      "with a rule that forwards": user(
        listenerRule((stack) => [{ type: "forward", targetGroupArn: idOf(stack.targets) }]),
      ),
      "with a rule that forwards by weight": user(listenerRule(weighted)),
      "that authenticates before it forwards": user((stack) => {
        const [forward] = stack.listener.inputs.defaultActions as Inputs[];
        stack.listener.inputs.defaultActions = [
          { type: "authenticate-oidc", order: 1 },
          { ...forward, order: 2 },
        ];
        return [];
      }),
      "by its older type": user((stack) => [aws("alb/listener:Listener", "older", stack.listener.inputs)], "listener"),
      "to a target that stands in AWS's group alone": change("attachment", { port: 8080 }),
    },
    "no path": {
      "that does not exist": user(() => [], "listener"),
      "that redirects": change("listener", { defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS" } }] }),
      "of a port that the group does not open": change("listener", { port: 8081 }),
      "of another load balancer": change("listener", { loadBalancerArn: "arn:other" }),
      "to another target group": change("listener", {
        defaultActions: [{ type: "forward", targetGroupArn: "arn:other" }],
      }),
      "whose rule is of another listener": user(
        listenerRule((stack) => [{ type: "forward", targetGroupArn: idOf(stack.targets) }], {
          listenerArn: "arn:other",
        }),
      ),
      "to a port that the target does not open": change("attachment", { port: 9090 }),
      "to a target that lets no load balancer in": user(() => [], "balancerToServer"),
      "of a load balancer that cannot leave": user(() => [], "balancerOut"),
      "without a target": user(() => [], "attachment"),
      "of an internal load balancer": change("balancer", { internal: true }),
      "of a load balancer in subnets without a route": user(() => [], "route"),
    },
    "cannot be proven": {
      "of a load balancer that may be internal": change("balancer", { internal: UNKNOWN }),
      "of a load balancer that is not known yet": change("listener", { loadBalancerArn: UNKNOWN }),
      "to a target group that is not known yet": change("listener", {
        defaultActions: [{ type: "forward", targetGroupArn: UNKNOWN }],
      }),
      "whose actions are not known yet": change("listener", { defaultActions: UNKNOWN }),
      "whose port is not known yet": change("listener", { port: UNKNOWN }),
      "whose protocol is not known yet": change("listener", { protocol: UNKNOWN }),
      "whose target's port is not known yet": change("targets", { port: UNKNOWN }),
      "whose attachment's port is not known yet": change("attachment", { port: UNKNOWN }),
      "with a rule of a listener that is not known yet": user(
        listenerRule((stack) => [{ type: "forward", targetGroupArn: idOf(stack.targets) }], { listenerArn: UNKNOWN }),
      ),
      "to a target that is not known yet": change("attachment", { targetId: UNKNOWN }),
      "to a target in a group that is not known yet": change("attachment", { targetGroupArn: UNKNOWN }),
    },
  });

  it("forwards with all that is known of it", () => {
    const { forwards } = networkOf(edited(() => []));
    assert.deepEqual(
      forwards.map(({ balancer, listener, listens, target, arrives, doubt, ...flags }) => [
        balancer.name,
        listener,
        describeTraffic(listens),
        target.name,
        describeTraffic(arrives),
        doubt,
        flags.isCrossZone,
        flags.keepsClientAddress,
      ]),
      [["front", "http", "80", "server", "8080", undefined, true, false]],
    );
  });
});

describe("a target", () => {
  const scaling = (
    inputs: (stack: Balanced) => Inputs,
    others: (stack: Balanced) => TestResource[] = () => [],
  ): Question => {
    const stack = edited((stack) => {
      const template = aws("ec2/launchTemplate:LaunchTemplate", "template", {
        networkInterfaces: [{ associatePublicIpAddress: "false", securityGroups: [idOf(stack.serverGroup)] }],
      });
      const group = aws("autoscaling/group:Group", "group", {
        launchTemplate: { id: idOf(template) },
        vpcZoneIdentifiers: [idOf(stack.inside)],
        ...inputs(stack),
      });
      return [template, group, ...others(stack)];
    }, "attachment");
    return { stack, from: INTERNET_HOST, to: aws("ec2/launchTemplate:LaunchTemplate", "template"), port: 8080 };
  };
  const attached = (type: string, inputs: (stack: Balanced) => Inputs) =>
    scaling(
      () => ({}),
      (stack) => [aws(type, "attached", { autoscalingGroupName: "Group-group", ...inputs(stack) })],
    );
  /** By one of the addresses of the server. */
  const byAddress = (targetId: unknown, inputs: Inputs = {}) =>
    user((stack) => {
      stack.targets.inputs.targetType = "ip";
      stack.attachment.inputs.targetId = targetId;
      Object.assign(stack.server.inputs, inputs);
      return [];
    });
  itAnswers({
    path: {
      "of a scaling group, by the group": scaling(({ targets }) => ({ targetGroupArns: [idOf(targets)] })),
      "of a scaling group, by its traffic sources": scaling(({ targets }) => ({
        trafficSources: [{ identifier: idOf(targets), type: "elbv2" }],
      })),
      "of a scaling group, by an attachment": attached("autoscaling/attachment:Attachment", ({ targets }) => ({
        lbTargetGroupArn: idOf(targets),
      })),
      "of a scaling group, by an attachment of a traffic source": attached(
        "autoscaling/trafficSourceAttachment:TrafficSourceAttachment",
        ({ targets }) => ({ trafficSource: { identifier: idOf(targets), type: "elbv2" } }),
      ),
      "of a scaling group with several kinds of servers": scaling(({ targets }) => ({
        launchTemplate: undefined,
        mixedInstancesPolicy: {
          launchTemplate: { launchTemplateSpecification: { launchTemplateId: "LaunchTemplate-template" } },
        },
        targetGroupArns: [idOf(targets)],
      })),
      "by its address": byAddress("10.0.10.7", { privateIp: "10.0.10.7" }),
    },
    "no path": {
      "by the address of another": byAddress("10.0.10.8", { privateIp: "10.0.10.7" }),
      "of a scaling group that is in no target group": scaling(() => ({})),
    },
    "cannot be proven": {
      "by an address that it may have": byAddress("10.0.10.7"),
      "of a scaling group that is not known yet": attached("autoscaling/attachment:Attachment", ({ targets }) => ({
        autoscalingGroupName: UNKNOWN,
        lbTargetGroupArn: idOf(targets),
      })),
      "of a scaling group in target groups that are not known yet": scaling(() => ({ targetGroupArns: UNKNOWN })),
    },
  });

  it("that is a load balancer leads on", () => {
    const question = user((stack) => {
      const { vpc, targets, attachment, balancer, public1, inside, balancerGroup } = stack;
      const outer = aws("lb/loadBalancer:LoadBalancer", "outer", {
        loadBalancerType: "network",
        subnets: [idOf(public1)],
        securityGroups: [idOf(balancerGroup)],
      });
      Object.assign(balancer.inputs, { internal: true, subnets: [idOf(inside)] });
      const innerTargets = aws("lb/targetGroup:TargetGroup", "balancers", {
        vpcId: idOf(vpc),
        targetType: "alb",
        port: 80,
        protocol: "TCP",
      });
      return [
        outer,
        innerTargets,
        aws("lb/targetGroupAttachment:TargetGroupAttachment", "balancer", {
          targetGroupArn: idOf(innerTargets),
          targetId: idOf(balancer),
        }),
        aws("lb/listener:Listener", "outer", {
          loadBalancerArn: idOf(outer),
          port: 80,
          protocol: "TCP",
          defaultActions: [{ type: "forward", targetGroupArn: idOf(innerTargets) }],
        }),
        attachment,
        targets,
      ].filter((one) => one !== attachment && one !== targets);
    });
    const { forwards } = networkOf(question.stack);
    assert.deepEqual(forwards.map(({ balancer, target }) => `${balancer.name} → ${target.name}`).sort(), [
      "front → server",
      "outer → front",
    ]);
  });
});

describe("a classic load balancer", () => {
  const classic = (inputs: Inputs, others: (stack: Balanced) => TestResource[] = () => []) =>
    user(
      (stack) => [
        aws("elb/loadBalancer:LoadBalancer", "classic", {
          securityGroups: [idOf(stack.balancerGroup)],
          subnets: [idOf(stack.public1)],
          instances: [idOf(stack.server)],
          listeners: [{ lbPort: 80, lbProtocol: "http", instancePort: 8080, instanceProtocol: "http" }],
          ...inputs,
        }),
        ...others(stack),
      ],
      "balancer",
      "listener",
    );
  itAnswers({
    path: {
      "with the server": classic({}),
      "with a server that is attached to it": classic({ instances: undefined }, ({ server }) => [
        aws("elb/attachment:Attachment", "server", { elb: "LoadBalancer-classic", instance: idOf(server) }),
      ]),
      "with ports as text": classic({ listeners: [{ lbPort: "80", instancePort: "8080" }] }),
    },
    "no path": {
      "that is internal": classic({ internal: true }),
      "without servers": classic({ instances: [] }),
      "at a port that its group does not open": classic({ listeners: [{ lbPort: 81, instancePort: 8080 }] }),
      "to a port that the server does not open": classic({ listeners: [{ lbPort: 80, instancePort: 8081 }] }),
      "without listeners": classic({ listeners: [] }),
    },
    "cannot be proven": {
      "whose listeners are not known yet": classic({ listeners: UNKNOWN }),
      "whose port is not known yet": classic({ listeners: [{ lbPort: UNKNOWN, instancePort: 8080 }] }),
      "that may be internal": classic({ internal: UNKNOWN }),
      "whose servers are not known yet": classic({ instances: UNKNOWN }),
    },
  });
});

describe("a network load balancer", () => {
  const network = (
    inputs: { balancer?: Inputs; targets?: Inputs; attachment?: Inputs; listener?: Inputs },
    edit: (stack: Balanced) => TestResource[] = () => [],
    ...omitted: (keyof Balanced)[]
  ) =>
    user(
      (stack) => {
        Object.assign(stack.balancer.inputs, { loadBalancerType: "network", ...inputs.balancer });
        Object.assign(stack.targets.inputs, { protocol: "TCP", ...inputs.targets });
        Object.assign(stack.listener.inputs, { protocol: "TCP", ...inputs.listener });
        Object.assign(stack.attachment.inputs, inputs.attachment);
        return edit(stack);
      },
      ...omitted,
    );
  const openToClients = ({ serverGroup }: Balanced) => [ingress("clients", serverGroup, 8080, "203.0.113.0/24")];
  const openToNodes = ({ serverGroup }: Balanced) => [ingress("nodes", serverGroup, 8080, "10.0.0.0/23")];
  const byAddress = { targets: { targetType: "ip" }, attachment: { targetId: "10.0.10.7" } };
  const addressed = (edit: (stack: Balanced) => TestResource[]) => (stack: Balanced) => {
    stack.server.inputs.privateIp = "10.0.10.7";
    return edit(stack);
  };
  const withoutGroups = { balancer: { securityGroups: undefined } };
  itAnswers({
    path: {
      "whose group the target lets in": network({}),
      "that keeps the client's address, which the target lets in": network({}, openToClients, "balancerToServer"),
      "without groups, that keeps the client's address": network(withoutGroups, openToClients, "balancerToServer"),
      "that gives its own address, which the target lets in": network(
        { targets: { preserveClientIp: "false" } },
        openToNodes,
        "balancerToServer",
      ),
      "that gives its own address to targets by their address": network(
        byAddress,
        addressed(openToNodes),
        "balancerToServer",
      ),
      "that keeps the client's address for targets by their address, as told": network(
        { ...byAddress, targets: { targetType: "ip", preserveClientIp: "true" } },
        addressed(openToClients),
        "balancerToServer",
      ),
    },
    "no path": {
      "that keeps the client's address, where the target lets in the nodes": network(
        {},
        openToNodes,
        "balancerToServer",
      ),
      "that gives its own address, where the target lets in the client": network(
        { targets: { preserveClientIp: "false" } },
        openToClients,
        "balancerToServer",
      ),
      "that gives its own address to targets by their address, which let in the client": network(
        byAddress,
        addressed(openToClients),
        "balancerToServer",
      ),
      "whose group does not let the client in": network({}, () => [], "users"),
      "of another protocol": network({ listener: { protocol: "UDP" }, targets: { protocol: "UDP" } }),
      "that serves another zone": network({
        balancer: { subnets: undefined, subnetMappings: [{ subnetId: "Subnet-public-2" }] },
      }),
    },
    "cannot be proven": {
      "that may keep the client's address": network(
        { targets: { preserveClientIp: UNKNOWN } },
        openToClients,
        "balancerToServer",
      ),
      "whose type is not known yet, where the target lets in the client": network(
        { balancer: { loadBalancerType: UNKNOWN } },
        openToClients,
        "balancerToServer",
      ),
      "whose type is not known yet, where the target lets in the nodes": network(
        { balancer: { loadBalancerType: UNKNOWN } },
        openToNodes,
        "balancerToServer",
      ),
    },
  });

  itAnswers({
    path: {
      "across zones": network({
        balancer: { enableCrossZoneLoadBalancing: true, subnets: ["Subnet-public-1", "Subnet-public-2"] },
      }),
      "for UDP and TCP": {
        ...network(
          { listener: { protocol: "TCP_UDP" }, targets: { protocol: "TCP_UDP" } },
          ({ balancerGroup, serverGroup }) => [
            ingress("users-udp", balancerGroup, 80, "0.0.0.0/0", { ipProtocol: "udp" }),
            ingress("server-udp", serverGroup, 8080, balancerGroup, { ipProtocol: "udp" }),
          ],
        ),
        protocol: "udp",
      },
    },
    "no path": {
      "for UDP, where the listener has TCP alone": {
        ...network({}, ({ balancerGroup, serverGroup }) => [
          ingress("users-udp", balancerGroup, 80, "0.0.0.0/0", { ipProtocol: "udp" }),
          ingress("server-udp", serverGroup, 8080, balancerGroup, { ipProtocol: "udp" }),
        ]),
        protocol: "udp",
      },
      "for a protocol that the listener has and the group does not open": network(
        { listener: { protocol: "TCP_UDP" }, targets: { protocol: "TCP_UDP" } },
        ({ balancerGroup }) => [ingress("users-udp", balancerGroup, 80, "0.0.0.0/0", { ipProtocol: "udp" })],
        "users",
      ),
    },
  });
});

describe("a gateway load balancer", () => {
  it("sends all there is to its appliances in GENEVE", () => {
    const { forwards } = networkOf(
      edited((stack) => {
        stack.balancer.inputs.loadBalancerType = "gateway";
        Object.assign(stack.listener.inputs, { port: undefined, protocol: undefined });
        return [];
      }),
    );
    assert.deepEqual(
      forwards.map(({ listens, arrives }) => [describeTraffic(listens), describeTraffic(arrives)]),
      [["every port", "udp 6081"]],
    );
  });
});

describe("an endpoint service", () => {
  const service = (inputs: (stack: Balanced) => Inputs) =>
    networkOf(
      edited((stack) => {
        Object.assign(stack.balancer.inputs, { loadBalancerType: "network", internal: true });
        return [aws("ec2/vpcEndpointService:VpcEndpointService", "partners", inputs(stack))];
      }),
    ).endpoints.find(({ kind }) => kind === "load balancer")?.interfaces[0].openTo;
  it("opens its load balancers to other accounts", () => {
    const reason = '"partners" opens it to other accounts by PrivateLink';
    assert.equal(
      service(({ balancer }) => ({ networkLoadBalancerArns: [idOf(balancer)] })),
      reason,
    );
    assert.equal(
      service(({ balancer }) => ({ gatewayLoadBalancerArns: [idOf(balancer)] })),
      reason,
    );
    assert.equal(
      service(() => ({ networkLoadBalancerArns: ["arn:other"] })),
      undefined,
    );
  });

  it("may open any of them while it is not known which", () => {
    assert.match(service(() => ({ networkLoadBalancerArns: UNKNOWN })) ?? "", /PrivateLink/);
  });
});
