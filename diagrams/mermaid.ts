/** Writes a diagram as a mermaid flowchart that GitHub renders as it is, readable on light and dark pages. */
import type { Arrow, Group, Node } from "./model";

/** What a diagram shows. */
export interface Drawing {
  /** Outer ones first. */
  groups: Group[];
  nodes: Node[];
  arrows: Arrow[];
}

/** The document's colours: pink internet, orange EC2, red load balancers; the others as AWS paints them. */
const CLASSES = {
  person: "fill:#f6f8fa,stroke:#57606a,color:#1f2328",
  internet: "fill:#f9f,stroke:#333,stroke-width:2px,color:#1f2328",
  network: "fill:#f6f8fa,stroke:#57606a,color:#1f2328",
  server: "fill:#FF8000,stroke:#F5D0A9,stroke-width:2px,color:#1f2328",
  balancer: "fill:#FA5882,stroke:#F2F2F2,stroke-width:2px,color:#1f2328",
  gateway: "fill:#b794f6,stroke:#e9d8fd,stroke-width:2px,color:#1f2328",
  database: "fill:#79b8ff,stroke:#dbedff,stroke-width:2px,color:#1f2328",
  storage: "fill:#9bd16d,stroke:#e2f4d4,stroke-width:2px,color:#1f2328",
  other: "fill:#d0d7de,stroke:#57606a,color:#1f2328",
  publicZone: "fill:#2da44e1a,stroke:#2da44e,stroke-width:2px",
  privateZone: "fill:#0969da1a,stroke:#0969da,stroke-width:2px",
  isolatedZone: "fill:#8250df1a,stroke:#8250df,stroke-width:2px",
  tier: "fill:#ff80001a,stroke:#FF8000",
  gateways: "fill:#b794f61a,stroke:#b794f6",
  databases: "fill:#79b8ff1a,stroke:#79b8ff",
  unexpected: "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 3",
};

type ClassName = keyof typeof CLASSES;

const CLASS_OF: Record<Node["kind"], ClassName> = {
  person: "person",
  internet: "internet",
  network: "network",
  server: "server",
  "load balancer": "balancer",
  "nat gateway": "gateway",
  database: "database",
  volume: "storage",
  "file system": "storage",
  other: "other",
};

const SHAPES: Partial<Record<Node["kind"], [string, string]>> = {
  person: ["([", "])"],
  internet: ["((", "))"],
  "load balancer": ["[", "]"],
  database: ["[(", ")]"],
  "file system": ["[(", ")]"],
  volume: ["[(", ")]"],
  "nat gateway": ["(", ")"],
  network: ["[/", "/]"],
};

/** The same layout in every version of mermaid; captions stay on their lines, and titles clear of what is below them. */
const SETTINGS = [
  "---",
  "config:",
  "  layout: dagre",
  "  flowchart:",
  "    wrappingWidth: 400",
  "    rankSpacing: 40",
  "    subGraphTitleMargin:",
  "      top: 4",
  "      bottom: 16",
  "---",
];

/** `⚠` before whatever the architecture does not have. */
const WARNING = "⚠ ";

export function writeMermaid({ groups, nodes, arrows }: Drawing): string {
  const heights = heightsOf(groups, nodes);
  const isUpward = ({ from, to }: Arrow) => (heights.get(from) ?? 0) > (heights.get(to) ?? 0);
  const lines = [
    ...SETTINGS,
    "flowchart TB",
    ...insideOf(undefined, groups, nodes),
    ...arrows.flatMap((arrow) => [whyText(arrow), isUpward(arrow) ? upwardText(arrow) : arrowText(arrow)]),
    ...classesOf(groups, nodes),
    ...linkStyles(arrows),
  ];
  return lines.join("\n");
}

/** How far down things stand: outside, then a zone below the other. */
function heightsOf(groups: Group[], nodes: Node[]): Map<string, number> {
  const heights = new Map<string, number>();
  const zones = groups.filter(({ kind }) => kind === "zone").map(({ id }) => id);
  zones.forEach((id, at) => heights.set(id, at + 1));
  for (const { id, group } of [...groups.filter(({ kind }) => kind !== "zone"), ...nodes]) {
    heights.set(id, group === undefined ? 0 : (heights.get(group) ?? 0));
  }
  // Volumes belong to servers, and stand in no subnet.
  for (const { id } of nodes.filter(({ kind }) => kind === "volume")) heights.set(id, zones.length);
  return heights;
}

