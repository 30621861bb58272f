/** `npm run iam-policy -- <stack> --account <id>`: prints the IAM policies of the roles that deploy and preview a stack. */
import { Command, InvalidArgumentError, Option } from "commander";
import { EXIT, runCommand, write } from "../command-line/command";
import { UsageError, UserError } from "../command-line/user-error";
import { loadConfig, type ProjectConfig } from "../offline/config";
import type { WireMap } from "../offline/wire";
import type { Host } from "./iam/trust";

interface Options {
  account: string;
  preview?: true;
  stateBucket?: string;
  stateKey?: string;
  trust?: Host;
  repository?: string;
  subject?: string;
  part?: string;
}

/** Makes a parser that takes what matches. */
const matching = (pattern: RegExp, hint: string) => (value: string) => {
  if (!pattern.test(value)) throw new InvalidArgumentError(hint);
  return value;
};

const command = new Command("npm run iam-policy --")
  .description(
    "Prints the IAM policies that a role needs to deploy a stack: the least that its resources, their settings and the " +
      "functions it calls take.",
  )
  .argument("<stack>", "its settings are in Pulumi.<stack>.yaml")
  .requiredOption(
    "-a, --account <id>",
    "AWS account the stack is deployed to",
    matching(/^\d{12}$/, "Write its 12 digits: aws sts get-caller-identity --query Account --output text"),
  )
  .option("--preview", "for a role that only previews and refreshes, as in pull requests")
  .option(
    "--state-bucket <name>",
    "S3 bucket that holds Pulumi's state",
    matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "Write the name of a bucket, without s3://"),
  )
  .option(
    "--state-key <arn>",
    "KMS key of the secrets in the state (awskms://…)",
    matching(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, "Write the ARN of a key; aliases do not work in policies"),
  )
  .addOption(
    new Option("--trust <host>", "print the role's trust policy too, for the pipelines of a host").choices([
      "github",
      "gitlab",
    ]),
  )
  .option("--repository <path>", "whose pipelines to trust", matching(/^[\w.-]+(\/[\w.-]+)+$/, "Write owner/name"))
  .option(
    "--subject <text>",
    "which of them, as the sub of their tokens ends (default: environment:<stack>, with --preview: pull_request)",
    matching(/^[^*?\s][^?\s]*$/, "Write such as ref:refs/heads/main"),
  )
  .option(
    "--part <name>",
    "print one document alone, such as policy-1 or trust",
    matching(/^(trust|policy-[1-9]\d?)$/, "Write trust, policy-1, policy-2 …"),
  )
  .helpOption("-h, --help", "show this help")
  .addHelpText(
    "after",
    "\nEnds with 0 if the policies could be made, 1 if not, or if the stack's settings are wrong, 2 if the command is." +
      "\nHow to make roles of them: docs/iam.md.",
  )
  .allowExcessArguments(false);

async function main(): Promise<number> {
  const options = command.opts<Options>();
  const [stack] = command.args;
  if ((options.trust === undefined) !== (options.repository === undefined)) {
    throw new UsageError("--trust and --repository go together: which host, and whose pipelines there");
  }
  if (options.subject !== undefined && options.trust === undefined) {
    throw new UsageError("--subject goes with --trust and --repository");
  }
  if (options.part === "trust" && options.trust === undefined) {
    throw new UsageError("--part trust goes with --trust and --repository");
  }
  if (options.stateKey !== undefined && options.stateBucket === undefined) {
    throw new UsageError("--state-key goes with --state-bucket: the key is for the secrets in the state");
  }
  return print(options, loadConfig(process.cwd(), stack));
}

async function print(options: Options, settings: ProjectConfig): Promise<number> {
  // The SDK takes most of the start: wrong settings are reported without waiting for it.
  const { planProject } = require("../offline/plan-project") as typeof import("../offline/plan-project");
  const { policyDocuments } = require("./iam/policy") as typeof import("./iam/policy");
  const { stateGrants } = require("./iam/state") as typeof import("./iam/state");
  const { trustPolicy } = require("./iam/trust") as typeof import("./iam/trust");
  const { stack, config } = settings;
  const tags = tagsOf(settings);
  const functions: { token: string; args: WireMap }[] = [];
  const { plan } = await planProject(settings, {
    mode: "preview",
    onInvoke: (token, args) => functions.push({ token, args }),
  });
  const region = config["aws:region"] ?? "";
  const facts = { ...plan, functions, region, tags };
  const { account, trust, repository, subject, stateBucket, stateKey } = options;
  const purpose = options.preview ? "preview" : "deploy";
  const state =
    stateBucket === undefined ? [] : stateGrants({ bucket: stateBucket, kmsKeyArn: stateKey }, purpose, facts);
  const policies = policyDocuments(facts, purpose, account, state);
  const documents: Record<string, object> = {
    ...(trust !== undefined &&
      repository !== undefined && {
        trust: trustPolicy({ host: trust, repository, subject, purpose, stack, account, region }),
      }),
    ...Object.fromEntries(policies.map((policy, index) => [`policy-${index + 1}`, policy])),
  };
  await write(process.stdout, `${JSON.stringify(partOf(documents, options.part), undefined, 2)}\n`);
  return EXIT.done;
}

/** What tells the resources of a stack from others: without it, a role could not be kept to its own. */
function tagsOf({ stack, config }: ProjectConfig): Record<string, string> {
  const { tags = {} } = JSON.parse(config["aws:defaultTags"] ?? "{}") as { tags?: Record<string, string> };
  const { Project, Environment } = tags;
  if (!Project || !Environment) {
    throw new UserError(
      `Pulumi.${stack}.yaml: aws:defaultTags has no ${Project ? "Environment" : "Project"}; write tags Project and ` +
        "Environment there, which tell this stack's resources from all others",
    );
  }
  return { Project, Environment };
}

function partOf(documents: Record<string, object>, part: string | undefined): object {
  if (part === undefined) return documents;
  const document = documents[part] as object | undefined;
  if (document === undefined) {
    throw new UsageError(`There is no ${part}; there are: ${Object.keys(documents).join(", ")}`);
  }
  return document;
}

runCommand(command, main);
