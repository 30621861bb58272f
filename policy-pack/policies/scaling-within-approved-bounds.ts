import type { ReportViolation } from "@pulumi/policy";
import { member, type Network, numberOf, read, type Resource, UNKNOWN } from "../network";
import { MEND, stackPolicy } from "../policy";
import { type Role, roleOf, ROLE_NAMES } from "../roles";

interface Bounds {
  /** Whose the sizes, policies and schedules are once the group stands. */
  owner: "program" | "vendor";
  minSize: number;
  maxSize: number;
}

interface Config {
  web: Bounds;
  was: Bounds;
}

const DEFAULT: Bounds = { owner: "program", minSize: 1, maxSize: 4 };
const SIZES = ["minSize", "maxSize", "desiredCapacity"];

const BOUNDS_SCHEMA = {
  type: "object" as const,
  properties: {
    owner: { type: "string" as const, enum: ["program", "vendor"] },
    minSize: { type: "integer" as const, minimum: 0 },
    maxSize: { type: "integer" as const, minimum: 1 },
  },
  required: ["owner", "minSize", "maxSize"],
  additionalProperties: false,
  default: DEFAULT,
};

/** Scaling is risky work: sizes stay within what was approved, and what the vendor owns the program leaves alone. */
export const scalingWithinApprovedBounds = stackPolicy<Config>(
  {
    name: "scaling-within-approved-bounds",
    displayName: "Scaling within approved bounds",
    description:
      "Auto Scaling groups keep to the sizes approved for their tier; where the vendor owns scaling, the program does not scale.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediationSteps:
      "Keep minSize and maxSize within the bounds, or have other bounds approved in the pack's configuration.",
    configSchema: {
      properties: {
        web: { ...BOUNDS_SCHEMA, description: "Owner and approved sizes of WEB's group" },
        was: { ...BOUNDS_SCHEMA, description: "Owner and approved sizes of the WAS's group" },
      },
    },
  },
  { web: DEFAULT, was: DEFAULT },
  ({ network, report, config }) => {
    const groups = network.index.of("autoscaling/group");
    for (const group of groups) {
      const role = roleOf(network, group);
      const fault = (problem: string, mend: string) => {
        report(`group "${group.name}" ${problem}\n${MEND}${mend}`, group.urn);
      };
      if (role !== "web" && role !== "was") {
        fault(
          "is part of no tier, so no sizes are approved for it",
          "make it part of WebTier or WasTier, or remove it.",
        );
        continue;
      }
      checkSizes(group, config[role], `for ${ROLE_NAMES[role]}`, fault);
      checkScaling(network, group, config[role], `for ${ROLE_NAMES[role]}`, report);
      if (config[role].owner === "vendor") checkVendor(network, group, role, fault, report);
    }
    for (const one of network.index.of("ec2/fleet", "ec2/spotFleetRequest", "autoscalingplans/scalingPlan")) {
      report(
        `"${one.name}" (${one.type}) starts servers within no approved sizes\n${MEND}let the groups of WebTier and WasTier start them.`,
        one.urn,
      );
    }
    return { groups: groups.length };
  },
);

type Fault = (problem: string, mend: string) => void;

function checkSizes(group: Resource, { minSize, maxSize }: Bounds, whose: string, fault: Fault): void {
  const mend = `choose sizes from ${minSize} to ${maxSize}, or have others approved.`;
  for (const property of SIZES) {
    const value = read(group, property);
    // A schedule says -1 for what stays as it is.
    if (value === undefined || value === null || value === -1) continue;
    const size = numberOf(value);
    if (size === undefined) fault(`cannot be proven to keep its bounds: ${property} is not known yet`, mend);
    else if (size < minSize || size > maxSize)
      fault(`has ${property} ${size}; ${minSize} to ${maxSize} are approved ${whose}`, mend);
  }
}

/** Schedules and predictions that would take a group beyond its bounds. */
function checkScaling(network: Network, group: Resource, bounds: Bounds, whose: string, report: ReportViolation): void {
  for (const one of scalingOf(network, group)) {
    const fault: Fault = (problem, mend) => {
      report(`"${one.name}" ${problem}\n${MEND}${mend}`, one.urn);
    };
    checkSizes(one, bounds, whose, fault);
    const breach = member(read(one, "predictiveScalingConfiguration"), "maxCapacityBreachBehavior");
    if (breach === "IncreaseMaxCapacity" || breach === UNKNOWN) {
      fault(
        `${breach === UNKNOWN ? "may let" : "lets"} AWS raise maxSize beyond what is approved`,
        'set maxCapacityBreachBehavior to "HonorMaxCapacity".',
      );
    }
  }
}

/** What scales a group, or may. */
function scalingOf({ index }: Network, group: Resource): Resource[] {
  return ["autoscaling/policy", "autoscaling/schedule"].flatMap((kind) => [
    ...index.perhapsReferring(group, "autoscalingGroupName", kind),
  ]);
}

function checkVendor(network: Network, group: Resource, role: Role, fault: Fault, report: ReportViolation): void {
  const missing = SIZES.filter((property) => !group.ignoreChanges.includes(property));
  if (missing.length > 0) {
    fault(
      `belongs to the vendor, and the program would set ${missing.join(", ")} back`,
      'set scaling.owner to "vendor".',
    );
  }
  for (const one of scalingOf(network, group)) {
    const certainty = read(one, "autoscalingGroupName") === UNKNOWN ? "may scale" : "scales";
    report(
      `"${one.name}" ${certainty} group "${group.name}", which belongs to the vendor (${ROLE_NAMES[role]})\n${MEND}remove it, and leave scaling to the vendor's support.`,
      one.urn,
    );
  }
}
