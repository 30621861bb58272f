/** `npm run bench`: measures how long the project's commands take and how that grows. Nothing fails for being slow. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { EXIT, fail, runCommand, write } from "../command-line/command";
import { type Measure, MEASURES, YARDSTICK } from "./measures";
import { baselineOf, readBaseline, type Results, resultsOf, Samples } from "./results";
import { columns, machineText, markdownTable, versionsText } from "./table";

interface Options {
  rounds: number;
  only?: string;
  json?: true;
  save?: true;
}

const BASELINE = join(__dirname, "baseline.json");
const DOCUMENT = join(__dirname, "../docs/benchmarks.md");
const [BEGIN, END] = ["<!-- results: npm run bench -- --save -->", "<!-- end of results -->"];

const command = new Command("npm run bench --")
  .description(
    "Measures previews, policies, report and documents, everything once in each round and in fresh processes, and sets " +
      "the medians beside a yardstick of the same run and beside the stored baseline.",
  )
  .option("-r, --rounds <number>", "how often everything is run", count, 5)
  .option("-o, --only <text>", "measure what has this in its name")
  .option("-j, --json", "print one JSON object instead of the table")
  .option("--save", "store the results as the baseline, and in docs/benchmarks.md")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if everything could be measured, 1 if something that is measured fails, 2 if the command is wrong.",
  )
  .allowExcessArguments(false);

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) {
    throw new InvalidArgumentError("it must be a whole number from 1");
  }
  return number;
}

async function main(): Promise<number> {
  const { rounds, only, json, save } = command.opts<Options>();
  const chosen = MEASURES.filter(({ name }) => only === undefined || name.includes(only));
  if (chosen.length === 0) {
    const names = MEASURES.map(({ name }) => `\n  ${name}`).join("");
    return fail(`nothing that is measured has "${only ?? ""}" in its name:${names}`, EXIT.misused);
  }
  if (save && only !== undefined) {
    return fail("--save goes with all measures, not with --only", EXIT.misused);
  }
  const results = await measured(chosen, rounds);
  await write(process.stdout, json ? `${JSON.stringify(results, undefined, 2)}\n` : columns(results));
  if (save) {
    writeFileSync(BASELINE, `${JSON.stringify(baselineOf(results), undefined, 2)}\n`);
    writeFileSync(DOCUMENT, withResults(readFileSync(DOCUMENT, "utf8"), results));
  }
  return EXIT.done;
}

async function measured(measures: Measure[], rounds: number): Promise<Results> {
  const samples = new Samples();
  const yardstick: number[] = [];
  const present = measures.filter(({ missing }) => missing === undefined);
  // What is compiled at a first run stays in a cache, as it does for users.
  for (let round = 0; round <= rounds; round++) {
    const step = round === 0 ? "warming up" : `round ${round} of ${rounds}`;
    for (const measure of [YARDSTICK, ...(round === 0 ? present.slice(0, 1) : present)]) {
      await write(process.stderr, `${step}: ${measure.name}\n`);
      const values = await measure.run();
      if (round === 0) continue;
      if (measure === YARDSTICK) yardstick.push(values[""].value);
      else samples.add(measure.name, values);
    }
  }
  const missing = measures.filter((one) => one.missing !== undefined);
  return resultsOf(samples, { name: YARDSTICK.name, samples: yardstick }, rounds, missing, readBaseline(BASELINE));
}

/** The document with other results. */
function withResults(document: string, results: Results): string {
  const [before, after] = [document.indexOf(BEGIN), document.indexOf(END)];
  const { date, machine, versions, rounds, yardstick } = results;
  const text = [
    `${date}, ${rounds} rounds, ${machineText(machine)}; ${versionsText(versions)}. The yardstick takes ` +
      `${yardstick.median.toFixed(2)} s (${yardstick.min.toFixed(2)} to ${yardstick.max.toFixed(2)}).`,
    markdownTable(results),
  ].join("\n\n");
  return `${document.slice(0, before + BEGIN.length)}\n\n${text}\n\n${document.slice(after)}`;
}

runCommand(command, main);
