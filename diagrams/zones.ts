/** Where things stand: in public, private or isolated subnets, and in which availability zones. */
import { type Endpoint, type Network, readInput, textOf } from "../policy-pack/network";
import type { Subnet } from "../policy-pack/network/subnets";
import type { Group, ZoneKind } from "./model";
import { zoneWords } from "./words";

const KINDS: readonly ZoneKind[] = ["public", "private", "isolated"];
const TITLES: Record<ZoneKind, string> = { public: "Public Zone", private: "Private Zone", isolated: "Isolated Zone" };

export class Zones {
  /** Zones of which it is not known before the deployment who stands in them. */
  private readonly undecided = new Set<ZoneKind>();

  constructor(private readonly network: Network) {}

  idOf(zone: ZoneKind): string {
    return `${zone}Zone`;
  }

  /**
   * By its subnets. Where they may be of several kinds, as at a preview, by its address: whatever has a public one
   * counts as public.
   */
  of({ interfaces }: Endpoint): ZoneKind {
    const kinds = new Set(interfaces.flatMap(({ subnets }) => subnets.map((subnet) => this.kindOf(subnet))));
    const [only] = kinds;
    if (kinds.size === 1 && only !== undefined) return only;
    const zone = interfaces.some(({ ipv4 }) => ipv4.state === "open") ? "public" : "private";
    this.undecided.add(zone);
    return zone;
  }

  /** Undefined for what is not part of the stack. */
  kindOf({ resource, vpc, internet }: Subnet): ZoneKind | undefined {
    if (resource === undefined) return undefined;
    if (!internet.maybe.isEmpty) return "public";
    const tables = this.network.subnets.routeTables.of(resource, vpc);
    const routes = tables.flatMap(({ table }) => table.routes);
    return routes.some(({ target }) => target === "nat gateway") ? "private" : "isolated";
  }

  /** Those that something stands in; none while it cannot be told. */
  availabilityZonesOf({ resource, interfaces }: Endpoint): string[] {
    const own = textOf(readInput(resource, "availabilityZone"));
    if (own !== undefined) return [own];
    // RDS chooses one of its subnets.
    if (interfaces.some(({ placement }) => placement !== "everywhere")) return [];
    return interfaces.flatMap(({ subnets }) => subnets.flatMap(({ zone }) => zone ?? []));
  }

  groups(): Group[] {
    const subnets = this.network.subnets.all();
    return KINDS.map((kind) => {
      const zones = subnets.filter((one) => this.kindOf(one) === kind).flatMap(({ zone }) => zone ?? []);
      const where = zones.length === 0 ? [] : [`${kind} subnets in ${zoneWords(zones)}`];
      const caption = this.undecided.has(kind)
        ? [`${kind === "public" ? "public addresses" : "no public address"}, subnets known after the deployment`]
        : where;
      return { id: this.idOf(kind), kind: "zone", title: TITLES[kind], captions: caption };
    });
  }
}
