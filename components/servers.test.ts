import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { asInstance, asLaunchTemplate, runServers, type ServerDescription, type ServersArgs } from "./servers";
import { children, find, network, planned, the } from "./test-support";

const plan = (difference: Partial<ServersArgs> = {}, options = {}) =>
  planned(() => {
    const listener = new aws.lb.Listener("gate", { loadBalancerArn: "arn", defaultActions: [] });
    return runServers(
      "web",
      {
        operatingSystem: "ubuntu-20.04",
        network: network(),
        keyName: "operations",
        securityGroupId: "sg-web",
        targetGroup: new aws.lb.TargetGroup("target", {}),
        userData: "#cloud-config\n",
        permissions: {},
        bootSeconds: 300,
        terminationSeconds: 320,
        ...difference,
      },
      { dependsOn: [listener] },
    );
  }, options);

describe("runServers", () => {
  it("runs a base EC2 and a group", async () => {
    assert.deepEqual(children(await plan()), [
      "Group web",
      "Instance web-base",
      "InstanceProfile web",
      "LaunchTemplate web",
      "LifecycleHook web-flush-logs",
      "Listener gate",
      "Policy web-cpu",
      "Role web",
      "RolePolicy web-complete-termination",
      "TargetGroup target",
      "TargetGroupAttachment web-base",
    ]);
  });

  it("puts both into the same target group", async () => {
    const servers = await plan();
    const { arn } = the(servers, "TargetGroup", "target").outputs as { arn: string };
    assert.deepEqual(the(servers, "TargetGroupAttachment", "web-base").inputs, {
      targetGroupArn: arn,
      targetId: the(servers, "Instance", "web-base").id,
    });
    assert.deepEqual(the(servers, "Group", "web").inputs.targetGroupArns, [arn]);
  });

  it("follows Ubuntu's newest image in the group, and leaves the base EC2 on the one it started from", async () => {
    const servers = await plan();
    const base = the(servers, "Instance", "web-base");
    assert.match(base.inputs.ami as string, /^ami-/);
    assert.deepEqual(base.ignoreChanges, ["ami"]);
    assert.match(
      the(servers, "LaunchTemplate", "web").inputs.imageId as string,
      /^resolve:ssm:\/aws\/service\/canonical\/ubuntu\/server\/20\.04\/stable\/current\/amd64\//,
    );
  });

  it("starts both from the image that the settings name", async () => {
    const servers = await plan({ imageId: "ami-0123456789abcdef0" });
    const base = the(servers, "Instance", "web-base");
    assert.equal(base.inputs.ami, "ami-0123456789abcdef0");
    assert.deepEqual(base.ignoreChanges, []);
    assert.equal(the(servers, "LaunchTemplate", "web").inputs.imageId, "ami-0123456789abcdef0");
  });

  it("takes arm64 images for Graviton and 24.04 images for Ubuntu 24.04", async () => {
    const servers = await plan({ instanceType: "t4g.small", operatingSystem: "ubuntu-24.04" });
    assert.match(the(servers, "LaunchTemplate", "web").inputs.imageId as string, /\/24\.04\/stable\/current\/arm64\//);
  });

  it("rolls the group on every new version of the template, once the listener stands", async () => {
    const servers = await plan();
    const group = the(servers, "Group", "web");
    const template = the(servers, "LaunchTemplate", "web");
    assert.deepEqual(group.inputs, {
      name: "three-tier-dev-web",
      minSize: 1,
      maxSize: 2,
      vpcZoneIdentifiers: ["subnet-private-1", "subnet-private-2"],
      launchTemplate: { id: template.id, version: `${template.outputs.latestVersion as number}` },
      targetGroupArns: [the(servers, "TargetGroup", "target").outputs.arn],
      healthCheckType: "ELB",
      healthCheckGracePeriod: 300,
      defaultInstanceWarmup: 300,
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 100, maxHealthyPercentage: 200 } },
      minElbCapacity: 1,
      waitForCapacityTimeout: "20m",
      tags: [{ key: "Name", value: "web-group", propagateAtLaunch: true }],
    });
    assert.ok(group.dependencies.includes(the(servers, "Listener", "gate").urn));
  });

  it("scales on CPU where the program owns scaling", async () => {
    const servers = await plan({ scaling: { minSize: 2, maxSize: 6, targetCpuPercent: 50 } });
    const group = the(servers, "Group", "web");
    assert.deepEqual([group.inputs.minSize, group.inputs.maxSize, group.ignoreChanges], [2, 6, []]);
    const { targetTrackingConfiguration } = the(servers, "Policy", "web-cpu").inputs;
    assert.deepEqual(targetTrackingConfiguration, {
      predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
      targetValue: 50,
    });
  });

  it("never touches sizes, policies or schedules where the vendor owns scaling", async () => {
    const servers = await plan({ scaling: { owner: "vendor", minSize: 2, maxSize: 6 } });
    assert.deepEqual(the(servers, "Group", "web").ignoreChanges, ["minSize", "maxSize", "desiredCapacity"]);
    assert.deepEqual(find(servers, "aws:autoscaling/policy:Policy"), []);
    assert.deepEqual(find(servers, "aws:autoscaling/schedule:Schedule"), []);
  });

  it("never fixes how many servers are wanted", async () => {
    for (const owner of ["program", "vendor"] as const) {
      const { inputs } = the(await plan({ scaling: { owner } }), "Group", "web");
      assert.equal("desiredCapacity" in inputs, false);
    }
  });

  it("gives a server time to flush its logs before it is terminated", async () => {
    const servers = await plan();
    assert.deepEqual(the(servers, "LifecycleHook", "web-flush-logs").inputs, {
      name: "flush-logs",
      autoscalingGroupName: the(servers, "Group", "web").outputs.name,
      lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      heartbeatTimeout: 320,
      defaultResult: "ABANDON",
    });
  });

  it("lets the servers do what they are permitted to, and say that their own group's logs are flushed", async () => {
    const servers = await plan({ permissions: { "read-jar": { action: "s3:GetObject", resource: "arn:jar" } } });
    const statements = find(servers, "aws:iam/rolePolicy:RolePolicy").map(({ name, inputs }) => [
      name,
      (JSON.parse(inputs.policy as string) as { Statement: unknown }).Statement,
    ]);
    assert.deepEqual(Object.fromEntries(statements), {
      "web-read-jar": [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:jar" }],
      "web-complete-termination": [
        {
          Effect: "Allow",
          Action: "autoscaling:CompleteLifecycleAction",
          Resource: the(servers, "Group", "web").outputs.arn as string,
        },
      ],
    });
  });

  it("boots no server before it may do what it must", async () => {
    const servers = await plan({ permissions: { "read-jar": { action: "s3:GetObject", resource: "arn:jar" } } });
    const policy = the(servers, "RolePolicy", "web-read-jar").urn;
    for (const kind of ["Instance web-base", "LaunchTemplate web"]) {
      const [type, name] = kind.split(" ") as [string, string];
      assert.ok(the(servers, type, name).dependencies.includes(policy), kind);
    }
  });

  it("passes the provider's default tags on to what the group starts", async () => {
    const servers = await plan(
      {},
      { config: { "aws:region": "ap-northeast-2", "aws:defaultTags": '{"tags":{"Environment":"dev"}}' } },
    );
    const tags = { Environment: "dev", Name: "web-group" };
    assert.deepEqual(the(servers, "LaunchTemplate", "web").inputs.tagSpecifications, [
      { resourceType: "instance", tags },
      { resourceType: "volume", tags },
      { resourceType: "network-interface", tags },
    ]);
  });
});

