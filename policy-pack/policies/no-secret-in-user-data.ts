import { entriesOf, isGiven, kindOf, member, type Network, read, type Resource, textOf, type Value } from "../network";
import { MEND, stackPolicy } from "../policy";
import { layersOf, type Unpacked } from "../user-data";

const SPOT_FLEET = "ec2/spotFleetRequest";
const SPECIFICATIONS = "launchSpecifications";

/** Where user data stands, by kind. */
const USER_DATA: Record<string, string[]> = {
  [SPOT_FLEET]: [],
  "ec2/instance": ["userData", "userDataBase64"],
  "ec2/launchTemplate": ["userData"],
  "ec2/launchConfiguration": ["userData", "userDataBase64"],
};

/** Properties of resources whose value is a secret. */
const SECRETS: Record<string, string[]> = {
  "random:index/randomPassword:RandomPassword": ["result"],
  "tls:index/privateKey:PrivateKey": ["privateKeyPem", "privateKeyOpenssh", "privateKeyPemPkcs8"],
  "secretsmanager/secretVersion": ["secretString", "secretBinary"],
  "rds/instance": ["password"],
  "rds/cluster": ["masterPassword"],
  "ssm/parameter": ["value"],
  "iam/accessKey": ["secret", "sesSmtpPasswordV4"],
};

/** What hardly anyone reads but for its secret: what is made from it, and not known yet, is taken to hold it. */
const PURE = ["random:index/randomPassword:RandomPassword", "tls:index/privateKey:PrivateKey", "iam/accessKey"];

/**
 * Texts that are secrets by their look. A pattern begins with what is rare, and looks back from there: most texts are
 * long, and hold none. One that takes long even so is tried where there is its `hint`.
 */
