import assert from "node:assert/strict";
import { component, type TestResource, UNKNOWN as UNKNOWN_TEXT } from "../test-support";
import { read, type Resource } from "./resource";
import { namesOf, type References, together } from "./stack-index";
import { aws, idOf, instance, networkOf } from "./stacks.test";

const SUBNET = "ec2/subnet";
const subnet = (name: string) => aws("ec2/subnet:Subnet", name, {}, { outputs: { arn: `arn:${name}` } });
const [one, two, three] = ["one", "two", "three"].map(subnet);

/** What the subnets of a server are taken for; those of the stack come after it. */
function subnetsOf(value: unknown, dependencies: TestResource[] = [], others: TestResource[] = []) {
  const server = instance("server", { subnetIds: value }, { dependencies: { subnetIds: dependencies } });
  const { index } = networkOf([server, one, two, three, ...others]);
  const [resource] = index.of("ec2/instance");
  return shown(index.references(resource, "subnetIds", read(resource, "subnetIds"), [SUBNET]));
}

function shown({ resources, ...rest }: References) {
  return { resources: resources.map(({ name }) => name), ...rest };
}

const CERTAIN = { foreign: [], doubt: undefined, open: false };

describe("what names a resource", () => {
  const servers = [
    instance("at-one", { subnetId: idOf(one) }),
    instance("at-two", { subnetId: idOf(two) }),
    instance("somewhere", { subnetId: UNKNOWN_TEXT }),
    instance("also-at-one", { subnetId: UNKNOWN_TEXT }, { dependencies: { subnetId: [one] } }),
    instance("nowhere", {}),
  ];
  const { index } = networkOf([...servers, one, two]);
  const names = (resources: readonly Resource[]) => resources.map(({ name }) => name);
  const [first, second] = index.of(SUBNET);

  it("is found by the property, in the order of the stack", () => {
    assert.deepEqual(names(index.referring(first, "subnetId", "ec2/instance")), ["at-one", "also-at-one"]);
    assert.deepEqual(names(index.referring(second, "subnetId", "ec2/instance")), ["at-two"]);
    assert.deepEqual(names(index.referring(first, "subnet", "ec2/instance")), []);
    assert.deepEqual(names(index.referring(first, "subnetId", "ec2/networkInterface")), []);
  });

  it("is followed by what may name it", () => {
    const perhaps = (resource: Resource) => names(index.perhapsReferring(resource, "subnetId", "ec2/instance"));
    assert.deepEqual(perhaps(first), ["at-one", "also-at-one", "somewhere"]);
    assert.deepEqual(perhaps(second), ["at-two", "somewhere"]);
  });
});

