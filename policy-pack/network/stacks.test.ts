/** Stacks and their networks in a few words, for the tests of this directory and of the policies. */
import assert from "node:assert/strict";
import { stackPolicy } from "../policy";
import { component, type Details, judge, resource, type TestResource, UNKNOWN } from "../test-support";
import { type Answer, type Network, verdict } from ".";

export type Inputs = Record<string, unknown>;

/** An `aws` resource; resources of different types that share a name have different ids. */
export function aws(type: string, name: string, inputs: Inputs = {}, details: Details = {}): TestResource {
  const id = `${type.split(":").at(-1) ?? type}-${name}`;
  return resource(type, name, inputs, { ...details, outputs: { id, ...details.outputs } });
}

/** The id of a resource, for inputs of others. */
export function idOf({ outputs }: TestResource): string {
  return outputs.id as string;
}

/** `ingress("debug", group, 22, "0.0.0.0/0")`: a rule that stands alone, in the component that its group is in. */
export function ingress(
  name: string,
  group: TestResource,
  ports: number | [number, number],
  source: TestResource | string,
  inputs: Inputs = {},
): TestResource {
  const [fromPort, toPort] = typeof ports === "number" ? [ports, ports] : ports;
  return aws(
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name,
    { securityGroupId: idOf(group), ipProtocol: "tcp", fromPort, toPort, ...peerOf(source), ...inputs },
    { parent: group.parent },
  );
}

function peerOf(source: TestResource | string): Inputs {
  if (typeof source !== "string") return { referencedSecurityGroupId: idOf(source) };
  return source.includes(":") ? { cidrIpv6: source } : { cidrIpv4: source };
}

/** A rule for everything that leaves. */
export function egress(group: TestResource, inputs: Inputs = {}): TestResource {
  return aws("vpc/securityGroupEgressRule:SecurityGroupEgressRule", `${group.name}-out`, {
    securityGroupId: idOf(group),
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
    ...inputs,
  });
}

export function instance(name: string, inputs: Inputs, details: Details = {}): TestResource {
  return aws("ec2/instance:Instance", name, { associatePublicIpAddress: false, ...inputs }, details);
}

/**
 * Edits of a stack that `make` makes anew each time: what `edit` adds is returned, what it changes is changed in place,
 * and `omitted` is left out.
 */
export function editor<Stack extends Record<string, TestResource>>(
  make: () => Stack,
): (edit: (stack: Stack) => TestResource[] | undefined, ...omitted: (keyof Stack)[]) => TestResource[] {
  return (edit, ...omitted) => {
    const stack = make();
    const added = edit(stack) ?? [];
    const left = Object.entries(stack).filter(([key]) => !omitted.includes(key));
    return [...left.map(([, one]) => one), ...added];
  };
}

/** A stack with everything unknown that AWS decides: what resources have as outputs alone, wherever it is named. */
export function atFirstPreview(stack: TestResource[]): TestResource[] {
  const owners = new Map<unknown, TestResource>();
  for (const one of stack) {
    for (const value of Object.values(one.outputs)) if (typeof value === "string") owners.set(value, one);
  }
  const copies = new Map(stack.map((one) => [one, { ...one, inputs: { ...one.inputs }, outputs: { ...one.outputs } }]));
  const copyOf = (one: TestResource) => copies.get(one) ?? one;
  for (const [one, copy] of copies) {
    copy.parent = one.parent && copyOf(one.parent);
    copy.dependencies = {};
    for (const [property, list] of Object.entries(one.dependencies)) copy.dependencies[property] = list.map(copyOf);
    for (const property of Object.keys(one.outputs)) copy.outputs[property] = UNKNOWN;
    for (const [property, value] of Object.entries(one.inputs)) {
      const named = new Set<TestResource>();
      copy.inputs[property] = withoutIds(value, owners, named);
      if (named.size > 0) copy.dependencies[property] ??= [...named].map(copyOf);
    }
  }
  return [...copies.values()];
}

function withoutIds(value: unknown, owners: Map<unknown, TestResource>, named: Set<TestResource>): unknown {
  const owner = owners.get(value);
  if (owner !== undefined) {
    named.add(owner);
    return UNKNOWN;
  }
  if (Array.isArray(value)) return value.map((one) => withoutIds(one, owners, named));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutIds(one, owners, named)]));
}

/** The network of a stack, as policies are given it. */
export function networkOf(stack: TestResource[], exempt: Record<string, string> = {}): Network {
  const networks: Network[] = [];
  const capture = stackPolicy(
    {
      name: "capture",
      displayName: "",
      description: "",
      enforcementLevel: "mandatory",
      severity: "low",
      remediationSteps: "",
    },
    { exempt },
    ({ network }) => {
      networks.push(network);
      return {};
    },
  );
  judge(capture, stack);
  return networks[0];
}

/** `from` and `to` are resources of the stack, or an address of the internet; SSH unless it says otherwise. */
export interface Question {
  stack: TestResource[];
  from: TestResource | string;
  to: TestResource;
  protocol?: string;
  port?: number;
}

export function answer({ stack, from, to, protocol = "tcp", port = 22 }: Question): Answer {
  const network = networkOf(stack);
  const urnOf = ({ type, name }: TestResource) =>
    network.index.resources.find((one) => one.type === type && one.name === name)!.urn;
  return verdict(network, { from: typeof from === "string" ? from : urnOf(from), to: urnOf(to), protocol, port })
    .answer;
}

