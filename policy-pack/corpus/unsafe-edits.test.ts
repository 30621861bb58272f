import assert from "node:assert/strict";
import { policies } from "../policies";
import { judged, mandatory, MODES } from "./judge";
import { unsafeEdits } from "./unsafe-edits";
import { hasIn } from "./unsafe/unsafe-edit";

const names = [...new Set(unsafeEdits.map(({ policy }) => policy))];

describe("unsafe edits", function () {
  // A plan takes half a second on a free processor, and there are several for each edit.
  this.timeout(60_000);
  const verdictOn = judged(unsafeEdits);

  it("are of every mandatory policy, and at least 120", () => {
    const stopping = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
    assert.deepEqual(names.sort(), stopping.map(({ name }) => name).sort());
    assert.ok(unsafeEdits.length >= 120);
    const titles = unsafeEdits.map(({ policy, title }) => `${policy}: ${title}`);
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  for (const name of names) {
    describe(name, () => {
      for (const edit of unsafeEdits.filter(({ policy }) => policy === name)) {
        it(`catches ${edit.title}`, async () => {
          const verdict = await verdictOn(edit);
          for (const mode of MODES) {
            const messages = mandatory(verdict[mode], name);
            const expected = typeof edit.says === "string" ? edit.says : edit.says[mode];
            if (messages.some((message) => hasIn(message, expected))) continue;
            assert.fail(`at ${mode}, no violation of ${name} says ${expected}; there are:\n${messages.join("\n")}`);
          }
        });
      }
    });
  }
});
