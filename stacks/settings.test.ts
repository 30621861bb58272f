import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { Netmask } from "netmask";
import { parse } from "yaml";
import { badSettings, badStackFileText, expectedMessage } from "./bad-settings";
import { SettingsError } from "./problems";
import { SCALING_DEFAULTS } from "../components/auto-scaling-group";
import { DATABASE_DEFAULTS } from "../components/replicated-database";
import { HEALTH_CHECK_DEFAULTS } from "../components/health-check";
import { loadSettings, parseSettings } from "./settings";
import { documentedSettings } from "./settings-table";
import { type Patch, patchStackFile, readStackFile, stackFileText } from "./stack-file";

const PROJECT = "three-tier";
const ROOT = path.resolve(__dirname, "..");

/** The values of a committed stack with some changed. */
function valuesOf(stack: string, patch: Patch = {}): Record<string, unknown> {
  return readStackFile(patchStackFile(stackFileText(stack), patch), PROJECT);
}

/** What is wrong with values, one line a problem; nothing when they are right. */
function problemsOf(values: Record<string, unknown>, secretKeys?: ReadonlySet<string>): string[] {
  try {
    parseSettings(values, "Pulumi.test.yaml", secretKeys);
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError, String(error));
    return error.message.split("\n  ").slice(1);
  }
}

describe("the committed stacks", () => {
  for (const file of readdirSync(ROOT).filter((name) => /^Pulumi\.[\w-]+\.yaml$/.test(name))) {
    it(`include ${file}, which is right`, () => {
      const values = readStackFile(readFileSync(path.join(ROOT, file), "utf8"), PROJECT);
      assert.deepEqual(problemsOf(values), []);
    });
  }

  it("give dev what is small and cheap", () => {
    const dev = parseSettings(valuesOf("dev"), "Pulumi.dev.yaml");
    assert.equal(dev.production, false);
    assert.equal(dev.operatingSystem, "ubuntu-20.04");
    assert.equal(dev.network.natGateways, "single");
    assert.equal(dev.network.flowLogRetentionDays, undefined);
    assert.equal(dev.web.selfSignedCertificate, true);
    assert.equal(dev.database.instanceClass, "db.t4g.micro");
  });

  it("give prod what production needs", () => {
    const prod = parseSettings(valuesOf("prod"), "Pulumi.prod.yaml");
    assert.equal(prod.production, true);
    assert.ok(prod.network.availabilityZoneNames.length >= 2);
    assert.equal(prod.database.multiAz, true);
    for (const tier of [prod.web, prod.was]) {
      assert.deepEqual(tier.scaling, { owner: "vendor", minSize: 2, maxSize: 4 });
    }
  });

  it("let a third one be one more file", () => {
    const staging = `
      config:
        aws:region: eu-central-1
        network:
          cidrBlock: 10.40.0.0/20
          availabilityZoneNames: [eu-central-1a, eu-central-1b, eu-central-1c]
        bastion:
          allowedCidrBlocks: [198.51.100.7/32]
          keyName: staging
        web:
          selfSignedCertificate: true
    `;
    assert.deepEqual(parseSettings(readStackFile(staging, PROJECT), "Pulumi.staging.yaml"), {
      region: "eu-central-1",
      production: false,
      operatingSystem: "ubuntu-20.04",
      network: {
        cidrBlock: "10.40.0.0/20",
        availabilityZoneNames: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
      },
      bastion: { allowedCidrBlocks: ["198.51.100.7/32"], keyName: "staging" },
      web: { selfSignedCertificate: true },
      was: {},
      database: {},
      logs: {},
    });
  });

  it("mean the same with and without the project's namespace", () => {
    const spelledOut = stackFileText("dev").replace(
      /^ {2}(network|bastion|web|was|database|logs):/gm,
      `  ${PROJECT}:$1:`,
    );
    assert.notEqual(spelledOut, stackFileText("dev"));
    assert.deepEqual(readStackFile(spelledOut, PROJECT), valuesOf("dev"));
  });
});

