/** Requests that leave a mark of their own in nginx's and the application's log. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Site } from "./set-up";

/** Makes ten marks; half of them come with what could break a line. */
export async function makeMarks(site: Site, when: string): Promise<string[]> {
  const marks = Array.from({ length: 10 }, (_, index) => `_${when}-${index}_`);
  for (const [index, mark] of marks.entries()) {
    const nasty = index % 2 === 0;
    const answer = await site.ask(`/rehearsal/line?mark=${mark}${nasty ? "%22%09" : ""}`, {
      headers: { "User-Agent": nasty ? 'quote " tab \t backslash \\ "' : "plain" },
    });
    assert.equal(answer.status, 200);
  }
  return marks;
}

/** Waits until each mark is in exactly one line of the files below a directory that `isOne` picks; those files' texts. */
export function oneLineEach(
  { stage }: Site,
  directory: string,
  isOne: (file: string) => boolean,
  marks: string[],
  seconds: number,
): Promise<Map<string, string>> {
  return stage.eventually(`every mark is in one line below ${directory}`, seconds, () => {
    const texts = textsBelow(directory, isOne);
    const lines = [...texts.values()].join("").split("\n");
    for (const mark of marks) {
      const found = lines.filter((line) => line.includes(mark)).length;
      if (found !== 1) throw new Error(`${mark} is in ${found} lines`);
    }
    return texts;
  });
}

/** The files below a directory by their paths in it. */
export function textsBelow(directory: string, isOne: (file: string) => boolean): Map<string, string> {
  if (!existsSync(directory)) return new Map();
  const files = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(isOne);
  return new Map(files.sort().map((file) => [file, readFileSync(join(directory, file), "utf8")]));
}
