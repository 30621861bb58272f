import { gzipSync } from "node:zlib";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";
import { group, later, server, template } from "../builders";
import { change, type Composition } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

const base64 = (text: string | Buffer) => Buffer.from(text).toString("base64");
const SCRIPT = "#!/bin/sh\nexport DATABASE_PASSWORD=correct-horse-battery\nexec /usr/local/bin/start\n";

const MARIADB = { instanceClass: "db.t4g.micro", engine: "mariadb", username: "app", password: "a-password" };

const encrypted = caughtBy("encrypted-at-rest", [
  {
    title: "a root volume that is not encrypted",
    before: () => {
      change(aws.ec2.Instance, "was-base", { rootBlockDevice: { volumeType: "gp3", encrypted: false } });
    },
    says: "was-base: rootBlockDevice is not encrypted",
  },
  {
    title: "a root volume left to the image",
    before: () => {
      change(aws.ec2.Instance, "bastion", { rootBlockDevice: undefined });
    },
    says: "bastion: rootBlockDevice is not encrypted",
  },
  {
    title: "a log volume that is not encrypted",
    before: () => {
      change(aws.ec2.Instance, "web-base", { ebsBlockDevices: [{ deviceName: "/dev/sdf", volumeSize: 10 }] });
    },
    says: "web-base: volume /dev/sdf is not encrypted",
  },
  {
    title: "a volume of a launch template that is not encrypted",
    before: () => {
      const ebs = { volumeType: "gp3", encrypted: "false" };
      change(aws.ec2.LaunchTemplate, "web", { blockDeviceMappings: [{ deviceName: "/dev/sda1", ebs }] });
    },
    says: "web: volume /dev/sda1 is not encrypted",
  },
  {
    title: "a launch template that leaves its volumes to the image",
    before: () => {
      change(aws.ec2.LaunchTemplate, "was", { blockDeviceMappings: [] });
    },
    says: "was: leaves the encryption of its root volume to the image",
  },
  {
    title: "a launch template whose volumes are not known yet",
    before: () => {
      change(aws.ec2.LaunchTemplate, "was", { blockDeviceMappings: later([{ deviceName: "/dev/sda1", ebs: {} }]) });
    },
    says: {
      preview: "was: cannot be proven: whether a volume is encrypted is not known yet",
      update: "was: volume /dev/sda1 is not encrypted",
    },
  },
  {
    title: "a launch template that maps its second volume only",
    before: () => {
      const ebs = { encrypted: "true" };
      change(aws.ec2.LaunchTemplate, "was", { blockDeviceMappings: [{ deviceName: "/dev/sdf", ebs }] });
    },
    says: "was: leaves the encryption of its root volume to the image",
  },
  {
    title: "a spot fleet that leaves its volumes to the image",
    edit: (composition) => {
      spotFleet("spot", composition, {});
    },
    says: "spot: *encrypt",
  },
  {
    title: "a search domain that is not encrypted",
    edit: () => {
      new aws.opensearch.Domain("search", { encryptAtRest: { enabled: false } });
    },
    says: "search: *not encrypted",
  },
  {
    title: "one more volume that is not encrypted",
    edit: (composition) => {
      const data = new aws.ebs.Volume("data", { availabilityZone: "ap-northeast-2a", size: 10 });
      const { id: instanceId } = server("data", composition);
      new aws.ec2.VolumeAttachment("data", { instanceId, volumeId: data.id, deviceName: "/dev/sdg" });
    },
    says: "data: encrypted is not encrypted",
  },
  {
    title: "a primary that is not encrypted",
    before: () => {
      change(aws.rds.Instance, "database", { storageEncrypted: false });
    },
    says: "database: storageEncrypted is not encrypted",
  },
  {
    title: "a replica that does not say it is encrypted",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { storageEncrypted: undefined });
    },
    says: "database-replica-1: storageEncrypted is not encrypted",
  },
  {
    title: "a log file system that is not encrypted",
    before: () => {
      change(aws.efs.FileSystem, "logs", { encrypted: undefined });
    },
    says: "logs: encrypted is not encrypted",
  },
  {
    title: "a cluster that is not encrypted",
    edit: (composition) => {
      const vpcSecurityGroupIds = [group("aurora", composition).id];
      new aws.rds.Cluster("aurora", { engine: "aurora-mysql", vpcSecurityGroupIds });
    },
    says: "aurora: storageEncrypted is not encrypted",
  },
  {
    title: "a cache that is not encrypted",
    edit: () => {
      new aws.elasticache.ReplicationGroup("sessions", { description: "Sessions", nodeType: "cache.t4g.micro" });
    },
    says: "sessions: atRestEncryptionEnabled is not encrypted",
  },
]);

