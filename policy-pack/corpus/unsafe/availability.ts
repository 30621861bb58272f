import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { foreign, group, later, scalingGroup, template } from "../builders";
import { change } from "../composition";
import { caughtBy, type Unsafe } from "./unsafe-edit";

const inProduction = (edits: Unsafe[]): Unsafe[] => edits.map((edit) => ({ stack: "prod", ...edit }));

const isProtected = caughtBy(
  "stateful-is-protected",
  inProduction([
    {
      title: "a primary that may be deleted",
      before: () => {
        change(aws.rds.Instance, "database", {}, { protect: false });
      },
      says: '"database" (aws:rds/instance:Instance) is not protected',
    },
    {
      title: "a primary that AWS may delete",
      before: () => {
        change(aws.rds.Instance, "database", { deletionProtection: false });
      },
      says: '"database" (aws:rds/instance:Instance) lets AWS delete it',
    },
    {
      title: "a replica that AWS may delete",
      before: () => {
        change(aws.rds.Instance, "database-replica-1", { deletionProtection: undefined });
      },
      says: '"database-replica-1" (aws:rds/instance:Instance) lets AWS delete it',
    },
    {
      title: "a primary without a last snapshot",
      before: () => {
        change(aws.rds.Instance, "database", { skipFinalSnapshot: true });
      },
      says: '"database" (aws:rds/instance:Instance) leaves no last snapshot',
    },
    {
      title: "a log file system that may be deleted",
      before: () => {
        change(aws.efs.FileSystem, "logs", {}, { protect: false });
      },
      says: '"logs" (aws:efs/fileSystem:FileSystem) is not protected',
    },
    {
      title: "an outbound address that may be deleted",
      before: () => {
        change(aws.ec2.Eip, "main-outbound", {}, { protect: false });
      },
      says: '"main-outbound" (aws:ec2/eip:Eip) is not protected',
    },
    {
      title: "access logs that may be deleted",
      before: () => {
        change(aws.s3.Bucket, "web-access-logs", {}, { protect: false });
      },
      says: '"web-access-logs" (aws:s3/bucket:Bucket) is not protected',
    },
    {
      title: "a secret that may be deleted",
      before: () => {
        change(aws.secretsmanager.Secret, "database", {}, { protect: false });
      },
      says: '"database" (aws:secretsmanager/secret:Secret) is not protected',
    },
    {
      title: "one more bucket that may be deleted",
      edit: () => {
        new aws.s3.Bucket("uploads");
      },
      says: '"uploads" (aws:s3/bucket:Bucket) is not protected',
    },
    {
      title: "one more table that may be deleted",
      edit: () => {
        const attributes = [{ name: "id", type: "S" }];
        new aws.dynamodb.Table("sessions", { attributes, hashKey: "id", billingMode: "PAY_PER_REQUEST" });
      },
      says: '"sessions" (aws:dynamodb/table:Table) is not protected',
    },
    {
      title: "one more bucket by an older name of its type",
      edit: () => {
        foreign("aws:s3/bucketV2:BucketV2", "uploads", {});
      },
      says: '"uploads" (aws:s3/bucketV2:BucketV2) is not protected',
    },
    {
      title: "a directory bucket that may be deleted",
      edit: () => {
        const location = { name: "apne2-az1" };
        new aws.s3.DirectoryBucket("scratch", { bucket: "scratch--apne2-az1--x-s3", location });
      },
      says: '"scratch" (aws:s3/directoryBucket:DirectoryBucket) is not protected',
    },
    {
      title: "a document database that may be deleted",
      edit: (composition) => {
        const vpcSecurityGroupIds = [group("documents", composition).id];
        new aws.docdb.Cluster("documents", { storageEncrypted: true, vpcSecurityGroupIds });
      },
      says: '"documents" (aws:docdb/cluster:Cluster) is not protected',
    },
    {
      title: "one more file system that may be deleted",
      edit: ({ network }) => {
        const subnetIds = [network.isolatedSubnetIds[0]];
        new aws.fsx.OpenZfsFileSystem("shared", { deploymentType: "SINGLE_AZ_1", throughputCapacity: 64, subnetIds });
      },
      says: '"shared" (aws:fsx/openZfsFileSystem:OpenZfsFileSystem) is not protected',
    },
    {
      title: "backups that may be deleted",
      edit: () => {
        new aws.backup.Vault("daily");
      },
      says: '"daily" (aws:backup/vault:Vault) is not protected',
    },
    {
      title: "a production stack that is no longer called one",
      settings: { production: false },
      says: '"main-outbound" (aws:ec2/eip:Eip) is not protected',
    },
  ]),
);

