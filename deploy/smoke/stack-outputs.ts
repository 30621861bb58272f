/** What a deployed stack says of itself: its outputs, as index.ts exports them. */
import { execFile } from "node:child_process";
import { isIP } from "node:net";
import { z } from "zod";
import { readGivenFile } from "../../command-line/given-file";
import { shownPath } from "../../command-line/shown-path";
import { UserError } from "../../command-line/user-error";
import { installedPulumi, type PulumiCommand } from "../pulumi-command";

const text = z.string("is not a text").min(1, "is empty");
const address = text.refine((value) => isIP(value) !== 0, "is not an IP address");

/** Those that the smoke test needs. */
const stackOutputs = z.object({
  siteUrl: text.refine((value) => URL.canParse(value) && value.startsWith("https://"), "is not an https:// address"),
  bastionAddress: address,
  sshConfig: text.refine(
    (value) => ["bastion", "web", "was"].every((name) => sshHostName(value, name) !== undefined),
    "is not an ssh configuration with a HostName for bastion, web and was",
  ),
  outboundAddresses: z.array(address, "is not a list").min(1, "is empty"),
  databaseWriter: text,
  databaseReaders: z.array(text, "is not a list"),
});

export type StackOutputs = z.infer<typeof stackOutputs>;

/** The outputs that the Pulumi CLI knows of a stack; throws {@link UserError}. */
export async function askForOutputs(stack: string, directory: string): Promise<StackOutputs> {
  const pulumi = installedPulumi();
  if (pulumi === undefined) {
    throw new UserError(
      "There is no pulumi command to ask for the outputs: `npx pulumi version` downloads one; or name a file with them " +
        "by --outputs",
    );
  }
  const printed = await outputOf(pulumi, ["stack", "output", "--json", "--stack", stack], directory);
  return parseOutputs(printed, `the outputs of ${stack}`, stack);
}

/** The outputs in a file, or in what is piped in where its name is `-`; throws {@link UserError}. */
export function readOutputs(file: string, stack: string): StackOutputs {
  const [source, name] = file === "-" ? [0, "what is piped in"] : [file, shownPath(file)];
  return parseOutputs(readGivenFile(source, name), name, stack);
}

/** Reads outputs as the CLI prints them; no value is shown, for an output may be a secret by mistake. */
export function parseOutputs(content: string, where: string, stack: string): StackOutputs {
  let outputs: unknown;
  try {
    outputs = JSON.parse(content);
  } catch {
    throw new UserError(`${where}: not JSON; write it with: pulumi stack output --json --stack ${stack}`);
  }
  const parsed = stackOutputs.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => {
    if (path.length === 0) return "  they are no JSON object";
    const [output] = path.map(String);
    const isGiven = (outputs as Record<string, unknown>)[output] !== undefined;
    return isGiven ? `  ${path.join(".")} ${message}` : `  ${output} is missing`;
  });
  throw new UserError(
    [
      `${where}: the stack is not deployed as index.ts has it; deploy it with: npm run up -- ${stack}`,
      ...problems,
    ].join("\n"),
  );
}

/** What an ssh configuration leads to under a name. */
export function sshHostName(sshConfig: string, name: string): string | undefined {
  const block = sshConfig.split(/^Host\s+/m).find((candidate) => candidate.split(/\s/)[0] === name);
  return /^\s*HostName\s+(\S+)\s*$/m.exec(block ?? "")?.[1];
}

function outputOf({ command, args, env }: PulumiCommand, words: string[], directory: string): Promise<string> {
  return new Promise((done, reject) => {
    execFile(command, [...args, ...words], { cwd: directory, env }, (error, stdout, stderr) => {
      if (error === null) {
        done(stdout);
      } else {
        const said = stderr.trim().replace(/^error: /, "");
        reject(new UserError(`pulumi stack output fails: ${said || `exit code ${String(error.code)}`}`));
      }
    });
  });
}