describe("what a property names", () => {
  it("is nothing where it is left out", () => {
    for (const value of [undefined, null, ""]) {
      assert.deepEqual(subnetsOf(value), { resources: [], foreign: [], open: false });
    }
  });

  it("is found by id and by ARN", () => {
    assert.deepEqual(subnetsOf(idOf(one)), { resources: ["one"], foreign: [], open: false });
    assert.deepEqual(subnetsOf("arn:two"), { resources: ["two"], foreign: [], open: false });
    assert.deepEqual(subnetsOf([idOf(one), "arn:two"]), { resources: ["one", "two"], foreign: [], open: false });
  });

  it("is foreign where no resource of the stack has its id", () => {
    assert.deepEqual(subnetsOf(["subnet-1", idOf(one)]), { resources: ["one"], foreign: ["subnet-1"], open: false });
  });

  it("is foreign where a resource of another kind has its id", () => {
    const vpc = aws("ec2/vpc:Vpc", "main");
    assert.deepEqual(subnetsOf(idOf(vpc), [], [vpc]), { resources: [], foreign: ["Vpc-main"], open: false });
  });

  it("is what it comes from, while it is not known", () => {
    assert.deepEqual(subnetsOf(UNKNOWN_TEXT, [one]), { resources: ["one"], ...CERTAIN });
    assert.deepEqual(subnetsOf([UNKNOWN_TEXT], [one]), { resources: ["one"], ...CERTAIN });
    assert.deepEqual(subnetsOf([UNKNOWN_TEXT, UNKNOWN_TEXT], [one, two]), { resources: ["one", "two"], ...CERTAIN });
  });

  it("is known in part", () => {
    assert.deepEqual(subnetsOf([idOf(one), UNKNOWN_TEXT], [one, two]), { resources: ["one", "two"], ...CERTAIN });
    assert.deepEqual(subnetsOf(["subnet-1", UNKNOWN_TEXT], [two]), {
      ...CERTAIN,
      resources: ["two"],
      foreign: ["subnet-1"],
    });
  });

  it("is in doubt where it comes from more resources than it names", () => {
    const doubt = '"subnetIds" of server is not known yet; it comes from "one", "two"';
    assert.deepEqual(subnetsOf(UNKNOWN_TEXT, [one, two]), { ...CERTAIN, resources: ["one", "two"], doubt });
    assert.deepEqual(subnetsOf([UNKNOWN_TEXT], [one, two]), { ...CERTAIN, resources: ["one", "two"], doubt });
    assert.equal(
      subnetsOf([UNKNOWN_TEXT, UNKNOWN_TEXT], [one, two, three]).doubt,
      '"subnetIds" of server is not known yet; it comes from "one", "two", "three"',
    );
  });

  it("is open where it comes from nowhere in the stack", () => {
    const doubt = '"subnetIds" of server is not known yet, and comes from no resource of this stack';
    for (const value of [UNKNOWN_TEXT, [UNKNOWN_TEXT]]) {
      assert.deepEqual(subnetsOf(value), { resources: [], foreign: [], doubt, open: true });
    }
    assert.deepEqual(subnetsOf([UNKNOWN_TEXT, idOf(one)]), { resources: ["one"], foreign: [], doubt, open: true });
  });

  it("is open where it comes from resources of other kinds alone", () => {
    const vpc = aws("ec2/vpc:Vpc", "main");
    const { resources, open } = subnetsOf(UNKNOWN_TEXT, [vpc], [vpc]);
    assert.deepEqual([resources, open], [[], true]);
  });

  it("comes from what a component is made of, at any depth", () => {
    const network = component("VpcWithNat", "network");
    const inner = { ...component("Vpc", "vpc"), parent: network };
    const child = aws("ec2/subnet:Subnet", "child", {}, { parent: inner });
    const gateway = aws("ec2/internetGateway:InternetGateway", "gateway", {}, { parent: inner });
    const { resources, doubt } = subnetsOf(UNKNOWN_TEXT, [network], [network, inner, child, gateway]);
    assert.deepEqual([resources, doubt], [["child"], undefined]);
  });

  it("is a resource's own id before the ids that others tell of it", () => {
    const server = instance("server", { networkInterfaceId: "eni-1" });
    const own = aws("ec2/networkInterface:NetworkInterface", "own", {}, { outputs: { id: "eni-1" } });
    const holder = instance("holder", {}, { outputs: { primaryNetworkInterfaceId: "eni-1" } });
    const kinds = ["ec2/networkInterface", "ec2/instance"];
    const named = (...stack: TestResource[]) =>
      networkOf(stack)
        .index.named("eni-1", kinds)
        .map(({ name }) => name);
    assert.deepEqual(named(server, holder, own), ["own"]);
    assert.deepEqual(named(server, holder), ["holder"]);
  });
});

describe("several references together", () => {
  const [first, second] = [{ name: "a" }, { name: "b" }] as Resource[];
  it("are one, as doubtful as each", () => {
    assert.deepEqual(
      together([
        { resources: [first], foreign: ["x"], open: false },
        { resources: [second, first], foreign: ["y"], open: true, doubt: "no one knows" },
      ]),
      { resources: [first, second], foreign: ["x", "y"], doubt: "no one knows", open: true },
    );
    assert.deepEqual(together([]), { resources: [], foreign: [], doubt: undefined, open: false });
  });

  it("are named, not without end", () => {
    const named = (...names: string[]) => namesOf(names.map((name) => ({ name }) as Resource));
    assert.equal(named("a", "b", "a"), '"a", "b"');
    assert.equal(named("a", "b", "c", "d", "e", "f"), '"a", "b", "c", "d" and 2 more');
  });
});

describe("the stack's index", () => {
  it("knows resources by kind, older names among them", () => {
    const { index } = networkOf([
      aws("alb/listener:Listener", "older"),
      aws("lb/listener:Listener", "newer"),
      aws("ec2/spotInstanceRequest:SpotInstanceRequest", "cheap"),
    ]);
    assert.deepEqual(
      index.of("lb/listener", "ec2/instance").map(({ name }) => name),
      ["older", "newer", "cheap"],
    );
    assert.deepEqual(index.of("lb/targetGroup"), []);
  });

  it("knows who is above, nearest first", () => {
    const tier = component("WasTier", "was");
    const inner = { ...component("Servers", "servers"), parent: tier };
    const { index } = networkOf([tier, inner, instance("server", {}, { parent: inner })]);
    const [server] = index.of("ec2/instance");
    assert.deepEqual(
      [...index.ancestors(server)].map(({ name }) => name),
      ["servers", "was"],
    );
    assert.equal(index.get(server.urn), server);
    assert.equal(index.get("urn:nothing"), undefined);
  });
});
