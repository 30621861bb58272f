import * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import { bastionUserData } from "./boot/bastion";
import { amazonLinuxImageParameter } from "./boot/operating-system";
import { architectureOf, currentImageId } from "./machine-image";
import { allow, INTERNET } from "./security-rules";
import type { VpcWithNat } from "./vpc-with-nat";

/** Settings of {@link Bastion}. */
export interface BastionSettings {
  /** IPv4 blocks operators connect from. May be neither empty nor world-open. */
  allowedCidrBlocks: string[];
  /** Name of an existing EC2 key pair. Give this or `publicKey`. */
  keyName?: string;
  /** Public key (OpenSSH format, RSA or ED25519) to import as a new key pair. Give this or `keyName`. */
  publicKey?: string;
  /** Where operators keep the private key; goes into the ssh configuration. @default "~/.ssh/<key pair name>.pem" */
  identityFile?: string;
  /** EC2 instance type. @default "t3.micro" */
  instanceType?: string;
  /** Image to start from, `ami-…`. @default the newest Amazon Linux 2023 image */
  imageId?: string;
  /** Size of the encrypted root volume in GiB. @default 8 */
  rootVolumeGiB?: number;
}

export interface BastionArgs extends BastionSettings {
  network: Pick<VpcWithNat, "vpcId" | "publicSubnetIds" | "cidrBlock">;
}

/** A server behind the bastion, for the ssh configuration. */
export interface SshHost {
  /** What to type behind `ssh`. */
  name: string;
  address: pulumi.Input<string>;
}

/** Log-in name of Amazon Linux images. */
const BASTION_USER = "ec2-user";
/** WEB and WAS run Ubuntu images, whose log-in name is `ubuntu`. */
const THROUGH_BASTION = ["User ubuntu", "ProxyJump bastion"];

/**
 * The one SSH door: operators reach it by key pair, and only it reaches the tiers.
 *
 * Creates an Amazon Linux 2023 instance in a public subnet, its fixed address, its security group, and the key pair
 * where a public key is given.
 *
 * About 14 USD a month (Seoul): a `t3.micro`, its volume and its address.
 *
 * @throws Error when `allowedCidrBlocks` is empty or world-open, or not exactly one of `keyName` and `publicKey` is given.
 */
export class Bastion extends pulumi.ComponentResource {
  /** The address operators connect to. */
  public readonly publicIp: pulumi.Output<string>;
  /** Source to name in a tier's SSH rule. */
  public readonly securityGroupId: pulumi.Output<string>;
  /** The key pair that opens the bastion, WEB and WAS. */
  public readonly keyName: pulumi.Output<string>;
  /** Command that opens a file transfer to the bastion. */
  public readonly sftpCommand: pulumi.Output<string>;
  private readonly identityFile: pulumi.Output<string>;
  /** Pattern that the private addresses of the VPC match, such as `10.20.*`. */
  private readonly addressPattern: string;

