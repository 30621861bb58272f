import assert from "node:assert/strict";
import { jdbcUrl } from "./jdbc-url";

const ROOT = "/usr/local/share/ca-certificates/rds.crt";

describe("jdbcUrl", () => {
  for (const [engine, hosts, expected] of [
    ["mariadb", ["a"], `jdbc:mariadb://a:1/app?sslMode=verify-full&serverSslCert=${ROOT}`],
    ["mariadb", ["a", "b"], `jdbc:mariadb:loadbalance://a:1,b:1/app?sslMode=verify-full&serverSslCert=${ROOT}`],
    ["mysql", ["a"], "jdbc:mysql://a:1/app?sslMode=VERIFY_IDENTITY"],
    ["mysql", ["a", "b"], "jdbc:mysql:loadbalance://a:1,b:1/app?sslMode=VERIFY_IDENTITY"],
    ["postgres", ["a"], `jdbc:postgresql://a:1/app?sslmode=verify-full&sslrootcert=${ROOT}`],
    [
      "postgres",
      ["a", "b"],
      `jdbc:postgresql://a:1,b:1/app?sslmode=verify-full&sslrootcert=${ROOT}&loadBalanceHosts=true`,
    ],
  ] as const) {
    it(`names ${hosts.length} host(s) of ${engine}, over TLS that checks who answers`, () => {
      assert.equal(jdbcUrl(engine, [...hosts], 1, "app"), expected);
    });
  }
});
