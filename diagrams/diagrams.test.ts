/** The diagrams of real programs, planned offline, as mermaid's own parser understands them. */
import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { Bastion } from "../components/bastion";
import { VpcWithNat } from "../components/vpc-with-nat";
import { networkOf } from "../offline/access";
import { type Mode, type Plan, planProgram } from "../offline/plan";
import { policyResources } from "../offline/policy-resource";
import {
  INTERNET,
  lambda,
  letIn,
  letInGroup,
  networkBalancer,
  openGroup,
  port,
  server,
  wear,
} from "../policy-pack/corpus/builders";
import { type Edit, planEdited } from "../policy-pack/corpus/composition";
import { type Diagram, diagramsOf as diagramsOfNetwork } from ".";
import { arrowsIn, type Flowchart, parseMermaid } from "./test-mermaid";

const VIEWS = ["summary", "developer-access", "user-access"] as const;

/** `+` what an edit adds to the arrows of a diagram of the stack dev, `-` what it takes away. */
async function changesIn(view: string, plan: Plan): Promise<string[]> {
  const [before, after] = await Promise.all([arrowsOf(view, await dev()), arrowsOf(view, plan)]);
  return [
    ...after.filter((one) => !before.includes(one)).map((one) => `+ ${one}`),
    ...before.filter((one) => !after.includes(one)).map((one) => `- ${one}`),
  ];
}

const diagramsOf = (plan: Plan): Diagram[] => diagramsOfNetwork(networkOf(policyResources(plan)));
const arrowsOf = (view: string, plan: Plan) => arrowsIn(diagramsOf(plan), view);
const flowchartOf = (view: string, plan: Plan): Promise<Flowchart> =>
  parseMermaid(diagramsOf(plan).find(({ id }) => id === view)?.mermaid ?? "");

let planned: Promise<Plan> | undefined;
const dev = () => (planned ??= planEdited({}, "update"));

/** The plan as the program would make it without a resource. */
function without(plan: Plan, type: string, name: string): Plan {
  const resources = plan.resources.filter((one) => !(one.type.endsWith(`:${type}`) && one.name === name));
  assert.equal(resources.length, plan.resources.length - 1, `${type} "${name}"`);
  return { ...plan, resources };
}

const IN_PRIVATE_ZONE = ["elb2", "was", "web"];
const ROUTING = "Abstract Routing DataSource / LazyConnectionDataSourceProxy";

