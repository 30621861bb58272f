// PM2's description of the application. The password is joined in here, in memory, at the start.
const { readFileSync } = require("node:fs");

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const settings = read("/etc/three-tier/settings.json");

module.exports = {
  apps: [{ ...settings.process, env: { ...settings.environment, ...read("/run/app/credentials.json") } }],
};
