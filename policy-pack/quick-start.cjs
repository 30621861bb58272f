/**
 * Starts TypeScript, and the Pulumi SDK, in a fifth of the time: loaded first in every process of this project, by
 * `node --require`.
 */
"use strict";
require("./start-up/short-run.cjs");
const Module = require("node:module");
const { sep } = require("node:path");
const process = require("node:process");
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
