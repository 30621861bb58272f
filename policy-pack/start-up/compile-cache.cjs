/**
 * Node's own module compile cache, which there is since version 22 (Node.js documentation, "Module compile cache"), for
 * the packages of Node 20: keeps what V8 has compiled, with the functions that were called, for the next process.
 */
"use strict";
const Module = require("node:module");
const { dirname, sep } = require("node:path");
const process = require("node:process");
const { cachedDataVersionTag } = require("node:v8");
const { constants, Script } = require("node:vm");
const { KeptFiles, PACKAGES } = require("./kept-files.cjs");

/** Of packages that are loaded from now on, under the settings that V8 has now. */
function enableCompileCache() {
  const compiledFiles = new KeptFiles(`${process.version}-${process.arch}-${cachedDataVersionTag()}`);
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

module.exports = { enableCompileCache };
