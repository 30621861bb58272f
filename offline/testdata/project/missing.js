import "./missing-module.js";
