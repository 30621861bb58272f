import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import { buildNetwork, verdict } from ".";
import {
  aws,
  fromInternet,
  fromNeighbour,
  idOf,
  ingress,
  itAnswers,
  networkOf,
  publicServer,
  type PublicServer,
} from "./stacks.test";

describe("a verdict", () => {
  const stack = Object.values(publicServer());
  const network = networkOf(stack);
  const urnOf = (name: string) => network.endpoints.find((one) => one.name === name)!.resource.urn;
  const packet = { protocol: "tcp", port: 22 };

  it("is given on what has addresses alone", () => {
    assert.throws(
      () => verdict(network, { ...packet, from: "203.0.113.7", to: "urn:nothing" }),
      /^Error: urn:nothing has no addresses in this network$/,
    );
    assert.throws(() => verdict(network, { ...packet, from: "urn:nothing", to: urnOf("server") }), /has no addresses/);
  });

  it("finds no path from addresses that the internet has not", () => {
    const open = networkOf([
      ...stack,
      ingress(
        "all",
        stack.find(({ name }) => name === "server")!,
        22,
        "0.0.0.0/0",
      ),
    ]);
    for (const from of ["10.0.0.7", "127.0.0.1", "255.255.255.255"]) {
      assert.deepEqual(verdict(open, { ...packet, from, to: urnOf("server") }), { answer: "no path" }, from);
    }
  });

  it("is given on an empty network", () => {
    assert.deepEqual(buildNetwork([]).endpoints, []);
  });
});

describe("an exempt resource", () => {
  const other = ({ subnet, group }: PublicServer) =>
    aws("mq/broker:Broker", "queue", { subnetIds: [idOf(subnet)], securityGroups: [idOf(group)] });
  const endpointsOf = (exempt: Record<string, string>) =>
    networkOf(fromInternet((stack) => [other(stack)]).stack, exempt).endpoints.map(
      ({ name, kind }) => `${name}: ${kind}`,
    );
  it("is not modelled otherwise", () => {
    assert.deepEqual(endpointsOf({}), ["server: server", "neighbour: server", "queue: not modelled"]);
  });
  for (const key of ["aws:mq/broker:Broker", "queue", "urn:pulumi:dev::three-tier::aws:mq/broker:Broker::queue"]) {
    it(`is left out by ${key}`, () => {
      assert.deepEqual(endpointsOf({ [key]: "reviewed" }), ["server: server", "neighbour: server"]);
    });
  }
});

describe("what is not modelled", () => {
  /** SSH to a private server that lets everyone in, with something in front. */
  const inFront = (edit: (stack: PublicServer) => TestResource[]) =>
    fromInternet((stack) => {
      stack.server.inputs.associatePublicIpAddress = false;
      return [...edit(stack), ingress("all", stack.group, 22, "0.0.0.0/0")];
    });
  const wearer = (inputs: (stack: PublicServer) => Record<string, unknown>, isLetIn = true) =>
    fromNeighbour((stack) => {
      const task = aws("ecs/service:Service", "task", { networkConfiguration: inputs(stack) });
      return [task, ...(isLetIn ? [ingress("neighbour", stack.group, 22, stack.neighbourGroup)] : [])];
    });
  itAnswers({
    "no path": {
      "leads nowhere that it does not name": inFront(() => [aws("globalaccelerator/accelerator:Accelerator", "world")]),
    },
    "cannot be proven": {
      "may lead to a server that it names": inFront(({ server }) => [
        aws("globalaccelerator/endpointGroup:EndpointGroup", "world", {
          endpointConfigurations: [{ endpointId: idOf(server), weight: 1 }],
        }),
      ]),
      "may lead to a server that it comes from": inFront(({ server }) => [
        aws(
          "globalaccelerator/endpointGroup:EndpointGroup",
          "world",
          { endpointConfigurations: UNKNOWN },
          {
            dependencies: { endpointConfigurations: [server] },
          },
        ),
      ]),
    },
    path: {
      "lets others be as they are": wearer(({ group }) => ({ securityGroups: [idOf(group)] })),
    },
  });

  it("is an endpoint where it wears groups or stands in subnets", () => {
    const { stack } = wearer(({ neighbourGroup, subnet }) => ({
      securityGroups: [idOf(neighbourGroup)],
      subnets: [idOf(subnet)],
    }));
    const { endpoints } = networkOf(stack);
    const task = endpoints.find(({ name }) => name === "task")!;
    assert.equal(task.kind, "not modelled");
    assert.deepEqual(
      task.interfaces[0].groups.map(({ group }) => group.name),
      ["neighbour"],
    );
  });

  it("is told from what connects networks and what makes resources", () => {
    const { otherNetworks, undescribed } = networkOf([
      aws("ec2/vpcPeeringConnection:VpcPeeringConnection", "partner"),
      aws("cloudformation/stack:Stack", "extra"),
    ]);
    assert.deepEqual(otherNetworks, [
      '"partner" (aws:ec2/vpcPeeringConnection:VpcPeeringConnection) connects networks that this stack does not describe',
    ]);
    assert.deepEqual(undescribed, [
      '"extra" (aws:cloudformation/stack:Stack) makes resources that this stack does not describe',
    ]);
  });
});
