import assert from "node:assert/strict";
import { amazonLinuxImageParameter, fluentSource, nodeSource, ubuntuImageParameter } from "./operating-system";

describe("operating systems", () => {
  const images: [string, string, string][] = [
    [
      "Ubuntu 20.04 on x86",
      ubuntuImageParameter("ubuntu-20.04", "amd64"),
      "/aws/service/canonical/ubuntu/server/20.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
    ],
    [
      "Ubuntu 24.04 on Graviton",
      ubuntuImageParameter("ubuntu-24.04", "arm64"),
      "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
    ],
    [
      "Amazon Linux 2023 on x86",
      amazonLinuxImageParameter("amd64"),
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    ],
    [
      "Amazon Linux 2023 on Graviton",
      amazonLinuxImageParameter("arm64"),
      "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
    ],
  ];
  for (const [what, actual, expected] of images) {
    it(`names the public image parameter of ${what}`, () => {
      assert.equal(actual, expected);
    });
  }

  it("take fluent-package 5 on 20.04 and 6 on 24.04", () => {
    assert.equal(fluentSource("ubuntu-20.04").uri, "https://fluentd.cdn.cncf.io/lts/5/ubuntu/focal/");
    assert.equal(fluentSource("ubuntu-24.04").uri, "https://fluentd.cdn.cncf.io/lts/6/ubuntu/noble/");
  });

  it("trust every package source by full key fingerprints, fetched over TLS", () => {
    for (const source of [fluentSource("ubuntu-20.04"), nodeSource("ubuntu-24.04")]) {
      assert.ok(source.uri.startsWith("https://"));
      assert.ok(source.keys.length > 0);
      for (const { url, fingerprint } of source.keys) {
        assert.ok(url.startsWith("https://"));
        assert.match(fingerprint, /^[0-9A-F]{40}$/);
      }
    }
  });
});