const LOOKS: { pattern: RegExp; what: string; hint?: string }[] = [
  { pattern: /-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED |DSA )?PRIVATE KEY-----/, what: "a private key" },
  { pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, what: "an AWS access key" },
  { pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/, what: "a GitHub token" },
  { pattern: /\bglpat-[A-Za-z0-9_-]{20}/, what: "a GitLab token" },
  { pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/, what: "a Slack token" },
  { pattern: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/, what: "a JSON web token" },
  { pattern: /:\/\/(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s:/@"']+:[^\s:/@"'${<%]{3,}@/i, what: "a password in an address" },
  { pattern: /\b[\w-]+:\S{6,}\s*["']?\s*\|\s*(sudo\s+)?chpasswd/, what: "a password", hint: "chpasswd" },
  { pattern: /\s--?(password|passwd|pwd)[ =]["']?(?![$%<{"'\s-])\S{6,}/i, what: "a password" },
  {
    pattern:
      /(?:passwd|password|_pass|_pwd|secret_?(?:access_?)?key|client_?secret|api_?key|auth_?token|access_?token)(?<=(?:^|[\s"'{,;])["']?[\w.-]*)["']?\s*[=:]\s*["']?(?!\w+[[(.]|[$%<{"'\s*|>]|\/|file:|null\b|none\b|true\b|false\b|""|'')[^\s"',}]{6,}/im,
    what: "a password",
  },
];

/** User data is readable by everyone on the server and by everyone who may describe it. */
export const noSecretInUserData = stackPolicy<object>(
  {
    name: "no-secret-in-user-data",
    displayName: "No secret in user data",
    description: "What servers boot with holds no password and no key.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediationSteps: "Let the server read the secret at boot, by the role of its instance profile.",
  },
  {},
  ({ network, report }) => {
    const secrets = secretTexts(network);
    // A base EC2 and its group boot with the same.
    const known = new Map<string, string[]>();
    const unpacked: Unpacked = new Map();
    const problemsOfText = (text: string): string[] => {
      const problems = known.get(text) ?? problemsIn([...layersOf(text, unpacked)].join("\n"), secrets);
      known.set(text, problems);
      return problems;
    };
    let texts = 0;
    for (const [kind, properties] of Object.entries(USER_DATA)) {
      for (const resource of network.index.of(kind)) {
        for (const [property, value] of userDataOf(resource, properties)) {
          texts++;
          const problems = typeof value === "string" ? problemsOfText(value) : unproven(network, resource, property);
          for (const problem of problems) {
            report(
              `${property} of ${resource.name} ${problem}\n${MEND}let the server read it at boot, by the role of its instance profile.`,
              resource.urn,
            );
          }
        }
      }
    }
    return { "user data": texts, secrets: secrets.size };
  },
);

/** Each text that servers of a resource boot with, and the property it stands in. */
function userDataOf(resource: Resource, properties: string[]): [string, Value][] {
  const own = properties.map((property): [string, Value] => [property, read(resource, property)]);
  const specifications = kindOf(resource.type) === SPOT_FLEET ? entriesOf(read(resource, SPECIFICATIONS)) : [];
  const launched = specifications.map((one): [string, Value] => [SPECIFICATIONS, member(one, "userData")]);
  return [...own, ...launched].filter(([, value]) => isGiven(value));
}

/** What is wrong with user data that is not known yet. */
function unproven({ index }: Network, resource: Resource, property: string): string[] {
  const sources = index.dependencies(resource, property, PURE).map(({ name }) => name);
  if (sources.length > 0) return sources.map((name) => `is made from the secret "${name}"`);
  const isTraced = (resource.propertyDependencies[property] ?? []).length > 0;
  return isTraced
    ? []
    : ["cannot be proven to hold no secret: it is not known yet, and comes from no resource of this stack"];
}

function problemsIn(text: string, secrets: Secrets): string[] {
  const held = secrets.heldBy(text);
  if (held.length > 0) return [...new Set(held)].map((owner) => `holds the secret of "${owner}"`);
  const looks = LOOKS.filter(({ pattern, hint = "" }) => text.includes(hint) && pattern.test(text)).map(
    ({ what }) => `holds what looks like ${what}`,
  );
  return [...new Set(looks)];
}

/** Shorter texts are no secrets worth the name, and stand everywhere. */
const SHORTEST = 8;

const MARKS = 1 << 16;

/** A number below {@link MARKS} that is the same for the same beginning. */
function markOf(text: string, at: number): number {
  const last = at + SHORTEST - 1;
  return (text.charCodeAt(at) + text.charCodeAt(at + 1) * 31 + text.charCodeAt(last) * 1021) % MARKS;
}

/** The secrets of a stack, each with the resource it belongs to, found in a text in one pass however many they are. */
class Secrets {
  private readonly byBeginning = new Map<string, Map<string, string>>();
  /** Where a secret may begin, at a glance. */
  private readonly marks = new Uint8Array(MARKS);
  size = 0;

  add(secret: string, owner: string): void {
    const beginning = secret.slice(0, SHORTEST);
    const alike = this.byBeginning.get(beginning) ?? new Map<string, string>();
    if (!alike.has(secret)) this.size++;
    this.byBeginning.set(beginning, alike.set(secret, owner));
    this.marks[markOf(secret, 0)] = 1;
  }

  /** The owners of what stands in a text. */
  heldBy(text: string): string[] {
    const owners: string[] = [];
    if (this.size === 0) return owners;
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      if (!this.marks[markOf(text, at)]) continue;
      for (const [secret, owner] of this.byBeginning.get(text.slice(at, at + SHORTEST)) ?? []) {
        if (text.startsWith(secret, at)) owners.push(owner);
      }
    }
    return owners;
  }
}

function secretTexts({ index }: Network): Secrets {
  const found = new Secrets();
  for (const [kind, properties] of Object.entries(SECRETS)) {
    for (const resource of index.of(kind)) {
      if (kind === "ssm/parameter" && read(resource, "type") !== "SecureString") continue;
      for (const property of properties) {
        const value = read(resource, property);
        for (const text of typeof value === "string" ? [value, ...membersOf(value)] : []) {
          if (text.length >= SHORTEST) found.add(text, resource.name);
        }
      }
    }
  }
  return found;
}

/** The passwords in a secret that is a JSON object. */
function membersOf(text: string): string[] {
  try {
    const value = JSON.parse(text) as Value;
    return ["password", "secret", "token", "key"].flatMap((key) => textOf(member(value, key)) ?? []);
  } catch {
    return [];
  }
}
