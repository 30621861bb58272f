/** What the diagrams show: things in zones, and who gets from where to where, each with the reason it is drawn. */

export type ZoneKind = "public" | "private" | "isolated";

export type NodeKind =
  | "person"
  | "internet"
  | "network"
  | "server"
  | "load balancer"
  | "nat gateway"
  | "database"
  | "volume"
  | "file system"
  | "other";

export interface Node {
  id: string;
  kind: NodeKind;
  title: string;
  /** Further lines. */
  captions: string[];
  /** Id of the group it stands in. */
  group?: string;
  /** Not part of the architecture that the components make. */
  isUnexpected: boolean;
}

export interface Group {
  id: string;
  kind: "zone" | "tier" | "gateways" | "databases";
  title: string;
  captions: string[];
  /** Id of the group around it. */
  group?: string;
}

/** What an arrow belongs to. */
export type Flow = "site" | "ssh" | "data" | "logs" | "outbound";

export interface Arrow {
  /** Id of a node or of a group. */
  from: string;
  to: string;
  flow: Flow;
  /** Lines of its label. */
  labels: string[];
  /**
   * - `way`: the network model says that it gets there.
   * - `opened`: a rule lets it in, although nothing leads there.
   * - `relation`: no connection of the network, or none that the model tells of.
   */
  kind: "way" | "opened" | "relation";
  /** Both ends speak. */
  isMutual: boolean;
  /** Not one that the architecture has. */
  isUnexpected: boolean;
  /** The rules, listeners, gateways or properties it comes from. */
  why: string[];
}

export interface Model {
  /** Outer ones first. */
  groups: Group[];
  nodes: Node[];
  arrows: Arrow[];
  /** Zone → ids of the servers, and groups of servers, in it. */
  serversOf: Map<string, string[]>;
}

/** Ids that no two things share, of letters, digits and underscores. */
export class Ids {
  private readonly taken = new Set<string>();

  /** The word in front keeps them apart from the words of mermaid (`end`) and from each other's kinds. */
  make(word: string, name = ""): string {
    const slug = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "_")
      .replace(/^_|_$/g, "");
    const wanted = slug === "" || slug === word ? word : slug.startsWith(`${word}_`) ? slug : `${word}_${slug}`;
    let id = wanted;
    for (let number = 2; this.taken.has(id); number++) id = `${wanted}_${number}`;
    this.taken.add(id);
    return id;
  }
}
