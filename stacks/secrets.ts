import type { Path } from "./problems";

const SECRET_NAME = /password|passwd|passphrase|secret|token|private|credential|api_?key|access_?key/i;

const SECRET_VALUE = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // access keys of AWS
  /\bgh[pousr]_[A-Za-z0-9]{20,}/, // GitHub
  /\bxox[abprs]-/, // Slack
  /\beyJ[\w-]+\.eyJ[\w-]+\./, // JSON web tokens
  /:\/\/[^/\s:@]*:[^/\s:@]+@/, // user:password@host
];

/** Names a secret that stands elsewhere, and gives nothing away. */
const SECRET_REFERENCE = /^arn:aws[a-z-]*:(secretsmanager|ssm):/;

/** Whether a value, or the name it goes by, says that it should not be read by everyone. */
export function looksSecret(name: string, value: unknown): boolean {
  if (typeof value === "string" && SECRET_REFERENCE.test(value)) return false;
  return SECRET_NAME.test(name) || looksSecretItself(value);
}

function looksSecretItself(value: unknown): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return SECRET_VALUE.some((pattern) => pattern.test(text));
}

/** Whether a message may not show the value at a path: in doubt it may not. */
export function isHidden(path: Path, value: unknown): boolean {
  if (path[0] !== "was" || path[1] !== "environment") return looksSecretItself(value);
  // Whatever stands for the whole environment may have a secret somewhere in it.
  return path.length === 2 || looksSecret(String(path[2]), value);
}
