/** The generated parts of the README. */
import { UserError } from "../command-line/user-error";
import type { PricedCost } from "../cost/monthly-cost";
import type { Plan } from "../offline/plan";
import { settingsTable } from "../stacks/settings-table";
import { accessTable } from "./access";
import { costPart } from "./cost";
import { policiesTable } from "./policies";

/**
 * The README with its generated parts as the code has them; `shown` is the plan of the stack whose access it shows,
 * `costs` what stacks cost by name.
 */
export function readme(written: string, shown: Plan, costs: ReadonlyMap<string, PricedCost>): string {
  const parts = {
    access: accessTable(shown),
    policies: policiesTable(),
    settings: settingsTable(),
    cost: costPart(costs),
  };
  return Object.entries(parts).reduce((text, [name, part]) => replacePart(text, name, part), written);
}

function replacePart(text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- begin ${name}: [^\\n]*-->\\n)[^]*?(<!-- end ${name} -->)`);
  if (!pattern.test(text)) {
    throw new UserError(`README.md has no part "${name}"; put its comments, begin and end, where it is to stand`);
  }
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${part}\n\n${end}`);
}
