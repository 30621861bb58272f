/**
 * Loaded by `NODE_OPTIONS` into every process of Node.js that `pulumi` starts: quickens the start of policy packs, and
 * does nothing to others.
 */
"use strict";
const { join } = require("node:path");
const process = require("node:process");

const [, file = ""] = process.argv;
if (file.includes(join("@pulumi", "pulumi", "cmd", "run-policy-pack"))) {
  require("../policy-pack/start-up/deferred-modules.cjs").quickenPolicyPack(file);
}
