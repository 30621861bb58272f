/** Takes from an error's text what its reader needs: the message, and the first line of it in files of their own. */
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The innermost line of a stack trace that lies in `directory`, and neither in a package nor in the preview itself. */
export function firstFrame(stack: string, directory: string): string | undefined {
  for (const [, place = "", line, column] of stack.matchAll(/^ +at (?:.*\()?(.+?):(\d+):(\d+)\)?$/gm)) {
    const file = place.startsWith("file://") ? fileURLToPath(place) : place.replace(/^async /, "");
    const path = relative(directory, file);
    const segments = path.split(sep);
    const isForeign = segments[0] === ".." || segments.includes("node_modules") || dirname(file) === __dirname;
    if (!file.startsWith("node:") && !isForeign) {
      return `${path}:${line}:${column}`;
    }
  }
  return undefined;
}

/** The text before its first stack frame, and that frame if it lies in `directory`. */
export function withoutStackTrace(text: string, directory: string): string {
  const [message = ""] = text.split(/\n(?: *at .*:\d+\)?(?:\n|$)|Require stack:\n)/);
  const place = firstFrame(text, directory);
  return message.trimEnd() + (place === undefined ? "" : `\n    at ${place}`);
}