describe("a server's two renderings", () => {
  const server: ServerDescription = {
    instanceType: "t3.small",
    keyName: "operations",
    instanceProfile: { name: "profile", arn: "arn:profile" } as unknown as aws.iam.InstanceProfile,
    securityGroupId: "sg-web",
    userDataBase64: "I2Nsb3VkLWNvbmZpZwo=",
    rootVolumeGiB: 16,
    logVolumeGiB: 10,
  };

  it("are the same server", () => {
    const instance = asInstance("web", server);
    const template = asLaunchTemplate("web", server);
    const [networkInterface] = template.networkInterfaces;
    const [root, log] = template.blockDeviceMappings;
    assert.deepEqual(
      {
        instanceType: template.instanceType,
        keyName: template.keyName,
        vpcSecurityGroupIds: networkInterface.securityGroups,
        associatePublicIpAddress: networkInterface.associatePublicIpAddress === "true",
        metadataOptions: template.metadataOptions,
        rootBlockDevice: asVolume(root.ebs),
        ebsBlockDevices: [{ ...asVolume(log.ebs), deviceName: log.deviceName }],
        userDataBase64: template.userData,
      },
      {
        instanceType: instance.instanceType,
        keyName: instance.keyName,
        vpcSecurityGroupIds: instance.vpcSecurityGroupIds,
        associatePublicIpAddress: instance.associatePublicIpAddress,
        metadataOptions: instance.metadataOptions,
        rootBlockDevice: withoutTags(instance.rootBlockDevice),
        ebsBlockDevices: instance.ebsBlockDevices.map(withoutTags),
        userDataBase64: instance.userDataBase64,
      },
    );
    assert.equal(instance.iamInstanceProfile, "profile");
    assert.deepEqual(template.iamInstanceProfile, { arn: "arn:profile" });
    assert.equal(root.deviceName, "/dev/sda1");
  });

  it("have no public address and require session tokens", () => {
    assert.equal(asInstance("web", server).associatePublicIpAddress, false);
    assert.equal(asLaunchTemplate("web", server).networkInterfaces[0].associatePublicIpAddress, "false");
    assert.deepEqual(asInstance("web", server).metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
  });
});

interface TemplateVolume {
  volumeType: string;
  encrypted: string;
  deleteOnTermination: string;
  volumeSize: number;
}

const asVolume = (ebs: TemplateVolume) => ({
  ...ebs,
  encrypted: ebs.encrypted === "true",
  deleteOnTermination: ebs.deleteOnTermination === "true",
});

function withoutTags({ tags, ...volume }: { tags: Record<string, string>; [key: string]: unknown }): object {
  assert.deepEqual(tags, { Name: "web" });
  return volume;
}
