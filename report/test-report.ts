/** The project's own stack as a report has it, without waiting for its policy pack. For tests. */
import { join } from "node:path";
import { costOf } from "../cost/monthly-cost";
import { networkOf } from "../offline/access";
import { loadConfig } from "../offline/config";
import { tryPlan } from "../offline/plan";
import type { CheckResult, PolicyResult, Violation } from "../offline/policy-check";
import { policyResources } from "../offline/policy-resource";
import { runProgram } from "../policy-pack/test-program";
import type { JudgedStack } from "./build-report";

const PROJECT = join(__dirname, "..");

/** A stack of the project, in mode `update`, with made-up verdicts. */
export async function judgedStack(stack: string, likeStack?: string): Promise<JudgedStack> {
  const settings = loadConfig(PROJECT, stack);
  const { project, config } = settings;
  const outcome = await tryPlan(runProgram, { project, stack, config, mode: "update", likeStack });
  if ("error" in outcome) throw outcome.error as Error;
  const { plan, redact } = outcome;
  const network = networkOf(policyResources(plan));
  return {
    settings,
    plan,
    network,
    redact,
    checks: [checkOf(stack)],
    cost: costOf(plan.resources, config["aws:region"]),
  };
}

function checkOf(stack: string): CheckResult {
  const policy: Omit<PolicyResult, "name" | "status"> = {
    ...{ pack: "three-tier", description: "It is so.", enforcementLevel: "mandatory" },
    ...{ severity: "critical", type: "stack" },
  };
  const urn = `urn:pulumi:${stack}::three-tier::three-tier:index:WasTier$aws:ec2/instance:Instance::was-base`;
  const violation: Violation = {
    ...{ policy: "was-stays-private", pack: "three-tier", enforcementLevel: "mandatory", severity: "critical", urn },
    description: "It is so.",
    message: "It is so.\nwas-base accepts 22 from </script><!-- everyone\nMend: shut it.",
  };
  return {
    pack: { name: "three-tier", version: "0.1.0" },
    policies: [
      { ...policy, name: "ssh-only-from-bastion", status: "passed", counts: { servers: 4, rules: 1 } },
      { ...policy, name: "was-stays-private", status: "violated", counts: { servers: 2 } },
      { ...policy, name: "web-only-through-load-balancer", enforcementLevel: "disabled", status: "disabled" },
      { ...policy, name: "database-only-from-was", status: "not applicable", reason: "there is no database" },
    ],
    violations: [violation],
  };
}
