/** Files for tests, gone with the suite that wrote them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Writes texts into files of this name, each in a directory of its own; returns their paths. To be called by a suite. */
export function testFiles(name: string): (text: string) => string {
  let directory: string | undefined;
  after(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true });
    directory = undefined;
  });
  return (text) => {
    directory ??= mkdtempSync(join(tmpdir(), "test-files-"));
    const file = join(mkdtempSync(join(directory, "of-")), name);
    writeFileSync(file, text);
    return file;
  };
}
