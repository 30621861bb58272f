/**
 * Sets V8 up for programs that run for seconds: what it has compiled is kept for the next start. In Node 20, what runs a
 * few times is not optimized, which would take a fifth of the processors' time; what runs often still is, a little later.
 */
"use strict";
const Module = require("node:module");
const { setFlagsFromString } = require("node:v8");
const { flushKeptFiles } = require("./kept-files.cjs");

/** Bytes of bytecode that a function runs through before V8 looks whether to optimize it; 67584 is V8's own choice. */
const INTERRUPT_BUDGET = 300_000;

if (Module.enableCompileCache === undefined) {
  // A later V8 does not know it any more, and says so.
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`);
  require("./compile-cache.cjs").enableCompileCache();
} else {
  Module.enableCompileCache();
}

/** Keeps what there is so far: for a process that may not come to its end. */
function flushCompileCache() {
  Module.flushCompileCache?.();
  flushKeptFiles();
}

module.exports = { flushCompileCache };
