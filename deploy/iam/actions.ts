/**
 * Resource type → the IAM actions that the AWS provider (terraform-provider-aws 6) calls for resources of the type as
 * this program uses it, and what limits each of them. A type that is missing here stops the making of a policy.
 *
 * Facts: the provider's sources; the Service Authorization Reference for what an action may be limited by (held by a
 * test); for what services ask of their callers beyond the action itself, their guides, named where they are used.
 */
import {
  acm,
  adopt,
  any,
  autoscaling,
  create,
  ec2,
  ec2OfAnyone,
  efs,
  elb,
  type Entry,
  type Grant,
  iam,
  list,
  logs,
  named,
  own,
  parameter,
  rds,
  refuseForeign,
  type Resource,
  route53,
  s3,
  secretsManager,
  serviceLinkedRole,
} from "./grant";

const INTERFACES_ARE_UNTAGGED = "network interfaces that services and instances make carry no tags";

/** What it takes to start servers; Auto Scaling asks it of whoever makes a group from a launch template. */
function runInstances(images: Grant[], keyPair: string): Grant[] {
  return [
    create(["ec2:RunInstances"], ec2("instance/*")),
    own(["ec2:RunInstances"], ec2("subnet/*"), ec2("security-group/*")),
    named(["ec2:RunInstances"], keyPair),
    any(
      "the provider tags volumes and network interfaces only once they are there",
      ["ec2:RunInstances"],
      ec2("volume/*"),
      ec2("network-interface/*"),
    ),
    ...images,
  ];
}

/** The accounts that publish the images of the program's operating systems: Amazon, and Canonical for Ubuntu. */
const IMAGE_OWNERS = ["amazon", "099720109477"];

/** The image of the settings, or whichever their publishers' newest is. */
function imageOf({ inputs, ignoreChanges }: Resource): Grant {
  const image: unknown = inputs.ami ?? inputs.imageId;
  const isFixed = typeof image === "string" && image.startsWith("ami-") && !ignoreChanges.includes("ami");
  return isFixed
    ? named(["ec2:RunInstances"], ec2OfAnyone(`image/${image}`))
    : {
        ...named(["ec2:RunInstances"], ec2OfAnyone("image/*")),
        condition: { StringEquals: { "ec2:Owner": IMAGE_OWNERS } },
      };
}

/** Reading the parameter that names an image, for `resolve:ssm:` (EC2 guide, "Use a Systems Manager parameter instead of an AMI ID"). */
function imageParameter({ inputs }: Resource): Grant[] {
  const match = /^resolve:ssm:([^:]+)/.exec(String(inputs.imageId));
  return match === null ? [] : [named(["ssm:GetParameters"], parameter(match[1]))];
}

const INSTANCE_READ = list(
  "ec2:DescribeImages",
  "ec2:DescribeInstanceCreditSpecifications",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeTags",
  "ec2:DescribeVolumes",
  "ec2:DescribeVolumesModifications",
  "ec2:DescribeIamInstanceProfileAssociations",
  "ec2:DescribeVpcs",
);

/** What Elastic Load Balancing, RDS and EFS look up in the name of whoever places something into subnets. */
const PLACEMENT_READ = list(
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSubnets",
  "ec2:DescribeVpcs",
);

const SECURITY_GROUP = ec2("security-group/*");
const securityGroupRule = (direction: "Ingress" | "Egress"): Entry => ({
  read: [list("ec2:DescribeSecurityGroupRules")],
  write: [
    own(
      [`ec2:AuthorizeSecurityGroup${direction}`, `ec2:RevokeSecurityGroup${direction}`, "ec2:ModifySecurityGroupRules"],
      SECURITY_GROUP,
    ),
    own(["ec2:ModifySecurityGroupRules"], ec2("security-group-rule/*")),
    any(
      "the provider tags a rule only once it is there; the group it is in has to be the stack's own",
      [`ec2:AuthorizeSecurityGroup${direction}`],
      ec2("security-group-rule/*"),
    ),
    adopt(["ec2:CreateTags"], ec2("security-group-rule/*")),
    retag("security-group-rule"),
  ],
});

