/** Puts together what the page shows. Pure: made from a plan and what is found out about it. */
import type { MonthlyCost } from "../cost/monthly-cost";
import { diagramsOf } from "../diagrams";
import type { ProjectConfig } from "../offline/config";
import type { Plan } from "../offline/plan";
import type { CheckResult } from "../offline/policy-check";
import { parsePreview, type Preview } from "../offline/preview-json";
import { renderJson } from "../offline/report";
import { type AccessRow, accessTable, type Network } from "../policy-pack/network";
import { accessMatrix } from "./access-matrix";
import { costData, type OtherCost } from "./cost";
import { type Counterpart, differenceData } from "./differences";
import { packsData, policiesInForce } from "./policies";
import { redactTexts } from "./redact-texts";
import type { Language, Report } from "./report-data";
import { resourceIds, resourceTree, valueData } from "./resources";
import { settingsData } from "./settings";
import { capacityData, timelineData } from "./timeline";

/** A stack that was planned and judged. */
export interface JudgedStack {
  settings: ProjectConfig;
  plan: Plan;
  network: Network;
  checks: CheckResult[];
  cost?: MonthlyCost;
  /** Takes the plan's secrets out of a text. */
  redact: (text: string) => string;
}

/** Another stack, or another revision of the same. */
export type Comparison = { stack: JudgedStack } | { file: string; preview: Preview };

export function buildReport(judged: JudgedStack, language: Language, comparison?: Comparison): Report {
  const { settings, plan, network, checks, cost } = judged;
  const other = comparison && "stack" in comparison ? comparison.stack : undefined;
  const ids = resourceIds(plan);
  const region = settings.config["aws:region"] as string | undefined;
  const report: Report = {
    ...{ language, project: plan.project, stack: plan.stack, mode: plan.mode },
    ...(region !== undefined && { region }),
    diagrams: diagramsOf(network),
    access: accessMatrix(network, ids, policiesInForce(checks)),
    packs: packsData(checks, ids),
    cost: costData(cost, other && otherCost(other)),
    timeline: timelineData(plan, language, other?.plan),
    capacity: capacityData(plan, language, other?.plan),
    settings: settingsData(settings, other?.settings),
    outputs: Object.entries(plan.outputs)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => valueData(name, value)),
    resources: resourceTree(plan, ids),
    resourceCount: plan.resources.length,
    ...(comparison && { differences: differenceData(previewOf(judged), counterpartOf(comparison)) }),
  };
  // Inputs are masked already; what is decoded, and what others say of them, may still name a secret.
  return redactTexts(report, (text) => (other ? other.redact(judged.redact(text)) : judged.redact(text)));
}

function otherCost({ plan, cost }: JudgedStack): OtherCost {
  return { stack: plan.stack, cost };
}

function counterpartOf(comparison: Comparison): Counterpart {
  if (!("stack" in comparison)) return { kind: "file", name: comparison.file, preview: comparison.preview };
  return { kind: "stack", name: comparison.stack.plan.stack, preview: previewOf(comparison.stack) };
}

/** As `npm run preview -- --json` writes it. */
function previewOf({ plan, checks, network, cost }: JudgedStack): Preview {
  const access: AccessRow[] = accessTable(network);
  return parsePreview(renderJson(plan, { checks, access, cost }), `the preview of ${plan.stack}`);
}
