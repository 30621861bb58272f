const { availableParallelism } = require("node:os");

module.exports = {
  "node-option": ["import=tsx"],
  parallel: true,
  jobs: availableParallelism(),
  // For one test among others on a busy machine.
  timeout: 60_000,
  forbidOnly: true,
};