/**
 * What is made under a name of the stack with its tags, and from then on told by both. Tagging takes a permission of its
 * own, which services ask for with the request that creates something too.
 */
function taggedKind(
  arns: string[],
  entry: { creates: string[]; tags: string; untags: string; changes: string[] },
): Grant[] {
  return [
    create(entry.creates, ...arns),
    adopt([entry.tags], ...arns),
    own([entry.tags, entry.untags, ...entry.changes], ...arns),
  ];
}

const LOAD_BALANCER_TAGS = { tags: "elasticloadbalancing:AddTags", untags: "elasticloadbalancing:RemoveTags" };
const RDS_TAGS = { tags: "rds:AddTagsToResource", untags: "rds:RemoveTagsFromResource" };
const FILE_SYSTEM = efs("file-system/*");
const bucketPart = (reads: string[], writes: string[]): Entry => ({
  read: [named(reads, s3("{bucket}"))],
  write: [named(writes, s3("{bucket}"))],
});

/** Auto Scaling group ARNs hold an id before the name. */
const group = (name: string) => autoscaling(`autoScalingGroup:*:autoScalingGroupName/${name}`);

/** Some actions know a log group with, others without what ends in its streams. */
const logGroup = [logs("log-group:{name}"), logs("log-group:{name}:*")];

/**
 * A replica may take its source's place once it is promoted, or be named as version 0.1.0 did: all of these names begin with
 * that of the source, and so does that of a database which is restored (docs/deploying.md).
 */
const databases = ({ replicateSourceDb }: Resource["inputs"]) => [
  rds("db:{name}"),
  ...(replicateSourceDb === undefined ? [] : [rds("db:{replicateSourceDb}-*")]),
];

const DATABASE_FILTER = "the provider finds instances by a filter, which is asked of all of them";

/** Changing tags, of EC2's resources. */
const retag = (kind: string) => own(["ec2:CreateTags", "ec2:DeleteTags"], ec2(`${kind}/*`));

/** A kind of EC2's resources, made with the stack's tags, and from then on told by them. */
function ec2Kind(
  kind: string,
  entry: { creates: string; within?: string[]; changes: string[]; reads: string[] },
): Entry {
  const here = ec2(`${kind}/*`);
  return {
    read: [list(...entry.reads)],
    write: [
      create([entry.creates], here),
      ...(entry.within ? [own([entry.creates], ...entry.within.map((other) => ec2(`${other}/*`)))] : []),
      own(entry.changes, here),
      retag(kind),
    ],
  };
}

const PROFILE_CHANGES = [
  "iam:AddRoleToInstanceProfile",
  "iam:DeleteInstanceProfile",
  "iam:RemoveRoleFromInstanceProfile",
  "iam:TagInstanceProfile",
  "iam:UntagInstanceProfile",
];
const ROLE_CHANGES = ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"];

