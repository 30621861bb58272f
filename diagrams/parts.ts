/** The things of a stack: what has addresses, drawn as nodes and as groups of them, in the zone that it stands in. */
import {
  componentOf,
  type Endpoint,
  isGiven,
  listOf,
  type Network,
  numberOf,
  read,
  type Resource,
  textOf,
} from "../policy-pack/network";
import { member, UNKNOWN } from "../policy-pack/network";
import { type Role, roleOf } from "../policy-pack/roles";
import { type Group, Ids, type Node, type ZoneKind } from "./model";
import { Zones } from "./zones";
import { engineWords, zoneWords } from "./words";

/** What the architecture calls a part; `other` is whatever it does not know. */
export type PartRole = "bastion" | "web" | "was" | "web balancer" | "was balancer" | "database" | "logs" | "other";

/** Endpoints that are drawn as one: a node, or a group with a node for each. */
export interface Part {
  role: PartRole;
  zone: string;
  endpoints: Endpoint[];
  /** Undefined for a single node. */
  group?: Group;
  /** An endpoint's node. */
  nodes: Map<Endpoint, Node>;
}

const TIERS = { web: "WEB", was: "WAS" };
const BALANCERS = { web: "ELB1", was: "ELB2" };

export class Parts {
  readonly all: Part[] = [];
  private readonly byKey = new Map<string, Part>();
  private readonly byEndpoint = new Map<Endpoint, Part>();

  constructor(
    private readonly network: Network,
    private readonly zones: Zones,
    private readonly ids: Ids,
  ) {
    for (const endpoint of network.endpoints) if (endpoint.interfaces.length > 0) this.add(endpoint);
  }

  of(endpoint: Endpoint): Part | undefined {
    return this.byEndpoint.get(endpoint);
  }

  groups(): Group[] {
    return this.all.flatMap(({ group }) => group ?? []);
  }

  nodes(): Node[] {
    return this.all.flatMap(({ nodes }) => [...new Set(nodes.values())]);
  }

  /** Ids to draw an arrow at: the part as a whole where all of it is meant, else the nodes. */
  endsOf(part: Part, endpoints: ReadonlySet<Endpoint>): string[] {
    const isWhole = part.endpoints.every((one) => endpoints.has(one));
    if (part.group && isWhole) return [part.group.id];
    const meant = part.endpoints.filter((one) => endpoints.has(one)).flatMap((one) => part.nodes.get(one) ?? []);
    return [...new Set(meant.map(({ id }) => id))];
  }

  private add(endpoint: Endpoint): void {
    const role = roleOf(this.network, endpoint.resource);
    const zone = this.zones.of(endpoint);
    const part = this.partOf(endpoint, role, zone);
    part.endpoints.push(endpoint);
    this.byEndpoint.set(endpoint, part);
    part.nodes.set(endpoint, this.nodeOf(endpoint, role, part));
  }

  private partOf({ kind, resource }: Endpoint, role: Role | undefined, zone: ZoneKind): Part {
    const partRole = partRoleOf(kind, role);
    const isTier = partRole === "web" || partRole === "was";
    const isTogether = isTier || kind === "database" || kind === "mount target";
    const owner = componentOf(this.network.index.ancestors(resource)) ?? resource.urn;
    const key = [partRole, isTogether ? owner : resource.urn, kind, zone].join("\n");
    let part = this.byKey.get(key);
    if (part === undefined) {
      part = { role: partRole, zone: this.zones.idOf(zone), endpoints: [], nodes: new Map() };
      if (isTier || kind === "database")
        part.group = this.groupOf(resource, part, isTier ? TIERS[partRole] : undefined);
      this.byKey.set(key, part);
      this.all.push(part);
    }
    return part;
  }

  private groupOf(resource: Resource, { role, zone }: Part, tier: string | undefined): Group {
    if (tier !== undefined) {
      return { id: this.ids.make(role), kind: "tier", title: tier, captions: [], group: zone };
    }
    const engine = textOf(read(resource, "engine"));
    const version = textOf(read(resource, "engineVersion"));
    const words = engine === undefined ? [] : [[engineWords(engine), version].filter(isGiven).join(" ")];
    const name = role === "other" ? [resource.name] : [];
    return {
      id: this.ids.make("rds", role === "other" ? resource.name : ""),
      kind: "databases",
      title: "AWS-RDS",
      captions: [...name, ...words],
      group: zone,
    };
  }