const metadata = caughtBy("imdsv2", [
  {
    title: "a base EC2 that answers without a session",
    before: () => {
      change(aws.ec2.Instance, "was-base", { metadataOptions: { httpTokens: "optional" } });
    },
    says: "was-base: answers requests for its metadata without a session (IMDSv1)",
  },
  {
    title: "a launch template that answers without a session",
    before: () => {
      change(aws.ec2.LaunchTemplate, "web", { metadataOptions: { httpEndpoint: "enabled" } });
    },
    says: "web: answers requests for its metadata without a session (IMDSv1)",
  },
  {
    title: "a bastion that says nothing of its metadata",
    before: () => {
      change(aws.ec2.Instance, "bastion", { metadataOptions: undefined });
    },
    says: "bastion: answers requests for its metadata without a session (IMDSv1)",
  },
  {
    title: "metadata options that are not known yet",
    before: () => {
      change(aws.ec2.Instance, "web-base", { metadataOptions: { httpTokens: later("optional") } });
    },
    says: {
      preview: "web-base: cannot be proven: metadataOptions.httpTokens is not known yet",
      update: "web-base: answers requests for its metadata without a session (IMDSv1)",
    },
  },
  {
    title: "a spot fleet, which cannot ask for sessions",
    edit: (composition) => {
      spotFleet("spot", composition, { rootBlockDevices: [{ encrypted: true }] });
    },
    says: "spot: starts servers from launch specifications, which answer requests for their metadata without a session",
  },
  {
    title: "one more server that answers without a session",
    edit: (composition) => {
      server("extra", composition, { metadataOptions: { httpEndpoint: "enabled" } });
    },
    says: "extra: answers requests for its metadata without a session (IMDSv1)",
  },
]);

/** A fleet that says itself what it starts. */
function spotFleet(
  name: string,
  composition: Composition,
  args: Partial<aws.types.input.ec2.SpotFleetRequestLaunchSpecification>,
): void {
  const server = {
    ami: "ami-0123456789abcdef0",
    instanceType: "t3.micro",
    subnetId: composition.network.privateSubnetIds[0],
    vpcSecurityGroupIds: [group(name, composition).id],
    associatePublicIpAddress: false,
  };
  new aws.ec2.SpotFleetRequest(name, {
    iamFleetRole: "arn:aws:iam::123456789012:role/fleet",
    targetCapacity: 1,
    launchSpecifications: [{ ...server, ...args }],
  });
}

/** Passwords by ways of writing them. */
const WAYS: [title: string, text: string, what: string][] = [
  ["the address of a database", "DATABASE_URL=mysql://app:correct-horse@database/app", "a password"],
  ["a variable of MySQL's", "export MYSQL_PWD=correct-horse", "a password"],
  ["a variable that is cut short", "export DB_PASS=correct-horse", "a password"],
  ["an option", "mysql --user app --password correct-horse", "a password"],
  ["a variable in the middle of a line", "env --chdir=/srv PASSWORD=correct-horse /srv/start", "a password"],
  ["JSON on one line", '{"user":"app","dbPassword":"correct-horse"}', "a password"],
  ["a client's secret", "export OAUTH_CLIENT_SECRET=correct-horse", "a password"],
  ["a login", "echo ubuntu:correct-horse | chpasswd", "a password"],
];

/** User data of one more server. */
function userData(title: string, args: Partial<aws.ec2.InstanceArgs>, says: string): Unsafe {
  const edit: Unsafe["edit"] = (composition) => {
    server("extra", composition, args);
  };
  return { title, edit, says };
}

const CLOUD_CONFIG = `#cloud-config
write_files:
  - path: /etc/app.env
    encoding: gzip+base64
    content: ${base64(gzipSync("SPRING_DATASOURCE_PASSWORD=correct-horse-battery\n"))}
`;

const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

