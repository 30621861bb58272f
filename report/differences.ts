/** What differs from another stack, or from another revision. */
import { differenceSections } from "../offline/differences-report";
import { type Differences, planDifferences } from "../offline/plan-differences";
import type { Preview } from "../offline/preview-json";
import { STACK_TYPE } from "../offline/urn";
import type { DifferenceData } from "./report-data";

/** What a report compares with. */
export interface Counterpart {
  kind: DifferenceData["kind"];
  /** The stack's name, or the file's. */
  name: string;
  preview: Preview;
}

export function differenceData(current: Preview, { kind, name, preview }: Counterpart): DifferenceData {
  const differences = planDifferences(inStack(preview, current.stack), current);
  return { kind, name, counts: countsOf(differences), sections: differenceSections(differences) };
}

/** The same preview with its resources under the URNs that they would have in a stack of another name. */
function inStack(preview: Preview, stack: string): Preview {
  const { project, stack: former } = preview;
  const text = JSON.stringify({ ...preview, stack })
    .replaceAll(`urn:pulumi:${former}::`, `urn:pulumi:${stack}::`)
    .replaceAll(`${STACK_TYPE}::${project}-${former}"`, `${STACK_TYPE}::${project}-${stack}"`);
  return JSON.parse(text) as Preview;
}

function countsOf({ components, outputs, policies, violations, access }: Differences): DifferenceData["counts"] {
  const resources = components.flatMap((component) => component.resources);
  const ofKind = (wanted: string) => resources.filter(({ kind }) => kind === wanted).length;
  return {
    added: ofKind("added"),
    removed: ofKind("removed"),
    changed: ofKind("changed"),
    violations: violations.come.length + violations.gone.length,
    verdicts: policies.length,
    access: access.come.length + access.gone.length,
    outputs: outputs.length,
  };
}
