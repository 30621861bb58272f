import assert from "node:assert/strict";
import {
  asStateSecrets,
  containsSecret,
  containsUnknown,
  masked,
  revealed,
  secret,
  secretTexts,
  UNKNOWN,
  withoutOutputValues,
  withoutReferences,
  withStateSecrets,
  type Wire,
} from "./wire";

const outputValue = (rest: Record<string, Wire>) => ({
  "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
  ...rest,
});

describe("values on the wire", () => {
  const nested = { plain: 1, list: ["a", secret({ user: "u", password: "p-1" })], unknown: UNKNOWN };

  it("hide a secret wherever it is, and nothing else", () => {
    assert.deepEqual(masked(nested), { plain: 1, list: ["a", "[secret]"], unknown: UNKNOWN });
    assert.equal(masked(secret(UNKNOWN)), "[secret]");
  });

  it("reveal a secret inside a secret", () => {
    assert.deepEqual(revealed(secret({ inner: secret("text") })), { inner: "text" });
  });

  it("tell which texts are secret", () => {
    assert.deepEqual(secretTexts(nested), ["u", "p-1"]);
  });

  it("tell whether anything inside is secret or unknown", () => {
    assert.equal(containsSecret(nested), true);
    assert.equal(containsUnknown(nested), true);
    assert.equal(containsSecret({ list: ["a"] }), false);
    assert.equal(containsUnknown({ list: ["a", null] }), false);
  });

  it("lose the wrapping that only remote components get", () => {
    assert.deepEqual(withoutOutputValues([outputValue({ value: "v", dependencies: ["urn"] })]), ["v"]);
    assert.equal(withoutOutputValues(outputValue({})), UNKNOWN);
    assert.deepEqual(withoutOutputValues(outputValue({ value: "v", secret: true })), secret("v"));
  });

  it("lose references to resources, for their ids or else their URNs", () => {
    const reference = (rest: Record<string, Wire>) => ({
      "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
      urn: "urn",
      ...rest,
    });
    assert.deepEqual(withoutReferences([reference({ id: "vpc-1" }), { a: reference({}) }]), ["vpc-1", { a: "urn" }]);
    assert.equal(withoutReferences(reference({ id: "" })), UNKNOWN);
    assert.equal(withoutReferences(reference({ id: UNKNOWN })), UNKNOWN);
    assert.deepEqual(withoutReferences(secret(reference({ id: null }))), secret("urn"));
  });

  it("become what a state holds, and come back if that is in clear", () => {
    const value = { list: [secret({ user: "u" })], plain: 1 };
    assert.deepEqual(withStateSecrets(asStateSecrets(value, true)), value);
    assert.deepEqual(withStateSecrets(asStateSecrets(value, false)), { list: [secret(UNKNOWN)], plain: 1 });
    assert.doesNotMatch(JSON.stringify(asStateSecrets(value, false)), /user/);
  });
});