  constructor(name: string, args: BastionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("three-tier:index:Bastion", name, {}, opts);
    const child = { parent: this };
    const { network } = args;
    refuseOpenDoor(name, args.allowedCidrBlocks);
    const instanceType = args.instanceType ?? "t3.micro";

    const securityGroup = new aws.ec2.SecurityGroup(
      name,
      { vpcId: network.vpcId, description: "Bastion: SSH from operators only", tags: { Name: name } },
      child,
    );
    const here = { securityGroupId: securityGroup.id };
    for (const cidrBlock of args.allowedCidrBlocks) {
      allow(
        `operators-${cidrBlock}-to-${name}`,
        { from: { cidrBlock }, to: here, port: 22, description: "SSH and SFTP from operators" },
        child,
      );
    }
    allow(
      `${name}-to-packages`,
      { from: here, to: { cidrBlock: INTERNET }, port: 443, description: "Amazon Linux package updates" },
      child,
    );

    this.keyName = keyPairName(name, args, this);
    const instance = new aws.ec2.Instance(
      name,
      {
        ami: args.imageId ?? currentImageId(amazonLinuxImageParameter(architectureOf(instanceType)), this),
        instanceType,
        subnetId: network.publicSubnetIds[0],
        vpcSecurityGroupIds: [securityGroup.id],
        // Written out as it will be read back: with `false`, the EIP below would replace the instance at every run
        // (terraform-provider-aws #37318).
        associatePublicIpAddress: true,
        keyName: this.keyName,
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        rootBlockDevice: {
          encrypted: true,
          volumeType: "gp3",
          volumeSize: args.rootVolumeGiB ?? 8,
          tags: { Name: name },
        },
        // Small enough to stay readable in the console.
        userDataBase64: Buffer.from(bastionUserData()).toString("base64"),
        userDataReplaceOnChange: true,
        tags: { Name: name },
      },
      { parent: this, ignoreChanges: args.imageId === undefined ? ["ami"] : [] },
    );
    const eip = new aws.ec2.Eip(name, { domain: "vpc", instance: instance.id, tags: { Name: name } }, child);

    this.publicIp = eip.publicIp;
    this.securityGroupId = securityGroup.id;
    this.addressPattern = `${network.cidrBlock.split(".").slice(0, 2).join(".")}.*`;
    this.identityFile = pulumi.output(args.identityFile ?? pulumi.interpolate`~/.ssh/${this.keyName}.pem`);
    this.sftpCommand = pulumi.interpolate`sftp -i ${this.identityFile.apply(shellWord)} ${BASTION_USER}@${this.publicIp}`;
    this.registerOutputs({
      publicIp: this.publicIp,
      securityGroupId: this.securityGroupId,
      keyName: this.keyName,
      sftpCommand: this.sftpCommand,
    });
  }

  /**
   * A ready `~/.ssh/config`: the bastion, each of `hosts` by its name, and every other server of the VPC by its private
   * address, through the bastion.
   */
  public sshConfig(hosts: SshHost[]): pulumi.Output<string> {
    return pulumi
      .all([this.publicIp, this.identityFile, pulumi.output(hosts)])
      .apply(([publicIp, identityFile, behind]) =>
        [
          ["Host bastion", `HostName ${publicIp}`, `User ${BASTION_USER}`],
          ...behind.map(({ name, address }) => [`Host ${name}`, `HostName ${address}`, ...THROUGH_BASTION]),
          [`Host ${this.addressPattern}`, ...THROUGH_BASTION],
        ]
          .map((block) => [...block, `IdentityFile "${identityFile}"`, "IdentitiesOnly yes"].join("\n  "))
          .join("\n\n"),
      );
  }
}

/** Prefix length of the widest private range, 10.0.0.0/8; what is wider holds a part of the world. */
const WIDEST_BLOCK = 8;

function refuseOpenDoor(name: string, allowedCidrBlocks: string[]): void {
  if (allowedCidrBlocks.length === 0) {
    throw new Error(
      `Bastion "${name}": allowedCidrBlocks is empty, so nobody could connect; name the operators' blocks`,
    );
  }
  const open = allowedCidrBlocks.find((block) => !(Number(block.split("/")[1]) >= WIDEST_BLOCK));
  if (open !== undefined) {
    throw new Error(
      `Bastion "${name}": allowedCidrBlocks has ${open}, which is no block of /${WIDEST_BLOCK} or smaller; name the operators' blocks`,
    );
  }
}

/** A path as one word of a shell; the tilde still stands for the home directory. */
function shellWord(path: string): string {
  return path.replace(/[^\w./~@%+:,-]/g, "\\$&");
}

/** The existing key pair's name, or that of the pair imported from the public key. */
function keyPairName(name: string, args: BastionArgs, parent: Bastion): pulumi.Output<string> {
  if ((args.keyName === undefined) === (args.publicKey === undefined)) {
    throw new Error(`Bastion "${name}": give either keyName or publicKey`);
  }
  return args.publicKey === undefined
    ? pulumi.output(args.keyName as string)
    : new aws.ec2.KeyPair(name, { publicKey: args.publicKey }, { parent }).keyName;
}
