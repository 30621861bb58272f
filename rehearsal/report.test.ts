import assert from "node:assert/strict";
import { renderTable } from "./report";

describe("the table of a rehearsal", () => {
  it("holds what was seen, the time to recovery, and what was not run; and counts", () => {
    assert.equal(
      renderTable([
        { name: "a site answers", seen: "200" },
        { name: "Java comes back", seen: "process 2", recovery: 12.34 },
        { name: "logs arrive", seen: "there is no fluentd on the PATH", skipped: true },
        { name: "TLS is required", failure: "the primary takes\na plain connection" },
      ]),
      `         Check            Recovery  Seen
ok       a site answers             200
ok       Java comes back    12.3 s  process 2
not run  logs arrive                there is no fluentd on the PATH
FAILED   TLS is required            the primary takes
           a plain connection

2 passed, 1 failed, 1 skipped
`,
    );
  });
});
