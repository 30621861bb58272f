import assert from "node:assert/strict";
import { dnsName, urlPath, wholeNumber } from "./checks";

describe("values that land outside the settings file", () => {
  const accepted: [string, () => unknown][] = [
    ["a load balancer's name", () => dnsName("host", "internal-was-123.ap-northeast-2.elb.amazonaws.com")],
    ["a file system's name", () => dnsName("host", "fs-0123456789abcdef0.efs.ap-northeast-2.amazonaws.com")],
    ["a health check path", () => urlPath("path", "/actuator/health")],
    ["the root path", () => urlPath("path", "/")],
    ["a port", () => wholeNumber("port", 65535, 1, 65535)],
  ];
  for (const [what, read] of accepted) {
    it(`accepts ${what}`, () => {
      assert.doesNotThrow(read);
    });
  }

  const refused: [string, () => unknown, RegExp][] = [
    ["an empty name", () => dnsName("host", ""), /^Error: host: "" is not a DNS name/],
    ["a name that ends nginx's directive", () => dnsName("host", 'a";return 200;#'), /is not a DNS name/],
    ["a name with a variable", () => dnsName("host", "$host"), /is not a DNS name/],
    ["a name of two lines", () => dnsName("host", "a.example\nconnect = b"), /is not a DNS name/],
    ["a name that begins with a dash", () => dnsName("host", "-a.example"), /is not a DNS name/],
    ["a path without a slash", () => urlPath("path", "healthz"), /^Error: path: "healthz" is not a path/],
    ["a path with a query", () => urlPath("path", "/healthz?full=1"), /is not a path/],
    ["a path that ends nginx's string", () => urlPath("path", '/"{}'), /is not a path/],
    ["a path with a space", () => urlPath("path", "/a b"), /is not a path/],
    ["half a port", () => wholeNumber("port", 80.5, 1, 65535), /^Error: port: 80.5 is not a whole number from 1/],
    ["no number", () => wholeNumber("port", NaN, 1, 65535), /NaN is not a whole number/],
    ["a port too high", () => wholeNumber("port", 65536, 1, 65535), /to 65535/],
  ];
  for (const [what, read, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(read, message);
    });
  }
});
