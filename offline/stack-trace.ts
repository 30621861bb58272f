/** Takes from an error's text what its reader needs: the message, and the lines in files of their own. */
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What runs a program is no part of it. */
const RUNNERS = [__dirname, join(__dirname, "../policy-pack/start-up")];
const QUICK_START = join(__dirname, "../policy-pack/quick-start.cjs");

/** The lines of a stack trace that lie in `directory`, and neither in a package nor in the preview itself; the innermost first. */
export function ownFrames(stack: string, directory: string): string[] {
  const frames: string[] = [];
  for (const [, place = "", line, column] of stack.matchAll(/^ +at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
    const file = place.startsWith("file://") ? fileURLToPath(place) : place.replace(/^async /, "");
    const path = relative(directory, file);
    const segments = path.split(sep);
    const isRunner = RUNNERS.includes(dirname(file)) || file === QUICK_START;
    const isForeign = segments[0] === ".." || segments.includes("node_modules") || isRunner;
    if (!file.startsWith("node:") && !isForeign) {
      frames.push(`${path}:${line}:${column}`);
    }
  }
  return frames;
}

/** The text before its first stack frame, and that frame if it lies in `directory`. */
export function withoutStackTrace(text: string, directory: string): string {
  const [message = ""] = text.split(/\n(?: *at .*:\d+\)?(?:\n|$)|Require stack:\n)/);
  const place = ownFrames(text, directory).at(0);
  return message.trimEnd() + (place === undefined ? "" : `\n    at ${place}`);
}
