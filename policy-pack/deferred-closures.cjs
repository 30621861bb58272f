/**
 * Keeps the Pulumi SDK from loading, at every start, what only serialized functions need: npm's dependency resolver, the
 * TypeScript compiler and a debugger. Together they are half of the SDK's start. They are loaded when first called.
 *
 * What is stood in for is small: `runtime/index.js` takes three functions of two modules, and the runners wait for the
 * debugger.
 */
"use strict";
const Module = require("node:module");

const CLOSURES = "@pulumi/pulumi/runtime/closure";
/** Module → the functions of it that others take when they load it. */
const DEFERRED = {
  codePaths: ["computeCodePaths"],
  serializeClosure: ["serializeFunction", "serializeFunctionAsync"],
};

/**
 * Puts modules in the place of others, unless those are loaded already. Returns what takes them away again.
 *
 * @param {Record<string, object>} exportsByFile
 */
function standIn(exportsByFile) {
  const standIns = Object.entries(exportsByFile)
    .filter(([file]) => !(file in require.cache))
    .map(([file, exports]) => Object.assign(new Module(file), { filename: file, loaded: true, exports }));
  for (const standIn of standIns) {
    require.cache[standIn.filename] = standIn;
  }
  return () => {
    for (const standIn of standIns.filter((one) => require.cache[one.filename] === one)) {
      delete require.cache[standIn.filename];
    }
  };
}

/**
 * Defers them in the SDK that `from`, a file, would load.
 *
 * @param {string} from
 */
function deferClosures(from) {
  const requireThere = Module.createRequire(from);
  const standIns = Object.entries(DEFERRED).map(([name, functions]) => {
    const file = requireThere.resolve(`${CLOSURES}/${name}`);
    const deferred =
      (called) =>
      (...args) => {
        leave();
        return requireThere(file)[called](...args);
      };
    return [file, asModule(Object.fromEntries(functions.map((called) => [called, deferred(called)])))];
  });
  const debuggerFile = requireThere.resolve(`${CLOSURES}/v8Hooks`);
  const debuggerStandIn = asModule({ isInitializedAsync: () => Promise.resolve() });
  const leave = standIn(Object.fromEntries([...standIns, [debuggerFile, debuggerStandIn]]));
}

function asModule(exports) {
  return Object.defineProperty(exports, "__esModule", { value: true });
}

module.exports = { deferClosures, standIn };