describe("parseSettings", () => {
  describe("refuses", () => {
    for (const bad of badSettings) {
      it(bad.name, () => {
        assert.throws(
          () => parseSettings(readStackFile(badStackFileText(bad), PROJECT), "Pulumi.bad.yaml"),
          (error: unknown) => {
            assert.ok(error instanceof SettingsError);
            assert.equal(error.message, expectedMessage(bad, "Pulumi.bad.yaml"));
            return true;
          },
        );
      });
    }

    it("an empty file, with all that is missing", () => {
      assert.deepEqual(problemsOf({}), [
        'aws:region: is missing; write the region to deploy to such as "ap-northeast-2"',
        'network.cidrBlock: is missing; write a private block from /16 to /22 such as "10.20.0.0/16"',
        "network.availabilityZoneNames: is missing; write two to six zones of the region, one a line",
        'bastion.allowedCidrBlocks: is missing; name the addresses operators come from such as "203.0.113.0/24"',
        "bastion.keyName: is missing; name an existing EC2 key pair, or paste a public key as publicKey",
        "web.certificateArn: is missing, and HTTPS needs a certificate; give certificateArn, domain or selfSignedCertificate: true",
      ]);
    });

    it("sections that are none, which the engine would refuse first", () => {
      assert.deepEqual(problemsOf({ ...valuesOf("dev"), network: "10.20.0.0/16", was: ["a"], production: "yes" }), [
        'production: "yes" is not true or false; write true or false without quotes',
        'network: "10.20.0.0/16" is not a mapping; write its settings below it, indented',
        'was: ["a"] is not a mapping; write its settings below it, indented',
      ]);
    });
  });

  describe("hides", () => {
    it("what the file keeps encrypted", () => {
      const values = valuesOf("dev", { "bastion.keyName": "hunter2 " });
      assert.deepEqual(problemsOf(values, new Set(["bastion"])), [
        "bastion.keyName: (not shown) is not a key pair's name; write 1 to 255 ASCII characters without a space at either end",
      ]);
    });

    it("the value under a key nobody knows", () => {
      assert.doesNotMatch(problemsOf(valuesOf("dev", { "database.password": "hunter2" })).join(), /hunter2/);
    });

    it("an environment that is none", () => {
      assert.deepEqual(problemsOf(valuesOf("dev", { "was.environment": ["MAIL_PASSWORD=hunter2"] })), [
        'was.environment: (not shown) is not a mapping; write variables as "NAME: value" lines',
      ]);
    });
  });

  describe("accepts", () => {
    for (const [name, patch] of [
      [
        "the ARN of a secret",
        { "was.environment": { MAIL_SECRET_ARN: "arn:aws:secretsmanager:ap-northeast-2:111122223333:secret:mail" } },
      ],
      ["a VPN's private range for the bastion", { "bastion.allowedCidrBlocks": ["192.168.0.0/16", "203.0.113.7/32"] }],
      [
        "as many addresses as NAT gateways",
        {
          "network.natGateways": "onePerZone",
          "network.eipAllocationIds": ["eipalloc-01234567", "eipalloc-0123456789abcdef0"],
        },
      ],
      ["Graviton and flexible types", { "web.instanceType": "t4g.small", "was.instanceType": "m7i-flex.large" }],
      ["no server in a group, where no production needs one", { "web.scaling": { minSize: 0, maxSize: 1 } }],
      [
        "both kinds of success codes",
        { "web.healthCheck.successCodes": "200,204", "was.healthCheck.successCodes": "200-299" },
      ],
      ["a minor version", { "database.engineVersion": "10.11.16" }],
      ["MySQL by its defaults", { "database.engine": "mysql", "database.engineVersion": undefined }],
      [
        "PostgreSQL",
        { "database.engine": "postgres", "database.engineVersion": "18", "database.username": "postgres" },
      ],
      ["keys of other providers", { "aws:profile": "three-tier", "random:anything": "x" }],
    ] as const) {
      it(name, () => {
        assert.deepEqual(problemsOf(valuesOf("dev", patch)), []);
      });
    }
  });

  it("throws nothing but SettingsError, whatever it is given", () => {
    const keys = [
      "aws:region",
      "aws:defaultTags",
      "production",
      "operatingSystem",
      "network",
      "bastion",
      "web",
      "was",
      "database",
      "logs",
    ];
    const anything = fc.oneof(
      fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()),
      fc.dictionary(fc.string(), fc.jsonValue()),
      // A committed stack with one leaf turned into anything.
      fc.tuple(fc.constantFrom("dev", "prod"), fc.nat(), fc.jsonValue()).map(([stack, index, value]) => {
        const settings = documentedSettings().map((setting) => setting.path.join("."));
        return valuesOf(stack, { [settings[index % settings.length]]: value });
      }),
    );
    fc.assert(
      fc.property(anything, (values) => {
        problemsOf(values);
      }),
      { numRuns: 300 },
    );
  });

  it("accepts all settings within the limits", () => {
    fc.assert(
      fc.property(validPatch, (patch) => {
        assert.deepEqual(problemsOf(valuesOf("dev", patch)), []);
      }),
      { numRuns: 300 },
    );
  });

  it("accepts no address range but a private one in its one spelling", () => {
    const octet = fc.nat(255);
    const text = fc.tuple(fc.constantFrom(10, 100, 172, 192, 11), octet, octet, fc.constantFrom(0, 1), fc.nat(33));
    fc.assert(
      fc.property(text, ([first, second, third, fourth, length]) => {
        const cidrBlock = `${first}.${second}.${third}.${fourth}/${length}`;
        if (problemsOf(valuesOf("dev", { "network.cidrBlock": cidrBlock })).length > 0) return;
        assert.equal(new Netmask(cidrBlock).toString(), cidrBlock);
        assert.ok(length >= 16 && length <= 22);
        assert.ok(
          ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].some((range) =>
            new Netmask(range).contains(cidrBlock),
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

/** Changes to the dev stack that are all right, each drawn from the whole range of what is allowed. */
const validPatch = fc
  .record({
    vpc: fc.tuple(fc.nat(255), fc.integer({ min: 16, max: 22 })),
    zones: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 2 }),
    sources: fc.uniqueArray(fc.nat(255), { minLength: 1, maxLength: 60 }),
    sizes: fc.tuple(fc.nat(500), fc.nat(499)),
    interval: fc.integer({ min: 6, max: 300 }),
    storage: fc.integer({ min: 20, max: 59_578 }),
    replicaCount: fc.integer({ min: 1, max: 15 }),
    backupRetentionDays: fc.integer({ min: 1, max: 35 }),
    databaseName: fc.stringMatching(/^[a-z]{1,8}_[a-z0-9_]{0,40}$/),
    variables: fc.dictionary(fc.stringMatching(/^[B-C][A-Z]{1,8}$/), fc.stringMatching(/^[a-z0-9 ]{0,20}$/), {
      maxKeys: 3,
    }),
  })
  .map(
    ({ vpc: [second, length], zones, sources, sizes: [least, more], interval, storage, variables, ...database }) => ({
      "network.cidrBlock": `10.${second}.0.0/${length}`,
      "network.availabilityZoneNames": zones.map((zone) => `ap-northeast-2${zone}`),
      "bastion.allowedCidrBlocks": sources.map((third) => `198.51.${third}.0/24`),
      "web.scaling": { minSize: least, maxSize: Math.max(1, least + more) },
      "was.healthCheck": { intervalSeconds: interval, timeoutSeconds: Math.min(120, interval - 1) },
      "was.environment": variables,
      "database.allocatedStorageGiB": storage,
      "database.maxAllocatedStorageGiB": Math.max(22, Math.ceil((storage * 11) / 10)),
      "database.replicaCount": database.replicaCount,
      "database.backupRetentionDays": database.backupRetentionDays,
      "database.databaseName": database.databaseName,
    }),
  );

describe("loadSettings", () => {
  const configBefore = pulumi.runtime.allConfig();

  before(async () => {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, PROJECT, "dev");
  });

  after(() => {
    pulumi.runtime.setAllConfig(configBefore);
  });

  /** Hands values over as the engine does: under the project's namespace, mappings as JSON. */
  function setConfig(values: Record<string, unknown>, secretKeys: string[] = []): void {
    const config = Object.entries(values).map(([key, value]) => [
      key.includes(":") ? key : `${PROJECT}:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(Object.fromEntries(config) as Record<string, string>, secretKeys);
  }

  for (const stack of ["dev", "prod"]) {
    it(`reads ${stack} as the engine hands it over`, () => {
      setConfig(valuesOf(stack));
      assert.deepEqual(loadSettings(), parseSettings(valuesOf(stack), "Pulumi.dev.yaml"));
    });
  }

  it("ends the program without a stack trace, naming file, key, value and mend", () => {
    setConfig(valuesOf("dev", { netwrok: {}, "network.cidrBlock": "10.0.0.0/33" }));
    assert.throws(loadSettings, (error: unknown) => {
      assert.ok(pulumi.RunError.isInstance(error));
      assert.equal(
        error.message,
        [
          "Pulumi.dev.yaml: 2 settings are wrong",
          '  netwrok: is not a setting; did you mean "network"?',
          '  network.cidrBlock: "10.0.0.0/33" is not an IPv4 block; write a private block from /16 to /22 such as "10.20.0.0/16"',
        ].join("\n"),
      );
      return true;
    });
  });

  it("shows nothing of what the file keeps encrypted", () => {
    setConfig(valuesOf("dev", { "bastion.keyName": "hunter2 " }), [`${PROJECT}:bastion`]);
    assert.throws(loadSettings, (error: unknown) => error instanceof Error && !error.message.includes("hunter2"));
  });
});

describe("Pulumi.yaml", () => {
  const project = parse(readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as {
    name: string;
    main: string;
    runtime: unknown;
    config: Record<string, { type?: string; description?: string; default?: unknown }>;
  };

  it("starts the program quickly", () => {
    assert.equal(project.name, PROJECT);
    assert.equal(project.main, "index.ts");
    assert.deepEqual(project.runtime, {
      name: "nodejs",
      options: { typescript: false, nodeargs: "--require=./policy-pack/quick-start.cjs" },
    });
  });

  it("declares every setting, with a type, a description and a default", () => {
    const keys = new Set(documentedSettings().map((setting) => String(setting.path[0])));
    keys.delete("aws:region");
    assert.deepEqual(Object.keys(project.config).sort(), [...keys].sort());
    for (const [key, { type, description, default: value }] of Object.entries(project.config)) {
      assert.ok(type && description && value !== undefined, key);
    }
  });

  it("gives the defaults that the program gives", () => {
    const defaults = Object.fromEntries(
      Object.entries(project.config).map(([key, declared]) => [key, declared.default]),
    );
    const declared = parseSettings({ ...defaults, ...valuesOf("dev") }, "Pulumi.dev.yaml");
    assert.deepEqual(declared, parseSettings(valuesOf("dev"), "Pulumi.dev.yaml"));
  });
});

describe("the defaults the rules know", () => {
  const documented = new Map(documentedSettings().map((setting) => [setting.path.join("."), setting.defaultText]));
  for (const [section, defaults] of [
    ["web.scaling", SCALING_DEFAULTS],
    ["was.healthCheck", HEALTH_CHECK_DEFAULTS],
    ["database", DATABASE_DEFAULTS],
  ] as const) {
    for (const [key, value] of Object.entries(defaults)) {
      it(`document ${section}.${key} alike`, () => {
        assert.equal(documented.get(`${section}.${key}`), JSON.stringify(value));
      });
    }
  }
});
