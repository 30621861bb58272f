// A policy for each thing that can happen to one. Most look at nothing but the names of resources, so that a test can
// ask for what it needs.
const { PolicyPack, validateStackResourcesOfType } = require("@pulumi/policy");

const isVpc = ({ type }) => type === "aws:ec2/vpc:Vpc";
const find = (resources, name) => resources.find((resource) => resource.name === name);
const resourcePolicy = (name, policy) => ({ name, description: `Describes ${name}.`, enforcementLevel: "mandatory", ...policy });
const stackPolicy = (name, validateStack, more) => resourcePolicy(name, { validateStack, ...more });

const known = (props) => Object.fromEntries(Object.keys(props).map((key) => {
  try {
    return [key, props[key]];
  } catch {
    return [key, "unknown"];
  }
}));
const seen = ({ urn, opts, parent, provider, props, dependencies, propertyDependencies }) => ({
  urn,
  opts,
  parent: parent?.name ?? null,
  provider: provider ? { urn: provider.urn, name: provider.name, type: provider.type, props: provider.props } : null,
  props: known(props),
  dependencies: dependencies?.map(({ name }) => name),
  propertyDependencies: propertyDependencies &&
    Object.fromEntries(Object.entries(propertyDependencies).map(([key, list]) => [key, list.map(({ name }) => name)])),
});

new PolicyPack("test-policies", {
  policies: [
    resourcePolicy("vpc-is-private", {
      severity: "high",
      validateResource: ({ name }, report) => name === "public" && report("it is public\n  by its name"),
    }),
    resourcePolicy("vpc-is-big", {
      enforcementLevel: "advisory",
      validateResource: ({ name }, report) => name === "small" && report("it is small"),
    }),
    resourcePolicy("never-asked", {
      enforcementLevel: "disabled",
      validateResource: () => {
        throw new Error("asked all the same");
      },
    }),
    resourcePolicy("vpc-has-owner", {
      enforcementLevel: "remediate",
      remediateResource: (args) => {
        if (isVpc(args) && args.name === "ownerless") return { ...args.props, tags: { owner: "us" } };
      },
    }),
    resourcePolicy("mends-what-is-mended-by-no-one", {
      enforcementLevel: "remediate",
      remediateResource: () => undefined,
      validateResource: ({ name }, report) => name === "unmended" && report("nobody mended it"),
    }),
    resourcePolicy("reads-resource", {
      validateResource: ({ name, props }) => (name === "reads-resource" ? props.tags.from : undefined),
    }),
    resourcePolicy("shows-resource", {
      enforcementLevel: "advisory",
      validateResource: (args, report) => args.name.startsWith("show") && report(JSON.stringify(seen(args))),
    }),
    stackPolicy("counts", ({ resources }) => {
      process.send?.({ type: "examined", policy: "counts", counts: { resources: 0 } });
      process.send?.({ type: "examined", policy: "counts", counts: { resources: resources.length, vpcs: resources.filter(isVpc).length } });
    }),
    stackPolicy("reads-stack", ({ resources }) => find(resources, "reads-stack")?.props.id),
    stackPolicy("reads-stack-kindly", ({ resources }) => find(resources, "reads-stack-kindly")?.props.id, { enforcementLevel: "advisory" }),
    stackPolicy("throws", ({ resources }) => {
      if (find(resources, "throws")) throw new Error("lost its way");
    }),
    stackPolicy("dies", ({ resources }) => find(resources, "dies") && process.exit(3)),
    stackPolicy("names", ({ resources }, report) => {
      if (find(resources, "names")) {
        report("no resource in particular");
        report("one of the stack", find(resources, "names").urn);
        report("one of another stack", "urn:pulumi:other::shop::aws:ec2/vpc:Vpc::names");
      }
    }),
    stackPolicy("queues-only", validateStackResourcesOfType({ isInstance: () => false, __pulumiType: "aws:sqs/queue:Queue" }, () => {
      throw new Error("there is no queue");
    })),
    stackPolicy("has-a-reason", ({ resources, notApplicable }) => find(resources, "reason") || notApplicable("nothing to see")),
    stackPolicy("limits-vpcs", ({ resources, getConfig }, report) => {
      const { limit } = getConfig();
      if (resources.filter(isVpc).length > limit) report(`more than ${limit}`);
    }, {
      configSchema: { properties: { limit: { type: "integer", minimum: 1, default: 100 }, zone: { enum: ["a", "c"] } } },
    }),
    stackPolicy("shows-stack", ({ resources }, report) => {
      for (const resource of resources) {
        if (find(resources, "show")) report(JSON.stringify(seen(resource)), resource.urn);
      }
    }, { enforcementLevel: "advisory" }),
  ],
});
