/**
 * Loaded into a policy pack's process before the pack: it ends the process with the preview, however that ends, and
 * answers on the message channel, so that the preview knows when it has received all the pack has sent.
 */
import process from "node:process";

process.on("disconnect", () => process.exit());
process.on("message", (message) => process.send?.(message));
// The channel alone is no reason to stay: a pack that serves nothing ends, as it does under the engine.
process.channel?.unref();
