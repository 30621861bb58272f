import assert from "node:assert/strict";
import { architectureOf } from "./machine-image";

describe("architectureOf", () => {
  for (const type of [
    "t4g.nano",
    "m7gd.large",
    "c6gn.xlarge",
    "x2gd.medium",
    "im4gn.large",
    "is4gen.large",
    "a1.large",
  ]) {
    it(`knows ${type} as arm64`, () => {
      assert.equal(architectureOf(type), "arm64");
    });
  }
  for (const type of [
    "t3.micro",
    "t3a.small",
    "g4dn.xlarge",
    "g5.xlarge",
    "m7i-flex.large",
    "c5n.large",
    "u-6tb1.metal",
  ]) {
    it(`knows ${type} as amd64`, () => {
      assert.equal(architectureOf(type), "amd64");
    });
  }
});
