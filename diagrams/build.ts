/** Builds the model of a stack's diagrams from its network and from what its resources say of each other. */
import { isGiven, type Endpoint, type Network, read, textOf } from "../policy-pack/network";
import { type Arrow, type Flow, type Group, Ids, type Model, type Node } from "./model";
import { Exits } from "./exits";
import { hasLogVolume } from "./looks";
import { type Part, Parts } from "./parts";
import { type Passage, passagesOf } from "./ways";
import { engineWords, portWords } from "./words";
import { Zones } from "./zones";

export function buildModel(network: Network): Model {
  return new Builder(network).build();
}

/** How the document says that Spring chooses between master and slave. */
const ROUTING = ["Abstract Routing DataSource", "LazyConnectionDataSourceProxy"];

/** In the order in which they are written; mermaid places things by it. */
const FLOWS: readonly Flow[] = ["ssh", "site", "logs", "data", "outbound"];

class Builder {
  private readonly ids = new Ids();
  private readonly zones: Zones;
  private readonly parts: Parts;
  private readonly nodes = new Map<string, Node>();
  private readonly arrows: Arrow[] = [];
  private readonly exits: Exits;

  constructor(private readonly network: Network) {
    this.zones = new Zones(network);
    this.parts = new Parts(network, this.zones, this.ids);
    this.exits = new Exits(network, this.zones, this.ids);
    for (const node of [...this.parts.nodes(), ...this.exits.nodes()]) this.nodes.set(node.id, node);
  }

  build(): Model {
    for (const passage of passagesOf(this.network, this.parts)) this.draw(passage);
    this.drawReplication();
    for (const reason of [...this.network.otherNetworks, ...this.network.undescribed]) this.addNote(reason);
    const groups: Group[] = [...this.zones.groups(), ...this.exits.groups(), ...this.parts.groups()];
    const arrows = FLOWS.flatMap((flow) => this.arrows.filter((arrow) => arrow.flow === flow));
    return { groups, nodes: [...this.nodes.values()], arrows, serversOf: this.serversOf() };
  }

  private draw(passage: Passage): void {
    const { to } = passage;
    if (passage.from === undefined) this.drawFromOutside(passage);
    else if (to === undefined) this.drawToOutside(passage, passage.from);
    else if (to.role === "logs" && passage.isExpected) this.drawLogs(passage, passage.from, to);
    else this.drawInside(passage, passage.from, to);
  }

  private drawFromOutside(passage: Passage): void {
    const { to, isExpected, origins } = passage;
    if (to === undefined) return;
    const origin = isExpected ? this.internet() : this.origin(origins);
    if (isExpected) this.drawPerson(passage);
    for (const end of this.parts.endsOf(to, passage.targets)) this.arrow(passage, origin, end, labelsOf(passage));
  }

  /** Whoever is let in through the internet. */
  private drawPerson(passage: Passage): void {
    const isDeveloper = passage.flow === "ssh";
    const person = isDeveloper
      ? this.node({ id: "developer", kind: "person", title: "Developer" })
      : this.node({ id: "user", kind: "person", title: "User" });
    const known = this.nodes.get(person);
    if (known)
      known.captions = [...new Set([...known.captions, ...passage.origins.filter((one) => one !== "internet")])];
    this.arrow({ ...passage, kind: "relation" }, person, this.internet(), []);
  }

  private drawToOutside(passage: Passage, from: Part): void {
    const { gateways, sources, why } = passage;
    const exits = gateways.length === 0 ? [this.internet()] : this.exits.endsOf(gateways);
    for (const exit of exits) {
      for (const end of this.parts.endsOf(from, sources)) this.arrow(passage, end, exit, labelsOf(passage));
      if (gateways.length === 0) continue;
      this.arrow({ flow: "outbound", kind: "way", isExpected: true, why }, exit, this.internet(), []);
    }
  }

  private drawInside(passage: Passage, from: Part, to: Part): void {
    const isRouted = passage.isExpected && from.role === "was" && to.role === "database";
    const labels = [
      ...(isRouted && hasReplica(to) ? ROUTING : []),
      ...(passage.isExpected && from.role === "bastion" && areOpenedByKey(passage.targets) ? ["keypair .pem"] : []),
      ...labelsOf(passage, passage.isExpected && to.role === "database" ? engineOf(to) : undefined),
    ];
    for (const start of this.parts.endsOf(from, passage.sources)) {
      for (const end of this.parts.endsOf(to, passage.targets)) this.arrow(passage, start, end, labels, isRouted);
    }
  }