/** Entries by type; functions where the inputs of a resource decide. */
export const ACTIONS: Partial<Record<string, Entry | ((resource: Resource) => Entry)>> = {
  "aws:acm/certificate:Certificate": ({ inputs }) => ({
    read: [named(["acm:DescribeCertificate", "acm:ListTagsForCertificate"], acm("certificate/*"))],
    write: [
      ...(inputs.certificateBody === undefined
        ? [{ ...list("acm:RequestCertificate"), tags: "request" as const }]
        : [
            create(["acm:ImportCertificate"], acm("certificate/*")),
            own(["acm:ImportCertificate"], acm("certificate/*")),
          ]),
      adopt(["acm:AddTagsToCertificate"], acm("certificate/*")),
      own(["acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RemoveTagsFromCertificate"], acm("certificate/*")),
    ],
  }),
  "aws:acm/certificateValidation:CertificateValidation": {
    read: [named(["acm:DescribeCertificate"], acm("certificate/*"))],
    write: [],
  },

  "aws:autoscaling/group:Group": {
    read: [
      list(
        "autoscaling:DescribeAutoScalingGroups",
        "autoscaling:DescribeInstanceRefreshes",
        "autoscaling:DescribeLoadBalancerTargetGroups",
        "autoscaling:DescribeScalingActivities",
        "autoscaling:DescribeTags",
        "elasticloadbalancing:DescribeTargetHealth",
      ),
    ],
    write: [
      named(
        [
          "autoscaling:AttachLoadBalancerTargetGroups",
          "autoscaling:CancelInstanceRefresh",
          "autoscaling:CreateAutoScalingGroup",
          "autoscaling:CreateOrUpdateTags",
          "autoscaling:DeleteAutoScalingGroup",
          "autoscaling:DeleteTags",
          "autoscaling:DetachLoadBalancerTargetGroups",
          "autoscaling:StartInstanceRefresh",
          "autoscaling:UpdateAutoScalingGroup",
        ],
        group("{name}"),
      ),
      // Auto Scaling guide, "Control Amazon EC2 launch template usage in Auto Scaling groups"; the rest of what its
      // servers take is with the launch template.
      own(["ec2:RunInstances"], ec2("launch-template/*")),
      {
        ...create(["ec2:CreateTags"], ec2("instance/*"), ec2("volume/*"), ec2("network-interface/*")),
        condition: { StringEquals: { "ec2:CreateAction": "RunInstances" } },
      },
      serviceLinkedRole("autoscaling.amazonaws.com"),
    ],
  },
  "aws:autoscaling/lifecycleHook:LifecycleHook": {
    read: [list("autoscaling:DescribeLifecycleHooks")],
    write: [
      named(["autoscaling:DeleteLifecycleHook", "autoscaling:PutLifecycleHook"], group("{autoscalingGroupName}")),
    ],
  },
  "aws:autoscaling/policy:Policy": {
    read: [list("autoscaling:DescribePolicies")],
    write: [named(["autoscaling:DeletePolicy", "autoscaling:PutScalingPolicy"], group("{autoscalingGroupName}"))],
  },

  "aws:cloudwatch/logGroup:LogGroup": {
    read: [list("logs:DescribeLogGroups"), named(["logs:ListTagsForResource"], ...logGroup)],
    write: [
      create(["logs:CreateLogGroup"], ...logGroup),
      adopt(["logs:TagResource"], ...logGroup),
      own(
        [
          "logs:DeleteLogGroup",
          "logs:DeleteRetentionPolicy",
          "logs:PutRetentionPolicy",
          "logs:TagResource",
          "logs:UntagResource",
        ],
        ...logGroup,
      ),
    ],
  },

  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    read: [list("ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups")],
    write: [
      // The provider tags the group that comes with the VPC, then empties it.
      adopt(["ec2:CreateTags"], SECURITY_GROUP),
      own(["ec2:RevokeSecurityGroupEgress", "ec2:RevokeSecurityGroupIngress"], SECURITY_GROUP),
      retag("security-group"),
    ],
  },
  "aws:ec2/eip:Eip": ({ inputs }) => ({
    read: [list("ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute")],
    write: [
      create(["ec2:AllocateAddress"], ec2("elastic-ip/*")),
      own(["ec2:ReleaseAddress"], ec2("elastic-ip/*")),
      retag("elastic-ip"),
      ...(inputs.instance === undefined
        ? []
        : [
            own(["ec2:AssociateAddress", "ec2:DisassociateAddress"], ec2("elastic-ip/*")),
            own(["ec2:AssociateAddress"], ec2("instance/*")),
            any(
              INTERFACES_ARE_UNTAGGED,
              ["ec2:AssociateAddress", "ec2:DisassociateAddress"],
              ec2("network-interface/*"),
            ),
          ]),
    ],
  }),
  // A role of the stack publishes them: no log delivery of the caller's, as S3 would take.
  "aws:ec2/flowLog:FlowLog": ec2Kind("vpc-flow-log", {
    creates: "ec2:CreateFlowLogs",
    within: ["vpc"],
    changes: ["ec2:DeleteFlowLogs"],
    reads: ["ec2:DescribeFlowLogs"],
  }),
  "aws:ec2/instance:Instance": (resource) => ({
    // The attributes hold user data, which of other servers is nobody's business.
    read: [INSTANCE_READ, own(["ec2:DescribeInstanceAttribute"], ec2("instance/*"))],
    write: [
      ...runInstances([imageOf(resource)], ec2("key-pair/{keyName}")),
      own(
        [
          "ec2:AssociateIamInstanceProfile",
          "ec2:DisassociateIamInstanceProfile",
          "ec2:ModifyInstanceAttribute",
          "ec2:ModifyInstanceMetadataOptions",
          "ec2:ReplaceIamInstanceProfileAssociation",
          "ec2:StartInstances",
          "ec2:StopInstances",
          "ec2:TerminateInstances",
        ],
        ec2("instance/*"),
      ),
      own(["ec2:ModifyVolume"], ec2("volume/*")),
      adopt(["ec2:CreateTags"], ec2("volume/*")),
      retag("instance"),
      retag("volume"),
    ],
  }),
  "aws:ec2/internetGateway:InternetGateway": {
    read: [list("ec2:DescribeInternetGateways")],
    write: [
      create(["ec2:CreateInternetGateway"], ec2("internet-gateway/*")),
      own(["ec2:AttachInternetGateway", "ec2:DetachInternetGateway"], ec2("internet-gateway/*"), ec2("vpc/*")),
      own(["ec2:DeleteInternetGateway"], ec2("internet-gateway/*")),
      retag("internet-gateway"),
    ],
  },
  "aws:ec2/keyPair:KeyPair": {
    read: [list("ec2:DescribeKeyPairs")],
    write: [
      create(["ec2:ImportKeyPair"], ec2("key-pair/{name}")),
      own(["ec2:DeleteKeyPair"], ec2("key-pair/*")),
      retag("key-pair"),
    ],
  },
  "aws:ec2/launchTemplate:LaunchTemplate": (resource) => ({
    read: [list("ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions")],
    write: [
      create(["ec2:CreateLaunchTemplate"], ec2("launch-template/*")),
      own(
        ["ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate", "ec2:ModifyLaunchTemplate"],
        ec2("launch-template/*"),
      ),
      retag("launch-template"),
      ...runInstances([imageOf(resource)], ec2("key-pair/{keyName}")),
      ...imageParameter(resource),
    ],
  }),
  "aws:ec2/natGateway:NatGateway": ({ inputs }) => {
    const address = String(inputs.allocationId);
    return {
      read: [list("ec2:DescribeNatGateways", "ec2:DescribeAddresses")],
      write: [
        create(["ec2:CreateNatGateway"], ec2("natgateway/*")),
        own(["ec2:CreateNatGateway"], ec2("subnet/*"), ec2("vpc/*")),
        address.startsWith("eipalloc-")
          ? named(["ec2:CreateNatGateway"], ec2(`elastic-ip/${address}`))
          : own(["ec2:CreateNatGateway"], ec2("elastic-ip/*")),
        own(["ec2:DeleteNatGateway"], ec2("natgateway/*")),
        retag("natgateway"),
      ],
    };
  },
  "aws:ec2/route:Route": {
    read: [list("ec2:DescribeRouteTables")],
    write: [own(["ec2:CreateRoute", "ec2:DeleteRoute", "ec2:ReplaceRoute"], ec2("route-table/*"))],
  },
  "aws:ec2/routeTable:RouteTable": ec2Kind("route-table", {
    creates: "ec2:CreateRouteTable",
    within: ["vpc"],
    changes: ["ec2:DeleteRouteTable", "ec2:DisassociateRouteTable"],
    reads: ["ec2:DescribeRouteTables"],
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    read: [list("ec2:DescribeRouteTables")],
    write: [
      own(
        ["ec2:AssociateRouteTable", "ec2:DisassociateRouteTable", "ec2:ReplaceRouteTableAssociation"],
        ec2("route-table/*"),
        ec2("subnet/*"),
      ),
    ],
  },
  "aws:ec2/securityGroup:SecurityGroup": ec2Kind("security-group", {
    creates: "ec2:CreateSecurityGroup",
    within: ["vpc"],
    // The provider takes out the rule that lets everything out.
    changes: ["ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupEgress"],
    reads: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups"],
  }),
  "aws:ec2/subnet:Subnet": ec2Kind("subnet", {
    creates: "ec2:CreateSubnet",
    within: ["vpc"],
    changes: ["ec2:DeleteSubnet", "ec2:ModifySubnetAttribute"],
    reads: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
  }),
  "aws:ec2/vpc:Vpc": {
    read: [
      list("ec2:DescribeNetworkAcls", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroups", "ec2:DescribeVpcs"),
      own(["ec2:DescribeVpcAttribute"], ec2("vpc/*")),
    ],
    write: [
      create(["ec2:CreateVpc"], ec2("vpc/*")),
      own(["ec2:DeleteVpc", "ec2:ModifyVpcAttribute"], ec2("vpc/*")),
      retag("vpc"),
    ],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    read: [list("ec2:DescribePrefixLists", "ec2:DescribeVpcEndpoints")],
    write: [
      create(["ec2:CreateVpcEndpoint"], ec2("vpc-endpoint/*")),
      own(["ec2:CreateVpcEndpoint"], ec2("vpc/*"), ec2("route-table/*")),
      own(["ec2:ModifyVpcEndpoint"], ec2("vpc-endpoint/*"), ec2("route-table/*")),
      own(["ec2:DeleteVpcEndpoints"], ec2("vpc-endpoint/*")),
      retag("vpc-endpoint"),
    ],
  },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": securityGroupRule("Egress"),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": securityGroupRule("Ingress"),

  "aws:efs/backupPolicy:BackupPolicy": ({ inputs: { backupPolicy } }) => ({
    read: [named(["elasticfilesystem:DescribeBackupPolicy"], FILE_SYSTEM)],
    write: [
      own(["elasticfilesystem:PutBackupPolicy"], FILE_SYSTEM),
      ...((backupPolicy as { status: string }).status === "ENABLED" ? [serviceLinkedRole("backup.amazonaws.com")] : []),
    ],
  }),
  "aws:efs/fileSystem:FileSystem": {
    read: [
      named(
        [
          "elasticfilesystem:DescribeFileSystems",
          "elasticfilesystem:DescribeLifecycleConfiguration",
          "elasticfilesystem:ListTagsForResource",
        ],
        FILE_SYSTEM,
      ),
    ],
    write: [
      {
        ...list("elasticfilesystem:CreateFileSystem"),
        tags: "request",
        condition: { Bool: { "elasticfilesystem:Encrypted": "true" } },
      },
      {
        ...create(["elasticfilesystem:TagResource"], FILE_SYSTEM),
        condition: { StringEquals: { "elasticfilesystem:CreateAction": "CreateFileSystem" } },
      },
      own(
        [
          "elasticfilesystem:DeleteFileSystem",
          "elasticfilesystem:PutLifecycleConfiguration",
          "elasticfilesystem:TagResource",
          "elasticfilesystem:UntagResource",
          "elasticfilesystem:UpdateFileSystem",
        ],
        FILE_SYSTEM,
      ),
      serviceLinkedRole("elasticfilesystem.amazonaws.com"),
    ],
  },
  "aws:efs/fileSystemPolicy:FileSystemPolicy": {
    read: [named(["elasticfilesystem:DescribeFileSystemPolicy"], FILE_SYSTEM)],
    write: [own(["elasticfilesystem:DeleteFileSystemPolicy", "elasticfilesystem:PutFileSystemPolicy"], FILE_SYSTEM)],
  },
  "aws:efs/mountTarget:MountTarget": {
    read: [
      named(
        ["elasticfilesystem:DescribeMountTargets", "elasticfilesystem:DescribeMountTargetSecurityGroups"],
        FILE_SYSTEM,
      ),
      PLACEMENT_READ,
    ],
    write: [
      own(["elasticfilesystem:CreateMountTarget", "elasticfilesystem:DeleteMountTarget"], FILE_SYSTEM),
      // EFS API reference, "CreateMountTarget" and "DeleteMountTarget".
      own(["ec2:CreateNetworkInterface"], ec2("subnet/*"), SECURITY_GROUP),
      any(
        INTERFACES_ARE_UNTAGGED,
        ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
        ec2("network-interface/*"),
      ),
    ],
  },

  "aws:iam/instanceProfile:InstanceProfile": {
    read: [
      named(["iam:GetInstanceProfile"], iam("instance-profile/{name}")),
      named(["iam:GetRole"], iam("role/{role}")),
    ],
    write: [
      create(["iam:CreateInstanceProfile"], iam("instance-profile/{name}")),
      named(PROFILE_CHANGES, iam("instance-profile/{name}")),
      refuseForeign(PROFILE_CHANGES, iam("instance-profile/{name}")),
    ],
  },
  "aws:iam/role:Role": ({ inputs }) => ({
    read: [
      named(
        [
          "iam:GetRole",
          "iam:GetRolePolicy",
          "iam:ListAttachedRolePolicies",
          "iam:ListInstanceProfilesForRole",
          "iam:ListRolePolicies",
        ],
        iam("role/{name}"),
      ),
    ],
    write: [
      create(["iam:CreateRole"], iam("role/{name}")),
      named(ROLE_CHANGES, iam("role/{name}")),
      refuseForeign(ROLE_CHANGES, iam("role/{name}")),
      {
        ...named(["iam:PassRole"], iam("role/{name}")),
        condition: { StringEquals: { "iam:PassedToService": trustedServices(inputs.assumeRolePolicy) } },
      },
    ],
  }),
  "aws:iam/rolePolicy:RolePolicy": {
    read: [named(["iam:GetRolePolicy"], iam("role/{role}"))],
    write: [
      named(["iam:DeleteRolePolicy", "iam:PutRolePolicy"], iam("role/{role}")),
      refuseForeign(["iam:DeleteRolePolicy", "iam:PutRolePolicy"], iam("role/{role}")),
    ],
  },

  "aws:lb/listener:Listener": {
    read: [
      list(
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeTags",
      ),
    ],
    write: [
      own(["elasticloadbalancing:CreateListener"], elb("loadbalancer/app/{loadBalancerArn}/*")),
      adopt([LOAD_BALANCER_TAGS.tags], elb("listener/app/{loadBalancerArn}/*/*")),
      own(
        [
          ...Object.values(LOAD_BALANCER_TAGS),
          "elasticloadbalancing:DeleteListener",
          "elasticloadbalancing:ModifyListener",
          "elasticloadbalancing:ModifyListenerAttributes",
        ],
        elb("listener/app/{loadBalancerArn}/*/*"),
      ),
    ],
  },
  "aws:lb/loadBalancer:LoadBalancer": {
    read: [
      list(
        "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers",
        "elasticloadbalancing:DescribeTags",
      ),
      PLACEMENT_READ,
    ],
    write: [
      ...taggedKind([elb("loadbalancer/app/{name}/*")], {
        ...LOAD_BALANCER_TAGS,
        creates: ["elasticloadbalancing:CreateLoadBalancer"],
        changes: [
          "elasticloadbalancing:DeleteLoadBalancer",
          "elasticloadbalancing:ModifyLoadBalancerAttributes",
          "elasticloadbalancing:SetSecurityGroups",
          "elasticloadbalancing:SetSubnets",
        ],
      }),
      serviceLinkedRole("elasticloadbalancing.amazonaws.com"),
    ],
  },
  "aws:lb/targetGroup:TargetGroup": {
    read: [
      list(
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
      ),
    ],
    write: [
      ...taggedKind([elb("targetgroup/{name}/*")], {
        ...LOAD_BALANCER_TAGS,
        creates: ["elasticloadbalancing:CreateTargetGroup"],
        changes: [
          "elasticloadbalancing:DeleteTargetGroup",
          "elasticloadbalancing:ModifyTargetGroup",
          "elasticloadbalancing:ModifyTargetGroupAttributes",
        ],
      }),
    ],
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    read: [list("elasticloadbalancing:DescribeTargetHealth")],
    write: [
      own(
        ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"],
        elb("targetgroup/{targetGroupArn}/*"),
      ),
    ],
  },

  "aws:rds/instance:Instance": ({ inputs }) => ({
    read: [
      any(DATABASE_FILTER, ["rds:DescribeDBInstances"], rds("db:*")),
      named(["rds:ListTagsForResource"], ...databases(inputs)),
      PLACEMENT_READ,
      own(["ec2:DescribeVpcAttribute"], ec2("vpc/*")),
    ],
    write: [
      ...taggedKind(databases(inputs), {
        ...RDS_TAGS,
        creates: ["rds:CreateDBInstance", "rds:CreateDBInstanceReadReplica"],
        changes: ["rds:DeleteDBInstance", "rds:ModifyDBInstance", "rds:RebootDBInstance"],
      }),
      // A replica is made in the name of its source too, and takes over the groups of it.
      ...(inputs.replicateSourceDb === undefined
        ? [
            named(
              ["rds:CreateDBInstance", "rds:CreateDBInstanceReadReplica", "rds:ModifyDBInstance"],
              rds("subgrp:{dbSubnetGroupName}"),
              rds("pg:{parameterGroupName}"),
              rds("og:default:*"),
            ),
          ]
        : [own(["rds:CreateDBInstanceReadReplica"], rds("db:{replicateSourceDb}"))]),
      ...(inputs.finalSnapshotIdentifier === undefined
        ? []
        : [
            // RDS guide, "Deleting a DB instance": the last snapshot is made, and tagged, in the caller's name.
            own(["rds:CreateDBSnapshot"], rds("db:{name}")),
            named(["rds:AddTagsToResource", "rds:CreateDBSnapshot"], rds("snapshot:{logicalName}-last-????????")),
          ]),
      serviceLinkedRole("rds.amazonaws.com"),
    ],
  }),
  "aws:rds/parameterGroup:ParameterGroup": {
    read: [
      named(["rds:DescribeDBParameterGroups", "rds:DescribeDBParameters", "rds:ListTagsForResource"], rds("pg:{name}")),
    ],
    write: [
      ...taggedKind([rds("pg:{name}")], {
        ...RDS_TAGS,
        creates: ["rds:CreateDBParameterGroup"],
        changes: ["rds:DeleteDBParameterGroup", "rds:ModifyDBParameterGroup", "rds:ResetDBParameterGroup"],
      }),
    ],
  },
  "aws:rds/subnetGroup:SubnetGroup": {
    read: [named(["rds:DescribeDBSubnetGroups", "rds:ListTagsForResource"], rds("subgrp:{name}")), PLACEMENT_READ],
    write: [
      ...taggedKind([rds("subgrp:{name}")], {
        ...RDS_TAGS,
        creates: ["rds:CreateDBSubnetGroup"],
        changes: ["rds:DeleteDBSubnetGroup", "rds:ModifyDBSubnetGroup"],
      }),
    ],
  },

  "aws:route53/record:Record": (resource) => ({
    read: [
      named(["route53:GetHostedZone", "route53:ListResourceRecordSets"], route53("hostedzone/{zoneId}")),
      // A change has an id and no owner.
      named(["route53:GetChange"], route53("change/*")),
    ],
    write: [
      {
        ...named(["route53:ChangeResourceRecordSets"], route53("hostedzone/{zoneId}")),
        condition: {
          "ForAllValues:StringLike": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": recordName(resource),
          },
        },
      },
    ],
  }),

  "aws:s3/bucket:Bucket": ({ inputs }) => ({
    read: [
      named(
        [
          "s3:GetAccelerateConfiguration",
          "s3:GetBucketAcl",
          "s3:GetBucketCORS",
          "s3:GetBucketLocation",
          "s3:GetBucketLogging",
          "s3:GetBucketObjectLockConfiguration",
          "s3:GetBucketPolicy",
          "s3:GetBucketRequestPayment",
          "s3:GetBucketTagging",
          "s3:GetBucketVersioning",
          "s3:GetBucketWebsite",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:GetReplicationConfiguration",
          "s3:ListBucket",
          "s3:ListTagsForResource",
        ],
        s3("{name}"),
      ),
    ],
    write: [
      named(
        ["s3:CreateBucket", "s3:DeleteBucket", "s3:PutBucketTagging", "s3:TagResource", "s3:UntagResource"],
        s3("{name}"),
      ),
      ...(inputs.forceDestroy === true
        ? [
            named(["s3:ListBucketVersions"], s3("{name}")),
            named(["s3:DeleteObject", "s3:DeleteObjectVersion"], s3("{name}/*")),
          ]
        : []),
    ],
  }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": bucketPart(
    ["s3:GetLifecycleConfiguration"],
    ["s3:PutLifecycleConfiguration"],
  ),
  "aws:s3/bucketPolicy:BucketPolicy": bucketPart(
    ["s3:GetBucketPolicy"],
    ["s3:DeleteBucketPolicy", "s3:PutBucketPolicy"],
  ),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketPart(
    ["s3:GetBucketPublicAccessBlock"],
    ["s3:PutBucketPublicAccessBlock"],
  ),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": bucketPart(
    ["s3:GetEncryptionConfiguration"],
    ["s3:PutEncryptionConfiguration"],
  ),

  // Secrets Manager adds six characters to a name.
  "aws:secretsmanager/secret:Secret": {
    read: [
      own(["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"], secretsManager("secret:{name}*")),
    ],
    write: taggedKind([secretsManager("secret:{name}*")], {
      tags: "secretsmanager:TagResource",
      untags: "secretsmanager:UntagResource",
      creates: ["secretsmanager:CreateSecret"],
      changes: ["secretsmanager:DeleteSecret", "secretsmanager:UpdateSecret"],
    }),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    read: [
      own(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], secretsManager("secret:{secretId}*")),
    ],
    write: [
      own(
        ["secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"],
        secretsManager("secret:{secretId}*"),
      ),
    ],
  },
};

/** The services a trust policy lets in. */
function trustedServices(trustPolicy: unknown): string[] {
  const { Statement } = JSON.parse(String(trustPolicy)) as { Statement: { Principal: { Service: string } }[] };
  return Statement.map(({ Principal }) => Principal.Service);
}

/** The name of a record, or what the proof of a certificate is called, which ACM chooses. */
function recordName({ inputs, of }: Resource): string {
  return typeof inputs.name === "string" && inputs.name.includes(".") ? inputs.name.toLowerCase() : `_*.${of("name")}`;
}