describe("the diagrams of the stack dev", () => {
  it("have the document's titles", async () => {
    assert.deepEqual(
      diagramsOf(await dev()).map(({ id, title }) => [id, title.en, title.ko]),
      [
        ["summary", "Summary", "청년인턴 아키텍처 흐름도 요약"],
        ["developer-access", "Developer access", "개발자 접근 아키텍처 흐름도"],
        ["user-access", "User access", "사용자 접근 아키텍처 흐름도"],
      ],
    );
  });

  it("summarize who gets where", async () => {
    assert.deepEqual(await arrowsOf("summary", await dev()), [
      "bastion ⇉ was: keypair .pem / SSH, SFTP (22)",
      "bastion ⇉ web: keypair .pem / SSH, SFTP (22)",
      "developer ⇉ internet",
      "ebs ⇢ efs: fluentd / NFS(2049)",
      "elb1 → web: HTTP(80)",
      "elb2 → was: HTTP(8080)",
      "internet — bastion: ↑ HTTPS(443)",
      "internet — nat: ↑",
      "internet → elb1: HTTP(80), HTTPS(443)",
      "internet ⇉ bastion: SSH, SFTP (22)",
      "master ⇢ slave: replication",
      "nat — was: ↑ HTTP(80), HTTPS(443)",
      "nat — web: ↑ HTTP(80), HTTPS(443)",
      "privateZone → ebs",
      "user → internet",
      `was ↔ rds: ${ROUTING} / MariaDB(3306)`,
      "web → elb2: HTTP(8080)",
    ]);
  });

  it("show how developers get in", async () => {
    assert.deepEqual(await arrowsOf("developer-access", await dev()), [
      "bastion ⇉ was: keypair .pem / SSH, SFTP (22)",
      "bastion ⇉ web: keypair .pem / SSH, SFTP (22)",
      "developer ⇉ internet",
      "ebs ⇢ efs: fluentd / NFS(2049)",
      "elb2 → was: HTTP(8080)",
      "internet ⇉ bastion: SSH, SFTP (22)",
      "master ⇢ slave: replication",
      "privateZone → ebs",
      `was ↔ rds: ${ROUTING} / MariaDB(3306)`,
      "web → elb2: HTTP(8080)",
    ]);
  });

  it("show how users get in", async () => {
    assert.deepEqual(await arrowsOf("user-access", await dev()), [
      "ebs ⇢ efs: fluentd / NFS(2049)",
      "elb1 → web: HTTP(80)",
      "elb2 → was: HTTP(8080)",
      "internet → elb1: HTTP(80), HTTPS(443)",
      "master ⇢ slave: replication",
      "privateZone → ebs",
      "user → internet",
      `was ↔ rds: ${ROUTING} / MariaDB(3306)`,
      "web → elb2: HTTP(8080)",
    ]);
  });

  it("put everything in the zone it stands in", async () => {
    const { groups, nodes, within } = await flowchartOf("summary", await dev());
    assert.deepEqual(Object.fromEntries(groups), {
      publicZone: "Public Zone (public subnets in ap-northeast-2a, 2c)",
      privateZone: "Private Zone (private subnets in ap-northeast-2a, 2c)",
      isolatedZone: "Isolated Zone (isolated subnets in ap-northeast-2a, 2c)",
      web: "WEB",
      was: "WAS",
      rds: "AWS-RDS (MariaDB 10.11)",
    });
    assert.deepEqual(membersOf("publicZone", within), ["bastion", "elb1", "nat"]);
    assert.deepEqual(membersOf("privateZone", within), IN_PRIVATE_ZONE);
    assert.deepEqual(membersOf("isolatedZone", within), ["efs", "rds"]);
    assert.deepEqual(membersOf("rds", within), ["master", "slave"]);
    assert.deepEqual(membersOf("was", within), ["was_autoscaling", "was_base"]);
    assert.deepEqual(nodes.get("nat"), ["NAT gateway", "fixed address EIP main-outbound", "ap-northeast-2a"]);
    assert.deepEqual(nodes.get("bastion"), ["Bastion (EC2 Server)", "t3.micro", "ap-northeast-2a"]);
    assert.deepEqual(nodes.get("was_base"), ["WAS (EC2 Server)", "t3.small", "ap-northeast-2a"]);
    assert.deepEqual(nodes.get("was_autoscaling"), ["WAS-AutoScaling", "1 to 2 × t3.small", "ap-northeast-2a, 2c"]);
    assert.deepEqual(nodes.get("master"), ["master (Read, Write)", "db.t4g.micro", "ap-northeast-2a"]);
    assert.deepEqual(nodes.get("slave"), ["slave (Read only)", "db.t4g.micro", "ap-northeast-2c"]);
    assert.deepEqual(nodes.get("developer"), ["Developer", "203.0.113.0/24"]);
  });

  it("are the same at a preview, but for what is known after the deployment", async () => {
    const preview = await planEdited({}, "preview");
    for (const view of VIEWS) {
      const arrows = (await arrowsOf(view, preview)).map((one) => one.replace(/ \?$/, ""));
      assert.deepEqual(arrows, await arrowsOf(view, await dev()), view);
    }
    const { groups } = await flowchartOf("summary", preview);
    assert.equal(groups.get("privateZone"), "Private Zone (no public address, subnets known after the deployment)");
  });
});

