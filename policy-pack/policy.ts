/** The forms that the policies of the pack share. */
import type {
  PolicyConfigSchema,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { buildNetwork, type Network, type Resource } from "./network";
import { examined, remember, resourceOf, resourcesOf } from "./stack";

/** What every policy of the pack says of itself. */
export interface PolicyDescription {
  name: string;
  displayName: string;
  description: string;
  enforcementLevel: "mandatory" | "advisory";
  severity: "low" | "medium" | "high" | "critical";
  remediationSteps: string;
  framework?: ResourceValidationPolicy["framework"];
  configSchema?: PolicyConfigSchema;
}

/** How a policy that judges the stack as a whole is told of it. */
export interface StackCheck<Config> {
  network: Network;
  config: Config;
  report: ReportViolation;
  /** Ends the check: there is nothing here that the policy is about. */
  notApplicable: (reason: string) => never;
}

/**
 * A policy that judges the stack as a whole. `check` returns what it has looked at, by kind.
 *
 * Everything is read from plain data in which unknown values are marked: the SDK would turn a policy that stumbles over
 * one into a passing, advisory note.
 */
export function stackPolicy<Config extends object>(
  description: PolicyDescription,
  defaults: Config,
  check: (stack: StackCheck<Config>) => Record<string, number>,
): StackValidationPolicy {
  return {
    ...description,
    validateStack: (args: StackValidationArgs, report) => {
      const config = { ...defaults, ...args.getConfig<Partial<Config>>() };
      const exempt = "exempt" in config ? Object.keys(config.exempt as Exemptions["exempt"]) : [];
      const network = networkOf(resourcesOf(args.resources), exempt);
      const notApplicable = (reason: string) => args.notApplicable(reason);
      examined(description.name, check({ network, config, report, notApplicable }));
    },
  };
}

/** A policy that judges resources one by one, before they are made. `kinds` says which: `ec2/instance`. */
export function resourcePolicy(
  description: PolicyDescription,
  checks: Partial<Record<string, (resource: Resource) => Finding[]>>,
  kindOf: (type: string) => string,
): ResourceValidationPolicy {
  return {
    ...description,
    validateResource: (args, report) => {
      remember(args);
      const check = checks[kindOf(args.type)];
      if (check === undefined) return;
      const findings = check(resourceOf(args));
      for (const { problem, mend } of findings) report(`${args.name}: ${problem}\n${MEND}${mend}`);
      examined(description.name, { resources: 1 }, "sum");
    },
  };
}

/** Something wrong, and what to do about it. */
export interface Finding {
  problem: string;
  mend: string;
}

export const MEND = "Mend: ";

/** Types, names or URNs of resources that are trusted not to open a way, each with the reason why. */
export interface Exemptions {
  exempt: Record<string, string>;
}

export const NO_EXEMPTIONS: Exemptions = { exempt: {} };

export const EXEMPT_SCHEMA: PolicyConfigSchema["properties"][string] = {
  type: "object",
  description:
    "Types, names or URNs of resources that are not modelled and trusted not to open a way, each with the reason",
  additionalProperties: { type: "string", minLength: 1 },
  default: {},
};

let latest: { resources: Resource[]; exempt: string; network: Network } | undefined;

/** The model of a stack, built once for all policies in a row that ask about the same one. */
function networkOf(resources: Resource[], exempt: string[]): Network {
  const key = JSON.stringify(exempt);
  if (latest?.resources !== resources || latest.exempt !== key) {
    latest = { resources, exempt: key, network: buildNetwork(resources, new Set(exempt)) };
  }
  return latest.network;
}
