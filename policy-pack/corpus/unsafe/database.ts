import * as aws from "@pulumi/aws";
import {
  EVERY_PORT,
  group,
  INTERNET,
  lambda,
  later,
  legacyRule,
  letIn,
  letInGroup,
  openGroup,
  port,
  server,
  wear,
} from "../builders";
import { change } from "../composition";
import { caughtBy } from "./unsafe-edit";

const TO_DATABASE = 'group "database" → database:3306';

export const database = caughtBy("database-only-from-was", [
  {
    title: "a primary that is publicly accessible",
    before: () => {
      change(aws.rds.Instance, "database", { publiclyAccessible: true });
    },
    says: "database is publicly accessible",
  },
  {
    title: "a replica that is publicly accessible",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { publiclyAccessible: true });
    },
    says: "database-replica-1 is publicly accessible",
  },
  {
    title: "a replica that may be publicly accessible",
    before: () => {
      change(aws.rds.Instance, "database-replica-1", { publiclyAccessible: later(true) });
    },
    says: {
      preview: "cannot be proven: database-replica-1 is publicly accessible",
      update: "database-replica-1 is publicly accessible",
    },
  },
  {
    title: "the database open to WEB",
    edit: ({ database, web }) => {
      letInGroup("web-to-database", database.securityGroupId, web.securityGroupId, port(3306));
    },
    says: `web* in group "web" → rule "web-to-database" → ${TO_DATABASE}`,
  },
  {
    title: "the bastion, where its tunnels are not approved",
    settings: { "database.bastionAccess": true },
    says: `bastion in group "bastion" → rule "bastion-to-database" of ReplicatedDatabase "database" → ${TO_DATABASE}`,
  },
  {
    title: "the database open to the VPC",
    edit: ({ database, network }) => {
      letIn("inside", database.securityGroupId, { cidrIpv4: network.cidrBlock, ...port(3306) });
    },
    says: `networks with 10.20.0.0/16 → rule "inside" → ${TO_DATABASE}`,
  },
  {
    title: "the database open to the internet",
    edit: ({ database }) => {
      letIn("anyone", database.securityGroupId, { cidrIpv4: INTERNET, ...EVERY_PORT });
    },
    says: 'internet → rule "anyone" → group "database" → database on every port',
  },
  {
    title: "an analyst's address",
    edit: ({ database }) => {
      legacyRule("analyst", database.securityGroupId, { cidrBlocks: ["203.0.113.7/32"], ...port(3306) });
    },
    says: `internet → rule "analyst" → ${TO_DATABASE}`,
  },
  {
    title: "the WAS's group worn by another server",
    edit: (composition) => {
      server("report", composition, { vpcSecurityGroupIds: [composition.was.securityGroupId] });
    },
    says: `report in group "was" → rule "was-to-database" of WasTier "was" → ${TO_DATABASE}`,
  },
  {
    title: "the WAS's group put on WEB",
    edit: (composition) => {
      wear("shortcut", composition, "web", composition.was.securityGroupId);
    },
    says: `web-base in group "was" → rule "was-to-database" of WasTier "was" → ${TO_DATABASE}`,
  },
  {
    title: "a function in the WAS's group",
    edit: (composition) => {
      lambda("report", composition, [composition.was.securityGroupId]);
    },
    says: `report in group "was" → rule "was-to-database" of WasTier "was" → ${TO_DATABASE}`,
  },
  {
    title: "the database's group worn by a server that it lets in",
    edit: (composition) => {
      const { database } = composition;
      server("report", composition, { vpcSecurityGroupIds: [database.securityGroupId] });
      legacyRule("cluster", database.securityGroupId, { self: true, ...port(3306) });
    },
    says: `report* in group "database" → rule "cluster" → ${TO_DATABASE}`,
  },
  {
    title: "a proxy that is let in",
    edit: (composition) => {
      const { network, database } = composition;
      const proxy = group("proxy", composition);
      new aws.rds.Proxy("proxy", {
        engineFamily: "MYSQL",
        roleArn: "arn:aws:iam::123456789012:role/proxy",
        vpcSubnetIds: network.privateSubnetIds,
        vpcSecurityGroupIds: [proxy.id],
        auths: [{ secretArn: database.secretArn }],
      });
      letInGroup("proxy-to-database", database.securityGroupId, proxy.id, port(3306));
    },
    says: `proxy in group "proxy" → rule "proxy-to-database" → ${TO_DATABASE}`,
  },
  {
    title: "a replication instance that is let in",
    edit: (composition) => {
      const { network, database } = composition;
      const copy = group("copy", composition);
      const subnets = new aws.dms.ReplicationSubnetGroup("copy", {
        replicationSubnetGroupId: "copy",
        replicationSubnetGroupDescription: "Copies of the database",
        subnetIds: network.privateSubnetIds,
      });
      new aws.dms.ReplicationInstance("copy", {
        replicationInstanceId: "copy",
        replicationInstanceClass: "dms.t3.micro",
        replicationSubnetGroupId: subnets.id,
        vpcSecurityGroupIds: [copy.id],
      });
      letInGroup("copy-to-database", database.securityGroupId, copy.id, port(3306));
    },
    says: `copy in group "copy" → rule "copy-to-database" → ${TO_DATABASE}`,
  },
  {
    title: "a second database that is open",
    edit: (composition) => {
      const { network } = composition;
      const subnets = new aws.rds.SubnetGroup("reports", { subnetIds: network.publicSubnetIds });
      new aws.rds.Instance("reports", {
        instanceClass: "db.t4g.micro",
        engine: "mysql",
        storageEncrypted: true,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [openGroup("reports", composition, 3306).id],
      });
    },
    says: 'internet → rule "reports-open" → group "reports" → reports:3306',
  },
  {
    title: "a cluster with a member that is publicly accessible",
    edit: (composition) => {
      const { network } = composition;
      const subnets = new aws.rds.SubnetGroup("aurora", { subnetIds: network.isolatedSubnetIds });
      const cluster = new aws.rds.Cluster("aurora", {
        engine: "aurora-mysql",
        storageEncrypted: true,
        dbSubnetGroupName: subnets.name,
        vpcSecurityGroupIds: [group("aurora", composition).id],
      });
      new aws.rds.ClusterInstance("aurora", {
        clusterIdentifier: cluster.id,
        engine: "aurora-mysql",
        instanceClass: "db.t4g.medium",
        publiclyAccessible: true,
      });
    },
    says: "aurora is publicly accessible",
  },
  {
    title: "a data warehouse that is open",
    edit: (composition) => {
      new aws.redshift.Cluster("warehouse", {
        clusterIdentifier: "warehouse",
        nodeType: "ra3.large",
        encrypted: "true",
        vpcSecurityGroupIds: [openGroup("warehouse", composition, 5439).id],
      });
    },
    says: 'internet → rule "warehouse-open" → group "warehouse" → warehouse:5439',
  },
  {
    title: "a document database that is open",
    edit: (composition) => {
      const vpcSecurityGroupIds = [openGroup("documents", composition, 27017).id];
      new aws.docdb.Cluster("documents", { storageEncrypted: true, vpcSecurityGroupIds });
    },
    says: 'internet → rule "documents-open" → group "documents" → documents:27017',
  },
  {
    title: "a cache that is open",
    edit: (composition) => {
      new aws.elasticache.ReplicationGroup("sessions", {
        description: "Sessions",
        atRestEncryptionEnabled: true,
        securityGroupIds: [openGroup("sessions", composition, 6379).id],
      });
    },
    says: 'internet → rule "sessions-open" → group "sessions" → sessions:6379',
  },
  {
    title: "the database in the default group, which is opened",
    before: () => {
      change(aws.rds.Instance, "database", { vpcSecurityGroupIds: undefined });
    },
    edit: (composition) => {
      const { id } = composition.child(aws.ec2.DefaultSecurityGroup, "main");
      letIn("debug", id, { cidrIpv4: "10.20.0.0/16", ...port(3306) });
    },
    says: 'networks with 10.20.0.0/16 → rule "debug" → group "default group of main" → database:3306',
  },
  {
    title: "a source for the database that is not known yet",
    edit: ({ database }) => {
      letIn("anyone", database.securityGroupId, { cidrIpv4: later("0.0.0.0/2"), ...port(3306) });
    },
    says: {
      preview: `cannot be proven: *anyone → rule "anyone" → ${TO_DATABASE}`,
      update: `internet → rule "anyone" → ${TO_DATABASE}`,
    },
  },
]);
