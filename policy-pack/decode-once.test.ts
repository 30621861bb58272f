import assert from "node:assert/strict";
import decoder = require("@pulumi/policy/deserialize");
import server = require("@pulumi/policy/server");
import { AnalyzerResource, AnalyzerResourceOptions, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import "./decode-once";

const { deserializeProperties: decode } = decoder as unknown as {
  deserializeProperties: (properties: Struct, keepSecrets: boolean) => object;
};
type Handler = (call: { request: AnalyzeStackRequest }, done: (error: Error | null) => void) => void;
const { makeAnalyzeStackRpcFun: serve } = server as unknown as {
  makeAnalyzeStackRpcFun: (name: string, version: string, level: string, policies: object[]) => Handler;
};

describe("properties", () => {
  const properties = { list: [1, { deep: "text" }] };

  it("are decoded once in a message", () => {
    const struct = Struct.fromJavaScript(properties);
    assert.deepEqual(decode(struct, false), properties);
    assert.equal(decode(struct, false), decode(struct, false));
  });

  it("are decoded for each message, whatever it says", () => {
    const [one, other] = [properties, properties].map((same) => decode(Struct.fromJavaScript(same), false));
    assert.notEqual(one, other);
    assert.deepEqual(one, other);
  });

  it("are decoded for each that is given secrets as such", () => {
    const struct = Struct.fromJavaScript(properties);
    assert.notEqual(decode(struct, true), decode(struct, true));
    assert.notEqual(decode(struct, true), decode(struct, false));
  });

  it("are the same for all policies that the SDK asks", async () => {
    const shown: object[] = [];
    const policy = (name: string) => ({
      ...{ name, description: name },
      validateStack: (args: { resources: { props: Record<string, object> }[] }) => {
        shown.push(args.resources[0].props.__getSpecialProxyTarget);
      },
    });
    const resource = new AnalyzerResource();
    resource.setProperties(Struct.fromJavaScript(properties));
    resource.setOptions(new AnalyzerResourceOptions());
    const request = new AnalyzeStackRequest();
    request.setResourcesList([resource]);
    const handler = serve("pack", "1.0.0", "mandatory", [policy("one"), policy("other")]);
    await new Promise<void>((resolve, reject) => {
      handler({ request }, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    assert.deepEqual(shown, [properties, properties]);
    assert.equal(shown[0], shown[1]);
  });
});
