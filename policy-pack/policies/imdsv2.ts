import { entriesOf, kindOf, member, read, type Resource, UNKNOWN } from "../network";
import { fsbp } from "../frameworks";
import { type Finding, resourcePolicy } from "../policy";

/** A server's credentials are given out to sessions alone. */
export const imdsv2 = resourcePolicy(
  {
    name: "imdsv2",
    displayName: "Instance metadata by sessions only",
    description: "Servers give out their metadata, and so the credentials of their role, by IMDSv2 only.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp(
      "EC2.8, EC2.170, AutoScaling.3",
      "EC2 instances, launch templates and launch configurations should use IMDSv2 (CIS AWS 5.6)",
    ),
    remediationSteps: 'Set metadataOptions.httpTokens to "required".',
  },
  {
    "ec2/instance": tokens,
    "ec2/launchTemplate": tokens,
    "ec2/launchConfiguration": tokens,
    "ec2/spotFleetRequest": specifications,
  },
  kindOf,
);

function tokens(resource: Resource): Finding[] {
  const options = read(resource, "metadataOptions");
  const value = member(options, "httpTokens");
  if (value === "required" || member(options, "httpEndpoint") === "disabled") return [];
  const problem =
    value === UNKNOWN
      ? "cannot be proven: metadataOptions.httpTokens is not known yet"
      : "answers requests for its metadata without a session (IMDSv1)";
  return [{ problem, mend: 'set metadataOptions.httpTokens to "required".' }];
}

/** A launch specification has no say in metadata (EC2 API reference, "SpotFleetLaunchSpecification"). */
function specifications(resource: Resource): Finding[] {
  const all = entriesOf(read(resource, "launchSpecifications"));
  if (all.length === 0) return [];
  const problem =
    "starts servers from launch specifications, which answer requests for their metadata without a session (IMDSv1)";
  return [{ problem, mend: "start them from a launch template (launchTemplateConfigs)." }];
}
