/** `npm run adopt-database`: has a promoted replica, or a restored database, take the primary's place in a stack's state. */
import { writeFileSync } from "node:fs";
import { Command } from "commander";
import { EXIT, runCommand, write } from "../command-line/command";
import { readGivenFile } from "../command-line/given-file";
import { shownPath } from "../command-line/shown-path";
import { UserError } from "../command-line/user-error";
import { adoptDatabase, type Export } from "./adopted-state";

const command = new Command("npm run adopt-database --")
  .description(
    "Writes a stack's state in which another database instance is the primary: a replica that was promoted, or one that " +
      "was restored. docs/deploying.md has the whole procedure.",
  )
  .argument("<state>", "file that `pulumi stack export --file` has written")
  .argument("<identifier>", "name of the instance in AWS, DBInstanceIdentifier")
  .argument("<resource id>", "its DbiResourceId, which begins with db-")
  .requiredOption("-o, --out <file>", "file to write, for `pulumi stack import --file`")
  .helpOption("-h, --help", "show this help")
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const [file = "", identifier = "", resourceId = ""] = command.args;
  const { out } = command.opts<{ out: string }>();
  if (!/^db-[A-Z0-9]+$/.test(resourceId)) {
    throw new UserError(
      `"${resourceId}" is not a DbiResourceId, which begins with db-: aws rds describe-db-instances ` +
        `--db-instance-identifier ${identifier} --query "DBInstances[0].DbiResourceId"`,
    );
  }
  const { state, dropped } = adoptDatabase(readState(file), { identifier, resourceId });
  writeFileSync(out, `${JSON.stringify(state, null, 4)}\n`);
  await write(
    process.stderr,
    `${shownPath(out)}: ${identifier} is the primary. No longer in the state, and left in AWS if they still exist: the ` +
      `old primary, ${dropped.join(", ") || "no replica"}\n`,
  );
  return EXIT.done;
}

function readState(file: string): Export {
  const text = readGivenFile(file, shownPath(file));
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new UserError(`${shownPath(file)} is not JSON`);
  }
  if (typeof content !== "object" || content === null || !("deployment" in content)) {
    throw new UserError(`${shownPath(file)} is not the export of a stack: \`pulumi stack export\` writes one`);
  }
  return content as Export;
}

runCommand(command, main);
