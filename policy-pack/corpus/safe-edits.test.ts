import assert from "node:assert/strict";
import { judged, mandatory, MODES } from "./judge";
import { safeEdits } from "./safe-edits";

describe("safe edits", function () {
  // A plan takes half a second on a free processor, and there are several for each edit.
  this.timeout(60_000);
  const verdictOn = judged(safeEdits);

  it("are at least 60", () => {
    assert.ok(safeEdits.length >= 60);
    const titles = safeEdits.map(({ title }) => title);
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  for (const edit of safeEdits) {
    it(`allow ${edit.title}`, async () => {
      const verdict = await verdictOn(edit);
      for (const mode of MODES) {
        assert.deepEqual(mandatory(verdict[mode]), [], `at ${mode}`);
      }
    });
  }
});
