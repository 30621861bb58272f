/**
 * Loaded into a policy pack's process before the pack: it ends the process with the preview, however that ends, and
 * answers on the message channel, so that the preview knows when it has received all the pack has sent.
 */
"use strict";
const process = require("node:process");
const { quickenPolicyPack } = require("../policy-pack/start-up/deferred-modules.cjs");
const { flushCompileCache } = require("../policy-pack/start-up/short-run.cjs");

process.on("disconnect", () => process.exit());
process.on("message", (message) => {
  // The last that it is asked: the process is killed once nobody needs it.
  flushCompileCache();
  process.send?.(message);
});
// The channel alone is no reason to stay: a pack that serves nothing ends, as it does under the engine.
process.channel?.unref();

quickenPolicyPack(process.argv[1]);
