/** The generated parts of the README. */
import { UserError } from "../command-line/user-error";
import type { Plan } from "../offline/plan";
import { settingsTable } from "../stacks/settings-table";
import { accessTable } from "./access";
import { policiesTable } from "./policies";

/** The README with its generated parts as the code has them; `plan` is that of the stack whose access it shows. */
export function readme(written: string, plan: Plan): string {
  const parts = { access: accessTable(plan), policies: policiesTable(), settings: settingsTable() };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), written);
}

function replacePart(text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- begin ${name}: [^\\n]*-->\\n)[^]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) {
    throw new UserError(`README.md has no part "${name}"; put its comments, begin and end, where it is to stand`);
  }
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
}
