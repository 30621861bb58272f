import { booleanOf, entriesOf, isGiven, kindOf, member, read, type Resource, UNKNOWN, type Value } from "../network";
import { fsbp } from "../frameworks";
import { type Finding, resourcePolicy } from "../policy";

/** Whatever keeps data keeps it encrypted. */
export const encryptedAtRest = resourcePolicy(
  {
    name: "encrypted-at-rest",
    displayName: "Encrypted at rest",
    description: "Volumes, databases and file systems are encrypted.",
    enforcementLevel: "mandatory",
    severity: "high",
    framework: fsbp(
      "EC2.3, EC2.173, EC2.181, RDS.3, RDS.27, EFS.1",
      "EBS volumes, also of launch templates and spot fleets, RDS and EFS should be encrypted at rest",
    ),
    remediationSteps:
      "Set encrypted (storageEncrypted for databases) to true; a new volume is needed for one that is not.",
  },
  {
    "ec2/instance": (resource) => [
      ...flagged(read(resource, "rootBlockDevice") ?? {}, "encrypted", "rootBlockDevice"),
      ...entriesOf(read(resource, "ebsBlockDevices")).flatMap((entry) => flagged(entry, "encrypted", deviceOf(entry))),
    ],
    "ec2/launchTemplate": templateVolumes,
    "ec2/spotFleetRequest": (resource) =>
      entriesOf(read(resource, "launchSpecifications")).flatMap((specification) => [
        ...rootVolumes(member(specification, "rootBlockDevices")),
        ...entriesOf(member(specification, "ebsBlockDevices")).flatMap((entry) =>
          flagged(entry, "encrypted", deviceOf(entry)),
        ),
      ]),
    "ec2/launchConfiguration": (resource) => [
      ...flagged(read(resource, "rootBlockDevice") ?? {}, "encrypted", "rootBlockDevice"),
      ...entriesOf(read(resource, "ebsBlockDevices")).flatMap((entry) => flagged(entry, "encrypted", deviceOf(entry))),
    ],
    "ebs/volume": whole("encrypted"),
    "ebs/snapshotCopy": whole("encrypted"),
    "ec2/amiCopy": whole("encrypted"),
    "ebs/encryptionByDefault": whole("enabled", true),
    "opensearch/domain": (resource) => flagged(read(resource, "encryptAtRest") ?? {}, "enabled", "encryptAtRest"),
    "efs/fileSystem": whole("encrypted"),
    "rds/instance": whole("storageEncrypted"),
    "rds/cluster": whole("storageEncrypted"),
    "docdb/cluster": whole("storageEncrypted"),
    "neptune/cluster": whole("storageEncrypted"),
    "elasticache/replicationGroup": (resource) =>
      whole("atRestEncryptionEnabled", read(resource, "engine") === "valkey")(resource),
    "redshift/cluster": whole("encrypted", true),
  },
  kindOf,
);

/** `fallback` is what the provider does where nothing is said. */
function whole(property: string, fallback = false): (resource: Resource) => Finding[] {
  return (resource) => flagged({ [property]: read(resource, property) ?? fallback }, property, property);
}

function rootVolumes(written: Value): Finding[] {
  const volumes = entriesOf(written);
  return (volumes.length > 0 ? volumes : [{}]).flatMap((entry) => flagged(entry, "encrypted", "rootBlockDevices"));
}

/** Names of root devices: Ubuntu's and Amazon Linux's (EC2 user guide, "Device names on Linux instances"). */
const ROOT_DEVICES: Value[] = ["/dev/sda1", "/dev/xvda"];

/** A root device that is not mapped is as the image has it, which nobody has encrypted. */
function templateVolumes(resource: Resource): Finding[] {
  const mappings = entriesOf(read(resource, "blockDeviceMappings"));
  const isUnknown = mappings.some((entry) => member(entry, "deviceName") === UNKNOWN);
  if (!isUnknown && !mappings.some((entry) => ROOT_DEVICES.includes(member(entry, "deviceName")))) {
    const mend = "map the root device with ebs.encrypted: true.";
    return [{ problem: "leaves the encryption of its root volume to the image (blockDeviceMappings)", mend }];
  }
  return mappings.flatMap((entry) => {
    const volume = member(entry, "ebs");
    const isDisk = entry === UNKNOWN || isGiven(volume);
    return isDisk ? flagged(volume, "encrypted", deviceOf(entry)) : [];
  });
}

function flagged(holder: Value, property: string, place: string): Finding[] {
  const value = booleanOf(member(holder, property));
  if (value === true) return [];
  const problem =
    value === UNKNOWN
      ? `cannot be proven: whether ${place} is encrypted is not known yet`
      : `${place} is not encrypted`;
  return [{ problem, mend: `set ${property} to true.` }];
}

function deviceOf(entry: Value): string {
  const name = member(entry, "deviceName");
  return typeof name === "string" ? `volume ${name}` : "a volume";
}
