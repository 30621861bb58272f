/**
 * Starts TypeScript, and the Pulumi SDK, in a fifth of the time: loaded first in every process of this project, by
 * `node --require`.
 */
"use strict";
const Module = require("node:module");
const { sep } = require("node:path");
const process = require("node:process");

requireInstallation();
require("./start-up/short-run.cjs");
const { deferModules } = require("./start-up/deferred-modules.cjs");
const { loadTypeScript } = require("./start-up/typescript.cjs");

deferModules(module.filename);
loadTypeScript();

const PACKAGES = `${sep}node_modules${sep}`;
const loadScript = Module._extensions[".js"];
let packagesLoading = 0;

// Node parses the source map of every file: that of packages takes longer than all else.
Module._extensions[".js"] = (module, file) => {
  if (!file.includes(PACKAGES)) {
    loadScript(module, file);
    return;
  }
  if (packagesLoading++ === 0) {
    process.setSourceMapsEnabled(false);
  }
  try {
    loadScript(module, file);
  } finally {
    if (--packagesLoading === 0) {
      process.setSourceMapsEnabled(true);
    }
  }
};

/** The first thing that a newcomer may have forgotten. */
function requireInstallation() {
  try {
    require.resolve("esbuild");
  } catch {
    process.stderr.write("error: The packages of this project are not installed: run `npm ci`\n");
    process.exit(1);
  }
}