  private nodeOf(endpoint: Endpoint, role: Role | undefined, part: Part): Node {
    const [shared] = part.nodes.values();
    if (endpoint.kind === "mount target" && part.nodes.size > 0) {
      const zones = [...part.nodes.keys(), endpoint].flatMap((one) => this.zones.availabilityZonesOf(one));
      shared.captions = zones.length === 0 ? [] : [zoneWords(zones)];
      return shared;
    }
    const { id, kind, title, captions } = this.lookOf(endpoint, role, part);
    const zones = this.zones.availabilityZonesOf(endpoint);
    return {
      ...{ id, kind, title },
      captions: zones.length === 0 ? captions : [...captions, zoneWords(zones)],
      group: part.group?.id ?? part.zone,
      isUnexpected: part.role === "other",
    };
  }

  private lookOf(
    endpoint: Endpoint,
    role: Role | undefined,
    part: Part,
  ): Pick<Node, "id" | "kind" | "title" | "captions"> {
    const { kind, name, resource } = endpoint;
    const type = textOf(read(resource, "instanceType"));
    switch (kind) {
      case "server":
        return this.serverLook(endpoint, part, type === undefined ? [] : [type]);
      case "load balancer": {
        const title = role === "web" || role === "was" ? BALANCERS[role] : name;
        return {
          id: this.ids.make(part.role === "other" ? "elb" : title.toLowerCase(), part.role === "other" ? name : ""),
          kind,
          title,
          captions: ["Elastic Load Balancer"],
        };
      }
      case "database": {
        const isReplica = isGiven(read(resource, "replicateSourceDb"));
        const size = textOf(read(resource, "instanceClass"));
        const standby = read(resource, "multiAz") === true ? ["standby in another zone"] : [];
        return {
          id: this.ids.make(isReplica ? "slave" : "master", part.role === "other" ? name : ""),
          kind,
          title: isReplica ? "slave (Read only)" : "master (Read, Write)",
          captions: [...(size === undefined ? [] : [size]), ...standby],
        };
      }
      case "mount target":
        return {
          id: this.ids.make("efs", part.role === "other" ? name : ""),
          kind: "file system",
          title: "EFS",
          captions: [],
        };
      default:
        return { id: this.ids.make("other", name), kind: "other", title: name, captions: [resource.type] };
    }
  }

  private serverLook(
    { name, resource }: Endpoint,
    { role }: Part,
    type: string[],
  ): Pick<Node, "id" | "kind" | "title" | "captions"> {
    const kind = "server";
    if (role === "bastion")
      return { id: this.ids.make("bastion"), kind, title: "Bastion (EC2 Server)", captions: type };
    if (role !== "web" && role !== "was") {
      return { id: this.ids.make("server", name), kind, title: name, captions: ["EC2 Server", ...type] };
    }
    const tier = TIERS[role];
    const group = this.scalingGroupsOf(resource).at(0);
    if (group === undefined) {
      return {
        id: this.ids.make(role, resource.name === role ? "server" : resource.name),
        kind,
        title: `${tier} (EC2 Server)`,
        captions: type,
      };
    }
    const sizes = [numberOf(read(group, "minSize")), numberOf(read(group, "maxSize"))];
    const count = sizes[0] === sizes[1] ? `${sizes[0] ?? "?"}` : sizes.map((size) => size ?? "?").join(" to ");
    return {
      id: this.ids.make(role, "autoscaling"),
      kind,
      title: `${tier}-AutoScaling`,
      captions: [`${count} × ${type[0] ?? "EC2"}`],
    };
  }

  /** The Auto Scaling groups that start servers from a template. */
  private scalingGroupsOf(template: Resource): Resource[] {
    const { index } = this.network;
    return index.of("autoscaling/group").filter((group) => {
      const id = member(read(group, "launchTemplate"), "id") ?? UNKNOWN;
      const property = isGiven(read(group, "launchTemplate")) ? "launchTemplate" : "mixedInstancesPolicy";
      return index.references(group, property, id, ["ec2/launchTemplate"]).resources.includes(template);
    });
  }
}

function partRoleOf(kind: Endpoint["kind"], role: Role | undefined): PartRole {
  if (kind === "server" && (role === "bastion" || role === "web" || role === "was")) return role;
  if (kind === "load balancer" && (role === "web" || role === "was")) return `${role} balancer`;
  if (kind === "database" && role === "database") return "database";
  return kind === "mount target" && role === "logs" ? "logs" : "other";
}

/** Whether a server has a volume beside the one it starts from. */
export function hasLogVolume({ resource }: Endpoint): boolean {
  const own = listOf(read(resource, "ebsBlockDevices")).length;
  const ofTemplate = listOf(read(resource, "blockDeviceMappings")).length - 1;
  return own > 0 || ofTemplate > 0;
}
