import assert from "node:assert/strict";
import * as internals from "./sdk-internals";

describe("what the SDK does not declare", () => {
  const { getStore, withLocalStorage, ...others } = internals;

  it("is still there", () => {
    for (const [name, member] of Object.entries(others)) {
      assert.equal(typeof member, "function", name);
    }
  });

  it("gives every deployment a state of its own", () => {
    const outer = getStore();
    withLocalStorage(() => {
      assert.notEqual(getStore(), outer);
      assert.ok(getStore().leakCandidates instanceof Set);
      assert.equal(getStore().logErrorCount, 0);
    });
    assert.equal(getStore(), outer);
  });
});