const survives = caughtBy(
  "survives-one-zone",
  inProduction([
    {
      title: "a group of servers in one zone",
      before: () => {
        change(aws.autoscaling.Group, "was", { vpcZoneIdentifiers: ["subnet-0123456789abcdef0"] });
      },
      says: 'WAS may lose every server with one zone: group "was" has at least 2 server(s) in',
    },
    {
      title: "a group that may shrink to one server",
      before: () => {
        change(aws.autoscaling.Group, "web", { minSize: 1 });
      },
      says: 'WEB may lose every server with one zone: group "web" has at least 1 server(s) in 2 zones',
    },
    {
      title: "a group whose least size is not known yet",
      before: () => {
        change(aws.autoscaling.Group, "web", { minSize: later(1) });
      },
      says: {
        preview: 'WEB may lose every server with one zone: group "web" has at least an unknown number of server(s)',
        update: 'WEB may lose every server with one zone: group "web" has at least 1 server(s)',
      },
    },
    {
      title: "a load balancer in one zone",
      before: () => {
        change(aws.lb.LoadBalancer, "web", { subnets: ["subnet-0123456789abcdef0"] });
      },
      says: 'load balancer "web" stands in',
    },
    {
      title: "databases that are all in one zone",
      before: () => {
        change(aws.rds.Instance, "database", { multiAz: false, availabilityZone: "ap-northeast-2a" });
        change(aws.rds.Instance, "database-replica-1", { availabilityZone: "ap-northeast-2a" });
      },
      says: '"database" and its replicas may all be in the same zone: "database" in ap-northeast-2a, "database-replica-1" in ap-northeast-2a',
    },
    {
      title: "databases that are all in one zone, beside another one that is not",
      before: () => {
        change(aws.rds.Instance, "database", { multiAz: false, availabilityZone: "ap-northeast-2a" });
        change(aws.rds.Instance, "database-replica-1", { availabilityZone: "ap-northeast-2a" });
      },
      edit: (composition) => {
        new aws.rds.Instance("reports", {
          engine: "mariadb",
          instanceClass: "db.t4g.micro",
          multiAz: true,
          storageEncrypted: true,
          vpcSecurityGroupIds: [group("reports", composition).id],
        });
      },
      says: '"database" and its replicas may all be in the same zone: "database" in ap-northeast-2a, "database-replica-1" in ap-northeast-2a',
    },
    {
      title: "a log file system of one zone",
      before: () => {
        change(aws.efs.FileSystem, "logs", { availabilityZoneName: "ap-northeast-2a" });
      },
      says: 'log file system "logs" is kept in one zone',
    },
    {
      title: "a second file system with one mount target",
      edit: ({ network, logs }) => {
        const files = new aws.efs.FileSystem("files", { encrypted: true }, { protect: true });
        const [subnetId] = network.isolatedSubnetIds;
        new aws.efs.MountTarget("files", { fileSystemId: files.id, subnetId, securityGroups: [logs.securityGroupId] });
      },
      says: 'log file system "files" has 1 mount target',
    },
  ]),
);

/** A plan of the older kind for a tier's group of servers. */
function scalingPlan(name: string, group: pulumi.Output<string>, maxCapacity: number): void {
  new aws.autoscalingplans.ScalingPlan(name, {
    applicationSource: { tagFilters: [{ key: "Project", values: ["three-tier"] }] },
    scalingInstructions: [
      {
        serviceNamespace: "autoscaling",
        resourceId: pulumi.interpolate`autoScalingGroup/${group}`,
        scalableDimension: "autoscaling:autoScalingGroup:DesiredCapacity",
        minCapacity: 1,
        maxCapacity,
        targetTrackingConfigurations: [
          {
            predefinedScalingMetricSpecification: { predefinedScalingMetricType: "ASGAverageCPUUtilization" },
            targetValue: 60,
          },
        ],
      },
    ],
  });
}

