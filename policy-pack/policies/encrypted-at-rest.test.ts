import { resource, UNKNOWN } from "../test-support";
import { encryptedAtRest } from "./encrypted-at-rest";
import { describePolicy } from "./three-tier.test";

type Inputs = Record<string, unknown>;

const encryptedRoot = { rootBlockDevice: { encrypted: true } };
const instance = (inputs: Inputs) => [resource("ec2/instance:Instance", "was-base", inputs)];
const configuration = (inputs: Inputs) => [resource("ec2/launchConfiguration:LaunchConfiguration", "old", inputs)];
const template = (...blockDeviceMappings: unknown[]) => [
  resource("ec2/launchTemplate:LaunchTemplate", "was", { blockDeviceMappings }),
];
const root = (encrypted?: unknown) => ({ deviceName: "/dev/sda1", ebs: { volumeSize: 8, encrypted } });
const database = (inputs: Inputs) => [resource("rds/instance:Instance", "database", inputs)];

/** What is encrypted, or not, as a whole. */
const WHOLE = [
  ["ebs/volume:Volume", "encrypted"],
  ["ebs/snapshotCopy:SnapshotCopy", "encrypted"],
  ["ec2/amiCopy:AmiCopy", "encrypted"],
  ["efs/fileSystem:FileSystem", "encrypted"],
  ["rds/instance:Instance", "storageEncrypted"],
  ["rds/cluster:Cluster", "storageEncrypted"],
  ["docdb/cluster:Cluster", "storageEncrypted"],
  ["neptune/cluster:Cluster", "storageEncrypted"],
  ["elasticache/replicationGroup:ReplicationGroup", "atRestEncryptionEnabled"],
  ["redshift/cluster:Cluster", "encrypted"],
] as const;
const everyWhole = (value: unknown) => WHOLE.map(([type, property]) => resource(type, type, { [property]: value }));

