/** The things of a stack: what has addresses, drawn as nodes and as groups of them, in the zone that it stands in. */
import { componentOf, type Endpoint, isGiven, type Network, read, type Resource, textOf } from "../policy-pack/network";
import { type Role, roleOf } from "../policy-pack/roles";
import { Looks, type PartRole, TIERS } from "./looks";
import { type Group, type Ids, type Node, type ZoneKind } from "./model";
import type { Zones } from "./zones";
import { engineWords, zoneWords } from "./words";

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

export class Parts {
  readonly all: Part[] = [];
  private readonly byKey = new Map<string, Part>();
  private readonly byEndpoint = new Map<Endpoint, Part>();
  private readonly looks: Looks;

  constructor(
    private readonly network: Network,
    private readonly zones: Zones,
    private readonly ids: Ids,
  ) {
    this.looks = new Looks(network, ids);
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
    part.nodes.set(endpoint, this.nodeOf(endpoint, part));
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

  private nodeOf(endpoint: Endpoint, part: Part): Node {
    const [shared] = part.nodes.values();
    if (endpoint.kind === "mount target" && part.nodes.size > 0) {
      const zones = [...part.nodes.keys(), endpoint].flatMap((one) => this.zones.availabilityZonesOf(one));
      shared.captions = zones.length === 0 ? [] : [zoneWords(zones)];
      return shared;
    }
    const { captions, ...look } = this.looks.of(endpoint, part.role);
    const zones = this.zones.availabilityZonesOf(endpoint);
    return {
      ...look,
      captions: zones.length === 0 ? captions : [...captions, zoneWords(zones)],
      group: part.group?.id ?? part.zone,
      isUnexpected: part.role === "other",
    };
  }
}

function partRoleOf(kind: Endpoint["kind"], role: Role | undefined): PartRole {
  if (kind === "server" && (role === "bastion" || role === "web" || role === "was")) return role;
  if (kind === "load balancer" && (role === "web" || role === "was")) return `${role} balancer`;
  if (kind === "database" && role === "database") return "database";
  return kind === "mount target" && role === "logs" ? "logs" : "other";
}