  /** Servers write to their own volumes, and fluentd takes it from there to the file system. */
  private drawLogs(passage: Passage, from: Part, to: Part): void {
    const writers = new Set([...passage.sources].filter((one) => hasLogVolume(one)));
    const others = new Set([...passage.sources].filter((one) => !hasLogVolume(one)));
    const [target] = this.parts.endsOf(to, passage.targets);
    for (const start of this.parts.endsOf(from, others)) this.arrow(passage, start, target, labelsOf(passage));
    if (writers.size === 0) return;
    const volume = this.node({
      id: target === "efs" ? "ebs" : `ebs_${target}`,
      kind: "volume",
      title: "EBS",
      captions: ["a log volume on each server"],
    });
    const relation = { ...passage, kind: "relation" as const, why: ["the log volume of each server"] };
    for (const start of this.parts.endsOf(from, writers)) this.arrow(relation, start, volume, []);
    this.arrow(passage, volume, target, ["fluentd", ...labelsOf(passage)]);
  }

  /** By the property that makes a database a replica of another one. */
  private drawReplication(): void {
    const { index, endpoints } = this.network;
    for (const replica of endpoints.filter(({ kind }) => kind === "database")) {
      const named = index.refer(replica.resource, "replicateSourceDb", "rds/instance");
      for (const primary of endpoints.filter(({ resource }) => named.resources.includes(resource))) {
        const [from, to] = [primary, replica].map((one) => this.parts.of(one)?.nodes.get(one)?.id);
        if (from === undefined || to === undefined) continue;
        const why = [`replicateSourceDb of "${replica.resource.name}"`];
        this.arrow({ flow: "data", kind: "relation", isExpected: true, why }, from, to, ["replication"]);
      }
    }
  }

  /** What the network model cannot see through. */
  private addNote(reason: string): void {
    const id = this.ids.make("other", /^"([^"]*)"/.exec(reason)?.[1]);
    this.nodes.set(id, { id, kind: "other", title: reason, captions: [], isUnexpected: true });
  }

  private internet(): string {
    return this.node({ id: "internet", kind: "internet", title: "Internet" });
  }

  private origin(origins: readonly string[]): string {
    if (origins.includes("internet")) return this.internet();
    const name = origins.join(", ");
    const known = [...this.nodes.values()].find(({ kind, title }) => kind === "network" && title === name);
    return (
      known?.id ?? this.node({ id: this.ids.make("network", name), kind: "network", title: name, isUnexpected: true })
    );
  }

  private node(node: Pick<Node, "id" | "kind" | "title"> & Partial<Node>): string {
    if (!this.nodes.has(node.id)) this.nodes.set(node.id, { captions: [], isUnexpected: false, ...node });
    return node.id;
  }

  private arrow(
    { flow, kind, isExpected, why }: Pick<Passage, "flow" | "isExpected" | "why"> & Pick<Arrow, "kind">,
    from: string,
    to: string,
    labels: string[],
    isMutual = false,
  ): void {
    const isSame = (one: Arrow) =>
      one.from === from &&
      one.to === to &&
      String(one.labels) === String(labels) &&
      one.kind === kind &&
      one.isUnexpected !== isExpected;
    const known = this.arrows.find(isSame);
    if (known) known.why = [...new Set([...known.why, ...why])];
    else this.arrows.push({ from, to, flow, labels, kind, isMutual, isUnexpected: !isExpected, why });
  }

  private serversOf(): Map<string, string[]> {
    const servers = new Map<string, string[]>();
    for (const part of this.parts.all) {
      if (part.endpoints.some(({ kind }) => kind !== "server")) continue;
      const ends = this.parts.endsOf(part, new Set(part.endpoints));
      servers.set(part.zone, [...(servers.get(part.zone) ?? []), ...ends]);
    }
    return servers;
  }
}

function labelsOf({ traffic, isSure, kind }: Passage, engine?: string): string[] {
  const ports = `${portWords(traffic, engine)}${isSure ? "" : " ?"}`;
  return kind === "opened" ? [ports, "open, but no way in"] : [ports];
}

function engineOf({ endpoints }: Part): string | undefined {
  const engine = endpoints.map(({ resource }) => textOf(read(resource, "engine"))).find((one) => one !== undefined);
  return engine === undefined ? undefined : engineWords(engine);
}

function hasReplica({ endpoints }: Part): boolean {
  return endpoints.some(({ resource }) => isGiven(read(resource, "replicateSourceDb")));
}

function areOpenedByKey(servers: ReadonlySet<Endpoint>): boolean {
  return [...servers].every(({ resource }) => isGiven(read(resource, "keyName")));
}
