/**
 * Starts TypeScript, and the Pulumi SDK, in a third of the time: loaded first in every process of this project, by
 * `node --require`. Types are checked by the tests.
 */
"use strict";
require("./short-run.cjs");
const { sep } = require("node:path");
const process = require("node:process");
const { deferModules } = require("./deferred-modules.cjs");

deferModules(module.filename);

const { extensions } = require;
const loadPlain = extensions[".js"];
require("tsx/cjs");
const loadByTsx = extensions[".js"];
const PACKAGES = `${sep}node_modules${sep}`;
let packagesLoading = 0;

// tsx parses every file that it is given, and Node its source map: that of packages takes longer than all else.
extensions[".js"] = (module, file) => {
  if (!file.includes(PACKAGES)) {
    loadByTsx(module, file);
    return;
  }
  if (packagesLoading++ === 0) {
    process.setSourceMapsEnabled(false);
  }
  try {
    loadPlain(module, file);
  } catch (error) {
    if (error.code !== "ERR_REQUIRE_ESM") {
      throw error;
    }
    loadByTsx(module, file);
  } finally {
    if (--packagesLoading === 0) {
      process.setSourceMapsEnabled(true);
    }
  }
};