/** Servers are alike and stand side by side; so do databases, which have an arrow between them. */
const DIRECTIONS: Record<Group["kind"], string[]> = {
  zone: [],
  tier: ["direction TB"],
  gateways: ["direction TB"],
  databases: ["direction LR"],
};

function insideOf(group: string | undefined, groups: Group[], nodes: Node[], indent = "  "): string[] {
  return [
    ...nodes.filter((node) => node.group === group).map((node) => `${indent}${nodeText(node)}`),
    ...groups
      .filter((one) => one.group === group)
      .flatMap((one) => [
        `${indent}subgraph ${one.id}["${labelText([titleOf(one)])}"]`,
        ...DIRECTIONS[one.kind].map((line) => `${indent}  ${line}`),
        ...insideOf(one.id, groups, nodes, `${indent}  `),
        `${indent}end`,
      ]),
  ];
}

/** In one line: an arrow may cross it. */
function titleOf({ title, captions }: Group): string {
  return captions.length === 0 ? title : `${title} (${captions.join(", ")})`;
}

function nodeText({ id, kind, title, captions, isUnexpected }: Node): string {
  const [before, after] = SHAPES[kind] ?? ["[", "]"];
  return `${id}${before}"${labelText([`${isUnexpected ? WARNING : ""}${title}`, ...captions])}"${after}`;
}

/** The document's strokes: thick for a developer's way, dotted for data, thin for everything else. */
function arrowText({ from, to, flow, kind, labels, isMutual, isUnexpected }: Arrow): string {
  const label = edgeLabel(labels, isUnexpected ? WARNING : "");
  const line = () => {
    if (kind === "opened") return "-.-x";
    if (flow === "data" || (flow === "logs" && kind !== "relation")) return isMutual ? "<-.->" : "-.->";
    return flow === "ssh" ? "==>" : "-->";
  };
  return `  ${from} ${line()}${label} ${to}`;
}

/**
 * What leads up is written from its end, as a line without a head and with an arrow in its label: mermaid would put the
 * zone it comes from above the one it goes to, and so turn the picture upside down.
 */
function upwardText(arrow: Arrow): string {
  const { from, to, labels, isMutual, isUnexpected } = arrow;
  if (isMutual) return arrowText({ ...arrow, from: to, to: from });
  const label = edgeLabel(labels.length === 0 ? [""] : labels, `${isUnexpected ? WARNING : ""}↑ `);
  return `  ${to} ---${label} ${from}`;
}

/** A comment: what the arrow comes from. */
function whyText({ why }: Arrow): string {
  return `  %% ${why.join(", ").replace(/[%\r\n]/g, " ")}`;
}

function edgeLabel(labels: readonly string[], prefix: string): string {
  const text = labelText(labels.map((label, at) => (at === 0 ? `${prefix}${label}`.trim() : label)));
  return labels.length === 0 ? "" : `|"${text}"|`;
}

function classesOf(groups: Group[], nodes: Node[]): string[] {
  const members = new Map<ClassName, string[]>();
  const enter = (name: ClassName, id: string) => members.set(name, [...(members.get(name) ?? []), id]);
  for (const { id, kind } of groups) enter(kind === "zone" ? (id as ClassName) : kind, id);
  for (const { id, kind } of nodes) enter(CLASS_OF[kind], id);
  for (const { id } of nodes.filter(({ isUnexpected }) => isUnexpected)) enter("unexpected", id);
  return [...members].flatMap(([name, ids]) => [
    `  classDef ${name}Look ${CLASSES[name]}`,
    `  class ${ids.join(",")} ${name}Look`,
  ]);
}

function linkStyles(arrows: Arrow[]): string[] {
  const positions = arrows.flatMap(({ isUnexpected }, at) => (isUnexpected ? [at] : []));
  return positions.length === 0 ? [] : [`  linkStyle ${positions.join(",")} stroke:#cf222e,color:#cf222e`];
}

/** Lines of a label in quotes; whatever mermaid, or HTML, reads a meaning into is written by its number. */
export function labelText(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/["#<>&`%:;*_~\\\r\n]|^[-+]|^\d+(?=[.)]\s)/g, numbered)).join("<br/>");
}

function numbered(text: string): string {
  return Array.from(text, (character) => `#${character.codePointAt(0) ?? 0};`).join("");
}
