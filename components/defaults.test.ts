import assert from "node:assert/strict";
import { withDefaults } from "./defaults";

describe("withDefaults", () => {
  const defaults = { owner: "program", minSize: 1 };

  it("keeps what is given, false and zero included, and fills in what is not", () => {
    assert.deepEqual(withDefaults<{ owner?: string; minSize?: number }, typeof defaults>({ minSize: 0 }, defaults), {
      owner: "program",
      minSize: 0,
    });
    assert.deepEqual(withDefaults<{ backup?: boolean }, { backup: boolean }>({ backup: false }, { backup: true }), {
      backup: false,
    });
  });

  it("takes undefined for nothing", () => {
    const given: { owner?: string; minSize?: number } = { owner: undefined, minSize: 2 };
    assert.deepEqual(withDefaults(given, defaults), { owner: "program", minSize: 2 });
    assert.deepEqual(
      withDefaults<{ owner?: string; minSize?: number }, typeof defaults>(undefined, defaults),
      defaults,
    );
  });
});
