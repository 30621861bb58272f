/**
 * Loaded into a policy pack's process before the pack: it ends the process with the preview, however that ends, and
 * answers on the message channel, so that the preview knows when it has received all the pack has sent.
 */
"use strict";
const { createRequire } = require("node:module");
const process = require("node:process");
const { deferModules, resolved, standIn } = require("../policy-pack/deferred-modules.cjs");

process.on("disconnect", () => process.exit());
process.on("message", (message) => process.send?.(message));
// The channel alone is no reason to stay: a pack that serves nothing ends, as it does under the engine.
process.channel?.unref();

const [, runner] = process.argv;
deferModules(runner);
deferTypeScript(createRequire(runner));

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
