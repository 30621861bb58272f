/** The rendered configuration of fluentd: its grammar, and every path in it against the mounts that are made. */
import assert from "node:assert/strict";
import { logVolume } from "./log-volume";
import { EFS_DIRECTORY, LOG_DIRECTORY } from "./paths";
import { fileOf, parsed, unitValues, wasArgs, webArgs } from "./test-support";
import { wasUserData } from "./was";
import { webUserData } from "./web";

/** A directive of fluentd: `<match log.**> … </match>`. */
interface Element {
  name: string;
  argument: string;
  parameters: Map<string, string>;
  elements: Element[];
}

/**
 * Reads a configuration by the grammar of fluentd's "Config: Syntax" (v1), and throws where it does not hold: what is
 * opened is closed, a parameter has a value and is given once, and no value holds what would begin a comment.
 */
function readConfig(text: string): Element {
  const root: Element = { name: "ROOT", argument: "", parameters: new Map(), elements: [] };
  const open = [root];
  for (const [index, line] of text.split("\n").entries()) {
    const fail = (what: string) => new Error(`line ${index + 1}: ${what}: ${line}`);
    const above = open.at(-1)!;
    const closed = /^\s*<\/(\w+)>$/.exec(line)?.[1];
    const opened = /^\s*<(\w+)(?: ([^<>]+))?>$/.exec(line);
    const parameter = /^\s*(@?\w+)(?: (.+))?$/.exec(line);
    if (line.trim() === "") {
      continue;
    } else if (closed !== undefined) {
      if (above.name !== closed || open.length === 1) throw fail(`closes <${above.name}>`);
      open.pop();
    } else if (opened) {
      const [, name, argument = ""] = opened;
      const element = { name, argument, parameters: new Map<string, string>(), elements: [] };
      above.elements.push(element);
      open.push(element);
    } else if (parameter) {
      const [, key, value = ""] = parameter;
      if (value === "" || above.parameters.has(key)) throw fail("a parameter has one value");
      if (!value.startsWith('"') && /\s#|#\{/.test(value))
        throw fail("ends in a comment, or is code that is not quoted");
      above.parameters.set(key, value);
    } else {
      throw fail("is neither a directive nor a parameter");
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  return root;
}

const child = (element: Element, name: string) => {
  const found = element.elements.filter((candidate) => candidate.name === name);
  assert.equal(found.length, 1, `<${name}> in <${element.name}>`);
  return found[0];
};

/** Directives and parameters that the configuration may use: plugin → parameter → form of its value. */
const PLUGINS: Record<string, Record<string, RegExp>> = {
  "source tail": {
    tag: /^log\.\*$/,
    path: /^\/\S+$/,
    pos_file: /^\/\S+\.pos$/,
    read_from_head: /^true$/,
    follow_inodes: /^true$/,
    refresh_interval: /^\d+s$/,
    rotate_wait: /^\d+s$/,
    multiline_flush_interval: /^\d+s$/,
    emit_unmatched_lines: /^true$/,
  },
  "parse none": {},
  "parse multiline": { format_firstline: /^\/.+\/$/, format1: /^\/.+\/$/ },
  "match file": { path: /^"\/[^"]+"$/, append: /^true$/ },
  "format single_value": {},
  "buffer file": {
    path: /^\/\S+$/,
    timekey: /^1d$/,
    timekey_use_utc: /^true$/,
    flush_mode: /^interval$/,
    flush_interval: /^\d+s$/,
    flush_at_shutdown: /^true$/,
    chunk_limit_size: /^\d+m$/,
    total_limit_size: /^\d+g$/,
    overflow_action: /^block$/,
    retry_forever: /^true$/,
    retry_max_interval: /^\d+s$/,
  },
};

function everyElement(element: Element): Element[] {
  return [element, ...element.elements.flatMap(everyElement)];
}

describe("the grammar that configurations of fluentd are read by", () => {
  const refused: [string, string, RegExp][] = [
    ["what is not closed", "<source>\n  @type tail\n", /<source> is not closed/],
    ["what is closed twice", "<source>\n</source>\n</source>\n", /line 3: closes <ROOT>/],
    ["what is closed by another name", "<source>\n</match>\n", /line 2: closes <source>/],
    ["a parameter without a value", "<source>\n  tag\n</source>\n", /line 2: a parameter has one value/],
    ["a parameter given twice", "<source>\n  tag a\n  tag b\n</source>\n", /line 3: a parameter has one value/],
    ["a value that is cut short", "path /var/log #1\n", /line 1: ends in a comment/],
    ["code that is not quoted", "path /var/#{Socket.gethostname}\n", /line 1: ends in a comment, or is code/],
    ["a line that is none", "<source\n", /line 1: is neither/],
  ];
  for (const [what, text, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readConfig(text), message);
    });
  }
});

for (const [tier, userData, directory] of [
  ["web", webUserData(webArgs()), "nginx"],
  ["was", wasUserData(wasArgs()), "pm2"],
] as const) {
  describe(`fluentd's configuration on ${tier}`, () => {
    const config = readConfig(fileOf(userData, "/etc/three-tier/fluentd.conf"));
    const setup = fileOf(userData, "/usr/local/lib/three-tier/setup");
    const source = child(config, "source");
    const match = child(config, "match");
    const buffer = child(match, "buffer");

    it("holds known plugins and parameters alone, each in its form", () => {
      for (const element of everyElement(config).filter(({ name }) => name !== "ROOT")) {
        const isNested = !element.parameters.has("@type") ? "" : element.parameters.get("@type")!;
        const plugin = PLUGINS[`${element.name} ${isNested}`];
        assert.ok(plugin, `<${element.name}> of type ${isNested}`);
        for (const [key, value] of element.parameters) {
          if (key !== "@type") assert.match(value, plugin[key] ?? /no such parameter/, `${key} ${value}`);
        }
      }
      assert.deepEqual(
        config.elements.map(({ name }) => name),
        ["source", "match"],
      );
    });

    it("sends what it reads to what writes", () => {
      assert.equal(source.parameters.get("tag"), "log.*");
      assert.equal(match.argument, "log.**");
      assert.equal(buffer.argument, "tag,time", "the path takes both apart");
    });

    it("reads a directory that the first boot makes, on the mounted log volume, and rotation writes to", () => {
      const path = source.parameters.get("path")!;
      assert.equal(path, `${LOG_DIRECTORY}/${directory}/*.log*`);
      const made = new RegExp(`^install -d .* ${LOG_DIRECTORY}/${directory}$`, "m").exec(setup);
      assert.ok(made, `${directory} is not made`);
      assert.ok(setup.indexOf("mount-log-volume\n") < made.index, "made before the volume covers it");
      const [, rotation] = logVolume({ directory, reopen: { signal: "USR1", pidFile: "/x" } });
      assert.ok(rotation.content.startsWith(`${LOG_DIRECTORY}/${directory}/*.log {`));
    });

    it("reads every log that the tier writes", () => {
      const writers = tier === "web" ? ["/etc/nginx/nginx.conf"] : ["/etc/three-tier/settings.json"];
      const written = writers.flatMap((file) => [...fileOf(userData, file).matchAll(/\/var\/log\/[\w./-]+\.log/g)]);
      assert.equal(written.length, 2);
      for (const [path] of written) assert.match(path, new RegExp(`^${LOG_DIRECTORY}/${directory}/[^/]+\\.log$`));
    });

    it("keeps positions and chunks in a directory of its own on the log volume, writable for it", () => {
      for (const path of [source.parameters.get("pos_file")!, buffer.parameters.get("path")!]) {
        assert.ok(path.startsWith(`${LOG_DIRECTORY}/fluentd/`), path);
      }
      assert.match(setup, new RegExp(`^install -d -o _fluentd -g _fluentd -m 0750 ${LOG_DIRECTORY}/fluentd$`, "m"));
    });

    it("writes to a directory of its tier on the mounted EFS, which is made before it starts", () => {
      const path = match.parameters.get("path")!;
      assert.ok(path.startsWith(`"${EFS_DIRECTORY}/${tier}/#{Socket.gethostname}/%Y-%m-%d/`), path);
      const mount = parsed(userData).write_files.find(({ path: unit }) => unit.endsWith(".mount"))!;
      assert.deepEqual(unitValues(mount.content, "Where"), [EFS_DIRECTORY]);
      const unit = fileOf(userData, "/etc/systemd/system/fluentd.service.d/three-tier.conf");
      assert.ok(
        unitValues(unit, "ExecStart").includes(`+/usr/local/lib/three-tier/ship-logs ${EFS_DIRECTORY}/${tier}`),
      );
      assert.deepEqual(unitValues(unit, "RequiresMountsFor"), [LOG_DIRECTORY]);
    });

    it("names files by directory and log: the tag's parts are where the path says", () => {
      const tag = `log.${LOG_DIRECTORY.slice(1).replaceAll("/", ".")}.${directory}.access.log.1`.split(".");
      const [, first, second] = /\$\{tag\[(\d)\]\}-\$\{tag\[(\d)\]\}"$/.exec(match.parameters.get("path")!)!;
      assert.deepEqual([tag[Number(first)], tag[Number(second)]], [directory, "access"]);
    });
  });
}

describe("the mount that fluentd writes to", () => {
  const userData = webUserData(webArgs());
  const units = "/etc/systemd/system";

  it("is a network file system, left alone until it is asked for, at every boot", () => {
    const mount = fileOf(userData, `${units}/mnt-efs\\x2dlogs.mount`);
    const options = unitValues(mount, "Options")[0].split(",");
    for (const option of ["_netdev", "hard", "nosuid", "nodev", "noexec"]) assert.ok(options.includes(option), option);
    const automount = fileOf(userData, `${units}/mnt-efs\\x2dlogs.automount`);
    assert.deepEqual(unitValues(automount, "WantedBy"), ["multi-user.target"]);
    assert.match(
      fileOf(userData, "/usr/local/lib/three-tier/setup"),
      /^systemctl enable --now 'mnt-efs\\x2dlogs\.automount'$/m,
    );
  });

  it("comes back with its tunnel", () => {
    const tunnel = fileOf(userData, `${units}/efs-tunnel.service`);
    assert.deepEqual(unitValues(tunnel, "Restart"), ["always"]);
    assert.deepEqual(unitValues(fileOf(userData, `${units}/mnt-efs\\x2dlogs.mount`), "Requires"), [
      "efs-tunnel.service",
    ]);
  });

  it("is the log volume's at every boot too", () => {
    assert.match(fileOf(userData, "/usr/local/lib/three-tier/mount-log-volume"), />>\/etc\/fstab$/m);
  });
});

describe("what one event is on the WAS", () => {
  const source = child(readConfig(fileOf(wasUserData(wasArgs()), "/etc/three-tier/fluentd.conf")), "source");
  const begins = new RegExp(child(source, "parse").parameters.get("format_firstline")!.slice(1, -1));
  const lines: [string, boolean][] = [
    ["2026-01-01T00:00:00.000Z  INFO 1 --- [main] com.example.App : Started", true],
    ["2026-01-01 00:00:00.000 ERROR 1 --- [main] c.e.App : failed", true],
    ['Exception in thread "main" java.lang.IllegalStateException: no', true],
    ["Picked up JAVA_TOOL_OPTIONS: -Dx=y", true],
    ['{"@timestamp":"2026-01-01T00:00:00.000Z","message":"structured"}', true],
    ["Example.com answers", true],
    ["", false],
    ["java.lang.IllegalStateException: no", false],
    ["com.example.Outer$InnerError", false],
    ["\tat com.example.App.main(App.java:1)", false],
    ["\t... 42 common frames omitted", false],
    ["\tSuppressed: java.io.IOException: no", false],
    ["Caused by: java.io.EOFException: no", false],
    ["  detail of the line above", false],
  ];
  for (const [line, expected] of lines) {
    it(`${expected ? "begins with" : "goes on with"} ${JSON.stringify(line)}`, () => {
      assert.equal(begins.test(line), expected);
    });
  }
});