describe("an edit of the stack", () => {
  const cases: { what: string; edit: Edit; summary: string[]; developer?: string[]; user?: string[] }[] = [
    {
      what: "that opens the bastion to the world adds an arrow",
      edit: { edit: ({ bastion }) => letIn("debug", bastion.securityGroupId, { cidrIpv4: INTERNET }) },
      summary: ["+ internet ⇉ bastion: ⚠ SSH, SFTP (22)"],
      developer: ["+ internet ⇉ bastion: ⚠ SSH, SFTP (22)"],
    },
    {
      what: "that opens WEB to the bastion adds an arrow",
      edit: {
        edit: ({ web, bastion }) => letInGroup("debug", web.securityGroupId, bastion.securityGroupId, port(443)),
      },
      summary: ["+ bastion ⇉ web: ⚠ HTTPS(443)"],
      developer: ["+ bastion ⇉ web: ⚠ HTTPS(443)"],
    },
    {
      what: "that opens the WAS to the world, which has no way there, adds an arrow with a cross",
      edit: { edit: ({ was }) => letIn("debug", was.securityGroupId, { cidrIpv4: INTERNET }) },
      summary: ["+ internet ⇏ was: ⚠ SSH, SFTP (22) / open, but no way in"],
      developer: ["+ internet ⇏ was: ⚠ SSH, SFTP (22) / open, but no way in"],
    },
    {
      what: "that opens one server of a tier adds an arrow to that server",
      edit: {
        edit: (composition) => {
          wear("more", composition, "was", openGroup("open", composition, 9000).id);
        },
      },
      summary: ["+ internet ⇏ was_base: ⚠ 9000 / open, but no way in"],
      user: ["+ internet ⇏ was_base: ⚠ 9000 / open, but no way in"],
    },
    {
      what: "that lets other networks in adds them",
      edit: {
        edit: ({ logs }) => letIn("office", logs.securityGroupId, { cidrIpv4: "10.0.0.0/8", ...port(2049) }),
      },
      summary: ["+ network_10_0_0_0_8 ⇏ efs: ⚠ NFS(2049) / open, but no way in"],
      user: ["+ network_10_0_0_0_8 ⇏ efs: ⚠ NFS(2049) / open, but no way in"],
    },
    {
      what: "that adds a server shows it",
      edit: {
        edit: (composition) =>
          server('de"bug" [x]', composition, {
            vpcSecurityGroupIds: [openGroup("open", composition).id],
            associatePublicIpAddress: true,
            subnetId: composition.network.publicSubnetIds[0],
          }),
      },
      summary: ["+ internet → server_de_bug_x: ⚠ SSH, SFTP (22)"],
      developer: ["+ internet → server_de_bug_x: ⚠ SSH, SFTP (22)"],
    },
    {
      what: "that adds a load balancer shows it",
      edit: {
        edit: (composition) =>
          networkBalancer("backdoor", composition, 22, composition.child(aws.ec2.Instance, "was-base").id),
      },
      summary: ["+ internet → elb_backdoor: ⚠ every port"],
      user: ["+ internet → elb_backdoor: ⚠ every port"],
    },
    {
      what: "that puts a function in the group of the WAS shows where it gets",
      edit: { edit: (composition) => lambda("job", composition, [composition.was.securityGroupId]) },
      summary: [
        "+ bastion ⇉ other_job: ⚠ SSH, SFTP (22)",
        "+ nat — other_job: ⚠ ↑ HTTP(80), HTTPS(443)",
        "+ other_job ⇢ efs: ⚠ NFS(2049)",
        "+ other_job ⇢ rds: ⚠ 3306",
      ],
      developer: ["+ bastion ⇉ other_job: ⚠ SSH, SFTP (22)"],
      user: ["+ other_job ⇢ efs: ⚠ NFS(2049)", "+ other_job ⇢ rds: ⚠ 3306"],
    },
    {
      what: "that lets the bastion use the database adds an arrow",
      edit: { settings: { "database.bastionAccess": true } },
      summary: ["+ bastion ⇉ rds: MariaDB(3306)"],
      developer: ["+ bastion ⇉ rds: MariaDB(3306)"],
    },
    {
      what: "to another engine and place moves the database",
      edit: {
        settings: {
          "database.engine": "postgres",
          "database.engineVersion": "17",
          "database.placement": "publicZone",
        },
      },
      summary: [`+ rds ↔ was: ${ROUTING} / PostgreSQL(5432)`, `- was ↔ rds: ${ROUTING} / MariaDB(3306)`],
      developer: [`+ rds ↔ was: ${ROUTING} / PostgreSQL(5432)`, `- was ↔ rds: ${ROUTING} / MariaDB(3306)`],
      user: [`+ rds ↔ was: ${ROUTING} / PostgreSQL(5432)`, `- was ↔ rds: ${ROUTING} / MariaDB(3306)`],
    },
    {
      what: "to more replicas adds an arrow to each",
      edit: { settings: { "database.replicaCount": 3 } },
      summary: ["+ master ⇢ slave_2: replication", "+ master ⇢ slave_3: replication"],
      developer: ["+ master ⇢ slave_2: replication", "+ master ⇢ slave_3: replication"],
      user: ["+ master ⇢ slave_2: replication", "+ master ⇢ slave_3: replication"],
    },
    {
      what: "to a NAT gateway in every zone draws them together",
      edit: { settings: { "network.natGateways": "onePerZone" } },
      summary: [
        "+ internet — nats: ↑",
        "+ nats — was: ↑ HTTP(80), HTTPS(443)",
        "+ nats — web: ↑ HTTP(80), HTTPS(443)",
        "- internet — nat: ↑",
        "- nat — was: ↑ HTTP(80), HTTPS(443)",
        "- nat — web: ↑ HTTP(80), HTTPS(443)",
      ],
    },
  ];
  for (const { what, edit, summary, developer = [], user = [] } of cases) {
    it(what, async () => {
      const plan = await planEdited(edit, "update");
      assert.deepEqual(await changesIn("summary", plan), summary);
      assert.deepEqual(await changesIn("developer-access", plan), developer);
      assert.deepEqual(await changesIn("user-access", plan), user);
    });
  }

  it("to other users names them", async () => {
    const plan = await planEdited({ settings: { "web.allowedCidrBlocks": ["198.51.100.0/24"] } }, "update");
    const { nodes } = await flowchartOf("user-access", plan);
    assert.deepEqual(nodes.get("user"), ["User", "198.51.100.0/24"]);
    assert.deepEqual(await changesIn("user-access", plan), []);
  });

  it("that connects another network says so", async () => {
    const edit: Edit = {
      edit: ({ network }) =>
        new aws.ec2.VpcPeeringConnection("partner", { vpcId: network.vpcId, peerVpcId: "vpc-12345678" }),
    };
    const { nodes } = await flowchartOf("summary", await planEdited(edit, "update"));
    assert.deepEqual(nodes.get("other_partner"), [
      '⚠ "partner" (aws:ec2/vpcPeeringConnection:VpcPeeringConnection) connects networks that this stack does not describe',
    ]);
  });

  it("that puts the database in the public zone draws it there", async () => {
    const { within, nodes } = await flowchartOf(
      "user-access",
      await planEdited({ settings: { "database.placement": "publicZone", "database.multiAz": true } }, "update"),
    );
    assert.equal(within.get("rds"), "publicZone");
    assert.deepEqual(nodes.get("master"), ["master (Read, Write)", "db.t4g.micro", "standby in another zone"]);
  });

  it("to a NAT gateway in every zone shows every fixed address", async () => {
    const settings = {
      "network.natGateways": "onePerZone",
      "network.eipAllocationIds": ["eipalloc-0123456789abcdef0", "eipalloc-0123456789abcdef1"],
    };
    const { nodes, within } = await flowchartOf("summary", await planEdited({ settings }, "update"));
    assert.deepEqual(membersOf("nats", within), ["nat_main_1", "nat_main_2"]);
    assert.deepEqual(nodes.get("nat_main_2"), [
      "NAT gateway",
      "fixed address eipalloc-0123456789abcdef1",
      "ap-northeast-2c",
    ]);
  });
});

