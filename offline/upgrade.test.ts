import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { planProgram } from "./plan";
import { policyResources } from "./policy-resource";
import { upgradeOf } from "./upgrade";

class Shop extends pulumi.ComponentResource {
  constructor(name: string, type = "shop:index:Shop", opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }
}

const bucket = (name: string, opts?: pulumi.CustomResourceOptions) => new aws.s3.Bucket(name, {}, opts);

/** The program without what it returns, which would become the stack's outputs. */
const silently = (program: () => void) => () => {
  program();
};

interface Case {
  before: () => void;
  after: () => void;
  /** What is left of it: `<kind> <name>` of what is not kept. */
  lost: string[];
}

const cases: Record<string, Case> = {
  "keeps what stays": { before: () => bucket("a"), after: () => bucket("a"), lost: [] },
  "replaces what is renamed without an alias": {
    before: () => bucket("a"),
    after: () => bucket("b"),
    lost: ["created b", "deleted a"],
  },
  "keeps what is renamed with an alias": {
    before: () => bucket("a"),
    after: () => bucket("b", { aliases: [{ name: "a" }] }),
    lost: [],
  },
  "keeps what is renamed with a whole URN": {
    before: () => bucket("a"),
    after: () => bucket("b", { aliases: ["urn:pulumi:dev::three-tier::aws:s3/bucket:Bucket::a"] }),
    lost: [],
  },
  "keeps what moves into a component": {
    before: () => bucket("a"),
    after: () => bucket("a", { parent: new Shop("shop"), aliases: [{ parent: pulumi.rootStackResource }] }),
    lost: ["created shop"],
  },
  "keeps what moves from one component to another": {
    before: () => [new Shop("old"), bucket("a", { parent: new Shop("shop") })],
    after: () => {
      const shop = new Shop("shop");
      bucket("a", { parent: new Shop("old", "shop:index:Other"), aliases: [{ parent: shop }] });
    },
    lost: ["created old", "deleted old"],
  },
  "keeps the children of a renamed component, and their children": {
    before: () => bucket("shop-a-b", { parent: bucket("shop-a", { parent: new Shop("shop") }) }),
    after: () =>
      bucket("store-a-b", {
        parent: bucket("store-a", { parent: new Shop("store", undefined, { aliases: [{ name: "shop" }] }) }),
      }),
    lost: [],
  },
  "keeps a child that is renamed together with its component": {
    before: () => bucket("a", { parent: new Shop("shop") }),
    after: () =>
      bucket("b", {
        parent: new Shop("store", undefined, { aliases: [{ name: "shop" }] }),
        aliases: [{ name: "a" }],
      }),
    lost: [],
  },
  "keeps the children of a component of another type": {
    before: () => bucket("a", { parent: new Shop("shop", "shop:index:Shop") }),
    after: () =>
      bucket("a", { parent: new Shop("shop", "shop:index:Store", { aliases: [{ type: "shop:index:Shop" }] }) }),
    lost: [],
  },
  "loses a child that leaves a component without an alias": {
    before: () => bucket("a", { parent: new Shop("shop") }),
    after: () => [new Shop("shop"), bucket("a")],
    lost: ["created a", "deleted a"],
  },
  "does not give what stays to another": {
    before: () => {
      bucket("a");
    },
    after: () => {
      bucket("a");
      bucket("b", { aliases: [{ name: "a" }] });
    },
    lost: ["created b"],
  },
  "counts a provider of the program's own, and no default one": {
    before: () => {
      new aws.Provider("mine", { region: "eu-west-1" });
      bucket("a");
    },
    after: () => {
      bucket("a");
    },
    lost: ["deleted mine"],
  },
  "takes a URN before an alias": {
    before: () => [bucket("a"), bucket("b")],
    after: () => [bucket("a"), bucket("b", { aliases: [{ name: "a" }] })],
    lost: [],
  },
};

describe("upgradeOf", () => {
  for (const [name, { before, after, lost }] of Object.entries(cases)) {
    it(name, async () => {
      const deployed = policyResources(await planProgram(silently(before), { mode: "update" }));
      const { created, deleted } = upgradeOf(deployed, await planProgram(silently(after)));
      const nameIn = (urn: string) => urn.split("::").at(-1) ?? "";
      assert.deepEqual(
        [...created.map((urn) => `created ${nameIn(urn)}`), ...deleted.map((urn) => `deleted ${nameIn(urn)}`)],
        lost,
      );
    });
  }
});
