import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFluentd } from "./tools";

describe("fluentd on the PATH", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "tools-"));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const saying = (text: string) => {
    const path = join(directory, "fluentd");
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
    return path;
  };

  for (const version of ["1.16.0", "1.19.3", "2.0.0"]) {
    it(`is used if it is ${version}`, () => {
      const path = saying(`echo fluentd ${version}`);
      assert.deepEqual(findFluentd(path), { path });
    });
  }

  for (const [text, found] of [
    ["echo fluentd 1.15.3", "1.15"],
    ["echo fluentd 0.14.25", "0.14"],
    ["exit 1", "0.0"],
  ]) {
    it(`is left alone if it says: ${text}`, () => {
      const path = saying(text);
      assert.deepEqual(findFluentd(path), { reason: `${path} is version ${found}, and 1.16 is needed` });
    });
  }
});