const scaling = caughtBy("scaling-within-approved-bounds", [
  {
    title: "more servers than approved",
    settings: { "web.scaling.maxSize": 9 },
    says: 'group "web" has maxSize 9; 1 to 2 are approved for WEB',
  },
  {
    title: "fewer servers than approved",
    settings: { "was.scaling.minSize": 0 },
    says: 'group "was" has minSize 0; 1 to 2 are approved for WAS',
  },
  {
    title: "a desired number that is more than approved",
    before: () => {
      change(aws.autoscaling.Group, "was", { desiredCapacity: 5 });
    },
    says: 'group "was" has desiredCapacity 5; 1 to 2 are approved for WAS',
  },
  {
    title: "a size that is not known yet",
    before: () => {
      change(aws.autoscaling.Group, "web", { maxSize: later(20) });
    },
    says: {
      preview: 'group "web" cannot be proven to keep its bounds: maxSize is not known yet',
      update: 'group "web" has maxSize 20; 1 to 2 are approved for WEB',
    },
  },
  {
    title: "a schedule that goes beyond what is approved",
    edit: ({ web }) => {
      new aws.autoscaling.Schedule("sale", {
        autoscalingGroupName: web.autoScalingGroupName,
        scheduledActionName: "sale",
        startTime: "2030-11-29T00:00:00Z",
        maxSize: 50,
      });
    },
    says: '"sale" *maxSize 50; 1 to 2 are approved for WEB',
  },
  {
    title: "a scaling plan that goes beyond what is approved",
    edit: ({ web }) => {
      scalingPlan("plan", web.autoScalingGroupName, 50);
    },
    says: '"plan" (aws:autoscalingplans/scalingPlan:ScalingPlan) starts servers within no approved sizes',
  },
  {
    title: "predictive scaling that raises the bounds by itself",
    edit: ({ web }) => {
      new aws.autoscaling.Policy("forecast", {
        autoscalingGroupName: web.autoScalingGroupName,
        policyType: "PredictiveScaling",
        predictiveScalingConfiguration: {
          metricSpecification: { targetValue: 50 },
          maxCapacityBreachBehavior: "IncreaseMaxCapacity",
        },
      });
    },
    says: '"forecast" *',
  },
  {
    title: "a fleet that belongs to no tier",
    edit: (composition) => {
      const { id: launchTemplateId } = template("batch", [group("batch", composition).id]);
      const overrides = [{ subnetId: composition.network.privateSubnetIds[0] }];
      new aws.ec2.Fleet("batch", {
        launchTemplateConfigs: [{ launchTemplateSpecification: { launchTemplateId, version: "$Latest" }, overrides }],
        targetCapacitySpecification: { defaultTargetCapacityType: "spot", totalTargetCapacity: 500 },
      });
    },
    says: '"batch" (aws:ec2/fleet:Fleet) starts servers within no approved sizes',
  },
  {
    title: "a group of servers that belongs to no tier",
    edit: ({ child, network }) => {
      const { id } = child(aws.ec2.LaunchTemplate, "web");
      scalingGroup("spare", network.privateSubnetIds, { launchTemplate: { id, version: "$Latest" } });
    },
    says: 'group "spare" is part of no tier, so no sizes are approved for it',
  },
  {
    title: "a group of servers that is made a child of a tier",
    edit: ({ child, network, web }) => {
      const { id } = child(aws.ec2.LaunchTemplate, "web");
      const launchTemplate = { id, version: "$Latest" };
      scalingGroup("spare", network.privateSubnetIds, { launchTemplate, maxSize: 30 }, { parent: web });
    },
    says: 'group "spare" has maxSize 30; 1 to 2 are approved for WEB',
  },
  {
    title: "the program scaling what belongs to the vendor",
    stack: "prod",
    settings: { "was.scaling.owner": "program" },
    says: '"was-cpu" scales group "was", which belongs to the vendor (WAS)',
  },
  {
    title: "the program setting sizes back that belong to the vendor",
    stack: "prod",
    before: () => {
      change(aws.autoscaling.Group, "web", {}, { ignoreChanges: ["desiredCapacity"] });
    },
    says: 'group "web" belongs to the vendor, and the program would set minSize, maxSize back',
  },
  {
    title: "a schedule for what belongs to the vendor",
    stack: "prod",
    edit: ({ web }) => {
      new aws.autoscaling.Schedule("night", {
        autoscalingGroupName: web.autoScalingGroupName,
        scheduledActionName: "night",
        recurrence: "0 22 * * *",
        desiredCapacity: 2,
      });
    },
    says: '"night" scales group "web", which belongs to the vendor (WEB)',
  },
  {
    title: "a scaling plan for what belongs to the vendor",
    stack: "prod",
    edit: ({ web }) => {
      scalingPlan("plan", web.autoScalingGroupName, 4);
    },
    says: '"plan" (aws:autoscalingplans/scalingPlan:ScalingPlan) starts servers within no approved sizes',
  },
  {
    title: "a policy for some group of the vendor's",
    stack: "prod",
    edit: () => {
      new aws.autoscaling.Policy("steps", {
        autoscalingGroupName: later("three-tier-prod-web"),
        adjustmentType: "ChangeInCapacity",
        scalingAdjustment: 1,
      });
    },
    says: {
      preview: '"steps" may scale group "web", which belongs to the vendor (WEB)',
      update: '"steps" scales group "web", which belongs to the vendor (WEB)',
    },
  },
]);

export const availability = [...isProtected, ...survives, ...scaling];
