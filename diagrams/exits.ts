/** The NAT gateways: where servers without an address of their own leave, each with its fixed address. */
import type { Network, Resource } from "../policy-pack/network";
import type { Group, Ids, Node } from "./model";
import { zoneWords } from "./words";
import type { Zones } from "./zones";

const KIND = "ec2/natGateway";

export class Exits {
  private readonly byResource = new Map<Resource, Node>();
  /** Around several gateways: each zone leaves by its own. */
  private readonly group?: Group;

  constructor(
    private readonly network: Network,
    private readonly zones: Zones,
    private readonly ids: Ids,
  ) {
    const gateways = network.index.of(KIND);
    const places = new Set(gateways.map((gateway) => this.zoneOf(gateway)));
    if (gateways.length > 1 && places.size === 1) {
      this.group = {
        id: ids.make("nats"),
        kind: "gateways",
        title: "NAT gateways",
        captions: [],
        group: [...places][0],
      };
    }
    for (const gateway of gateways) this.byResource.set(gateway, this.nodeOf(gateway, gateways.length > 1));
  }

  groups(): Group[] {
    return this.group === undefined ? [] : [this.group];
  }

  nodes(): Node[] {
    return [...this.byResource.values()];
  }

  /** Ids to draw an arrow at: all of them together where all are meant. */
  endsOf(gateways: readonly Resource[]): string[] {
    if (this.group && gateways.length === this.byResource.size) return [this.group.id];
    return gateways.flatMap((gateway) => this.byResource.get(gateway)?.id ?? []);
  }

  private nodeOf(gateway: Resource, isOneOfMany: boolean): Node {
    const { index } = this.network;
    const address = index.refer(gateway, "allocationId", "ec2/eip");
    const names = [...address.resources.map(({ name }) => `EIP ${name}`), ...address.foreign];
    const isOwn = [...index.ancestors(gateway)].some(({ type }) => type === "three-tier:index:VpcWithNat");
    const zone = this.subnetOf(gateway)?.zone;
    return {
      id: this.ids.make("nat", isOneOfMany ? gateway.name : ""),
      kind: "nat gateway",
      title: "NAT gateway",
      captions: [...names.map((name) => `fixed address ${name}`), ...(zone === undefined ? [] : [zoneWords([zone])])],
      group: this.group?.id ?? this.zoneOf(gateway),
      isUnexpected: !isOwn,
    };
  }

  private zoneOf(gateway: Resource): string {
    const subnet = this.subnetOf(gateway);
    return this.zones.idOf((subnet && this.zones.kindOf(subnet)) ?? "public");
  }

  /** Undefined where it may be one of several. */
  private subnetOf(gateway: Resource) {
    const { index, subnets } = this.network;
    const candidates = subnets.of(index.refer(gateway, "subnetId", "ec2/subnet", "ec2/defaultSubnet"));
    return candidates.length === 1 ? candidates[0] : undefined;
  }
}
