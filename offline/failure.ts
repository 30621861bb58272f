/** Puts the end of a failed program into words: what is wrong and, for a crash, where in the user's own files. */
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { EngineError } from "./monitor";
import { LoggedError, StalledError } from "./program-run";

export function describeFailure(error: unknown, directory: string): string {
  if (!(error instanceof Error)) {
    return `The program ended with: ${typeof error === "string" ? error : inspect(error, { depth: 1 })}`;
  }
  const [message = ""] = error.message.split("\nRequire stack:");
  const text = message.replaceAll(directory + sep, "");
  if (isSelfExplaining(error)) {
    return text;
  }
  const stack = error.stack ?? "";
  const place = firstFrame(stack, directory) ?? syntaxErrorPlace(stack, directory);
  return `${error.name}: ${text}${place === undefined ? "" : `\n    at ${place}`}`;
}

/** Errors meant for the program's user; the others are the programmer's, who wants to know the line. */
function isSelfExplaining(error: Error): boolean {
  return (
    [EngineError, StalledError, LoggedError].some((kind) => error instanceof kind) ||
    pulumi.RunError.isInstance(error) ||
    (pulumi.ResourceError.isInstance(error) && (error as pulumi.ResourceError).hideStack === true)
  );
}

/** The innermost line of a stack trace that lies in `directory`, and neither in a package nor in the preview itself. */
function firstFrame(stack: string, directory: string): string | undefined {
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

/** Node begins the stack of a syntax error with file and line. */
function syntaxErrorPlace(stack: string, directory: string): string | undefined {
  const place = /^(\/.+:\d+)\n/.exec(stack)?.[1];
  return place === undefined ? undefined : relative(directory, place);
}
