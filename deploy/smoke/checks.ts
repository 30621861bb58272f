/** What is checked of a deployed stack, in the order traffic flows. */
import { UserError } from "../../command-line/user-error";
import { replicaAddress } from "../../components/replica-address";
import { connection, type Outside, reasonOf } from "./outside";
import { nothingElseAnswers, staysInside } from "./port-checks";
import type { Ranges } from "./ranges";
import { certificate, type HealthCheck, isHealthy, redirects, refusesOldTls, serves, type Site } from "./site-checks";
import type { SshOptions } from "./ssh";
import { leavesBy, takesKeysOnly } from "./ssh-checks";
import { sshHostName, type StackOutputs } from "./stack-outputs";
import { type Check, failed, notChecked, passed, type Verdict } from "./verdict";

/** What the stack's settings promise. */
export interface Expectations {
  /** The certificate is one that nobody vouches for. */
  selfSigned: boolean;
  web: HealthCheck;
  was: HealthCheck;
}

export interface SmokeOptions {
  /** The name users type, if it is not that of `siteUrl`. */
  host?: string;
  /** Ports that may not answer, but for those that are meant. */
  ports: Ranges;
  identityFile?: string;
  skipSsh: boolean;
}

export function checksOf(
  outside: Outside,
  outputs: StackOutputs,
  expected: Expectations,
  options: SmokeOptions,
): Check[] {
  const loadBalancer = new URL(outputs.siteUrl).hostname;
  const host = options.host ?? loadBalancer;
  const site = remembered(async () => ({ host, addresses: await outside.addressesOf(loadBalancer) }));

  const ofSite = (look: (site: Site) => Promise<Verdict>) => async (): Promise<Verdict> => {
    const found = await site().catch(() => notChecked("the site has no address"));
    return "status" in found ? found : look(found);
  };
  const witness = remembered(() => whyUnheard(outside, site));
  const { sshConfig, bastionAddress, outboundAddresses, databaseWriter, databaseReaders } = outputs;
  const sshOptions: SshOptions = {
    sshConfig,
    identityFile: options.identityFile,
    timeoutSeconds: outside.timeoutSeconds,
  };
  const bySsh = (check: (options: SshOptions) => Promise<Verdict>) => () =>
    options.skipSsh ? Promise.resolve(notChecked("left out by --skip-ssh")) : check(sshOptions).catch(withoutSsh);
  const shut = (addresses: string[], meant: number[]) =>
    nothingElseAnswers(outside, { addresses, ports: options.ports, meant }, witness);
  const inside = (names: string[]) => () => staysInside(outside, names, options.ports, witness);

  return [
    { name: "site has addresses", run: () => named(outside, loadBalancer) },
    { name: "80 redirects to 443", run: ofSite((at) => redirects(outside, at)) },
    { name: "443 has a good certificate", run: ofSite((at) => certificate(outside, at, expected.selfSigned)) },
    { name: "443 refuses old TLS", run: ofSite((at) => refusesOldTls(outside, at)) },
    { name: "443 serves", run: ofSite((at) => serves(outside, at)) },
    { name: "WEB is healthy", run: ofSite((at) => isHealthy(outside, at, expected.web)) },
    { name: "WAS is healthy", run: ofSite((at) => isHealthy(outside, at, expected.was)) },
    { name: "site: nothing else answers", run: ofSite(({ addresses }) => shut(addresses, [80, 443])) },
    { name: "bastion takes keys only", run: bySsh(takesKeysOnly) },
    { name: "bastion: nothing else answers", run: () => shut([bastionAddress], [22]) },
    { name: "WEB leaves by the fixed address", run: bySsh((by) => leavesBy(outboundAddresses, "web", by)) },
    { name: "WAS leaves by the fixed address", run: bySsh((by) => leavesBy(outboundAddresses, "was", by)) },
    { name: "fixed address: nothing answers", run: () => shut(outboundAddresses, []) },
    {
      name: "WEB and WAS stay inside",
      run: inside(["web", "was"].flatMap((name) => sshHostName(sshConfig, name) ?? [])),
    },
    { name: "WAS knows the replicas", run: () => Promise.resolve(knowsReplicas(databaseWriter, databaseReaders)) },
    { name: "database stays inside", run: inside([databaseWriter, ...databaseReaders]) },
  ];
}

/** The servers were told of the replicas before there were any: by names that follow from the primary's. */
function knowsReplicas(writer: string, readers: string[]): Verdict {
  const told = readers.map((_, index) => replicaAddress(writer, index + 1));
  const wrong = readers.flatMap((reader, index) => (reader === told[index] ? [] : [`${reader}, not ${told[index]}`]));
  return wrong.length === 0
    ? passed(`told of ${told.join(", ")}`)
    : failed(
        `a replica is at ${wrong.join("; ")}`,
        "run `up` again: it names the replica after its primary; until then WAS reads from the primary",
      );
}

async function named(outside: Outside, name: string): Promise<Verdict> {
  try {
    return passed(`${name} is at ${(await outside.addressesOf(name)).join(", ")}`);
  } catch (error) {
    return failed(
      `${name}: ${reasonOf(error)}`,
      "a new load balancer's name takes some minutes: try again; a domain needs its zone delegated",
    );
  }
}

function withoutSsh(error: unknown): Verdict {
  if (!(error instanceof UserError)) throw error;
  return failed(error.message, "install OpenSSH's client, or leave these checks out with --skip-ssh");
}

/** Why nobody can be heard from here, if it is so: where the site is not, nor would an open door be. */
async function whyUnheard(outside: Outside, site: () => Promise<Site>): Promise<string | undefined> {
  try {
    const { addresses } = await site();
    await Promise.any(
      addresses.map(async (address) => {
        (await connection(outside, address, 443)).destroy();
      }),
    );
    return undefined;
  } catch {
    return "443 of the site does not answer either";
  }
}

/** Asks once, and gives the same answer from then on. */
function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}
