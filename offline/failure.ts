/** Puts the end of a failed program into words: what is wrong and, for a crash, where in the user's own files. */
import { relative, sep } from "node:path";
import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { EngineError } from "./monitor";
import { LoggedError, StalledError } from "./program-run";
import { ownFrames } from "./stack-trace";

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
  const frames = ownFrames(stack, directory);
  const places = frames.length > 0 ? frames : syntaxErrorPlaces(stack, directory);
  return [`${error.name}: ${text}`, ...places.map((place) => `    at ${place}`)].join("\n");
}

/** Errors meant for the program's user; the others are the programmer's, who wants to know the line. */
function isSelfExplaining(error: Error): boolean {
  return (
    [EngineError, StalledError, LoggedError].some((kind) => error instanceof kind) ||
    pulumi.RunError.isInstance(error) ||
    (pulumi.ResourceError.isInstance(error) && (error as pulumi.ResourceError).hideStack === true)
  );
}

/** Node begins the stack of a syntax error with file and line. */
function syntaxErrorPlaces(stack: string, directory: string): string[] {
  const place = /^(\/.+:\d+)\n/.exec(stack)?.[1];
  return place === undefined ? [] : [relative(directory, place)];
}
