/** What users meet: the redirect, the certificate, and both tiers behind it. */
import { checkServerIdentity, type PeerCertificate, type TLSSocket } from "node:tls";
import { connection, type Outside, reasonOf, Silence } from "./outside";
import { isIn, type Ranges } from "./ranges";
import { handshake, httpGet, httpsGet } from "./requests";
import { atEvery, failed, notChecked, passed, type Verdict } from "./verdict";

export interface Site {
  /** The name users type. */
  host: string;
  /** Those of the load balancer. */
  addresses: string[];
}

/** What a load balancer asks of a tier. */
export interface HealthCheck {
  path: string;
  successCodes: Ranges;
}

/** Something to find again in the redirect. */
const DEEP_LINK = "/smoke-test/page?kept=yes";

export function redirects(outside: Outside, { host, addresses }: Site): Promise<Verdict> {
  const mend = 'the listener of port 80 has to redirect with HTTP_301 to HTTPS 443: npm run preview shows "web-http"';
  return atEvery(addresses, async (address) => {
    try {
      const { status, location } = await httpGet(outside, address, host, DEEP_LINK);
      const answer = location === undefined ? `${status}` : `${status} to ${location}`;
      if (status !== 301) return failed(`${answer}, not 301`, mend);
      return isSecured(location, host) ? passed(answer) : failed(`${answer}, not to https://${host}${DEEP_LINK}`, mend);
    } catch (error) {
      return failed(reasonOf(error), reachable(80));
    }
  });
}

function isSecured(location: string | undefined, host: string): boolean {
  const wanted = new URL(`https://${host}${DEEP_LINK}`);
  return location !== undefined && URL.canParse(location) && new URL(location).href === wanted.href;
}

/** Fewer days than these are a renewal that has not happened: ACM renews 60 days before the end, an update 30. */
const FEWEST_DAYS = 14;

export function certificate(outside: Outside, site: Site, selfSigned: boolean): Promise<Verdict> {
  return atEvery(site.addresses, async (address) => {
    let socket: TLSSocket;
    try {
      socket = await handshake(outside, await connection(outside, address, 443), site.host);
    } catch (error) {
      return failed(reasonOf(error), reachable(443));
    }
    try {
      return judged(socket, site.host, selfSigned);
    } finally {
      socket.destroy();
    }
  });
}

function judged(socket: TLSSocket, host: string, selfSigned: boolean): Verdict {
  const served = socket.getPeerCertificate();
  const days = Math.floor((Date.parse(served.valid_to) - Date.now()) / 86_400_000);
  const trust = socket.authorizationError as unknown as string | null;
  if (trust === "CERT_HAS_EXPIRED" || days < FEWEST_DAYS) {
    const end = days < 0 ? "ended" : `ends in ${days} days,`;
    return failed(
      `it ${end} on ${served.valid_to}`,
      "renew it: a self-signed one by npm run up, an imported one in ACM",
    );
  }
  if (selfSigned && trust === "DEPTH_ZERO_SELF_SIGNED_CERT") {
    return passed(`self-signed, as web.selfSignedCertificate says, ${days} days left`);
  }
  const stranger = checkServerIdentity(host, served) !== undefined;
  if (stranger) {
    return failed(
      `it is for ${namesOf(served)}, not for ${host}`,
      "name the host that users type with --host, or give web.domain or web.certificateArn a certificate for it",
    );
  }
  return trust === null
    ? passed(`trusted, for ${host}, ${days} days left`)
    : failed(
        `it is not trusted: ${trust}`,
        "serve one of a public authority with its chain; for a private one, name its file in NODE_EXTRA_CA_CERTS",
      );
}

function namesOf({ subjectaltname, subject }: PeerCertificate): string {
  // Certificates without a subject have none, whatever the types say.
  const { CN: commonName } = (subject as typeof subject | undefined) ?? { CN: undefined };
  return subjectaltname?.replaceAll("DNS:", "") ?? String(commonName ?? "no name");
}

/** Old versions are only offered where the library is told to think little of security. */
const OLD_TLS = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" } as const;
/** What the library says if it was built without them. */
const CANNOT_OFFER = ["ERR_SSL_NO_PROTOCOLS_AVAILABLE", "ERR_SSL_NO_CIPHERS_AVAILABLE", "ERR_SSL_NO_CIPHER_MATCH"];

export function refusesOldTls(outside: Outside, { host, addresses }: Site): Promise<Verdict> {
  return atEvery(addresses, async (address) => {
    let socket;
    try {
      socket = await connection(outside, address, 443);
    } catch (error) {
      return notChecked(reasonOf(error));
    }
    try {
      const secure = await handshake(outside, socket, host, OLD_TLS);
      return failed(
        `${secure.getProtocol() ?? "an old version"} is accepted`,
        "give the listener of port 443 an sslPolicy from TLS 1.2 on, such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      );
    } catch (error) {
      if (error instanceof Silence) return notChecked(reasonOf(error));
      const code = String((error as NodeJS.ErrnoException).code);
      if (CANNOT_OFFER.includes(code)) return notChecked("this machine's TLS library cannot offer old versions");
      return passed("TLS 1.0 and 1.1 are refused");
    } finally {
      socket.destroy();
    }
  });
}

/** An application may answer its front page as it likes, by a log-in or not at all, but not by failing. */
export function serves(outside: Outside, { host, addresses }: Site): Promise<Verdict> {
  return atEvery(addresses, async (address) => {
    try {
      const { status } = await httpsGet(outside, address, host, "/");
      return status < 500 ? passed(`${status} for /`) : failed(`${status} for /`, mendOf(status));
    } catch (error) {
      return failed(reasonOf(error), reachable(443));
    }
  });
}

export function isHealthy(
  outside: Outside,
  { host, addresses }: Site,
  { path, successCodes }: HealthCheck,
): Promise<Verdict> {
  return atEvery(addresses, async (address) => {
    try {
      const { status } = await httpsGet(outside, address, host, path);
      return isIn(successCodes, status)
        ? passed(`${status} for ${path}`)
        : failed(`${status} for ${path}`, mendOf(status));
    } catch (error) {
      return failed(reasonOf(error), reachable(443));
    }
  });
}

/** Each gateway status has its own place to look at. */
function mendOf(status: number): string {
  if (status === 503) return "no server is in service: look at the target group's health, then at cloud-init status";
  if (status === 502) return "nginx or the application behind the load balancer does not run: look at its log on EFS";
  if (status === 504) return "WEB or WAS does not answer its load balancer in time: look at its security group and log";
  return "look at the log of the tier on EFS";
}

function reachable(port: number): string {
  return (
    `port ${port} of the load balancer has to answer: if web.allowedCidrBlocks leave this machine out, ` +
    "run the test from where users are, else look at the listener and its security group"
  );
}
