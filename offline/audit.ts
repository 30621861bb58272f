/** `npm run audit -- state.json`: has policy packs judge a deployed stack by its exported state. */
import { dirname, resolve } from "node:path";
import { Command } from "commander";
import { EXIT, runCommand, showProgress, wantsColor, write } from "../command-line/command";
import { findProject } from "./config";
import { addPolicyOptions, defaultPacks, type PolicyOptions, startPacks } from "./policy-options";
import { withoutTexts } from "./redaction";
import { readStackExport } from "./stack-export";
import { UserError } from "../command-line/user-error";
import { secretTexts } from "./wire";

interface Options extends PolicyOptions {
  json?: true;
}

const command = addPolicyOptions(
  new Command("npm run audit --")
    .description("Has policy packs judge a deployed stack by its state: what the preview says, of what is there.")
    .argument("<file>", "what `pulumi stack export` has written"),
)
  .option("-j, --json", "print one JSON object")
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEncrypted secrets count as unknown; --show-secrets exports them in clear, and they are not printed." +
      "\n\nEnds with 0 if no mandatory policy is broken, 1 if one is, or if the file or a policy pack is wrong, 2 if the " +
      "command is.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const { json, policyPack, policyConfig } = command.opts<Options>();
  const [file] = command.args;
  const { project, stack, resources } = readStackExport(resolve(file));
  const directories = policyPack ?? defaultPacks(dirname(findProject(process.cwd())));
  if (directories.length === 0) {
    throw new UserError("There is no policy pack to judge by: name one with --policy-pack");
  }
  const packs = startPacks(directories, policyConfig, {
    ...{ project, stack },
    mode: "update",
    config: {},
    secretConfigKeys: [],
  });
  for (const note of packs.flatMap((pack) => pack.note ?? [])) {
    await write(process.stderr, `warning: ${note}\n`);
  }
  const progress = showProgress(`Asking the policies about ${stack} …`);
  const { judge } = require("./policy-verdict") as typeof import("./policy-verdict");
  const { renderAudit, renderAuditJson } = require("./report") as typeof import("./report");
  const { accessOf } = require("./access") as typeof import("./access");
  const secrets = resources.flatMap(({ inputs, outputs }) => [...secretTexts(inputs), ...secretTexts(outputs)]);
  const redact = (text: string) => withoutTexts(text, secrets);
  const verdict = await judge(packs, resources, redact).finally(progress.end);
  await write(process.stderr, verdict.output);
  const audit = { project, stack, resources: resources.length };
  const findings = { checks: verdict.checks, access: accessOf(resources) };
  const text = json ? renderAuditJson(audit, findings) : renderAudit(audit, { color: wantsColor() }, findings);
  await write(process.stdout, text);
  return verdict.refused ? EXIT.failed : EXIT.done;
}

runCommand(command, main);
