/** Loads TypeScript: esbuild takes its types away, once. They are checked by the tests. */
"use strict";
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const process = require("node:process");
const { version } = require("esbuild/package.json");
const { hashOf, KeptFiles } = require("./kept-files.cjs");

const OPTIONS = {
  loader: "ts",
  format: "cjs",
  platform: "node",
  target: `node${process.versions.node}`,
  sourcemap: "inline",
  sourcesContent: false,
  tsconfigRaw: { compilerOptions: { target: "es2022" } },
};

/** From now on, `require` loads files of this extension, too. */
function loadTypeScript() {
  const transformed = new KeptFiles(`typescript-${version}-${hashOf(JSON.stringify(OPTIONS)).slice(0, 8)}`);
  process.setSourceMapsEnabled(true);
  Module._extensions[".ts"] = (module, file) => {
    const text = readFileSync(file, "utf8");
    const { found, keep } = transformed.of(file, text);
    const code = found ?? require("esbuild").transformSync(text, { ...OPTIONS, sourcefile: file }).code;
    if (found === undefined) keep(() => code);
    module._compile(code, file);
  };
}

module.exports = { loadTypeScript };