describe("a removed resource takes its arrow away", () => {
  const RULE = "SecurityGroupIngressRule";
  const cases: { type: string; name: string; summary: string[] }[] = [
    {
      type: RULE,
      name: "operators-203.0.113.0/24-to-bastion",
      summary: ["- developer ⇉ internet", "- internet ⇉ bastion: SSH, SFTP (22)"],
    },
    {
      type: RULE,
      name: "users-0.0.0.0/0-to-web-alb-80",
      summary: ["+ internet → elb1: HTTPS(443)", "- internet → elb1: HTTP(80), HTTPS(443)"],
    },
    { type: RULE, name: "bastion-to-web", summary: ["- bastion ⇉ web: keypair .pem / SSH, SFTP (22)"] },
    { type: RULE, name: "web-to-was-alb", summary: ["- web → elb2: HTTP(8080)"] },
    {
      type: "Listener",
      name: "was",
      summary: ["+ web → elb2: ⚠ HTTP(8080)", "- elb2 → was: HTTP(8080)", "- web → elb2: HTTP(8080)"],
    },
    { type: RULE, name: "was-to-database", summary: [`- was ↔ rds: ${ROUTING} / MariaDB(3306)`] },
    { type: RULE, name: "web-to-logs", summary: ["+ was → ebs", "- privateZone → ebs"] },
    {
      type: "SecurityGroupEgressRule",
      name: "was-to-internet-80",
      summary: ["+ nat — was: ↑ HTTPS(443)", "- nat — was: ↑ HTTP(80), HTTPS(443)"],
    },
    {
      type: "Instance",
      name: "database-replica-1",
      summary: [
        "+ was ↔ rds: MariaDB(3306)",
        "- master ⇢ slave: replication",
        `- was ↔ rds: ${ROUTING} / MariaDB(3306)`,
      ],
    },
  ];
  for (const { type, name, summary } of cases) {
    it(`${type} ${name}`, async () => {
      assert.deepEqual(await changesIn("summary", without(await dev(), type, name)), summary);
    });
  }
});