const secrets = caughtBy("no-secret-in-user-data", [
  userData("a password in plain text", { userData: SCRIPT }, "userData of extra holds what looks like a password"),
  userData(
    "a password in Base64",
    { userDataBase64: base64(SCRIPT) },
    "userDataBase64 of extra holds what looks like a password",
  ),
  userData(
    "a password in a compressed file of cloud-init",
    { userDataBase64: base64(CLOUD_CONFIG) },
    "userDataBase64 of extra holds what looks like a password",
  ),
  userData(
    "a password in user data that is compressed as a whole",
    { userDataBase64: base64(gzipSync(CLOUD_CONFIG)) },
    "userDataBase64 of extra holds what looks like a password",
  ),
  userData(
    "an AWS access key",
    { userData: "#!/bin/sh\naws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE\n" },
    "userData of extra holds what looks like an AWS access key",
  ),
  ...WAYS.map(([title, text, what]) =>
    userData(
      `${what} in ${title}`,
      { userData: `#!/bin/sh\n${text}\n` },
      `userData of extra holds what looks like ${what}`,
    ),
  ),
  {
    title: "a password in a spot fleet",
    edit: (composition) => {
      spotFleet("spot", composition, { userData: SCRIPT });
    },
    says: "*spot holds what looks like a password",
  },
  userData("a private key", { userData: KEY }, "userData of extra holds what looks like a private key"),
  {
    title: "a password that is made with it",
    edit: (composition) => {
      const { result } = new random.RandomPassword("admin", { length: 24, special: false });
      server("extra", composition, { userData: pulumi.interpolate`#!/bin/sh\necho admin:${result} | chpasswd\n` });
    },
    says: {
      preview: 'userData of extra is made from the secret "admin"',
      update: 'userData of extra holds the secret of "admin"',
    },
  },
  {
    title: "the database's own password in a launch template",
    edit: ({ child }) => {
      const { result } = child(random.RandomPassword, "database");
      const script = pulumi.interpolate`#!/bin/sh\nmysql --password='${result}'\n`;
      template("batch", [], { userData: script.apply(base64) });
    },
    says: {
      preview: 'userData of batch is made from the secret "database"',
      update: 'userData of batch holds the secret of "database"',
    },
  },
  {
    title: "a private key that is made with it",
    edit: (composition) => {
      const key = new tls.PrivateKey("deploy", { algorithm: "ED25519" });
      server("extra", composition, { userDataBase64: key.privateKeyOpenssh.apply(base64) });
    },
    says: {
      preview: 'userDataBase64 of extra is made from the secret "deploy"',
      update: 'userDataBase64 of extra holds the secret of "deploy"',
    },
  },
  {
    title: "a secret of Secrets Manager that is written out",
    edit: (composition) => {
      const secret = new aws.secretsmanager.Secret("token", {}, { protect: true });
      const secretString = "s3cr3t-token-of-a-partner";
      new aws.secretsmanager.SecretVersion("token", { secretId: secret.id, secretString });
      server("extra", composition, {
        userData: `#!/bin/sh\ncurl -H 'Authorization: ${secretString}' https://partner\n`,
      });
    },
    says: 'userData of extra holds the secret of "token"',
  },
  {
    title: "a password that the WAS boots with",
    before: () => {
      change(aws.ec2.LaunchTemplate, "was", { userData: base64(SCRIPT) });
    },
    says: "userData of was holds what looks like a password",
  },
]);

const replicas = caughtBy("replica-follows-primary", [
  {
    title: "a password that RDS manages",
    before: () => {
      change(aws.rds.Instance, "database", { manageMasterUserPassword: true, password: undefined });
    },
    says: 'primary "database" lets RDS manage its password, and RDS refuses replicas of such a primary',
  },
  {
    title: "a primary without backups",
    before: () => {
      change(aws.rds.Instance, "database", { backupRetentionPeriod: 0 });
    },
    says: 'primary "database" has no backups, which a replica is made from',
  },
  {
    title: "a primary that does not say how long it keeps backups",
    before: () => {
      change(aws.rds.Instance, "database", { backupRetentionPeriod: undefined });
    },
    says: 'primary "database" has no backups, which a replica is made from',
  },
  {
    title: "a primary whose backups are not known yet",
    before: () => {
      change(aws.rds.Instance, "database", { backupRetentionPeriod: later(0) });
    },
    says: {
      preview: 'primary "database" cannot be proven to have backups',
      update: 'primary "database" has no backups',
    },
  },
  {
    title: "a replica of another primary, which leaves this one without",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { replicateSourceDb: "legacy" });
    },
    says: 'replica "database-replica-1" follows legacy, which is not part of this stack',
  },
  {
    title: "a primary that is left without a replica",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { replicateSourceDb: "legacy" });
    },
    says: 'primary "database" has no replica',
  },
  {
    title: "a replica whose primary is not known yet",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { replicateSourceDb: later("legacy") });
    },
    says: {
      preview:
        'replica "database-replica-1" cannot be proven to follow a primary: "replicateSourceDb" of database-replica-1 is not known yet',
      update: 'replica "database-replica-1" follows legacy, which is not part of this stack',
    },
  },
  {
    title: "a replica that says its own password",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { username: "app", password: "a-password" });
    },
    says: 'replica "database-replica-1" says password, which it takes over from its primary',
  },
  {
    title: "a second database without a replica",
    edit: (composition) => {
      const vpcSecurityGroupIds = [group("reports", composition).id];
      new aws.rds.Instance("reports", { ...MARIADB, storageEncrypted: true, vpcSecurityGroupIds });
    },
    says: 'primary "reports" has no replica',
  },
]);

export const secrecy = [...encrypted, ...metadata, ...secrets, ...replicas];
