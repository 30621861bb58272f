import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Nature, natureOf } from "./neutral-types";

const SDK = dirname(require.resolve("@pulumi/aws/package.json"));

/** Every resource type of the SDK, as its modules register them. */
function typesOfSdk(): string[] {
  const modules = readdirSync(SDK).map((name) => join(SDK, name, "index.js"));
  return modules
    .filter((file) => existsSync(file))
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/case "(aws:[^"]+)":/g)].map(([, type]) => type));
}

/** `ec2/vpcEndpoint` */
const short = (type: string) => type.split(":")[1];

describe("the nature of a type", () => {
  const NATURES: [type: string, nature: Nature][] = [
    ["aws:ec2/instance:Instance", "neutral"],
    ["aws:alb/listener:Listener", "neutral"],
    ["aws:s3/bucket:Bucket", "neutral"],
    ["random:index/randomPassword:RandomPassword", "neutral"],
    ["tls:index/privateKey:PrivateKey", "neutral"],
    ["aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "connector"],
    ["aws:ec2transitgateway/vpcAttachment:VpcAttachment", "connector"],
    ["aws:ec2/vpnConnection:VpnConnection", "connector"],
    ["aws:directconnect/gateway:Gateway", "connector"],
    ["aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation", "connector"],
    ["aws:ram/resourceShare:ResourceShare", "connector"],
    ["aws:cloudformation/stack:Stack", "creator"],
    ["aws:servicecatalog/provisionedProduct:ProvisionedProduct", "creator"],
    ["aws:elasticbeanstalk/environment:Environment", "creator"],
    ["aws-native:ec2:Instance", "creator"],
    ["pulumi-nodejs:dynamic:Resource", "creator"],
    ["aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint", "not modelled"],
    ["aws:ec2clientvpn/endpoint:Endpoint", "not modelled"],
    ["aws:ec2/vpcEndpointService:VpcEndpointService", "not modelled"],
    ["aws:rds/proxy:Proxy", "not modelled"],
    ["aws:lambda/function:Function", "not modelled"],
    ["aws:globalaccelerator/endpointGroup:EndpointGroup", "not modelled"],
    ["aws:apigatewayv2/vpcLink:VpcLink", "not modelled"],
    ["aws:cloudfront/vpcOrigin:VpcOrigin", "not modelled"],
    ["aws:vpclattice/resourceGateway:ResourceGateway", "not modelled"],
    ["aws:verifiedaccess/endpoint:Endpoint", "not modelled"],
    ["aws:eks/cluster:Cluster", "not modelled"],
    ["aws:ecs/service:Service", "not modelled"],
    ["aws:something/new:New", "not modelled"],
    ["somewhere:index:Thing", "foreign"],
    // They wear security groups in subnets, whatever their module is about otherwise.
    ["aws:route53/resolverEndpoint:ResolverEndpoint", "not modelled"],
    ["aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "not modelled"],
    ["aws:s3/filesMountTarget:FilesMountTarget", "not modelled"],
  ];
  for (const [type, nature] of NATURES) {
    it(`of ${type} is ${nature}`, () => {
      assert.equal(natureOf(type), nature);
    });
  }
});

describe("the types of the SDK", () => {
  let types: string[];
  let neutral: string[];
  before(() => {
    types = typesOfSdk();
    neutral = types.filter((type) => natureOf(type) === "neutral");
  });

  it("are all read", () => {
    assert.ok(types.length > 1700, String(types.length));
    assert.equal(new Set(types).size, types.length);
  });

  it("are each of one nature", () => {
    const natures = new Set(types.map((type) => natureOf(type)));
    assert.deepEqual([...natures].sort(), ["connector", "creator", "neutral", "not modelled"]);
  });

  // Reviewed one by one: read by the model, or about names, rights and settings in spite of its name.
  it("are neutral by review where their name suggests that they reach into a network", () => {
    const suspicious =
      /(vpc|gateway|endpoint|peering|attachment|listener|loadBalancer|proxy|accelerator|tunnel|link|connection)/i;
    const found = neutral.filter((type) => suspicious.test(type.split(":")[2])).map(short);
    assert.deepEqual(found.sort(), REVIEWED_NAMES);
  });

  it("are neutral by review where they can be put in a VPC", () => {
    const found = neutral.filter((type) => {
      const declaration = join(SDK, `${short(type)}.d.ts`);
      if (!existsSync(declaration)) return false;
      const text = readFileSync(declaration, "utf8");
      return /^ {4}(vpcS|s)ecurityGroup(Id)?s?\??:|^ {4}subnet(Id)?s?\??:|^ {4}vpcConfig\w*\??:/m.test(
        text.slice(text.indexOf("Args {")),
      );
    });
    assert.deepEqual(found.map(short).sort(), REVIEWED_PLACES);
  });
});

const REVIEWED_NAMES = [
  "alb/listener",
  "alb/listenerCertificate",
  "alb/listenerRule",
  "alb/loadBalancer",
  "alb/targetGroupAttachment",
  "autoscaling/attachment",
  "autoscaling/trafficSourceAttachment",
  "cloudwatch/eventConnection",
  "cloudwatch/eventEndpoint",
  "cognito/identityPoolRoleAttachment",
  "ec2/defaultVpc",
  "ec2/defaultVpcDhcpOptions",
  "ec2/egressOnlyInternetGateway",
  "ec2/internetGateway",
  "ec2/internetGatewayAttachment",
  "ec2/natGateway",
  "ec2/natGatewayEipAssociation",
  "ec2/networkInterfaceAttachment",
  "ec2/networkInterfaceSecurityGroupAttachment",
  "ec2/volumeAttachment",
  "ec2/vpc",
  "ec2/vpcBlockPublicAccessExclusion",
  "ec2/vpcBlockPublicAccessOptions",
  "ec2/vpcDhcpOptions",
  "ec2/vpcDhcpOptionsAssociation",
  "ec2/vpcEncryptionControl",
  "ec2/vpcEndpoint",
  "ec2/vpcEndpointConnectionNotification",
  "ec2/vpcEndpointPolicy",
  "ec2/vpcEndpointRouteTableAssociation",
  "ec2/vpcEndpointSubnetAssociation",
  "ec2/vpcIpam",
  "ec2/vpcIpamPool",
  "ec2/vpcIpamPoolCidr",
  "ec2/vpcIpamPoolCidrAllocation",
  "ec2/vpcIpamPreviewNextCidr",
  "ec2/vpcIpamScope",
  "ec2/vpcIpv4CidrBlockAssociation",
  "ec2/vpcIpv6CidrBlockAssociation",
  "ec2/vpcNetworkPerformanceMetricSubscription",
  "ec2/vpcSecurityGroupRulesExclusive",
  "elb/attachment",
  "elb/listenerPolicy",
  "elb/loadBalancer",
  "elb/loadBalancerBackendServerPolicy",
  "elb/loadBalancerCookieStickinessPolicy",
  "elb/loadBalancerPolicy",
  "iam/groupPolicyAttachment",
  "iam/groupPolicyAttachmentsExclusive",
  "iam/policyAttachment",
  "iam/rolePolicyAttachment",
  "iam/rolePolicyAttachmentsExclusive",
  "iam/serviceLinkedRole",
  "iam/userPolicyAttachment",
  "iam/userPolicyAttachmentsExclusive",
  "lb/listener",
  "lb/listenerCertificate",
  "lb/listenerRule",
  "lb/loadBalancer",
  "lb/targetGroupAttachment",
  "oam/link",
  "organizations/policyAttachment",
  "rds/clusterEndpoint",
  "rds/proxyDefaultTargetGroup",
  "route53/vpcAssociationAuthorization",
  "sesv2/multiRegionEndpoint",
  "ssoadmin/customerManagedPolicyAttachment",
  "ssoadmin/customerManagedPolicyAttachmentsExclusive",
  "ssoadmin/managedPolicyAttachment",
  "ssoadmin/managedPolicyAttachmentsExclusive",
  "ssoadmin/permissionsBoundaryAttachment",
];

const REVIEWED_PLACES = [
  "alb/loadBalancer",
  "ec2/defaultNetworkAcl",
  "ec2/flowLog",
  "ec2/instance",
  "ec2/launchConfiguration",
  "ec2/launchTemplate",
  "ec2/natGateway",
  "ec2/networkAcl",
  "ec2/networkAclAssociation",
  "ec2/networkInterface",
  "ec2/networkInterfaceSecurityGroupAttachment",
  "ec2/routeTableAssociation",
  "ec2/securityGroupAssociation",
  "ec2/securityGroupRule",
  "ec2/spotInstanceRequest",
  "ec2/subnetCidrReservation",
  "ec2/vpcBlockPublicAccessExclusion",
  "ec2/vpcEndpoint",
  "ec2/vpcEndpointSubnetAssociation",
  "ec2/vpcSecurityGroupRulesExclusive",
  "efs/mountTarget",
  "elb/loadBalancer",
  "lb/loadBalancer",
  "rds/cluster",
  "rds/instance",
  "rds/subnetGroup",
  // Restricts whom it answers; it has no address of its own.
  "s3/accessPoint",
  "vpc/securityGroupEgressRule",
  "vpc/securityGroupIngressRule",
];
