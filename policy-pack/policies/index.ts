import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { bastionKeyPairOnly } from "./bastion-key-pair-only";
import { databaseOnlyFromWas } from "./database-only-from-was";
import { encryptedAtRest } from "./encrypted-at-rest";
import { httpsOnly } from "./https-only";
import { imdsv2 } from "./imdsv2";
import { logsOnlyFromTiers } from "./logs-only-from-tiers";
import { noSecretInUserData } from "./no-secret-in-user-data";
import { oneOutboundAddress } from "./one-outbound-address";
import { placeholderSettings } from "./placeholder-settings";
import { replicaFollowsPrimary } from "./replica-follows-primary";
import { rulesStandAlone } from "./rules-stand-alone";
import { scalingWithinApprovedBounds } from "./scaling-within-approved-bounds";
import { sshOnlyFromBastion } from "./ssh-only-from-bastion";
import { statefulIsProtected } from "./stateful-is-protected";
import { supportedOperatingSystem } from "./supported-operating-system";
import { survivesOneZone } from "./survives-one-zone";
import { wasStaysPrivate } from "./was-stays-private";
import { webOnlyThroughLoadBalancer } from "./web-only-through-load-balancer";

/** Who can reach what comes first, then what is kept safe, then what stays available, then advice. */
export const policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[] = [
  sshOnlyFromBastion,
  bastionKeyPairOnly,
  wasStaysPrivate,
  webOnlyThroughLoadBalancer,
  databaseOnlyFromWas,
  logsOnlyFromTiers,
  oneOutboundAddress,
  rulesStandAlone,
  httpsOnly,
  encryptedAtRest,
  imdsv2,
  noSecretInUserData,
  replicaFollowsPrimary,
  statefulIsProtected,
  survivesOneZone,
  scalingWithinApprovedBounds,
  supportedOperatingSystem,
  placeholderSettings,
];
