import assert from "node:assert/strict";
import { type TestResource, UNKNOWN } from "../test-support";
import { describeAddresses } from "./addresses";
import { aws, editor, idOf, type Inputs, instance, networkOf, publicServer, type PublicServer } from "./stacks.test";

/** Two subnets, two groups and whatever is put in them. */
const edited = editor(() => {
  const { vpc, subnet, group, neighbourGroup } = publicServer();
  const inside = { vpcId: idOf(vpc), cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1b" };
  return { vpc, subnet, group, neighbourGroup, other: aws("ec2/subnet:Subnet", "other", inside) };
});
type Stack = Pick<PublicServer, "vpc" | "subnet" | "group" | "neighbourGroup"> & { other: TestResource };

/** `server "web": group @ subnet, public address`, a line for each interface. */
function shown(stack: TestResource[]): string[] {
  return networkOf(stack).endpoints.flatMap(({ kind, name, interfaces }) =>
    interfaces.map((own) => {
      const groups = own.groups.map(({ group }) => group.name).join("+") || "no group";
      const subnets = own.subnets.map((subnet) => subnet.name).join("+") || "nowhere";
      const where = own.placement === "everywhere" ? subnets : `one of ${subnets}`;
      const unknown = own.undescribedGroups === undefined ? "" : " or others";
      return `${kind} "${name}": ${groups}${unknown} @ ${where}, ${own.ipv4.state}`;
    }),
  );
}

const add = (make: (stack: Stack) => TestResource[]) => edited((stack) => make(stack));
const fixed = { associatePublicIpAddress: false };
const template = (inputs: Inputs) => aws("ec2/launchTemplate:LaunchTemplate", "template", inputs);
const scaling = (...places: TestResource[]) =>
  aws("autoscaling/group:Group", "group", {
    launchTemplate: { id: "LaunchTemplate-template" },
    vpcZoneIdentifiers: places.map(idOf),
  });
const eni = ({ subnet, neighbourGroup }: Stack, inputs: Inputs = {}) =>
  aws("ec2/networkInterface:NetworkInterface", "eni", {
    subnetId: idOf(subnet),
    securityGroups: [idOf(neighbourGroup)],
    ...inputs,
  });

describe("an endpoint", () => {
  const table: [phrase: string, stack: TestResource[], endpoints: string[]][] = [
    [
      "is an instance with its groups and subnet",
      add(({ subnet, group }) => [
        instance("web", { subnetId: idOf(subnet), vpcSecurityGroupIds: [idOf(group)], ...fixed }),
      ]),
      ['server "web": server @ public, shut'],
    ],
    [
      "is an instance by the older name of its groups",
      add(({ subnet, group }) => [instance("web", { subnetId: idOf(subnet), securityGroups: [idOf(group)] })]),
      ['server "web": server @ public, shut'],
    ],
    [
      "is in the default group where it names none",
      add(({ subnet }) => [instance("web", { subnetId: idOf(subnet) })]),
      ['server "web": default group of main @ public, shut'],
    ],
    [
      "is in the default group where its list is empty",
      add(({ subnet }) => [instance("web", { subnetId: idOf(subnet), vpcSecurityGroupIds: [] })]),
      ['server "web": default group of main @ public, shut'],
    ],
    [
      "is an instance with what its template says",
      add(({ subnet, group }) => [
        template({ networkInterfaces: [{ associatePublicIpAddress: "true", securityGroups: [idOf(group)] }] }),
        aws("ec2/instance:Instance", "web", {
          subnetId: idOf(subnet),
          launchTemplate: { id: "LaunchTemplate-template" },
        }),
        scaling(subnet),
      ]),
      ['server "web": server @ public, open', 'server "template (launch template)": server @ public, open'],
    ],
    [
      "is a launch template in each subnet of its scaling groups",
      add(({ subnet, other, group }) => [template({ vpcSecurityGroupIds: [idOf(group)] }), scaling(subnet, other)]),
      [
        'server "template (launch template)": server @ public, shut',
        'server "template (launch template)": server @ other, shut',
      ],
    ],
    [
      "is a launch template in the subnet that it names itself",
      add(({ subnet, other, group }) => [
        template({ networkInterfaces: [{ subnetId: idOf(other), securityGroups: [idOf(group)] }] }),
        scaling(subnet),
      ]),
      ['server "template (launch template)": server @ other, shut'],
    ],
    [
      "is a launch template with several interfaces",
      add(({ subnet, group, neighbourGroup }) => [
        template({
          networkInterfaces: [{ securityGroups: [idOf(group)] }, { securityGroups: [idOf(neighbourGroup)] }],
        }),
        scaling(subnet),
      ]),
      [
        'server "template (launch template)": server @ public, shut',
        'server "template (launch template)": neighbour @ public, shut',
      ],
    ],
    [
      "is a launch template of a fleet",
      add(({ subnet, group }) => [
        template({ vpcSecurityGroupIds: [idOf(group)] }),
        aws("ec2/fleet:Fleet", "fleet", {
          launchTemplateConfigs: [
            {
              launchTemplateSpecification: { launchTemplateId: "LaunchTemplate-template" },
              overrides: [{ subnetId: idOf(subnet) }],
            },
          ],
        }),
      ]),
      ['server "template (launch template)": server @ public, shut'],
    ],
    [
      "is a launch configuration in the subnets of its scaling group",
      add(({ other, group }) => [
        aws("ec2/launchConfiguration:LaunchConfiguration", "old", { securityGroups: [idOf(group)] }),
        aws("autoscaling/group:Group", "group", {
          launchConfiguration: "LaunchConfiguration-old",
          vpcZoneIdentifiers: [idOf(other)],
        }),
      ]),
      ['server "old": server @ other, shut'],
    ],
    [
      "is a spot fleet by each of its specifications",
      add(({ subnet, other, group, neighbourGroup }) => [
        aws("ec2/spotFleetRequest:SpotFleetRequest", "fleet", {
          launchSpecifications: [
            { subnetId: idOf(subnet), vpcSecurityGroupIds: [idOf(group)], associatePublicIpAddress: true },
            { subnetId: idOf(other), vpcSecurityGroupIds: [idOf(neighbourGroup)] },
          ],
        }),
      ]),
      ['server "fleet": server @ public, open', 'server "fleet": neighbour @ other, shut'],
    ],
    [
      "is an interface that waits for a server",
      add((stack) => [eni(stack)]),
      ['interface "eni": neighbour @ public, shut'],
    ],
    [
      "is a server with an interface that names it",
      add((stack) => {
        const web = instance("web", { subnetId: idOf(stack.subnet), vpcSecurityGroupIds: [idOf(stack.group)] });
        return [web, eni(stack, { attachments: [{ instance: idOf(web), deviceIndex: 1 }] })];
      }),
      ['server "web": server @ public, shut', 'server "web": neighbour @ public, shut'],
    ],
    [
      "is a server with an interface that is attached to it",
      add((stack) => {
        const web = instance("web", { subnetId: idOf(stack.subnet), vpcSecurityGroupIds: [idOf(stack.group)] });
        const own = eni(stack);
        return [
          web,
          own,
          aws("ec2/networkInterfaceAttachment:NetworkInterfaceAttachment", "second", {
            instanceId: idOf(web),
            networkInterfaceId: idOf(own),
            deviceIndex: 1,
          }),
        ];
      }),
      ['server "web": server @ public, shut', 'server "web": neighbour @ public, shut'],
    ],
    [
      "is a server that is launched with an interface, and has none of its own",
      add((stack) => {
        const own = eni(stack);
        return [
          own,
          aws("ec2/instance:Instance", "web", { primaryNetworkInterface: { networkInterfaceId: idOf(own) } }),
        ];
      }),
      ['server "web": neighbour @ public, shut'],
    ],
    [
      "is a server that is launched with an interface, by the older name of that",
      add((stack) => {
        const own = eni(stack);
        const interfaces = [{ networkInterfaceId: idOf(own), deviceIndex: 0 }];
        return [own, aws("ec2/instance:Instance", "web", { networkInterfaces: interfaces })];
      }),
      ['server "web": neighbour @ public, shut'],
    ],
    [
      "is a server whose interface is not part of the stack",
      add(() => [aws("ec2/instance:Instance", "web", { primaryNetworkInterface: { networkInterfaceId: "eni-1" } })]),
      ['server "web": no group or others @ public+other+a subnet not known yet, undecided'],
    ],
    [
      "is a database in one of the subnets of its group",
      add(({ subnet, other, group }) => [
        aws("rds/subnetGroup:SubnetGroup", "subnets", { subnetIds: [idOf(subnet), idOf(other)] }),
        aws("rds/instance:Instance", "orders", {
          dbSubnetGroupName: "SubnetGroup-subnets",
          vpcSecurityGroupIds: [idOf(group)],
        }),
      ]),
      ['database "orders": server @ one of public+other, shut'],
    ],
    [
      "is a replica in the subnets of its source, and of that one's",
      add(({ subnet, group }) => {
        const vpcSecurityGroupIds = [idOf(group)];
        return [
          aws("rds/subnetGroup:SubnetGroup", "subnets", { subnetIds: [idOf(subnet)] }),
          aws("rds/instance:Instance", "orders", { dbSubnetGroupName: "SubnetGroup-subnets", vpcSecurityGroupIds }),
          aws("rds/instance:Instance", "copy", { replicateSourceDb: "Instance-orders", vpcSecurityGroupIds }),
          aws("rds/instance:Instance", "copy-2", { replicateSourceDb: "Instance-copy", vpcSecurityGroupIds }),
        ];
      }),
      [
        'database "orders": server @ public, shut',
        'database "copy": server @ public, shut',
        'database "copy-2": server @ public, shut',
      ],
    ],
    [
      "is a database that is publicly accessible, or may be",
      add(({ subnet, group }) => [
        aws("rds/subnetGroup:SubnetGroup", "subnets", { subnetIds: [idOf(subnet)] }),
        ...[true, "true", UNKNOWN].map((publiclyAccessible, index) =>
          aws("rds/instance:Instance", `orders-${index}`, {
            dbSubnetGroupName: "SubnetGroup-subnets",
            vpcSecurityGroupIds: [idOf(group)],
            publiclyAccessible,
          }),
        ),
      ]),
      [
        'database "orders-0": server @ public, open',
        'database "orders-1": server @ public, open',
        'database "orders-2": server @ public, undecided',
      ],
    ],
    [
      "is a mount target",
      add(({ subnet, group }) => [
        aws("efs/mountTarget:MountTarget", "logs", { subnetId: idOf(subnet), securityGroups: [idOf(group)] }),
      ]),
      ['mount target "logs": server @ public, shut'],
    ],
    [
      "is a load balancer with a node in each subnet",
      add(({ subnet, other, group }) => [
        aws("lb/loadBalancer:LoadBalancer", "front", {
          securityGroups: [idOf(group)],
          subnetMappings: [{ subnetId: idOf(subnet) }, { subnetId: idOf(other) }],
        }),
      ]),
      ['load balancer "front": server @ public, open', 'load balancer "front": server @ other, open'],
    ],
    [
      "is an internal load balancer, of either kind",
      add(({ subnet, group }) =>
        ["lb/loadBalancer:LoadBalancer", "elb/loadBalancer:LoadBalancer"].map((type) =>
          aws(type, type.slice(0, 2), { internal: true, securityGroups: [idOf(group)], subnets: [idOf(subnet)] }),
        ),
      ),
      ['load balancer "lb": server @ public, shut', 'load balancer "el": server @ public, shut'],
    ],
    [
      "is in groups that are not known yet",
      add(({ subnet }) => [instance("web", { subnetId: idOf(subnet), vpcSecurityGroupIds: UNKNOWN })]),
      ['server "web": no group or others @ public, shut'],
    ],
  ];
  for (const [phrase, stack, endpoints] of table) {
    it(phrase, () => {
      assert.deepEqual(shown(stack), endpoints);
    });
  }

  it("without groups filters nothing if it is a network load balancer, and only then", () => {
    const unfiltered = (inputs: Inputs) => {
      const { endpoints } = networkOf(
        add(({ subnet }) => [aws("lb/loadBalancer:LoadBalancer", "front", { subnets: [idOf(subnet)], ...inputs })]),
      );
      return endpoints[0].interfaces[0].isUnfiltered;
    };
    assert.equal(unfiltered({ loadBalancerType: "network" }), true);
    assert.equal(unfiltered({ loadBalancerType: "network", securityGroups: ["sg-1"] }), false);
    assert.equal(unfiltered({ loadBalancerType: "application" }), false);
    assert.equal(unfiltered({}), false);
  });
});

describe("the addresses of an interface", () => {
  const addressesOf = (inputs: Inputs) => {
    const { endpoints } = networkOf(
      add(({ subnet, group }) => [
        instance("web", { subnetId: idOf(subnet), vpcSecurityGroupIds: [idOf(group)], ...inputs }),
      ]),
    );
    const [{ addresses, known }] = endpoints[0].interfaces;
    return [describeAddresses(addresses), describeAddresses(known)];
  };
  const table: [phrase: string, inputs: Inputs, addresses: string, known: string][] = [
    ["are any of the subnet's while none is said", {}, "10.0.0.0/24", "none"],
    ["are as they are said", { privateIp: "10.0.0.7" }, "10.0.0.7/32", "10.0.0.7/32"],
    [
      "are any of the subnet's while the first is not known",
      { secondaryPrivateIps: ["10.0.0.9"] },
      "10.0.0.0/24",
      "10.0.0.9/32",
    ],
    [
      "are the first and the others",
      { privateIp: "10.0.0.7", secondaryPrivateIps: ["10.0.0.9"] },
      "10.0.0.7/32, 10.0.0.9/32",
      "10.0.0.7/32, 10.0.0.9/32",
    ],
    ["are of both families", { ipv6Addresses: ["2600:1f18::7"] }, "2600:1f18::7/128, 10.0.0.0/24", "2600:1f18::7/128"],
    ["are any of the subnet's while they are not known", { privateIp: UNKNOWN }, "10.0.0.0/24", "none"],
  ];
  for (const [phrase, inputs, addresses, known] of table) {
    it(phrase, () => {
      assert.deepEqual(addressesOf(inputs), [addresses, known]);
    });
  }
});
