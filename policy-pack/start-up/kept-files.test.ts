import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { serialize } from "node:v8";
import { crc32 } from "node:zlib";

/**
 * A project of its own, which starts as ours does. What a program of it prints tells what it has run; what is kept of
 * it is in its `node_modules`.
 */
describe("files kept for the next start", function () {
  this.slow(5000);
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "kept-files-"));
    for (const part of ["quick-start.cjs", "start-up"]) {
      cpSync(join(__dirname, "..", part), join(project, part), { recursive: true });
    }
    for (const name of ["@pulumi/pulumi", "esbuild", "zod"]) {
      const installed = join(project, "node_modules", name);
      mkdirSync(dirname(installed), { recursive: true });
      symlinkSync(dirname(require.resolve(`${name}/package.json`)), installed);
    }
    write("node_modules/package/package.json", JSON.stringify({ name: "package" }));
    write("node_modules/package/index.js", `exports.answer = () => 42;`);
    write("program.ts", `import { answer } from "package"; const n: number = answer(); console.log(n);`);
  });
  afterEach(() => {
    rmSync(project, { recursive: true });
  });

  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  };

  const start = (env: NodeJS.ProcessEnv, nodeArguments: string[] = []) =>
    spawnSync(process.execPath, [...nodeArguments, "--require", "./quick-start.cjs", "./program.ts"], {
      ...{ cwd: project, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "", ...env } },
    });

  /** What the program prints. */
  const run = (env: NodeJS.ProcessEnv = {}, nodeArguments: string[] = []): string => {
    const { status, stdout, stderr } = start(env, nodeArguments);
    assert.equal(`${stderr}${status}`, "0");
    return stdout.trim();
  };

  /** esbuild, if it is asked, fails. */
  const KEPT_ONLY = { ESBUILD_BINARY_PATH: "/bin/false" };

  const cache = () => join(project, "node_modules", ".cache", "three-tier-1");
  const keptFiles = () =>
    readdirSync(cache(), { recursive: true, withFileTypes: true })
      .flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
      .sort();

  const contents = () =>
    keptFiles().map((file) => ({ file, content: readFileSync(file), written: statSync(file).mtimeMs }));

  it("are taken for the same text", () => {
    assert.notEqual(start(KEPT_ONLY).status, 0);
    assert.equal(run(), "42");
    const kept = contents();
    assert.ok(kept.length > 0);
    assert.equal(run(KEPT_ONLY), "42");
    assert.deepEqual(contents(), kept, "V8 did not take what was kept, or it was made again");
  });

  it("are of no use for another text, of the same length", () => {
    run();
    write("node_modules/package/index.js", `exports.answer = () => 43;`);
    assert.equal(run(KEPT_ONLY), "43");
    write("program.ts", `import { answer } from "package"; const n: number = answer(); console.log(-n);`);
    assert.equal(run(), "-43");
    assert.equal(run(KEPT_ONLY), "-43");
  });

  it("are added to what is there", () => {
    run();
    write("other.ts", `export const one: number = 1;`);
    write("node_modules/package/other.js", `exports.two = 2;`);
    const program = `import { one } from "./other"; import { two } from "package/other"; console.log(one + two);`;
    write("program.ts", program);
    assert.equal(run(), "3");
    assert.equal(run(KEPT_ONLY), "3");
  });

  it("do no harm where they are damaged, and are made again", () => {
    run();
    for (const damage of [
      (content: Buffer) => content.map((byte, index) => (index === content.length - 20 ? byte ^ 1 : byte)),
      (content: Buffer) => content.subarray(0, content.length / 2),
      () => Buffer.from("no"),
      () => Buffer.alloc(0),
    ]) {
      for (const file of keptFiles()) {
        writeFileSync(file, damage(readFileSync(file)));
      }
      assert.equal(run(), "42");
      assert.equal(run(KEPT_ONLY), "42");
    }
  });

  it("do no harm where they are something else", () => {
    run();
    const other = serialize(["no map"]);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(other));
    for (const file of keptFiles()) {
      writeFileSync(file, Buffer.concat([checksum, other]));
    }
    assert.equal(run(), "42");
    assert.equal(run(KEPT_ONLY), "42");
  });

  it("do no harm where they cannot be written", () => {
    write("node_modules/.cache/three-tier-1", "a file where a directory should be");
    assert.equal(run(), "42");
    assert.equal(run(), "42");
  });

  it("are kept as far as they can be written", () => {
    run();
    const [spoiled, ...others] = contents();
    rmSync(spoiled.file);
    mkdirSync(join(spoiled.file, "a directory where a file should be"), { recursive: true });
    write("node_modules/package/index.js", `exports.answer = () => 46;`);
    write("program.ts", `import { answer } from "package"; console.log(answer());`);
    assert.equal(run(), "46");
    const written = contents();
    assert.deepEqual(
      written.map(({ file }) => file),
      others.map(({ file }) => file),
    );
    written.forEach(({ content }, index) => {
      assert.notDeepEqual(content, others[index].content);
    });
    assert.equal(run(), "46");
  });

  it("are not kept where Node is asked to keep nothing", () => {
    assert.equal(run({ NODE_DISABLE_COMPILE_CACHE: "1" }), "42");
    assert.ok(!existsSync(cache()));
    run();
    write("node_modules/package/index.js", `exports.answer = () => 44;`);
    assert.equal(run({ NODE_DISABLE_COMPILE_CACHE: "1" }), "44");
  });

  it("are kept apart for other settings of V8, which would not take them", () => {
    run();
    const before = keptFiles();
    run({}, ["--max-lazy"]);
    assert.deepEqual(
      keptFiles().filter((file) => before.includes(file)),
      before,
    );
    assert.equal(run({}, ["--max-lazy"]), "42");
  });

  it("are of the project alone", () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "elsewhere-"));
    try {
      run();
      const before = keptFiles();
      writeFileSync(join(elsewhere, "program.ts"), `export const two: number = 2;`);
      write("program.ts", `console.log(require(${JSON.stringify(join(elsewhere, "program.ts"))}).two);`);
      assert.equal(run(), "2");
      assert.deepEqual(keptFiles(), before);
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it("leave nothing half written behind", () => {
    run();
    run({}, ["--max-lazy"]);
    const names = keptFiles().map((file) => basename(file));
    assert.deepEqual(
      names.filter((name) => name.includes(".")),
      [],
    );
  });

  it("name the lines of a TypeScript file in an error", () => {
    write(
      "program.ts",
      `interface Long {\n  a: string;\n}\nconst long: Long = { a: "" };\n\nconsole.log(new Error(long.a).stack);`,
    );
    assert.match(run(), /program\.ts:6:13/);
    assert.match(run(KEPT_ONLY), /program\.ts:6:13/);
  });

  it("run packages as Node does", () => {
    const program = `
      const { value } = require("./part");
      console.log(JSON.stringify([
        typeof require.resolve.paths, require.resolve("./part") === __dirname + "/part.js", require.main.filename,
        require.cache[__filename] === module, module.parent.filename, this === exports, value, __filename,
        typeof require.extensions[".js"], module.loaded, module.paths[0],
      ]));`;
    write("node_modules/package/index.js", program);
    write("node_modules/package/part.js", `"use strict"; module.exports = { value: (() => this === undefined)() };`);
    write("program.ts", `require("package");`);
    const plain = run({ NODE_DISABLE_COMPILE_CACHE: "1" });
    assert.match(plain, /^\["function".*\]$/);
    assert.equal(run(), plain);
    assert.equal(run(KEPT_ONLY), plain);
  });

  it("do not keep packages from importing ECMAScript modules", () => {
    write("node_modules/package/modern.mjs", `export const answer = 45;`);
    write("node_modules/package/index.js", `import("./modern.mjs").then(({ answer }) => console.log(answer));`);
    write("program.ts", `require("package");`);
    assert.equal(run(), "45");
    assert.equal(run(KEPT_ONLY), "45");
  });

  it("let errors of packages through, as Node words them", () => {
    write("node_modules/package/index.js", `const a = ;`);
    write("program.ts", `try { require("package"); } catch (error) { console.log((error as Error).stack); }`);
    for (const stack of [run(), run()]) {
      assert.match(stack, /package\/index\.js:1\nconst a = ;\n {10}\^\n\nSyntaxError: Unexpected token ';'/);
    }
  });
});
