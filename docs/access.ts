import { policyResources } from "../offline/policy-resource";
import type { Plan } from "../offline/plan";
import { accessOf } from "../offline/access";

/** Which policy refuses any other row with the same end. */
const HOLDERS: Partial<Record<string, string>> = {
  bastion: "bastion-key-pair-only",
  "web load balancer": "https-only",
  web: "web-only-through-load-balancer",
  "was load balancer": "was-stays-private",
  was: "was-stays-private",
  database: "database-only-from-was",
  logs: "logs-only-from-tiers",
  internet: "one-outbound-address",
};

/** Markdown table of who reaches what, and the policy that holds it, of a plan made in mode `update`. */
export function accessTable(plan: Plan): string {
  const rows = accessOf(policyResources(plan)).map(({ from, to, port, through }) => {
    const holder = port === "22" && to !== "bastion" ? "ssh-only-from-bastion" : HOLDERS[to];
    const peer = /\d/.test(from) ? `\`${from}\`` : from;
    return `| ${peer} | ${to} | ${port} | ${through} | ${holder === undefined ? "" : `\`${holder}\``} |`;
  });
  return ["| from | to | port | through | held by |", "| --- | --- | --- | --- | --- |", ...rows].join("\n");
}