/** Questions by their answer, each named by a phrase. */
export type Answers = Partial<Record<Answer, Record<string, Question>>>;

/** Tests each question on the stack as it is deployed, and at its first preview. */
export function itAnswers(answers: Answers): void {
  itAnswersOf(answers, (question) => ({
    deployed: answer(question),
    "at the first preview": answer({ ...question, stack: atFirstPreview(question.stack) }),
  }));
}

/** Tests questions about a deployed stack: what AWS reports, or what a first preview cannot tell. */
export function itAnswersDeployed(answers: Answers): void {
  itAnswersOf(answers, (question) => ({ deployed: answer(question) }));
}

function itAnswersOf(answers: Answers, ask: (question: Question) => Record<string, Answer>): void {
  for (const [expected, questions] of Object.entries(answers)) {
    for (const [phrase, question] of Object.entries(questions)) {
      it(`${phrase}: ${expected}`, () => {
        const actual = ask(question);
        assert.deepEqual(actual, Object.fromEntries(Object.keys(actual).map((state) => [state, expected])));
      });
    }
  }
}

/** From anywhere on the internet. */
export const INTERNET_HOST = "203.0.113.7";

/**
 * A public server that no rule opens, and a second one beside it:
 *
 *     internet gateway → subnet 10.0.0.0/24 (public) → server, neighbour
 */
export function publicServer() {
  const vpc = aws("ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" });
  const vpcId = idOf(vpc);
  const gateway = aws("ec2/internetGateway:InternetGateway", "main", { vpcId });
  const subnet = aws("ec2/subnet:Subnet", "public", {
    vpcId,
    cidrBlock: "10.0.0.0/24",
    availabilityZone: "eu-west-1a",
  });
  const table = aws("ec2/routeTable:RouteTable", "public", { vpcId });
  const group = aws("ec2/securityGroup:SecurityGroup", "server", { vpcId });
  const neighbourGroup = aws("ec2/securityGroup:SecurityGroup", "neighbour", { vpcId });
  const place = { subnetId: idOf(subnet), associatePublicIpAddress: true };
  return {
    ...{ vpc, gateway, subnet, table, group, neighbourGroup },
    route: aws("ec2/route:Route", "public", {
      routeTableId: idOf(table),
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: idOf(gateway),
    }),
    association: aws("ec2/routeTableAssociation:RouteTableAssociation", "public", {
      subnetId: idOf(subnet),
      routeTableId: idOf(table),
    }),
    server: instance("server", { ...place, vpcSecurityGroupIds: [idOf(group)] }),
    neighbour: instance("neighbour", { ...place, vpcSecurityGroupIds: [idOf(neighbourGroup)] }),
    neighbourOut: egress(neighbourGroup),
  };
}

export type PublicServer = ReturnType<typeof publicServer>;

/** SSH from the internet to the public server of an edited stack. */
export function fromInternet(
  edit: (stack: PublicServer) => TestResource[] | undefined,
  ...omitted: (keyof PublicServer)[]
): Question {
  const stack = editor(publicServer)(edit, ...omitted);
  return { stack, from: INTERNET_HOST, to: named(stack, "server") };
}

/** SSH from the server beside it. */
export function fromNeighbour(
  edit: (stack: PublicServer) => TestResource[] | undefined,
  ...omitted: (keyof PublicServer)[]
): Question {
  const stack = editor(publicServer)(edit, ...omitted);
  return { stack, from: named(stack, "neighbour"), to: named(stack, "server") };
}

function named(stack: TestResource[], name: string): TestResource {
  return stack.find((one) => one.name === name && one.type.endsWith(":Instance"))!;
}

describe("a stack at its first preview", () => {
  const vpc = aws("ec2/vpc:Vpc", "main", { cidrBlock: "10.0.0.0/16" }, { outputs: { arn: "arn:vpc" } });
  const tier = component("WasTier", "was");
  const group = aws("ec2/securityGroup:SecurityGroup", "was", { vpcId: idOf(vpc) }, { parent: tier });
  const lists = aws("ec2/instance:Instance", "lists", { ids: [{ a: idOf(vpc) }, "sg-1", idOf(group)], size: 1 });
  const [atVpc, atTier, atGroup, atLists] = atFirstPreview([vpc, tier, group, lists]);

  it("has no output that is known", () => {
    assert.deepEqual(atVpc.outputs, { id: UNKNOWN, arn: UNKNOWN });
  });

  it("keeps what the program says", () => {
    assert.deepEqual(atVpc.inputs, { cidrBlock: "10.0.0.0/16" });
  });

  it("has dependencies in place of ids", () => {
    assert.deepEqual(atGroup.inputs, { vpcId: UNKNOWN });
    assert.deepEqual(atGroup.dependencies, { vpcId: [atVpc] });
    assert.equal(atGroup.parent, atTier);
  });

  it("has them for each property, at any depth", () => {
    assert.deepEqual(atLists.inputs, { ids: [{ a: UNKNOWN }, "sg-1", UNKNOWN], size: 1 });
    assert.deepEqual(atLists.dependencies, { ids: [atVpc, atGroup] });
  });

  it("leaves the deployed stack as it is", () => {
    assert.deepEqual(group.inputs, { vpcId: "Vpc-main" });
  });
});
