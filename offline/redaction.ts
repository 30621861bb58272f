/** Takes secrets out of texts. */
import { MASK, UNKNOWN } from "./wire";

/** Shorter secrets are left alone: taking out every "a" would tell more than it hides. */
const SHORTEST_SECRET = 4;

/** The text with every secret in it, also as JSON writes it, replaced by {@link MASK}. */
export function withoutTexts(text: string, secrets: string[]): string {
  return secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter((secret) => secret.length >= SHORTEST_SECRET && secret !== MASK && secret !== UNKNOWN)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
}
