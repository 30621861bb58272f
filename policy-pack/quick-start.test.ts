import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const QUICK_START = join(__dirname, "quick-start.cjs");
const SDK = JSON.stringify(require.resolve("@pulumi/pulumi"));

describe("quick start", function () {
  this.slow(5000);
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "quick-start-"));
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  /** What a program prints as JSON that is run in a process of its own. */
  const run = (file: string, program: string, preload = [QUICK_START]): unknown => {
    const path = join(directory, file);
    writeFileSync(path, program);
    const requires = preload.flatMap((one) => ["--require", one]);
    const { status, stdout, stderr } = spawnSync(process.execPath, [...requires, path], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    return JSON.parse(stdout);
  };

  it("runs TypeScript", () => {
    assert.equal(run("program.ts", `const n: number = 1; console.log(JSON.stringify(n));`), 1);
  });

  it("says what to do where nothing is installed", () => {
    const alone = join(directory, "quick-start.cjs");
    copyFileSync(QUICK_START, alone);
    const { status, stderr } = spawnSync(process.execPath, ["--require", alone, "program.ts"], { encoding: "utf8" });
    assert.equal(stderr, "error: The packages of this project are not installed: run `npm ci`\n");
    assert.equal(status, 1);
  });

  it("spares the SDK what hardly any program needs, and nothing else", () => {
    const [plain, quick] = [[], [QUICK_START]].map((preload) =>
      run(
        "exports.js",
        `const pulumi = require(${SDK});
         const names = (value) => Object.keys(value).sort();
         const files = Object.keys(require.cache);
         console.log(JSON.stringify({
           heavy: ["/@npmcli/arborist/", "/typescript/", "/pulumi/automation/localWorkspace.js"].filter((part) =>
             files.some((file) => file.includes(part))),
           names: [names(pulumi), names(pulumi.runtime), names(pulumi.automation)],
           stack: [typeof pulumi.automation.LocalWorkspace.create, "LocalWorkspace" in pulumi.automation],
         }));`,
        preload,
      ),
    ) as { heavy: string[] }[];
    assert.equal(plain.heavy.length, 3, "the SDK does not load it any more");
    assert.deepEqual(quick, { ...plain, heavy: [] });
  });

  it("spares zod its languages until one is asked for", () => {
    const program = `const { z } = require(${JSON.stringify(require.resolve("zod"))});
      const loaded = Object.keys(require.cache).some((file) => file.endsWith("/locales/ko.cjs"));
      const english = z.string().safeParse(1).error.issues[0].message;
      z.config(z.locales.ko());
      const korean = z.string().safeParse(1).error.issues[0].message;
      console.log(JSON.stringify({ loaded, english, korean, names: Object.keys(z.locales) }));`;
    const [plain, quick] = [[], [QUICK_START]].map((preload) => run("zod.js", program, preload)) as {
      loaded: boolean;
    }[];
    assert.ok(plain.loaded, "zod does not load them any more");
    assert.deepEqual(quick, { ...plain, loaded: false });
  });

  it("lets the SDK serialize functions all the same", () => {
    const program = `const pulumi = require(${SDK});
      const two = 2;
      pulumi.runtime.serializeFunction(() => two * 21).then(({ text }) => console.log(JSON.stringify(text)));`;
    const text = run("closure.js", program);
    assert.match(text as string, /two \* 21/);
    assert.equal(text, run("closure.js", program, []));
  });

  it("lets the SDK find the packages of a program all the same", () => {
    writeFileSync(join(directory, "package.json"), JSON.stringify({ name: "empty", version: "1.0.0" }));
    const program = `const pulumi = require(${SDK});
      process.chdir(${JSON.stringify(directory)});
      pulumi.runtime.computeCodePaths().then((paths) => console.log(JSON.stringify([...paths.keys()])));`;
    assert.deepEqual(run("paths.js", program), run("paths.js", program, []));
  });

  it("names the line of a TypeScript file in an error, also of one that is thrown in a package", () => {
    const folder = join(directory, "node_modules", "caller");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.js"), `module.exports = (call) => call();`);
    const program = `interface Long {\n  a: string;\n}\nconst call: (f: () => void) => void = require("caller");
      try {\n  call(() => {\n    throw new Error("here");\n  });\n} catch (error) {
        console.log(JSON.stringify(/program\\.ts:(\\d+)/.exec((error as Error).stack!)![1]));\n}`;
    assert.equal(run("program.ts", program), "7");
  });

  it("loads packages that are ECMAScript modules", () => {
    const folder = join(directory, "node_modules", "modern");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", main: "index.js" }));
    writeFileSync(join(folder, "index.js"), `export const answer = 42;`);
    assert.equal(run("program.ts", `import { answer } from "modern"; console.log(JSON.stringify(answer));`), 42);
  });

  it("lets errors of packages through", () => {
    const folder = join(directory, "node_modules", "broken");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "index.js"), `throw new Error("broken");`);
    const program = `try { require("broken"); } catch (error) { console.log(JSON.stringify((error as Error).message)); }`;
    assert.equal(run("program.ts", program), "broken");
  });
});
