/**
 * Keeps the Pulumi SDK from loading, at every start, what hardly any program needs: for serialized functions npm's
 * dependency resolver, the TypeScript compiler and a debugger, and the Automation API. Together they are more than half
 * of the SDK's start. Likewise zod, of which the texts of its messages in 50 languages are half. They are loaded when
 * they are first used.
 *
 * What is stood in for is small: `runtime/index.js` takes three functions of two modules, the runners wait for the
 * debugger, and the Automation API and the languages are namespaces of their own.
 */
"use strict";
const Module = require("node:module");

const SDK = "@pulumi/pulumi";
const CLOSURES = `${SDK}/runtime/closure`;

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
function deferModules(from) {
  const requireThere = Module.createRequire(from);
  const load = (file) => {
    leave();
    return requireThere(file);
  };
  const functionsOf = (file, ...names) =>
    asModule(Object.fromEntries(names.map((name) => [name, (...args) => load(file)[name](...args)])));
  const [codePaths, serializeClosure, v8Hooks] = ["codePaths", "serializeClosure", "v8Hooks"].map((name) =>
    requireThere.resolve(`${CLOSURES}/${name}`),
  );
  const automation = requireThere.resolve(`${SDK}/automation`);
  const locales = resolved(requireThere, "zod/v4/locales");
  const leave = standIn({
    [codePaths]: functionsOf(codePaths, "computeCodePaths"),
    [serializeClosure]: functionsOf(serializeClosure, "serializeFunction", "serializeFunctionAsync"),
    [v8Hooks]: asModule({ isInitializedAsync: () => Promise.resolve() }),
    [automation]: namespace(() => load(automation)),
    ...(locales !== undefined && { [locales]: namespace(() => load(locales)) }),
  });
}

/** The file of a package that may not be installed. */
function resolved({ resolve }, request) {
  try {
    return resolve(request);
  } catch {
    return undefined;
  }
}

function asModule(exports) {
  return Object.defineProperty(exports, "__esModule", { value: true });
}

/** Everything that `load` returns, which it is not asked for before something of it is used. */
function namespace(load) {
  return new Proxy(asModule({}), {
    get: (target, key) => (key in target ? target[key] : load()[key]),
    has: (target, key) => key in target || key in load(),
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(load())])],
    getOwnPropertyDescriptor: (target, key) =>
      Reflect.getOwnPropertyDescriptor(target, key) ?? {
        ...Reflect.getOwnPropertyDescriptor(load(), key),
        configurable: true,
      },
  });
}

module.exports = { deferModules, resolved, standIn };
