/** `npm run smoke`: checks a deployed stack from outside, by its outputs. */
import { accessSync, constants } from "node:fs";
import { isIP } from "node:net";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { EXIT, runCommand, showProgress, wantsColor, write } from "../command-line/command";
import { shownPath } from "../command-line/shown-path";
import { UserError } from "../command-line/user-error";
import { checksOf } from "./smoke/checks";
import { expectationsOf } from "./smoke/expectations";
import { internet } from "./smoke/outside";
import { USUAL_PORTS } from "./smoke/port-checks";
import { parseRanges, type Ranges } from "./smoke/ranges";
import { renderJson, renderResult, renderTotals, type Result } from "./smoke/report";
import { askForOutputs, readOutputs, type StackOutputs } from "./smoke/stack-outputs";

interface Options {
  outputs?: string;
  host?: string;
  identity?: string;
  skipSsh?: true;
  ports: Ranges;
  timeout: number;
  json?: true;
}

const command = new Command("npm run smoke --")
  .description(
    "Checks a deployed stack from outside, by its outputs and settings: 80 redirects to 443, 443 serves with a good " +
      "certificate, WEB and WAS are healthy, the bastion takes keys only, WEB and WAS leave by the fixed address, and " +
      "nothing else answers.",
  )
  .argument("<stack>", "stack to check: its settings are in Pulumi.<stack>.yaml")
  .option("-o, --outputs <file>", "what `pulumi stack output --json` has written (- for what is piped in), not the CLI")
  .option("--host <name>", "name users type, if it is not that of siteUrl (with web.certificateArn)", hostName)
  .option("-i, --identity <file>", "private key to log in with, if it is not where bastion.identityFile says")
  .option("--skip-ssh", "leave out what takes SSH, for machines that the bastion does not let in")
  .option("-p, --ports <list>", "ports that may not answer, such as 1-65535", portList, portList(USUAL_PORTS))
  .option("-t, --timeout <seconds>", "how long anything may take to answer, 1 to 60", seconds, 5)
  .option("-j, --json", "print one JSON object at the end")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    `\nPorts, unless told otherwise: ${USUAL_PORTS.replaceAll(",", " ")}` +
      "\n\nEnds with 0 if nothing has failed, 1 if something has, or if outputs, settings or the key are missing, 2 if the " +
      "command\nis wrong. What was not checked is listed with the reason, and fails nothing.",
  )
  .allowExcessArguments(false);
// A list of ranges makes no line to read.
command.options.find(({ long }) => long === "--ports")?.default(portList(USUAL_PORTS), "those below");

async function main(): Promise<number> {
  const { outputs: file, host, identity, skipSsh = false, ports, timeout, json = false } = command.opts<Options>();
  const [stack] = command.args;
  const { directory, ...expected } = expectationsOf(process.cwd(), stack);
  const identityFile = identity === undefined ? undefined : readable(identity);
  const asking = showProgress(`Asking for the outputs of ${stack} …`);
  const outputs = await outputsOf(stack, directory, file).finally(asking.end);

  const checks = checksOf(internet(timeout), outputs, expected, { host, ports, identityFile, skipSsh });
  const say = (text: string) => (json ? Promise.resolve() : write(process.stdout, text));
  await say(`Checking ${stack} from outside, ${outputs.siteUrl}:\n\n`);
  const results: Result[] = [];
  for (const check of checks) {
    const progress = showProgress(`${check.name} …`);
    const result = { name: check.name, verdict: await check.run().finally(progress.end) };
    results.push(result);
    await say(renderResult(result, checks, wantsColor()));
  }
  await write(process.stdout, json ? renderJson(stack, outputs.siteUrl, results) : renderTotals(results));
  return results.some(({ verdict }) => verdict.status === "failed") ? EXIT.failed : EXIT.done;
}

async function outputsOf(stack: string, directory: string, file?: string): Promise<StackOutputs> {
  return file === undefined ? askForOutputs(stack, directory) : readOutputs(file, stack);
}

function readable(file: string): string {
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new UserError(`There is no key ${shownPath(file)} that can be read`);
  }
  return resolve(file);
}

function hostName(text: string): string {
  if (isIP(text) !== 0 || !/^[a-z\d-]+(\.[a-z\d-]+)*$/i.test(text)) {
    throw new InvalidArgumentError("It is a name such as www.example.com.");
  }
  return text.toLowerCase();
}

function portList(text: string): Ranges {
  const ports = parseRanges(text, 1, 65535);
  if (ports === undefined) throw new InvalidArgumentError("It is a list such as 1-1024,3306.");
  return ports;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number >= 1 && number <= 60)) throw new InvalidArgumentError("It is a number from 1 to 60.");
  return number;
}

runCommand(command, main);
