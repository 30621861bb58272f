import assert from "node:assert/strict";
import { documentedSettings, settingsTable } from "./settings-table";
import { readStackFile, stackFileText } from "./stack-file";

describe("settingsTable", () => {
  const rows = settingsTable().trimEnd().split("\n");

  it("has a row for every setting under its head", () => {
    assert.equal(rows[0], "| key | what it is | default | dev | prod |");
    assert.equal(rows.length, 2 + documentedSettings().length);
  });

  it("says what a setting is, its default and its values", () => {
    assert.ok(
      rows.includes("| `database.multiAz` | Keep a standby of the primary in another zone. | `false` |  | `true` |"),
    );
    assert.ok(
      rows.some((row) => row.startsWith("| `network.cidrBlock` |") && row.includes("| required | `10.20.0.0/16` |")),
    );
    assert.ok(
      rows.some(
        (row) => row.startsWith("| `web.scaling.owner` |") && row.endsWith('| `"program"` | `program` | `vendor` |'),
      ),
    );
  });

  it("describes every setting", () => {
    const undescribed = documentedSettings().filter(({ description }) => description === "");
    assert.deepEqual(undescribed, []);
  });

  for (const stack of ["dev", "prod"]) {
    it(`has a row for every value of ${stack}`, () => {
      const documented = new Set(documentedSettings().map(({ path }) => path.join(".")));
      const values = readStackFile(stackFileText(stack), "three-tier");
      delete values["aws:defaultTags"];
      assert.deepEqual(
        leavesOf(values).filter((leaf) => !documented.has(leaf)),
        [],
      );
    });
  }
});

function leavesOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, path === "" ? key : `${path}.${key}`));
}
