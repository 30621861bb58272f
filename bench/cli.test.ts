import assert from "node:assert/strict";
import { join } from "node:path";
import { runFile } from "../command-line/test-command";
import type { Results } from "./results";

const ROOT = join(__dirname, "..");
const run = (...args: string[]) => runFile(join(__dirname, "cli.ts"), args, { cwd: ROOT });

describe("npm run bench", function () {
  this.slow(20_000);

  for (const [name, args, message] of [
    [
      "no measure of that name",
      ["--only", "nonsense"],
      /^error: nothing that is measured has "nonsense" in its name:\n {2}npm run preview, dev/,
    ],
    ["no number of rounds", ["--rounds", "many"], /'many' is invalid\. it must be a whole number from 1\n$/],
    ["no round", ["--rounds", "0"], /'0' is invalid/],
    [
      "a baseline of a part",
      ["--save", "--only", "policies"],
      /^error: --save goes with all measures, not with --only\n$/,
    ],
    ["another option", ["--fast"], /unknown option '--fast'/],
  ] as const) {
    it(`ends with 2 if misused: ${name}`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.match(stderr, message);
      assert.equal(stdout, "");
      assert.equal(status, 2);
    });
  }

  it("measures a preview with its phases and memory, in fresh processes", () => {
    const { status, stdout, stderr } = run("--rounds", "1", "--json", "--only", "preview, dev, --mode update");
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^round 1 of 1: npm run preview, dev, --mode update$/m);
    const { measures, yardstick, machine, versions } = JSON.parse(stdout) as Results;
    const value = (part: string) => measures.find(({ name }) => name.endsWith(part))!.median;
    const phases = ["start-up", "program", "policies", "output"].map((phase) => value(`: ${phase}`));
    assert.ok(phases.every((seconds) => seconds > 0));
    const sum = phases.reduce((total, one) => total + one, 0);
    assert.ok(sum <= value("--mode update") && sum > value("--mode update") / 2, `${sum} of ${value("--mode update")}`);
    assert.ok(value("expansion (in program)") < phases[1]);
    const [program, pack, both] = ["program", "policy pack", "both"].map((one) => value(`peak memory, ${one}`));
    assert.ok(program > 50 && pack > 50 && Math.abs(program + pack - both) < 1e-6);
    assert.ok(yardstick.median > 0 && machine.cores > 0);
    assert.equal(versions["Node.js"], process.versions.node);
  });

  it("measures the policies over stacks of several sizes", () => {
    const { status, stdout, stderr } = run("--rounds", "1", "--only", "policies, 100 resources");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^policies, 100 resources +[\d.]+ ms/m);
  });
});
