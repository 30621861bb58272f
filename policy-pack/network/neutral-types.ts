/** Types of resources that never give anyone a way to a server: they hold data, rights, names, metrics or settings. */
import { kindOf, packageOf } from "./types";

/** Modules of the AWS provider whose types have no addresses in a VPC and pass no connections on. */
const NEUTRAL_MODULES = new Set(
  (
    "accessanalyzer account acm acmpca appautoscaling appconfig athena auditmanager autoscalingplans backup budgets cfg " +
    "chatbot cloudtrail cloudwatch codecommit codeartifact cognito config costexplorer cur detective devopsguru dlm " +
    "dynamodb ebs ecr ecrpublic fis glacier guardduty iam identitystore inspector inspector2 invoicing kinesis kms " +
    "lakeformation licensemanager macie macie2 notifications oam observabilityadmin organizations pricing rbin " +
    "resiliencehub resourceexplorer resourcegroups resourcegroupstaggingapi rolesanywhere route53 route53domains rum " +
    "s3 s3control s3tables savingsplans scheduler schemas secretsmanager securityhub securitylake serverlessrepository " +
    "servicediscovery servicequotas ses sesv2 sfn shield signer sns sqs ssmcontacts ssmincidents ssm ssoadmin " +
    "swf timestreamquery timestreamwrite verifiedpermissions waf wafregional wafv2 xray"
  ).split(" "),
);

/** Types of the other modules, and those that the model reads through a type it belongs to. */
const NEUTRAL_KINDS = new Set(
  (
    "autoscaling/lifecycleHook autoscaling/notification autoscaling/policy autoscaling/schedule autoscaling/tag " +
    "autoscaling/group autoscaling/attachment autoscaling/trafficSourceAttachment " +
    "ec2/ami ec2/amiCopy ec2/amiFromInstance ec2/amiLaunchPermission ec2/allowedImagesSettings " +
    "ec2/availabilityZoneGroup ec2/capacityBlockReservation ec2/capacityReservation ec2/dedicatedHost " +
    "ec2/defaultCreditSpecification ec2/defaultNetworkAcl ec2/defaultRouteTable ec2/defaultSecurityGroup " +
    "ec2/defaultSubnet ec2/defaultVpc ec2/defaultVpcDhcpOptions ec2/egressOnlyInternetGateway ec2/eip " +
    "ec2/eipAssociation ec2/eipDomainName ec2/encryptionControl ec2/fleet ec2/flowLog ec2/imageBlockPublicAccess " +
    "ec2/instance ec2/instanceMetadataDefaults ec2/internetGateway ec2/internetGatewayAttachment ec2/keyPair " +
    "ec2/launchConfiguration ec2/launchTemplate ec2/mainRouteTableAssociation ec2/managedPrefixList " +
    "ec2/managedPrefixListEntry ec2/natGateway ec2/natGatewayEipAssociation ec2/networkAcl ec2/networkAclAssociation " +
    "ec2/networkAclRule ec2/networkInsightsAccessScope ec2/networkInsightsAnalysis ec2/networkInsightsPath " +
    "ec2/networkInterface ec2/networkInterfaceAttachment ec2/networkInterfaceSecurityGroupAttachment " +
    "ec2/placementGroup ec2/route ec2/routeTable ec2/routeTableAssociation ec2/securityGroup " +
    "ec2/securityGroupAssociation ec2/securityGroupRule ec2/snapshotCreateVolumePermission " +
    "ec2/spotDatafeedSubscription ec2/spotFleetRequest ec2/subnet ec2/subnetCidrReservation ec2/tag " +
    "ec2/volumeAttachment ec2/vpc ec2/vpcBlockPublicAccessExclusion ec2/vpcBlockPublicAccessOptions " +
    "ec2/vpcDhcpOptions ec2/vpcDhcpOptionsAssociation ec2/vpcEncryptionControl ec2/vpcEndpoint " +
    "ec2/vpcEndpointConnectionNotification ec2/vpcEndpointPolicy ec2/vpcEndpointRouteTableAssociation " +
    "ec2/vpcEndpointSubnetAssociation ec2/vpcIpam ec2/vpcIpamPool ec2/vpcIpamPoolCidr ec2/vpcIpamPoolCidrAllocation " +
    "ec2/vpcIpamPreviewNextCidr ec2/vpcIpamScope ec2/vpcIpv4CidrBlockAssociation ec2/vpcIpv6CidrBlockAssociation " +
    "ec2/vpcNetworkPerformanceMetricSubscription ec2/vpcSecurityGroupRulesExclusive " +
    "efs/accessPoint efs/backupPolicy efs/fileSystem efs/fileSystemPolicy efs/mountTarget efs/replicationConfiguration " +
    "elb/appCookieStickinessPolicy elb/attachment elb/lbCookieStickinessPolicy elb/listenerPolicy elb/loadBalancer " +
    "elb/loadBalancerBackendServerPolicy elb/loadBalancerCookieStickinessPolicy elb/loadBalancerPolicy " +
    "elb/sslNegotiationPolicy lambda/alias lambda/layerVersion lambda/layerVersionPermission lambda/permission " +
    "lb/listener lb/listenerCertificate lb/listenerRule lb/loadBalancer lb/targetGroup lb/targetGroupAttachment " +
    "lb/trustStore lb/trustStoreRevocation " +
    "rds/certificate rds/cluster rds/clusterEndpoint rds/clusterInstance rds/clusterParameterGroup " +
    "rds/clusterRoleAssociation rds/clusterSnapshot rds/eventSubscription rds/exportTask rds/instance " +
    "rds/instanceAutomatedBackupsReplication rds/instanceRoleAssociation rds/optionGroup rds/parameterGroup " +
    "rds/proxyDefaultTargetGroup rds/reservedInstance rds/snapshot rds/snapshotCopy rds/subnetGroup " +
    "vpc/securityGroupEgressRule vpc/securityGroupIngressRule vpc/securityGroupRulesExclusive"
  ).split(" "),
);

