/** What `npm run preview -- --json` has written, read back. Loads little: no SDK. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { shownPath } from "../command-line/shown-path";
import { UsageError } from "../command-line/user-error";

/** Goes up whenever what is in there changes its meaning or its place. */
export const FORMAT_VERSION = 1;

const RESOURCE = z.looseObject({
  urn: z.string(),
  type: z.string(),
  name: z.string(),
  /** URN of the parent; null for the stack itself. */
  parent: z.string().nullable(),
  /** False for components. */
  custom: z.boolean(),
  /** True for what is only read. */
  external: z.boolean(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()),
  propertyDependencies: z.record(z.string(), z.array(z.string())),
  aliases: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])),
});

const POLICY = z.object({
  pack: z.string(),
  name: z.string(),
  enforcementLevel: z.string(),
  status: z.string(),
});

const VIOLATION = z.object({
  pack: z.string(),
  policy: z.string(),
  enforcementLevel: z.enum(["mandatory", "advisory"]),
  severity: z.string().optional(),
  urn: z.string(),
  message: z.string(),
});

const PREVIEW = z.object({
  project: z.string(),
  stack: z.string(),
  mode: z.enum(["preview", "update"]),
  resources: z.array(RESOURCE),
  outputs: z.record(z.string(), z.unknown()),
  policies: z.array(POLICY),
  violations: z.array(VIOLATION),
  access: z.array(z.object({ from: z.string(), to: z.string(), port: z.string(), through: z.string() })),
});

export type Preview = z.infer<typeof PREVIEW>;
export type PreviewResource = z.infer<typeof RESOURCE>;
export type PreviewPolicy = z.infer<typeof POLICY>;
export type PreviewViolation = z.infer<typeof VIOLATION>;
export type PreviewAccess = Preview["access"][number];

/** Reads the preview in a file, or from stdin where that is 0; throws {@link UsageError} if there is none. */
export function readPreview(file: string | 0): Preview {
  const name = file === 0 ? "stdin" : shownPath(resolve(file));
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(code === "ENOENT" ? `There is no preview ${name}` : `${name} cannot be read (${code})`);
  }
  return parsePreview(text, name);
}

/** Reads a preview; throws {@link UsageError} if the text, which came from what `name` names, is none. */
export function parsePreview(text: string, name: string): Preview {
  const mend = `make it with: npm run --silent preview -- --json`;
  if (text.trim() === "") {
    throw new UsageError(`${name} is empty; ${mend}`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
    throw new UsageError(`${name} is not JSON: ${reason}\n  ${hint(text) ?? mend}`);
  }
  const version = z.looseObject({ formatVersion: z.unknown() }).safeParse(content).data?.formatVersion;
  if (version !== undefined && version !== FORMAT_VERSION) {
    throw new UsageError(
      `${name} is in format version ${JSON.stringify(version)}, and this command reads version ${FORMAT_VERSION}; ` +
        "make both previews with the same revision of the offline preview",
    );
  }
  const preview = PREVIEW.safeParse(content);
  if (version === undefined || !preview.success) {
    throw new UsageError(`${name} is not a preview: ${whatIsWrong(preview.error)}; ${mend}`);
  }
  return preview.data;
}

/** `npm run preview` without `--silent` writes two lines of its own before the JSON. */
function hint(text: string): string | undefined {
  return /^\s*> /.test(text) ? "npm has written its own lines into it; call npm with --silent" : undefined;
}

function whatIsWrong(error: z.ZodError | undefined): string {
  const issue = error?.issues.at(0);
  if (issue === undefined) {
    return "it has no formatVersion";
  }
  const path = issue.path.reduce<string>(
    (text, key) => text + (typeof key === "number" ? `[${key}]` : `${text === "" ? "" : "."}${String(key)}`),
    "",
  );
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}
