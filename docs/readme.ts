/** The generated parts of the README. */
import { UserError } from "../command-line/user-error";
import { settingsTable } from "../stacks/settings-table";
import { accessTable } from "./access";
import { costPart } from "./cost";
import { policiesTable } from "./policies";
import type { PlannedStack } from "./planned-stack";

/** A README with its generated parts as the code has them; `shown` is the stack whose access it shows. */
export function readme(file: string, written: string, stacks: readonly PlannedStack[], shown: PlannedStack): string {
  const parts = {
    access: accessTable(shown.plan),
    policies: policiesTable(),
    settings: settingsTable(),
    cost: costPart(stacks, ""),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(file, text, name, part), written);
}

function replacePart(file: string, text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- begin ${name}: [^\\n]*-->\\n)[^]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) {
    throw new UserError(`${file} has no part "${name}"; put its comments, begin and end, where it is to stand`);
  }
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
}
