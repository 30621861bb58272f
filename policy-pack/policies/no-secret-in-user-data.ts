import {
  entriesOf,
  isGiven,
  kindOf,
  member,
  type Network,
  read,
  type Resource,
  textOf,
  UNKNOWN,
  type Value,
} from "../network";
import { MEND, stackPolicy } from "../policy";
import { layersOf } from "../user-data";

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

/** Texts that are secrets by their look. */
const LOOKS: { pattern: RegExp; what: string }[] = [
  { pattern: /-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED |DSA )?PRIVATE KEY-----/, what: "a private key" },
  { pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/, what: "an AWS access key" },
  { pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/, what: "a GitHub token" },
  { pattern: /\bglpat-[A-Za-z0-9_-]{20}/, what: "a GitLab token" },
  { pattern: /\bxox[abprs]-[A-Za-z0-9-]{10,}/, what: "a Slack token" },
  { pattern: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]+/, what: "a JSON web token" },
  { pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"']+:[^\s:/@"'${<%]{3,}@/i, what: "a password in an address" },
  { pattern: /\b[\w-]+:\S{6,}\s*["']?\s*\|\s*(sudo\s+)?chpasswd/, what: "a password" },
  { pattern: /\s--?(password|passwd|pwd)[ =]["']?(?![$%<{"'\s-])\S{6,}/i, what: "a password" },
  {
    pattern:
      /(?:^|[\s"'{,;])["']?[\w.-]*(passwd|password|_pass|_pwd|mysql_pwd|secret_?(access_?)?key|client_?secret|api_?key|auth_?token|access_?token)["']?\s*[=:]\s*["']?(?!\w+[[(.]|[$%<{"'\s*|>]|\/|file:|null\b|none\b|true\b|false\b|""|'')[^\s"',}]{6,}/im,
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
    let texts = 0;
    for (const [kind, properties] of Object.entries(USER_DATA)) {
      for (const resource of network.index.of(kind)) {
        for (const [property, value] of userDataOf(resource, properties)) {
          texts++;
          for (const problem of problemsOf(network, resource, property, value, secrets)) {
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

function problemsOf(
  { index }: Network,
  resource: Resource,
  property: string,
  value: Value,
  secrets: ReadonlyMap<string, string>,
): string[] {
  const sources = index.dependencies(resource, property, PURE).map(({ name }) => name);
  if (value === UNKNOWN || typeof value !== "string") {
    if (sources.length > 0) return sources.map((name) => `is made from the secret "${name}"`);
    const isTraced = (resource.propertyDependencies[property] ?? []).length > 0;
    return isTraced
      ? []
      : ["cannot be proven to hold no secret: it is not known yet, and comes from no resource of this stack"];
  }
  const text = [...layersOf(value)].join("\n");
  const held = [...secrets].filter(([secret]) => text.includes(secret)).map(([, owner]) => owner);
  if (held.length > 0) return [...new Set(held)].map((owner) => `holds the secret of "${owner}"`);
  const looks = LOOKS.filter(({ pattern }) => pattern.test(text)).map(({ what }) => `holds what looks like ${what}`);
  return [...new Set(looks)];
}

/** Shorter texts are no secrets worth the name, and stand everywhere. */
const SHORTEST = 8;

/** Secret → the resource it belongs to. */
function secretTexts({ index }: Network): Map<string, string> {
  const found = new Map<string, string>();
  for (const [kind, properties] of Object.entries(SECRETS)) {
    for (const resource of index.of(kind)) {
      if (kind === "ssm/parameter" && read(resource, "type") !== "SecureString") continue;
      for (const property of properties) {
        const value = read(resource, property);
        for (const text of typeof value === "string" ? [value, ...membersOf(value)] : []) {
          if (text.length >= SHORTEST) found.set(text, resource.name);
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
