/**
 * Has the SDK decode the properties in a message of the engine once for all policies, not once for each
 * (`makeAnalyzeRpcFun` and `makeAnalyzeStackRpcFun` in its `server.js`): no policy of this pack changes what it is shown.
 * What has the same properties is then of the same message.
 */
import decoder = require("@pulumi/policy/deserialize");

type Decode = (properties: object, keepSecrets: boolean) => Record<string, unknown>;

const sdk = decoder as unknown as { deserializeProperties: Decode };
const decode = sdk.deserializeProperties;
const decoded = new WeakMap<object, Record<string, unknown>>();

// Remediations are given secrets as such, and change what they get.
sdk.deserializeProperties = (properties, keepSecrets) => {
  if (keepSecrets) return decode(properties, keepSecrets);
  const known = decoded.get(properties) ?? decode(properties, keepSecrets);
  decoded.set(properties, known);
  return known;
};
