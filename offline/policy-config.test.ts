import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConfigurablePolicy, reconcileConfig } from "./policy-config";
import { type PolicyConfig, readPolicyConfig } from "./policy-config-file";
import { PolicyPackError } from "./policy-pack-project";
import { testFiles } from "../command-line/test-files";

const POLICIES: ConfigurablePolicy[] = [
  { name: "plain", enforcementLevel: "mandatory" },
  {
    name: "limits",
    enforcementLevel: "advisory",
    configSchema: {
      properties: {
        limit: { type: "integer", minimum: 1, default: 100 },
        zones: { type: "array", items: { enum: ["a", "c"] } },
      },
      required: [],
    },
  },
];
const NEEDY: ConfigurablePolicy[] = [
  {
    name: "needs",
    enforcementLevel: "mandatory",
    configSchema: { properties: { owner: {} }, required: ["owner"] },
  },
];

const reconcile = (config: PolicyConfig, { policies = POLICIES, initial = {} } = {}) =>
  reconcileConfig(policies, initial, config, "dev.json");

describe("the settings of policies", () => {
  const wrong: [string, PolicyConfig, string, ConfigurablePolicy[]?][] = [
    [
      "a policy that is not there",
      { plane: "advisory" },
      "plane: there is no such policy; the pack's policies are: plain, limits",
    ],
    [
      "a level that is none",
      { plain: "madatory" },
      'plain: "madatory" is not an enforcement level; use advisory, mandatory, remediate or disabled',
    ],
    [
      "a level that is none, in an object",
      { plain: { enforcementLevel: 1 } },
      "plain.enforcementLevel: 1 is not an enforcement level; use advisory, mandatory, remediate or disabled",
    ],
    [
      "a level that is none, for all",
      { all: "off" },
      'all: "off" is not an enforcement level; use advisory, mandatory, remediate or disabled',
    ],
    [
      "a property for all",
      { all: { limit: 3 } },
      "all.limit: only enforcementLevel can be set for all policies; set limit for each policy that has it",
    ],
    [
      "neither level nor settings",
      { limits: [3] },
      "limits: [3] is neither a level (advisory, mandatory, remediate or disabled) nor an object of settings",
    ],
    [
      "null",
      { limits: null },
      "limits: null is neither a level (advisory, mandatory, remediate or disabled) nor an object of settings",
    ],
    ["a value of another type", { limits: { limit: "3" } }, 'limits.limit: "3" must be integer'],
    ["a value out of bounds", { limits: { limit: 0 } }, "limits.limit: 0 must be >= 1"],
    [
      "a value inside a list",
      { limits: { zones: ["a", "b"] } },
      'limits.zones[1]: "b" must be equal to one of the allowed values: "a", "c"',
    ],
    [
      "a property that is not there",
      { limits: { limt: 3 } },
      "limits.limt: there is no such property; the policy's are: limit, zones",
    ],
    ["a property that is missing", {}, "needs.owner: it has no value and no default; give it one", NEEDY],
    [
      "something for a schema that is none",
      {},
      "broken: the policy's own configSchema is wrong: type must be JSONType or JSONType[]: integr",
      [
        {
          name: "broken",
          enforcementLevel: "mandatory",
          configSchema: { properties: { limit: { type: "integr" } }, required: [] },
        },
      ],
    ],
    [
      "environments of Pulumi Cloud",
      { environments: ["prod"] },
      "environments: they are kept by Pulumi Cloud and cannot be read offline; give their values here",
    ],
  ];
  for (const [name, config, fault, policies] of wrong) {
    it(`are wrong if they hold ${name}`, () => {
      assert.throws(
        () => reconcile(config, { policies }),
        new PolicyPackError(`dev.json: a policy setting is wrong\n  ${fault}`),
      );
    });
  }

  it("are all named at once if several are wrong", () => {
    assert.throws(
      () => reconcile({ plane: "advisory", plain: "off" }),
      /^Error: dev\.json: 2 policy settings are wrong\n {2}plane: .*\n {2}plain: .*$/,
    );
    assert.throws(
      () => reconcile({ limits: { limit: 0, zones: 1 } }),
      /^Error: dev\.json: 2 policy settings are wrong\n {2}limits\.limit: .*\n {2}limits\.zones: .*$/,
    );
  });

  const right: [string, PolicyConfig, PolicyConfig, [string, object][]][] = [
    [
      "the policies' own",
      {},
      {},
      [
        ["mandatory", {}],
        ["advisory", { limit: 100 }],
      ],
    ],
    [
      "a level alone",
      {},
      { plain: "disabled" },
      [
        ["disabled", {}],
        ["advisory", { limit: 100 }],
      ],
    ],
    [
      "a level for all",
      {},
      { all: "remediate" },
      [
        ["remediate", {}],
        ["remediate", { limit: 100 }],
      ],
    ],
    [
      "a level of one before that of all",
      {},
      { limits: { enforcementLevel: "advisory" }, all: { enforcementLevel: "disabled" } },
      [
        ["disabled", {}],
        ["advisory", { limit: 100 }],
      ],
    ],
    [
      "properties without a level",
      {},
      { limits: { limit: 3 } },
      [
        ["mandatory", {}],
        ["advisory", { limit: 3 }],
      ],
    ],
    [
      "properties of a policy without a schema",
      {},
      { plain: { any: [1] } },
      [
        ["mandatory", { any: [1] }],
        ["advisory", { limit: 100 }],
      ],
    ],
    [
      "the program's, completed by the file's",
      { limits: { enforcementLevel: "mandatory", limit: 1, zones: ["a"] } },
      { limits: { limit: 2 } },
      [
        ["mandatory", {}],
        ["mandatory", { limit: 2, zones: ["a"] }],
      ],
    ],
    [
      "the file's level for all, before the program's for one",
      { plain: "mandatory" },
      { all: "disabled" },
      [
        ["disabled", {}],
        ["disabled", { limit: 100 }],
      ],
    ],
  ];
  for (const [name, initial, config, [plain, limits]] of right) {
    it(`are ${name}`, () => {
      assert.deepEqual(reconcile(config, { initial }), {
        plain: { enforcementLevel: plain[0], properties: plain[1] },
        limits: { enforcementLevel: limits[0], properties: limits[1] },
      });
    });
  }
});

describe("a file of settings", () => {
  const file = testFiles("dev.json");

  it("may be empty", () => {
    assert.deepEqual(readPolicyConfig(file(" \n")), {});
  });

  it("is taken as it is", () => {
    assert.deepEqual(readPolicyConfig(file('{ "plain": "advisory" }')), { plain: "advisory" });
  });

  const wrong: [string, string, RegExp][] = [
    ["is not there", join(tmpdir(), "nope.json"), /^Error: There is no policy configuration .*nope\.json$/],
    ["is a directory", tmpdir(), /^Error: .* cannot be read$/],
    ["is not JSON", file('{ "plain": '), /^Error: .*dev\.json is not JSON: Unexpected end of JSON input$/],
    ["holds a list", file("[]"), /^Error: .*dev\.json: an object of policies and their settings was expected$/],
  ];
  for (const [name, path, message] of wrong) {
    it(`is named if it ${name}`, () => {
      assert.throws(() => readPolicyConfig(path), message);
    });
  }
});