describePolicy(encryptedAtRest, {
  denies: {
    "a database in clear": [
      database({ storageEncrypted: false }),
      "database: storageEncrypted is not encrypted\nMend: set storageEncrypted to true.",
    ],
    "a database that says nothing": [database({}), /^database: storageEncrypted is not encrypted/],
    "a database that is not known to be encrypted": [
      database({ storageEncrypted: UNKNOWN }),
      "database: cannot be proven: whether storageEncrypted is encrypted is not known yet\n" +
        "Mend: set storageEncrypted to true.",
    ],
    "each kind of storage in clear": [
      everyWhole(false),
      ...(WHOLE.map(([type, property]) => `${type}: ${property} is not encrypted\nMend: set ${property} to true.`) as [
        string,
      ]),
    ],
    "each kind of storage that is not known to be encrypted": [
      everyWhole(UNKNOWN),
      ...(WHOLE.map(() => /cannot be proven: whether \w+ is encrypted is not known yet/) as [RegExp]),
    ],
    "a search domain in clear": [
      [resource("opensearch/domain:Domain", "search", {})],
      "search: encryptAtRest is not encrypted\nMend: set enabled to true.",
    ],
    "a search domain that is not known to be encrypted": [
      [resource("opensearch/domain:Domain", "search", { encryptAtRest: { enabled: UNKNOWN } })],
      /^search: cannot be proven: whether encryptAtRest is encrypted/,
    ],
    "encryption by default that is switched off": [
      [resource("ebs/encryptionByDefault:EncryptionByDefault", "region", { enabled: false })],
      /^region: enabled is not encrypted/,
    ],
    "a server that leaves its volumes to the image": [
      instance({}),
      "was-base: rootBlockDevice is not encrypted\nMend: set encrypted to true.",
    ],
    "a server's root volume in clear": [
      instance({ rootBlockDevice: { encrypted: false, volumeSize: 8 } }),
      /rootBlockDevice is not encrypted/,
    ],
    "a root volume that is not known yet": [
      instance({ rootBlockDevice: UNKNOWN }),
      /^was-base: cannot be proven: whether rootBlockDevice is encrypted is not known yet/,
    ],
    "a server's second volume in clear": [
      instance({
        ...encryptedRoot,
        ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true }, { deviceName: "/dev/sdg" }],
      }),
      "was-base: volume /dev/sdg is not encrypted\nMend: set encrypted to true.",
    ],
    "a volume without a name in clear": [instance({ ...encryptedRoot, ebsBlockDevices: [{}] }), /a volume is not/],
    "volumes that are not known yet": [
      instance({ ...encryptedRoot, ebsBlockDevices: UNKNOWN }),
      /cannot be proven: whether a volume is encrypted/,
    ],
    "a spot instance's volume in clear": [
      [resource("ec2/spotInstanceRequest:SpotInstanceRequest", "cheap", {})],
      /^cheap: rootBlockDevice is not encrypted/,
    ],
    "a launch configuration's volumes in clear": [
      configuration({ ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: false }] }),
      /^old: rootBlockDevice is not encrypted/,
      /^old: volume \/dev\/sdf is not encrypted/,
    ],
    "a template without block devices": [
      template(),
      "was: leaves the encryption of its root volume to the image (blockDeviceMappings)\n" +
        "Mend: map the root device with ebs.encrypted: true.",
    ],
    "a template that maps no disk but those of the host, and so leaves the root volume to the image": [
      template({ deviceName: "/dev/sdb", virtualName: "ephemeral0" }),
      /^was: leaves the encryption of its root volume to the image/,
    ],
    "a template that maps a second volume alone": [
      template({ deviceName: "/dev/sdf", ebs: { encrypted: "true" } }),
      /^was: leaves the encryption of its root volume to the image/,
    ],
    "a template's volume in clear": [template(root("false")), /^was: volume \/dev\/sda1 is not encrypted/],
    "a template's volume that says nothing": [template(root()), /^was: volume \/dev\/sda1 is not encrypted/],
    "a template's volume that is not known yet": [
      template({ deviceName: "/dev/sda1", ebs: UNKNOWN }),
      /^was: cannot be proven: whether volume \/dev\/sda1 is encrypted/,
    ],
    "a template's encryption that is not known yet": [template(root(UNKNOWN)), /^was: cannot be proven: /],
    "a template's block device that is not known yet": [
      template(root("true"), UNKNOWN),
      /cannot be proven: .*a volume/,
    ],
    "a template's block devices that are not known yet": [
      [resource("ec2/launchTemplate:LaunchTemplate", "was", { blockDeviceMappings: UNKNOWN })],
      /^was: cannot be proven: whether a volume is encrypted/,
    ],
    "volumes of a spot fleet in clear": [
      [
        resource("ec2/spotFleetRequest:SpotFleetRequest", "fleet", {
          launchSpecifications: [{ ami: "ami-1", rootBlockDevices: [{ volumeSize: 8 }] }],
        }),
      ],
      /^fleet: .*is not encrypted/,
    ],
    "volumes of a spot fleet that are left to the image": [
      [
        resource("ec2/spotFleetRequest:SpotFleetRequest", "fleet", {
          launchSpecifications: [{ ami: "ami-1", ebsBlockDevices: [{ deviceName: "/dev/sdf" }] }],
        }),
      ],
      /^fleet: rootBlockDevices is not encrypted/,
      /^fleet: volume \/dev\/sdf is not encrypted/,
    ],
  },
  allows: {
    "each kind of storage that is encrypted": everyWhole(true),
    "encryption that is written as text": everyWhole("true"),
    "a Redshift cluster that says nothing: its default is on": [resource("redshift/cluster:Cluster", "warehouse")],
    "a Valkey group that says nothing: its default is on": [
      resource("elasticache/replicationGroup:ReplicationGroup", "sessions", { engine: "valkey" }),
    ],
    "a search domain that is encrypted": [
      resource("opensearch/domain:Domain", "search", { encryptAtRest: { enabled: true } }),
    ],
    "encryption by default, which is on where it says nothing": [
      resource("ebs/encryptionByDefault:EncryptionByDefault", "region", {}),
    ],
    "volumes of a spot fleet that are encrypted": [
      resource("ec2/spotFleetRequest:SpotFleetRequest", "fleet", {
        launchSpecifications: [
          {
            ami: "ami-1",
            rootBlockDevices: [{ encrypted: true }],
            ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true }],
          },
        ],
      }),
    ],
    "a server with encrypted volumes": instance({
      ...encryptedRoot,
      ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true }],
    }),
    "a server with a disk of its host": instance({
      ...encryptedRoot,
      ephemeralBlockDevices: [{ deviceName: "/dev/sdb", virtualName: "ephemeral0" }],
    }),
    "a launch configuration with encrypted volumes": configuration(encryptedRoot),
    "a template with an encrypted volume": template(root("true")),
    "a template with an encrypted volume, a disk of its host and a device left out": template(
      root(true),
      { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
      { deviceName: "/dev/sdc", noDevice: "" },
    ),
    "a bucket: S3 encrypts every object": [resource("s3/bucket:Bucket", "logs", {})],
  },
});