/** Types of neutral modules that stand in subnets or wear groups all the same. */
const NOT_NEUTRAL = new Set(["route53/resolverEndpoint", "kinesis/firehoseDeliveryStream", "s3/filesMountTarget"]);

/** Packages whose resources make nothing in AWS. */
const NEUTRAL_PACKAGES = new Set("pulumi random tls time null archive local std".split(" "));

/** Types that connect the network to others, which the stack does not describe. */
const CONNECTORS =
  /^(ec2\/(vpcPeering|peeringConnection|vpn|customerGateway|carrierGateway|localGateway)|ec2transitgateway\/(?!instanceConnectEndpoint)|directconnect\/|networkmanager\/|vpclattice\/serviceNetwork|ram\/|vpn\/)/;

/** Types that make resources which the stack does not describe. */
const CREATORS = /^(cloudformation|cloudcontrol|servicecatalog|elasticbeanstalk|opsworks)\//;
const CREATOR_PACKAGES = new Set([
  "aws-native",
  "awscc",
  "aws-apigateway",
  "eks",
  "pulumi-nodejs",
  "pulumi-python",
  "terraform",
  // It runs anything, at the deployment.
  "command",
]);

export type Nature = "neutral" | "connector" | "creator" | "foreign" | "not modelled";

const known = new Map<string, Nature>();

export function natureOf(type: string): Nature {
  let nature = known.get(type);
  if (nature === undefined) known.set(type, (nature = judged(type)));
  return nature;
}

function judged(type: string): Nature {
  const kind = kindOf(type);
  const [module] = kind.split("/");
  const packageName = packageOf(type);
  if (packageName !== "aws") {
    if (NEUTRAL_PACKAGES.has(packageName)) return "neutral";
    return CREATOR_PACKAGES.has(packageName) ? "creator" : "foreign";
  }
  if (CREATORS.test(kind)) return "creator";
  if (CONNECTORS.test(kind)) return "connector";
  if (NOT_NEUTRAL.has(kind)) return "not modelled";
  return NEUTRAL_MODULES.has(module) || NEUTRAL_KINDS.has(kind) ? "neutral" : "not modelled";
}
