/** Finds the `pulumi` command: one that is installed, or the one that the npm package `pulumi` brings. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { findExecutable, searchPath } from "../command-line/executables";
import { packageVersion } from "../command-line/package-version";
import { UserError } from "../command-line/user-error";

export interface PulumiCommand {
  command: string;
  /** Come before the command's own arguments. */
  args: string[];
  /** For the child process: language hosts are looked for beside the command. */
  env: NodeJS.ProcessEnv;
}

const NAME = process.platform === "win32" ? "pulumi.exe" : "pulumi";

/**
 * A `pulumi` that can run as it is: on the PATH, or downloaded before by the npm package; undefined if there is none. The
 * npm package's own script, which `npm run` puts on the PATH, does not count: it downloads.
 */
export function installedPulumi(): PulumiCommand | undefined {
  const directories = searchPath().filter((directory) => !isOfNpm(directory));
  const home = process.env.PULUMI_HOME ?? join(homedir(), ".pulumi");
  const downloaded = join(home, "versions", packageVersion("pulumi"), "bin");
  const command = findExecutable(NAME, [...directories, downloaded]);
  return command === undefined ? undefined : { command, args: [], env: environment(dirname(command)) };
}

/** The installed command; without one, the CLI is downloaded by the npm package, once. Throws `UserError` if it cannot be. */
export async function readyPulumi(): Promise<PulumiCommand> {
  const installed = installedPulumi();
  if (installed) {
    return installed;
  }
  const npm = { command: process.execPath, args: [require.resolve("pulumi/run.js")], env: environment() };
  const child = spawn(npm.command, [...npm.args, "version"], { stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) {
    throw new UserError(
      `There is no pulumi command, and it could not be downloaded from get.pulumi.com (see above). Other ways:
  - install it yourself, so that \`pulumi version\` works: https://www.pulumi.com/docs/install/
  - fetch https://github.com/pulumi/pulumi/releases/tag/v${packageVersion("pulumi")} from a machine with a network, unpack the
    archive for this system, and put its directory on the PATH
Without the CLI, \`npm run preview\` plans every stack offline.`,
    );
  }
  return npm;
}

function isOfNpm(directory: string): boolean {
  return directory.endsWith(join("node_modules", ".bin"));
}

/** That of this process, in which policy packs start quickly, and commands are found in `directory` first. */
function environment(directory?: string): NodeJS.ProcessEnv {
  const preload = `--require ${JSON.stringify(join(__dirname, "quick-policy-pack.cjs"))}`;
  return {
    ...process.env,
    PATH: [directory, process.env.PATH].filter(Boolean).join(delimiter),
    NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(" "),
  };
}
