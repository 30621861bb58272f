/** The page: data, script, style and mermaid in one file that asks no network for anything. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";
import { packageVersion } from "../command-line/package-version";
import { captionsOf } from "./page/captions";
import type { Report } from "./report-data";

const PAGE = join(__dirname, "page");

export async function htmlOf(report: Report): Promise<string> {
  const mermaid = readFileSync(join(dirname(require.resolve("mermaid")), "mermaid.min.js"));
  const [script, style, compressed] = await Promise.all([
    bundled("main.tsx"),
    bundled("style.css"),
    promisify(gzip)(mermaid, { level: 9 }),
  ]);
  const { title, needsScript } = captionsOf(report.language);
  return [
    "<!doctype html>",
    `<!--\n${licences()}\n-->`,
    `<html lang="${report.language}">`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyFor(script, mermaid.toString("utf8"))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapedHtml(title(report.project, report.stack))}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<div id="page"></div>`,
    `<noscript>${escapedHtml(needsScript)}</noscript>`,
    `<script type="application/json" id="report">${escapedJson(report)}</script>`,
    `<script type="text/plain" id="mermaid">${compressed.toString("base64")}</script>`,
    `<script>${script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Of what is copied into the page: its terms have to go with it. */
function licences(): string {
  return ["mermaid", "preact"]
    .map((name) => {
      const directory = dirname(require.resolve(`${name}/package.json`));
      return `${name} ${packageVersion(name)}\n\n${readFileSync(join(directory, "LICENSE"), "utf8").trim()}`;
    })
    .join("\n\n")
    .replaceAll("--", "- -");
}

/** JSON that ends no script element, opens no comment, and is JavaScript too. */
export function escapedJson(data: unknown): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Nothing may be loaded or sent, and no script may run but the page's own and mermaid, by their hashes. */
function policyFor(...scripts: string[]): string {
  const hashes = scripts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    // Mermaid puts a style element into each diagram.
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** A file of the page for the browser. */
async function bundled(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, file)],
    ...{ bundle: true, minify: true, write: false, charset: "utf8", target: "es2022", format: "iife" },
    ...{ jsx: "automatic", jsxImportSource: "preact", logLevel: "silent", legalComments: "none" },
  });
  // Nothing in a script or style may look like its end.
  return outputFiles[0].text.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
}

function escapedHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
