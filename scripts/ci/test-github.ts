/** Stands in for GitHub's API behind the `gh` command. For tests. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Shell } from "../test-shell";

/** Answers `gh api` from files, filters by the `jq` that is installed, and notes down what was written. */
const GH = `#!/usr/bin/env node
const { appendFileSync, readFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const [command, ...args] = process.argv.slice(2);
if (command !== "api") throw new Error("not expected: gh " + command);
const options = { fields: {} };
for (let at = 0; at < args.length; at++) {
  if (args[at] === "--jq") options.jq = args[++at];
  else if (args[at] === "--method") options.method = args[++at];
  else if (["-f", "-F"].includes(args[at])) {
    const [key, ...value] = args[++at].split("=");
    const text = value.join("=");
    options.fields[key] = args[at - 1] === "-F" && text[0] === "@" ? readFileSync(text.slice(1), "utf8") : text;
  } else if (!args[at].startsWith("-")) options.path = args[at];
}
const { method = "GET", path, fields, jq } = options;
if (method !== "GET") {
  appendFileSync(process.env.FAKE_GITHUB + "/written", JSON.stringify({ method, path, fields }) + "\\n");
  process.exit(0);
}
let body;
try {
  body = readFileSync(process.env.FAKE_GITHUB + "/" + encodeURIComponent(path.split("?")[0]));
} catch {
  console.error("gh: Not Found (HTTP 404)");
  process.exit(1);
}
if (jq === undefined) process.stdout.write(body);
else {
  const { status, stdout, stderr } = spawnSync("jq", ["-r", jq], { input: body });
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exit(status);
}
`;

export interface Written {
  method: string;
  path: string;
  fields: Record<string, string>;
}

export class GitHub {
  readonly env: NodeJS.ProcessEnv;

  constructor(private readonly shell: Shell) {
    shell.command("gh", GH);
    const directory = join(shell.directory, "github");
    this.env = { FAKE_GITHUB: directory, GH_TOKEN: "token", GITHUB_REPOSITORY: "team/three-tier" };
  }

  /** What a path below the repository's answers. */
  answer(path: string, content: unknown): void {
    const body = content instanceof Uint8Array ? content : JSON.stringify(content);
    this.shell.write(`github/${encodeURIComponent(`repos/team/three-tier/${path}`)}`, body);
  }

  /** What was written, with paths below the repository's. */
  written(): Written[] {
    const file = join(this.shell.directory, "github/written");
    if (!existsSync(file)) {
      return [];
    }
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.map((line) => {
      const written = JSON.parse(line) as Written;
      return { ...written, path: written.path.replace("repos/team/three-tier/", "") };
    });
  }
}
