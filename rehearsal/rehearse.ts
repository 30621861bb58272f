/** `npm run rehearse`: runs what the dev stack boots on this machine, and tries what can go wrong. */
import { dirname } from "node:path";
import { Command } from "commander";
import { EXIT, fail, runCommand, write } from "../command-line/command";
import { UserError } from "../command-line/user-error";
import { findProject } from "../offline/config";
import { checks } from "./checks";
import type { Check } from "./checks/check";
import { renderTable, type Result, seconds } from "./report";
import { putUpAgain, setUp, type Site } from "./set-up";
import { Interrupted, Stage } from "./stage";
import { missingTools } from "./tools";

const command = new Command("npm run rehearse --")
  .description(
    "Runs on this machine, without AWS, what the dev stack's servers boot: nginx, the example application under PM2, " +
      "and a MariaDB primary with its replica, by the files that the launch templates hold. Then kills and stops them " +
      "one after the other, and says how long the site takes to recover. Everything listens on loopback and is gone at " +
      "the end.",
  )
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if every check has passed, 1 if one has not, or if a program that it needs is missing, 2 if the " +
      "command is\nwrong.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const missing = missingTools();
  if (missing.length > 0) return fail(`This machine lacks what a rehearsal needs:\n  ${missing.join("\n  ")}`);
  const directory = dirname(findProject(process.cwd()));

  const interrupt = new AbortController();
  const stage = new Stage(interrupt.signal);
  const stop = () => {
    interrupt.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    return await rehearse(stage, directory);
  } catch (error) {
    if (error instanceof Interrupted) return await fail("interrupted; everything that was started is stopped again");
    if (error instanceof UserError) return await fail(error.message);
    throw error;
  } finally {
    await stage.end();
  }
}

async function rehearse(stage: Stage, directory: string): Promise<number> {
  const begin = performance.now();
  const say = (text: string) => write(process.stdout, `${seconds((performance.now() - begin) / 1000)}  ${text}\n`);
  const site = await setUp(stage, directory, say);

  const results: Result[] = [];
  for (const check of checks) {
    const started = performance.now();
    const result = await attempt(check, site);
    results.push(result);
    await say(line(result, (performance.now() - started) / 1000));
  }
  await say("stopping everything");
  await stage.end();
  await write(process.stdout, `\n${renderTable(results)}`);
  return results.some((result) => "failure" in result) ? EXIT.failed : EXIT.done;
}

/** What a check has seen, or why it has failed; what it has left lying is put up again. */
async function attempt({ name, run }: Check, site: Site): Promise<Result> {
  try {
    return { name, ...(await run(site)) };
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    await putUpAgain(site).catch((reason: unknown) => {
      if (reason instanceof Interrupted) throw reason;
    });
    return { name, failure: error instanceof Error ? error.message : String(error) };
  }
}

function line(result: Result, took: number): string {
  if ("failure" in result) return `FAILED   ${result.name}: ${result.failure}`;
  return result.skipped
    ? `not run  ${result.name}: ${result.seen}`
    : `ok       ${result.name} (${seconds(took).trim()})`;
}

runCommand(command, main);
