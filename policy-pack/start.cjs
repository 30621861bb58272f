// The pack's runner would type-check TypeScript at every start; that is the tests' work. tsx halves the time.
require("tsx/cjs");
// The runner's own source maps would point into compiled text.
Error.prepareStackTrace = undefined;
require("./index.ts");
