import { relative } from "node:path";

/** A path as messages name it: from the working directory on, if it is inside. */
export function shownPath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith("..") ? path : inside || ".";
}
