import assert from "node:assert/strict";
import { addressesOf, localFiles, wasTable, webTable } from "./local-table";
import { render } from "./boot-files";

const account = { user: "nobody", group: "nogroup", ids: { uid: 65534, gid: 65534 } };
const programs = { pm2: "/pm2", fluentd: "/fluentd" };

describe("the table between a server and this machine", () => {
  it("uses loopback alone, and another block for every process nearby", () => {
    const blocks = new Set<string>();
    for (let pid = 1000; pid < 3000; pid += 1) {
      const { loadBalancers, ...others } = addressesOf(pid);
      const all = [...Object.values(others), ...loadBalancers];
      assert.equal(new Set(all).size, 11);
      for (const address of all) assert.match(address, /^127(\.\d{1,3}){3}$/);
      blocks.add(others.was);
    }
    assert.equal(blocks.size, 2000);
  });

  it("is refused when a line of it is found nowhere any more", () => {
    assert.throws(
      () => localFiles([{ path: "/etc/a", content: "listen 81;" }], "/root", [["listen 80", "listen 8000"]]),
      /do not say "listen 80" any more; mend rehearsal\/local-table\.ts/,
    );
  });

  it("puts every file below the root, and the first boot's script nowhere", () => {
    const files = [
      { path: "/usr/local/lib/three-tier/setup", content: "apt-get install" },
      { path: "/etc/a", permissions: "0755" as const, content: "/etc/three-tier/x /etc/three-tier/y" },
    ];
    assert.deepEqual(localFiles(files, "/root", [["/etc/three-tier", "/root/etc/three-tier"]]), [
      { path: "/root/etc/a", permissions: "0755", content: "/root/etc/three-tier/x /root/etc/three-tier/y" },
    ]);
  });
});

describe("what the dev stack renders", function () {
  this.timeout(60_000);
  const difference = { was: { jar: { bucket: "releases", key: "app.jar" }, environment: { NAME: "value" } } };

  it("is read out of the launch templates, and all of the table is found in it", async () => {
    const rendered = await render(process.cwd(), "dev", difference);
    const addresses = addressesOf(1);
    const web = localFiles(rendered.web.files, "/r/web", webTable("/r/web", "/r/efs", addresses, account, programs));
    const was = localFiles(rendered.was.files, "/r/was", wasTable("/r/was", "/r/efs", addresses, account, programs));
    const settings = was.find(({ path }) => path === "/r/was/etc/three-tier/settings.json")!;
    assert.match(settings.content, /"jar":\{"bucket":"releases","key":"app\.jar"\}/);
    assert.match(settings.content, /"NAME":"value"/);
    assert.ok(settings.content.includes(`jdbc:mariadb://${rendered.names.primary}:3306/app?sslMode=verify-full`));
    const nginx = web.find(({ path }) => path === "/r/web/etc/nginx/nginx.conf")!;
    assert.ok(nginx.content.includes(`http://${rendered.names.wasLoadBalancer}:8080`));
    assert.deepEqual(rendered.healthPaths, { web: "/healthz", was: "/actuator/health/liveness" });
    assert.equal(rendered.database.engineVersion, "10.11");
    assert.ok(
      rendered.database.parameters.some(({ name, value }) => name === "require_secure_transport" && value === "1"),
    );
  });

  it("is not rendered from wrong settings, whose complaint is passed on", async () => {
    const wrong = { was: { ...difference.was, environment: { SERVER_PORT: "1" } } };
    await assert.rejects(
      render(process.cwd(), "dev", wrong),
      /dev cannot be planned: [^]*was\.environment\.SERVER_PORT/,
    );
    await assert.rejects(render(process.cwd(), "nope", difference), /There is no stack "nope"/);
  });
});
