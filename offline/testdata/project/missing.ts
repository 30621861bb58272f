require("./missing-module");
