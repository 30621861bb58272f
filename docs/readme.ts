/** The generated parts of the README. */
import { UserError } from "../command-line/user-error";
import { settingsTable } from "../stacks/settings-table";
import { accessPart } from "./access";
import { costPart } from "./cost";
import { policiesTable } from "./policies";
import type { PlannedStack } from "./planned-stack";

/** The parts by name, in whatever language the rest is; `shown` is the stack whose access they show. */
export function readmeParts(stacks: readonly PlannedStack[], shown: PlannedStack): Record<string, string> {
  return {
    access: accessPart(shown.network),
    policies: policiesTable(),
    settings: settingsTable(),
    cost: costPart(stacks, ""),
  };
}

/** A README with its generated parts as the code has them. */
export function readme(file: string, written: string, parts: Readonly<Record<string, string>>): string {
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(file, text, name, part), written);
}

function replacePart(file: string, text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- begin ${name}: [^\\n]*-->\\n)[^]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) {
    throw new UserError(`${file} has no part "${name}"; put its comments, begin and end, where it is to stand`);
  }
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
}
