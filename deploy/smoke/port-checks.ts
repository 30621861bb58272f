/** What must not answer: every door but those that are meant. */
import { BlockList, isIP } from "node:net";
import { connection, type Outside, reasonOf, Silence } from "./outside";
import { numbersIn, type Ranges } from "./ranges";
import { failed, notChecked, passed, type Verdict } from "./verdict";

/**
 * Doors that do harm when open, and those that are in use inside: FTP, SSH, telnet, mail, DNS, HTTP and its usual
 * others, RPC and NFS, Windows, LDAP, databases and caches, Docker, Kubernetes, Node, fluentd, Prometheus, the Java
 * debugger, PM2's web interface.
 */
export const USUAL_PORTS =
  "20-23,25,53,80,110,111,135,139,143,389,443,445,636,873,1433,1521,2049,2375,2376,3000,3306,3389,5000,5005,5432," +
  "5601,5900,5985,6379,6443,8000,8005,8009,8080,8081,8443,8888,9000,9090,9100,9200,9615,10250,11211,24224,24231,27017";

/** So many at a time that silence is borne, and so few that no limit of open files is met. */
const AT_A_TIME = 64;

/** What a closed door says, or a filter that says so for it. */
const CLOSED = ["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];

export interface Doors {
  addresses: string[];
  ports: Ranges;
  /** Those that may answer. */
  meant: number[];
}

/** That nothing answers; `witness` is a door that has to, for silence to mean anything. */
export async function nothingElseAnswers(
  outside: Outside,
  { addresses, ports, meant }: Doors,
  witness: () => Promise<string | undefined>,
): Promise<Verdict> {
  const missing = await witness();
  if (missing !== undefined) return notChecked(`${missing}, so silence proves nothing`);
  const open: string[] = [];
  const untried: string[] = [];
  const doors = everyDoor(addresses, ports, meant);
  const worker = async () => {
    for (const [address, port] of doors) {
      const answer = await knock(outside, address, port);
      if (answer === "open") open.push(`${address} port ${port}`);
      else if (answer !== "closed") untried.push(`${address} port ${port}: ${answer}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  if (open.length > 0) {
    return failed(
      `open: ${open.join(", ")}`,
      "find the rule that lets it in and remove it: pulumi stack export > state.json && npm run audit -- state.json",
    );
  }
  if (untried.length > 0) return notChecked(`could not be tried: ${untried[0]}`);
  const tried = [...numbersIn(ports)].filter((port) => !meant.includes(port)).length;
  return passed(`${tried} ports are shut at ${addresses.join(", ")}`);
}

/** Handed out one by one, to all who knock. */
function* everyDoor(addresses: string[], ports: Ranges, meant: number[]): Generator<[string, number]> {
  for (const port of numbersIn(ports)) {
    if (!meant.includes(port)) {
      for (const address of addresses) yield [address, port];
    }
  }
}

/** `open`, `closed`, or why it cannot be told. */
async function knock(outside: Outside, address: string, port: number): Promise<string> {
  try {
    (await connection(outside, address, port)).destroy();
    return "open";
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    return error instanceof Silence || CLOSED.includes(code) ? "closed" : reasonOf(error);
  }
}

/** Blocks that the internet does not route (RFC 1918, 6598, 3927, 4193 and loopback). */
const UNROUTED = new BlockList();
for (const [block, prefix] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
] as const) {
  UNROUTED.addSubnet(block, prefix, "ipv4");
}
UNROUTED.addSubnet("fc00::", 7, "ipv6");
UNROUTED.addAddress("::1", "ipv6");

/** That names which only mean something inside lead nowhere from here: private addresses, and silence there too. */
export async function staysInside(
  outside: Outside,
  names: string[],
  ports: Ranges,
  witness: () => Promise<string | undefined>,
): Promise<Verdict> {
  const addresses: string[] = [];
  for (const name of names) {
    try {
      addresses.push(...(await outside.addressesOf(name)));
    } catch (error) {
      return notChecked(`${name}: ${reasonOf(error)}; some resolvers hide private addresses`);
    }
  }
  const routed = addresses.filter((address) => !UNROUTED.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"));
  if (routed.length > 0) {
    return failed(
      `${routed.join(", ")} can be reached from the internet`,
      "it has to have private addresses only: compare it with npm run preview, and npm run up takes back what was changed",
    );
  }
  const verdict = await nothingElseAnswers(outside, { addresses, ports, meant: [] }, witness);
  return verdict.status === "failed"
    ? { ...verdict, mend: `${verdict.mend}; or run the test from a network that has no way into the VPC's addresses` }
    : verdict;
}