describe("a plan of a network and a bastion", () => {
  const args = { cidrBlock: "10.20.0.0/16", availabilityZoneNames: ["ap-northeast-2a", "ap-northeast-2c"] };
  const program = () => {
    const network = new VpcWithNat("main", { ...args, region: "ap-northeast-2" });
    new Bastion("bastion", { network, allowedCidrBlocks: ["203.0.113.0/24"], keyName: "operations" });
  };
  const diagrams = async (mode: Mode) => diagramsOf(await planProgram(program, { mode }));

  it("is drawn as it is", async () => {
    const [summary] = await diagrams("update");
    assert.equal(
      summary.mermaid.slice(summary.mermaid.indexOf("flowchart TB")),
      `flowchart TB
  internet(("Internet"))
  developer(["Developer<br/>203.0.113.0/24"])
  subgraph publicZone["Public Zone (public subnets in ap-northeast-2a, 2c)"]
    bastion["Bastion (EC2 Server)<br/>t3.micro<br/>ap-northeast-2a"]
    nat("NAT gateway<br/>fixed address EIP main-outbound<br/>ap-northeast-2a")
  end
  %% rule "operators-203.0.113.0/24-to-bastion"
  developer ==> internet
  %% rule "operators-203.0.113.0/24-to-bastion"
  internet ==>|"SSH, SFTP (22)"| bastion
  %% its own address
  internet ---|"↑ HTTPS(443)"| bastion
  classDef publicZoneLook fill:#2da44e1a,stroke:#2da44e,stroke-width:2px
  class publicZone publicZoneLook
  classDef serverLook fill:#FF8000,stroke:#F5D0A9,stroke-width:2px,color:#1f2328
  class bastion serverLook
  classDef gatewayLook fill:#b794f6,stroke:#e9d8fd,stroke-width:2px,color:#1f2328
  class nat gatewayLook
  classDef internetLook fill:#f9f,stroke:#333,stroke-width:2px,color:#1f2328
  class internet internetLook
  classDef personLook fill:#f6f8fa,stroke:#57606a,color:#1f2328
  class developer personLook`,
    );
  });

  it("has no users", async () => {
    const users = (await diagrams("update")).find(({ id }) => id === "user-access");
    assert.deepEqual((await parseMermaid(users?.mermaid ?? "")).arrows, []);
  });
});

describe("a plan of nothing", () => {
  it("has three empty diagrams", async () => {
    const plan = await planProgram(() => undefined);
    for (const { mermaid } of diagramsOf(plan)) {
      const { nodes, arrows } = await parseMermaid(mermaid);
      assert.deepEqual([...nodes, ...arrows], []);
    }
  });
});

function membersOf(group: string, within: Map<string, string>): string[] {
  return [...within]
    .filter(([, one]) => one === group)
    .map(([member]) => member)
    .sort();
}
