import { component, UNKNOWN } from "../test-support";
import { survivesOneZone } from "./survives-one-zone";
import { aws, change, describePolicy, edited, idOf, instance, refreshed, without } from "./three-tier.test";

const ONE_ZONE = { availabilityZone: "eu-west-1a" };

describePolicy(survivesOneZone, {
  denies: {
    "a load balancer in one zone": [
      edited(({ webBalancer, public1 }) => {
        webBalancer.inputs.subnets = [idOf(public1)];
        return [];
      }),
      'load balancer "web" stands in one zone\nMend: give it subnets in two zones.',
    ],
    "a load balancer in two subnets of one zone": [
      edited(({ wasBalancer, private1, public1 }) => {
        wasBalancer.inputs.subnets = [idOf(private1), idOf(public1)];
        return [];
      }),
      /^load balancer "was" stands in one zone/,
    ],
    "a load balancer whose subnets are not known yet": [
      change("webBalancer", { subnets: UNKNOWN }),
      'load balancer "web" stands in zones that are not known yet\nMend: give it subnets in two zones.',
    ],
    "a load balancer in subnets outside of the stack": [
      change("webBalancer", { subnets: ["subnet-1", "subnet-2"] }),
      /^load balancer "web" stands in zones that are not known yet/,
    ],
    "a load balancer without subnets": [change("webBalancer", { subnets: undefined }), /load balancer "web" stands in/],
    "one server at least in two zones": [
      edited(({ webScalingGroup }) => {
        webScalingGroup.inputs.minSize = 1;
        return [];
      }, "webBase"),
      'WEB may lose every server with one zone: group "web" has at least 1 server(s) in 2 zones\n' +
        "Mend: set minSize to at least 2, in subnets of two zones.",
    ],
    "many servers in one zone": [
      edited(({ wasScalingGroup, private1 }) => {
        Object.assign(wasScalingGroup.inputs, { minSize: 4, vpcZoneIdentifiers: [idOf(private1)] });
        return [];
      }),
      'WAS may lose every server with one zone: group "was" has at least 4 server(s) in 1 zone\n' +
        "Mend: set minSize to at least 2, in subnets of two zones.",
    ],
    "a number of servers that is not known yet": [
      change("wasScalingGroup", { minSize: UNKNOWN }),
      /WAS may lose every server with one zone: group "was" has at least an unknown number of server\(s\) in 2 zones/,
    ],
    "a group that says no number of servers": [change("wasScalingGroup", { minSize: undefined }), /^WAS may lose/],
    "a group whose subnets are not known yet": [
      change("wasScalingGroup", { vpcZoneIdentifiers: UNKNOWN }),
      /^WAS may lose .* group "was" has at least 2 server\(s\) in zones that are not known yet\n/,
    ],
    "a group whose subnet ids come from nowhere in the stack: a group may have two in one zone": [
      change("wasScalingGroup", { vpcZoneIdentifiers: [UNKNOWN, UNKNOWN] }),
      /^WAS may lose .* zones that are not known yet\n/,
    ],
    "two groups that are each lost with a zone": [
      edited(({ was, wasScalingGroup, private1, private2 }) => {
        Object.assign(wasScalingGroup.inputs, { vpcZoneIdentifiers: [idOf(private1)] });
        const other = { minSize: 1, vpcZoneIdentifiers: [idOf(private1), idOf(private2)] };
        return [aws("autoscaling/group:Group", "was-2", other, { parent: was })];
      }),
      /group "was" has at least 2 server\(s\) in 1 zone; group "was-2" has at least 1 server\(s\) in 2 zones/,
    ],
    "a tier of a load balancer and one server": [
      without("wasScalingGroup"),
      "WAS may lose every server with one zone: there is no group\n" +
        "Mend: set minSize to at least 2, in subnets of two zones.",
    ],
    "a tier of a single server": [
      without("wasScalingGroup", "wasBalancer", "wasListener"),
      /^WAS may lose every server with one zone/,
    ],
    "databases that are all in one zone": [
      change("replica", ONE_ZONE),
      '"database" and its replicas may all be in the same zone: "database" in eu-west-1a, "database-replica-1" in eu-west-1a\n' +
        "Mend: set multiAz, or put a replica into another zone.",
    ],
    "databases in two zones that do not follow each other": [
      change("replica", { replicateSourceDb: undefined }),
      /^"database" and its replicas may all be in the same zone: "database" in eu-west-1a\n/,
      /^"database-replica-1" and its replicas may all be in the same zone: "database-replica-1" in eu-west-1b\n/,
    ],
    "a database whose zone is not known yet": [
      change("replica", { availabilityZone: UNKNOWN }),
      /"database" in eu-west-1a, "database-replica-1" in a zone not known yet/,
    ],
    "databases that leave the zone to AWS": [
      change("replica", { availabilityZone: undefined }),
      /"database-replica-1" in a zone not known yet/,
    ],
    "a single database": [
      without("replica"),
      /^"database" and its replicas may all be in the same zone: "database" in eu-west-1a\n/,
    ],
    "a multi-AZ setting that is not known yet": [
      edited(({ primary }) => {
        primary.inputs.multiAz = UNKNOWN;
        return [];
      }, "replica"),
      /^"database" and its replicas may all be in the same zone/,
    ],
    "a file system with one mount target": [
      without("mountTarget2"),
      'log file system "logs" has 1 mount target\nMend: make it regional, with a mount target in every zone.',
    ],
    "a file system without mount targets": [without("mountTarget1", "mountTarget2"), /has 0 mount targets\n/],
    "a file system that is kept in one zone": [
      change("fileSystem", { availabilityZoneName: "eu-west-1a" }),
      /^log file system "logs" is kept in one zone\n/,
    ],
    "a file system that may be kept in one zone": [
      change("fileSystem", { availabilityZoneName: UNKNOWN }),
      /cannot be proven.*log file system "logs"|log file system "logs".*cannot be proven/,
    ],
    "mount targets of another file system": [
      change("mountTarget2", { fileSystemId: "fs-1" }),
      /^log file system "logs" has 1 mount target\n/,
    ],
    "mount targets of a file system that is not known yet": [
      change("mountTarget2", { fileSystemId: UNKNOWN }),
      /^log file system "logs" has 1 mount target\n/,
    ],
    "each of them by itself": [
      edited(({ wasScalingGroup, replica }) => {
        wasScalingGroup.inputs.minSize = 1;
        Object.assign(replica.inputs, ONE_ZONE);
        return [];
      }, "mountTarget1"),
      /^WAS may lose/,
      /^"database" and its replicas/,
      /^log file system/,
    ],
  },
  allows: {
    "two servers in two zones": without("webBase", "wasBase"),
    "three servers in three zones": edited(({ vpc, webScalingGroup }) => {
      const private3 = aws("ec2/subnet:Subnet", "private-3", {
        vpcId: idOf(vpc),
        cidrBlock: "10.0.12.0/24",
        availabilityZone: "eu-west-1c",
      });
      webScalingGroup.inputs.minSize = 3;
      webScalingGroup.inputs.vpcZoneIdentifiers = [
        ...(webScalingGroup.inputs.vpcZoneIdentifiers as []),
        idOf(private3),
      ];
      return [private3];
    }),
    "a number of servers that is written as text": change("webScalingGroup", { minSize: "2" }),
    "one group of several that survives": edited(({ was, private1 }) => [
      aws("autoscaling/group:Group", "was-2", { minSize: 1, vpcZoneIdentifiers: [idOf(private1)] }, { parent: was }),
    ]),
    "servers that stand alone in two zones": edited(
      ({ was, wasGroup, private1 }) => [
        instance("was-second", { subnetId: idOf(private1), vpcSecurityGroupIds: [idOf(wasGroup)] }, { parent: was }),
      ],
      "wasScalingGroup",
    ),
    "a load balancer that names its subnets by mappings": edited(({ webBalancer, public1, public2 }) => {
      webBalancer.inputs.subnets = undefined;
      webBalancer.inputs.subnetMappings = [{ subnetId: idOf(public1) }, { subnetId: idOf(public2) }];
      return [];
    }),
    "subnets whose zones are given by their ids": edited(({ public1, public2 }) => {
      Object.assign(public1.inputs, { availabilityZone: undefined, availabilityZoneId: "euw1-az1" });
      Object.assign(public2.inputs, { availabilityZone: undefined, availabilityZoneId: "euw1-az2" });
      return [];
    }),
    "a database that stands by in a second zone": edited(({ primary }) => {
      primary.inputs.multiAz = true;
      return [];
    }, "replica"),
    "a database that stands by, as text": edited(({ primary }) => {
      primary.inputs.multiAz = "true";
      return [];
    }, "replica"),
    "a file system of which AWS reports no zone": refreshed(
      edited(({ fileSystem }) => {
        fileSystem.outputs.availabilityZoneName = "";
        return [];
      }),
    ),
    "one outbound address: it is the exception": without("natGateway", "privateRoute"),
    "a bastion in one zone": without("web", "was"),
    "a stack without tiers, databases and file systems": [component("Bastion", "bastion")],
  },
});
