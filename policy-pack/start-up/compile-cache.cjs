/**
 * Keeps what V8 has compiled, with the functions that were called, for the next process: as Node does since version 22
 * (Node.js documentation, "Module compile cache"), and in Node 20 for packages.
 */
"use strict";
const Module = require("node:module");
const { dirname, sep } = require("node:path");
const process = require("node:process");
const { cachedDataVersionTag } = require("node:v8");
const { constants, Script } = require("node:vm");
const { flushKeptFiles, KeptFiles, PACKAGES } = require("./kept-files.cjs");

/** Of what is compiled from now on. */
function enableCompileCache() {
  if (Module.enableCompileCache === undefined) {
    keepPackages(new KeptFiles(`${process.version}-${process.arch}-${cachedDataVersionTag()}`));
  } else {
    Module.enableCompileCache();
  }
}

/** For a process that may not come to its end. */
function flushCompileCache() {
  Module.flushCompileCache?.();
  flushKeptFiles();
}

function keepPackages(compiledFiles) {
  const compilePlain = Module.prototype._compile;
  Module.prototype._compile = function (text, file, format) {
    const canBeKept = file.startsWith(PACKAGES + sep) && format !== "module" && !text.includes("import(");
    const script = canBeKept ? compiled(text, file, compiledFiles) : undefined;
    if (script === undefined) return compilePlain.call(this, text, file, format);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, requireOf(this), this, file, dirname(file));
  };
}

/** A module as a function; nothing where Node has to have a look: at an ECMAScript module, or an error. */
function compiled(text, filename, compiledFiles) {
  const { found: cachedData, keep } = compiledFiles.of(filename, text);
  // Would warn of being experimental if a package imported something after all.
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  try {
    const script = new Script(Module.wrap(text), { filename, cachedData, importModuleDynamically });
    if (cachedData === undefined || script.cachedDataRejected) keep(() => script.createCachedData());
    return script;
  } catch {
    return undefined;
  }
}

/** As Node's own for a module, which it gives to nobody. */
function requireOf(module) {
  const resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  const own = { resolve, main: process.mainModule, extensions: Module._extensions, cache: Module._cache };
  return Object.assign((request) => module.require(request), own);
}

module.exports = { enableCompileCache, flushCompileCache };
