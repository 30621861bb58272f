import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { specs } from "./generator";
import { endpointUrn, type RenderOptions, toResources, UNKNOWN } from "./to-resources";

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));
const TYPES = readFileSync(join(SDK, "types/input.d.ts"), "utf8");

/** What the SDK calls the objects inside a property. */
const NESTED: Record<string, string> = {
  "RouteTable.routes": "RouteTableRoute",
  "DefaultRouteTable.routes": "DefaultRouteTableRoute",
  "NetworkAcl.ingress": "NetworkAclIngress",
  "NetworkAcl.egress": "NetworkAclEgress",
  "DefaultNetworkAcl.ingress": "DefaultNetworkAclIngress",
  "SecurityGroup.ingress": "SecurityGroupIngress",
  "SecurityGroup.egress": "SecurityGroupEgress",
  "DefaultSecurityGroup.ingress": "DefaultSecurityGroupIngress",
  "ManagedPrefixList.entries": "ManagedPrefixListEntry",
  "LaunchTemplate.networkInterfaces": "LaunchTemplateNetworkInterface",
  "Instance.networkInterfaces": "InstanceNetworkInterface",
  "Instance.primaryNetworkInterface": "InstancePrimaryNetworkInterface",
  "Group.launchTemplate": "GroupLaunchTemplate",
  "Group.trafficSources": "GroupTrafficSource",
  "TrafficSourceAttachment.trafficSource": "TrafficSourceAttachmentTrafficSource",
  "Listener.defaultActions": "ListenerDefaultAction",
  "ListenerRule.actions": "ListenerRuleAction",
  "ListenerRule.conditions": "ListenerRuleCondition",
};

const OPTIONS: RenderOptions[] = [
  { ids: "known" },
  { ids: "known", refreshed: true, subnetDependencies: "all", balancerModule: "alb" },
  { ids: "unknown" },
  { ids: "unknown", subnetDependencies: "all", computed: "unknown", wholeLists: true },
  { ids: "mixed", existing: 1 },
];

function sampled(options: RenderOptions) {
  return fc.sample(specs, { numRuns: 150, seed: 4 }).map((spec) => ({ spec, resources: toResources(spec, options) }));
}

describe("toResources", () => {
  for (const options of OPTIONS) {
    const all = sampled(options).flatMap(({ resources }) => resources);

    it(`gives properties that the SDK has (${JSON.stringify(options)})`, () => {
      const missing = all
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap(({ type, inputs }) =>
          Object.entries(inputs).flatMap(([property, value]) => {
            const name = type.split(":")[2];
            const nested = NESTED[`${name}.${property}`];
            const inside = nested ? [value].flat().filter((one) => typeof one === "object" && one !== null) : [];
            return [
              ...(argumentsOf(type).has(property) ? [] : [`${name}.${property}`]),
              ...inside.flatMap((one) => Object.keys(one)).filter((key) => !membersOf(TYPES, nested).has(key)),
            ];
          }),
        );
      assert.deepEqual([...new Set(missing)], []);
    });

    it(`gives each resource a URN of its own and dependencies that exist (${JSON.stringify(options)})`, () => {
      for (const { resources } of sampled(options)) {
        const urns = new Set(resources.map(({ urn }) => urn));
        assert.equal(urns.size, resources.length);
        for (const { inputs, propertyDependencies, parent } of resources) {
          assert.deepEqual(Object.keys(propertyDependencies), Object.keys(inputs));
          const named = [...Object.values(propertyDependencies).flat(), ...(parent ? [parent] : [])];
          assert.deepEqual(
            named.filter((urn) => !urns.has(urn)),
            [],
          );
        }
      }
    });
  }

  it("knows every value once all exists", () => {
    for (const options of OPTIONS.filter(({ ids }) => ids === "known")) {
      assert.equal(JSON.stringify(sampled(options)).includes(UNKNOWN), false);
    }
  });

  it("knows no id at a first preview", () => {
    const ids = /"(arn:aws:(ec2|elastic)|(vpc|subnet|rtb|acl|sg|i|eni|igw|nat|eipalloc|pl|lt)-0[0-9a-f]{16})/;
    for (const options of OPTIONS.filter(({ ids: known }) => known === "unknown")) {
      for (const { resources } of sampled(options)) {
        assert.equal(ids.exec(JSON.stringify(resources)), null);
      }
    }
  });

  it("names servers by their instances and fleets by their templates", () => {
    for (const { spec, resources } of sampled({ ids: "unknown" })) {
      for (const { name } of [...spec.servers, ...spec.fleets]) {
        assert.equal(resources.filter(({ urn }) => urn === endpointUrn(spec, name)).length, 1);
      }
    }
  });
});

const known = new Map<string, Set<string>>();

/** The names of a resource's arguments, from the SDK's own declarations. */
function argumentsOf(type: string): Set<string> {
  const [, path, name] = type.split(":");
  const seen = known.get(type) ?? membersOf(readFileSync(join(SDK, `${path}.d.ts`), "utf8"), `${name}Args`);
  known.set(type, seen);
  return seen;
}

function membersOf(declarations: string, name: string): Set<string> {
  const key = declarations === TYPES ? name : `${name} ${declarations.length}`;
  const seen = known.get(key);
  if (seen) {
    return seen;
  }
  const indent = declarations === TYPES ? "    " : "";
  const body = new RegExp(`interface ${name} \\{([\\s\\S]*?)\\n${indent}\\}`).exec(declarations)?.[1] ?? "";
  const members = new Set([...body.matchAll(/^ +(\w+)\??:/gm)].map(([, member]) => member));
  known.set(key, members);
  return members;
}
