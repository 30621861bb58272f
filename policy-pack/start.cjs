// The pack's runner would type-check TypeScript at every start; that is the tests' work. tsx halves the time.
require("tsx/cjs");
require("./index.ts");
