/** What only those with a key may see, and that nothing but a key is asked for. */
import { isIP } from "node:net";
import { complaintOf, longestRun, offeredMethods, ssh, type SshOptions, type SshRun } from "./ssh";
import { failed, passed, type Verdict } from "./verdict";

const LET_IN =
  "run it from an address in bastion.allowedCidrBlocks, or leave these checks out with --skip-ssh; see that the bastion runs";

/** Asks to log in by no method at all: the refusal names those that would do. */
export async function takesKeysOnly(options: SshOptions): Promise<Verdict> {
  const result = await ssh(options, "bastion", ["true"], ["-o", "PreferredAuthentications=none"]);
  if (result.code === 0) return failed("it lets anybody in", "look at /etc/ssh/sshd_config.d on the bastion at once");
  const methods = offeredMethods(result.stderr);
  if (methods === undefined) return failed(silenceOr(result, options), LET_IN);
  return methods.join() === "publickey"
    ? passed("it offers publickey and nothing else")
    : failed(
        `it offers ${methods.join(", ")}`,
        "its sshd_config.d/10-three-tier.conf has to leave publickey alone; npm run up replaces a bastion with other boot files",
      );
}

/** Answers with the address that a request comes from. */
const WHO_AM_I = "https://checkip.amazonaws.com";

/** Asks the internet, from the server, by which address it comes. */
export async function leavesBy(addresses: string[], host: string, options: SshOptions): Promise<Verdict> {
  const command = ["curl", "-fsS", "--max-time", String(Math.ceil(options.timeoutSeconds)), WHO_AM_I];
  const result = await ssh(options, host, command);
  if (result.code === undefined || result.code === 255) {
    return failed(
      silenceOr(result, options),
      `name the key with --identity (ssh-agent holds those with a passphrase); ${LET_IN}`,
    );
  }
  if (result.code !== 0) {
    return failed(
      `${WHO_AM_I} does not answer it: ${complaintOf(result)}`,
      "look at the route of its subnet to the NAT gateway, and at its security group's rules for 443",
    );
  }
  const seen = result.stdout.trim();
  if (isIP(seen) === 0) {
    return failed(`${WHO_AM_I} answers ${JSON.stringify(seen.slice(0, 100))}, which is no address`, "try it once more");
  }
  return addresses.includes(seen)
    ? passed(seen)
    : failed(
        `it leaves by ${seen}, not by ${addresses.join(" or ")}`,
        "its subnet's route to 0.0.0.0/0 has to lead to the NAT gateway: pulumi refresh shows what was changed",
      );
}

function silenceOr(result: SshRun, options: SshOptions): string {
  return result.code === undefined ? `no answer within ${longestRun(options)} s` : complaintOf(result);
}
