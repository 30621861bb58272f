import { policyResources } from "../offline/policy-resource";
import type { Plan } from "../offline/plan";
import { accessOf } from "../offline/access";
import { holderOf } from "../offline/access-holders";

/** Markdown table of who reaches what, and the policy that holds it, of a plan made in mode `update`. */
export function accessTable(plan: Plan): string {
  const rows = accessOf(policyResources(plan)).map(({ from, to, port, through }) => {
    const holder = holderOf({ to, port });
    const peer = /\d/.test(from) ? `\`${from}\`` : from;
    return `| ${peer} | ${to} | ${port} | ${through} | ${holder === undefined ? "" : `\`${holder}\``} |`;
  });
  return ["| from | to | port | through | held by |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}
