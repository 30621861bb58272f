/**
 * Keeps the Pulumi SDK from loading, at every start, what hardly any program needs: for serialized functions npm's
 * dependency resolver, the TypeScript compiler and a debugger, and the Automation API. Together they are more than half
 * of the SDK's start. Likewise OpenTelemetry, which its calls of the engine go through, a reader of YAML, and of zod the
 * texts of its messages in 50 languages. They are loaded when they are first used.
 *
 * What is stood in for is small: `runtime/index.js` takes three functions of two modules, the runners wait for the
 * debugger, and the others are namespaces of their own.
 */
"use strict";
const Module = require("node:module");

const SDK = "@pulumi/pulumi";

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
  const requireInSdk = Module.createRequire(requireThere.resolve(SDK));
  deferClosures(requireInSdk);
  for (const [requireFrom, request] of [
    [requireInSdk, "./automation"],
    [requireInSdk, "@opentelemetry/api"],
    [requireInSdk, "js-yaml"],
    [requireThere, "zod/v4/locales"],
  ]) {
    const file = resolved(requireFrom, request);
    if (file === undefined) continue;
    const leave = standIn({ [file]: namespace(() => (leave(), requireFrom(file))) });
  }
}

/** They need each other: once one is used, all are there. */
function deferClosures(requireInSdk) {
  const load = (file) => {
    leave();
    return requireInSdk(file);
  };
  const functionsOf = (file, ...names) =>
    asModule(Object.fromEntries(names.map((name) => [name, (...args) => load(file)[name](...args)])));
  const standIns = {
    codePaths: (file) => functionsOf(file, "computeCodePaths"),
    serializeClosure: (file) => functionsOf(file, "serializeFunction", "serializeFunctionAsync"),
    v8Hooks: () => asModule({ isInitializedAsync: () => Promise.resolve() }),
  };
  const files = Object.entries(standIns).flatMap(([name, made]) => {
    const file = resolved(requireInSdk, `./runtime/closure/${name}`);
    return file === undefined ? [] : [[file, made(file)]];
  });
  const leave = standIn(Object.fromEntries(files));
}

/**
 * Starts a policy pack in half the time, whatever it is written in: for what the SDK's runner, a file, loads before the
 * pack has a say.
 *
 * @param {string} runner
 */
function quickenPolicyPack(runner) {
  require("./short-run.cjs");
  deferModules(runner);
  deferTypeScript(Module.createRequire(runner));
}

/** The runner registers ts-node, whatever the pack is written in: here that is done once there is a TypeScript file. */
function deferTypeScript(requireThere) {
  const vendored = (file) => resolved(requireThere, `../../vendor/${file}`);
  const compiler = resolved(requireThere, "typescript") ?? vendored("typescript@3.8.3/typescript.js");
  const tsNode = resolved(requireThere, "ts-node") ?? vendored("ts-node@7.0.1");
  const version = resolved(requireThere, "typescript/package.json");
  const leave = standIn({
    [compiler]: { version: version === undefined ? "3.8.3" : requireThere(version).version },
    [tsNode]: { register },
  });

  function register(options) {
    leave();
    for (const extension of [".ts", ".tsx"]) {
      require.extensions[extension] = (module, file) => {
        delete require.extensions[".ts"];
        delete require.extensions[".tsx"];
        requireThere(tsNode).register(options);
        require.extensions[extension](module, file);
      };
    }
  }
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

module.exports = { deferModules, quickenPolicyPack };
