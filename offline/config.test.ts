import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConfigError, loadConfig } from "./config";

const NAME = "name: shop\nruntime: nodejs\n";

describe("the settings loader", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "settings-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
  };
  const load = (project: string, stack: string) => {
    write({ "Pulumi.yaml": project, "Pulumi.dev.yaml": stack });
    return loadConfig(directory, "dev");
  };
  const config = (lines: string) => `config:\n${lines.replace(/^/gm, "  ")}`;

  it("gives keys without a namespace the project's, and hands objects over as Go's JSON", () => {
    const stack = config(
      "size: 3\nnet: {b: <a&b>, a: [1, null, 017]}\naws:region: eu-central-1\naws:config:profile: p\n",
    );
    assert.deepEqual(load(NAME, stack).config, {
      "shop:size": "3",
      "shop:net": String.raw`{"a":[1,null,15],"b":"\u003ca\u0026b\u003e"}`,
      "aws:region": "eu-central-1",
      "aws:profile": "p",
    });
  });

  it("takes defaults and fixed values from the project, in short and long form", () => {
    const project =
      NAME + config("short: t3.micro\nlong: {type: integer, default: 2}\naws:region: eu-west-1\nlist: [a]\n");
    assert.deepEqual(load(project, config("long: 5\n")).config, {
      "shop:long": "5",
      "shop:short": "t3.micro",
      "aws:region": "eu-west-1",
      "shop:list": '["a"]',
    });
  });

  it("hides encrypted values, alone and inside objects, and marks their keys secret", () => {
    const loaded = load(NAME, config("a: {secure: v1:x:y}\nb: {user: u, password: {secure: v1:x:y}}\nc: plain\n"));
    assert.deepEqual(loaded.config, {
      "shop:a": "[secret]",
      "shop:b": '{"password":"[secret]","user":"u"}',
      "shop:c": "plain",
    });
    assert.deepEqual(loaded.secretConfigKeys, ["shop:a", "shop:b"]);
  });

  it("takes an encrypted value on trust for any declared type", () => {
    const loaded = load(NAME + config("n: {type: integer, secret: true}\n"), config("n: {secure: v1:x:y}\n"));
    assert.equal(loaded.config["shop:n"], "[secret]");
  });

  it("finds the project from a directory below, and the stacks where the project keeps them", () => {
    write({
      "Pulumi.yaml": `${NAME}stackConfigDir: stacks\n`,
      "stacks/Pulumi.dev.yaml": config("a: 1\n"),
      "x/y/z": "",
    });
    assert.equal(loadConfig(join(directory, "x/y"), "dev").config["shop:a"], "1");
  });

  it("takes the program from Pulumi.yaml, else from package.json, else index.ts", () => {
    assert.equal(load(`${NAME}main: app.ts\n`, "").program, join(directory, "app.ts"));
    assert.equal(load(NAME, "").program, join(directory, "index.ts"));
    write({ "package.json": '{"main": "start.ts"}' });
    assert.equal(load(NAME, "").program, join(directory, "start.ts"));
  });

  it("warns of a key without a value, and of values kept elsewhere", () => {
    const { config: values, warnings } = load(NAME, `environment: [base]\n${config("a:\n")}`);
    assert.equal(values["shop:a"], "");
    assert.equal(warnings.length, 2);
  });

  it("lists the stacks there are when asked for another", () => {
    write({ "Pulumi.yaml": NAME, "Pulumi.dev.yaml": "", "Pulumi.prod.yaml": "" });
    assert.throws(
      () => loadConfig(directory, "stage"),
      /There is no stack "stage" .*; the stacks here are: dev, prod$/,
    );
    assert.throws(() => loadConfig(directory, "../dev"), /There is no stack/);
  });

  it("says that there are no stacks yet, or no project", () => {
    write({ "Pulumi.yaml": NAME });
    assert.throws(() => loadConfig(directory, "dev"), /there are no stacks here yet/);
    rmSync(join(directory, "Pulumi.yaml"));
    assert.throws(() => loadConfig(directory, "dev"), /There is no Pulumi\.yaml/);
  });

  const faults: [string, string, string, RegExp][] = [
    ["a project without a name", "runtime: nodejs\n", "", /non-empty string 'name'/],
    ["a project that is a list", "- a\n", "", /^Pulumi\.yaml: keys and values were expected/],
    ["a project that is not YAML", "name: [\n", "", /^Pulumi\.yaml:\d+:\d+: /],
    ["a stack that is not YAML", NAME, "config:\n  a: 1\n b: 2\n", /^Pulumi\.dev\.yaml:3:\d+: /],
    ["a stack whose config is a list", NAME, "config: [a]\n", /^Pulumi\.dev\.yaml: "config" must hold keys and values/],
    ["a key of too many parts", NAME, config("a:b:c: 1\n"), /could not parse a:b:c as a configuration key/],
    [
      "a value that is missing",
      NAME + config("a: {type: string}\n"),
      "",
      /^Stack 'dev' is missing configuration value 'a'$/,
    ],
    [
      "values that are missing",
      NAME + config("c: {type: string}\na: {type: string}\nb: {description: x}\n"),
      "",
      /^Stack 'dev' is missing configuration values 'a', 'b' and 'c'$/,
    ],
    [
      "values of another type, all at once",
      NAME +
        config("a: {type: integer}\nb: {type: array, items: {type: string}}\nc: {type: object}\nd: {type: boolean}\n"),
      config("a: x\nb: [1]\nc: [1]\nd: yes\n"),
      /key 'a' must be of type 'integer'\n.*key 'b' must be of type 'array<string>'\n.*'object'\n.*'boolean'$/,
    ],
    [
      "a secret in clear",
      NAME + config("a: {type: string, secret: true}\n"),
      config("a: clear\n"),
      /^Stack 'dev' with configuration key 'a' must be encrypted as it's secret$/,
    ],
    [
      "a default of another type",
      NAME + config("a: {type: integer, default: x}\n"),
      "",
      /not of the expected type 'integer'/,
    ],
    ["default and value", NAME + config("a: {default: 1, value: 2}\n"), "", /cannot have both/],
    [
      "an array of nothing",
      NAME + config("a: {type: array}\n"),
      config("a: [1]\n"),
      /does not specify the underlying type/,
    ],
    [
      "a type for another namespace",
      NAME + config("aws:region: {type: string}\n"),
      "",
      /is not namespaced by the project/,
    ],
    [
      "no value for another namespace",
      NAME + config("aws:region: {description: x}\n"),
      "",
      /must provide an attribute 'value'/,
    ],
  ];
  for (const [name, project, stack, message] of faults) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => load(project, stack),
        (error: Error) => error instanceof ConfigError && message.test(error.message),
      );
    });
  }
});
