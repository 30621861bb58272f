require("./quick-start.cjs");
// The runner's own source maps would point into compiled text.
Error.prepareStackTrace = undefined;
require("./index.ts");
